"""Overdue first, then due soon, then the rest; deadlines are calendar days; who may close one."""

from datetime import date, timedelta

import pytest

from auditor.correction import Correction
from auditor.corrections import (
    PRESETS,
    Reminder,
    due_after,
    in_order,
    is_open,
    next_preset,
    overdue,
    reminder_of,
    same_matter,
    usual_days,
    why_not_close,
)
from auditor.people import Role
from tests.making import TODAY


def one(name: str, due: int, **changes: object) -> Correction:
    """A correction due so many days from today, opened a month ago."""
    values: dict[str, object] = {
        "id": name,
        "site": "s",
        "item": "i",
        "found": "缺容器",
        "opened_on": TODAY - timedelta(days=30),
        "due_on": TODAY + timedelta(days=due),
        **changes,
    }
    return Correction(**values)  # type: ignore[arg-type]  # by name


def looked(days_ago: int, *, passed: bool = True) -> dict[str, object]:
    return {"rechecked_on": TODAY - timedelta(days=days_ago), "recheck": "a", "passed": passed}


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 11, 28), 3, date(2026, 12, 1)),
        (date(2026, 12, 28), 7, date(2027, 1, 4)),
        (date(2028, 2, 26), 3, date(2028, 2, 29)),
        (date(2028, 2, 14), 15, date(2028, 2, 29)),
        (date(2027, 2, 14), 15, date(2027, 3, 1)),
        (date(2026, 1, 31), 30, date(2026, 3, 2)),
    ],
)
def test_a_deadline_is_so_many_calendar_days(opened: date, days: int, due: date) -> None:
    assert days in PRESETS
    assert due_after(opened, days) == due


def test_the_presets_go_round_and_the_usual_one_is_what_the_database_keeps() -> None:
    assert [next_preset(d) for d in PRESETS] == [3, 7, 15, 30, 0]
    assert next_preset(10) == 15
    assert usual_days("") == 7
    assert usual_days("15") == 15
    assert usual_days("16") == 7
    assert usual_days("x") == 7


@pytest.mark.parametrize(
    ("made", "reminder"),
    [
        (one("late", -1), Reminder.OVERDUE),
        (one("today", 0), Reminder.SOON),
        (one("in three", 3), Reminder.SOON),
        (one("in four", 4), None),
        (one("fixed", -5, fixed_on=TODAY - timedelta(days=7)), None),
        (one("fixed long ago", -5, fixed_on=TODAY - timedelta(days=8)), Reminder.UNLOOKED),
        (one("rechecked", -5, **looked(1)), Reminder.UNCLOSED),
        (one("closed", -5, **looked(1), closed_on=TODAY), None),
        (one("failed again", -5, **looked(1, passed=False)), None),
    ],
    ids=lambda x: getattr(x, "id", str(x)),
)
def test_what_presses_on_a_day(made: Correction, reminder: Reminder | None) -> None:
    assert reminder_of(made, TODAY) is reminder


def test_overdue_comes_first_the_longest_first_and_what_is_done_last() -> None:
    names = ["closed", "later", "soon", "late 2", "late 9", "unclosed"]
    made = [
        one("closed", -20, **looked(2), closed_on=TODAY),
        one("later", 20),
        one("soon", 2),
        one("late 2", -2),
        one("late 9", -9),
        one("unclosed", -20, **looked(2)),
    ]
    assert [c.id for c in made] == names
    assert [c.id for c in in_order(made, TODAY)] == ["late 9", "late 2", "soon", "unclosed", "later", "closed"]
    assert [c.id for c in overdue(made, TODAY)] == ["late 9", "late 2"]
    assert overdue([one("gone", -9, withdrawn="开错了")], TODAY) == []


def test_an_earlier_day_is_told_as_it_was() -> None:
    fixed = one("fixed", -9, fixed_on=TODAY - timedelta(days=3))
    assert overdue([fixed], TODAY) == []
    (then,) = overdue([fixed], TODAY - timedelta(days=4))
    assert then.days_over(TODAY - timedelta(days=4)) == 5
    assert overdue([one("new", -9, opened_on=TODAY - timedelta(days=20))], TODAY - timedelta(days=21)) == []


def test_what_is_not_settled_is_open_whatever_it_says() -> None:
    closed = one("x", -20, **looked(2), closed_on=TODAY)
    assert not is_open(closed)
    assert is_open(closed, {"x"})
    assert reminder_of(closed, TODAY, {"x"}) is Reminder.UNSETTLED
    assert [c.id for c in in_order([one("later", 20), closed], TODAY, {"x"})] == ["x", "later"]


def test_one_matter_is_an_item_at_a_unit_of_a_site_the_newest_first() -> None:
    old, new = one("a", 1), one("b", 2, opened_on=TODAY)
    others = [one("c", 1, unit="p"), one("d", 1, item="j"), one("e", 1, site="t"), one("f", 1, withdrawn="开错了")]
    assert [c.id for c in same_matter([old, *others, new], "site", "i", "s")] == ["b", "a"]


@pytest.mark.parametrize(
    ("role", "known", "may"),
    [
        (Role.INSPECTOR, [Role.INSPECTOR], True),
        (None, [], True),
        (Role.INSPECTOR, [Role.INSPECTOR, Role.OFFICE], False),
        (None, [Role.OFFICE], False),
        (Role.INSPECTOR, [Role.INSPECTOR, Role.REVIEWER, Role.DECIDER], True),
        (Role.OFFICE, [Role.INSPECTOR, Role.OFFICE], True),
        (Role.REVIEWER, [Role.OFFICE], True),
    ],
)
def test_closing_is_the_offices_where_the_database_knows_one(role: Role | None, known: list[Role], may: bool) -> None:
    assert (why_not_close(role, known) == "") is may
