"""Re-check samples: their size, draw, bound and agreement against counting and against scipy."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb, sqrt

import numpy as np  # noqa: TID253 - the oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from auditor.recheck import (
    Agreement,
    Drawn,
    Recheck,
    RecheckResult,
    Second,
    Subject,
    draw_units,
    highest_failing,
    kappa,
    list_hash,
    names_of,
    sample_size,
)

FIVE, SURE = Fraction(5, 100), Fraction(95, 100)


@pytest.mark.parametrize(("population", "wanted"), [(50, 31), (100, 45), (208, 49), (0, 0), (1, 1), (2, 2), (20, 19)])
def test_the_sample_is_the_smallest_that_shows_fewer_than_5_percent(population: int, wanted: int) -> None:
    assert sample_size(population, FIVE, SURE) == wanted


@given(
    st.integers(1, 400),
    st.sampled_from([Fraction(1, 100), FIVE, Fraction(1, 3)]),
    st.sampled_from([SURE, Fraction(99, 100)]),
)
def test_no_smaller_sample_shows_it_by_scipys_hypergeometric(population: int, most: Fraction, sure: Fraction) -> None:
    size = sample_size(population, most, sure)
    bad = max(1, -(-most.numerator * population // most.denominator))

    def none_found(drawn: int) -> float:
        return float(stats.hypergeom.pmf(0, population, bad, drawn))

    assert none_found(size) <= float(1 - sure) * (1 + 1e-9)
    assert size == 1 or none_found(size - 1) > float(1 - sure) * (1 - 1e-9)


@pytest.mark.parametrize("population", [1, 2, 5, 9])
def test_the_bound_equals_counting_every_draw(population: int) -> None:
    """The greatest number of failing units of which a draw shows so few in more than 1 - confidence of all draws."""
    sure = Fraction(80, 100)
    for drawn in range(1, population + 1):
        for failing in range(drawn + 1):
            possible = []
            for bad in range(failing, population - drawn + failing + 1):
                draws = list(combinations(range(population), drawn))
                few = sum(sum(unit < bad for unit in draw) <= failing for draw in draws)
                if Fraction(few, len(draws)) > 1 - sure:
                    possible.append(bad)
            assert highest_failing(population, drawn, failing, sure) == max(possible), (drawn, failing)


@given(st.integers(1, 300), st.data())
def test_the_bound_holds_by_scipy_and_is_the_greatest(population: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(1, population))
    failing = data.draw(st.integers(0, drawn))
    bound = highest_failing(population, drawn, failing, SURE)
    assert failing <= bound <= population - drawn + failing
    assert stats.hypergeom.cdf(failing, population, bound, drawn) > 0.05 - 1e-9
    if bound < population - drawn + failing:
        assert stats.hypergeom.cdf(failing, population, bound + 1, drawn) <= 0.05 + 1e-9


def test_nothing_drawn_shows_nothing_and_everything_drawn_shows_all() -> None:
    assert highest_failing(40, 0, 0, SURE) == 40
    assert highest_failing(40, 40, 3, SURE) == 3


@given(st.lists(st.uuids().map(str), min_size=2, max_size=30, unique=True), st.binary(min_size=8, max_size=16))
def test_the_order_of_two_units_never_depends_on_the_others(units: list[str], seed: bytes) -> None:
    whole = draw_units(seed.hex(), units, len(units))
    some = draw_units(seed.hex(), units[::2], len(units))
    assert some == [u for u in whole if u in set(units[::2])]
    assert draw_units(seed.hex(), units[::-1], 3) == whole[:3]


def test_another_seed_draws_another_sample() -> None:
    units = [f"site {n}" for n in range(100)]
    assert draw_units("00" * 16, units, 10) != draw_units("01" * 16, units, 10)
    assert draw_units("00" * 16, units, 10) == draw_units("00" * 16, units, 10)


def test_the_list_is_frozen_by_its_hash() -> None:
    assert list_hash(["b", "a"]) == hashlib.sha256(b"a\nb\n").hexdigest()
    assert list_hash(["a"]) != list_hash(["a", "b"])


# -- agreement -------------------------------------------------------------------------------------------------------


def _oracle(pairs: Agreement) -> tuple[float, float]:
    """κ and its standard error by the delta method on the four cells, with numerical derivatives."""
    n = pairs.total
    p = np.array([pairs.both, pairs.first_only, pairs.second_only, pairs.neither]) / n

    def value(cells: np.ndarray) -> float:
        a, b, c, d = cells
        seen, expected = a + d, (a + b) * (a + c) + (c + d) * (b + d)
        return float((seen - expected) / (1 - expected))

    slope = np.array([(value(p + step) - value(p - step)) / 2e-6 for step in np.eye(4) * 1e-6])
    spread = np.diag(p) - np.outer(p, p)
    return value(p), sqrt(max(0.0, float(slope @ spread @ slope)) / n)


@given(st.integers(1, 300), st.integers(0, 60), st.integers(0, 60), st.integers(1, 300))
def test_kappa_and_its_error_equal_the_delta_method(both: int, first: int, second: int, neither: int) -> None:
    pairs = Agreement(both=both, first_only=first, second_only=second, neither=neither)
    found = kappa(pairs)
    assert found is not None
    value, error = _oracle(pairs)
    assert found.value == pytest.approx(value, abs=1e-9)
    assert found.error == pytest.approx(error, rel=1e-4, abs=1e-6)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_kappa_of_fleiss_and_others_small_example() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: κ is 0.4."""
    found = kappa(Agreement(both=20, first_only=5, second_only=10, neither=15))
    assert found is not None
    assert found.value == pytest.approx(0.4)


