"""Worked examples of the standards that ship: each gives what it says, and none can be told in words nobody judges."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.errors import Refused
from auditor.examples import run_example
from auditor.standard import CRITERIA, Example, Standard
from auditor.standard_file import STANDARDS, read_standard, shipped

EVERY = [(s, e) for s in map(read_standard, sorted(STANDARDS.glob("*.toml"))) for e in s.examples]
HOME = {"id": "a", "type": "residential_managed", "households": 120}
POINT = {"id": "p1", "serves": 120, "food": "pass", "residual": "pass"}


def example(facts: Mapping[str, Any], criterion: str = "placement") -> Example:
    """An example of which only the facts matter."""
    return Example(criterion=criterion, name="n", name_en="n", facts=facts, verdict="", counts=(0, 0, 0))


def judged(facts: Mapping[str, Any], criterion: str = "placement") -> tuple[str, tuple[int, int, int]]:
    """What the rules say of facts under the standard that ships."""
    return run_example(example(facts, criterion), shipped())


def refused(facts: Mapping[str, Any], criterion: str = "placement") -> tuple[str, str]:
    """Where and why facts are refused."""
    with pytest.raises(Refused) as error:
        judged(facts, criterion)
    (problem,) = error.value.problems
    return problem.field.removeprefix("examples.n").lstrip("."), problem.code


@pytest.mark.parametrize(("standard", "worked"), EVERY, ids=[f"{s.id}: {e.name_en}" for s, e in EVERY])
def test_every_worked_example_gives_what_it_says(standard: Standard, worked: Example) -> None:
    assert run_example(worked, standard) == (worked.verdict, worked.counts)


def test_every_criterion_of_the_standard_has_at_least_five_examples_and_meets_every_verdict() -> None:
    found = shipped().examples
    assert all(count >= 5 for count in Counter(e.criterion for e in found).values())
    for criterion in CRITERIA:
        assert {"MET", "NOT_MET", "UNDETERMINED"} <= {e.verdict for e in found if e.criterion == criterion}


def test_no_two_examples_of_a_criterion_have_the_same_name() -> None:
    names = Counter((e.criterion, name) for e in shipped().examples for name in (e.name, e.name_en))
    assert max(names.values()) == 1


def test_an_example_is_judged_by_the_standard_it_is_given() -> None:
    standard = shipped()
    facts = {"sites": [{**HOME, "points": [POINT]}]}
    assert run_example(example(facts), standard) == ("MET", (120, 0, 0))
    assert run_example(example(facts), replace(standard, ratio=119)) == ("NOT_MET", (0, 120, 0))


def test_examples_are_judged_on_the_day_they_name() -> None:
    old = {**POINT, "age": 366}
    assert judged({"day": date(2030, 1, 1), "sites": [{**HOME, "points": [old]}]}) == ("UNDETERMINED", (0, 0, 120))


def _wrong() -> Iterator[tuple[Mapping[str, Any], str, str, str]]:
    """Facts, the criterion, the place named, the reason."""
    yield {}, "placement", "sites", "standard_missing"
    yield {"sites": [{**HOME, "colour": "red"}]}, "placement", "sites[1].colour", "standard_left_over"
    yield {"sites": [], "mood": 1}, "placement", "mood", "standard_left_over"
    yield {"sites": [{"id": "a"}]}, "placement", "sites[1].type", "standard_missing"
    yield {"sites": [{**HOME, "type": "castle"}]}, "placement", "sites[1].type", "standard_unknown"
    yield {"sites": [{**HOME, "households": "120"}]}, "placement", "sites[1].households", "standard_type"
    yield {"sites": [{**HOME, "households": -1}]}, "placement", "sites[1].households", "standard_type"
    yield {"sites": [{**HOME, "assigned": 1}]}, "placement", "sites[1].assigned", "standard_type"
    yield {"sites": [{**HOME, "notice": "maybe"}]}, "placement", "sites[1].notice", "standard_unknown"
    yield {"sites": ["a"]}, "placement", "sites[1]", "standard_type"
    yield (
        {"sites": [{**HOME, "points": [{**POINT, "bulky": "pass"}]}]},
        "placement",
        "sites[1].points[1].bulky",
        "standard_left_over",
    )
    yield (
        {"sites": [{**HOME, "points": [POINT, POINT]}]},
        "placement",
        "sites[1].points[2].id",
        "standard_twice",
    )
    yield (  # a link to a point told before says nothing of the point itself
        {"sites": [{**HOME, "points": [POINT]}, {**HOME, "id": "b", "points": [POINT]}]},
        "placement",
        "sites[2].points[1].food",
        "standard_left_over",
    )
    yield {"answers": {"k1": "al"}}, "awareness", "answers.k1", "standard_unknown"
    yield {"answers": {"k77": "all"}}, "awareness", "answers.k77", "standard_left_over"
    yield {"answers": {}, "day": date(2026, 1, 1)}, "awareness", "day", "standard_left_over"
    yield {"mode": "quota", "communities": []}, "awareness", "mode", "standard_unknown"
    yield (
        {"mode": "sample", "communities": [{"households": 9}]},
        "awareness",
        "communities[1].planned",
        ("standard_missing"),
    )
    yield (
        {"mode": "census", "communities": [{"households": 9, "planned": 9}]},
        "awareness",
        "communities[1].planned",
        "standard_left_over",
    )
    yield (
        {"mode": "census", "communities": [{"households": 9, "pass": 10}]},
        "awareness",
        "communities[1]",
        ("standard_type"),
    )


@pytest.mark.parametrize(("facts", "criterion", "where", "reason"), list(_wrong()))
def test_facts_that_are_unknown_missing_or_of_a_wrong_type_are_refused_by_place(
    facts: Mapping[str, Any], criterion: str, where: str, reason: str
) -> None:
    assert refused(facts, criterion) == (where, reason)
