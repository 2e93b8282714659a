"""The window around the pages: rail, keys, news, narrowness, type at 150 %, three themes; all of it by keyboard."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from auditor.errors import Problem, Refused
from auditor.standard import Standard
from auditor.store import Store
from tests.ui.gallery import PAGES, Gallery, make_window
from tests.ui.naming import unnamed
from ui import theme
from ui.buttons import Button, KeyCap
from ui.context import Context
from ui.keys_dialog import KeysDialog
from ui.main_window import MainWindow
from ui.messages import Message
from ui.page import Page
from ui.panes import Scroll, Text
from ui.settings import Settings, read
from ui.tasks import Tasks


class Counting(Page):
    """A page that counts how often it was asked anew."""

    kinds: ClassVar[frozenset[str]] = frozenset({"audit"})

    @classmethod
    def name(cls) -> str:
        return f"页 {cls.id}"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.asked, self.subjects, self.free = 0, cast(list[object], []), True
        column = QVBoxLayout(self)
        self.button = QPushButton("按")
        column.addWidget(self.button)
        self.actions_here.declare("print", "打印", lambda: None, shortcut="Ctrl+P")

    def header_about(self) -> str:
        return f"问过 {self.asked} 次"

    def header_actions(self) -> list[QAction]:
        return [self.actions_here["print"]]

    def refresh(self) -> None:
        self.asked += 1

    def open(self, subject: object) -> None:
        self.subjects.append(subject)

    def may_leave(self) -> bool:
        return self.free


class One(Counting):
    id = "one"
    group = "know"


class Two(Counting):
    id = "two"
    group = "look"
    kinds: ClassVar[frozenset[str]] = frozenset({"site"})


def make(qtbot: QtBot, tasks: Tasks, settings: Settings | None = None) -> MainWindow:
    """A window with two pages."""
    context = Context(cast(Store, None), tasks, cast(Standard, None), settings or Settings())
    window = MainWindow(context, (One, Two))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def page(window: MainWindow) -> Counting:
    """The page shown."""
    shown = window.page
    assert isinstance(shown, Counting)
    return shown


def test_pages_stand_in_the_rail_by_the_days_use_and_alt_digits_open_them(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    assert list(window.rail.entries) == ["two", "one"]
    assert page(window).id == "one"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page(window).id == "two"
    assert window.header.name.text() == "页 two"
    assert window.rail.entries["two"].isChecked()
    assert page(window).button.hasFocus()
    window.rail.entries["one"].click()
    assert page(window).id == "one"


def test_holding_alt_shows_the_digits(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    entry = window.rail.entries["one"]
    QTest.keyPress(page(window).button, Qt.Key.Key_Alt)
    assert entry.digits_shown
    QTest.keyRelease(page(window).button, Qt.Key.Key_Alt)
    assert not entry.digits_shown


def test_a_page_is_built_when_first_shown_and_asked_again_only_for_its_news(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    assert set(window._pages) == {"one"}
    one = page(window)
    assert one.asked == 1
    window.open_page("two")
    two = page(window)
    assert (one.asked, two.asked) == (1, 1)
    with qtbot.waitSignal(tasks.changed):
        tasks.announce({"audit"}, {"06"})
    assert (one.asked, two.asked) == (1, 1), "not shown: asked when shown again"
    window.open_page("one")
    assert one.asked == 2
    with qtbot.waitSignal(tasks.changed):
        tasks.announce({"site"}, {"06"})
    assert one.asked == 2


def test_a_page_can_send_to_another_at_a_subject(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    page(window).go.emit("two", "06-031")
    assert page(window).id == "two"
    assert page(window).subjects == ["06-031"]
    with pytest.raises(KeyError):
        window.open_page("nobody")


def test_a_page_with_unsaved_work_is_not_left(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    page(window).free = False
    assert not window.open_page("two")
    assert page(window).id == "one"
    assert window.rail.entries["one"].isChecked()
    assert not window.close()
    page(window).free = True
    assert window.close()


def test_a_refusal_nobody_took_is_said_in_the_strip(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditor import wording

    monkeypatch.setattr(wording, "explain", lambda _error: "合计 460 户，多出 48 户")
    window = make(qtbot, tasks)
    tasks.refused.emit(Refused(Problem("households", "too_many")))
    assert [m.fact for m in window.strip.messages()] == ["合计 460 户，多出 48 户"]


def test_messages_move_no_row_under_the_eye(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    before = page(window).mapTo(window, QPoint(0, 0))
    window.strip.tell(Message("bad", "照片文件夹找不到"))
    QApplication.processEvents()
    assert page(window).mapTo(window, QPoint(0, 0)) == before


def test_f12_turns_through_the_three_themes_and_the_machine_remembers(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    window = make(qtbot, tasks, Settings(folder=tmp_path))
    for name in ("dark", "sun", "light", "dark"):
        QTest.keyClick(window, Qt.Key.Key_F12)
        assert theme.current().name == name
    QTest.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert theme.scale() == 1.1
    window.open_page("two")
    assert read(tmp_path) == Settings(theme="dark", scale=1.1, page="two")


def test_ctrl_k_and_the_button_ask_for_the_palette(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    with qtbot.waitSignal(window.palette_asked):
        QTest.keyClick(page(window).button, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.palette_asked):
        window.header.find_button.click()


def test_below_1200_the_rail_shows_icons_with_names_as_tooltips(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    window.resize(1366, 690)
    assert window.rail.width() >= 152
    window.resize(1199, 690)
    assert window.rail.width() == 56
    assert "页 one" in window.rail.entries["one"].toolTip()
    assert window.rail.entries["one"].accessibleName() == "页 one"


def test_badges_are_told_to_those_who_cannot_see_them(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    page(window).counted.emit("two", 35)
    page(window).counted.emit("nobody", 3)
    assert window.rail.entries["two"].accessibleName() == "页 two · 35 件"


def test_the_status_line_says_where_things_are(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    status = window.status
    assert not status.saved.isVisible()
    status.show_saved(datetime(2026, 11, 22, 10, 42, 7))
    status.show_reach(27)
    status.show_standard("nankai-2023", 3)
    assert status.saved.text() == "已保存 10:42:07 · 在本机"
    assert status.reach.text() == "离线工作 · 27 份记录还未到区里"
    assert status.standard.text() == "标准 nankai-2023 · 第 3 号"
    assert status.height() == 28


def caps(window: MainWindow) -> set[str]:
    """What the list of keys says."""
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    return {cap.accessibleName() for cap in dialog.findChildren(KeyCap) if cap.isVisibleTo(dialog)}


def test_f1_lists_the_keys_of_page_and_window_and_stays_while_one_works_on(qtbot: QtBot, tasks: Tasks) -> None:
    window = make(qtbot, tasks)
    QTest.keyClick(page(window).button, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert {"打印 Ctrl P", "全部快捷键 F1", "换配色：浅、深、阳光下 F12", "页 two Alt 1", "换一行 ↑ ↓"} <= caps(window)
    assert unnamed(dialog) == []
    window.open_page("two")
    QApplication.processEvents()
    assert dialog.isVisible(), "another page, and the keys follow"
    assert any(isinstance(text, Text) and text.text() == "页 two" for text in dialog.findChildren(Text))
    QTest.keyClick(page(window).button, Qt.Key.Key_F1)
    assert not dialog.isVisible()
    window.show_keys()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_head_and_rail_line_up_and_everything_is_named(qtbot: QtBot, tasks: Tasks, name: str, scale: float) -> None:
    theme.use(name, scale)
    window = make_window(tasks)
    qtbot.addWidget(window)
    window.resize(1366, 690)
    window.show()
    QApplication.processEvents()
    assert window.header.height() == window.rail._head.height()
    assert unnamed(window) == []
    for entry in window.rail.entries.values():
        assert entry.width() >= entry.sizeHint().width(), entry.text()
    assert window.header.find_button.geometry().right() <= window.header.width() - 16
    assert not window.grab().isNull()


def test_every_button_is_reached_by_tab(qtbot: QtBot, tasks: Tasks) -> None:
    window = make_window(tasks, (Gallery, *PAGES[1:]))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    seen: set[object] = set()
    for _ in range(200):
        focused = QApplication.focusWidget()
        if focused is None or (len(seen) > 5 and focused in seen):
            break
        seen.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = {
        button
        for button in window.findChildren(Button)
        if button.isEnabled() and button.isVisibleTo(window) and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted <= seen
    assert window.rail.entries["gallery"] in seen
    assert window.page.findChildren(Scroll)


def test_two_pages_of_one_id_are_refused(qtbot: QtBot, tasks: Tasks) -> None:
    context = Context(cast(Store, None), tasks, cast(Standard, None), Settings())
    with pytest.raises(ValueError):
        MainWindow(context, (One, One))
    assert qtbot is not None


def test_a_window_that_is_gone_hears_no_more_of_what_can_be_undone(qtbot: QtBot, tasks: Tasks) -> None:
    context = Context(cast(Store, None), tasks, cast(Standard, None), Settings())
    window = MainWindow(context, (One, Two))
    held = window.window_actions  # as the collector holds it, which comes later
    delete(window)
    with qtbot.captureExceptions() as raised:
        context.undoing.changed.emit()
    assert not raised
    assert held is not None
