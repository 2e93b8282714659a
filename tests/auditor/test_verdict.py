"""Three values, integer thresholds, and percents that are cut."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.standard import CRITERIA
from auditor.verdict import (
    CriterionScore,
    State,
    StreetScore,
    Tally,
    Verdict,
    part_score,
    tally_of,
    tenths_of,
    verdict_of,
    weakest,
    worst,
)

counts = st.integers(0, 5000)
ALL = Fraction(1)


def test_one_failure_among_25000_is_not_met_at_100() -> None:
    tally = Tally(conforming=24_999, nonconforming=1)
    assert verdict_of(tally, ALL) is Verdict.NOT_MET
    assert tally.percent == "99.9"


def test_nothing_registered_is_never_met() -> None:
    assert verdict_of(Tally(), ALL) is verdict_of(Tally(), Fraction(0)) is Verdict.UNDETERMINED
    assert (Tally().percent, Tally().at_most) == ("0.0", "0.0")


@pytest.mark.parametrize(
    ("c", "n", "u", "said"),
    [
        (9, 1, 0, "MET"),
        (8, 1, 1, "UNDETERMINED"),
        (8, 2, 0, "NOT_MET"),
        (0, 0, 9, "UNDETERMINED"),
        (0, 2, 8, "NOT_MET"),
    ],
)
def test_ninety_of_a_hundred(c: int, n: int, u: int, said: str) -> None:
    assert verdict_of(Tally(conforming=c, nonconforming=n, unknown=u), Fraction(9, 10)).value == said


@given(counts, counts, counts, st.fractions(0, 1, max_denominator=1000))
def test_a_verdict_is_what_the_unknown_can_no_longer_change(c: int, n: int, u: int, threshold: Fraction) -> None:
    tally = Tally(conforming=c, nonconforming=n, unknown=u)
    said = verdict_of(tally, threshold)
    if not tally.total:
        assert said is Verdict.UNDETERMINED
        return
    worst_case = Fraction(c, tally.total) >= threshold
    best_case = Fraction(c + u, tally.total) >= threshold
    assert said is (Verdict.MET if worst_case else Verdict.UNDETERMINED if best_case else Verdict.NOT_MET)
    assert tenths_of(tally.percent) * tally.total <= c * 1000 < (tenths_of(tally.percent) + 1) * tally.total
    assert tenths_of(tally.percent) <= tenths_of(tally.at_most)
    assert part_score(tally, threshold).verdict is said


def test_the_weakest_state_and_the_worst_verdict_decide() -> None:
    c, n, u = State.CONFORMING, State.NONCONFORMING, State.UNKNOWN
    assert [weakest(x) for x in ([c, u, n], [c, u], [c], [])] == [n, u, c, c]
    met, not_met, open_ = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED
    assert [worst(x) for x in ([met, open_, not_met], [met, open_], [met, met], [])] == [not_met, open_, met, open_]


def test_tallies_add_up() -> None:
    one = tally_of([State.CONFORMING, State.UNKNOWN], weight=3)
    assert one == Tally(conforming=3, unknown=3)
    assert one + Tally(nonconforming=2) == Tally(conforming=3, nonconforming=2, unknown=3)


def test_a_score_read_back_from_the_store_has_its_criteria_in_their_own_order() -> None:
    made = {
        name: CriterionScore(id=name, tally=Tally(), verdict=Verdict.UNDETERMINED, mode="none", percent="0.0")
        for name in sorted(CRITERIA)
    }
    score = StreetScore(
        street="s", name="n", standard="x", standard_number=1, on=date(2026, 1, 1), known=date(2026, 1, 1), root="",
        verdict=Verdict.UNDETERMINED, index="0.0", criteria=made, sites=0, households=0,
    )  # fmt: skip
    assert tuple(score.criteria) == CRITERIA
