"""Simulated surveys, many at once, and the program's limits for each of them.

The variance and the limits are written a second time here, over arrays and with scipy's beta distribution; every cell
compares some of its surveys with `auditor.estimate` itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np  # noqa: TID253 - calibration is a developer's tool
from scipy import special, stats

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

CONFIDENCE = Fraction(95, 100)
TAIL = 0.025
COMPARED = 3  # surveys of each cell that the program itself works

Array = Any  # numpy arrays of floats, one survey a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Shares of the simulated surveys: truth between the limits, below the lower one; likewise for plain logit."""

    covered: float
    below: float
    logit_covered: float
    logit_below: float


@dataclass(frozen=True)
class TwoStage:
    """Communities of 1,000 sites, of which `sites` are drawn in each, and ten households in every site drawn.

    `even` sites have 30 households, uneven ones 10 to 90; then weights are unequal and cost `kish`.
    """

    communities: int
    sites: int
    even: bool
    answered: int = 10
    frame: int = 1000

    @cached_property
    def households(self) -> Array:
        """Households of each drawn site, communities × sites; the same in every survey."""
        count = self.communities * self.sites
        sizes = np.full(count, 30) if self.even else np.linspace(10, 90, count).round().astype(int)
        return np.random.default_rng(5).permutation(sizes).reshape(self.communities, self.sites)

    @property
    def n(self) -> int:
        return self.communities * self.sites * self.answered

    @property
    def kish(self) -> float:
        """What unequal weights alone make of the design effect."""
        w = self.households.ravel()
        return float(len(w) * (w**2).sum() / w.sum() ** 2)

    def strata(self, conforming: Array) -> list[Clustered]:
        """One survey as the program takes it; `conforming` is communities × sites."""
        return [
            Clustered(
                int(self.frame * sizes.mean().round()),
                self.frame,
                tuple(Cluster(int(s), self.answered, int(x)) for s, x in zip(sizes, found, strict=True)),
            )
            for sizes, found in zip(self.households, conforming, strict=True)
        ]

    def best(self, deff: Fraction) -> float:
        """The program's bound had all conformed."""
        everybody = np.full(self.households.shape, self.answered)
        return float(all_conforming_two_stage(self.strata(everybody), 1 - Fraction(str(TAIL)), deff))

    def draw(self, rng: np.random.Generator, *, rate: float, deff: float, surveys: int) -> Array:
        """Conforming households, surveys × communities × sites: binomial, with a beta-distributed rate a site whose
        correlation gives the true design effect kish × (1 + (b - 1)ρ)."""
        shape = (surveys, *self.households.shape)
        rho = (deff / self.kish - 1) / (self.answered - 1)
        if rate == 1 or rho <= 0:
            return rng.binomial(self.answered, rate, shape)
        spread = (1 - rho) / rho
        return rng.binomial(self.answered, rng.beta(rate * spread, (1 - rate) * spread, shape))

    def share(self, x: Array) -> tuple[Array, Array]:
        """Weighted shares and their linearised variances."""
        b, m, f = self.answered, self.sites, self.sites / self.frame
        w = self.households / b
        total = (w * b).sum()
        mean = (w * x).sum((1, 2)) / total
        z = w * (x - b * mean[:, None, None]) / total
        between = ((z - z.mean(2, keepdims=True)) ** 2).sum((1, 2)) * m / (m - 1)
        within = ((1 - b / self.households) * (w / total) ** 2 * x * (b - x) / (b - 1)).sum((1, 2))
        return mean, (1 - f) * between + f * within


def cover_two_stage(
    design: TwoStage, rng: np.random.Generator, *, rate: float, deff: float, standard: Fraction, surveys: int
) -> Coverage:
    """Coverage of the program's two-sided 95 % interval under a standard's design effect."""
    x = design.draw(rng, rate=rate, deff=deff, surveys=surveys)
    mean, variance = design.share(x)
    df = design.communities * (design.sites - 1)
    best = design.best(standard)
    low, high = korn_graubard(mean, variance, n=design.n, df=df, most=design.n / float(standard), best=best)
    frame = sum(s.population for s in design.strata(x[0]))
    limits = clipped((low, high), x.sum((1, 2)), n=design.n, frame=frame, best=best)
    compare(lambda k: estimate_two_stage(design.strata(x[k]), CONFIDENCE, standard), mean, variance, limits)
    return coverage(rate, limits, logit(mean, variance, df))


def clipped(limits: tuple[Array, Array], found: Array, *, n: int, frame: int, best: float) -> tuple[Array, Array]:
    """The exact bound where all or none conform; and nothing beyond what was counted."""
    low = np.where(found == n, best, np.where(found == 0, 0.0, limits[0]))
    high = np.where(found == n, 1.0, np.where(found == 0, 1 - best, limits[1]))
    return np.maximum(low, found / frame), np.minimum(high, 1 - (n - found) / frame)


