"""Rounds worked in the window: seen side by side, supplemented, listed, ended, and their key destroyed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from auditor.conforming import operating_characteristic
from auditor.people import Person
from auditor.record import new_id, stamp
from auditor.slots import released_slots, secret_name
from auditor.survey import Method, Mode, Outcome, Response, Round
from auditor.use_cases.backing_up import back_up
from auditor.use_cases.planning import close_round, open_round
from auditor.use_cases.recording import record_response
from db import SqlStore
from tests.making import NOW, STREET, TODAY, Clock, answers, communities, fresh_store, site, standard, street
from tests.ui.naming import unnamed
from tests.ui.test_survey_page import look, open_window, press, questions
from ui.rounds_overview import RoundsOverview
from ui.survey_page import SurveyPage
from ui.tasks import Tasks

FIRST = "120104006001"


@pytest.fixture
def clock() -> Clock:
    """A clock to be moved."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A street of two communities with 300 and 100 households, no round yet."""
    with fresh_store(str(tmp_path / "street.db"), clock) as made:
        with made.writing() as work:
            work.streets.save(street())
            work.communities.save_all(communities(2))
            person = work.people.save(Person(id=new_id(), name="周敏"))
            work.set_setting("person", person.id)
            work.set_setting("street", STREET)
            work.sites.save(site("06-001", households=300))
            work.sites.save(site("06-002", households=100, community="120104006002"))
        yield made


def ask_at(store: SqlStore, round_: Round, n: int, *, knows: bool = True, days_ago: int = 0) -> None:
    """Interview n further households, the answers right or wrong."""
    with store.reading() as work:
        slots = [s for code in round_.strata for s in released_slots(work, round_, code) or [] if not s.visits]
    for slot in slots[:n]:
        response = Response(
            id=new_id(),
            street=STREET,
            round=round_.id,
            community=slot.community,
            outcome=Outcome.COMPLETE,
            observed_at=stamp(NOW - timedelta(days=days_ago)),
            interviewer="周敏",
            slot=slot.slot,
            answers=answers(knows=knows),
            seconds=200,
        )
        record_response(store, response, standard())


def texts(page: SurveyPage) -> str:
    """Every word of the overview that is to be seen."""
    return " ".join(w.text() for w in page.rounds.overview.findChildren(QLabel) if w.isVisible())


def cells(overview: RoundsOverview, row: int) -> dict[str, str]:
    """What a line of the table says, by column."""
    model = overview.table.records
    return {c.key: str(model.data(model.index(row, i))) for i, c in enumerate(model.columns)}


