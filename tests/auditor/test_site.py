"""The register's own rules, periods, and joins."""

import itertools
import random
from datetime import date
from typing import Any

import pytest

from auditor.site import Assignment, Category, Container, Link, Point, in_force, joined, over_linked
from tests.making import site


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "empty"),
        ({"households": -1}, "households_range"),
        ({"households": 100_001}, "households_range"),
        ({"since": date(2026, 2, 1), "until": date(2026, 1, 31)}, "ends_before_start"),
    ],
)
def test_a_site_is_refused_for(change: dict[str, Any], code: str) -> None:
    assert site().problems() == []
    assert [p.code for p in site(**change).problems()] == [code]


def test_points_links_and_assignments_name_what_they_belong_to() -> None:
    assert [p.code for p in Point(id="1", code="", site="s").problems()] == ["empty"]
    none = {"food": Container(category=Category.FOOD, count=0)}
    assert [p.code for p in Point(id="1", code="1", site="s", containers=none).problems()] == ["count_range"]
    assert [p.field for p in Link(id="1", point="", site="", households=-1).problems()] == [
        "point",
        "site",
        "households",
    ]
    assert [p.field for p in Assignment(id="1", site="s", organisation=" ").problems()] == ["organisation"]


def test_both_ends_of_a_period_are_in_it() -> None:
    day = date(2026, 11, 22)
    assert in_force(day, day, day)
    assert in_force(None, None, day)
    assert not in_force(date(2026, 11, 23), None, day)
    assert not in_force(None, date(2026, 11, 21), day)


def test_links_beyond_the_households_are_refused_with_their_sum() -> None:
    assert over_linked(100, {"a": 60, "b": 40}) == []
    (problem,) = over_linked(100, {"a": 60, "b": 41})
    assert problem.facts == {"sum": 101, "households": 100, "over": 1}


def test_joins_are_followed_to_their_end_and_a_circle_ends_at_its_smallest() -> None:
    assert joined({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert joined({"b": "c", "c": "b", "a": "b", "x": "x"}) == {"a": "b", "b": "b", "c": "b", "x": "x"}


def test_joins_do_not_depend_on_their_order_and_are_at_rest() -> None:
    rng = random.Random(4)
    for _ in range(200):
        said = {k: rng.choice("abcdef") for k in rng.sample("abcdef", rng.randint(1, 6))}
        found = joined(said)
        assert all(joined(dict(order)) == found for order in itertools.islice(itertools.permutations(said.items()), 24))
        for end in found.values():
            assert found.get(end, end) == end, "what something counts for counts for itself"
