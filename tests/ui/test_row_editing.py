"""A row of the register is edited where it stands: by keys, cell after cell, refused beside the cell, taken back."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import SqlStore
from tests.ui.naming import unnamed
from tests.ui.registered import codes, idle, page_of, registered, site_of, window_of
from ui.main_window import MainWindow
from ui.row_editing import RowEditing
from ui.tasks import Tasks


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with registered() as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    return window_of(qtbot, store, tasks)


def keyboard(window: MainWindow) -> QWidget:
    """What has the keyboard."""
    held = QApplication.focusWidget()
    assert held is not None
    assert window.isAncestorOf(held)
    return held


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(keyboard(window), key, modifier)


def begin(qtbot: QtBot, window: MainWindow, row: int = 0) -> RowEditing:
    """F2 on a row, its name under the hand."""
    page = page_of(window)
    page.list.table.setFocus()
    page.list.table.choose_row(row)
    press(window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.editing.active)
    return page.editing


def wait_for(qtbot: QtBot, editing: RowEditing, name: str) -> None:
    """Until the cell of this name is under the hand."""
    qtbot.waitUntil(lambda: editing.cell is not None and editing.cell.accessibleName() == name)


def says(editing: RowEditing, said: str) -> bool:
    """Whether the sentence beside the cell says so."""
    return said in editing.callout.sentence.text()


def test_f2_edits_the_name_and_enter_goes_through_the_row(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window)
    QTest.keyClicks(keyboard(window), "New")
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    assert site_of(store, "06-001").name == "New"
    assert page_of(window).list.table.records.records()[0].name == "New"
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "户数")
    QTest.keyClicks(keyboard(window), "120")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editing.active)
    assert site_of(store, "06-001").households == 120
    assert keyboard(window) is page_of(window).list.table
    idle(window)
    told = [label.text() for label in page_of(window).side.detail.findChildren(QLabel)]
    assert {"New", "120 户"} <= set(told)  # the detail follows


def test_escape_gives_back_what_stood_and_nothing_is_written(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window)
    before = site_of(store, "06-001")
    QTest.keyClicks(keyboard(window), "x")
    press(window, Qt.Key.Key_Escape)
    assert not editing.active
    idle(window)
    assert site_of(store, "06-001") == before


def test_what_is_refused_is_said_beside_the_cell_and_stays_to_be_corrected(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    editing = begin(qtbot, window)
    press(window, Qt.Key.Key_Backtab)
    wait_for(qtbot, editing, "编号")
    keyboard(window).setText("06-002")  # type: ignore[attr-defined]
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(editing.callout.isVisible)
    assert editing.callout.sentence.text() == "编号 06-002 已经用在「学湖里小区」。换一个编号，或去改那个点位。"
    assert editing.cell is not None
    assert editing.cell.accessibleDescription() == editing.callout.sentence.text()
    keyboard(window).setText("06-009")  # type: ignore[attr-defined]
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "名称")
    assert not editing.callout.isVisible()
    assert site_of(store, "06-009").name == "龙兴里小区"


def test_households_that_are_no_number_or_fewer_than_served_are_refused(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    editing = begin(qtbot, window)
    for _name in ("场所类型", "户数"):
        press(window, Qt.Key.Key_Tab)
        wait_for(qtbot, editing, _name)
    for typed, said in (("abc", "户数 abc 不对"), ("60", "多出 40 户")):
        keyboard(window).setText(typed)  # type: ignore[attr-defined]
        press(window, Qt.Key.Key_Return)
        qtbot.waitUntil(partial(says, editing, said))
    press(window, Qt.Key.Key_Escape)
    assert site_of(store, "06-001").households == 100


def test_down_saves_and_goes_on_in_the_row_below(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window)
    QTest.keyClicks(keyboard(window), "A")
    press(window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: editing.active and page_of(window).list.table.currentIndex().row() == 1)
    QTest.keyClicks(keyboard(window), "B")
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    press(window, Qt.Key.Key_Escape)
    idle(window)
    assert (site_of(store, "06-001").name, site_of(store, "06-002").name) == ("A", "B")


def test_a_site_where_nobody_lives_has_no_households_to_edit(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window, row=2)
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editing.active)
    assert site_of(store, "06-003").households == 0


def test_a_name_is_composed_by_an_input_method_and_leaving_the_cell_saves_it(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    editing = begin(qtbot, window)
    cell = keyboard(window)
    QApplication.sendEvent(cell, QInputMethodEvent("long", []))
    commit = QInputMethodEvent()
    commit.setCommitString("𬱖里新村")
    QApplication.sendEvent(cell, commit)
    page_of(window).list.search.setFocus()
    qtbot.waitUntil(lambda: not editing.active)
    assert site_of(store, "06-001").name == "𬱖里新村"
    assert keyboard(window) is page_of(window).list.search


def test_somebody_elses_edit_is_not_written_over(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window)
    theirs = replace(site_of(store, "06-001"), name="别人改的")
    with store.writing() as work:
        work.sites.save(theirs)
    QTest.keyClicks(keyboard(window), "x")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(editing.callout.isVisible)
    assert "刚才有人改过" in editing.callout.sentence.text()
    press(window, Qt.Key.Key_Escape)
    idle(window)
    assert site_of(store, "06-001").name == "别人改的"


def test_ctrl_z_takes_cells_back_one_after_the_other_and_ctrl_y_does_them_again(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    editing = begin(qtbot, window)
    QTest.keyClicks(keyboard(window), "A")
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    press(window, Qt.Key.Key_Tab)
    wait_for(qtbot, editing, "户数")
    QTest.keyClicks(keyboard(window), "130")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editing.active)

    def values() -> tuple[str, int]:
        held = site_of(store, "06-001")
        return held.name, held.households

    def stand(wanted: tuple[str, int]) -> bool:
        return values() == wanted

    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for key, modifier, wanted in (
        (Qt.Key.Key_Z, control, ("A", 100)),
        (Qt.Key.Key_Z, control, ("龙兴里小区", 100)),
        (Qt.Key.Key_Y, control, ("A", 100)),
        (Qt.Key.Key_Z, control | shift, ("A", 130)),
    ):
        press(window, key, modifier)
        qtbot.waitUntil(partial(stand, wanted))
        idle(window)
    (newest, *_rest) = window.strip.messages()
    assert (newest.fact, newest.deed, newest.key) == ("已重做：修改 06-001", "撤销", "Ctrl Z")
    assert page_of(window).list.table.records.records()[0].name == "A"


def test_in_a_field_ctrl_z_is_the_fields_own_and_in_an_empty_search_the_programs(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    editing = begin(qtbot, window)
    QTest.keyClicks(keyboard(window), "A")
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    press(window, Qt.Key.Key_Escape)
    idle(window)
    page = page_of(window)
    page.list.search.setFocus()
    QTest.keyClicks(page.list.search, "06")
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.text() == ""
    assert site_of(store, "06-001").name == "A"
    page.list.search.clear()
    page.list.search.setText("")
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(codes(page)) == 3)
    assert unnamed(window) == []


def test_a_withdrawn_site_comes_back_by_the_button_of_the_message(
    qtbot: QtBot, window: MainWindow, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.register_page.ask", lambda *_a, **_k: "重复登记")
    page = page_of(window)
    page.actions_here["withdraw"].trigger()
    qtbot.waitUntil(lambda: codes(page) == ["06-002", "06-003"])
    (message, *_rest) = window.strip.messages()
    assert message.deed == "撤销"
    assert message.do is not None
    message.do()
    qtbot.waitUntil(lambda: codes(page) == ["06-001", "06-002", "06-003"])
    assert site_of(store, "06-001").withdrawn == ""


def test_what_somebody_saved_since_is_not_taken_back_and_the_way_is_free_for_the_step_before(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    for row, text in ((1, "A"), (0, "B")):
        editing = begin(qtbot, window, row=row)
        QTest.keyClicks(keyboard(window), text)
        press(window, Qt.Key.Key_Return)
        wait_for(qtbot, editing, "场所类型")
        press(window, Qt.Key.Key_Escape)
        idle(window)
    theirs = replace(site_of(store, "06-001"), note="别人")
    with store.writing() as work:
        work.sites.save(theirs)
    idle(window)
    undo = window.window_actions["window.undo"]
    undo.trigger()
    qtbot.waitUntil(lambda: any("后来又有人改过" in m.fact for m in window.strip.messages()))
    assert site_of(store, "06-001").name == "B"
    undo.trigger()
    qtbot.waitUntil(lambda: site_of(store, "06-002").name == "学湖里小区")
    idle(window)
    assert not undo.isEnabled()
    assert undo.statusTip() == "这次打开程序以来没有可以撤销的保存"


def test_ctrl_z_pressed_faster_than_the_disk_answers_takes_back_each_save(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    for text in ("A", "B", "C"):
        editing = begin(qtbot, window)
        QTest.keyClicks(keyboard(window), text)
        press(window, Qt.Key.Key_Return)
        wait_for(qtbot, editing, "场所类型")
        press(window, Qt.Key.Key_Escape)
        idle(window)
    for _n in range(3):
        press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: site_of(store, "06-001").name == "龙兴里小区")
    idle(window)
    assert not window.window_actions["window.undo"].isEnabled()


def test_a_fault_of_the_program_leaves_undo_working(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    editing = begin(qtbot, window)
    QTest.keyClicks(keyboard(window), "A")
    press(window, Qt.Key.Key_Return)
    wait_for(qtbot, editing, "场所类型")
    press(window, Qt.Key.Key_Escape)
    context = window.context
    told: list[object] = []
    context.tasks.broken.connect(told.append)
    context.undoing.save(context, "坏", lambda _store: 1 / 0, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: site_of(store, "06-001").name == "龙兴里小区")
    assert isinstance(told[0], ZeroDivisionError)
