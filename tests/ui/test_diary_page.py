"""工作日记, worked by keys: days, persons, search, opening a record, what is left, print and export."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from auditor.diary import Deed, Entry
from auditor.people import Person
from auditor.use_cases import recording
from db import SqlStore
from tests.diaries import live
from tests.making import NOW, STREET, TODAY, site, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from ui import diary_page
from ui.context import Context
from ui.diary_page import DiaryPage
from ui.diary_rows import draft_goal, goal_of
from ui.messages import Message
from ui.pages import PAGES
from ui.settings import Settings
from ui.tasks import Tasks

Show = Callable[[], DiaryPage]


@pytest.fixture
def show(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> Show:
    """The page with its answers in."""

    def make() -> DiaryPage:
        page = DiaryPage(Context(store, tasks, standard(), Settings()))
        qtbot.addWidget(page)
        page.resize(1200, 620)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page._shown is not None)
        answered(tasks)
        page.activateWindow()
        return page

    return make


@pytest.fixture
def lived(store: SqlStore) -> str:
    """Three lively days; the round's id."""
    store.clock.now = NOW - timedelta(days=2)  # type: ignore[attr-defined]
    with store.writing() as work:
        work.people.save_all([Person(id="inspector", name="王㛃"), Person(id="other", name="李航")])
    return live(store, store.clock).id  # type: ignore[arg-type]


def shown(page: DiaryPage) -> list[Entry]:
    """The entries in sight."""
    found = (page.table.records.record(row) for row in range(page.table.records.rowCount()))
    return [entry for entry in found if entry is not None]


def texts(page: DiaryPage) -> str:
    """Everything the totals say."""
    return " ".join(label.text() for label in page.side.findChildren(QLabel) if label.isVisibleTo(page))


@pytest.mark.usefixtures("lived")
def test_it_opens_on_my_own_day(show: Show) -> None:
    page = show()
    assert page.since.text() == page.until.text() == "2026-11-22"
    assert page.who.currentText() == "我（王㛃）"
    assert shown(page) == []  # today the other one was at work
    assert page.listing.currentIndex() == 1
    assert page.header_about() == "王㛃 · 2026-11-22"
    assert unnamed(page) == []


@pytest.mark.usefixtures("lived")
def test_days_are_turned_by_their_keys_and_never_beyond_today(
    tasks: Tasks,
    show: Show,
) -> None:
    page = show()
    assert not page.after.isEnabled()
    assert page.after.toolTip() == "明天还没有到"
    QTest.keyClick(page, Qt.Key.Key_F5)
    answered(tasks)
    assert page.since.text() == page.until.text() == "2026-11-21"
    deeds = [e.deed for e in shown(page)]
    assert (deeds.count(Deed.AUDIT), deeds.count(Deed.VISIT), deeds.count(Deed.PHOTO)) == (3, 7, 3)
    assert "现场检查 3 处" in texts(page)
    assert "答完 4 · 拒访 1 · 没人在家 1 · 确认空置 1" in texts(page)
    QTest.keyClick(page, Qt.Key.Key_F6)
    answered(tasks)
    assert page.until.text() == "2026-11-22"
    QTest.keyClick(page, Qt.Key.Key_F5)
    answered(tasks)
    QTest.keyClick(page, Qt.Key.Key_F7)
    answered(tasks)
    assert page.until.text() == "2026-11-22"


@pytest.mark.usefixtures("lived")
def test_a_range_stands_under_its_days_and_its_totals_are_those_of_the_list(
    tasks: Tasks,
    show: Show,
) -> None:
    page = show()
    page.who.setFocus()
    QTest.keyClick(page.who, Qt.Key.Key_Down)  # everybody
    answered(tasks)
    page.since.setFocus()
    page.since.selectAll()
    QTest.keyClicks(page.since, "2026-11-20")
    QTest.keyClick(page.since, Qt.Key.Key_Return)
    answered(tasks)
    rows = page.table.records.rowCount()
    assert rows == len(shown(page)) + 3  # three days
    assert page._shown is not None
    assert page._shown.totals.entries == len(shown(page))
    assert page.pane.count.text() == f"{len(shown(page))} 条"
    assert page.header_about() == "本库全部的人 · 2026-11-20 – 2026-11-22"
    assert [page.who.itemText(i) for i in range(page.who.count())] == ["我（王㛃）", "全部", "李航"]


@pytest.mark.usefixtures("lived")
def test_searching_narrows_list_and_totals_together_and_waits_for_the_input_method(
    tasks: Tasks,
    show: Show,
) -> None:
    page = show()
    QTest.keyClick(page, Qt.Key.Key_F5)
    answered(tasks)
    page.search.setFocus()
    QTest.keyClicks(page.search, "06-002")
    assert {e.deed for e in shown(page)} == {Deed.AUDIT, Deed.PHOTO, Deed.CHANGED}
    assert len(shown(page)) == 3
    assert page.pane.count.text() == "3 条"
    assert page.pane.note.text() == "共 16 条"
    assert "入户" not in texts(page).partition("今天还剩什么")[0]
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    page.search.clear()
    QApplication.sendEvent(page.search, QInputMethodEvent("ju fang", []))
    commit = QInputMethodEvent()
    commit.setCommitString("拒访")
    QApplication.sendEvent(page.search, commit)
    assert [e.deed for e in shown(page)] == [Deed.VISIT]
    page.search.setText("没有这样的")
    assert page.listing.currentIndex() == 1
    page.search.clear()
    assert len(shown(page)) == 16


