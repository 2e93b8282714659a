"""The bound for samples that all conform: equal to trying every spread, and to numbers worked out beforehand."""

import itertools
import random
from fractions import Fraction
from math import comb

import pytest

from auditor.estimate import all_conforming_bound, most_undetected, passing_chance
from auditor.wording import tenths_text

C95 = Fraction(95, 100)


def every_spread(strata: list[tuple[int, int]], confidence: Fraction) -> int:
    """D by its definition: try all spreads over the communities."""
    most = 0
    for spread in itertools.product(*(range(size + 1) for size, _ in strata)):
        chance = Fraction(1)
        for (size, drawn), bad in zip(strata, spread, strict=True):
            chance *= Fraction(comb(size - bad, drawn), comb(size, drawn))
        if chance > 1 - confidence:
            most = max(most, sum(spread))
    return most


def test_the_greedy_bound_is_the_best_of_all_spreads() -> None:
    rng = random.Random(7)
    without = whole = 0
    for _ in range(400):
        strata = []
        for _ in range(rng.randint(1, 3)):
            size = rng.randint(1, 9)
            strata.append((size, rng.choice((0, size, rng.randint(0, size), rng.randint(1, size)))))
        confidence = rng.choice((C95, Fraction(9, 10), Fraction(1, 2), Fraction(99, 100), Fraction(3, 4)))
        without += any(n == 0 for _, n in strata)
        whole += all(n == size for size, n in strata)
        assert most_undetected(strata, confidence) == every_spread(strata, confidence), (strata, confidence)
    assert without > 20
    assert whole > 20


def test_a_probability_that_is_exactly_the_limit_does_not_count() -> None:
    """One of two drawn, one nonconforming: missed with probability 1/2, which is not greater than 1 - 1/2."""
    assert most_undetected([(2, 1)], Fraction(1, 2)) == 0
    assert most_undetected([(2, 1)], Fraction(499, 1000)) == 0
    assert most_undetected([(2, 1)], Fraction(501, 1000)) == 1
    assert most_undetected([(20, 1)], C95) == 18  # 2 left of 20: 2/20 > 1/20; 1 of 20 is the limit itself
    assert most_undetected([(6, 3)], 1 - Fraction(comb(4, 3), comb(6, 3))) == 1  # two: the limit itself


def test_one_large_and_thirteen_small_communities_say_767() -> None:
    strata = [(7500, 2)] + [(1346, 9)] * 13
    bound = all_conforming_bound(strata, C95)
    assert tenths_text(int(bound * 1000)) == "76.7"


def test_the_walk_in_floats_equals_the_walk_in_fractions() -> None:
    rng = random.Random(3)
    for _ in range(12):
        strata = [(rng.randint(5, 700), rng.randint(1, 5)) for _ in range(rng.randint(1, 6))]
        sizes, chance, found = list(strata), Fraction(1), 0
        while True:
            h = max(range(len(sizes)), key=lambda i: Fraction(sizes[i][0] - sizes[i][1], sizes[i][0]))
            size, drawn = sizes[h]
            chance *= Fraction(size - drawn, size)
            if chance <= Fraction(1, 20):
                break
            sizes[h] = (size - 1, drawn)
            found += 1
        assert most_undetected(strata, C95) == found


def test_everybody_asked_is_certainty_and_nobody_is_none() -> None:
    assert all_conforming_bound([(5, 5), (7, 7)], C95) == 1
    assert all_conforming_bound([(5, 0)], C95) == 0
    assert all_conforming_bound([], C95) == 0
    assert all_conforming_bound([(10, 10), (10, 0)], C95) == Fraction(1, 2)


def test_a_simple_sample_of_fifty_nine_just_reaches_95() -> None:
    assert all_conforming_bound([(10**6, 59)], C95) >= Fraction(949_9, 10_000)
    assert all_conforming_bound([(10**6, 58)], C95) < Fraction(95, 100)


def test_more_answers_never_lower_the_bound() -> None:
    rng = random.Random(5)
    for _ in range(200):
        strata = [(rng.randint(2, 60), rng.randint(0, 2)) for _ in range(3)]
        h = rng.randrange(3)
        more = [(s, n + (i == h and n < s)) for i, (s, n) in enumerate(strata)]
        assert all_conforming_bound(more, C95) >= all_conforming_bound(strata, C95)


@pytest.mark.parametrize(("bad", "least", "most"), [(0, 1, 1), (250, "0.49", "0.50")])
def test_a_sample_of_seventy_passes_at_99_in_49_of_100(bad: int, least: str, most: str) -> None:
    assert Fraction(least) <= passing_chance([(25_000, 70)], bad) <= Fraction(most)


def test_no_chance_is_left_where_fewer_conform_than_are_drawn() -> None:
    assert passing_chance([(10, 5)], 6) == 0
    assert passing_chance([], 0) == 1
