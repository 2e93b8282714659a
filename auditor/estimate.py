"""What a survey's answers say of a street (DESIGN 3): exact bounds where all conform, weighted shares otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from auditor.conforming import all_conforming_bound
from auditor.errors import Problem, Refused
from auditor.intervals import (
    effective_size,
    refuse_counts,
    share_at_least,
    simple_deff,
    standard_error,
    tail_of,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One community of `one_stage`: its households in the frame, those that answered, those of them that conform."""

    population: int
    answered: int
    conforming: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """One drawn site of `two_stage`, counted likewise."""

    population: int
    answered: int
    conforming: int


@dataclass(frozen=True, slots=True)
class Clustered:
    """One community of `two_stage`: its households and its sites in the frame, and the sites drawn."""

    population: int
    clusters: int
    drawn: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share of households, with all that is said of it.

    `mean`, `se`, `df`, `deff` (against simple sampling with replacement, 1 where undefined) speak for the communities
    that have answers. The limits speak for the whole frame: a community without answers counts wholly against each.
    """

    mean: float
    se: float
    df: float
    deff: float
    n: int
    n_eff: float  # what the two-sided limits used
    lower: float  # two-sided at the confidence
    upper: float
    lower_one: float  # one-sided, each alone at the confidence: verdicts use these
    upper_one: float
    covered: Fraction  # share of the frame's households in communities that have answers


def estimate_one_stage(strata: Sequence[Drawn], confidence: Fraction) -> Estimate | None:
    """The weighted share when households are drawn within communities; None while nobody has answered.

    Weights N_h/n_h; element variance with (1 - n_h/N_h); a community with one answer: its deviation from the overall
    mean (R `lonely.psu="adjust"`). n_eff is never above n / kish: a large community with two answers alike shows no
    spread, and without that its limits held in 65 of 100 (tests/calibration). A plan in proportion has kish 1.
    Refused where there are more answers than households.
    """
    for s in strata:
        refuse_counts(population=s.population, answered=s.answered, conforming=s.conforming)
    counted = [s for s in strata if s.answered]
    if not counted:
        return None
    size = sum(s.population for s in counted)
    mean = fsum(s.population * s.conforming / s.answered for s in counted) / size
    variance = fsum(_within(s, s.population / s.answered, mean) for s in counted) / size**2
    n = sum(s.answered for s in counted)
    plan = [(s.population, s.answered) for s in strata]
    return _estimate(
        _Found(
            mean=mean,
            variance=variance,
            n=n,
            df=n - len(counted),
            conforming=sum(s.conforming for s in counted),
            population=sum(s.population for s in strata),
            covered=size,
            most=size**2 / fsum(s.population**2 / s.answered for s in counted),
            worth=n,
        ),
        confidence,
        lambda at: all_conforming_bound(plan, at),
    )


def estimate_two_stage(strata: Sequence[Clustered], confidence: Fraction, deff: Fraction) -> Estimate | None:
    """The weighted share when sites are drawn, then households in them; None while nobody has answered.

    Weights (M_h/m_h)(N_hi/n_hi) over the sites that have answers; both stages as R's
    `svydesign(id=~site+hh, fpc=~M+~H)`; lone units as above, at both stages. `deff` is the standard's.
    """
    _refuse_sites(strata)
    counted = [(s, [c for c in s.drawn if c.answered]) for s in strata]
    counted = [(s, sites) for s, sites in counted if sites]
    if not counted:
        return None
    weighted = [(c, s.clusters * c.population / (len(sites) * c.answered)) for s, sites in counted for c in sites]
    size = fsum(w * c.answered for c, w in weighted)
    mean = min(1.0, fsum(w * c.conforming for c, w in weighted) / size)
    variance = fsum(_both_stages(s, sites, mean) for s, sites in counted) / size**2
    n = sum(c.answered for c, _ in weighted)
    return _estimate(
        _Found(
            mean=mean,
            variance=variance,
            n=n,
            df=len(weighted) - len(counted),
            conforming=sum(c.conforming for c, _ in weighted),
            population=sum(s.population for s in strata),
            covered=sum(s.population for s, _ in counted),
            most=n / float(deff),
            worth=simple_draws(strata, deff),
        ),
        confidence,
        lambda at: all_conforming_two_stage(strata, at, deff),
    )


def all_conforming_two_stage(strata: Sequence[Clustered], confidence: Fraction, deff: Fraction) -> Fraction:
    """The one-sided lower bound when every answer of a two-stage sample conforms: that of a simple sample of
    `simple_draws`, and never below the households that answered, so that all of them make 1 whatever the deff.
    A community without answers counts wholly against it."""
    _refuse_sites(strata)
    total = sum(s.population for s in strata)
    covered = sum(s.population for s in strata if any(c.answered for c in s.drawn))
    answered = sum(c.answered for s in strata for c in s.drawn)
    bound = all_conforming_bound([(covered, simple_draws(strata, deff)), (total - covered, 0)], confidence)
    return max(bound, Fraction(answered, total)) if total else bound


def simple_draws(strata: Sequence[Clustered], deff: Fraction) -> int:
    """What a two-stage sample is worth in simple draws: max(1, floor(n / (deff × kish))); 0 without answers.

    kish = n·Σw²/(Σw)², w the weight of a household that answered.
    """
    total = squares = Fraction(0)
    for s in strata:
        sites = [c for c in s.drawn if c.answered]
        for c in sites:
            weight = Fraction(s.clusters * c.population, len(sites) * c.answered)
            total += weight * c.answered
            squares += weight * weight * c.answered
    return max(1, int(total * total / (squares * deff))) if squares else 0


def _within(unit: Drawn | Cluster, weight: float, mean: float) -> float:
    """The variance that one draw of households adds: f n/(n - 1) Σ(z - z̄)², z = weight × (y - mean)."""
    n, x = unit.answered, unit.conforming
    spread = x * (n - x) / (n - 1) if n > 1 else (x - mean) ** 2
    return (1 - n / unit.population) * weight * weight * spread


def _both_stages(stratum: Clustered, sites: Sequence[Cluster], mean: float) -> float:
    """The variance of one community: between its sites, and within them times the share of sites drawn."""
    drawn, of = len(sites), stratum.clusters
    weights = [of * c.population / (drawn * c.answered) for c in sites]
    z = [w * (c.conforming - mean * c.answered) for c, w in zip(sites, weights, strict=True)]
    centre = fsum(z) / drawn if drawn > 1 else 0.0
    between = fsum((v - centre) ** 2 for v in z) * (drawn / (drawn - 1) if drawn > 1 else 1.0)
    within = fsum(_within(c, w, mean) for c, w in zip(sites, weights, strict=True))
    return (1 - drawn / of) * between + drawn / of * within


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    mean: float
    variance: float
    n: int
    df: int
    conforming: int
    population: int
    covered: int
    most: float  # what the effective sample size may not exceed
    worth: float  # effective sample size where all or none conform


def _estimate(found: _Found, confidence: Fraction, all_conforming: Callable[[Fraction], Fraction]) -> Estimate:
    """The limits of both kinds. Each is Korn and Graubard's, and moreover
    - never better than the exact bound had all conformed (a failure may not help where weights are very unequal),
    - never beyond what was counted: the conforming households met are there, and so are the others.
    """
    covered = Fraction(found.covered, found.population)

    def limits(sided: int) -> tuple[float, float, float]:
        tail = tail_of(confidence, sided)
        best = float(all_conforming(1 - tail))
        worth = effective_size(found.mean, found.variance, n=found.n, df=found.df, tail=float(tail), most=found.most)

        def lower(conforming: int, mean: float) -> float:
            if conforming == found.n:
                return best
            likely = float(covered) * share_at_least(worth * mean, worth, float(tail))
            return max(conforming / found.population, min(best, likely))

        others = found.n - found.conforming
        return lower(found.conforming, found.mean), 1 - lower(others, 1 - found.mean), worth

    lower, upper, n_eff = limits(2)
    lower_one, upper_one, _ = limits(1)
    return Estimate(
        mean=found.mean,
        se=standard_error(found.variance),
        df=float(found.df),
        deff=simple_deff(found.mean, found.variance, found.n),
        n=found.n,
        n_eff=found.worth if found.conforming in {0, found.n} else n_eff,
        lower=lower,
        upper=upper,
        lower_one=lower_one,
        upper_one=upper_one,
        covered=covered,
    )


def _refuse_sites(strata: Sequence[Clustered]) -> None:
    for s in strata:
        for c in s.drawn:
            refuse_counts(population=c.population, answered=c.answered, conforming=c.conforming)
        drawn, households = len(s.drawn), sum(c.population for c in s.drawn)
        if drawn > s.clusters or households > s.population:
            facts = {"drawn": drawn, "clusters": s.clusters, "households": households, "population": s.population}
            raise Refused(Problem("strata", "sites_impossible", facts))
