"""A standard as records: the text of its file in lines of the journal, so that it travels and is never edited."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import ClassVar

from auditor.errors import Problem, Refused
from auditor.record import Record, fixed_id
from auditor.standard import Standard
from auditor.standard_file import parse_standard

PART_BYTES = 48_000  # of canonical text: the rest of a line of 64 KiB is for its other fields
MOST_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardText(Record):
    """One part of a standard's file; a short file is one part. `sha256` is that of the whole file."""

    KIND: ClassVar[str] = "standard"
    WHOLE: ClassVar[bool] = True
    code: str
    number: int
    in_force_from: date
    part: int
    parts: int
    sha256: str
    text: str

    def problems(self) -> list[Problem]:
        """It says which standard it is of, and which part."""
        found = [Problem(name, "empty") for name in ("code", "sha256", "text") if not getattr(self, name)]
        if not 1 <= self.part <= self.parts <= MOST_PARTS or self.number < 1:
            found.append(Problem("part", "negative", {"value": self.part}))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPlan:
    """What adopting a file would do. `held`: nothing, for it is there already, byte for byte."""

    standard: Standard
    texts: tuple[StandardText, ...]
    held: bool
    supersedes: Standard | None  # the highest number of its id so far


def record_id(code: str, number: int, part: int) -> str:
    """The id of a part: of `nankai-2023 2` the first, of `nankai-2023 2/2` the second."""
    name = f"{code} {number}"
    return fixed_id(StandardText.KIND, name if part == 1 else f"{name}/{part}")


def texts_of(standard: Standard, raw: bytes) -> list[StandardText]:
    """The records of a standard's file; Refused where it is too long for them."""
    texts = _cut(raw.decode("utf-8"))
    if len(texts) > MOST_PARTS or any(_size(text) > PART_BYTES for text in texts):
        most = MOST_PARTS * PART_BYTES // 1000
        raise Refused(Problem("file", "standard_too_long", {"value": standard.name, "most": most}))
    return [
        StandardText(
            id=record_id(standard.id, standard.number, n),
            code=standard.id,
            number=standard.number,
            in_force_from=standard.in_force_from,
            part=n,
            parts=len(texts),
            sha256=standard.hash,
            text=text,
        )
        for n, text in enumerate(texts, 1)
    ]


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())


def _cut(text: str) -> list[str]:
    """Whole lines, as many as fit into a part."""
    parts, held, size = [], "", 0
    for line in text.splitlines(keepends=True):
        more = _size(line)
        if held and size + more > PART_BYTES:
            parts.append(held)
            held, size = "", 0
        held, size = held + line, size + more
    return [*parts, held]


def assemble(texts: Iterable[StandardText]) -> Iterator[Standard]:
    """The standards of which every part is held and whose text is what its hash says. What this program cannot read
    is left out: whoever asks for it is told that it is not held."""
    groups: dict[tuple[str, int, str], dict[int, StandardText]] = {}
    for text in texts:
        groups.setdefault((text.code, text.number, text.sha256), {})[text.part] = text
    for (code, number, sha256), parts in sorted(groups.items()):
        first = next(iter(parts.values()))
        if sorted(parts) != list(range(1, first.parts + 1)):
            continue
        whole = "".join(parts[n].text for n in sorted(parts)).encode()
        if hashlib.sha256(whole).hexdigest() != sha256:
            continue
        found = _parsed(f"{code}-{number}.toml", whole)
        if found is not None and (found.id, found.number) == (code, number):
            yield replace(found, records=tuple(sorted(part.id for part in parts.values())))


@lru_cache(maxsize=32)
def _parsed(file: str, raw: bytes) -> Standard | None:
    try:
        return parse_standard(file, raw)
    except Refused:
        return None
