"""What is missing as an office works on it: the list with its facts, its minutes and its days; one value for all."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.day_plans import DayPlan, Pace, minutes_of
from auditor.facts import StreetFacts
from auditor.gaps import Missing, Needed
from auditor.verdict import StreetScore


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """What is missing in a street, with the facts it was listed from, the office's pace and the days it makes."""

    missing: Missing
    facts: StreetFacts
    score: StreetScore
    addresses: Mapping[str, str]  # by site, of sites that have one
    pace: Pace
    hours: int
    days: tuple[DayPlan, ...]
    demonstration: bool

    def minutes(self, line: Needed) -> int:
        """How long a line is expected to take."""
        return minutes_of(line, self.pace)

    @property
    def total_minutes(self) -> int:
        """All lines together."""
        return sum(self.minutes(n) for n in self.missing.needed)
