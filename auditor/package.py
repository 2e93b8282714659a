"""A package (数据包, `.sap`): what one database hands to another; its manifest, what it may hold, and what is lacking.

Never modified after writing. Its manifest says who wrote it, what is in it, and what its writer holds (`Have`): what
the other side lacks is computed from that and never remembered (DESIGN 5).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.errors import Problem, Refused
from auditor.people import station_of
from auditor.record import NotCanonical, canonical, moment_of, read_canonical, stamp

FORMAT = "street-auditor-package"
VERSION = 1  # of the format
SCHEMA = 1  # of the lines that this program writes and reads
LINES_IN_MEMBER = 20_000
MOST_MEMBERS = 100_000
MOST_LINES = 2**26  # bytes of lines in one member, unpacked; ours are closed at the half
MOST_PHOTO = 2**26  # bytes: what is kept of a photograph has hardly one
MOST_KEY = 2**12  # bytes of a sealed key
MOST_RATIO = 1_000  # what deflate can at most do to text is about 1,030

_MEMBER = re.compile(r"lines/[0-9]{5}\.jsonl\Z|photos/[0-9a-f]{64}\Z|keys/[0-9a-f-]{36}\Z")
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_ID = re.compile(r"[0-9a-f-]{36}\Z")  # files are named by it: nothing else may stand there
_STATION = re.compile(r"([0-9a-f]{32})?\Z")
_MOST = {"lines": MOST_LINES, "photos": MOST_PHOTO, "keys": MOST_KEY}
_KEYS = {
    *("demonstration", "format", "have", "id", "key", "lines", "made", "members", "most_schema", "name", "of_others"),
    *("photos_left", "recovered", "station", "to", "version", "wants"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """How many lines of one station and street a database holds, and the SHA-256 over their sorted names."""

    count: int
    digest: str


Have = Mapping[tuple[str, str], Part]  # (street, station)


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside: its size unpacked, in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a package says of itself.

    `to` is the station it is for, "" where whoever may read it may take it; `name` what its writer calls itself.
    `of_others`: it holds lines of other stations without being the bureau's, and waits for a decider. `photos_left`
    photographs are named by its lines and follow in another package; `wants` are those its writer lacks, by SHA-256.
    `recovered`: so many lines of its own its writer was sent because it had lost them (a copy was put back, or two
    machines run as one station).
    """

    id: str
    station: str
    key: str  # the station's public key, 64 hex digits
    to: str
    made: str  # UTC, as the `at` of a line
    lines: int
    most_schema: int = SCHEMA  # the newest of its lines
    photos_left: int = 0
    demonstration: bool = False
    name: str = ""
    of_others: bool = False
    recovered: int = 0
    wants: tuple[str, ...] = ()
    have: Have = field(default_factory=dict)
    members: tuple[Member, ...] = ()

    def encode(self) -> bytes:
        """Canonical bytes, the ones that are signed. `Manifest.decode(m.encode()) == m`."""
        have: dict[str, dict[str, Any]] = {}
        for (street, station), part in sorted(self.have.items()):
            have.setdefault(street or "all", {})[station] = {"count": part.count, "digest": part.digest}
        members = {f"m{i:05}": {"name": m.name, "size": m.size, "sha256": m.sha256} for i, m in enumerate(self.members)}
        return canonical(
            {
                "format": FORMAT,
                "version": VERSION,
                "id": self.id,
                "station": self.station,
                "key": self.key,
                "to": self.to,
                "made": self.made,
                "lines": self.lines,
                "most_schema": self.most_schema,
                "photos_left": self.photos_left,
                "demonstration": self.demonstration,
                "name": self.name,
                "of_others": self.of_others,
                "recovered": self.recovered,
                "wants": {f"p{i:05}": sha for i, sha in enumerate(self.wants)},
                "have": have,
                "members": members,
            }
        )

    @classmethod
    def decode(cls, raw: bytes) -> "Manifest":
        """The manifest of its bytes. Refused: no manifest, one of a newer format, or one that contradicts itself."""
        try:
            parts = read_canonical(raw)
            if not isinstance(parts, dict) or parts.get("format") != FORMAT:
                raise ValueError("format")
            if (version := parts["version"]) > VERSION:
                raise Refused(Problem("file", "package_newer", {"version": version, "known": VERSION}))
            if set(parts) != _KEYS:
                raise ValueError("keys")
            made = cls(
                id=_of_form(_ID, parts["id"]),
                station=_text(parts["station"]),
                key=_text(parts["key"]),
                to=_of_form(_STATION, parts["to"]),
                made=stamp(moment_of(_text(parts["made"]))),
                lines=_count(parts["lines"]),
                most_schema=_count(parts["most_schema"]),
                photos_left=_count(parts["photos_left"]),
                demonstration=_flag(parts["demonstration"]),
                name=_text(parts["name"]),
                of_others=_flag(parts["of_others"]),
                recovered=_count(parts["recovered"]),
                wants=tuple(_digest(sha) for _place, sha in sorted(parts["wants"].items())),
                have={
                    ("" if street == "all" else street, station): Part(_count(p["count"]), _digest(p["digest"]))
                    for street, stations in parts["have"].items()
                    for station, p in stations.items()
                },
                members=tuple(
                    Member(_text(m["name"]), _count(m["size"]), _digest(m["sha256"]))
                    for _place, m in sorted(parts["members"].items())
                ),
            )
            if made.encode() != raw:
                raise ValueError("more than it may hold")
        except (NotCanonical, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(Problem("file", "manifest_unreadable", {"said": str(error)})) from error
        made.check()
        return made

    def check(self) -> None:
        """Refuse a manifest whose own parts do not fit together, or that passes the bounds; nothing is unpacked yet."""
        if not _HEX64.match(self.key) or station_of(bytes.fromhex(self.key)) != self.station:
            raise Refused(Problem("file", "key_of_another", {"station": self.station}))
        names = [m.name for m in self.members]
        if len(names) > MOST_MEMBERS:
            raise Refused(Problem("file", "package_too_big", {"what": len(names), "most": MOST_MEMBERS}))
        for member in self.members:
            if not _MEMBER.match(member.name):
                raise Refused(Problem("file", "member_unknown", {"name": member.name}))
            most = _MOST[member.name.partition("/")[0]]
            if member.size > most:
                raise Refused(Problem("file", "package_too_big", {"what": member.size, "most": most}))
            if member.name.startswith("photos/") and member.name[7:] != member.sha256:
                raise Refused(Problem("file", "member_altered", {"name": member.name}))
        if len(set(names)) != len(names):
            raise Refused(Problem("file", "member_twice", {"name": Counter(names).most_common(1)[0][0]}))


def digest_of(names: Iterable[str]) -> str:
    """SHA-256 over sorted names of lines, each with a line end: equal for equal sets."""
    return hashlib.sha256("\n".join([*sorted(names), ""]).encode()).hexdigest()


def part_of(names: Sequence[str]) -> Part:
    """What a database says of the lines it holds of one street and station."""
    return Part(len(names), digest_of(names))


def is_hash(text: str) -> bool:
    """Whether a text has the form of a SHA-256."""
    return _HEX64.match(text) is not None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _of_form(form: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not form.match(value):
        raise ValueError(f"{value!r} has another form")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _digest(value: object) -> str:
    return _of_form(_HEX64, value)