@pytest.mark.parametrize(
    "pairs",
    [
        Agreement(),
        Agreement(both=90),
        Agreement(both=90, first_only=3),
        Agreement(both=90, second_only=1),
        Agreement(neither=4),
    ],
)
def test_kappa_is_not_defined_where_a_side_has_one_value(pairs: Agreement) -> None:
    assert kappa(pairs) is None
    assert pairs.agreed == pairs.both + pairs.neither


# -- the record and its result ---------------------------------------------------------------------------------------


def made(drawn: int = 31, population: int = 50, **changes: object) -> Recheck:
    values: dict[str, object] = {
        "id": "r",
        "subject": Subject.SITE,
        "standard": "nankai-2023 1",
        "drawn_on": date(2026, 11, 1),
        "drawn_at": "2026-11-01T02:00:00.000Z",
        "inspector": "丙",
        "drawn": {f"site {n}": Drawn(place=n, first_by="甲、乙") for n in range(1, drawn + 1)},
        "seed": "00" * 16,
        "population": population,
        "list_hash": "0" * 64,
        **changes,
    }
    return Recheck(**values)  # type: ignore[arg-type]  # by name


def result(failed: int, done: int, drawn: int = 31, population: int = 50) -> RecheckResult:
    recheck = made(drawn, population)
    seconds = tuple(
        Second(unit=unit, record=f"audit {unit}" if place < done else "", failed=place < failed)
        for place, unit in enumerate(recheck.order)
    )
    return RecheckResult(recheck=recheck, seconds=seconds, limit=FIVE, confidence=SURE)


def test_none_failing_shows_the_limit_and_one_does_not() -> None:
    assert (result(0, 31).upper_tenths, result(0, 31).shows_limit) == (40, True)  # 2 of 50
    one = result(1, 31)
    assert one.shows_limit is False
    assert one.most_failing == max(d for d in range(51) if stats.hypergeom.cdf(1, 50, d, 31) > 0.05)


def test_units_still_open_count_as_failing_in_the_bound() -> None:
    assert result(0, 0).most_failing is None
    assert result(0, 30).most_failing == result(1, 31).most_failing
    assert result(0, 30).shows_limit is False
    assert (result(0, 30).done, result(0, 30).open, result(0, 30).failed) == (30, 1, 0)


def test_upper_shares_are_rounded_up() -> None:
    found = result(0, 49, 49, 208)
    assert found.most_failing == 10
    assert found.upper_tenths == 49  # 4.807 % is at most 4.9 %, never 4.8 %
    assert found.shows_limit


def test_a_list_that_a_flag_asked_for_has_no_bound() -> None:
    asked = made(seed="", flag="journey", population=0, list_hash="")
    assert asked.problems() == []
    found = RecheckResult(recheck=asked, seconds=(Second(unit="site 1", record="a"),), limit=FIVE, confidence=SURE)
    assert found.most_failing is None
    assert not found.shows_limit


def test_nobody_rechecks_his_own_work() -> None:
    assert [p.code for p in made(inspector="乙").problems()] == ["rechecks_own"]
    assert made(inspector="乙丙").problems() == []


def test_a_draw_without_seed_list_or_units_is_refused() -> None:
    assert [p.code for p in made(seed="").problems()] == ["empty"]
    assert [p.code for p in made(list_hash="").problems()] == ["empty"]
    assert "nothing_to_recheck" in [p.code for p in replace(made(), drawn={}).problems()]
    assert "empty" in [p.code for p in made(inspector=" ").problems()]


def test_names_are_told_apart_however_they_are_written() -> None:
    assert names_of("甲、乙") == names_of("甲，乙") == names_of("甲 ; 乙") == {"甲", "乙"}
    assert names_of("") == set()


def test_the_chance_behind_31_of_50() -> None:
    assert Fraction(comb(47, 31), comb(50, 31)) <= Fraction(5, 100) < Fraction(comb(47, 30), comb(50, 30))
