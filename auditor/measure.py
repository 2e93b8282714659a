"""What the answers of a round show of a rate: its bounds, its estimate, and what they assume (DESIGN 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from auditor.conforming import all_conforming_bound
from auditor.estimate import (
    Cluster,
    Clustered,
    Drawn,
    Estimate,
    all_conforming_two_stage,
    estimate_one_stage,
    estimate_two_stage,
)
from auditor.round_count import RoundCount
from auditor.standard import SurveyRules
from auditor.survey import Part

_PLACES = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A rate as measured. Bounds are one-sided at the standard's confidence, and of the whole registered street:
    households outside the frame count wholly against them. `interval` is two-sided."""

    lower: Fraction
    upper: Fraction
    mean: Fraction | None = None  # None: nobody answered
    interval: tuple[Fraction, Fraction] | None = None
    deff: Fraction | None = None  # as estimated; None where all answers agree


def measure(
    parts: Sequence[Part], counts: Sequence[RoundCount], gaps: int, rules: SurveyRules, *, two_sided: bool = True
) -> Measured:
    """What answers by part show. `gaps` are registered households outside the frame. Without `two_sided` the interval
    may be left out: it costs more than all the rest, and verdicts do not ask for it."""
    strata = {p.stratum: p for p in parts}
    framed = sum(p.framed for p in strata.values())
    total, answered = framed + gaps, sum(c.answered for c in counts)
    if not total or not answered:
        return Measured(lower=Fraction(0), upper=Fraction(1))
    share = Fraction(framed, total)
    staged = any(p.clusters for p in parts)
    if not any(c.nonconforming for c in counts):
        if staged:
            lower = all_conforming_two_stage(_clustered(parts, counts), rules.confidence, rules.deff) * share
        else:
            whole = [(c.population, c.conforming) for c in counts] + ([(gaps, 0)] if gaps else [])
            lower = all_conforming_bound(whole, rules.confidence)
        interval = _whole(_estimated(parts, counts, rules), share).interval if two_sided else None
        return Measured(lower=lower, upper=Fraction(1), mean=Fraction(1), interval=interval)
    return _whole(_estimated(parts, counts, rules), share)


def _estimated(parts: Sequence[Part], counts: Sequence[RoundCount], rules: SurveyRules) -> Estimate:
    if any(p.clusters for p in parts):
        found = estimate_two_stage(_clustered(parts, counts), rules.confidence, rules.deff)
    else:
        drawn = [Drawn(c.population, c.answered, c.conforming) for c in counts if c.population]
        found = estimate_one_stage(drawn, rules.confidence)
    assert found is not None  # somebody answered
    return found


def _clustered(parts: Sequence[Part], counts: Sequence[RoundCount]) -> list[Clustered]:
    by: dict[str, list[tuple[Part, RoundCount]]] = {}
    for part, count in zip(parts, counts, strict=True):
        by.setdefault(part.stratum, []).append((part, count))
    return [
        Clustered(
            held[0][0].framed,
            held[0][0].clusters or len(held),
            tuple(Cluster(c.population, c.answered, c.conforming) for _, c in held),
        )
        for held in by.values()
    ]


def _whole(found: Estimate, share: Fraction) -> Measured:
    """Bounds of the frame as bounds of the street: what is outside may all fail, or all conform."""

    def low(value: float) -> Fraction:
        return Fraction(max(0, floor(value * _PLACES) - 1), _PLACES) * share

    def high(value: float) -> Fraction:
        return Fraction(min(_PLACES, floor(value * _PLACES) + 2), _PLACES) * share + (1 - share)

    return Measured(
        lower=low(found.lower_one),
        upper=high(found.upper_one),
        mean=Fraction(floor(found.mean * _PLACES), _PLACES),
        interval=(low(found.lower), high(found.upper)),
        deff=Fraction(floor(found.deff * _PLACES), _PLACES),
    )
