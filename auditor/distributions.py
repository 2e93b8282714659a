"""Beta, t, binomial and hypergeometric distributions in the standard library alone, as exact bounds need them."""

from fractions import Fraction
from functools import lru_cache
from math import comb, exp, inf, lgamma, log, log1p, pi, sqrt

HALF_LOG_TWO_PI = 0.5 * log(2 * pi)
STEPS = 200  # a bisection alone ends in fewer


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), a and b above 0.

    Lentz's continued fraction (Press et al., Numerical Recipes 6.4) on the side where it converges quickly.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_power(1 - x, b, a) * _continued(1 - x, b, a) / b
    return _beta_power(x, a, b) * _continued(x, a, b) / a


@lru_cache(maxsize=4096)
def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p: Halley's steps from Abramowitz and Stegun 26.5.22, kept inside a shrinking bracket."""
    if p <= 0 or p >= 1:
        return float(p >= 1)
    low, high = 0.0, 1.0
    x = min(max(_guess(p, a, b), 1e-12), 1 - 1e-12)
    for _ in range(STEPS):
        off = beta_cdf(x, a, b) - p
        if off == 0:
            return x
        if off > 0:
            high = x
        else:
            low = x
        density = _beta_power(x, a, b) / (x * (1 - x))
        step = off / density if density else inf
        bend = 1 - 0.5 * step * ((a - 1) / x - (b - 1) / (1 - x)) if step != inf else 1.0
        further = x - step / max(bend, 0.5)
        if abs(further - x) <= 4e-16 * x:
            return further
        if not low < further < high:
            further = (low + high) / 2
            if high - low <= 4e-16 * high:
                return further
        x = further
    return x


def t_quantile(p: float, df: float) -> float:
    """The quantile of Student's t; `p` strictly between 0 and 1, `df` above 0."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    u = beta_quantile(2 * p - 1, 0.5, df / 2)  # t² / (df + t²) is Beta(1/2, df/2)
    return sqrt(df * u / (1 - u)) if u < 1 else inf


def binomial_at_least(least: int, n: int, p: float) -> float:
    """P(X >= least) of a binomial, by its beta integral."""
    if least <= 0:
        return 1.0
    return beta_cdf(p, least, n - least + 1) if least <= n else 0.0


def hypergeometric_at_least(least: int, *, population: int, conforming: int, sample: int) -> float:
    """P(X >= least) for the conforming units in a sample without replacement, in floats (relative error below 1e-8)."""
    low, high = max(0, sample - (population - conforming)), min(sample, conforming)
    if least <= low or least > high:
        return float(least <= low)
    # summed outwards from the largest term of the tail, where nothing underflows
    mode = (sample + 1) * (conforming + 1) // (population + 2)
    start = min(max(least, mode), high)
    bad = population - conforming
    first = exp(_log_comb(conforming, start) + _log_comb(bad, sample - start) - _log_comb(population, sample))
    total = term = first
    for k in range(start, high):
        term *= (conforming - k) * (sample - k) / ((k + 1) * (bad - sample + k + 1))
        total += term
        if term < 1e-18 * total:
            break
    term = first
    for k in range(start, least, -1):
        term *= k * (bad - sample + k) / ((conforming - k + 1) * (sample - k + 1))
        total += term
        if term < 1e-18 * total:
            break
    return min(total, 1.0)


def hypergeometric_at_least_exactly(least: int, *, population: int, conforming: int, sample: int) -> Fraction:
    """The same in integers."""
    low, high = max(0, sample - (population - conforming)), min(sample, conforming)
    if least <= low or least > high:
        return Fraction(int(least <= low))
    bad = population - conforming
    term = comb(conforming, least) * comb(bad, sample - least)
    total = term
    for k in range(least, high):
        term = term * (conforming - k) * (sample - k) // ((k + 1) * (bad - sample + k + 1))
        total += term
    return Fraction(total, comb(population, sample))


def _log_comb(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _beta_power(x: float, a: float, b: float) -> float:
    """x^a (1 - x)^b / B(a, b) without cancellation (Loader 2000, Fast and accurate binomial probabilities)."""
    n = a + b
    apart = _stirling_error(n) - _stirling_error(a) - _stirling_error(b) - _deviance(a, n * x) - _deviance(b, n - n * x)
    return sqrt(a * b / (2 * pi * n)) * exp(apart)


def _stirling_error(n: float) -> float:
    """log Γ(n + 1) less Stirling's formula."""
    if n > 15:
        s = n * n
        return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / s) / s) / s) / s) / n
    return lgamma(n + 1) - (n + 0.5) * log(n) + n - HALF_LOG_TWO_PI


def _deviance(x: float, mean: float) -> float:
    """x log(x / mean) + mean - x, x and mean above 0."""
    e = (x - mean) / mean
    return mean * ((1 + e) * log1p(e) - e) if e < 1 else x * log(x / mean) + mean - x


def _continued(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    m = 0
    while True:
        m += 1
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + factor * d
            c = 1 + factor / c
            d = 1 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            fraction *= c * d
        if abs(c * d - 1) < 3e-16:
            return fraction


def _guess(p: float, a: float, b: float) -> float:
    """Where the search of a quantile starts; only its speed depends on it."""
    if a > 1 and b > 1:
        tail = sqrt(-2 * log(min(p, 1 - p)))
        z = tail - (2.30753 + 0.27061 * tail) / (1 + (0.99229 + 0.04481 * tail) * tail)  # A. & S. 26.2.22
        z = z if p < 0.5 else -z
        s, t, r = 1 / (2 * a - 1), 1 / (2 * b - 1), (z * z - 3) / 6
        h = 2 / (s + t)
        w = z * sqrt(max(h + r, 0.0)) / h - (t - s) * (r + 5 / 6 - 2 / (3 * h))
        return a / (a + b * exp(min(2 * w, 700.0)))
    left, right = (a / (a + b)) ** a / a, (b / (a + b)) ** b / b
    if p < left / (left + right):
        return float((a * (left + right) * p) ** (1 / a))
    return float(1 - (b * (left + right) * (1 - p)) ** (1 / b))
