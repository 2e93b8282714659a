"""总览 shows what the score and the list say, and every element leads to its page by the keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from auditor.correction import Correction
from auditor.overview import SOON_DAYS
from auditor.record import new_id, stamp
from auditor.use_cases import backing_up, listing_missing, recording
from db import SqlStore
from tests.making import NOW, STREET, TODAY, audit_of, fill_street, fresh_store, site, standard, street
from tests.playing import answered
from tests.ui.naming import unnamed
from ui.context import Context
from ui.criteria_grid import CriterionName
from ui.fact_rows import FactRow
from ui.marks import Mark
from ui.missing_page import MissingPage
from ui.overview_goals import pace_texts
from ui.overview_page import OverviewPage
from ui.settings import Settings
from ui.sparkline import points_of
from ui.tasks import Tasks

Show = Callable[..., OverviewPage]


@pytest.fixture
def show(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> Show:
    """The page on the store of this test, with all its answers in."""

    def make(of: SqlStore | None = None) -> OverviewPage:
        page = OverviewPage(Context(of or store, tasks, standard(), Settings()))
        qtbot.addWidget(page)
        page.resize(1200, 640)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: bool(page.index.text()))
        answered(tasks)
        return page

    return make


def went(page: OverviewPage) -> list[tuple[str, object]]:
    """Where the page asks to go from now on."""
    found: list[tuple[str, object]] = []
    page.go.connect(lambda *x: found.append(x))
    return found


def correction(of: str, days_over: int, **changes: object) -> Correction:
    """One whose deadline was so many days ago."""
    values: dict[str, object] = {
        "id": new_id(),
        "street": STREET,
        "site": of,
        "found": "缺有害垃圾容器",
        "opened_on": TODAY - timedelta(days=days_over + 3),
        "due_on": TODAY - timedelta(days=days_over),
        **changes,
    }
    return Correction(**values)  # type: ignore[arg-type]


def test_the_verdict_the_counts_and_the_index_are_those_of_the_score(show: Show, store: SqlStore) -> None:
    fill_street(store, 6)
    page = show()
    assert (page.verdict.word, page.verdict.mark) == ("未定", Mark.UNKNOWN)
    assert page.fact.text() == "五项中 3 项达标、0 项未达标、2 项未定。"
    assert page.index.text() == "60.0"
    assert "6 个点位" in page.header_about()
    assert page.how.text().startswith("差距清单里有 1 件事：还没有有效的调查轮次")


def test_what_is_missing_stands_by_community_the_most_first_and_opens_the_list_at_its_line(
    qtbot: QtBot, tasks: Tasks, show: Show, store: SqlStore
) -> None:
    fill_street(store, 6)
    recording.save_site(store, site("06-900", name="无主小区"), standard())
    recording.save_site(store, site("06-901", community="120104006002", place_type="office", households=0), standard())
    page = show()
    badges: list[tuple[str, int]] = []
    page.counted.connect(lambda *x: badges.append(x))
    page.refresh()
    answered(tasks)
    rows = [" | ".join(str(c.value(r)) for c in page.work.records.columns) for r in page.work.records.records()]
    assert rows[0] == "整个街道 | 补 1 | 约 30 分 | 新开轮次  还没有有效的调查轮次"
    assert rows[1].startswith("第1 | 补 2 · 看 1 | 约 52 分 | 06-900 无主小区  ")
    assert rows[2].startswith("第2 | ")
    lacking = listing_missing.find_missing(store, STREET, standard())
    assert ("missing", lacking.missing.count) in badges
    assert sum(len(r.lines) for r in page.work.records.records()) == len(lacking.missing.needed)
    where = went(page)
    page.work.setFocus()
    page.work.choose_row(1)
    QTest.keyClick(page.work, Qt.Key.Key_Return)
    ((name, subject),) = where
    assert name == "missing"
    list_page = MissingPage(page.context)
    qtbot.addWidget(list_page)
    list_page.show()
    list_page.open(subject)  # before it has read anything
    list_page.refresh()
    answered(tasks)
    line = list_page.table.chosen_record()
    assert line is not None
    assert (line.id, line.community) == (subject, "120104006001")


def test_corrections_past_their_deadline_are_listed_longest_first_and_lead_to_their_page(
    show: Show, store: SqlStore
) -> None:
    sites = fill_street(store, 2)
    with store.writing() as work:
        saved = work.corrections.save_all(
            [
                correction(sites[0].id, 2),
                correction(sites[1].id, 6, found="责任牌未挂"),
                correction(sites[0].id, 1),
                correction(sites[0].id, 9, fixed_on=TODAY),  # put right: nobody is late any more
                correction(sites[0].id, 0),  # due today
                correction(sites[0].id, 1, withdrawn="开错了"),
            ]
        )
    page = show()
    rows = page.overdue.rows()
    assert page.overdue.count.text() == "3 项"
    assert [r.accessibleName() for r in rows] == [
        "06-002 小区06-002，责任牌未挂，逾期 6 天",
        "06-001 小区06-001，缺有害垃圾容器，逾期 2 天",
        "06-001 小区06-001，缺有害垃圾容器，逾期 1 天",
    ]
    where = went(page)
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    assert where == [("corrections", saved[1].id)]


def test_evidence_that_runs_out_is_listed_by_day_and_leads_to_the_site(show: Show, store: SqlStore) -> None:
    sites = fill_street(store, 2)
    age = min(c.evidence_max_age_days for c in standard().criteria.values())
    with store.reading() as work:
        points = {p.site: p for p in work.points.all(STREET)}
        (first, *_rest) = work.audits.of_site(sites[0].id)
    with store.writing() as work:
        old = audit_of(sites[0], [points[sites[0].id]])
        at = stamp(NOW - timedelta(days=age - 20))
        work.audits.save(replace(old, id=first.id, version=first.version, observed_at=at))
    page = show()
    (row,) = page.expiring.rows()
    assert row.accessibleName() == "12-12 前，小区06-001，1 处"
    assert page.expiring.count.text() == "1 处"
    assert page.expiring.note.text() == f"{SOON_DAYS} 天内"
    where = went(page)
    row.click()
    assert where == [("audit", sites[0].id)]


def test_a_station_says_how_much_the_bureau_has_not_confirmed_and_what_no_copy_holds(
    tasks: Tasks, show: Show, tmp_path: Path
) -> None:
    with fresh_store(str(tmp_path / "street.sqlite3")) as store:
        fill_street(store, 2)
        with store.writing() as work:
            work.set_setting("street", STREET)
            work.set_draft("audit:x", "{}")
        page = show(store)
        assert page.reach.title.text() == "还未到区里"
        assert page.reach.count.text() == "10 份"
        assert [r.accessibleName() for r in page.reach.rows()] == [
            "本机新记录，区里还没有确认收到，10 份",
            "没有保存完的表，接着填，1 张",
        ]
        backing_up.back_up_daily(store)
        recording.save_site(store, site("06-900"), standard())
        page.refresh()
        answered(tasks)
        assert page.reach.rows()[2].accessibleName() == "备份 2026-11-22 10:00，以后 1 份"
        where = went(page)
        for row in page.reach.rows():
            QTest.keyClick(row, Qt.Key.Key_Space)
        assert [name for name, _subject in where] == ["diary", "diary", "settings"]


def test_at_the_bureau_nothing_waits_for_the_bureau(show: Show, store: SqlStore) -> None:
    fill_street(store, 1)
    page = show()
    assert page.reach.title.text() == "本机"
    assert page.reach.rows() == []


def test_an_empty_street_says_how_it_fills_and_one_in_order_that_nothing_is_missing(
    show: Show, store: SqlStore
) -> None:
    with store.writing() as work:
        work.streets.save(street())
    page = show()
    assert page.how.text().startswith("还没有登记点位")
    assert page.listing.currentIndex() == 1
    where = went(page)
    (button,) = [b for b in page.listing.findChildren(QPushButton) if b.isVisible()]
    button.click()
    assert where == [("register", None)]
    assert not page.print.isEnabled()
    assert page.print.toolTip() == "还没有可印的"


def test_tab_goes_down_the_page_and_reaches_every_element(show: Show, store: SqlStore) -> None:
    sites = fill_street(store, 3)
    with store.writing() as work:
        work.corrections.save(correction(sites[0].id, 2))
    page = show()
    page.activateWindow()
    assert unnamed(page) == []
    order: list[QWidget] = []
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page) and widget.isEnabled():
            order.append(widget)
        widget = widget.nextInFocusChain()
    names = [w.accessibleName() for w in order]
    wanted = [
        "打开差距清单",
        *(w.accessibleName() for w in page.grid.names.values()),
        "今天缺什么，按社区",
        "整改",
        page.overdue.rows()[0].accessibleName(),
        "差距清单",
        "工作日记",
        "进度",
    ]
    assert [n for n in names if n in wanted] == wanted
    # every way on, by the keyboard
    where = went(page)
    for w in order:
        if isinstance(w, CriterionName | FactRow):
            QTest.keyClick(w, Qt.Key.Key_Return)
        elif isinstance(w, QPushButton):
            QTest.keyClick(w, Qt.Key.Key_Space)
    assert [name for name, _s in where] == [
        "missing", *["score"] * 5, "corrections", "corrections", "missing", "diary", "progress",
    ]  # fmt: skip
    assert [s for name, s in where if name == "score"] == list(standard().criteria)


def test_the_row_with_the_keyboard_keeps_it_when_the_page_is_shown_anew(
    tasks: Tasks, show: Show, store: SqlStore
) -> None:
    sites = fill_street(store, 2)
    with store.writing() as work:
        work.corrections.save_all([correction(sites[0].id, 2), correction(sites[1].id, 4)])
    page = show()
    page.activateWindow()
    page.overdue.rows()[1].setFocus()
    recording.save_site(store, site("06-900"), standard())
    page.refresh()
    answered(tasks)
    assert QApplication.focusWidget() is page.overdue.rows()[1]
    page.grid.names["placement"].setFocus()
    page.refresh()
    answered(tasks)
    assert QApplication.focusWidget() is page.grid.names["placement"]


def test_the_live_goal_follows_month_by_month_as_the_progress_page_has_it(
    tasks: Tasks, show: Show, store: SqlStore
) -> None:
    from auditor.use_cases import following
    from tests.ui.scored import audit_in_past

    sites = fill_street(store, 4)
    audit_in_past(store, sites[0], 5)
    page = show()
    whole = following.follow_progress(store, standard(), TODAY)
    assert tuple(page.goals.months) == whole.streets[0].months
    assert len(page.goals.months) > 3
    went_text, _leads = pace_texts(whole.streets[0].pace)
    assert page.goals.live_note.text() == went_text
    assert page.goals.arrival.text() == "已经到了"  # every site conforms today
    assert len(points_of(page.goals.months)) == len(page.goals.months)
    assert page.goals.live.text() == "100 %"
    before = page.goals.months
    page.refresh()
    answered(tasks)
    assert page.goals.months is before  # nothing was written: nothing is computed again
    recording.save_site(store, site("06-900"), standard())
    page.refresh()
    answered(tasks)
    assert page.goals.months is not before


def test_it_asks_again_when_another_street_is_chosen(show: Show, store: SqlStore, qtbot: QtBot) -> None:
    fill_street(store, 3)
    page = show()
    page.index.setText("")
    page.context.where.street = ""
    page.context.where.choose(STREET)
    qtbot.waitUntil(lambda: page.index.text() == "60.0")


def test_print_writes_the_report_of_the_street(
    tasks: Tasks, show: Show, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import overview_page

    fill_street(store, 2)
    page = show()
    to = tmp_path / "report.pdf"
    monkeypatch.setattr(overview_page, "ask_where", lambda *_a: to)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    answered(tasks)
    assert to.read_bytes().startswith(b"%PDF")
