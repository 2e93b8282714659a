"""The shared folder on the sync page: real databases that exchange through it, by clicks and by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.exchanging import Office, district
from tests.making import site, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.syncing import page_of, root_of, save
from ui.context import Context
from ui.folder_exchange import exchange
from ui.folder_strip import FolderStrip
from ui.folder_watch import EVERY_MS, FIRST_MS, FolderWatch, folder_of
from ui.settings import Settings
from ui.sync_page import SyncPage
from ui.tasks import Tasks


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that every question for a folder is answered with."""
    folder = tmp_path / "share"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(folder))
    return folder


@contextmanager
def strip_of(qtbot: QtBot, tasks: Tasks, office: Office) -> Iterator[FolderStrip]:
    """The strip on an office's sync page, a folder chosen by hand."""
    with page_of(qtbot, tasks, office) as page:
        strip = strip_on(page)
        assert strip.isVisible()
        if not strip.context.watch.folder:
            click(tasks, strip, strip.choose_button)
        yield strip


def strip_on(page: SyncPage) -> FolderStrip:
    return page.bureau.shared if page.bureau.isVisible() else page.station.shared


def rest(tasks: Tasks, strip: FolderStrip) -> None:
    """Until the round is over and shown."""
    answered(tasks, strip.context.watch.tasks)