def korn_graubard(mean: Array, variance: Array, *, n: int, df: int, most: float, best: float) -> tuple[Array, Array]:
    """Both limits of each survey, never better than `best`."""
    wider = (stats.t.ppf(TAIL, n - 1) / stats.t.ppf(TAIL, df)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.minimum(np.where(variance > 0, mean * (1 - mean) / variance * wider, np.inf), most)
        low = special.betaincinv(worth * mean, worth * (1 - mean) + 1, TAIL)
        high = special.betaincinv(worth * (1 - mean), worth * mean + 1, TAIL)
    return np.minimum(np.nan_to_num(low), best), 1 - np.minimum(np.nan_to_num(high), best)


def logit(mean: Array, variance: Array, df: int) -> tuple[Array, Array]:
    """Plain logit, which collapses to a point where all or none conform."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = stats.t.ppf(1 - TAIL, df) * np.sqrt(variance) / (mean * (1 - mean))
        ends = special.expit(special.logit(mean) - reach), special.expit(special.logit(mean) + reach)
    return np.where(np.isnan(ends[0]), mean, ends[0]), np.where(np.isnan(ends[1]), mean, ends[1])


def coverage(rate: float, limits: tuple[Array, Array], plain: tuple[Array, Array]) -> Coverage:
    """How often the truth lies between; below a limit by less than rounding is not below."""
    covered, below = _shares(rate, limits)
    logit_covered, logit_below = _shares(rate, plain)
    return Coverage(covered=covered, below=below, logit_covered=logit_covered, logit_below=logit_below)


def _shares(rate: float, limits: tuple[Array, Array]) -> tuple[float, float]:
    low, high = limits
    inside = (low <= rate + 1e-12) & (rate <= high + 1e-12)
    return float(inside.mean()), float((rate < low - 1e-12).mean())


def compare(
    program: Callable[[int], Estimate | None], mean: Array, variance: Array, limits: tuple[Array, Array]
) -> None:
    """The program's own estimates of the first surveys must be these; AssertionError otherwise."""
    for k in range(min(COMPARED, len(mean))):
        found = program(k)
        assert found is not None
        ours = mean[k], np.sqrt(variance[k]), limits[0][k], limits[1][k]
        theirs = found.mean, found.se, found.lower, found.upper
        assert np.allclose(ours, theirs, atol=1e-8), (ours, theirs)


@dataclass(frozen=True)
class OneStage:
    """Communities of so many households, of which so many answered."""

    name: str
    households: tuple[int, ...]
    answered: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.answered)


def cover_one_stage(
    design: OneStage, rng: np.random.Generator, *, conforming: tuple[int, ...], surveys: int
) -> Coverage:
    """Coverage of the program's two-sided 95 % interval; `conforming` households in each community."""
    size, n = np.array(design.households), np.array(design.answered)
    good = np.array(conforming)
    x = rng.hypergeometric(good, size - good, n, (surveys, len(n)))
    mean = (size * x / n).sum(1) / size.sum()
    variance = ((1 - n / size) * (size / n) ** 2 * x * (n - x) / (n - 1)).sum(1) / size.sum() ** 2
    best = float(
        all_conforming_bound(list(zip(design.households, design.answered, strict=True)), 1 - Fraction(str(TAIL)))
    )
    df = design.n - len(n)
    most = size.sum() ** 2 / (size**2 / n).sum()
    limits = korn_graubard(mean, variance, n=design.n, df=df, most=most, best=best)
    limits = clipped(limits, x.sum(1), n=design.n, frame=int(size.sum()), best=best)

    def program(k: int) -> Estimate | None:
        counts = zip(design.households, design.answered, x[k], strict=True)
        return estimate_one_stage([Drawn(s, a, int(c)) for s, a, c in counts], CONFIDENCE)

    compare(program, mean, variance, limits)
    return coverage(sum(conforming) / sum(design.households), limits, logit(mean, variance, df))


def worst_error(design: OneStage, confidence: Fraction) -> tuple[int, float]:
    """D of the all-conforming bound, and the greatest chance, over all spreads of more than D nonconforming households,
    that the sample meets none of them: then, and only then, the bound says too much.

    By dynamic programming over the communities, in logarithms: another way than the program's greedy one.
    """
    total = sum(design.households)
    bound = all_conforming_bound(list(zip(design.households, design.answered, strict=True)), confidence)
    undetected = int(total - bound * total)
    most = undetected + 1
    best = np.full(most + 1, -np.inf)
    best[0] = 0.0
    for size, drawn in zip(design.households, design.answered, strict=True):
        bad = np.arange(min(most, size - drawn) + 1)
        chance = _log_comb(size - bad, drawn) - _log_comb(np.array([size]), drawn)
        best = np.array([(best[d - bad[bad <= d]] + chance[bad <= d]).max() for d in range(most + 1)])
    return undetected, float(np.exp(best[most]))


def _log_comb(n: Array, k: int) -> Array:
    return special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
