"""What a line did is told from the line and what stood before it; totals are those of the list."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from auditor.audit import Answer
from auditor.correction import Correction
from auditor.diary import Deed, Entry, deeds_of, entries_of, total, waits_for
from auditor.record import Line
from auditor.store import Arrival
from auditor.survey import Outcome
from tests.making import TODAY

AT = "2026-11-21T16:30:00.000Z"  # half past midnight in China


def line(kind: str, body: Mapping[str, object], *parents: str) -> Line:
    return Line(kind, "r", tuple(sorted(parents)), "5" * 32, "p", AT, 480, "120104006000", 1, body)


def arrival(of: Line) -> Arrival:
    return Arrival(line=of, number=1, at=AT)


@pytest.mark.parametrize(
    ("kind", "deed"),
    [
        ("audit", Deed.AUDIT),
        ("response", Deed.VISIT),
        ("photo", Deed.PHOTO),
        ("site", Deed.REGISTERED),
        ("link", Deed.REGISTERED),
        ("round", Deed.ROUND),
        ("certificate", Deed.ISSUED),
        ("person", Deed.OTHER),
        ("something newer", Deed.OTHER),
    ],
)
def test_the_first_line_of_a_record_is_the_work_itself(kind: str, deed: Deed) -> None:
    assert deeds_of(line(kind, {}), {}) == [deed]


def test_a_later_line_is_a_correction_of_it_and_never_counted_as_the_work_again() -> None:
    assert deeds_of(line("audit", {"note": "x"}, "a" * 64), {}) == [Deed.CHANGED]
    assert deeds_of(line("site", {"name": "x"}, "a" * 64), {"name": "y"}) == [Deed.REGISTER]
    assert deeds_of(line("audit", {}, "a" * 64, "b" * 64), {}) == [Deed.SETTLED]


def test_the_steps_of_a_correction_are_told_apart_and_each_counts_once() -> None:
    opened = {"found": "x"}
    fixed = {**opened, "fixed_on": "2026-11-20"}
    closed = {**fixed, "rechecked_on": "2026-11-21", "passed": True, "closed_on": "2026-11-21"}
    assert deeds_of(line("correction", opened), {}) == [Deed.OPENED]
    assert deeds_of(line("correction", fixed, "a" * 64), opened) == [Deed.FIXED]
    assert deeds_of(line("correction", closed, "b" * 64), fixed) == [Deed.RECHECKED, Deed.CLOSED]
    assert deeds_of(line("correction", {**closed, "asked": "y"}, "c" * 64), closed) == [Deed.CHANGED]


def test_withdrawing_and_erasing_are_said_as_such() -> None:
    assert deeds_of(line("audit", {"withdrawn": "错"}, "a" * 64), {}) == [Deed.WITHDRAWN]
    assert deeds_of(line("audit", {"withdrawn": "错", "note": "x"}, "a" * 64), {"withdrawn": "错"}) == [Deed.CHANGED]
    assert deeds_of(line("photo", {"erased": "有人"}, "a" * 64), {}) == [Deed.ERASED]


def test_an_entry_stands_on_the_day_it_arrived_in_china_and_names_the_day_it_was_seen() -> None:
    body = {"observed_at": "2026-11-20T02:00:00.000Z"}
    (entry,) = entries_of([arrival(line("audit", body))], {})
    assert (entry.on, entry.observed_on) == (TODAY, TODAY - timedelta(days=2))
    (odd,) = entries_of([arrival(line("audit", {"observed_at": "gestern"}))], {})
    assert odd.observed_on is None


def test_what_stood_before_is_what_all_parents_said() -> None:
    made = line("site", {"name": "c"}, "a" * 64, "b" * 64)
    (entry,) = entries_of([arrival(made)], {"a" * 64: {"name": "a", "code": "1"}, "b" * 64: {"name": "b"}})
    assert entry.before == {"name": "b", "code": "1"}


def test_answers_and_outcomes_are_counted_of_the_work_not_of_its_corrections() -> None:
    findings = {"site": {"notice": {"answer": "pass"}}, "p": {"a": {"answer": "fail"}, "b": {"answer": "pass"}}}
    odd = {"site": {"x": {"answer": "vielleicht"}, "y": 3}, "p": 1}
    entries = [
        *entries_of([arrival(line("audit", {"findings": findings}))], {}),
        *entries_of([arrival(line("audit", {"findings": findings}, "a" * 64))], {}),
        *entries_of([arrival(line("audit", {"findings": odd}))], {}),
        *entries_of([arrival(line("response", {"outcome": "refusal"}))], {}),
        *entries_of([arrival(line("response", {"outcome": "ghost"}))], {}),
    ]
    found = total(entries)
    assert dict(found.answers) == {Answer.PASS: 2, Answer.FAIL: 1}
    assert dict(found.outcomes) == {Outcome.REFUSAL: 1}
    assert dict(found.deeds) == {Deed.AUDIT: 2, Deed.VISIT: 2, Deed.CHANGED: 1}
    assert found.entries == len(entries) == len({id(e) for e in entries})


def test_a_correction_is_waited_for_when_it_is_due_within_a_week_or_somebody_must_look() -> None:
    def made(**changes: object) -> Correction:
        values: dict[str, object] = {
            "id": "c",
            "site": "s",
            "found": "x",
            "opened_on": TODAY,
            "due_on": TODAY,
            **changes,
        }
        return Correction(**values)  # type: ignore[arg-type]

    assert waits_for(made(due_on=TODAY + timedelta(days=7)), TODAY)
    assert not waits_for(made(due_on=TODAY + timedelta(days=8)), TODAY)
    assert waits_for(made(due_on=TODAY + timedelta(days=30), fixed_on=TODAY), TODAY)
    assert waits_for(made(fixed_on=TODAY, rechecked_on=TODAY, passed=True), TODAY)
    assert not waits_for(made(rechecked_on=TODAY), TODAY)  # another follows it
    assert not waits_for(made(rechecked_on=TODAY, passed=True, closed_on=TODAY), TODAY)


def test_an_entry_is_known_by_line_and_deed() -> None:
    made = line("audit", {})
    assert Entry(deed=Deed.AUDIT, arrival=arrival(made)).id == f"{made.name}:audit"
