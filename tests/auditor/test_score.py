"""The index beside the verdict, and the score of an empty street."""

from dataclasses import replace
from datetime import date

from auditor.facts import StreetFacts
from auditor.score import index_of, score_street
from auditor.verdict import CriterionScore, Tally, Verdict
from tests.strategies import small_standard

RULES = small_standard()


def criterion(name: str, percent: str) -> CriterionScore:
    return CriterionScore(id=name, tally=Tally(), verdict=Verdict.UNDETERMINED, mode="register", percent=percent)


def test_the_index_is_weighted_in_tenths_and_cut() -> None:
    percents = dict(zip(RULES.criteria, ("99.9", "100.0", "100.0", "100.0", "100.0"), strict=True))
    scores = {name: criterion(name, p) for name, p in percents.items()}
    assert index_of(scores, RULES) == "99.9"  # 4999 // 5 = 999
    heavy = replace(RULES, criteria={n: replace(c, weight=i) for i, (n, c) in enumerate(RULES.criteria.items())})
    assert index_of(scores, heavy) == "100.0"  # the first weighs nothing
    none = replace(RULES, criteria={n: replace(c, weight=0) for n, c in RULES.criteria.items()})
    assert index_of(scores, none) == "0.0"


def test_a_street_with_nothing_registered_is_undetermined() -> None:
    empty = StreetFacts(
        code="x", name="x", communities={}, sites=(), points={}, links=(), assignments=(), evidence={}, rounds=()
    )
    score, units = score_street(empty, RULES, date(2026, 11, 22), known=date(2026, 11, 23), root="r")
    assert (score.verdict, score.index, units) == (Verdict.UNDETERMINED, "0.0", [])
    assert {c.verdict for c in score.criteria.values()} == {Verdict.UNDETERMINED}
    assert (score.on, score.known, score.root) == (date(2026, 11, 22), date(2026, 11, 23), "r")
