"""The score page by keys: from criterion to community to the unit that decides, on any day, and out as a file."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from auditor.division import new_street
from auditor.overview import shortfalls_of
from auditor.record import new_id
from auditor.standard import CATEGORIES, PLACEMENT, RESPONSIBILITY
from auditor.survey import Method, Mode, Round, Stratum
from auditor.use_cases import scoring
from auditor.verdict import State, Tally, Verdict
from db import SqlStore
from tests.making import STREET, TODAY, Clock, standard, street
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import fill_street, show_page
from ui.messages import Message
from ui.score_page import ScorePage
from ui.score_rows import range_text, short_community
from ui.tasks import Tasks


def press(page: ScorePage, key: Qt.Key) -> None:
    """A key where the keyboard is."""
    focused = page.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_it_opens_on_the_first_criterion_that_is_not_met_at_its_worst_community(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    chosen = page.criteria.chosen_record()
    assert chosen is not None
    assert (chosen.id, chosen.verdict) == (RESPONSIBILITY, Verdict.NOT_MET)
    row = page.table.chosen_record()
    assert row is not None
    assert row.community == "120104006001"
    unit = page.evidence.units.chosen_record()
    assert unit is not None
    assert unit.place.startswith("06-002")
    assert "公示牌" in unit.reason
    assert not page.evidence.detail.isHidden()


def test_right_and_left_change_the_column_and_enter_opens_what_mends_it(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.criteria.setFocus()
    press(page, Qt.Key.Key_Right)
    assert page.table.hasFocus()
    press(page, Qt.Key.Key_Right)
    assert page.evidence.units.hasFocus()
    gone: list[tuple[str, object]] = []
    page.go.connect(lambda where, subject: gone.append((where, subject)))
    press(page, Qt.Key.Key_Return)
    assert gone == [("audit", sites["faulty"].id)]
    press(page, Qt.Key.Key_Left)
    assert page.table.hasFocus()
    press(page, Qt.Key.Key_Left)
    assert page.criteria.hasFocus()


def test_the_other_community_shows_what_nobody_saw_and_the_register_mends_what_nobody_entered(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.table.setFocus()
    press(page, Qt.Key.Key_End)
    unit = page.evidence.units.chosen_record()
    assert unit is not None
    assert unit.unit.site == sites["unseen"].id
    assert unit.unit.reason == "no_organisation"
    gone: list[tuple[str, object]] = []
    page.go.connect(lambda where, subject: gone.append((where, subject)))
    page.evidence.mend.click()
    assert gone == [("register", sites["unseen"].id)]


def test_conforming_units_come_when_asked_for(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    assert [r.unit.state for r in page.evidence.units.records.records()] == [State.NONCONFORMING]
    assert "1" in page.evidence.conforming.text()
    page.evidence.conforming.setFocus()
    press(page, Qt.Key.Key_Space)
    states = [r.unit.state for r in page.evidence.units.records.records()]
    assert states == [State.NONCONFORMING, State.CONFORMING]


def test_the_evidence_names_its_day_its_inspector_and_its_last_valid_day(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    assert page.evidence.by is not None
    assert page.evidence.by.text() == "2026-11-12 10:00 王㛃"
    age = standard().criteria[RESPONSIBILITY].evidence_max_age_days
    until = (date(2026, 11, 12) + timedelta(days=age)).isoformat()
    assert until in [label.text() for label in page.evidence.detail.findChildren(QLabel)]


def test_placement_shows_households_and_sites_apart(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.open(PLACEMENT)
    rows = page.table.records.records()
    assert {r.part for r in rows} == {"households"}
    assert [r.tally.total for r in rows] == [140, 60]
    first = page.evidence.units.records.records()
    assert page.trail.text().startswith("学府街道 › 投放覆盖")
    assert all(r.households for r in first)


def test_a_unit_from_another_page_opens_its_criterion_and_community(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = fill_street(store)
    found = scoring.score(store, STREET, standard(), TODAY)
    unit = next(u for u in found.units if u.site == sites["unseen"].id and u.criterion == CATEGORIES)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.open(unit)
    chosen, row, shown = page.criteria.chosen_record(), page.table.chosen_record(), page.evidence.units.chosen_record()
    assert chosen is not None
    assert row is not None
    assert shown is not None
    assert (chosen.id, row.community, shown.unit.site) == (CATEGORIES, "120104006002", sites["unseen"].id)


def test_a_unit_asked_for_before_the_score_is_there_is_reached_when_it_comes(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    found = scoring.score(store, STREET, standard(), TODAY)
    short = shortfalls_of(found.units, found.facts)[-1]
    page = show_page(qtbot, tasks, store, ScorePage)
    page.refresh()
    page.open(short)
    answered(tasks)
    row = page.table.chosen_record()
    assert row is not None
    assert row.community == short.community


def test_an_earlier_day_is_scored_as_of_that_day(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.day.setFocus()
    page.day.setText("2026-11-01")
    press(page, Qt.Key.Key_Return)
    answered(tasks)
    assert "2026-11-01" in page.header_about()
    assert "已知 2026-11-22" in page.left.root.text()
    categories = next(c for c in page.criteria.records.records() if c.id == CATEGORIES)
    assert categories.tally == Tally(unknown=3)


def test_a_day_is_looked_back_on_as_it_was_known_then(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = fill_street(store)
    assert isinstance(store.clock, Clock)
    store.clock.now += timedelta(days=3)
    with store.writing() as work:  # what happened before, and is known only now
        work.sites.save(replace(work.sites.get(sites["faulty"].id), withdrawn="重复登记"))
    page = show_page(qtbot, tasks, store, ScorePage)
    assert not page.when.then.isEnabled()  # of today there is nothing else to know
    page.day.setFocus()
    page.day.setText("2026-11-22")
    press(page, Qt.Key.Key_Return)
    answered(tasks)
    assert page._shown is not None
    assert (page._shown.score.sites, page.when.then.isChecked()) == (2, False)
    assert "按当时所知" not in page.header_about()
    QTest.mouseClick(page.when.then, Qt.MouseButton.LeftButton)
    answered(tasks)
    assert page._shown.score.sites == 3
    assert page._shown.score.known == TODAY
    assert "当日 2026-11-22 · 按当时所知" in page.header_about()
    assert "已知 2026-11-22" in page.left.root.text()
    offered: list[str] = []

    def where(_page: object, _title: str, name: str, _kinds: object) -> Path:
        offered.append(name)
        return tmp_path / f"{len(offered)}.{'pdf' if len(offered) > 1 else 'json'}"

    monkeypatch.setattr("ui.score_page.ask_where", where)
    page.export.trigger()
    page.report.trigger()
    answered(tasks)
    assert offered == ["评分 学府街道 2026-11-22 按当时所知", "学府街道评估报告 2026-11-22 按当时所知"]
    assert json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))["known"] == "2026-11-22"
    printed = pypdfium2.PdfDocument(tmp_path / "2.pdf")[0].get_textpage().get_text_range()
    assert printed.count("2026年11月22日") >= 2  # both dates, and not the day of printing
    assert "2026年11月25日" not in printed
    QTest.mouseClick(page.when.then, Qt.MouseButton.LeftButton)
    answered(tasks)
    assert page._shown.score.sites == 2


@pytest.mark.parametrize("text", ["2027-01-01", "二月三十"])
def test_a_day_that_cannot_be_scored_is_marked_and_told(text: str, qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    said: list[Message] = []
    page.say.connect(said.append)
    page.day.setFocus()
    page.day.setText(text)
    press(page, Qt.Key.Key_Return)
    answered(tasks)
    assert page.day.property("wrong") is True
    assert said
    assert said[0].kind == "bad"
    assert "2026-11-22" in page.header_about()


def test_the_place_is_kept_when_news_come(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.open(CATEGORIES)
    page.table.setFocus()
    press(page, Qt.Key.Key_End)
    before = page.table.chosen_record()
    page.refresh()
    answered(tasks)
    assert page.table.chosen_record() == before
    chosen = page.criteria.chosen_record()
    assert chosen is not None
    assert chosen.id == CATEGORIES


def test_a_sample_too_small_decides_nothing_and_its_round_stands_beside(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = fill_street(store)
    frame: dict[str, dict[str, int]] = {}
    for s in sites.values():
        if s.households:
            frame.setdefault(s.community, {})[s.id] = s.households
    strata = {
        "120104006001": Stratum(population=140, planned=2),
        "120104006002": Stratum(population=60, planned=1),
    }
    made = Round(
        id=new_id(),
        street=STREET,
        name="十一月抽样",
        mode=Mode.SAMPLE,
        standard=standard().name,
        key_hash="0" * 64,
        frozen_on=date(2026, 11, 1),
        frame=frame,
        strata=strata,
    )
    beside = Round(
        id=new_id(),
        street=STREET,
        name="路口拦访",
        mode=Mode.SAMPLE,
        method=Method.INTERCEPT,
        standard=standard().name,
        key_hash="1" * 64,
        frozen_on=date(2026, 11, 2),
        frame=frame,
        strata=strata,
    )
    with store.writing() as work:
        work.rounds.save_all([made, beside])
    page = show_page(qtbot, tasks, store, ScorePage)
    page.open("awareness")
    answered(tasks)
    rows = page.table.records.records()
    assert rows
    assert all(r.too_small for r in rows)
    told = page.middle.surveyed.records.columns[-1].value(rows[0])
    assert told == "样本太小，不作结论"
    texts = [w.text() for w in page.rounds.room.widget().findChildren(QLabel) if not w.isHidden()]
    assert "十一月抽样" in texts
    assert "路口拦访" in texts
    assert "不计入：不是概率样本" in texts
    assert "真实比例 99 % 时，全部符合的机会" in page.middle.summary.power.text()
    page.table.setFocus()
    press(page, Qt.Key.Key_Right)
    assert page.rounds.room.hasFocus()


def test_in_a_narrow_window_two_columns_are_seen_and_the_keys_move_them(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    page.resize(800, 500)
    answered(tasks)
    page.criteria.setFocus()
    assert (page.left.isVisible(), page.right.isVisible()) == (True, False)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Right)
    assert (page.left.isVisible(), page.right.isVisible()) == (False, True)
    assert page.evidence.units.hasFocus()
    press(page, Qt.Key.Key_Left)
    press(page, Qt.Key.Key_Left)
    assert (page.left.isVisible(), page.right.isVisible()) == (True, False)
    assert page.criteria.hasFocus()
    assert not page.middle.summary.short.isHidden()
    page.resize(1200, 640)
    answered(tasks)
    assert page.left.isVisible()
    assert page.right.isVisible()


def test_another_street_is_shown_when_the_window_moves_there(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    with store.writing() as work:
        work.streets.save(new_street("120104001000", "长虹街道"))
    page = show_page(qtbot, tasks, store, ScorePage)
    page.context.where.choose("120104001000")
    answered(tasks)
    assert page.header_about().startswith("长虹街道")
    assert page.turn.currentIndex() == 1


def test_a_street_without_sites_says_how_it_fills(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        work.streets.save(street())
    page = show_page(qtbot, tasks, store, ScorePage)
    assert page.turn.currentIndex() == 1
    assert not page.export.isEnabled()
    assert page.export.statusTip()


def test_every_field_has_a_name_and_tab_walks_the_columns(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    assert unnamed(page) == []
    page.criteria.setFocus()
    order = []
    for _turn in range(8):
        focused = page.focusWidget()
        assert focused is not None
        order.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert order.index(page.table) < order.index(page.evidence.units) < order.index(page.evidence.mend)


@pytest.mark.parametrize("ending", ["json", "xlsx", "csv"])
def test_the_score_is_exported_as_the_ending_says(
    ending: str, *, qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    to = tmp_path / f"score.{ending}"
    monkeypatch.setattr("ui.score_page.ask_where", lambda *_a: to)
    said: list[Message] = []
    page.say.connect(said.append)
    page.export.trigger()
    answered(tasks)
    assert to.stat().st_size
    assert [m.kind for m in said] == ["ok"]
    if ending == "json":
        document = json.loads(to.read_text(encoding="utf-8"))
        assert document["streets"][0]["verdict"] == "NOT_MET"
        assert document["on"] == "2026-11-22"


def test_the_street_report_is_printed_as_a_pdf(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ScorePage)
    to = tmp_path / "report.pdf"
    monkeypatch.setattr("ui.score_page.ask_where", lambda *_a: to)
    page.report.trigger()
    answered(tasks)
    assert to.read_bytes().startswith(b"%PDF-")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("tally", "told"),
    [
        (Tally(conforming=9999, unknown=1), "可能范围 99.9 % – 100 %"),
        (Tally(conforming=185, nonconforming=3, unknown=8), "可能范围 94.3 % – 98.4 %"),
        (Tally(conforming=1), "没有未知"),
        (Tally(), "没有登记"),
    ],
)
def test_the_range_is_cut_and_never_rounded(tally: Tally, told: str) -> None:
    assert range_text(tally) == told


def test_only_the_common_ending_of_a_community_is_left_out() -> None:
    assert short_community("学湖里社区居委会") == "学湖里"
    assert short_community("社区居委会") == "社区"
    assert short_community("某村") == "某村"
