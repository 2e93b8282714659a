"""The two goals (DESIGN 9): 2025, closed, by community and document; 2030, live, by what is proven month by month."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from auditor.coverage import UnitResult
from auditor.errors import Problem
from auditor.record import Record
from auditor.standard import COVERAGES
from auditor.verdict import HOUSEHOLDS, State, Verdict

CLOSED_ON = date(2025, 12, 31)
GOAL = (2030, 12)


class Completed(StrEnum):
    """What the district holds of a community's 示范社区创建."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    OFF_LIST = "off_list"  # taken off the list of 2025-12-31, with a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(Record):
    """Whether a community completed the task by 2025, with its document. Every later entry stays in the history."""

    KIND: ClassVar[str] = "completion"
    WHOLE: ClassVar[bool] = True
    community: str
    status: Completed
    document: str = ""
    dated: date | None = None
    entered_on: date
    reason: str = ""

    def problems(self) -> list[Problem]:
        """A completion rests on a document dated by 2025-12-31; taking a community off the list on a reason."""
        found = [] if self.community else [Problem("community", "empty")]
        if self.status is Completed.OFF_LIST:
            return found + ([] if self.reason.strip() else [Problem("reason", "empty")])
        if not self.document.strip():
            found.append(Problem("document", "empty"))
        if self.dated is None:
            found.append(Problem("dated", "empty"))
        elif self.dated > CLOSED_ON:
            found.append(Problem("dated", "dated_after_close", {"value": self.dated.isoformat()}))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal2025:
    """The closed goal: MET when all completed, NOT_MET when any did not, else not evidenced (UNDETERMINED)."""

    verdict: Verdict
    completed: int
    not_completed: int
    without_record: int
    changes: Mapping[str, int] = field(default_factory=dict)  # day of entry after the close -> entries

    @property
    def total(self) -> int:
        """Communities on the list."""
        return self.completed + self.not_completed + self.without_record


def goal_2025(communities: Iterable[str], completions: Iterable[Completion]) -> Goal2025:
    """The closed goal over a list of community codes. Several records of one community: the newest entry, then id."""
    of: dict[str, Completion] = {}
    changes: dict[str, int] = {}
    for record in sorted(completions, key=lambda c: (c.entered_on, c.id)):
        of[record.community] = record
        if record.entered_on > CLOSED_ON:
            changes[record.entered_on.isoformat()] = changes.get(record.entered_on.isoformat(), 0) + 1
    listed = [c for c in communities if c not in of or of[c].status is not Completed.OFF_LIST]
    completed = sum(c in of and of[c].status is Completed.COMPLETED for c in listed)
    missed = sum(c in of and of[c].status is Completed.NOT_COMPLETED for c in listed)
    if missed:
        verdict = Verdict.NOT_MET
    else:
        verdict = Verdict.MET if listed and completed == len(listed) else Verdict.UNDETERMINED
    return Goal2025(
        verdict=verdict,
        completed=completed,
        not_completed=missed,
        without_record=len(listed) - completed - missed,
        changes=changes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is proven on the last day of a month: sites conforming in all three coverages, households in placement."""

    on: date
    sites: int
    sites_total: int
    households: int
    households_total: int

    def __add__(self, other: "Month") -> "Month":
        return Month(
            on=self.on,
            sites=self.sites + other.sites,
            sites_total=self.sites_total + other.sites_total,
            households=self.households + other.households,
            households_total=self.households_total + other.households_total,
        )


def site_states(units: Iterable[UnitResult]) -> dict[str, State]:
    """Per site the weakest of its results in the three coverages (placement of its households included)."""
    order = {State.CONFORMING: 0, State.UNKNOWN: 1, State.NONCONFORMING: 2}
    result: dict[str, State] = {}
    for unit in units:
        if unit.criterion in COVERAGES and unit.count:
            held = result.get(unit.site, State.CONFORMING)
            result[unit.site] = max(held, unit.state, key=order.__getitem__)
    return result


def month_of(on: date, units: Sequence[UnitResult]) -> Month:
    """One month end of some units: a street's, a community's. Unknown is not yet conforming."""
    states = site_states(units)
    households = [u for u in units if u.part == HOUSEHOLDS]
    return Month(
        on=on,
        sites=sum(s is State.CONFORMING for s in states.values()),
        sites_total=len(states),
        households=sum(u.count for u in households if u.state is State.CONFORMING),
        households_total=sum(u.count for u in households),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast sites come to conform, in hundredths of a percent point a month, and when that arrives."""

    achieved: int | None  # None: too early, fewer than 3 month ends
    needed: int
    months: int  # month ends the pace rests on
    arrives: date | None  # None with `achieved` <= 0: does not arrive


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months_between(start: date, end: date) -> list[date]:
    """The last days of all months from `start`'s to the last one that has ended by `end`."""
    year, month = start.year, start.month
    found = []
    while (day := last_day(year, month)) <= end:
        found.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def pace_of(months: Sequence[Month]) -> Pace:
    """Achieved: change over the last 12 month ends (at least 3); needed: the rest by 2030-12; both cut downwards."""
    if not months:
        return Pace(achieved=None, needed=0, months=0, arrives=None)
    last = months[-1]
    share = Fraction(last.sites, last.sites_total) if last.sites_total else Fraction(0)
    left = (GOAL[0] - last.on.year) * 12 + GOAL[1] - last.on.month
    needed = -int(-(1 - share) * 10_000 // left) if left > 0 else int((1 - share) * 10_000)
    window = months[-13:]
    if len(window) < 3:
        return Pace(achieved=None, needed=needed, months=len(window), arrives=None)
    first = window[0]
    before = Fraction(first.sites, first.sites_total) if first.sites_total else Fraction(0)
    rate = (share - before) / (len(window) - 1)
    arrives = None
    if share == 1:
        arrives = last.on
    elif rate > 0:
        ahead = -int(-(1 - share) // rate)
        year, month = divmod(last.on.year * 12 + last.on.month - 1 + ahead, 12)
        arrives = last_day(year, month + 1) if year < 2200 else None
    achieved = int(rate * 10_000) if rate >= 0 else -int(-rate * 10_000)
    return Pace(achieved=achieved, needed=needed, months=len(window), arrives=arrives)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetProgress:
    """One street's months and pace, and its communities on the last month end."""

    code: str
    name: str
    months: tuple[Month, ...]
    pace: Pace
    communities: Mapping[str, Month]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Both goals of the district on a day, from the lines `known` by a day, of which `root` is the journal's: the one
    value that feeds screen, print and tables."""

    on: date
    known: date
    root: str
    edition: str
    goal_2025: Goal2025
    months: tuple[Month, ...]
    pace: Pace
    streets: tuple[StreetProgress, ...]
