"""The facts of a street on a day, as the store reads them and the rules judge them; no rule is in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.audit import Answer
from auditor.survey import Method, Mode, Part
from auditor.visits import SlotVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFact:
    """An active site of the day. `unsettled`: its record is in conflict, incomplete or broken."""

    id: str
    code: str
    name: str
    community: str
    place_type: str
    households: int
    unsettled: bool = False
    latitude: int | None = None  # WGS-84, millionths of a degree: a hint, never a proof
    longitude: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointFact:
    """A placement point; `in_use` on the day."""

    id: str
    code: str
    name: str
    site: str
    in_use: bool
    unsettled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFact:
    """A service link in force on the day, alternatives left out."""

    id: str
    point: str
    site: str
    households: int
    unsettled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFact:
    """A responsible organisation in force on the day."""

    id: str
    site: str
    organisation: str
    since: str
    unsettled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The newest answer to an item of a unit (a site's or point's id) on the day, with the audit that holds it.

    `answer` is None where it cannot be told: equal moments that differ, or an audit whose record is not settled.
    """

    answer: Answer | None
    observed_at: str
    audit: str
    self_check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """A round as of the day: its frozen plan with the supplements drawn by then, and every visit observed by then."""

    id: str
    name: str
    mode: Mode
    method: Method
    frozen_on: date
    ended_on: date | None  # closed by a person or with its field period, by the day
    frame: Mapping[str, int]  # site id -> households framed
    parts: tuple[Part, ...]
    visits: tuple[SlotVisit, ...]
    unsettled: bool = False
    standards: tuple[str, ...] = ()  # records of the standard whose key judged the answers, where it did not ship

    @property
    def plan(self) -> list[tuple[int, int]]:
        """(Households framed, slots planned) of every stratum."""
        found: dict[str, tuple[int, int]] = {}
        for part in self.parts:
            found[part.stratum] = part.framed, found.get(part.stratum, (0, 0))[1] + part.planned
        return list(found.values())

    @property
    def communities(self) -> dict[str, int]:
        """Households framed by community code."""
        strata = {part.stratum: part for part in self.parts}
        found: dict[str, int] = {}
        for part in strata.values():
            found[part.community] = found.get(part.community, 0) + part.framed
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetFacts:
    """Everything that a street's score of a day rests on. Evidence by (unit id, item id)."""

    code: str
    name: str
    communities: Mapping[str, str]  # code -> name
    sites: tuple[SiteFact, ...]
    points: Mapping[str, PointFact]
    links: tuple[LinkFact, ...]
    assignments: tuple[AssignmentFact, ...]
    evidence: Mapping[tuple[str, str], Evidence]
    rounds: tuple[RoundFact, ...]
    doubtful: int = 0  # records dated later than they were written, or than today: left out
    joins: Mapping[str, str] = field(default_factory=dict)  # joined site or point -> the one it counts for
