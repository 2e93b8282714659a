"""What nobody foresaw is written down with its traceback and told once."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ui.trouble import Trouble, show_dialog


@pytest.fixture
def shown() -> list[str]:
    """What dialogs said."""
    return []


@pytest.fixture
def trouble(tmp_path: Path, shown: list[str]) -> Iterator[Trouble]:
    """A watch over a log file of its own."""
    made = Trouble(tmp_path / "log", lambda error, _file: shown.append(str(error)))
    before = sys.excepthook, threading.excepthook
    made.watch()
    yield made
    made.leave()
    sys.excepthook, threading.excepthook = before


def raise_and_meet(message: str) -> None:
    """As Qt does with an exception in a slot."""
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_an_exception_nobody_caught_is_logged_with_its_traceback_and_shown(trouble: Trouble, shown: list[str]) -> None:
    raise_and_meet("李𬱖")
    text = trouble.file.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "raise_and_meet" in text
    assert shown == ["李𬱖"]


def test_trouble_during_trouble_is_logged_but_not_shown_again(tmp_path: Path) -> None:
    shown: list[str] = []

    def show(error: BaseException, _file: Path) -> None:
        shown.append(str(error))
        watch.meet_error(ValueError("second"))

    watch = Trouble(tmp_path, show)
    watch.meet_error(ValueError("first"))
    watch.leave()
    assert shown == ["first"]
    assert "second" in (tmp_path / "trouble.log").read_text(encoding="utf-8")


def test_an_exception_on_another_thread_is_logged(trouble: Trouble, shown: list[str]) -> None:
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join(60)
    assert "ZeroDivisionError" in trouble.file.read_text(encoding="utf-8")
    assert shown == []


def test_ctrl_c_is_no_trouble(trouble: Trouble, shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    trouble.meet(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert shown == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_the_dialog_says_what_is_kept_and_where_the_details_are(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.informativeText())
        box.reject()

    QTimer.singleShot(50, look)
    show_dialog(RuntimeError("x"), tmp_path / "trouble.log")
    qtbot.waitUntil(lambda: bool(said))
    assert "trouble.log" in said[0]
    assert "已保存的记录没有变" in said[0]
