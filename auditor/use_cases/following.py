"""Following the two goals: 2025 as recorded, 2030 recomputed month by month."""

from collections.abc import Iterable
from datetime import date

from auditor.coverage import UnitResult, judge_units
from auditor.division import EDITION, published_divisions
from auditor.facts import StreetFacts
from auditor.progress import (
    Completion,
    Month,
    Progress,
    StreetProgress,
    goal_2025,
    month_of,
    months_between,
    pace_of,
)
from auditor.record import fixed_id
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.telling import Tell, quiet

MONTHS_OF_PACE = 13  # `pace_of` rests on the change over twelve months
MOST_MONTHS = 25  # two years and the month they start from


def follow_progress(store: Store, standard: Standard, on: date, tell: Tell = quiet) -> Progress:
    """Both goals on a day, of the whole district, its streets and communities."""
    with store.reading() as work:
        listed = [c.code for c in published_divisions()[1]]
        closed = goal_2025(listed, work.completions.all())
        streets = [s for s in work.streets.all() if work.sites.counts(s.code)]
        streets.sort(key=lambda s: s.code)
        begun = {s.code: work.audits.first_day(s.code) for s in streets}
        ends = _month_ends(begun.values(), on)
        found, months = [], [Month(on=e, sites=0, sites_total=0, households=0, households_total=0) for e in ends]
        for place, street in enumerate(streets):
            tell(place, len(streets))
            mine, communities = _follow_street(work, street.code, standard, ends)
            months = [whole + part for whole, part in zip(months, mine, strict=True)]
            own = tuple(m for m in mine if begun[street.code] and m.on.isoformat() >= begun[street.code])
            found.append(
                StreetProgress(
                    code=street.code, name=street.name, months=own, pace=pace_of(own), communities=communities
                )
            )
        tell(len(streets), len(streets))
        known, root = work.today(), work.journal.root()
    return Progress(
        on=on,
        known=known,
        root=root,
        edition=EDITION,
        goal_2025=closed,
        months=tuple(months),
        pace=pace_of(months),
        streets=tuple(found),
    )


def ends_to_follow(store: Store, street: str) -> list[date]:
    """The month ends of a street on which its pace of today rests: the last year's, from its first audit on."""
    with store.reading() as work:
        begun = work.audits.first_day(street)
        return months_between(date.fromisoformat(begun), work.today())[-MONTHS_OF_PACE:] if begun else []


def follow_month(store: Store, street: str, standard: Standard, end: date) -> Month:
    """A street on the last day of a month. One question for itself, so that others have their turn between months."""
    with store.reading() as work:
        facts = work.facts(street, end, standard, rounds=False)
    return month_of(end, judge_units(facts, standard, end))


def _month_ends(begun: Iterable[str], on: date) -> list[date]:
    """The month ends to show: from the first with evidence in any street, at most two years back. What a street that
    began later had not shown by then is unknown, and unknown is not yet."""
    days = [d for d in begun if d]
    return months_between(date.fromisoformat(min(days)), on)[-MOST_MONTHS:] if days else []


def _follow_street(work: Work, code: str, standard: Standard, ends: list[date]) -> tuple[list[Month], dict[str, Month]]:
    """A street's month ends, and its communities on the last of them."""
    months: list[Month] = []
    units: list[UnitResult] = []
    earlier: tuple[date, StreetFacts] | None = None
    for end in ends:
        facts = work.facts(code, end, standard, rounds=False, earlier=earlier)
        earlier = end, facts
        units = judge_units(facts, standard, end)
        months.append(month_of(end, units))
    by_community: dict[str, list[UnitResult]] = {}
    for unit in units:
        by_community.setdefault(unit.community, []).append(unit)
    return months, {c: month_of(ends[-1], mine) for c, mine in sorted(by_community.items())}


def record_completion(store: Store, completion: Completion) -> Completion:
    """Enter whether a community completed by 2025; a later entry is a further version, and both stay readable."""
    with store.writing() as work:
        return work.completions.save(completion)


def completion_of(work: Work, community: str) -> Completion | None:
    """What is recorded of a community."""
    return work.completions.find(completion_id(community))


def completion_id(community: str) -> str:
    """The id of a community's record of 2025, the same in every database."""
    return fixed_id("completion", community)
