"""Refusals carry their problems; an outdated save is one of them."""

import pytest

from auditor.errors import Outdated, Problem, Refused, Unavailable, refuse_if


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        refuse_if([Problem("name", "empty"), Problem("code", "empty")])
    assert [p.field for p in refusal.value.problems] == ["name", "code"]
    assert "name: empty" in str(refusal.value)


def test_no_problem_is_no_refusal() -> None:
    refuse_if([])


def test_outdated_is_a_refusal_and_unavailable_is_not() -> None:
    assert issubclass(Outdated, Refused)
    trouble = Unavailable("disk_full", path="a.db")
    assert not isinstance(trouble, Refused)
    assert (trouble.code, trouble.facts["path"]) == ("disk_full", "a.db")
