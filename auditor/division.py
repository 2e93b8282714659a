"""Streets (街道, subdistricts, never roads) and their communities (社区), by code and edition of the list."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Line, Record, body_of, fixed_id
from auditor.wording import RESOURCES, named

EDITION = "2023-06-30"  # the newest public edition of the statistical division codes [S]
DISTRICT_CODE = "120104000000"
DISTRICT_NAME = "南开区"
PUBLISHED = "0" * 32  # the station of lines that came with the program


def code_of(text: str) -> str:
    """A code as typed, in the form it is kept: NFKC, no spaces around. Names are never touched."""
    return unicodedata.normalize("NFKC", text).strip()


def street_code(text: str) -> str:
    """A street's 12-digit code from what a person typed: 12 or 9 digits."""
    code = code_of(text)
    return code + "000" if len(code) == 9 else code


@dataclass(frozen=True, slots=True, kw_only=True)
class Street(Record):
    """A 街道: the unit that is scored. `office` is its office's name as printed; empty until somebody enters it."""

    KIND: ClassVar[str] = "street"
    code: str
    name: str
    name_en: str = ""
    edition: str = EDITION
    office: str = ""

    def problems(self) -> list[Problem]:
        """Twelve digits and a name."""
        found = [] if self.name.strip() else [Problem("name", "empty")]
        return found + ([] if _is_code(self.code) else [Problem("code", "division_code", {"value": self.code})])


@dataclass(frozen=True, slots=True, kw_only=True)
class Community(Record):
    """A 社区 of a street, in one edition: codes are not stable between editions, names even less."""

    KIND: ClassVar[str] = "community"
    code: str
    name: str
    edition: str = EDITION

    def problems(self) -> list[Problem]:
        """Twelve digits and a name."""
        found = [] if self.name.strip() else [Problem("name", "empty")]
        return found + ([] if _is_code(self.code) else [Problem("code", "division_code", {"value": self.code})])


def _is_code(code: str) -> bool:
    return len(code) == 12 and code.isascii() and code.isdigit()


def new_street(code: str, name: str, name_en: str = "") -> Street:
    """A street under the id that every database gives its code."""
    return Street(id=fixed_id("street", code), street=code, code=code, name=name, name_en=name_en)


def new_community(code: str, name: str, street: str, edition: str = EDITION) -> Community:
    """A community under the id that every database gives its code."""
    return Community(id=fixed_id("community", code), street=street, code=code, name=name, edition=edition)


@cache
def _english_names() -> dict[str, str]:
    return {s.code: s.name_en for s in published_divisions()[0]}


def spoken_name(code: str, name: str) -> str:
    """A street's name in the language spoken; its own where no English one is published."""
    return named(name, _english_names().get(code, ""))


def published_lines() -> list[Line]:
    """The published divisions as every database holds them: lines of nobody, the same to the byte everywhere."""
    streets, communities = published_divisions()
    return [
        Line(
            kind=record.KIND,
            record=record.id,
            parents=(),
            station=PUBLISHED,
            person="",
            at=f"{EDITION}T00:00:00.000Z",
            offset=480,
            street=record.street,
            schema=record.SCHEMA,
            body=body_of(record),
        )
        for record in (*streets, *communities)
    ]


def published_divisions() -> tuple[list[Street], list[Community]]:
    """Nankai's streets and communities of edition 2023-06-30 as published: 12 and 171."""
    folder = RESOURCES / "divisions"
    with (folder / "nankai_streets.csv").open(encoding="utf-8", newline="") as file:
        streets = [
            new_street(row["code12"], row["name"], row["pinyin_en"])
            for row in csv.DictReader(file)
            if row["code12"] != DISTRICT_CODE
        ]
    with (folder / "nankai_divisions.csv").open(encoding="utf-8", newline="") as file:
        communities = [new_community(row["code"], row["name"], row["street_code"]) for row in csv.DictReader(file)]
    return streets, communities