def test_enter_opens_the_record_of_a_line(tasks: Tasks, show: Show, lived: str, store: SqlStore) -> None:
    page = show()
    page.who.choose("")
    page.since.show_date(TODAY - timedelta(days=2))
    page.refresh()
    answered(tasks)
    went: list[tuple[str, object]] = []
    page.go.connect(lambda *x: went.append(x))
    pages = {kind.id for kind in PAGES} | {"corrections"}
    for entry in shown(page):
        page.table.choose(entry)
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        assert went[-1] == goal_of(entry)
        assert went[-1][0] in pages
    by_kind = {e.kind: goal_of(e) for e in shown(page)}
    with store.reading() as work:
        sites = {s.id for s in work.sites.all()}
        response = work.responses.of_round(lived)[0]
    assert by_kind["response"] == ("survey", (lived, response.community)) or by_kind["response"][0] == "survey"
    assert by_kind["round"] == ("survey", lived)
    assert by_kind["audit"][1] in sites
    assert by_kind["link"][1] in sites


def test_what_is_left_leads_to_where_it_goes_on(tasks: Tasks, show: Show, lived: str, store: SqlStore) -> None:
    recording.save_site(store, site("06-900"), standard())
    page = show()
    names = [row.accessibleName() for row in page.side.left.rows()]
    assert names[0] == "没有保存完，06-005 小区06-005，接着填"
    assert names[1] == "从未看过的点位，学府街道，2 处"
    assert names[2].startswith("还要访的户，2026-11 抽样，")
    assert names[3:] == ["06-001 小区06-001，缺容器，逾期 5 天", "06-002 小区06-002，缺容器，已改，等复查"]
    went: list[tuple[str, object]] = []
    page.go.connect(lambda *x: went.append(x))
    for row in page.side.left.rows():
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert [name for name, _s in went] == ["audit", "audit", "survey", "corrections", "corrections"]
    assert went[2][1] == lived
    where = [row.accessibleName() for row in page.side.where.rows()]
    assert where[0].startswith("在本机，还没有装包，")
    assert where[1] == "备份，还没有备份过"
    answered(tasks)


@pytest.mark.usefixtures("lived")
def test_a_day_that_has_not_come_and_one_that_is_none_are_said_at_the_field(
    tasks: Tasks,
    show: Show,
) -> None:
    page = show()
    told: list[Message] = []
    page.say.connect(told.append)
    for text, word in (("2027-01-01", "还没有到"), ("gestern", "不是一个日期")):
        page.until.setFocus()
        page.until.selectAll()
        QTest.keyClicks(page.until, text)
        QTest.keyClick(page.until, Qt.Key.Key_Return)
        answered(tasks)
        assert page.until.property("wrong")
        assert word in told[-1].fact
    assert page.header_about() == "王㛃 · 2026-11-22"  # what was shown stays


@pytest.mark.usefixtures("lived")
def test_it_is_printed_and_exported(
    qtbot: QtBot,
    tasks: Tasks,
    show: Show,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = show()
    QTest.keyClick(page, Qt.Key.Key_F5)
    answered(tasks)
    asked: list[str] = []

    def where(_parent: object, _title: str, suggested: str, kinds: list[tuple[str, str]]) -> Path:
        asked.append(suggested)
        return tmp_path / f"diary.{kinds[0][1]}"

    monkeypatch.setattr(diary_page, "ask_where", where)
    told: list[Message] = []
    page.say.connect(told.append)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(told) == 1)
    page.export.trigger()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert (tmp_path / "diary.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "diary.xlsx").stat().st_size > 1000
    assert asked == ["工作日记 王㛃 2026-11-21"] * 2


@pytest.mark.usefixtures("lived")
def test_what_is_saved_now_is_in_the_diary_at_once(tasks: Tasks, show: Show, store: SqlStore) -> None:
    page = show()
    recording.save_site(store, site("06-901"), standard())
    page.refresh()
    answered(tasks)
    assert [(e.deed, e.kind) for e in shown(page)] == [(Deed.REGISTERED, "site")]


def test_a_form_goes_on_where_it_was_left() -> None:
    assert draft_goal("audit:s") == ("audit", "s")
    assert draft_goal("response:r") == ("survey", "r")
    assert draft_goal("point:s:p") == draft_goal("site:s") == ("register", "s")
    assert draft_goal("site:new") == ("register", None)


def test_the_rail_has_the_page_among_what_is_handed_over() -> None:
    assert DiaryPage in PAGES
    assert DiaryPage.group == "hand over"
    assert STREET
