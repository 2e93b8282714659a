"""The re-check page: flags with their reasons, a list asked for, a sample drawn, a household asked again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from auditor.errors import Refused
from auditor.people import Person
from auditor.recheck import Subject
from auditor.record import new_id, stamp
from auditor.survey import Outcome, Response
from auditor.use_cases.rechecking import draw_recheck, list_rechecks
from auditor.use_cases.recording import record_audit
from auditor.wording import explain
from db import SqlStore
from tests.auditor.use_cases.test_rechecking import interviewed
from tests.making import STREET, answers, audit_of, fill_street, fresh_store, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import show_page
from ui.audit_page import AuditPage
from ui.messages import Message
from ui.recheck_page import RecheckPage
from ui.tasks import Tasks


@pytest.fixture
def store() -> Any:
    """A street in order, a reviewer who records, an inspector who made the first audits."""
    with fresh_store() as made:
        fill_street(made)
        with made.writing() as work:
            work.people.save(Person(id="inspector", name="丙"))
            work.people.save(Person(id="first", name="王㛃"))
        yield made


def hurried(store: SqlStore, n: int = 4) -> list[Response]:
    """Interviews of three seconds each."""
    return interviewed(store, n=n, seconds=3)[1]


@pytest.fixture
def open_page(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> Callable[[], RecheckPage]:
    return lambda: show_page(qtbot, tasks, store, RecheckPage)


def texts(page: RecheckPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_a_clean_street_says_what_was_looked_at(open_page: Callable[[], RecheckPage]) -> None:
    page = open_page()
    assert "没有提示" in texts(page)
    assert page.ask.isEnabled() is False
    assert page.ask.statusTip() == "先选一条提示"
    assert unnamed(page) == []


def test_a_flag_shows_evidence_rule_and_false_alarms_and_goes_on_a_list(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], RecheckPage]
) -> None:
    hurried(store)
    page = open_page()
    shown = texts(page)
    assert "4 份里 4 份只用了 3–3 秒" in shown
    assert "规则：用时少于把题目念一遍" in shown
    assert "误报：" in shown
    page.inspector.choose("丙")
    page.ask.trigger()
    answered(tasks)
    page.refresh()
    answered(tasks)
    (result,) = list_rechecks(store, STREET, standard())
    assert (result.recheck.flag, result.recheck.inspector, result.drawn) == ("too_fast", "丙", 4)
    assert page.ask.statusTip() == "这条提示已经列入复核"
    assert page.flags.table.records.rowCount() == 2  # the kind, the flag


def test_a_household_is_asked_again_without_its_first_answers(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], RecheckPage]
) -> None:
    hurried(store, 2)
    page = open_page()
    page.inspector.choose("丙")
    page.ask.trigger()
    answered(tasks)
    page.refresh()
    answered(tasks)
    page.rechecks.units.choose_row(0)
    page.visit.trigger()
    assert page.right.currentWidget() is page.second
    assert all(f.value() == "" for f in page.second.fields.values())
    for question, option in answers(knows=False).items():
        page.second.fields[question].choose(option)
    page.second.save.click()
    answered(tasks)
    page.refresh()
    answered(tasks)
    (result,) = list_rechecks(store, STREET, standard())
    assert (result.done, result.failed) == (1, 1)
    assert page.right.currentWidget() is page.rechecks
    with store.reading() as work:
        (second,) = [r for r in work.responses.all(STREET) if r.recheck]
    assert (second.slot, second.interviewer, second.outcome) == ("", "丙", Outcome.COMPLETE)


def test_giving_up_keeps_nothing(tasks: Tasks, store: SqlStore, open_page: Callable[[], RecheckPage]) -> None:
    hurried(store, 2)
    page = open_page()
    page.inspector.choose("丙")
    page.ask.trigger()
    answered(tasks)
    page.refresh()
    answered(tasks)
    page.rechecks.units.choose_row(0)
    page.visit.trigger()
    page.second.back.click()
    answered(tasks)
    assert list_rechecks(store, STREET, standard())[0].done == 0


def test_a_sample_is_drawn_and_a_site_is_seen_again_blind(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, open_page: Callable[[], RecheckPage]
) -> None:
    page = open_page()
    said: list[Message] = []
    refused: list[Refused] = []
    went: list[tuple[str, object]] = []
    page.say.connect(said.append)
    tasks.refused.connect(refused.append)
    page.go.connect(lambda where, what: went.append((where, what)))
    page.inspector.choose("王㛃")
    page.draw_sites.trigger()
    answered(tasks)
    assert "不能复核自己" in explain(refused[-1])
    page.inspector.choose("丙")
    page.draw_sites.trigger()
    answered(tasks)
    assert "已抽 12" in said[-1].fact
    page.refresh()
    answered(tasks)
    page.rechecks.units.choose_row(0)
    page.visit.trigger()
    row = page.rechecks.units.chosen_record()
    assert row is not None
    assert went == [("audit", row.id)]
    audits = show_page(qtbot, tasks, store, AuditPage)
    audits.open(row.id)
    answered(tasks)
    assert audits.case is not None
    assert (audits.case.blind, audits.case.audits) == (True, ())
    assert "这里由你复核" in "\n".join(x.text() for x in audits.side.before.findChildren(QLabel))
    with store.reading() as work:
        of = work.sites.get(row.id)
        points = [p for p in work.points.all(STREET) if p.site == of.id]
        now = stamp(work.now())
    made = record_audit(store, replace(audit_of(of, points), id=new_id(), inspectors="丙", observed_at=now), standard())
    assert made.recheck
    audits.sites.refresh()
    answered(tasks)
    audits.open(row.id)
    answered(tasks)
    assert audits.case is not None
    assert audits.case.blind is False
    assert len(audits.case.audits) == 2


def test_only_the_second_inspector_is_sent_there(store: SqlStore, open_page: Callable[[], RecheckPage]) -> None:
    with store.writing() as work:
        work.people.save(Person(id="third", name="丁"))
    draw_recheck(store, STREET, Subject.SITE, standard(), inspector="丁")
    page = open_page()
    page.rechecks.units.choose_row(0)
    assert page.visit.isEnabled() is False
    assert page.visit.statusTip() == "由丁复核，现在记录的是丙"
    assert page.header_about().endswith("0 条提示")
