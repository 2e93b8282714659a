"""Documents that say something to somebody: numbered, with the score they were granted on, never computed again."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from auditor.errors import Problem
from auditor.evidence import short_code
from auditor.record import Record
from auditor.verdict import StreetScore, Verdict


class DocumentKind(StrEnum):
    """What may be issued. An honour needs an approval reference that a street office cannot give itself."""

    SELF_ASSESSMENT = "self_assessment"  # 自评结果证明
    ACCEPTANCE = "acceptance"  # 验收结果确认单
    HONOUR = "honour"  # 命名证书


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Record):
    """One issued document. `prefix` is the customer's 代字; `running` counts within prefix and year."""

    KIND: ClassVar[str] = "certificate"
    WHOLE: ClassVar[bool] = True
    kind: DocumentKind
    prefix: str
    year: int
    running: int
    issued_on: date
    issuer: str
    score: StreetScore  # without its communities: the report has them
    evidence_root: str
    demonstration: bool = False
    closed_sites: int = 0  # sites closed or withdrawn since the document before this one
    closed_conforming: int = 0  # of these, conforming in all three coverages when last scored
    closed_unknown: int = 0

    @property
    def number(self) -> str:
        """As printed: `代字〔2026〕12号`."""
        return f"{self.prefix}〔{self.year}〕{self.running}号"

    @property
    def short_code(self) -> str:
        """The 8 hex digits printed beside the number."""
        return short_code(self.evidence_root)

    def problems(self) -> list[Problem]:
        """An issuer and a prefix, from the configuration; a running number from 1."""
        found = [Problem(name, "empty") for name in ("issuer", "prefix") if not getattr(self, name).strip()]
        return found + ([] if self.running > 0 else [Problem("running", "count_range", {"value": self.running})])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found: true, or the first thing that is wrong (a code for wording, and its facts)."""

    certificate: Certificate
    fault: Problem | None = None

    @property
    def true(self) -> bool:
        """Whether everything agrees."""
        return self.fault is None


def for_certificate(score: StreetScore) -> StreetScore:
    """The score as a document carries it: without the communities."""
    bare = {name: replace(c, communities={}) for name, c in score.criteria.items()}
    return replace(score, criteria=bare)


def issue_problems(score: StreetScore, kind: DocumentKind) -> list[Problem]:
    """Why this document may not be issued. A self-assessment may say any result; an acceptance only MET ones."""
    if kind is DocumentKind.SELF_ASSESSMENT or score.verdict is Verdict.MET:
        return []
    return [Problem("verdict", "not_met", {"verdict": score.verdict.value})]


def issuer_of(configured: str, street_name: str, *, demonstration: bool) -> str:
    """Who signs: the configured name; a demonstration names no real office, whatever was configured."""
    return f"（演示）{street_name}办事处" if demonstration else configured
