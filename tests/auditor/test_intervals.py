"""Limits of one share, against scipy, brute force and numbers known beforehand."""

import itertools
import random
from fractions import Fraction
from math import comb

import numpy as np  # noqa: TID253 - an oracle
import pytest
from scipy import stats

from auditor.conforming import all_conforming_bound
from auditor.errors import Refused
from auditor.intervals import (
    clopper_pearson,
    effective_size,
    hypergeometric_bounds,
    logit_interval,
    share_at_least,
    share_at_most,
)

C95 = Fraction(95, 100)


def test_clopper_pearson_equals_scipys_for_all_samples_up_to_300() -> None:
    for n in range(1, 301):
        x = np.arange(0, n + 1)
        with np.errstate(all="ignore"):
            low = np.where(x == 0, 0.0, stats.beta.ppf(0.025, x, n - x + 1))
            one = np.where(x == 0, 0.0, stats.beta.ppf(0.05, x, n - x + 1))
        found = np.array([clopper_pearson(int(k), n, C95) for k in x])
        assert np.abs(found[:, 0] - low).max() < 1e-9
        assert np.abs(found[:, 1] - (1 - low[::-1])).max() < 1e-9
        assert np.abs(np.array([share_at_least(int(k), n, 0.05) for k in x]) - one).max() < 1e-9


def test_the_upper_limit_of_clopper_pearson_is_scipys_too() -> None:
    for n, x in ((7, 3), (59, 58), (300, 0), (300, 299)):
        found = stats.binomtest(x, n).proportion_ci(0.95, "exact")
        assert clopper_pearson(x, n, C95) == pytest.approx((found.low, found.high), abs=1e-9)
    assert clopper_pearson(10, 10, C95)[1] == 1
    assert clopper_pearson(0, 0, C95) == (0, 1)


@pytest.mark.parametrize(("n", "cut"), [(59, "0.9504"), (299, "0.9900")])
def test_no_failure_in_59_says_9504_and_in_299_9900(n: int, cut: str) -> None:
    low, high = clopper_pearson(n, n, C95, sided=1)
    assert str(int(low * 10_000) / 10_000).ljust(6, "0") == cut
    assert low == pytest.approx(0.05 ** (1 / n), abs=1e-12)
    assert high == 1


def possible(size: int, drawn: int, found: int, tail: Fraction) -> list[int]:
    """All numbers of conforming units that neither tail rules out, by their definition."""
    kept = []
    for good in range(found, size - (drawn - found) + 1):
        ways = [comb(good, k) * comb(size - good, drawn - k) for k in range(drawn + 1)]
        whole = comb(size, drawn)
        if Fraction(sum(ways[found:]), whole) > tail and Fraction(sum(ways[: found + 1]), whole) > tail:
            kept.append(good)
    return kept


def test_hypergeometric_bounds_equal_brute_force() -> None:
    for size in range(1, 15):
        for drawn, confidence in itertools.product(range(size + 1), (C95, Fraction(3, 4), Fraction(1, 2))):
            for found in range(drawn + 1):
                for sided in (1, 2):
                    kept = possible(size, drawn, found, (1 - confidence) / sided)
                    bounds = hypergeometric_bounds(size, drawn, found, confidence, sided=sided)
                    if kept:  # one-sided limits at 50 % may cross
                        assert bounds == (kept[0], kept[-1]), (size, drawn, found, confidence, sided)


def test_the_hypergeometric_bound_of_a_sample_that_all_conforms_is_the_all_conforming_one() -> None:
    rng = random.Random(4)
    for _ in range(60):
        size = rng.randint(1, 30_000)
        drawn = rng.randint(0, min(size, 400))
        fewest, most = hypergeometric_bounds(size, drawn, drawn, C95, sided=1)
        assert Fraction(fewest, size) == all_conforming_bound([(size, drawn)], C95)
        assert most == size


def test_a_probability_that_is_exactly_the_tail_rules_out() -> None:
    """One of two drawn and conforming: with one conforming of two its chance is 1/2, which is not above 1/2."""
    assert hypergeometric_bounds(2, 1, 1, Fraction(1, 2), sided=1) == (2, 2)
    assert hypergeometric_bounds(2, 1, 1, Fraction(499, 1000), sided=1) == (2, 2)
    assert hypergeometric_bounds(2, 1, 1, Fraction(501, 1000), sided=1)[0] == 1


def test_everybody_asked_leaves_nothing_open_and_nobody_everything() -> None:
    assert hypergeometric_bounds(20, 20, 13, C95) == (13, 13)
    assert hypergeometric_bounds(20, 0, 0, C95) == (0, 20)
    assert hypergeometric_bounds(0, 0, 0, C95) == (0, 0)


@pytest.mark.parametrize("counts", [(10, 12, 3), (10, 5, 6), (10, 5, -1), (-1, 0, 0)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(Refused) as refused:
        hypergeometric_bounds(*counts, C95)
    assert refused.value.problems[0].code == "counts_impossible"
    with pytest.raises(Refused):
        clopper_pearson(3, 2, C95)


def test_the_effective_size_is_r_s_where_r_has_one() -> None:
    """p(1 - p)/var (t(n - 1)/t(df))², worked by scipy."""
    wider = stats.t.ppf(0.025, 199) / stats.t.ppf(0.025, 14)
    expected = 0.8 * 0.2 / 0.0016 * wider**2
    assert effective_size(0.8, 0.0016, n=200, df=14, tail=0.025, most=1e9) == pytest.approx(expected, rel=1e-10)
    assert effective_size(0.8, 0.0016, n=200, df=14, tail=0.025, most=40) == 40


def test_the_effective_size_is_defined_where_r_s_is_not() -> None:
    assert effective_size(1.0, 0.0, n=50, df=40, tail=0.05, most=50) == 50
    assert effective_size(0.5, 0.01, n=5, df=0, tail=0.05, most=5) == 0
    assert (share_at_least(0, 0, 0.05), share_at_most(0, 0, 0.05)) == (0, 1)


def test_the_logit_interval_is_worked_by_hand_once() -> None:
    low, high = logit_interval(0.8, 0.04, 14, C95)
    reach = stats.t.ppf(0.975, 14) * 0.04 / 0.16
    middle = np.log(4)
    assert low == pytest.approx(1 / (1 + np.exp(-(middle - reach))))
    assert high == pytest.approx(1 / (1 + np.exp(-(middle + reach))))
    assert logit_interval(1.0, 0.0, 14, C95) == (1, 1)
    assert logit_interval(0.5, 0.1, 0, C95) == (0, 1)
