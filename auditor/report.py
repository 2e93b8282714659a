"""A street's report: the one value that the printed report and its tables are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.coverage import UnitResult
from auditor.facts import StreetFacts
from auditor.recheck import RecheckResult
from auditor.standard import Standard
from auditor.verdict import State, StreetScore


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetReport:
    """Score, every unit with its reason, and the facts they rest on. `asked` counts answers of rounds that are not
    probability samples, by method: shown beside the rates, never in them."""

    score: StreetScore
    units: tuple[UnitResult, ...]
    facts: StreetFacts
    standard: Standard
    evidence_root: str
    issuer: str
    demonstration: bool
    asked: Mapping[str, int]
    closed: Mapping[str, State] = field(default_factory=dict)  # sites closed since the last document -> what they were
    rechecks: tuple[RecheckResult, ...] = ()  # drawn or asked for by the day, newest first
