"""A photograph (照片) of an audit: named by the SHA-256 of its bytes, with the likeness by which copies are found."""

import re
from dataclasses import dataclass
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record, moment_of

_SHA = re.compile(r"[0-9a-f]{64}\Z")
_LIKENESS = re.compile(r"[0-9a-f]{16}\Z")

Box = tuple[int, int, int, int]  # left, top, right, bottom of something to be covered, in px of the kept picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Record):
    """What a database knows of a photograph; the file lies beside it under its `sha256` (DESIGN 6).

    `likeness`: 64 bits as 16 hex digits (formats/likeness.py); "" where the picture shows too little to be told from
    others. `taken_at`: the camera's moment as a UTC stamp, "" where the file says none. `original`: the SHA-256 of the
    file it was made from, by which the same file is known again. `before`: the hashes of its bytes before faces were
    covered, newest first, with a space between; those bytes are replaced and never taken again. `erased`: why the file
    is gone; then no database takes these bytes again.
    """

    KIND: ClassVar[str] = "photo"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (("sha256", "likeness", "before"),)
    site: str
    sha256: str
    audit: str = ""  # the audit it was taken at; its id is known before it is saved
    unit: str = ""  # a point's id or "site", and the checklist's item it shows; "" where it shows the whole
    item: str = ""
    correction: str = ""  # the correction it shows put right (整改后); what was found is shown by the audit's own
    caption: str = ""
    likeness: str = ""
    taken_at: str = ""
    original: str = ""
    before: str = ""
    erased: str = ""

    @property
    def replaced(self) -> tuple[str, ...]:
        """The hashes of its bytes before faces were covered, newest first."""
        return tuple(self.before.split())

    def problems(self) -> list[Problem]:
        """A site, a hash of the bytes; other hashes, likeness and moment of the right form where they are said."""
        found = [] if self.site.strip() else [Problem("site", "empty")]
        hashes = [("sha256", self.sha256), *(("before", name) for name in self.replaced)]
        if self.original:
            hashes.append(("original", self.original))
        found += [Problem(field, "not_a_hash", {"value": name}) for field, name in hashes if not _SHA.match(name)]
        if self.likeness and not _LIKENESS.match(self.likeness):
            found.append(Problem("likeness", "not_a_hash", {"value": self.likeness}))
        if self.taken_at:
            try:
                moment_of(self.taken_at)
            except ValueError:
                found.append(Problem("taken_at", "not_a_moment", {"value": self.taken_at}))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlace:
    """What a photograph belongs to: a site, and there perhaps an audit, one of its items, or a correction."""

    street: str
    site: str
    audit: str = ""
    unit: str = ""
    item: str = ""
    correction: str = ""


def difference(left: str, right: str) -> int:
    """In how many of the 64 bits two likenesses differ."""
    return (int(left, 16) ^ int(right, 16)).bit_count()
