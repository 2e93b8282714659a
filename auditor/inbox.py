"""What a station and the bureau's inbox say to each other: states, the receipt, what is signed; and the inbox's port.

```
GET   /v1/challenge                                          {challenge}: one use, one minute
POST  /v1/session   {station, key, challenge, signature}     {token, seconds}; sent on as `Authorization: Bearer`
HEAD  /v1/p/<sha256>                                         Upload-State, Upload-Offset
PATCH /v1/p/<sha256>  Upload-Offset, Upload-Length           204 go on | 201 whole | 200 had it | 409 from elsewhere
GET   /v1/p/<sha256>                                         the receipt
POST  /v1/pull                                               {sha256, size} | 204 nothing | 202 ask again
GET   /v1/o/<sha256>  Range                                  the bureau's package for this station
HEAD, PATCH, GET /v1/b/<sha256>                              a photograph, in the same way
```

A file is named by its SHA-256, so that sending it again is never wrong. Whatever is refused is told as
`{code, sentence}`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from auditor.telling import Tell

OFFSET, LENGTH, STATE = "Upload-Offset", "Upload-Length", "Upload-State"
MOST_PACKAGE = 2**32 - 1  # bytes; what a stick with FAT32 takes too
MOST_PHOTO = 8 * 2**20
MOST_REQUEST = 16 * 2**20  # bytes of one PATCH: a file goes in slices, each told as taken
MOST_WORDS = 64 * 2**10  # bytes of a receipt or another answer that is not a file

_NAME = re.compile(r"[0-9a-f]{64}\Z")
_ABOUT = b"street-auditor inbox 1\n"


class Stage(StrEnum):
    """How far a file is that was sent to the inbox."""

    PARTIAL = "partial"  # some of it is there, or nothing
    SPOOLED = "spooled"  # whole and safe at the bureau; its turn comes
    APPLIED = "applied"
    QUARANTINED = "quarantined"  # kept; a person at the bureau decides
    REFUSED = "refused"


ENDED = frozenset({Stage.APPLIED, Stage.QUARANTINED, Stage.REFUSED})


class Standing(StrEnum):
    """What a station is to the bureau."""

    KNOWN = "known"
    UNKNOWN = "unknown"  # it may deliver, for quarantine, and is given nothing
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a package: its stage, why (a code and a sentence), and how many (`lines`, `new`, ...)."""

    state: Stage
    code: str = ""
    sentence: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    def encode(self) -> bytes:
        """As JSON. `Receipt.decode(r.encode()) == r`."""
        said = {"state": self.state, "code": self.code, "sentence": self.sentence, "counts": dict(self.counts)}
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def decode(cls, raw: bytes) -> "Receipt":
        """The receipt of its bytes; ValueError for anything else."""
        said = json.loads(raw)
        try:
            counts = {str(name): int(n) for name, n in said["counts"].items()}
            return cls(
                state=Stage(said["state"]), code=str(said["code"]), sentence=str(said["sentence"]), counts=counts
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no receipt") from error


class Bureau(Protocol):
    """What the inbox asks of the bureau's database. Called from its own threads, never from two for one package."""

    def standing(self, station: str) -> Standing:
        """What a station is to the bureau, now."""

    def take_in(self, package: Path, tell: Tell) -> Receipt:
        """Unpack one package. Refused for one that is none; Unavailable where it may be tried again later. It may have
        been done before: then it is told again."""

    def receipt(self, sha256: str) -> Receipt | None:
        """What became of the package of this SHA-256 that came earlier, by whatever way; None if none came."""

    def answer(self, station: str, to: Path) -> bool:
        """Write what a known station lacks to `to`; False where it lacks nothing."""

    def wants_photo(self, sha256: str) -> bool:
        """Whether a photograph is named by a record, is not erased, and its file is lacking."""

    def keep_photo(self, raw: bytes) -> None:
        """Keep the bytes of a photograph that was wanted."""

    def photo(self, station: str, sha256: str) -> bytes | None:
        """The bytes of a photograph for a known station; None where it is not to have it or it is not there."""


def is_name(text: str) -> bool:
    """Whether this can be the name of a file at the inbox: a SHA-256 as 64 hex digits and nothing else."""
    return bool(_NAME.match(text))


def to_sign(fingerprint: str, challenge: str) -> bytes:
    """What a station signs to be let in. The certificate's fingerprint is part of it, so that a signature given to one
    server cannot be handed on to another; the first words keep it apart from the signature of a manifest."""
    return _ABOUT + f"{fingerprint}\n{challenge}\n".encode()
