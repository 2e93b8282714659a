"""Numbers are cut, never rounded; the language is chosen at call time."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import wording
from auditor.wording import bound_percent, day, decimals, named, number, percent, tenths, tenths_text


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_percent_is_cut_and_says_100_only_for_all(part: int, whole: int) -> None:
    part = min(part, whole)
    said = tenths(part, whole)
    assert Fraction(said, 1000) <= Fraction(part, whole) < Fraction(said + 1, 1000)
    assert (tenths_text(said) == "100.0") == (part == whole)


def test_9996_of_10000_is_99_9() -> None:
    assert percent(tenths_text(tenths(9996, 10_000))) == "99.9 %"
    assert percent("100.0") == "100 %"
    assert tenths(0, 0) == 0


@given(st.fractions(0, 1, max_denominator=10**6))
def test_a_bound_is_cut_downwards_to_four_places(value: Fraction) -> None:
    said = decimals(value)
    assert len(said) == 6
    assert Fraction(said) <= value < Fraction(said) + Fraction(1, 10_000)


def test_a_bound_is_shown_cut() -> None:
    assert bound_percent("0.9503") == "95.0 %"
    assert bound_percent("0.9499") == "94.9 %"
    assert bound_percent("") == ""
    assert bound_percent("1.0000") == "100 %"


def test_numbers_and_days_are_shown_one_way() -> None:
    assert number(1234567) == "1,234,567"
    assert number(-5) == "−5"
    assert (day(date(2026, 1, 2)), day(None)) == ("2026-01-02", "–")


def test_a_language_is_chosen_by_name_and_no_other_is_taken() -> None:
    with pytest.raises(ValueError, match="fr"):
        wording.use("fr")
    try:
        wording.use("en")
        assert named("点位", "site") == "site"
        assert named("点位", "") == "点位"
    finally:
        wording.use("zh")
    assert named("点位", "site") == "点位"


def test_parts_in_a_row_are_set_apart_by_the_mark_of_the_language() -> None:
    assert wording.listed(["一", "二"]) == "一，二"
    assert wording.listed(["一", "二"], "、") == "一、二"
    with wording.speaking("en"):
        assert wording.listed(["one", "two"], "；") == "one; two"
        assert wording.listed(["one", "two"], "、") == "one, two"
