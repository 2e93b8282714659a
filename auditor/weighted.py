"""The weighted mean of a table of answers with its linearised standard error, as R survey's `svymean` has it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, inf

from auditor.errors import Problem, Refused
from auditor.intervals import effective_size, share_at_least, share_at_most, standard_error, t_limits, tail_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedRow:
    """One answer. `fpc` and `fpc2` are what the stratum holds of clusters, and the cluster of second units; None where
    nothing is corrected. `cluster2` is None where every unit of the cluster answered, or rows are the last stage."""

    number: int  # of the row in its file
    stratum: str
    cluster: str
    weight: float
    value: float
    fpc: float | None = None
    cluster2: str | None = None
    fpc2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMean:
    """What the rows say: `n` rows with a weight above 0; limits at the confidence, one-sided ones each alone."""

    mean: float
    se: float
    df: int
    deff: float  # against simple sampling with replacement
    n: int
    strata: int
    clusters: int
    n_eff: float | None  # of the two-sided limits of a share
    lower: float
    upper: float
    lower_one: float
    upper_one: float


def weighted_mean(rows: Sequence[WeightedRow], confidence: Fraction, *, share: bool) -> WeightedMean:
    """Mean, Taylor-linearised variance over both stages, and limits: t for a mean, Korn-Graubard's for a share.

    Reference: R survey 4, `svydesign(ids=~cluster+cluster2, strata=~stratum, fpc=~fpc+fpc2, nest=TRUE)` with
    `lonely.psu="adjust"`, and `svyciprop(method="beta")`, but n_eff never above the rows. Where no spread is seen (all
    or none conform) a share is taken as if its clusters were single answers, less what unequal weights cost.
    Refused when nothing has a weight.
    """
    counted = [r for r in rows if r.weight > 0]
    total = fsum(r.weight for r in counted)
    if not counted or total <= 0:
        raise Refused(Problem("weight", "no_weight"))
    mean = fsum(r.weight * r.value for r in counted) / total
    lines = [(r, r.weight * (r.value - mean) / total) for r in rows]
    variance = _variance(lines, _FIRST)
    n = len(counted)
    clusters, strata = len({(r.stratum, r.cluster) for r in counted}), len({r.stratum for r in counted})
    simple = fsum(r.weight * (r.value - mean) ** 2 for r in counted) / total / (n - 1) if n > 1 else 0.0
    made = _share_limits if share else _mean_limits
    kish = n * fsum(r.weight**2 for r in counted) / total**2
    two, one = (
        made(mean, variance, n=n, df=clusters - strata, unseen=clusters / kish, tail=float(tail_of(confidence, sided)))
        for sided in (2, 1)
    )
    return WeightedMean(
        mean=mean,
        se=standard_error(variance),
        df=clusters - strata,
        deff=variance / simple if simple > 0 else 1.0,
        n=n,
        strata=strata,
        clusters=clusters,
        n_eff=two[2] if share else None,
        lower=two[0],
        upper=two[1],
        lower_one=one[0],
        upper_one=one[1],
    )


Limits = tuple[float, float, float]


def _share_limits(mean: float, variance: float, *, n: int, df: int, unseen: float, tail: float) -> Limits:
    seen = variance > 0 and 0 < mean < 1
    worth = effective_size(mean, variance, n=n, df=df, tail=tail, most=n) if seen else min(unseen, n)
    return share_at_least(worth * mean, worth, tail), share_at_most(worth * mean, worth, tail), worth


def _mean_limits(mean: float, variance: float, *, n: int, df: int, unseen: float, tail: float) -> Limits:
    del n, unseen
    low, high = t_limits(mean, standard_error(variance), df, tail)
    return low, high, inf


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where a row says to which group of units it belongs, to which unit, and how many units that group holds."""

    group: Callable[[WeightedRow], Hashable]
    unit: Callable[[WeightedRow], Hashable]
    holds: Callable[[WeightedRow], float | None]


_FIRST = _Stage(lambda r: r.stratum, lambda r: r.cluster, lambda r: r.fpc)
_SECOND = _Stage(lambda r: r.cluster, lambda r: r.cluster2, lambda r: r.fpc2)

Lines = list[tuple[WeightedRow, float]]


def _variance(lines: Lines, stage: _Stage) -> float:
    """Between the units of each group, with the correction of this stage; below it, times the share of units drawn."""
    return fsum(_of_group(group, stage) for group in _split(lines, stage.group))


def _of_group(lines: Lines, stage: _Stage) -> float:
    units = _split(lines, stage.unit)
    drawn, holds = len(units), stage.holds(lines[0][0])
    left = 1 - drawn / holds if holds else 1.0
    totals = [fsum(z for _, z in unit) for unit in units]
    # a lone unit deviates from the overall mean, where z is 0
    centre = fsum(totals) / drawn if drawn > 1 else 0.0
    between = fsum((t - centre) ** 2 for t in totals) * (drawn / (drawn - 1) if drawn > 1 else 1.0)
    below = 0.0
    if stage is _FIRST and holds and lines[0][0].cluster2 is not None:
        below = drawn / holds * fsum(_variance(unit, _SECOND) for unit in units)
    return left * between + below


def _split(lines: Lines, key: Callable[[WeightedRow], Hashable]) -> list[Lines]:
    parts: dict[Hashable, Lines] = {}
    for line in lines:
        parts.setdefault(key(line[0]), []).append(line)
    return list(parts.values())
