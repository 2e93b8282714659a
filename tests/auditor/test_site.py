"""The register's own rules, periods, and joins."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.duplicates import circles
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


# -- joins: whatever is joined to whatever ----------------------------------------------------------------------------

joins = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghz"), max_size=8)  # z leads nowhere


def reached(same_as: Mapping[str, str], start: str) -> set[str]:
    """Where one comes from an id by going on, itself included."""
    found: set[str] = set()
    while start and start not in found:
        found.add(start)
        start = same_as.get(start, "")
    return found


def end_of(same_as: Mapping[str, str], start: str) -> str:
    """What DESIGN 5 says: the end is where one comes from wherever one came; in a circle the smallest of these."""
    return min(x for x in reached(same_as, start) if all(x in reached(same_as, y) for y in reached(same_as, start)))


@given(joins)
def test_any_joins_are_followed_to_the_end_that_design_5_says(same_as: dict[str, str]) -> None:
    assert joined(same_as) == {start: end_of(same_as, start) for start in same_as}


@given(joins, st.randoms(use_true_random=False))
def test_joins_do_not_depend_on_their_order_and_are_at_rest(same_as: dict[str, str], dice: random.Random) -> None:
    found = joined(same_as)
    mixed = list(same_as.items())
    dice.shuffle(mixed)
    assert joined(dict(mixed)) == found
    assert joined(found) == found
    for end in found.values():
        assert found.get(end, end) == end, "what something counts for counts for itself"


@given(joins, st.sampled_from("abcdefgh"))
def test_parting_one_again_leaves_all_others_joined_as_they_say(same_as: dict[str, str], parted: str) -> None:
    rest = {start: to for start, to in same_as.items() if start != parted}
    found = joined(rest)
    assert parted not in found
    for start in rest:
        if parted not in reached(same_as, start):
            assert found[start] == joined(same_as)[start]
        else:
            assert found[start] == parted, "what led through it ends there now"


@given(joins)
def test_every_circle_is_listed_once_and_ends_at_its_smallest(same_as: dict[str, str]) -> None:
    on_a_circle = {x for x in same_as if x in reached(same_as, same_as[x])}
    rings = circles(same_as)
    assert sorted(x for ring in rings for x in ring) == sorted(on_a_circle)
    for ring in rings:
        assert ring[0] == min(ring)
        assert [same_as[x] for x in ring] == [*ring[1:], ring[0]]
        assert {joined(same_as)[x] for x in ring} == {ring[0]}


class Watched(dict[str, str]):
    """Counts how often it is asked."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict."""
        self.asked += 1
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.asked += 1
        return super().__getitem__(key)


@pytest.mark.parametrize("last", ["", "00000", "01999"])
def test_a_long_chain_of_joins_is_walked_once_and_not_once_for_each(last: str) -> None:
    """Two thousand sites joined one to the next, by mistake or to do harm, must not stop a score."""
    chain = Watched({f"{n:05}": f"{n + 1:05}" for n in range(2000)} | ({"02000": last} if last else {}))
    assert set(joined(chain).values()) == {last or "02000"}
    assert len(circles(chain)) == bool(last)
    assert chain.asked < 10 * len(chain)