def click(tasks: Tasks, strip: FolderStrip, button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
    rest(tasks, strip)


def tick(tasks: Tasks, strip: FolderStrip) -> None:
    """As after five minutes."""
    strip.context.watch.timer.timeout.emit()
    rest(tasks, strip)


def test_without_a_folder_it_is_quiet(qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        for office in (bureau, one):
            with page_of(qtbot, tasks, office) as page:
                strip = strip_on(page)
                assert [w.isVisible() for w in (strip.button, strip.drop_button, strip.note)] == [False] * 3
                lines = 2 if office is one else 1  # a section of its own at a station
                assert strip.height() < (lines + 0.5) * strip.choose_button.height()
                assert not strip.context.watch.timer.isActive()
                tick(tasks, strip)
                assert list(share.iterdir()) == []
                assert unnamed(page) == []


def test_a_package_goes_and_comes_and_both_hold_the_same(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        save(one, "06-001")
        with strip_of(qtbot, tasks, one) as strip:
            assert strip.folder.text() == folder_of(one.store) == str(share)
            assert "写出 1 个数据包" in strip.note.text()
        with strip_of(qtbot, tasks, bureau) as strip:
            assert "收到 1 个数据包" in strip.note.text()
            page = strip.window()
            assert isinstance(page, SyncPage)
            assert page.deliveries.table.records.count > 0
        save(bureau, "06-002")
        with strip_of(qtbot, tasks, bureau) as strip:  # the folder was kept with the database
            click(tasks, strip, strip.button)
            assert "写出 1 个数据包" in strip.note.text()
        with strip_of(qtbot, tasks, one) as strip:
            heard: list[int] = []
            strip.context.watch.exchanged.connect(lambda: heard.append(1))
            tick(tasks, strip)
            assert heard == [1]
            assert "收到 1 个数据包" in strip.note.text()
        with strip_of(qtbot, tasks, bureau) as strip:
            tick(tasks, strip)
        with one.store.reading() as work:
            assert {s.code for s in work.sites.all()} == {"06-001", "06-002"}
        assert root_of(one) == root_of(bureau)


def test_a_round_by_the_clock_says_nothing_where_nothing_went_or_came(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        with strip_of(qtbot, tasks, one) as strip:
            exchange(bureau.store, share)
            tick(tasks, strip)
            told = strip.note.text()
            heard: list[int] = []
            strip.context.watch.exchanged.connect(lambda: heard.append(1))
            one.clock.now += timedelta(minutes=5)
            tick(tasks, strip)
            assert strip.note.text() == told
            assert heard == []
            click(tasks, strip, strip.button)
            assert "没有新的" in strip.note.text()


def test_a_torn_file_is_said_once_and_no_more_when_it_is_whole(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        with bureau.store.writing() as work:
            work.sites.save(site("06-009"))
        made = bureau.pack(one)
        whole = made.read_bytes()
        lying = share / made.name
        lying.write_bytes(whole[: len(whole) // 2])
        with strip_of(qtbot, tasks, one) as strip:
            assert not strip.trouble.isVisible(), "it may still be on its way"
            for _n in range(3):
                one.clock.now += timedelta(minutes=11)
                tick(tasks, strip)
                said = f"{strip.note.text()}\n{strip.trouble.text()}"
                assert said.count(made.name) == 1
            lying.write_bytes(whole)
            tick(tasks, strip)
            assert not strip.trouble.isVisible()
            assert "收到 1 个数据包" in strip.note.text()


def test_a_folder_that_is_unplugged_is_said_and_comes_back_by_itself(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)), strip_of(qtbot, tasks, one) as strip:
        away = share.rename(tmp_path / "away")
        for _n in range(2):
            tick(tasks, strip)
            assert strip.trouble.isVisible()
            assert strip.trouble.text().count("读不到交换文件夹") == 1
        assert strip.button.isEnabled()
        assert not share.exists(), "nothing is made where the folder was"
        away.rename(share)
        save(bureau, "06-001")
        exchange(bureau.store, share)
        tick(tasks, strip)
        assert not strip.trouble.isVisible()
        assert "收到 1 个数据包" in strip.note.text()


def test_the_clock_does_a_round_and_none_after_the_end(qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)), strip_of(qtbot, tasks, one) as strip:
        watch = strip.context.watch
        assert watch.timer.isActive()
        assert watch.timer.interval() == EVERY_MS
        before = {path.name for path in share.iterdir()}
        save(one, "06-001")
        watch.timer.setInterval(20)
        # an older package of one's own goes when a newer one holds all it held: it is the names that tell
        qtbot.waitUntil(lambda: bool({path.name for path in share.iterdir()} - before), timeout=20_000)
        watch.stop()
        answered(tasks)
        assert not watch.timer.isActive()
        watch.look()
        assert not watch.busy


def test_no_second_round_begins_while_one_is_under_way(qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)), strip_of(qtbot, tasks, one) as strip:
        started: list[object] = []
        strip.context.watch.tasks.started.connect(started.append)
        strip.button.click()
        assert not strip.button.isEnabled()
        for _n in range(5):
            strip.context.watch.timer.timeout.emit()
        rest(tasks, strip)
        assert len(started) == 1
        assert strip.button.isEnabled()
        assert share.is_dir()


def test_a_page_that_is_gone_hears_no_more_of_the_watch_that_outlives_it(
    tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)):
        context = Context(one.store, tasks, standard(), Settings())
        watch, page = context.watch, SyncPage(context)
        page.refresh()
        answered(tasks)
        strip = page.station.shared
        watch.choose(one.store, tasks, str(share))
        answered(tasks, watch.tasks)
        assert strip.folder.text() == str(share)
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert not isValid(strip)
        watch.ask(one.store, tasks)
        watch.exchanged.emit()
        answered(tasks)
        assert watch.folder == str(share)
        watch.stop()


def test_used_no_more_it_forgets_the_folder_and_what_was_said_of_it(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)), strip_of(qtbot, tasks, one) as strip:
        strip.drop_button.setFocus()
        click(tasks, strip, strip.drop_button)
        assert folder_of(one.store) == ""
        assert not strip.context.watch.timer.isActive()
        assert not strip.button.isVisible()
        assert not strip.note.isVisible()
        assert strip.choose_button.hasFocus()
        save(one, "06-001")
        held = sorted(share.iterdir())
        tick(tasks, strip)
        assert sorted(share.iterdir()) == held


def test_the_program_looks_some_seconds_after_its_start_whether_or_not_the_page_is_opened(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, share: Path
) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)):
        with strip_of(qtbot, tasks, one):
            pass
        watch = FolderWatch()
        watch.begin(one.store, tasks)
        answered(tasks)
        assert watch.folder == str(share)
        assert watch.timer.isActive()
        first = watch._first
        assert (first.isActive(), first.interval(), first.isSingleShot()) == (True, FIRST_MS, True)
        watch.stop()
        assert not first.isActive()
