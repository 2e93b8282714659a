"""Two sites side by side are joined, kept apart and parted by keys; every one of it is taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import SqlStore
from tests import making
from tests.ui.naming import unnamed
from tests.ui.registered import codes, idle, page_of, registered, site_of, window_of
from ui.duplicates_pane import DuplicatesPane
from ui.main_window import MainWindow
from ui.tasks import Tasks


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with registered() as made:
        with made.writing() as work:
            work.sites.save(making.site("06-009", name="龙兴里 小区", households=0))
        yield made


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    return window_of(qtbot, store, tasks)


def opened(qtbot: QtBot, window: MainWindow) -> DuplicatesPane:
    """The pairs, by the button at the foot of the tree."""
    page = page_of(window)
    idle(window)
    assert page._alike.text() == "可能重复 1"
    page._alike.click()
    pane = page.duplicates
    qtbot.waitUntil(lambda: pane.table.chosen_record() is not None and window.context.tasks.idle)
    return pane


def said(pane: DuplicatesPane) -> list[str]:
    return [label.text() for label in pane.scroll_area.findChildren(QLabel)]


def test_a_pair_stands_side_by_side_with_what_refers_to_each(qtbot: QtBot, window: MainWindow) -> None:
    pane = opened(qtbot, window)
    assert {"06-001", "06-009", "100 户", "0 户", "1 次", "0 次", "2026-11-12", "某物业"} <= set(said(pane))
    assert pane.pane.count.text() == "1 对"
    assert unnamed(window) == []


def test_1_joins_to_the_left_4_parts_and_ctrl_z_takes_back(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    pane = opened(qtbot, window)
    first, second = site_of(store, "06-001"), site_of(store, "06-009")
    QTest.keyClick(pane.table, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: site_of(store, "06-009").same_as == first.id)
    idle(window)
    (line,) = pane.table.records.records()
    assert (line.joined, line.why) == (True, "算到右边")
    pane.table.choose(line)
    QTest.keyClick(pane.table, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: site_of(store, "06-009").same_as == "")
    QTest.keyClick(pane.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: site_of(store, "06-009").same_as == first.id)
    QTest.keyClick(pane.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: site_of(store, "06-009").same_as == "")
    assert second.name == site_of(store, "06-009").name


def test_3_keeps_them_apart_on_this_machine_until_they_are_to_be_listed_again(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    pane = opened(qtbot, window)
    QTest.keyClick(pane.table, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: pane.table.records.count == 0 and window.context.tasks.idle)
    assert pane.listing.currentIndex() == 1
    (message, *_rest) = window.strip.messages()
    assert message.deed == "还要列出"
    assert message.do is not None
    message.do()
    qtbot.waitUntil(lambda: pane.table.records.count == 1)
    assert site_of(store, "06-009").same_as == ""


def test_esc_goes_back_and_a_site_is_looked_at_in_the_register(qtbot: QtBot, window: MainWindow) -> None:
    page, pane = page_of(window), opened(qtbot, window)
    pane.actions_here["look"].trigger()
    idle(window)
    assert page.stack.currentIndex() == 0
    chosen = page.list.table.chosen_record()
    assert chosen is not None
    assert chosen.code == "06-001"
    pane = opened(qtbot, window)
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0
    assert len(codes(page)) == 4
