"""A shared folder that does not answer holds up nobody: not a save, not another folder, not the end of the program."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.exchanged import Exchanged
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases import keeping
from db import open_store
from tests.making import STREET, Clock, site, standard
from tests.playing import answered
from ui import folder_watch
from ui.context import Context
from ui.folder_watch import LAST_WAIT, keep_folder
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.start import Session
from ui.tasks import Tasks


class Share:
    """Shares by folder; those of `dead` do not answer before `answer`."""

    def __init__(self) -> None:
        self.dead: set[str] = {"dead"}
        self.asked: list[str] = []
        self.answers = threading.Event()

    def exchange(self, _store: Store, folder: Path, tell: Tell) -> Exchanged:
        self.asked.append(folder.name)
        if folder.name in self.dead:
            self.answers.wait(60)
            tell(0, 1)
        return Exchanged(written=1)


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    made = Share()
    monkeypatch.setattr(folder_watch, "exchange", made.exchange)
    yield made
    made.answers.set()


@contextmanager
def session_at(qtbot: QtBot, place: Path, share: Share) -> Iterator[Session]:
    """The program on a database with some sites, whose shared folder hangs."""
    store = open_store(str(place), Clock())
    keeping.set_up(store, person="周敏", street=STREET)
    with store.writing() as work:
        work.sites.save_all([site("06-001"), site("06-002")])
    keep_folder(store, "dead")
    session = Session(store, Settings(page="register"))
    qtbot.addWidget(session.window)
    with qtbot.waitActive(session.window):
        session.window.show()
        session.window.activateWindow()
    session.watch.begin(store, session.tasks)
    answered(session.tasks)
    session.watch._first.timeout.emit()  # as some seconds after the start
    qtbot.waitUntil(lambda: share.asked == ["dead"], timeout=20_000)
    yield session


def rename_first(qtbot: QtBot, session: Session, name: str) -> None:
    """F2 on the first row of the register, another name, Enter."""
    page = session.window.page
    assert isinstance(page, RegisterPage)
    page.list.table.setFocus()
    page.list.table.choose_row(0)
    QTest.keyClick(page.list.table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.editing.cell is not None, timeout=20_000)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)


def names(store: Store) -> set[str]:
    with store.reading() as work:
        return {s.name for s in work.sites.all()}


def test_a_save_goes_through_while_a_round_hangs_and_the_end_loses_nothing(
    qtbot: QtBot, tmp_path: Path, share: Share
) -> None:
    place = tmp_path / "street.sqlite3"
    with session_at(qtbot, place, share) as session:
        rename_first(qtbot, session, "New")
        qtbot.waitUntil(lambda: "New" in names(session.store), timeout=20_000)
        assert session.watch.busy
        answered(session.tasks)
        rename_first(qtbot, session, "Late")
        began = time.monotonic()
        session.window.close()
        session.close()
        assert time.monotonic() - began < LAST_WAIT + 10
    assert not share.answers.is_set()
    again = open_store(str(place), Clock())
    try:
        assert "Late" in names(again)
        assert again.check().faults == ()
    finally:
        again.close()


def test_the_round_that_hangs_stands_in_the_window_and_may_be_stopped(
    qtbot: QtBot, tmp_path: Path, share: Share
) -> None:
    with session_at(qtbot, tmp_path / "street.sqlite3", share) as session:
        assert session.watch._job is not None
        session.watch._job.cancel()
        share.answers.set()
        answered(session.tasks, session.watch.tasks)
        assert not session.watch.busy
        assert session.watch.done == ""
        session.watch.look(asked=True)
        answered(session.tasks, session.watch.tasks)
        assert "写出 1 个数据包" in session.watch.done
        session.close()


def test_another_folder_chosen_while_one_hangs_has_its_round_as_soon_as_that_lets_go(
    qtbot: QtBot, tasks: Tasks, share: Share
) -> None:
    store = open_store(":memory:", Clock())
    watch = Context(store, tasks, standard(), Settings()).watch
    watch.choose(store, tasks, "dead")
    qtbot.waitUntil(lambda: share.asked == ["dead"], timeout=20_000)
    watch.choose(store, tasks, "alive")
    answered(tasks)
    assert (watch.folder, share.asked) == ("alive", ["dead"])
    share.answers.set()
    answered(tasks, watch.tasks)
    assert share.asked == ["dead", "alive"]
    assert "写出 1 个数据包" in watch.done
    watch.stop()
    store.close()


@pytest.mark.usefixtures("qapp")
def test_what_a_folder_says_that_is_used_no_more_is_not_said(tasks: Tasks) -> None:
    store = open_store(":memory:", Clock())
    watch = Context(store, tasks, standard(), Settings()).watch
    watch.folder = "alive"
    watch._done("gone", folder_watch.Round(Exchanged(told=("x",)), "2026-11-23T08:00:00+08:00"))
    watch._fail("gone", OSError("y"))
    assert (watch.trouble, watch.done) == ("", "")
    watch._fail("alive", OSError("y"))
    assert watch.trouble == "y"
    store.close()
