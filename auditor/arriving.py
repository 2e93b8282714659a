"""What arrives (收到): whether a package may be taken in, and what taking it in does to what stands."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NoReturn

from auditor.errors import Problem, Refused
from auditor.history import State
from auditor.kinds import KINDS
from auditor.package import SCHEMA, Manifest
from auditor.people import Demonstration
from auditor.record import Line
from auditor.verdict import Verdict

_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_STREET = re.compile(r"([0-9]{12})?\Z")
_STATION = re.compile(r"[0-9a-f]{32}\Z")


class Ruling(StrEnum):
    """What is to be done with a package."""

    TAKE = "take"  # take its lines in
    WAIT = "wait"  # keep it, unread, until a decider lets it in
    NEWER = "newer"  # of it only what its writer holds is noted: the program must be updated first


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """This side, as far as it matters to a package: its station, who speaks for the bureau, whether it is the bureau's,
    and of the signer: whether it was accepted, and why its key counts no more."""

    station: str
    bureaux: Collection[str]
    at_bureau: bool
    demonstration: bool
    empty: bool  # it holds no record of its own work yet, so that it may become a demonstration
    accepted: bool
    revoked: str = ""


def rule_on(manifest: Manifest, side: Side) -> tuple[Ruling, str]:
    """What to do with a package, and as a code why it waits; Refused where it is not for this database.

    From the bureau everything is taken: it vouches for what it passes on. From a station the bureau takes what the
    station itself wrote, once it is accepted; a station takes nothing of another one's: such a file is carried on.
    Of newer lines what their writer holds is heard where its word counts; a stranger's wait like any other.
    """
    told = {"station": manifest.station, "name": manifest.name}
    if manifest.to and manifest.to != side.station and not (side.at_bureau and manifest.to in side.bureaux):
        raise Refused(Problem("file", "package_for_another", {**told, "to": manifest.to}))
    if manifest.demonstration and not side.demonstration and not side.empty:
        raise Refused(Problem("file", "package_demonstration", told))
    if side.demonstration and not manifest.demonstration and manifest.station != side.station:
        raise Refused(Problem("file", "package_into_demonstration", told))
    vouched = manifest.station in side.bureaux
    if not vouched and manifest.station != side.station and not side.at_bureau:
        code = "package_of_colleague" if side.bureaux else "not_enrolled"
        raise Refused(Problem("file", code, told))
    heard = Ruling.TAKE if manifest.most_schema <= SCHEMA else Ruling.NEWER
    if manifest.station == side.station and not manifest.of_others:
        return heard, ""
    if side.revoked:
        return Ruling.WAIT, "key_revoked"
    if not vouched and not side.accepted:
        return Ruling.WAIT, "station_unknown"
    if manifest.of_others and not vouched:
        return Ruling.WAIT, "lines_of_others"
    return heard, ""


def refuse_line(line: Line, number: int, *, only_of: str, demonstration: bool = False) -> None:
    """Refuse a line no program may take in: of a kind nobody knows, of a newer schema, (`only_of`) of another station
    than the one whose lines the package may hold ("" for any station), one that would mark what is real as a
    demonstration, or whose record, street or station is none: these go into the columns and manifests of every
    database it reaches."""
    if line.kind not in KINDS:
        _refuse(line, number, "kind_unknown")
    if not 1 <= line.schema <= SCHEMA:
        _refuse(line, number, "line_newer", schema=line.schema, known=SCHEMA)
    if only_of and line.station != only_of:
        _refuse(line, number, "line_of_another", station=line.station, signer=only_of)
    if line.kind == Demonstration.KIND and not demonstration:
        _refuse(line, number, "package_demonstration")
    if not (_RECORD.match(line.record) and _is_street(line.street) and _is_station(line.station)):
        _refuse(line, number, "line_misshapen")


def _refuse(line: Line, number: int, code: str, **told: object) -> NoReturn:
    raise Refused(Problem("file", code, {"row": number, "kind": line.kind, "record": line.record, **told}))


@lru_cache(maxsize=4096)  # a few hundred of each, in a hundred thousand lines
def _is_street(text: str) -> bool:
    return _STREET.match(text) is not None


@lru_cache(maxsize=4096)
def _is_station(text: str) -> bool:
    return _STATION.match(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A street's criterion whose verdict is another one after a package is taken in."""

    street: str
    name: str
    criterion: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A record as a list names it: kind, id, street, and the words a person knows it by ("" where it has none)."""

    kind: str
    record: str
    street: str
    title: str = ""
    told: str = ""  # what is the matter: the fields in conflict, the code that stands twice …


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What taking a package in would do, found out by doing it and rolling it back.

    `new`: records that were not here, by kind. `changed`: records of which something else stands, by kind and field
    (a record with two changed fields counts in both). `conflicting` and `incomplete` become so by it.
    `doubled`: human codes that two sites would bear. `photos_missing`: photographs its records show that are neither
    here nor in the file.
    """

    lines: int
    fresh: int  # lines that are new here
    new: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    records_changed: int = 0
    conflicting: tuple[Named, ...] = ()
    incomplete: tuple[Named, ...] = ()
    doubled: tuple[Named, ...] = ()
    photos_missing: int = 0
    flips: tuple[Flip, ...] = ()
    unheard: tuple[Named, ...] = ()  # one for each line that would say nothing: only the bureau may
    own: int = 0  # lines this very station had written and lost

    @property
    def records_new(self) -> int:
        """How many records were not here."""
        return sum(self.new.values())


UNSETTLED = frozenset({State.CONFLICT, State.INCOMPLETE})
