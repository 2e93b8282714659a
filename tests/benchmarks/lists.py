"""The budget of what is missing: the list of a street where all points are to be made, against the solver alone."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

from auditor.audit import Answer
from auditor.facts import Evidence
from auditor.missing import list_missing
from auditor.record import stamp
from auditor.score import score_street
from auditor.solver import Placed, Places, place_points
from auditor.standard_file import shipped
from auditor.telling import Tell
from db import SqlStore
from tests.benchmarks.measuring import Result, best

STREET = "120104007000"


def missing(store: SqlStore, on: date) -> Result:
    """A street of 29,900 households in which audits found no point anywhere: every one is to be made."""
    standard = shipped()
    with store.reading() as work:
        facts, at = work.facts(STREET, on, standard), stamp(work.now())
    found = standard.item_of("point_found")
    nowhere = {(s.id, found): Evidence(answer=Answer.FAIL, observed_at=at, audit="bench") for s in facts.sites}
    bare = replace(facts, points={}, links=(), evidence={**facts.evidence, **nowhere})
    score, units = score_street(bare, standard, on)
    asked: list[tuple[Places, float]] = []

    def heard(places: Places, seconds: float, tell: Tell) -> Placed:
        asked.append((places, seconds))
        return place_points(places, seconds, tell)

    with patch("auditor.gap_placing.place_points", heard):
        list_missing(bare, standard, score, units, on)
    ours = best(lambda: list_missing(bare, standard, score, units, on))
    alone = best(lambda: [place_points(*question) for question in asked])
    return Result("missing list of a street, placement included", ours, alone, 1.5)
