"""A table to be written: columns, rows, and the control figures that prove that nothing was lost on the way."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from auditor.forms import Column, Kind

Shown = str | int | bool | date | time | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One table: its id and name, its columns, its rows in their order. `to_fill`: its cells offer their choices."""

    id: str
    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Shown]]
    to_fill: bool = False

    def sums(self) -> dict[str, int]:
        """The sum of each COUNT column, by its id."""
        return {
            c.id: sum(v for row in self.rows if isinstance(v := row[i], int))
            for i, c in enumerate(self.columns)
            if c.kind is Kind.COUNT
        }

    def sha256(self) -> str:
        """SHA-256 of the rows: column ids, then each row, one JSON array a line, UTF-8, no white space."""
        digest = hashlib.sha256()
        for row in ([c.id for c in self.columns], *([plain(v) for v in r] for r in self.rows)):
            digest.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that goes into one file, with the filter it was made under and, for demonstrations, its mark."""

    title: str
    listings: tuple[Listing, ...]
    filter: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False


def plain(value: Shown) -> str | int | bool | None:
    """A cell as JSON and CSV have it: dates and times as text, empty as None."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    return None if value == "" else value


def row_of(columns: Sequence[Column], values: Mapping[str, Shown]) -> tuple[Shown, ...]:
    """Values by column id in order of the columns; choices under the names they are imported by."""
    return tuple(_shown(c, values.get(c.id)) for c in columns)


def _shown(column: Column, value: Shown) -> Shown:
    if column.choices and value:
        return next((c.shown for c in column.choices if c.id == value), value)
    return value
