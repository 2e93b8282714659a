"""Scoring streets on a day, and reporting one with everything its score rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.certificate import issuer_of
from auditor.closing import closed_since
from auditor.coverage import UnitResult
from auditor.evidence import counted_records, merkle_root
from auditor.facts import StreetFacts
from auditor.rechecked import read_rechecks
from auditor.report import StreetReport
from auditor.score import score_street
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.survey import PROBABILITY
from auditor.verdict import StreetScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A street's score with its units and facts."""

    score: StreetScore
    units: tuple[UnitResult, ...]
    facts: StreetFacts


def score_one(work: Work, street: str, standard: Standard, on: date, *, known: date, root: str = "") -> Scored:
    """One street in an open transaction. `known` is the day up to which lines were held: today."""
    facts = work.facts(street, on, standard)
    score, units = score_street(facts, standard, on, known=known, root=root or work.journal.root())
    return Scored(score=score, units=tuple(units), facts=facts)


def score(store: Store, street: str, standard: Standard, on: date) -> Scored:
    """One street on a day; Refused if it is not registered."""
    with store.reading() as work:
        return score_one(work, street, standard, on, known=work.today())


def score_all(store: Store, standard: Standard, on: date) -> list[Scored]:
    """Every street that has a site, in order of code."""
    with store.reading() as work:
        root, known = work.journal.root(), work.today()
        registered = {s.code for s in work.streets.all() if not s.problems()}  # a broken record names none
        streets = [code for code in sorted(registered) if work.sites.counts(code)]
        return [score_one(work, code, standard, on, known=known, root=root) for code in streets]


def asked_beside(facts: StreetFacts) -> Mapping[str, int]:
    """Answers of rounds that are no probability samples, by method: counts only."""
    asked: dict[str, int] = {}
    for round_ in facts.rounds:
        if round_.method not in PROBABILITY:
            asked[round_.method.value] = asked.get(round_.method.value, 0) + len(round_.visits)
    return asked


def report_street(store: Store, street: str, standard: Standard, on: date) -> StreetReport:
    """A street's report: score, units, facts, and the root over the versions counted."""
    with store.reading() as work:
        scored = score_one(work, street, standard, on, known=work.today())
        versions = work.versions(counted_records(scored.facts, standard, on))
        demonstration = bool(work.demonstrations.all())
        return StreetReport(
            score=scored.score,
            units=scored.units,
            facts=scored.facts,
            standard=standard,
            evidence_root=merkle_root(versions),
            issuer=issuer_of(work.setting("issuer"), scored.facts.name, demonstration=demonstration),
            demonstration=demonstration,
            asked=asked_beside(scored.facts),
            closed=closed_since(work, street, standard, on),
            rechecks=tuple(r for r in read_rechecks(work, street, standard) if r.recheck.drawn_on <= on),
        )