def test_an_open_round_says_how_many_more_and_where_and_what_such_a_sample_shows(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    ask_at(store, made, 3)
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    qtbot.waitUntil(lambda: f"还需 {made.planned - 3} 户可定" in texts(page))
    told = texts(page)
    assert f"第1社区 {made.strata[FIRST].planned - 3}" in told
    shown = [r.rate for r in page.rounds.overview.chances.records.records()]
    assert [float(r) for r in shown] == [0.99, 0.98, 0.95, 0.9]
    first, second = cells(page.rounds.overview, 0), cells(page.rounds.overview, 1)
    assert (first["name"], first["answered"], first["criterion"]) == ("秋季轮", f"3 / {made.planned}", "知晓率")
    assert first["estimate"] == "全部符合"  # a sample never says 100 %
    assert (second["name"], second["criterion"], second["state"]) == ("", "参与率", "计入")
    assert unnamed(page) == []


def test_the_first_failure_decides_and_is_told_among_the_rounds_but_not_at_the_door(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    _window, page = open_window(qtbot, tasks, store)

    def at_the_door() -> set[str]:
        qtbot.waitUntil(lambda: tasks.idle)
        return {w.text() for w in page.findChildren(QLabel) if w.isVisible()}

    before = at_the_door()
    ask_at(store, made, 1, knows=False)
    page.refresh()
    qtbot.waitUntil(lambda: page.side.needed.text() == str(made.planned - 1))
    assert not [t for t in at_the_door() - before if "达标" in t or "不符合" in t or "已定" in t]
    look(qtbot, tasks, page)
    qtbot.waitUntil(lambda: "已定：有 1 户不符合" in texts(page))
    line = cells(page.rounds.overview, 0)
    assert line["verdict"] == "未达标"
    assert "–" in line["interval"]
    assert line["bound"].startswith("≥ ")


def test_what_came_later_is_drawn_after_a_question_that_says_how_many_of_which_community(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    care = page.rounds.care
    assert not care.supplement.isEnabled()
    assert "抽样框" in care.supplement.statusTip()
    with store.writing() as work:
        work.sites.save(site("06-003", households=60))
        work.sites.save(site("06-004", households=3, community="120104006002"))
    page.refresh()
    qtbot.waitUntil(care.supplement.isEnabled)
    asked: list[str] = []

    def answer(_page: object, _title: str, told: str, **_more: str) -> str:
        asked.append(told)
        return ""

    monkeypatch.setattr("ui.round_care.ask", answer)
    care.supplement.trigger()
    qtbot.waitUntil(lambda: not care.supplement.isEnabled() and tasks.idle)
    with store.reading() as work:
        drawn = work.rounds.get(made.id).supplements["1"]
    assert drawn.frame.keys() == {FIRST}
    assert f"第1社区居委会 60 户里 {drawn.strata[FIRST].planned} 户" in asked[0]
    assert "另有 3 户" in asked[0]
    page.rounds.back_key.trigger()
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    assert page.evening is not None
    assert sum(c.planned for c in page.evening.counts) == made.planned + drawn.strata[FIRST].planned


@pytest.fixture
def copied(store: SqlStore, tmp_path: Path) -> tuple[Round, str]:
    """An open sample, and a copy of the database that holds its key."""
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    back_up(store, str(tmp_path / "copy.db"))
    return made, str(tmp_path / "copy.db")


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What every question said, with its verb: the first is answered with Esc, the others with the verb."""
    said: list[tuple[str, str]] = []

    def answer(_page: object, _title: str, told: str, *, verb: str, **_more: str) -> str | None:
        said.append((told, verb))
        return None if len(said) == 1 else ""

    monkeypatch.setattr("ui.round_care.ask", answer)
    return said


def test_a_key_goes_when_nobody_may_object_any_more_and_the_copies_are_named(
    qtbot: QtBot, clock: Clock, store: SqlStore, copied: tuple[Round, str], answered: list[tuple[str, str]]
) -> None:
    made, copy = copied
    tasks = Tasks()
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    care = page.rounds.care
    assert care.destroy.statusTip() == "先结束这一轮"
    close_round(store, made.id, TODAY)
    page.refresh()
    first = (TODAY + timedelta(days=standard().survey.objection_days)).isoformat()
    qtbot.waitUntil(lambda: first in care.destroy.statusTip())
    clock.now += timedelta(days=standard().survey.objection_days)
    page.refresh()
    qtbot.waitUntil(care.destroy.isEnabled)
    care.destroy.trigger()  # Esc: nothing happens
    qtbot.waitUntil(lambda: tasks.idle)
    with store.reading() as work:
        assert work.secret(secret_name(made)) is not None
    care.destroy.trigger()
    qtbot.waitUntil(lambda: care.destroy.statusTip() == "密钥已销毁" and tasks.idle)
    told, verb = answered[1]
    assert verb == "销毁密钥"
    assert copy in told
    with store.reading() as work:
        assert work.secret(secret_name(made)) is None
    assert not care.search.isEnabled()
    assert "密钥已销毁" in cells(page.rounds.overview, 0)["state"]
    tasks.close()


def test_a_household_that_asks_is_found_and_its_answers_are_cleared(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    ask_at(store, made, 1)
    with store.reading() as work:
        mine = next(s for s in released_slots(work, made, FIRST) or [] if s.visits)
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    page.rounds.care.search.trigger()
    search = page.rounds.search
    assert search.isVisible()
    QTest.keyClicks(search.site, "06-009")
    QTest.keyClicks(search.k, str(mine.k))
    QTest.keyClick(search.k, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(search.form["site"].problem))
    assert not search.take_back_key.isEnabled()
    search.site.setText(mine.site_code)
    QTest.keyClick(search.k, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: search.table.records.count == 1)
    assert "访过 1 次" in search.place.text()
    monkeypatch.setattr("ui.household_search.ask", lambda *_a, **_k: "住户要求")
    search.take_back_key.trigger()
    qtbot.waitUntil(lambda: search.table.records.count == 0 and tasks.idle)
    with store.reading() as work:
        (kept,) = work.responses.all(STREET, withdrawn=True)
    assert (kept.withdrawn, dict(kept.answers)) == ("住户要求", {})
    assert "没有访问记录" in search.empty.fact.text()


def test_the_list_is_written_for_the_names_typed(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    care, out = page.rounds.care, tmp_path / "list.pdf"
    care.hand_out.trigger()
    assert page.rounds.overview.names.hasFocus()
    monkeypatch.setattr("ui.round_care.ask_where", lambda *_a: out)
    page.rounds.overview.names.setText("周敏、李强")
    care.hand_out.trigger()
    qtbot.waitUntil(lambda: out.exists() and tasks.idle)
    assert out.read_bytes().startswith(b"%PDF")


def test_an_intercept_round_is_opened_and_worked_and_never_counts(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    form = page.rounds.form
    form.method.choose(Method.INTERCEPT.value)
    form.method.picked.emit(Method.INTERCEPT.value)
    qtbot.waitUntil(lambda: form.total.text() == "不抽户，谁答都行")
    assert not form.mode.isEnabled()
    assert not form.power.isVisible()
    page.rounds.freeze_key.trigger()
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    keys = page.survey_keys.outcomes
    assert [k for k, action in keys.items() if action.isEnabled()] == ["F6"]
    assert "不是概率样本" in page.side.answered.text()
    page.pick_community("120104006002")
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.community == "120104006002" and tasks.idle)
    for _n in range(2):
        press(page, "1" * questions())
        QTest.keyClick(page.interview, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.slot is not None and not page.running.answered and tasks.idle)
    QTest.keyClick(page.interview, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    with store.reading() as work:
        (made,) = work.rounds.all(STREET)
        held = work.responses.of_round(made.id)
    assert made.name == "2026-11 拦访"
    assert [(r.slot, r.community, r.outcome) for r in held] == [
        ("", "120104006002", Outcome.COMPLETE),
        ("", "120104006002", Outcome.COMPLETE),
        ("", "120104006002", Outcome.REFUSAL),
    ]
    qtbot.waitUntil(lambda: page.side.needed.text() == "2")
    look(qtbot, tasks, page)
    line = cells(page.rounds.overview, 0)
    assert (line["answered"], line["verdict"], line["bound"]) == ("2", "–", "–")
    assert line["state"] == "不是概率样本"
    assert not page.rounds.care.hand_out.isEnabled()


def test_an_unsaved_intercept_interview_goes_on_in_its_own_community(qtbot: QtBot, store: SqlStore) -> None:
    open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="街头", method=Method.INTERCEPT)
    first = Tasks()
    window, page = open_window(qtbot, first, store)
    page.pick_community("120104006002")
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.community == "120104006002" and first.idle)
    press(page, "11")
    qtbot.waitUntil(lambda: bool(page.asking.saved.word), timeout=1000)
    window.hide()
    first.close()
    second = Tasks()
    try:
        _again, after = open_window(qtbot, second, store)
        assert after.draft is not None
        assert (after.draft.community, len(after.draft.answers)) == ("120104006002", 2)
        assert after.slot is not None
        assert after.slot.community == "120104006002"
    finally:
        second.close()


def test_a_round_past_its_field_period_takes_no_visit_and_says_when_it_ended(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, clock: Clock
) -> None:
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    clock.now += timedelta(days=standard().survey.field_period_days + 1)
    _window, page = open_window(qtbot, tasks, store)
    assert page.slot is None
    assert not page.survey_keys.outcomes["F5"].isEnabled()
    last = made.frozen_on + timedelta(days=standard().survey.field_period_days)
    told = " ".join(w.text() for w in page.nothing.findChildren(QLabel))
    assert last.isoformat() in told
    look(qtbot, tasks, page)
    assert page.rounds.care.hand_out.statusTip() == "轮次已结束"


def test_digits_among_the_rounds_answer_nobodys_question(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")
    _window, page = open_window(qtbot, tasks, store)
    look(qtbot, tasks, page)
    page.refresh()
    qtbot.waitUntil(lambda: tasks.idle)
    QTest.keyClick(page.rounds.overview.table, Qt.Key.Key_1)
    assert page.running.answered == 0
    page.rounds.back_key.trigger()
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    assert page.running.answered == 0


def test_a_plan_below_five_households_and_one_below_100_percent_are_explained(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    with store.writing() as work:
        held = next(s for s in work.sites.all(STREET) if s.code == "06-002")
        work.sites.save(replace(held, households=4))
    _window, page = open_window(qtbot, tasks, store)
    form = page.rounds.form
    qtbot.waitUntil(lambda: bool(form.total.text()) and tasks.idle)
    assert "第2社区居委会 4 户" in form.small.text()
    assert "一阶段" in form.design.text()
    assert form.chances.records.count == 4


def test_two_stages_say_what_they_assume_in_the_form_and_among_the_rounds(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    rules = standard()
    staged = replace(rules, survey=replace(rules.survey, design="two_stage", deff=Fraction(2)))
    with store.writing() as work:
        for n in range(10, 40):
            work.sites.save(site(f"06-0{n}", households=150, community=f"12010400600{n % 2 + 1}"))
    _window, page = open_window(qtbot, tasks, store, staged)
    form = page.rounds.form
    qtbot.waitUntil(lambda: "两阶段" in form.design.text() and tasks.idle)
    assert "设计效应 2.0" in form.design.text()
    shown = {r.rate: float(r.chance) for r in form.chances.records.records()}
    page.rounds.freeze_key.trigger()
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    with store.reading() as work:
        (made,) = work.rounds.all(STREET)
    half = dict(operating_characteristic([(made.population, made.planned // 2)], list(shown)))
    # the form reckons with a drawing of its own; another key draws other sites, and a household or two more or less
    assert {rate: shown[rate] for rate, chance in half.items() if abs(shown[rate] - float(chance)) > 0.02} == {}
    assert page.slot is not None
    assert page.slot.part != ""
    look(qtbot, tasks, page)
    assert "两阶段" in cells(page.rounds.overview, 0)["mode"]
