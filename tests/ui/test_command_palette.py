"""查找或执行: places, deeds, pages and actions are found by words, codes and initials; Esc leaves it all as it was."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from auditor.use_cases.revisiting import remember_place
from db import SqlStore
from tests.making import fill_street, site, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from ui import theme
from ui.actions import Actions
from ui.command_palette import CommandPalette
from ui.context import Context
from ui.pages import PAGES
from ui.palette_entries import Entry, Head
from ui.palette_places import Place, ranked
from ui.settings import Settings
from ui.tasks import Tasks

Open = Callable[[], CommandPalette]


class Around:
    """A window with a field and two actions, one of which may not be done; it opens palettes."""

    def __init__(self, qtbot: QtBot, store: SqlStore, tasks: Tasks) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1024, 600)
        self.field = QLineEdit(self.window)
        self.done: list[str] = []
        self.actions = Actions(self.window)
        self.actions.declare("page.score", "评分", lambda: self.done.append("score"), shortcut="Alt+5")
        self.actions.declare("issue", "签发", lambda: self.done.append("issue"), when=lambda: "未达标，不能签发")
        self.actions.declare("window.theme", "换配色", lambda: self.done.append("theme"), shortcut="F12")
        self.qtbot, self.tasks = qtbot, tasks
        self.broken: list[Exception] = []
        tasks.broken.connect(self.broken.append)
        self.context = Context(store, tasks, standard(), Settings())
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.field.setFocus()

    def open(self) -> CommandPalette:
        """A palette that has learnt which places there are."""
        palette = CommandPalette(
            self.window, self.context, list(self.actions.all()), {p.id: p for p in PAGES}, "这一页"
        )
        palette.show()
        self.settle()
        return palette

    def settle(self) -> None:
        """Until every question is answered."""
        self.qtbot.wait(150)  # the pause before a search is 120 ms
        answered(self.tasks)

    def type(self, palette: CommandPalette, text: str) -> list[str]:
        """Type into it; the words listed, heads in brackets."""
        palette.field.setText(text) if not text.isascii() else QTest.keyClicks(palette.field, text)
        self.settle()
        return words(palette)


def words(palette: CommandPalette) -> list[str]:
    """What is listed, from top to bottom."""
    return [f"[{row.words}]" if isinstance(row, Head) else row.words for row in palette.list.shown.rows]


@pytest.fixture
def around(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> Iterator[Around]:
    """Three sites of one street, and a window to look from."""
    fill_street(store, 3)
    made = Around(qtbot, store, tasks)
    yield made
    assert made.broken == []


def test_words_find_an_action_and_enter_does_it_whether_the_pause_is_over_or_not(around: Around) -> None:
    palette = around.open()
    palette.field.setText("评分")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert around.done == ["score"]
    assert palette.isHidden()


def test_initials_of_its_name_find_an_action(around: Around) -> None:
    palette = around.open()
    assert around.type(palette, ">hps") == ["[程序]", "换配色"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert around.done == ["theme"]


def test_what_may_not_be_done_is_listed_with_its_reason_and_stays_undone(around: Around) -> None:
    palette = around.open()
    assert around.type(palette, "签发") == ["[在「这一页」里]", "签发"]
    entry = palette.list.chosen()
    assert entry is not None
    assert entry.refused == "未达标，不能签发"
    assert "未达标，不能签发" in palette.field.accessibleDescription()
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert around.done == []
    assert palette.isVisible()


def test_a_site_is_found_by_code_or_a_rare_name_and_enter_opens_it_in_the_register(
    around: Around, store: SqlStore
) -> None:
    with store.writing() as work:
        kept = work.sites.save(site("06-777", name="李𬱖大院"))
    for text in ("06-777", "𬱖", "#777"):
        palette = around.open()
        assert "李𬱖大院" in around.type(palette, text)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        assert palette.chosen == ("register", kept.id), text


def test_what_can_be_done_with_the_chosen_place_is_listed_and_ctrl_enter_does_the_first(
    around: Around, store: SqlStore
) -> None:
    with store.writing() as work:
        first = work.sites.save(site("06-777", name="李家大院"))
        work.sites.save(site("06-778", name="李家小院"))
    palette = around.open()
    listed = around.type(palette, "李家")
    assert listed[:3] == ["[点位、社区、街道、轮次]", "李家大院", "李家小院"]
    assert listed[3:5] == ["[对 06-777 可以做]", "开始现场检查"]
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert "[对 06-778 可以做]" in words(palette)
    QTest.keyClick(palette.field, Qt.Key.Key_Tab)
    chosen = palette.list.chosen()
    assert chosen is not None
    assert chosen.words == "开始现场检查"
    assert palette.field.hasFocus()
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert palette.chosen == ("audit", first.id)


def test_streets_communities_and_their_initials(around: Around, store: SqlStore) -> None:
    with store.reading() as work:
        listed = work.sites.search("")
        street = work.streets.find(next(s for s in work.streets.all() if s.code == listed[0].street).id)
        community = next(c for c in work.communities.all() if c.code == listed[0].community)
    assert street is not None
    from auditor.pinyin import initials
    from ui.register_rows import short_name

    palette = around.open()
    letters = initials(short_name(community.name)).split()[0]
    QTest.keyClicks(palette.field, letters)
    around.settle()
    assert any(short_name(community.name) in w for w in words(palette)), words(palette)
    palette.field.clear()
    assert street.name in around.type(palette, street.name)
    palette.field.clear()
    assert street.name in around.type(palette, "#" + street.code[:6])


def test_an_empty_palette_begins_with_the_places_gone_to_lately(around: Around, store: SqlStore) -> None:
    palette = around.open()
    assert words(palette) == ["[在「这一页」里]", "签发", "[换页]", "评分", "[程序]", "换配色"]
    palette.reject()
    with store.writing() as work:
        kept = work.sites.save(site("06-777", name="李家大院"))
    palette = around.open()
    around.type(palette, "06-777")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    around.settle()
    palette = around.open()
    assert words(palette)[:2] == ["[最近去过]", "李家大院"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen == ("register", kept.id)
    remember_place(store, "site", "no-such-site")
    assert words(around.open())[:2] == ["[最近去过]", "李家大院"]


def test_a_site_is_found_by_the_initials_of_its_name(around: Around, store: SqlStore) -> None:
    with store.writing() as work:
        kept = work.sites.save(site("06-778", name="龙兴里小区"))
    palette = around.open()
    assert "龙兴里小区" in around.type(palette, "lxl")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen == ("register", kept.id)


def test_enter_before_the_answer_opens_what_is_found_first(around: Around, store: SqlStore) -> None:
    with store.writing() as work:
        kept = work.sites.save(site("06-777", name="李家大院"))
    palette = around.open()
    QTest.keyClicks(palette.field, "06-777")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen is None
    around.settle()
    assert palette.chosen == ("register", kept.id)


def test_nothing_is_looked_for_while_composing(around: Around) -> None:
    palette = around.open()
    before = words(palette)
    QApplication.sendEvent(palette.field, QInputMethodEvent("pingfen", []))
    assert words(palette) == before
    done = QInputMethodEvent("", [])
    done.setCommitString("评分")
    QApplication.sendEvent(palette.field, done)
    assert words(palette) == ["[换页]", "评分"]


def test_nothing_found_says_so_and_esc_leaves_everything_with_the_keyboard_where_it_was(around: Around) -> None:
    palette = around.open()
    assert around.type(palette, "zzzzzz") == []
    assert palette.stack.currentIndex() == 1
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert (palette.chosen, around.done) == (None, [])
    around.qtbot.waitUntil(around.field.hasFocus)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_fits_1024_px_and_large_type_and_everything_is_named(around: Around, scale: float) -> None:
    theme.use("light", scale)
    palette = around.open()
    around.type(palette, "0")
    window = around.window.geometry()
    assert window.contains(palette.geometry())
    assert unnamed(palette) == []
    foot = palette.findChildren(QWidget)
    assert all(w.geometry().right() <= palette.width() for w in foot)
    assert not palette.grab().isNull()


def test_at_most_four_sites_hide_no_other_place() -> None:
    sites = [Place("site", str(i), f"龙兴里 {i} 号楼", f"06-{i:03}") for i in range(9)]
    community = Place("community", "c", "龙兴里社区", "1201", letters="lxl")
    found = ranked("龙兴里", [*sites, community])
    assert [p.id for p in found[:5]] == ["0", "1", "2", "3", "c"]
    assert len(found) == 10
    exact = Place("site", "x", "龙兴里")
    assert ranked("龙兴里", [*sites, exact])[0] is exact
    assert ranked("lxl", [Place("site", "y", "大龙兴里"), community])[0] is community


def test_entries_of_a_round_open_among_the_rounds() -> None:
    from ui.palette_entries import place_entry

    entry = place_entry(Place("round", "r", "秋季"))
    assert isinstance(entry, Entry)
    assert entry.page == "survey"
