"""A placement point is added, changed, closed and withdrawn by keyboard, with its containers and its households."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from auditor.site import Category, Link, Point
from db import SqlStore
from tests.ui.naming import unnamed
from tests.ui.registered import idle, page_of, registered, site_of, window_of
from ui.main_window import MainWindow
from ui.point_form import PointForm
from ui.tasks import Tasks


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with registered() as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    return window_of(qtbot, store, tasks)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    held = QApplication.focusWidget()
    assert held is not None
    QTest.keyClick(held, key, modifier)


def write(text: str) -> None:
    held = QApplication.focusWidget()
    assert held is not None
    QTest.keyClicks(held, text)


def points_of(store: SqlStore, code: str) -> list[tuple[Point, Link]]:
    """The points of a site that stand, with their links."""
    site = site_of(store, code)
    with store.reading() as work:
        links = {k.point: k for k in work.links.all() if k.site == site.id}
        return [(p, links[p.id]) for p in work.points.all() if p.id in links]


def form_of(window: MainWindow, name: str, row: int) -> PointForm:
    """The form, opened by the button of that name with the keyboard."""
    page = page_of(window)
    page.list.table.choose_row(row)
    idle(window)
    button = next(b for b in page.side.detail.findChildren(QPushButton) if b.accessibleName() == name)
    button.setFocus()
    press(Qt.Key.Key_Space)
    assert isinstance(page.form, PointForm)
    idle(window)
    return page.form


def go_to(field: QWidget) -> None:
    """Tab until the field has the keyboard."""
    for _n in range(40):
        if QApplication.focusWidget() is field:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(field.accessibleName())


def test_a_new_point_with_containers_and_households_is_saved_by_keys_and_taken_back(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    form = form_of(window, "加投放点", 1)
    assert unnamed(window) == []
    go_to(form.name)
    write("East")
    go_to(form.boxes.ticks[Category.FOOD])
    press(Qt.Key.Key_Space)
    go_to(form.boxes.counts[Category.FOOD])
    form.boxes.counts[Category.FOOD].selectAll()
    write("2")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.boxes.litres[Category.FOOD]
    write("240")
    go_to(form.households)
    form.households.selectAll()
    write("60")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page_of(window).form is None)
    ((point, link),) = points_of(store, "06-002")
    box = point.containers["food"]
    assert (point.name, box.count, box.litres, link.households) == ("East", 2, 240, 60)
    idle(window)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: points_of(store, "06-002") == [])


def test_a_container_counted_wrong_is_refused_at_its_row(window: MainWindow, store: SqlStore) -> None:
    form = form_of(window, "加投放点", 1)
    form.boxes.ticks[Category.RESIDUAL].setChecked(True)
    for typed, said in (("0", "数量 0 不对：至少 1。"), ("x", "x 不是整数。")):
        form.boxes.counts[Category.RESIDUAL].setText(typed)
        form.save()
        assert form.form["containers"].problem == said
    assert points_of(store, "06-002") == []


def test_a_point_is_closed_by_its_last_day(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    form = form_of(window, "修改投放点 1", 0)
    go_to(form.until)
    write("2026-11-21")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page_of(window).form is None)
    ((point, _link),) = points_of(store, "06-001")
    assert str(point.until) == "2026-11-21"


def test_a_point_made_by_mistake_is_withdrawn_with_its_links_and_comes_back(
    qtbot: QtBot, window: MainWindow, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.record_form.ask", lambda *_a, **_k: "录错了")
    form = form_of(window, "修改投放点 1", 0)
    button = next(b for b in form.findChildren(QPushButton) if b.accessibleName() == "撤回")
    go_to(button)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page_of(window).form is None)
    assert points_of(store, "06-001") == []
    idle(window)
    assert page_of(window).side.detail.view is not None
    window.window_actions["window.undo"].trigger()
    qtbot.waitUntil(lambda: len(points_of(store, "06-001")) == 1)
