"""Own distributions against scipy, and against sums in integers."""

import random
import time
from fractions import Fraction
from math import comb

import pytest
from scipy import special, stats

from auditor.distributions import (
    beta_cdf,
    beta_quantile,
    binomial_at_least,
    hypergeometric_at_least,
    hypergeometric_at_least_exactly,
    t_quantile,
)


def test_the_beta_distribution_equals_scipys() -> None:
    rng = random.Random(1)
    for _ in range(1500):
        a, b = 10 ** rng.uniform(-2, 5), 10 ** rng.uniform(-2, 5)
        p = rng.choice((0.01, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995, rng.random()))
        assert beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), abs=1e-11), (p, a, b)
        x = rng.random()
        assert beta_cdf(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-12), (x, a, b)


def test_the_ends_of_the_beta_distribution_are_its_ends() -> None:
    assert [beta_cdf(x, 2.0, 3.0) for x in (-1.0, 0.0, 1.0, 2.0)] == [0.0, 0.0, 1.0, 1.0]
    assert [beta_quantile(p, 2.0, 3.0) for p in (0.0, 1.0)] == [0.0, 1.0]


@pytest.mark.parametrize("df", [1, 2, 3, 4.5, 10, 30, 197, 1e4, 1e6])
def test_the_quantiles_of_t_equal_scipys(df: float) -> None:
    for p in (0.005, 0.05, 0.3, 0.5, 0.6, 0.9, 0.95, 0.975, 0.995):
        assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-10, abs=1e-10)


def test_a_binomial_tail_equals_its_sum() -> None:
    p = Fraction(3, 10)
    for n in (0, 1, 7, 20):
        for least in range(-1, n + 2):
            exact = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(max(least, 0), n + 1))
            assert binomial_at_least(least, n, 0.3) == pytest.approx(float(exact), abs=1e-14)


def test_a_hypergeometric_tail_equals_its_sum_and_scipys() -> None:
    rng = random.Random(2)
    for _ in range(1500):
        size = rng.randint(1, 400) if rng.random() < 0.8 else rng.randint(1, 10**6)
        good, drawn = rng.randint(0, size), rng.randint(0, min(size, 1500))
        near = round(drawn * good / size) + rng.randint(-6, 6)
        least = min(max(-1, near), drawn + 1) if rng.random() < 0.7 else rng.randint(-1, drawn + 1)
        place = {"population": size, "conforming": good, "sample": drawn}
        found = hypergeometric_at_least(least, **place)
        assert found == pytest.approx(stats.hypergeom.sf(least - 1, size, good, drawn), rel=1e-7, abs=1e-290), place
        if size <= 400:
            ways = sum(comb(good, k) * comb(size - good, drawn - k) for k in range(max(least, 0), drawn + 1))
            exact = hypergeometric_at_least_exactly(least, **place)
            assert exact == Fraction(ways, comb(size, drawn))
            assert found == pytest.approx(float(exact), rel=1e-8, abs=1e-290)


def test_a_tail_far_below_its_mode_is_one_and_not_lost_in_zeros() -> None:
    assert hypergeometric_at_least(1, population=10**6, conforming=999_000, sample=5000) == pytest.approx(1)


def test_a_quantile_is_found_in_well_below_a_millisecond() -> None:
    """Not a budget: a search that no longer converges takes a hundred times as long."""
    start = time.perf_counter()
    for k in range(1, 400):
        beta_quantile(0.03125, float(k), 400.5 - k)
    assert time.perf_counter() - start < 4
