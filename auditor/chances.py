"""What a plan can show: its operating characteristic, the chance that it passes by the true rate (DESIGN 3)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from auditor.conforming import operating_characteristic, operating_characteristic_below
from auditor.standard import RATES, Standard
from auditor.survey import Part
from auditor.wording import decimals

WHOLE_RATES = tuple(Fraction(n, 100) for n in (99, 98, 95, 90))  # true rates shown under a threshold of 100 %
Chances = Sequence[tuple[Fraction, str]]  # true rate, chance cut to four decimals


def true_rates(standard: Standard, rate: str) -> tuple[Fraction, ...]:
    """The true rates worth showing: four below 100 %; under a lower threshold what the plan counts on, it, and less."""
    threshold = standard.criteria[rate].threshold
    if threshold == 1:
        return WHOLE_RATES
    step = Fraction(1, 20)
    shown = {standard.planning_rate(rate), threshold, threshold - step, threshold - 2 * step}
    return tuple(sorted((r for r in shown if 0 < r <= 1), reverse=True))


def chances_of(parts: Sequence[Part], standard: Standard, rate: str) -> Chances:
    """The chance that a plan shows no failure (threshold 100 %), or that its bound reaches the threshold, by true rate.

    In two stages n answers are taken for floor(n / deff) simple draws, as the standard assumes. A census shows what is,
    so it has no chances: an empty list.
    """
    strata: dict[str, tuple[int, int]] = {}
    for part in parts:
        strata[part.stratum] = part.framed, strata.get(part.stratum, (0, 0))[1] + part.planned
    total, planned = sum(size for size, _ in strata.values()), sum(n for _, n in strata.values())
    if planned >= total:
        return []
    rules, threshold = standard.survey, standard.criteria[rate].threshold
    plan = list(strata.values())
    deff = rules.deff if any(p.clusters for p in parts) else Fraction(1)
    if threshold == 1:
        plan = [(total, max(1, int(planned / deff)))] if deff > 1 else plan
        return [(r, decimals(c)) for r, c in operating_characteristic(plan, true_rates(standard, rate))]
    found = operating_characteristic_below(
        plan, true_rates(standard, rate), threshold=threshold, confidence=rules.confidence, deff=deff
    )
    return [(r, decimals(Fraction(c))) for r, c in found]


def all_chances(parts: Sequence[Part], standard: Standard) -> Mapping[str, Chances]:
    """The chances of both rates."""
    return {rate: chances_of(parts, standard, rate) for rate in RATES}
