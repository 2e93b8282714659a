"""How large a sample must be to show a threshold below 100 % with power, and what chance a plan of a size has."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from auditor.distributions import binomial_at_least

POWER = Fraction(80, 100)
RUNNING = 30  # sizes in a row that keep the power: the exact power is a saw, and one tooth is no plan
_NEAR = 1e-9


def _exact_tail(n: int, rate: Fraction, least: int) -> Fraction:
    """P(X ≥ least), exactly."""
    a, b = rate.numerator, rate.denominator
    return Fraction(sum(comb(n, k) * a**k * (b - a) ** (n - k) for k in range(least, n + 1)), b**n)


def least_conforming(n: int, threshold: Fraction, confidence: Fraction) -> int:
    """The fewest conforming of n that show `threshold`: the smallest c with P(X ≥ c | threshold) ≤ 1 - confidence,
    that is, whose one-sided exact (Clopper-Pearson) lower bound reaches it; n + 1 where none does."""
    if threshold <= 0:
        return 0
    if threshold >= 1:
        return n + 1
    limit = 1 - confidence
    edge = float(limit)

    def shows(c: int) -> bool:
        tail = binomial_at_least(c, n, float(threshold))
        return _exact_tail(n, threshold, c) <= limit if abs(tail - edge) < _NEAR * edge else tail < edge

    low, high = -1, n + 1  # nothing shows the threshold at n + 1; the tails fall, so halve the interval
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle, high)
    return high


def power_of(n: int, threshold: Fraction, rate: Fraction, confidence: Fraction) -> float:
    """The chance that a simple random sample of n shows `threshold` where the true rate is `rate`; a float."""
    least = least_conforming(n, threshold, confidence)
    if least > n or rate <= 0:
        return float(least == 0)
    return 1.0 if rate >= 1 else binomial_at_least(least, n, float(rate))


def _has_power(n: int, threshold: Fraction, rate: Fraction, confidence: Fraction) -> bool:
    found = power_of(n, threshold, rate, confidence)
    if abs(found - float(POWER)) < _NEAR and 0 < rate < 1:
        return _exact_tail(n, rate, least_conforming(n, threshold, confidence)) >= POWER
    return found >= POWER


def binomial_size(threshold: Fraction, rate: Fraction, confidence: Fraction, most: int) -> int:
    """The smallest n from which on the exact binomial power at `rate` is at least 80 % for 30 sizes running, or
    `most` where that is not below it (a census). p = 0.90 with rate 0.95: 203; p = 0.80 with rate 0.90: 94 (DESIGN 3).
    """
    if rate <= threshold:
        return most
    begun = 0
    for n in range(1, most):
        if not _has_power(n, threshold, rate, confidence):
            begun = 0
        else:
            begun = begun or n
            if n - begun + 1 == RUNNING:
                return begun
    return most


def chances(
    n: int, threshold: Fraction, confidence: Fraction, rates: Sequence[Fraction]
) -> list[tuple[Fraction, float]]:
    """The operating characteristic of a simple random sample of n under a threshold below 100 %, by true rate."""
    return [(rate, power_of(n, threshold, rate, confidence)) for rate in rates]
