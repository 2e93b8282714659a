"""A correction says how far it is, and takes no step before the one it rests on."""

from datetime import date

import pytest

from auditor.correction import Correction, Stage
from auditor.record import body_of, value_of
from tests.making import STREET

OPENED, DUE = date(2026, 11, 2), date(2026, 11, 9)


def correction(**changes: object) -> Correction:
    values: dict[str, object] = {
        "id": "c",
        "street": STREET,
        "site": "s",
        "found": "缺有害垃圾容器",
        "opened_on": OPENED,
        "due_on": DUE,
        **changes,
    }
    return Correction(**values)  # type: ignore[arg-type]  # by name


FIXED = {"fixed_on": date(2026, 11, 5)}
LOOKED = {**FIXED, "rechecked_on": date(2026, 11, 6), "recheck": "a"}


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ({}, Stage.OPEN),
        (FIXED, Stage.FIXED),
        ({**LOOKED, "passed": True}, Stage.RECHECKED),
        ({**LOOKED, "passed": False}, Stage.REOPENED),
        ({**LOOKED, "passed": True, "closed_on": date(2026, 11, 6)}, Stage.CLOSED),
    ],
)
def test_the_stage_follows_from_the_steps_taken(steps: dict[str, object], stage: Stage) -> None:
    made = correction(**steps)
    assert made.problems() == []
    assert made.stage is stage
    assert value_of(Correction, body_of(made), id="c", street=STREET) == made


def test_only_what_is_still_to_be_put_right_is_overdue() -> None:
    assert correction().days_over(DUE) == 0
    assert correction().days_over(date(2026, 11, 15)) == 6
    assert correction(**FIXED).days_over(date(2026, 11, 15)) == 0


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"site": " "}, ["empty"]),
        ({"found": ""}, ["empty"]),
        ({"due_on": date(2026, 11, 1)}, ["due_before_opened"]),
        ({"fixed_on": date(2026, 11, 1)}, ["step_before"]),
        ({**LOOKED, "rechecked_on": date(2026, 11, 4)}, ["step_before"]),
        ({**LOOKED, "item": "i", "recheck": "", "passed": True}, ["recheck_without_audit"]),
        ({"closed_on": date(2026, 11, 9)}, ["closed_unchecked"]),
        ({**LOOKED, "passed": False, "closed_on": date(2026, 11, 9)}, ["closed_unchecked"]),
    ],
)
def test_a_step_out_of_order_is_refused(changes: dict[str, object], codes: list[str]) -> None:
    assert [p.code for p in correction(**changes).problems()] == codes


@pytest.mark.parametrize("steps", [{}, FIXED, {**LOOKED, "passed": False}])
def test_nothing_is_closed_without_a_re_check_that_passed_whatever_else_stands(steps: dict[str, object]) -> None:
    assert correction(**steps, closed_on=date(2026, 11, 9)).stage is not Stage.CLOSED
