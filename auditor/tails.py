"""Tails of the distributions by which the radar judges: how likely honest work gives what was found."""

from collections.abc import Callable, Hashable, Mapping
from math import ceil, comb, exp, lgamma, log
from typing import TypeVar

from auditor.distributions import binomial_at_least

K = TypeVar("K", bound=Hashable)


def at_least_mixed(successes: int, trials: int, mean: float, spread: float) -> float:
    """P(X >= successes) where each worker has a chance of his own: beta-binomial with this mean, and `spread` as if
    each chance had been seen in so many trials (small: workers differ much)."""
    if successes <= 0:
        return 1.0
    a, b = mean * spread, (1 - mean) * spread
    whole = lgamma(trials + 1) + lgamma(spread) - lgamma(a) - lgamma(b) - lgamma(trials + spread)
    return min(
        1.0,
        sum(
            exp(whole - lgamma(x + 1) - lgamma(trials - x + 1) + lgamma(x + a) + lgamma(trials - x + b))
            for x in range(successes, trials + 1)
        ),
    )


def highest_share(successes: int, trials: int, doubt: float) -> float:
    """The greatest chance under which so few successes are not rarer than `doubt` (one-sided Clopper-Pearson)."""
    if successes >= trials:
        return 1.0
    low, high = successes / trials, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        if 1 - binomial_at_least(successes + 1, trials, middle) > doubt:
            low = middle
        else:
            high = middle
    return high


def chi_square_below(value: float, degrees: int) -> float:
    """P(X <= value) for X chi-square with so many degrees of freedom; by its series, which serves small values."""
    if value <= 0:
        return 0.0
    half, a = value / 2, degrees / 2
    term = total = 1 / a
    for step in range(1, 10_000):
        term *= half / (a + step)
        total += term
        if term < total * 1e-12:
            break
    return min(1.0, total * exp(a * log(half) - half - lgamma(a)))


def holm(chances: Mapping[K, float], doubt: float) -> set[K]:
    """Which hypotheses fall when each is judged by Holm's rule, so that all together err with at most `doubt`."""
    fallen: set[K] = set()
    ordered = sorted(chances.items(), key=lambda pair: pair[1])
    for place, (name, chance) in enumerate(ordered):
        if chance > doubt / (len(ordered) - place):
            break
        fallen.add(name)
    return fallen


def none_drawn(total: int, bad: int, drawn: int, found: int = 0) -> tuple[int, int]:
    """P(at most `found` bad among `drawn` of `total` with `bad` bad ones) as integers (ways, all ways)."""
    ways = sum(comb(bad, x) * comb(total - bad, drawn - x) for x in range(min(found, bad, drawn) + 1))
    return ways, comb(total, drawn)


def smallest(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """The smallest whole number in least..most from which on something holds; `most` where it holds nowhere below."""
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if holds(middle) else (middle + 1, most)
    return most


def share_up(part: int, whole: int) -> int:
    """part/whole in tenths of a percent, rounded up: upper bounds never flatter."""
    return ceil(part * 1000 / whole) if whole else 0
