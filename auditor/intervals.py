"""Confidence limits of one share: Clopper-Pearson, hypergeometric, Korn-Graubard and logit; standard library only."""

from fractions import Fraction
from math import exp, inf, log, sqrt

from auditor.distributions import (
    beta_quantile,
    hypergeometric_at_least,
    hypergeometric_at_least_exactly,
    t_quantile,
)
from auditor.errors import Problem, Refused


def tail_of(confidence: Fraction, sided: int) -> Fraction:
    """The error allowed on one side: all of it (one-sided), or half (two-sided)."""
    return (1 - confidence) / sided


def share_at_least(conforming: float, sample: float, tail: float) -> float:
    """Clopper-Pearson's lower limit, erring with probability at most `tail`; also for effective counts that are no
    integers, as Korn and Graubard use it. Nothing asked: 0."""
    if conforming <= 0:
        return 0.0
    return beta_quantile(tail, conforming, sample - conforming + 1)


def share_at_most(conforming: float, sample: float, tail: float) -> float:
    """Clopper-Pearson's upper limit; nothing asked: 1."""
    return 1 - share_at_least(sample - conforming, sample, tail)


def clopper_pearson(conforming: int, sample: int, confidence: Fraction, *, sided: int = 2) -> tuple[float, float]:
    """Exact limits of a binomial share. With `sided=1` each limit alone holds at `confidence`."""
    refuse_counts(population=sample, answered=sample, conforming=conforming)
    tail = float(tail_of(confidence, sided))
    return share_at_least(conforming, sample, tail), share_at_most(conforming, sample, tail)


def hypergeometric_bounds(
    population: int, sample: int, conforming: int, confidence: Fraction, *, sided: int = 2
) -> tuple[int, int]:
    """The fewest and the most conforming units of the population that the sample leaves possible, exactly.

    Drawn without replacement. A number stays possible while what was found, or more of it, has a probability greater
    than the tail; floats find the place, integers decide wherever a float is close.
    """
    refuse_counts(population=population, answered=sample, conforming=conforming)
    tail = tail_of(confidence, sided)
    fewest = _fewest(population, sample, conforming, tail)
    return fewest, population - _fewest(population, sample, sample - conforming, tail)


def _fewest(population: int, sample: int, found: int, tail: Fraction) -> int:
    low, high = found, population - (sample - found)  # the most makes `found` certain
    while low < high:
        middle = (low + high) // 2
        if _is_above(tail, found, population=population, conforming=middle, sample=sample):
            high = middle
        else:
            low = middle + 1
    return low


def _is_above(tail: Fraction, found: int, *, population: int, conforming: int, sample: int) -> bool:
    chance = hypergeometric_at_least(found, population=population, conforming=conforming, sample=sample)
    if abs(chance - float(tail)) > 1e-6 * float(tail):
        return chance > float(tail)
    return hypergeometric_at_least_exactly(found, population=population, conforming=conforming, sample=sample) > tail


def effective_size(mean: float, variance: float, *, n: int, df: float, tail: float, most: float) -> float:
    """Korn and Graubard's effective sample size: p(1 - p)/var × (t(n - 1)/t(df))², never above `most`.

    As R survey 4 has it in `svyciprop(method = "beta")`: `n.eff <- p*(1-p)/vcov(m)`, then
    `n.eff*(qt(alpha/2, nrow(design)-1)/qt(alpha/2, degf(design)))^2`. Where R fails: no spread seen gives `most`
    (all or none conform, or every stratum is alike within), no degree of freedom gives 0, for then nothing is known of
    the spread and the limits are 0 and 1.
    """
    if variance <= 0 or n < 2:
        return most
    if df <= 0:
        return 0.0
    wider = t_quantile(1 - tail, n - 1) / t_quantile(1 - tail, df)
    return min(most, mean * (1 - mean) / variance * wider * wider)


def logit_interval(mean: float, se: float, df: float, confidence: Fraction) -> tuple[float, float]:
    """The plain logit interval, two-sided, t with `df`; for comparison only: it collapses where all or none conform."""
    if se <= 0 or not 0 < mean < 1:
        return mean, mean
    if df <= 0:
        return 0.0, 1.0
    middle = log(mean / (1 - mean))
    reach = t_quantile(1 - float(tail_of(confidence, 2)), df) * se / (mean * (1 - mean))
    return _expit(middle - reach), _expit(middle + reach)


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0


def t_limits(mean: float, se: float, df: float, tail: float) -> tuple[float, float]:
    """A mean and its limits by Student's t, each erring with `tail`; without a degree of freedom they are infinite."""
    if df <= 0:
        return -inf, inf
    reach = t_quantile(1 - tail, df) * se
    return mean - reach, mean + reach


def simple_deff(mean: float, variance: float, n: int) -> float:
    """The design effect against simple sampling with replacement, as R's `svymean(deff = "replace")`; 1 where the
    share leaves it undefined."""
    simple = mean * (1 - mean) / (n - 1) if n > 1 else 0.0
    return variance / simple if simple > 0 else 1.0


def standard_error(variance: float) -> float:
    """The root; what rounding left below zero is zero."""
    return sqrt(max(variance, 0.0))


def refuse_counts(*, population: int, answered: int, conforming: int) -> None:
    """Refused unless 0 <= conforming <= answered <= population."""
    if not 0 <= conforming <= answered <= population:
        facts = {"population": population, "answered": answered, "conforming": conforming}
        raise Refused(Problem("strata", "counts_impossible", facts))
