"""The window stands where it stood; a screen that is gone, or a smaller one, never hides it."""

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_main_window import make
from ui.settings import Settings, read
from ui.tasks import Tasks
from ui.window_place import place_of


def screen() -> QRect:
    """What of the screen a window may take."""
    return QGuiApplication.primaryScreen().availableGeometry()


def test_closing_remembers_where_it_stood_and_opening_puts_it_there(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    window = make(qtbot, tasks, Settings(folder=tmp_path))
    room = screen()
    wanted = QRect(room.x() + 10, room.y() + 20, window.minimumWidth(), window.minimumHeight())
    window.setGeometry(wanted)
    stood = place_of(window)
    window.close()
    assert read(tmp_path).window == stood
    again = make(qtbot, tasks, read(tmp_path))
    assert again.geometry().topLeft() == wanted.topLeft()


def test_a_screen_that_is_gone_hides_no_window(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks, Settings(window=(90_000, 90_000, 5_000, 5_000, 0)))
    room = screen()
    assert room.contains(window.geometry().topLeft())
    assert window.width() <= max(room.width(), window.minimumWidth())
    assert window.height() <= max(room.height(), window.minimumHeight())


def test_a_torn_note_of_the_place_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text('{"window": [1, "x"]}', encoding="utf-8")
    assert read(tmp_path).window == ()
