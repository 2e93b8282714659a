"""查找或执行: what is typed finds pages, actions and sites; what may not be done says why and is not done."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db import SqlStore
from tests.making import STREET, fill_street, site, standard
from ui.actions import Actions
from ui.command_palette import CommandPalette
from ui.context import Context
from ui.settings import Settings
from ui.tasks import Tasks


def make(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> tuple[CommandPalette, list[str], QWidget]:
    """A palette over a window with two actions, one of which may not be done."""
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    actions = Actions(window)
    actions.declare("page.score", "评分", lambda: done.append("score"), shortcut="Alt+5")
    actions.declare("issue", "签发", lambda: done.append("issue"), when=lambda: "未达标，不能签发")
    palette = CommandPalette(window, Context(store, tasks, standard(), Settings()), list(actions.all()))
    palette.show()
    return palette, done, window


def test_words_find_an_action_and_enter_does_it(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> None:
    palette, done, _window = make(qtbot, store, tasks)
    palette.field.setText("评")
    qtbot.waitUntil(lambda: [e.words for e in palette.table.records.records()] == ["评分"] and tasks.idle)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["score"]
    assert palette.isHidden()


def test_what_may_not_be_done_is_listed_with_its_reason_and_stays_undone(
    qtbot: QtBot, store: SqlStore, tasks: Tasks
) -> None:
    palette, done, _window = make(qtbot, store, tasks)
    palette.field.setText("签发")
    qtbot.waitUntil(lambda: [e.note for e in palette.table.records.records()] == ["未达标，不能签发"] and tasks.idle)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []


def test_a_site_is_found_by_code_or_by_a_rare_name_and_esc_leaves_everything(
    qtbot: QtBot, store: SqlStore, tasks: Tasks
) -> None:
    fill_street(store, 3)
    with store.writing() as work:
        kept = work.sites.save(site("06-777", name="李𬱖大院"))
    palette, _done, _window = make(qtbot, store, tasks)
    palette.field.setText("𬱖")
    qtbot.waitUntil(lambda: [e.site for e in palette.table.records.records()] == [kept.id])
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen_site == kept.id
    palette, done, _window = make(qtbot, store, tasks)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert (palette.chosen_site, done) == ("", [])


def test_actions_streets_communities_and_sites_are_found_by_their_initials(
    qtbot: QtBot, store: SqlStore, tasks: Tasks
) -> None:
    fill_street(store, 1)
    with store.writing() as work:
        kept = work.sites.save(site("06-778", name="龙兴里小区"))
    palette, done, _window = make(qtbot, store, tasks)
    qtbot.waitUntil(lambda: tasks.idle)
    palette.field.setText("xf")
    qtbot.waitUntil(lambda: [e.site for e in palette.table.records.records()] == [STREET])
    palette.field.setText("lxl")
    qtbot.waitUntil(lambda: [e.site for e in palette.table.records.records()] == [kept.id])
    palette.field.setText("pf")
    qtbot.waitUntil(lambda: [e.words for e in palette.table.records.records()] == ["评分"] and tasks.idle)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["score"]
