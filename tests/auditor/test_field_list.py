"""The field list: everybody is on one list, sites stay whole, and the same households are always divided alike."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from auditor.field_list import Household, divide, walking

NAMES = ("周敏", "王㛃", "李强", "赵刚")


def household(community: str, site: str, k: int) -> Household:
    return Household(community=community, site=site, name=f"小区{site}", k=k)


@st.composite
def households(draw: st.DrawFn) -> list[Household]:
    """Up to 60 households of up to 8 communities; a site stands in one community."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 9)), min_size=1, max_size=14))
    return [household(f"c{c}", f"{c:02}-{n:03}", k) for n, (c, size) in enumerate(sizes) for k in range(1, size + 1)]


@given(households(), st.integers(1, 4), st.randoms())
def test_everybody_is_on_one_list_in_the_order_of_walking_and_a_site_on_one_alone(
    drawn: list[Household], people: int, random: Random
) -> None:
    shares = divide(drawn, NAMES[:people])
    assert Counter(h for share in shares.values() for h in share) == Counter(drawn)
    assert all(list(share) == sorted(share, key=walking) for share in shares.values())
    holders: dict[str, set[str]] = {}
    for name, share in shares.items():
        for h in share:
            holders.setdefault(h.site, set()).add(name)
    assert all(len(who) == 1 for who in holders.values())
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert divide(shuffled, NAMES[:people]) == shares


@given(households(), st.integers(2, 4))
def test_no_site_could_be_handed_over_to_bring_the_longest_and_the_shortest_list_nearer(
    drawn: list[Household], people: int
) -> None:
    shares = divide(drawn, NAMES[:people])
    longest, shortest = max(shares.values(), key=len), min(shares.values(), key=len)
    apart = len(longest) - len(shortest)
    near_enough = max(1, len(drawn) // people // 10)
    assert apart <= near_enough or all(n >= apart for n in Counter(h.site for h in longest).values())


def test_communities_stay_whole_where_the_lists_are_about_even() -> None:
    drawn = [household(f"c{c}", f"{c}-{s}", k) for c in range(6) for s in range(2) for k in range(1, 3)]
    shares = divide(drawn, NAMES[:3])
    assert [len(share) for share in shares.values()] == [8, 8, 8]
    assert [sorted({h.community for h in share}) for share in shares.values()] == [
        ["c0", "c3"],
        ["c1", "c4"],
        ["c2", "c5"],
    ]


def test_one_large_community_is_parted_by_sites() -> None:
    drawn = [household("c1", f"s{s}", k) for s in range(4) for k in range(1, 6)]
    shares = divide(drawn, NAMES[:2])
    assert [len(share) for share in shares.values()] == [10, 10]


def test_what_is_handed_over_is_the_site_that_evens_the_lists_at_once() -> None:
    drawn = [household("c1", "s0", k) for k in range(1, 6)] + [household("c1", f"s{n}", 1) for n in range(1, 6)]
    first, second = divide(drawn, NAMES[:2]).values()
    assert {h.site for h in second} == {"s0"}
    assert len(first) == 5


def test_more_people_than_sites_leaves_somebody_without_a_list() -> None:
    assert [len(s) for s in divide([household("c", "s", 1), household("c", "s", 2)], NAMES[:2]).values()] == [2, 0]
