"""A notice (整改通知单): a numbered work order that tells an organisation what to put right at a site, by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One correction as it was told: its place on the sheet, where, what was seen, what is asked, by which day."""

    place: int
    where: str
    found: str
    asked: str = ""
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePhoto:
    """A photograph printed on the sheet: what it shows and when it was taken; the file is found by its SHA-256."""

    place: int
    caption: str
    taken_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """One notice as it was handed out. It carries its own words: what was told stays as it was told (DESIGN 8).

    `prefix` is the customer's 代字; `running` counts within street, 代字 and year. `lines` by correction, `photos` by
    SHA-256. It proves nothing and orders nothing by law: 责令改正 is another document, and not one of this program.
    """

    KIND: ClassVar[str] = "notice"
    WHOLE: ClassVar[bool] = True
    prefix: str
    year: int
    running: int
    site: str
    site_name: str
    street_name: str
    recipient: str = ""
    issuer: str
    inspected_on: date
    issued_on: date
    lines: Mapping[str, NoticeLine]
    photos: Mapping[str, NoticePhoto] = field(default_factory=dict)
    demonstration: bool = False

    @property
    def number(self) -> str:
        """As printed: `代字〔2026〕38号`."""
        return f"{self.prefix}〔{self.year}〕{self.running}号"

    def in_place(self) -> list[tuple[str, NoticeLine]]:
        """Corrections and their lines in the order of the sheet."""
        return sorted(self.lines.items(), key=lambda pair: (pair[1].place, pair[0]))

    def problems(self) -> list[Problem]:
        """An issuer and a 代字, from the configuration; a running number from 1; at least one thing to put right."""
        found = [Problem(name, "empty") for name in ("issuer", "prefix", "site") if not getattr(self, name).strip()]
        if self.running < 1:
            found.append(Problem("running", "count_range", {"value": self.running}))
        if not self.lines:
            found.append(Problem("lines", "notice_of_nothing"))
        if self.issued_on < self.inspected_on:
            facts = {"value": self.issued_on.isoformat(), "earlier": self.inspected_on.isoformat()}
            found.append(Problem("issued_on", "step_before", facts))
        return found


def next_running(notices: Iterable[Notice], street: str, prefix: str, year: int) -> int:
    """One above the greatest number of a street, 代字 and year; a withdrawn notice keeps its number."""
    used = [n.running for n in notices if (n.street, n.prefix, n.year) == (street, prefix, year)]
    return max(used, default=0) + 1


def doubled_numbers(notices: Iterable[Notice]) -> list[list[Notice]]:
    """Notices of one street that bear the same number, as two databases may have given it: listed, never changed."""
    by_number: dict[tuple[str, str, int, int], list[Notice]] = {}
    for n in sorted(notices, key=lambda n: (n.issued_on, n.id)):
        by_number.setdefault((n.street, n.prefix, n.year, n.running), []).append(n)
    return [same for _number, same in sorted(by_number.items()) if len(same) > 1]
