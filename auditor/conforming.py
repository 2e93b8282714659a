"""A sample in which everybody conforms: what it proves, exactly, and how often such a plan would pass (DESIGN 3)."""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace
from math import comb, prod

from auditor.distributions import hypergeometric_at_least
from auditor.intervals import (
    share_at_least,
    tail_of,
)


def most_undetected(strata: Sequence[tuple[int, int]], confidence: Fraction) -> int:
    """D: the most nonconforming units that some spread over the strata leaves undetected with probability
    greater than 1 - confidence.

    `strata` are (N_h, n_h): population and units answered, all conforming, drawn without replacement in each.
    The probability of a spread is the product of C(N_h - D_h, n_h) / C(N_h, n_h); it is log-concave in each D_h, so
    that adding one unit where it costs least at each step is exact. A stratum without answers counts wholly.

    Exact, though it walks in floats: the factors are quotients of integers below 2^26, which floats never put in a
    wrong order, and wherever the product comes within its rounding error of the limit, integers decide.
    """
    limit = 1 - confidence
    edge = float(limit)  # compared as a float: thousands of comparisons with a fraction took most of a score's time
    free = sum(size for size, drawn in strata if drawn == 0)
    counted = [(size, drawn) for size, drawn in strata if drawn]
    spread = [0] * len(counted)
    # the factor that one more nonconforming unit costs in stratum h: (N_h - D_h - n_h) / (N_h - D_h); largest first
    costs = [(-(size - drawn) / size, h) for h, (size, drawn) in enumerate(counted)]
    heapify(costs)
    chance = 1.0
    while costs:
        factor, h = costs[0]
        chance *= -factor
        spread[h] += 1
        if abs(chance - edge) <= 1e-8 * edge:
            undetected = _undetected(counted, spread) > limit
        else:
            undetected = chance > edge
        if not undetected:
            spread[h] -= 1
            break
        size, drawn = counted[h][0] - spread[h], counted[h][1]
        heapreplace(costs, (-(size - drawn) / size, h))
    return free + sum(spread)


def _undetected(strata: Sequence[tuple[int, int]], spread: Sequence[int]) -> Fraction:
    """The probability that no nonconforming unit is drawn, with so many in each stratum."""
    ways = [(comb(size - bad, drawn), comb(size, drawn)) for (size, drawn), bad in zip(strata, spread, strict=True)]
    return Fraction(prod(part for part, _ in ways), prod(whole for _, whole in ways))


def all_conforming_bound(strata: Sequence[tuple[int, int]], confidence: Fraction) -> Fraction:
    """The one-sided lower bound (N - D) / N of the conforming share when every answer conforms; 0 for N = 0."""
    total = sum(size for size, _ in strata)
    return Fraction(total - most_undetected(strata, confidence), total) if total else Fraction(0)


def passing_chance(strata: Sequence[tuple[int, int]], nonconforming: int) -> Fraction:
    """The chance that a sample of this plan meets no nonconforming unit, if they lie spread at random over the street.

    Simple hypergeometric over the whole frame: C(N - D, n) / C(N, n). It stands beside verdicts from samples.
    """
    total, drawn = sum(size for size, _ in strata), sum(n for _, n in strata)
    if drawn > total - nonconforming:
        return Fraction(0)
    return Fraction(comb(total - nonconforming, drawn), comb(total, drawn)) if total else Fraction(1)


def operating_characteristic(
    strata: Sequence[tuple[int, int]], rates: Sequence[Fraction]
) -> list[tuple[Fraction, Fraction]]:
    """For each true rate, the chance that a plan at threshold 100 % meets no nonconforming household.

    The floor(rate × N) conforming households lie at random over the whole street. Then every set of n households is as
    likely to hold none of the others, so that this is exact whatever the allocation. Where failures gather in
    communities that are drawn thinly, more is missed; it is the bound, not this, that guards against it.
    """
    total = sum(size for size, _ in strata)
    return [(rate, passing_chance(strata, total - int(rate * total))) for rate in rates]


def operating_characteristic_below(
    strata: Sequence[tuple[int, int]],
    rates: Sequence[Fraction],
    *,
    threshold: Fraction,
    confidence: Fraction,
    deff: Fraction = Fraction(1),
) -> list[tuple[Fraction, float]]:
    """For each true rate, the chance that the lower limit reaches a threshold below 100 %.

    Assumed: floor(rate × N) conforming households at random over the street, equal weights, and a sample worth
    floor(n / deff) simple draws, judged by Clopper-Pearson's limit. All asked: the count itself decides.
    """
    total, drawn = sum(size for size, _ in strata), sum(n for _, n in strata)
    worth = drawn if drawn == total else int(drawn / deff)
    tail = float(tail_of(confidence, 1))

    def reaches(conforming: int) -> bool:
        if worth == total:
            return conforming >= threshold * total
        return share_at_least(conforming, worth, tail) >= threshold

    low, high = 0, worth + 1  # the least number of conforming answers that passes; worth + 1: none does
    while low < high:
        middle = (low + high) // 2
        if reaches(middle):
            high = middle
        else:
            low = middle + 1
    if not total or low > worth:
        return [(rate, 0.0) for rate in rates]
    return [
        (rate, hypergeometric_at_least(low, population=total, conforming=int(rate * total), sample=worth))
        for rate in rates
    ]
