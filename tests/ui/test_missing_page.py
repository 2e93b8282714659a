"""The page of what is missing: the list by community and by day, going there, picking, printing, what is coming."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor import wording
from auditor.audit import SITE, Answer, Finding
from auditor.gaps import Act, Needed
from auditor.record import new_id
from auditor.site import Assignment
from auditor.survey import Mode
from auditor.use_cases import planning
from db import SqlStore
from tests.auditor.formats.reading import page_texts
from tests.listing import lines, list_of
from tests.making import STREET, TODAY, audit_of, site, standard
from tests.making import fill_street as fill_well
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import fill_street, show_page
from ui import missing_page
from ui.messages import Message
from ui.missing_page import MissingPage
from ui.missing_rows import goal_of
from ui.overview_page import OverviewPage
from ui.pages import PAGES
from ui.survey_page import SurveyPage
from ui.tasks import Tasks


def rows(page: MissingPage) -> list[str]:
    """Every row as a person reads it."""
    found = []
    for row in range(page.table.records.rowCount()):
        index = [page.table.records.index(row, column) for column in range(len(page.table.records.columns))]
        record = page.table.records.record(row)
        if record is None:
            found.append(" | ".join(str(i.data()) for i in index if i.data()))
        else:
            found.append(" | ".join(str(c.value(record)) for c in page.table.records.columns))
    return found


def test_the_list_stands_by_community_with_counts_times_and_the_promise(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    badges: list[tuple[str, int]] = []
    page = show_page(qtbot, tasks, store, MissingPage)
    page.counted.connect(lambda *x: badges.append(x))
    page.refresh()
    answered(tasks)
    assert rows(page) == [
        "整个街道 | 补 1 | 30 分",
        "新开轮次 | 还没有有效的调查轮次 | 知晓 · 参与 | 30 分 | 去问",
        "第1 | 看 1 | 12 分",
        "现场检查 | 06-002 小区06-002  责任单位公示牌挂在明处、内容看得清：上次不符合 | 责任 | 12 分 | 开始",
        "第2 | 补 2 · 看 1 | 52 分",
        "落实责任单位 | 06-003 小区06-003  没有落实责任单位 | 责任 | 10 分 | 台账",
        "新设投放点 | 06-003 小区06-003  新设或补登 1 处，服务 60 户，没有登记由哪个投放点服务"
        " | 类别 · 投放 60 户 | 30 分 | 台账",
        "现场检查 | 06-003 小区06-003  责任单位公示牌挂在明处、内容看得清：从未看过 | 责任 | 12 分 | 开始",
    ]
    assert page.count.text() == "5 件事"
    assert page.promise.text() == "做完，五项全部达标"
    assert "已求得最少" in page.how.text()
    assert page.time.text() == "约 1 时 34 分"
    assert "没有足够记录，按 12 分钟估" in page.pace.text()
    assert badges == [("missing", 5)]
    assert unnamed(page) == []


def test_enter_goes_where_a_line_is_put_right(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    sites = fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    went: list[tuple[str, object]] = []
    page.go.connect(lambda *x: went.append(x))
    assert page.table.hasFocus()
    for _ in range(4):
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert went == [
        ("survey", None),
        ("audit", sites["faulty"].id),
        ("register", sites["unseen"].id),
        ("register", sites["unseen"].id),
    ]


@pytest.mark.parametrize("act", list(Act))
def test_every_act_leads_somewhere(act: Act) -> None:
    line = next((n for n in lines() if n.act is act), Needed(act=act, criteria=(), site="s1", record="r"))
    page, subject = goal_of(line)
    assert page in {"audit", "register", "survey", "conflicts"}
    if act is Act.SETTLE:
        assert (page, subject) == ("conflicts", line.record)
    if act is Act.INTERVIEW:
        assert (page, subject) == ("survey", ("r", "c1"))
    if act in (Act.MEND, Act.VISIT):
        assert (page, subject) == ("audit", "s1")


def test_a_line_put_right_is_gone_when_the_page_hears_of_it(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    sites = fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    with store.writing() as work:
        of = Assignment(id=new_id(), street=STREET, site=sites["unseen"].id, organisation="某物业")
        work.assignments.save(of)
    page.refresh()
    answered(tasks)
    assert page.count.text() == "4 件事"
    assert not [r for r in rows(page) if r.startswith("落实责任单位")]


def test_by_day_the_hours_decide(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    with store.writing() as work:
        work.sites.save_all([site(f"07-{n:03}", community="120104006002", households=10) for n in range(20)])
    page = show_page(qtbot, tasks, store, MissingPage)
    assert not page.hours.isVisible()
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    assert page.hours.isVisible()
    days = [r for r in rows(page) if r.startswith("第")]
    assert days[0].startswith("第 1 天 · 11-23")
    page.hours.choose(4)
    page.hours.picked.emit(4)
    answered(tasks)
    assert len([r for r in rows(page) if r.startswith("第")]) > len(days)
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    assert rows(page)[2].startswith("第1")


def test_space_picks_lines_and_they_alone_are_printed(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    said: list[Message] = []
    page.say.connect(said.append)
    out = tmp_path / "list.pdf"
    monkeypatch.setattr(missing_page, "ask_where", lambda *_: out)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.pace.text() == "选中 1 件的用时"
    assert page.time.text() == "约 12 分"
    assert "已选" in str(page.table.records.columns[0].value(page.table.chosen_record()))  # type: ignore[arg-type]  # one is chosen
    QTest.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    answered(tasks)
    (text,) = page_texts(out.read_bytes())
    assert "小区06-002" in text
    assert "小区06-003" not in text
    assert said[-1].fact == "写好 list.pdf"
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    page.print.trigger()
    answered(tasks)
    assert "小区06-003" in "".join(page_texts(out.read_bytes()))


def test_the_list_is_handed_over_as_a_file(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    for suffix in ("xlsx", "csv", "json", "pdf"):
        out = tmp_path / f"list.{suffix}"
        monkeypatch.setattr(missing_page, "ask_where", lambda *_, out=out: out)
        page.export.trigger()
        answered(tasks)
        assert out.stat().st_size > 100
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))["count"] == 5


def test_what_ends_before_the_application_stands_at_the_right_and_the_day_can_be_moved(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_well(store, 1)
    with store.writing() as work:
        (held,) = work.sites.all()
        old = audit_of(held, work.points.all(), days_ago=5)
        age = min(standard().criteria[c].evidence_max_age_days for c in ("responsibility", "categories", "placement"))
        made = work.audits.save(replace(old, id=new_id()))
    page = show_page(qtbot, tasks, store, MissingPage)
    assert page.planned.text() == (TODAY + timedelta(days=30)).isoformat()
    assert page.coming.records.count == 0
    page.planned.setText((TODAY + timedelta(days=age)).isoformat())
    page.planned.returnPressed.emit()
    answered(tasks)
    (coming,) = page.coming.records.records()
    assert coming.site == made.site
    assert coming.ends == TODAY + timedelta(days=age - 5)
    column = page.coming.records.columns[0]
    assert coming.ends.isoformat() in str(column.value(coming))
    page.planned.setText("下个月")
    said: list[Message] = []
    page.say.connect(said.append)
    page.planned.returnPressed.emit()
    assert said[0].fact == "下个月 不是一个日期。"


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_day_of_application_is_never_cut(qtbot: QtBot, tasks: Tasks, store: SqlStore, language: str) -> None:
    fill_well(store, 1)
    wording.use(language)
    page = show_page(qtbot, tasks, store, MissingPage)
    page.planned.setText((TODAY + timedelta(days=400)).isoformat())
    page.planned.returnPressed.emit()
    answered(tasks)
    assert page.coming.records.rowCount()
    assert page.planned.width() >= page.planned.minimumSizeHint().width()


def test_nothing_missing_is_said_and_nothing_can_be_printed(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    found = list_of()
    page.show_list(replace(found, missing=replace(found.missing, needed=(), coming=())))
    assert page.promise.text() == "五项全部达标"
    assert page.count.text() == "0 件事"
    assert page.print.statusTip() == "没有缺的，没有可印的"
    assert page.listing.currentIndex() == 1


def test_an_interview_line_leads_to_its_community(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_well(store, 6, per_community=3)
    made = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    page = show_page(qtbot, tasks, store, MissingPage)
    went: list[tuple[str, Any]] = []
    page.go.connect(lambda *x: went.append(x))
    asked = [n for n in page.table.records.records() if n.act is Act.INTERVIEW]
    assert sum(n.interviews for n in asked) == made.planned
    page.table.choose(asked[1])
    page.start.trigger()
    assert went == [("survey", (made.id, asked[1].community))]
    where = page.table.records.columns[1].value
    assert str(where(asked[1])).startswith("再要")
    page.turn.trigger()
    assert str(where(asked[1])).startswith("第2  再要")
    survey = show_page(qtbot, tasks, store, SurveyPage)
    survey.open(went[0][1])
    answered(tasks)
    assert (survey.current.round, survey.current.community) == (made.id, asked[1].community)


def test_another_day_and_another_street_are_asked_for(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    sites = fill_street(store)
    page = show_page(qtbot, tasks, store, MissingPage)
    page.day.setText((TODAY - timedelta(days=20)).isoformat())
    page.day.returnPressed.emit()
    answered(tasks)
    assert "06-002" in "".join(rows(page))
    assert page.header_about().endswith("2026-11-02")
    with store.writing() as work:
        held = work.sites.get(sites["good"].id)
        failed = {SITE: {standard().item_of("notice"): Finding(answer=Answer.FAIL)}}
        work.audits.save(replace(audit_of(held, [], days_ago=1), findings=failed))
    page.refresh()
    answered(tasks)
    assert page.header_about().endswith("2026-11-02")  # the day chosen stays


def test_the_overview_shows_the_badge_and_leads_here(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    badges: list[tuple[str, int]] = []
    page = show_page(qtbot, tasks, store, OverviewPage)
    page.counted.connect(lambda *x: badges.append(x))
    page.refresh()
    answered(tasks)
    assert badges == [("corrections", 0), ("missing", 5)]
    went: list[tuple[str, object]] = []
    page.go.connect(lambda *x: went.append(x))
    page.go_missing.trigger()
    assert went == [("missing", None)]


def test_the_rail_has_the_page_second_under_its_digit() -> None:
    assert PAGES[1] is MissingPage
    assert MissingPage.group == "look"
