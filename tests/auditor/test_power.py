"""Sizes for thresholds below 100 %: the smallest with power, exactly, against another library's distributions."""

from fractions import Fraction
from itertools import pairwise

import pytest
from scipy import stats

from auditor.power import RUNNING, binomial_size, chances, least_conforming, power_of

C95 = Fraction(95, 100)
NINETY, EIGHTY = Fraction(90, 100), Fraction(80, 100)


def test_ninety_percent_needs_203_and_eighty_94() -> None:
    """DESIGN 3, planning half way from the threshold to 1."""
    assert binomial_size(NINETY, Fraction(95, 100), C95, 10**6) == 203
    assert binomial_size(EIGHTY, Fraction(90, 100), C95, 10**6) == 94


@pytest.mark.parametrize("threshold", [Fraction(1, 2), EIGHTY, NINETY, Fraction(97, 100)])
def test_the_fewest_conforming_are_those_whose_exact_lower_bound_reaches_the_threshold(threshold: Fraction) -> None:
    for n in (*range(1, 60), 94, 203, 500):
        least = least_conforming(n, threshold, C95)
        bounds = {x: stats.beta.ppf(0.05, x, n - x + 1) if x else 0.0 for x in (least - 1, least) if 0 <= x <= n}
        assert all(bound < float(threshold) for x, bound in bounds.items() if x < least)
        assert all(bound >= float(threshold) - 1e-12 for x, bound in bounds.items() if x >= least)


def test_the_power_is_the_binomials_and_grows_with_the_rate() -> None:
    rates = [Fraction(k, 100) for k in range(80, 101, 2)]
    told = chances(94, EIGHTY, C95, rates)
    least = least_conforming(94, EIGHTY, C95)
    for rate, chance in told:
        assert chance == pytest.approx(stats.binom.sf(least - 1, 94, float(rate)), abs=1e-12)
    assert all(a[1] < b[1] for a, b in pairwise(told))
    assert told[0][1] <= 0.05  # at the threshold itself it passes in at most 5 of 100
    assert told[-1][1] == 1.0


def test_the_size_is_the_first_of_thirty_that_keep_the_power() -> None:
    for threshold, rate in ((EIGHTY, Fraction(92, 100)), (NINETY, Fraction(97, 100)), (Fraction(1, 2), Fraction(3, 4))):
        size = binomial_size(threshold, rate, C95, 10**6)
        good = [power_of(n, threshold, rate, C95) >= 0.8 for n in range(1, size + RUNNING)]
        assert all(good[size - 1 :])
        assert not any(all(good[start : start + RUNNING]) for start in range(size - 1))


def test_where_no_sample_has_the_power_everybody_is_asked() -> None:
    assert binomial_size(NINETY, NINETY, C95, 400) == 400  # nothing between the threshold and the planning rate
    assert binomial_size(NINETY, Fraction(95, 100), C95, 100) == 100
    assert binomial_size(NINETY, Fraction(1), C95, 10**6) == 29  # 0.9 ** 29 < 0.05
