"""What the quality radar looks at and what it says: material from the records alone, and flags (DESIGN 10).

A flag asks for a re-check. It changes no score and accuses nobody: honest work gives flags too, and each kind says how
often.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.audit import Audit
from auditor.photo import Photo
from auditor.record import moment_of
from auditor.site import Site
from auditor.survey import Response, Round


class FlagKind(StrEnum):
    """What a flag is about."""

    TOO_FAST = "too_fast"  # an interview faster than reading allows
    COPIED = "copied"  # answers copied from one another that are not everybody's
    UNVARIED = "unvaried"  # one interviewer's answers do not vary
    PACKED = "packed"  # more interviews within minutes than can be held
    SITTING = "sitting"  # typed in one sitting long after, at equal distances
    VACANT = "vacant"  # an interviewer's share of vacant homes
    SAME_PHOTO = "same_photo"  # one photograph at two sites or on two days
    PHOTO_TIME = "photo_time"  # a photograph's own time is not the record's
    JOURNEY = "journey"  # two distant sites minutes apart
    CLOCK = "clock"  # a clock behind or ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing to look into: which records, whose (interviewer or inspectors; may be empty), with what evidence.

    `evidence` holds the numbers that the sentence about it names (wording is `quality_wording`).
    """

    kind: FlagKind
    street: str
    records: tuple[str, ...]  # ids of responses, audits or photographs
    sites: tuple[str, ...] = ()
    person: str = ""
    at: str = ""  # the moment it is about, for the order of listing
    evidence: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same finding, whenever it is made: 16 hex digits."""
        parts = (self.kind.value, self.person, str(self.evidence.get("cause", "")), *sorted(self.records))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Where a rule cannot tell: `kind` of the rule, the round by name, and why, in numbers."""

    kind: FlagKind
    subject: str
    evidence: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is known of the making of one line: when, where, by whom, and when it came into this database.

    `arrival` counts the lines of this database; `package` is "" for what was written here.
    """

    name: str
    record: str
    kind: str
    parents: tuple[str, ...]
    station: str
    person: str
    at: str
    arrival: int
    arrived: str
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything of a street that the radar looks at. `reading` is how many characters each question has, by id;
    `names` of the people by id, for lines whose record names nobody."""

    street: str
    rounds: Mapping[str, Round] = field(default_factory=dict)
    responses: tuple[Response, ...] = ()
    audits: tuple[Audit, ...] = ()
    photos: tuple[Photo, ...] = ()
    sites: Mapping[str, Site] = field(default_factory=dict)
    writings: tuple[Writing, ...] = ()
    reading: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def first_lines(self) -> dict[str, Writing]:
        """The first line of each record, by when it was written."""
        found: dict[str, Writing] = {}
        for line in self.writings:
            if line.record not in found or (line.at, line.name) < (found[line.record].at, found[line.record].name):
                found[line.record] = line
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """What was found, and where nothing can be told."""

    street: str
    flags: tuple[Flag, ...]
    silences: tuple[Silence, ...] = ()
    interviews: int = 0  # looked at
    audits: int = 0
    photos: int = 0


def seconds_between(earlier: str, later: str) -> float:
    """Seconds from one stamp to another; negative if it is before."""
    return (moment_of(later) - moment_of(earlier)).total_seconds()
