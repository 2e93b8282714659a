"""Today's sites: chosen one by one, put into order, carried over, and taken from what is missing."""

from datetime import date

import pytest

from auditor.day_plans import Pace
from auditor.gaps import Act, Needed
from auditor.outing import Outing, carry_over, read_outing, sites_to_see, text_of

DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)


def test_a_site_is_put_at_the_end_and_taken_off_again() -> None:
    outing = Outing(DAY).toggled("a").toggled("b").toggled("c")
    assert outing.sites == ("a", "b", "c")
    assert outing.toggled("b").sites == ("a", "c")


@pytest.mark.parametrize(
    ("site", "by", "order"),
    [("c", -1, "acb"), ("a", 1, "bac"), ("a", -1, "abc"), ("c", 1, "abc"), ("a", 9, "bca"), ("x", 1, "abc")],
)
def test_a_site_is_moved_and_stays_at_the_ends(site: str, by: int, order: str) -> None:
    assert "".join(Outing(DAY, ("a", "b", "c")).moved(site, by).sites) == order


def test_what_is_kept_is_read_again_and_what_cannot_be_read_is_an_empty_day() -> None:
    outing = Outing(DAY, ("a", "b"))
    assert read_outing(text_of(outing), NEXT) == outing
    for text in ("", "{}", "[1]", '{"day": "x", "sites": []}', '{"day": "2026-11-22", "sites": 3}'):
        assert read_outing(text, NEXT) == Outing(NEXT)


def test_the_next_day_begins_with_what_was_not_seen_since() -> None:
    outing = Outing(DAY, ("a", "b", "c", "d"))
    seen = {"a": "2026-11-21", "b": "2026-11-22", "c": "2026-11-23"}
    assert carry_over(outing, NEXT, seen).sites == ("a", "d")
    assert carry_over(outing, NEXT, seen).day == DAY  # it says of which day it is
    assert carry_over(outing, DAY, seen) is outing  # today itself keeps what is done


def visit(site: str, community: str) -> Needed:
    """A line of the list: look at this site."""
    return Needed(act=Act.VISIT, criteria=("categories",), community=community, site=site)


def test_the_list_of_what_is_missing_fills_a_day_community_by_community() -> None:
    needed = [visit("a", "2"), visit("b", "1"), visit("c", "2"), visit("b", "1"), visit("d", "1")]
    other = Needed(act=Act.ASSIGN, criteria=("responsibility",), community="1", site="z")
    assert sites_to_see([other, *needed], ["1", "2"], Pace(visit=60)) == ("b", "d", "a", "c")
    assert sites_to_see(needed, ["1", "2"], Pace(visit=150)) == ("b", "d")  # 7 hours hold two
    assert sites_to_see(needed, ["1", "2"], Pace(visit=999)) == ("b",)
    assert sites_to_see([other], ["1"], Pace()) == ()
