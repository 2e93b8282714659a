"""A street at a glance: its score, where it falls short by community, what is about to expire, and the two goals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.correction import Correction
from auditor.coverage import UnitResult
from auditor.facts import StreetFacts
from auditor.progress import Goal2025, Month
from auditor.record import china_date
from auditor.standard import COVERAGES, Standard
from auditor.verdict import State, StreetScore

SOON_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What a community lacks: sites with a known failure, sites not known, and the unit to look at first."""

    community: str
    name: str
    nonconforming: int
    unknown: int
    first: UnitResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Sites whose evidence for a conforming result ends on a day."""

    on: date
    sites: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A correction past its deadline and still to be put right."""

    correction: Correction
    place: str  # the site's code and name
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the first page shows of a street."""

    score: StreetScore
    facts: StreetFacts
    units: tuple[UnitResult, ...]
    overdue: tuple[Overdue, ...]
    expiring: tuple[Expiring, ...]
    goal_2025: Goal2025
    now: Month
    drafts: int


def shortfalls_of(units: tuple[UnitResult, ...], facts: StreetFacts) -> tuple[Shortfall, ...]:
    """Communities with something to do, most failures first, then most unknown, then by code."""
    by: dict[str, dict[str, list[UnitResult]]] = {}
    for unit in units:
        if unit.criterion in COVERAGES and unit.state is not State.CONFORMING:
            by.setdefault(unit.community, {}).setdefault(unit.site, []).append(unit)
    found = []
    for community, sites in by.items():
        failing = [us for us in sites.values() if any(u.state is State.NONCONFORMING for u in us)]
        worst = [u for us in failing for u in us if u.state is State.NONCONFORMING]
        first = (worst or [u for us in sites.values() for u in us])[0]
        found.append(
            Shortfall(
                community=community,
                name=facts.communities.get(community, community),
                nonconforming=len(failing),
                unknown=len(sites) - len(failing),
                first=first,
            )
        )
    return tuple(sorted(found, key=lambda s: (-s.nonconforming, -s.unknown, s.community)))


def overdue_of(corrections: Iterable[Correction], places: Mapping[str, str], on: date) -> tuple[Overdue, ...]:
    """Corrections past their deadline on a day, the longest first; `places` by site id."""
    found = [
        Overdue(correction=c, place=places.get(c.site, ""), days=days) for c in corrections if (days := c.days_over(on))
    ]
    return tuple(sorted(found, key=lambda o: (-o.days, o.place, o.correction.id)))


def expiring_of(units: tuple[UnitResult, ...], standard: Standard, on: date) -> tuple[Expiring, ...]:
    """Conforming sites whose evidence runs out within 60 days, by its last valid day."""
    last: dict[str, date] = {}
    for unit in units:
        if unit.state is State.CONFORMING and unit.evidence is not None:
            age = standard.criteria[unit.criterion].evidence_max_age_days
            end = china_date(unit.evidence.observed_at) + timedelta(days=age)
            if end <= on + timedelta(days=SOON_DAYS):
                last[unit.site] = min(end, last.get(unit.site, end))
    by_day: dict[date, list[str]] = {}
    for site, end in last.items():
        by_day.setdefault(end, []).append(site)
    return tuple(Expiring(on=day, sites=tuple(sorted(by_day[day]))) for day in sorted(by_day))


def count_verdicts(score: StreetScore) -> Mapping[str, int]:
    """How many of the five criteria are met, not met, undetermined."""
    counts: dict[str, int] = {}
    for criterion in score.criteria.values():
        counts[criterion.verdict.value] = counts.get(criterion.verdict.value, 0) + 1
    return counts
