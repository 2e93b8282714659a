"""A photograph (照片) of an audit: named by the SHA-256 of its bytes, with the likeness by which copies are found."""

import re
from dataclasses import dataclass
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record, moment_of

_SHA = re.compile(r"[0-9a-f]{64}\Z")
_LIKENESS = re.compile(r"[0-9a-f]{16}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Record):
    """What a database knows of a photograph; the file lies beside it under its `sha256` (DESIGN 6).

    `likeness`: 64 bits as 16 hex digits (formats/likeness.py); "" where the picture shows too little to be told from
    others. `taken_at`: the camera's moment as a UTC stamp, "" where the file says none. `erased`: why the file is gone;
    then no database takes these bytes again.
    """

    KIND: ClassVar[str] = "photo"
    site: str
    sha256: str
    audit: str = ""  # the audit it was taken at; its id is known before it is saved
    unit: str = ""  # a point's id or "site", and the checklist's item it shows; "" where it shows the whole
    item: str = ""
    correction: str = ""  # the correction it shows put right (整改后); what was found is shown by the audit's own
    caption: str = ""
    likeness: str = ""
    taken_at: str = ""
    erased: str = ""

    def problems(self) -> list[Problem]:
        """A site, a hash of the bytes; likeness and moment of the right form where they are said."""
        found = [] if self.site.strip() else [Problem("site", "empty")]
        if not _SHA.match(self.sha256):
            found.append(Problem("sha256", "not_a_hash", {"value": self.sha256}))
        if self.likeness and not _LIKENESS.match(self.likeness):
            found.append(Problem("likeness", "not_a_hash", {"value": self.likeness}))
        if self.taken_at:
            try:
                moment_of(self.taken_at)
            except ValueError:
                found.append(Problem("taken_at", "not_a_moment", {"value": self.taken_at}))
        return found


def difference(left: str, right: str) -> int:
    """In how many of the 64 bits two likenesses differ."""
    return (int(left, 16) ^ int(right, 16)).bit_count()
