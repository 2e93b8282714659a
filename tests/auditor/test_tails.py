"""Tails against scipy's and against counting."""

from fractions import Fraction
from itertools import combinations

import pytest
from scipy import stats

from auditor.distributions import binomial_at_least as at_least
from auditor.tails import (
    at_least_mixed,
    chi_square_below,
    highest_share,
    holm,
    none_drawn,
    share_up,
    smallest,
)


@pytest.mark.parametrize("trials", [1, 2, 7, 30, 300, 3000])
@pytest.mark.parametrize("chance", [1e-6, 0.01, 0.3, 0.5, 0.97])
def test_binomial_tails_equal_scipys(trials: int, chance: float) -> None:
    for successes in {0, 1, trials // 3, trials // 2, trials - 1, trials, trials + 1}:
        wanted = stats.binom.sf(successes - 1, trials, chance)
        assert at_least(successes, trials, chance) == pytest.approx(wanted, rel=1e-8, abs=1e-300)


def test_a_chance_of_none_and_of_all_is_certain() -> None:
    assert at_least(0, 5, 0.0) == at_least(5, 5, 1.0) == 1.0
    assert at_least(1, 5, 0.0) == 0.0


@pytest.mark.parametrize(("mean", "spread"), [(0.05, 30), (0.4, 5), (0.9, 100)])
def test_mixed_tails_equal_scipys_beta_binomial(mean: float, spread: float) -> None:
    for trials in (1, 20, 90):
        for successes in range(0, trials + 1, 4):
            wanted = stats.betabinom.sf(successes - 1, trials, mean * spread, (1 - mean) * spread)
            assert at_least_mixed(successes, trials, mean, spread) == pytest.approx(wanted, rel=1e-7, abs=1e-14)


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (0, 20), (3, 40), (39, 40), (40, 40)])
def test_the_highest_share_is_clopper_and_pearsons(successes: int, trials: int) -> None:
    wanted = 1.0 if successes == trials else stats.beta.ppf(0.95, successes + 1, trials - successes)
    assert highest_share(successes, trials, 0.05) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 5, 11, 40])
def test_chi_square_tails_equal_scipys(degrees: int) -> None:
    for value in (0.0, 0.001, 0.1, 1.0, 5.0, 40.0):
        assert chi_square_below(value, degrees) == pytest.approx(stats.chi2.cdf(value, degrees), rel=1e-9, abs=1e-15)


def test_holm_stops_at_the_first_that_stands() -> None:
    assert holm({"a": 0.001, "b": 0.004, "c": 0.2}, 0.01) == {"a", "b"}
    assert holm({"a": 0.004, "b": 0.0001, "c": 0.2}, 0.01) == {"a", "b"}
    assert holm({"a": 0.006, "b": 0.006}, 0.01) == set()
    assert holm({}, 0.01) == set()


def test_drawing_is_counted_as_it_is() -> None:
    for total, bad, drawn, found in [(6, 2, 3, 0), (6, 2, 3, 1), (7, 7, 2, 1), (5, 0, 5, 0)]:
        draws = list(combinations(range(total), drawn))
        few = sum(sum(unit < bad for unit in draw) <= found for draw in draws)
        assert Fraction(*none_drawn(total, bad, drawn, found)) == Fraction(few, len(draws))


def test_the_smallest_number_from_which_something_holds() -> None:
    assert [smallest(0, 10, least.__le__) for least in (0, 1, 7, 10, 12)] == [0, 1, 7, 10, 10]


def test_upper_shares_are_rounded_up() -> None:
    assert [share_up(*pair) for pair in ((1, 3), (1, 10), (0, 5), (5, 5), (0, 0))] == [334, 100, 0, 1000, 0]
