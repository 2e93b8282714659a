"""The one table: what it shows, how it orders, that it keeps its place, and that 100,000 rows cost what is seen."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gallery import SITES, site_columns
from tests.ui.naming import unnamed
from ui import theme
from ui.record_table import RECORD, SORT, Column, Group, Listing, RecordModel, RecordTable


@dataclass(frozen=True)
class Row:
    """An invented record."""

    id: int
    name: str
    count: int | None = 0


def columns() -> list[Column[Row]]:
    """Three plain columns."""
    return [
        Column("id", "编号", lambda r: r.id, align="right"),
        Column("name", "名称", lambda r: r.name, stretch=True),
        Column("count", "户数", lambda r: r.count, align="right", width=6),
    ]


ROWS = [Row(1, "乙", 5), Row(2, "甲", None), Row(3, "丙", 1386), Row(4, "丁", 0)]


def names(model: RecordModel[Row]) -> list[str]:
    """The names shown, in order."""
    return [record.name for record in model.records()]


def test_the_model_keeps_the_rules_of_qt() -> None:
    model: RecordModel[Row] = RecordModel(columns())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([Group({"name": "一组"}), *ROWS])
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.filter(lambda r: r.id > 2)
    model.refresh([replace(row, name="戊") for row in ROWS])
    assert tester.model() is model


def test_cells_print_commas_zero_and_nothing() -> None:
    model: RecordModel[Row] = RecordModel(columns())
    model.show(ROWS)
    assert [model.index(i, 2).data() for i in range(4)] == ["5", "–", "1,386", "0"]
    assert model.index(2, 2).data(SORT) == 1386
    assert model.index(2, 0).data(RECORD) == ROWS[2]
    assert model.headerData(2, Qt.Orientation.Horizontal) == "户数"


@given(st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(-5, 5))), max_size=40), st.booleans())
def test_sorting_is_that_of_a_plain_list_with_nothing_last(values: list[tuple[int, int | None]], down: bool) -> None:
    rows = [Row(i, str(name), count) for i, (name, count) in enumerate(values)]
    model: RecordModel[Row] = RecordModel(columns())
    model.show(rows)
    model.sort(2, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
    there = sorted((r for r in rows if r.count is not None), key=lambda r: r.count or 0, reverse=down)
    assert model.records() == there + [r for r in rows if r.count is None]


def test_groups_stay_where_they_are_and_records_are_sorted_inside_them() -> None:
    model: RecordModel[Row] = RecordModel(columns())
    one, two = Group({"name": "一"}), Group({"name": "二"})
    model.show([one, ROWS[2], ROWS[0], two, ROWS[3]])
    model.sort(0)
    assert [model.index(i, 0).data(RECORD) for i in range(5)] == [one, ROWS[0], ROWS[2], two, ROWS[3]]
    assert model.record(0) is None
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    model.filter(lambda r: r.id == 4)
    assert [model.index(i, 0).data(RECORD) for i in range(model.rowCount())] == [two, ROWS[3]]
    assert model.count == 1


def test_a_refresh_moves_nothing_and_adds_new_ones_last() -> None:
    model: RecordModel[Row] = RecordModel(columns())
    model.show(ROWS)
    model.sort(1)
    before = names(model)
    edited = [replace(row, name=row.name + "新") for row in ROWS]
    model.refresh(edited)
    assert names(model) == [name + "新" for name in before]
    model.refresh([*edited[1:], Row(9, "己")])
    assert names(model)[-1] == "己"
    assert len(names(model)) == 4


def make(qtbot: QtBot, rows: list[Row]) -> RecordTable[Row]:
    """A table that is shown."""
    table = RecordTable(columns(), "点位")
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show_records(rows)
    table.show()
    return table


def test_the_table_has_its_heights_stretches_one_column_and_leaves_tab_alone(qtbot: QtBot) -> None:
    table = make(qtbot, ROWS)
    assert table.rowHeight(0) == 28
    assert table.horizontalHeader().height() == 28
    assert not table.tabKeyNavigation()
    assert sum(table.columnWidth(i) for i in range(3)) == table.viewport().width()
    assert unnamed(table) == []
    assert table.accessibleName() == "点位"
    theme.use("light", 1.5)
    assert table.rowHeight(0) == 40


def test_only_seen_cells_are_asked_of_100_000_rows(qtbot: QtBot) -> None:
    asked = 0

    def ask(row: Row) -> str:
        nonlocal asked
        asked += 1
        return row.name

    table = RecordTable([Column("name", "名称", ask, stretch=True)], "点位")
    qtbot.addWidget(table)
    table.resize(400, 400)
    table.show_records([Row(i, f"点位 {i}") for i in range(100_000)])
    table.show()
    table.grab()
    table.verticalScrollBar().setValue(500_000)
    table.grab()
    assert asked < 500
    table.records.filter(lambda row: row.id % 7 == 0)
    assert table.records.count == 14_286


def test_the_chosen_record_and_the_place_survive_a_new_showing(qtbot: QtBot) -> None:
    rows = [Row(i, f"点位 {i}") for i in range(1000)]
    table = make(qtbot, rows)
    with qtbot.waitSignal(table.chosen) as told:
        table.choose(rows[500])
    assert told.args == [rows[500]]
    place = table.verticalScrollBar().value()
    assert place > 0
    table.show_records([replace(row) for row in rows])
    assert table.chosen_record() == rows[500]
    assert table.verticalScrollBar().value() == place


def test_an_edited_record_is_told_again_and_a_vanished_one_is_told_as_none(qtbot: QtBot) -> None:
    table = make(qtbot, ROWS)
    table.choose(ROWS[1])
    seen: list[object] = []
    table.chosen.connect(seen.append)
    table.show_records([ROWS[0], replace(ROWS[1], name="新")])
    assert seen == [replace(ROWS[1], name="新")]
    table.show_records([ROWS[0]])
    assert seen[-1] is None


def test_enter_opens_and_letters_and_digits_go_to_the_page(qtbot: QtBot) -> None:
    keys: list[str] = []

    class Home(QWidget):
        def keyPressEvent(self, event: object) -> None:
            keys.append(event.text())  # type: ignore[attr-defined]

    home = Home()
    table = RecordTable(columns(), "点位")
    QVBoxLayout(home).addWidget(table)
    qtbot.addWidget(home)
    table.show_records(ROWS)
    home.show()
    table.choose(ROWS[0])
    with qtbot.waitSignal(table.opened) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [ROWS[0]]
    for key in ("1", "x", " "):
        QTest.keyClicks(table, key)
    assert keys == ["1", "x", " "]
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.chosen_record() == ROWS[3]
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_record() == ROWS[1]


def test_order_and_copy_are_reached_from_the_menu_key(qtbot: QtBot) -> None:
    table = make(qtbot, ROWS)
    table.choose(ROWS[2])
    menu = table.menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["复制这一行", "按编号排", "按名称排", "按户数排"]
    menu.actions()[-1].trigger()
    assert [row.id for row in table.records.records()] == [4, 1, 3, 2]
    assert table.chosen_record() == ROWS[2], "the bar goes with its record"
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "3\t丙\t1,386"
    assert QContextMenuEvent is not None


def test_every_way_a_cell_can_be_is_painted_in_every_theme(qtbot: QtBot) -> None:
    table = RecordTable(site_columns(), "点位", dense=True)
    qtbot.addWidget(table)
    table.resize(800, 240)
    rows = [Group({"code": "龙兴里"}), *SITES]
    table.show_records(rows)  # type: ignore[arg-type]
    table.show()
    table.choose_row(1)
    for name in theme.NAMES:
        theme.use(name)
        image = table.grab().toImage()
        tokens = theme.current()
        colours = {image.pixelColor(x, y).name() for y in range(0, 240, 1) for x in range(0, 800, 2)}
        assert {tokens.soft.name(), tokens.sunken.name(), tokens.bad.name(), tokens.ok.name()} <= colours, name
    assert table.rowHeight(0) == 26


def test_an_empty_listing_says_which_nothing_it_is(qtbot: QtBot) -> None:
    table = RecordTable(columns(), "点位")
    listing = Listing(table, QLabel("还没有点位"))
    qtbot.addWidget(listing)
    assert listing.currentIndex() == 1
    table.show_records(ROWS)
    assert listing.currentIndex() == 0
    table.records.filter(lambda _row: False)
    assert listing.currentIndex() == 1
    listing.show_empty(QLabel("没有相符的点位"))
    shown = listing.currentWidget()
    assert isinstance(shown, QLabel)
    assert shown.text() == "没有相符的点位"


def test_a_column_is_found_by_its_key_and_only_so() -> None:
    model: RecordModel[Row] = RecordModel(columns())
    assert model.column("count") == 2
    with pytest.raises(KeyError):
        model.column("nobody")
    assert model.data(QModelIndex()) is None
