"""What the tests of the sync page share: the page over an office's database, and the answers a person gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from tests.exchanging import Office
from tests.making import site
from tests.playing import answered
from tests.ui.scored import show_page
from ui.messages import Message
from ui.panes import EmptyState
from ui.questions import Question
from ui.sync_package import HurdleState
from ui.sync_page import SyncPage
from ui.tasks import Tasks


def save(office: Office, code: str, **changes: object) -> str:
    with office.store.writing() as work:
        return work.sites.save(site(code, **changes)).id


def root_of(office: Office) -> str:
    found = office.store.check()
    assert found.faults == ()
    return found.root


@contextmanager
def page_of(qtbot: QtBot, tasks: Tasks, office: Office) -> Iterator[SyncPage]:
    """The page on an office's database, as the program would show it."""
    office.store.told = tasks.announce
    page = show_page(qtbot, tasks, office.store, SyncPage)
    page.resize(1214, 680)
    answered(tasks)
    try:
        yield page
    finally:
        page.context.watch.stop()
        page.context.line.close()
        page.close()


def press(page: SyncPage, key: Qt.Key, *, ctrl: bool = False) -> None:
    at = QApplication.focusWidget() or page
    QTest.keyClick(at, key, Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier)


def pick_file(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))


def pick_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    asked: list[str] = []

    def ask(*_a: object, **_k: object) -> str:
        asked.append(str(folder))
        return str(folder)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    return asked


def answer(how: Callable[[QDialog], None]) -> list[str]:
    """Answer the next dialog when it stands; gives back its title, in a list that fills then."""
    asked: list[str] = []
    tries = [500]

    def at_once() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            asked.append(dialog.windowTitle())
            how(dialog)
        elif tries[0]:
            tries[0] -= 1
            QTimer.singleShot(10, at_once)

    QTimer.singleShot(0, at_once)
    return asked


def write_and_do(text: str) -> Callable[[QDialog], None]:
    def how(dialog: QDialog) -> None:
        assert isinstance(dialog, Question)
        assert dialog.field is not None
        assert not dialog.do.isEnabled()
        dialog.field.setText(text)
        dialog.do.click()

    return how


def said_by(page: SyncPage) -> list[Message]:
    said: list[Message] = []
    page.say.connect(said.append)
    return said


def classes(page: SyncPage) -> dict[str, int]:
    return {c.word: c.count for c in page.package.changes.records.records()}


def standings(page: SyncPage) -> list[str]:
    return [s.standing for s in page.deliveries.table.records.records()]


def shown_state(page: SyncPage) -> EmptyState | HurdleState:
    state = page.package.stack.currentWidget()
    assert isinstance(state, EmptyState | HurdleState)
    return state
