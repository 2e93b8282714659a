"""How a site once stood is shown beside the list, read-only, version by version or for a day, and values come back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from auditor.site import Category, Container
from db import SqlStore
from tests import making
from tests.ui.naming import unnamed
from tests.ui.registered import idle, page_of, registered, site_of, window_of
from ui.main_window import MainWindow
from ui.past_pane import PastPane
from ui.tasks import Tasks


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """The first site changed its households in two steps, and its point got a container."""
    with registered() as made:
        clock = made.clock
        assert isinstance(clock, making.Clock)
        for households in (110, 120):
            clock.now += timedelta(days=1)
            held = site_of(made, "06-001")
            with made.writing() as work:
                work.sites.save(replace(held, households=households))
        clock.now += timedelta(days=1)
        with made.writing() as work:
            (point,) = work.points.all()
            boxes = {"food": Container(category=Category.FOOD, count=2)}
            work.points.save(replace(point, containers=boxes))
        yield made


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    return window_of(qtbot, store, tasks)


def look_back(qtbot: QtBot, window: MainWindow) -> PastPane:
    """Ctrl H on the chosen row."""
    page = page_of(window)
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.side.past is not None and page.side.past.memory is not None)
    assert page.side.past is not None
    return page.side.past


def said(pane: PastPane) -> list[str]:
    """Everything written in the pane."""
    return [label.text() for label in pane.findChildren(QLabel)]


def test_the_version_before_the_newest_is_shown_with_what_differs_now(qtbot: QtBot, window: MainWindow) -> None:
    pane = look_back(qtbot, window)
    assert "2026-11-24" in pane.told.text()
    assert "只能看" in pane.told.text()
    assert {"1 处和现在不同", "现在：厨余垃圾 2 个"} <= set(said(pane))
    QTest.mouseClick(pane.earlier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2026-11-23" in pane.told.text())
    assert {"110", "现在：120"} <= set(said(pane))
    assert unnamed(window) == []


def test_a_day_is_chosen_and_before_the_first_line_there_was_nothing(qtbot: QtBot, window: MainWindow) -> None:
    pane = look_back(qtbot, window)
    pane.day.setText("2026-11-22")
    QTest.keyClick(pane.day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "现在：120" in said(pane) and "100" in said(pane))
    pane.day.setText("2026-01-01")
    QTest.keyClick(pane.day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.told.text() == "那时还没有登记。")
    assert "那时没有" in said(pane)
    assert not pane.earlier.isEnabled()
    pane.day.setText("不是日期")
    QTest.keyClick(pane.day, Qt.Key.Key_Return)
    assert pane.day.property("wrong")


def test_a_value_comes_back_and_ctrl_z_takes_that_back(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    pane = look_back(qtbot, window)
    QTest.mouseClick(pane.earlier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "110" in said(pane))
    button = next(b for b in pane.findChildren(QPushButton) if b.accessibleName() == "恢复户数：110")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: site_of(store, "06-001").households == 110)
    idle(window)
    assert "现在：120" not in said(pane)
    QTest.keyClick(pane.leave_button, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: site_of(store, "06-001").households == 120)


def test_esc_goes_back_to_now_and_another_row_as_well(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    pane = look_back(qtbot, window)
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    assert page.side.past is None
    assert page.side.currentWidget() is page.side.detail
    look_back(qtbot, window)
    page.list.table.choose_row(1)
    qtbot.waitUntil(lambda: page.side.past is None)


def test_a_line_of_the_history_opens_at_its_moment(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    idle(window)
    button = next(b for b in page.side.detail.findChildren(QPushButton) if b.accessibleName() == "看 2026-11-23 的样子")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.side.past is not None and page.side.past.memory is not None)
    assert page.side.past is not None
    assert "110" in said(page.side.past)
