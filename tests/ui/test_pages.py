"""The pages of the window: ids differ, groups are known, each has a name in both languages."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from auditor import wording
from db import SqlStore
from tests.making import fill_street, standard
from ui.context import Context
from ui.icon_shapes import SHAPES
from ui.main_window import MainWindow
from ui.page import GROUPS
from ui.pages import PAGES
from ui.settings import Settings
from ui.tasks import Tasks


def test_every_page_has_an_id_an_icon_a_group_and_a_name_in_both_languages() -> None:
    assert len({p.id for p in PAGES}) == len(PAGES)
    assert {p.group for p in PAGES} <= set(GROUPS)
    assert {p.icon for p in PAGES} <= set(SHAPES)
    chinese = [p.name() for p in PAGES]
    wording.use("en")
    english = [p.name() for p in PAGES]
    assert all(a != b for a, b in zip(chinese, english, strict=True))
    assert all(name.isascii() for name in english)


class _Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def test_opening_a_page_shows_no_other_window_that_takes_the_keyboard(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, store: SqlStore
) -> None:
    """A part that is shown before it has a parent flashes as a window and takes the keys away."""
    fill_street(store, 3)
    window = MainWindow(Context(store, tasks, standard(), Settings()), PAGES)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    watch = _Windows()
    qapp.installEventFilter(watch)
    for page in PAGES:
        window.open_page(page.id)
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)
    qapp.removeEventFilter(watch)
    assert not watch.shown
    assert window.isActiveWindow()
