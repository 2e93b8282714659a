"""An audit (现场检查): what somebody saw at a site and at its points on one visit, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record, moment_of

SITE = "site"  # the unit of answers that concern the site itself; points answer under their ids


class Answer(StrEnum):
    """What an item got. `not_seen` answers nothing; `not_applicable` does where the standard allows it."""

    PASS = "pass"  # 符合
    FAIL = "fail"  # 不符合
    NOT_APPLICABLE = "not_applicable"  # 不适用
    NOT_SEEN = "not_seen"  # 未看到


class Visit(StrEnum):
    """What kind of visit it was (国办发〔2024〕54号 keeps them apart)."""

    PUBLIC = "public"  # public area or residential quarter
    SELF_CHECK = "self_check"  # the unit checks itself
    ADMINISTRATIVE = "administrative"  # 行政检查: approval, notice and two certificates required


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One item's answer with its note; and what its method of scoring asks for, where it asks (`checklist.py`)."""

    answer: Answer
    note: str = ""  # of an item assessed in words, the words
    occurrences: int | None = None  # 扣分: of what is wrong, where something is
    band: str = ""  # 分档: the id of the grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Record):
    """One visit. `findings` by unit (`site`, or a point's id), then by item id. `observed_at` is a UTC stamp."""

    KIND: ClassVar[str] = "audit"
    site: str
    observed_at: str
    inspectors: str
    standard: str  # "nankai-2023 1": id and number of the checklist it followed
    visit: Visit = Visit.PUBLIC
    findings: Mapping[str, Mapping[str, Finding]] = field(default_factory=dict)
    note: str = ""
    approval: str = ""
    notice: str = ""
    certificates: str = ""
    source: str = ""  # "screen", "paper": how it came in
    recheck: str = ""  # the re-check it is the second visit of, by a second inspector

    def problems(self) -> list[Problem]:
        """Site, moment, inspectors, at least one answer; what the law asks of an administrative inspection."""
        found = [
            Problem(name, "empty") for name in ("site", "inspectors", "standard") if not getattr(self, name).strip()
        ]
        try:
            moment_of(self.observed_at)
        except ValueError:
            found.append(Problem("observed_at", "not_a_moment", {"value": self.observed_at}))
        if not any(self.findings.values()):
            found.append(Problem("findings", "nothing_answered"))
        if self.visit is Visit.ADMINISTRATIVE:
            needed = ("approval", "notice", "certificates")
            found += [Problem(name, "administrative_needs") for name in needed if not getattr(self, name).strip()]
        return found
