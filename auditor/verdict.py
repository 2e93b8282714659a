"""Three values, tallies and verdicts (DESIGN 2), and the values that carry a score; integers only, nothing rounded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from auditor.standard import CRITERIA
from auditor.wording import tenths, tenths_text

HOUSEHOLDS, SITES = "households", "sites"  # the two parts of placement


class State(StrEnum):
    """What a unit is: conforming 符合, nonconforming 不符合, unknown 未知."""

    CONFORMING = "conforming"
    NONCONFORMING = "nonconforming"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a criterion or street is: 达标, 未达标, 未定."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    UNDETERMINED = "UNDETERMINED"


def weakest(states: Iterable[State]) -> State:
    """Nonconforming if any test is known to fail, else unknown if any is unknown, else conforming."""
    found = set(states)
    if State.NONCONFORMING in found:
        return State.NONCONFORMING
    return State.UNKNOWN if State.UNKNOWN in found else State.CONFORMING


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """NOT_MET if any part is, else UNDETERMINED if any is, else MET; nothing at all is UNDETERMINED."""
    found = set(verdicts)
    if Verdict.NOT_MET in found:
        return Verdict.NOT_MET
    return Verdict.MET if found == {Verdict.MET} else Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of units; `total` is their sum, so unknown is never out of the denominator."""

    conforming: int = 0
    nonconforming: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All units counted."""
        return self.conforming + self.nonconforming + self.unknown

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            conforming=self.conforming + other.conforming,
            nonconforming=self.nonconforming + other.nonconforming,
            unknown=self.unknown + other.unknown,
        )

    @property
    def percent(self) -> str:
        """What is proven: conforming / total, cut to one decimal."""
        return tenths_text(tenths(self.conforming, self.total))

    @property
    def at_most(self) -> str:
        """What it can still become: (conforming + unknown) / total, cut to one decimal."""
        return tenths_text(tenths(self.conforming + self.unknown, self.total))


def tenths_of(percent: str) -> int:
    """Tenths of a percent text: `99.9` is 999."""
    return int(percent.replace(".", ""))


def tally_of(states: Iterable[State], weight: int = 1) -> Tally:
    """How many units are in each state."""
    counts = dict.fromkeys(State, 0)
    for state in states:
        counts[state] += weight
    return Tally(**{state.value: count for state, count in counts.items()})


def verdict_of(tally: Tally, threshold: Fraction) -> Verdict:
    """MET when conforming reaches the threshold, NOT_MET when it no longer can, else UNDETERMINED (total 0 too)."""
    a, b = threshold.numerator, threshold.denominator
    if not tally.total:
        return Verdict.UNDETERMINED
    if tally.conforming * b >= a * tally.total:
        return Verdict.MET
    if (tally.conforming + tally.unknown) * b < a * tally.total:
        return Verdict.NOT_MET
    return Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResult:
    """What a round shows of one criterion. Rates are cut to four decimals; "" where not computed."""

    round: str
    name: str
    mode: str
    design: str
    population: int
    planned: int
    released: int
    completes: int
    refused: int  # final without an answer
    response_rate: str
    lower_bound: str
    open: int  # released and not final
    gaps: int = 0  # households of the register outside the frame: they count wholly against the bound
    estimate: str = ""  # weighted share of the answers; samples only
    upper_bound: str = ""  # one-sided, as the lower bound, and cut upwards
    interval_from: str = ""  # two-sided, for tables
    interval_to: str = ""
    deff: str = ""  # the design effect assumed (two stages)
    deff_found: str = ""  # as the answers show it


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionScore:
    """One criterion of a street or community."""

    id: str
    tally: Tally
    verdict: Verdict
    mode: str  # register, census, sample, none
    percent: str  # what is proven, cut
    parts: Mapping[str, "PartScore"] = field(default_factory=dict)
    sample: SampleResult | None = None
    communities: Mapping[str, "PartScore"] = field(default_factory=dict)
    not_required: int = 0  # sites whose place type asks nothing: counted and printed, not judged
    self_checked: int = 0  # conforming units that rest on a unit's own check alone
    lacking: Mapping[str, int] = field(default_factory=dict)  # rates: complete interviews the plan lacks, by community
    lacking_any: int = 0  # any so many of these are enough (a census below 100 %); 0: all of them
    lost: str = ""  # rates: why no further answer of this round can make it MET; "" while one can, or it is


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScore:
    """A tally with its verdict: a part of placement, or one community."""

    tally: Tally
    verdict: Verdict
    percent: str
    parts: Mapping[str, "PartScore"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetScore:
    """A street's score. It carries its standard, its dates and the journal's root, so that it can stand alone."""

    street: str
    name: str
    standard: str
    standard_number: int
    on: date
    known: date
    root: str
    verdict: Verdict
    index: str
    criteria: Mapping[str, CriterionScore]
    sites: int
    households: int
    doubtful: int = 0
    residential_without_households: int = 0

    def __post_init__(self) -> None:
        """The criteria stand in their own order, whatever order they were kept in: a reprint has the same bytes."""
        ordered = {name: self.criteria[name] for name in CRITERIA if name in self.criteria}
        object.__setattr__(self, "criteria", ordered)


def part_score(tally: Tally, threshold: Fraction) -> PartScore:
    """A tally under a threshold, as a score."""
    return PartScore(tally=tally, verdict=verdict_of(tally, threshold), percent=tally.percent)
