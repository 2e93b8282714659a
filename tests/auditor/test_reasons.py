"""Every reason that a rule gives has a sentence in both languages."""

import ast
from pathlib import Path

from auditor import wording
from auditor.audit import Answer
from auditor.coverage import UnitResult, judge_units
from auditor.reasons import _texts, answer_name, category_name, reason_text
from auditor.site import Category
from auditor.verdict import State
from tests.auditor.test_coverage import ON, RULES, F, facts

COVERAGE = Path(__file__).resolve().parents[2] / "auditor" / "coverage.py"


def test_every_reason_written_in_the_rules_has_words() -> None:
    known = set(_texts()) | {f"missing_{c.value}" for c in Category} | {"expired", "point_overloaded"}
    said = {
        node.value
        for node in ast.walk(ast.parse(COVERAGE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" in node.value and node.value.islower()
        and " " not in node.value and not node.value.endswith("_") and not node.value.startswith("_")
    }  # fmt: skip
    assert said - known <= {"point_found"}


def test_reasons_name_the_point_and_the_number() -> None:
    of = facts(sites={"s": {"households": 31}}, links=[("p", "s", 31)])
    (unit,) = (u for u in judge_units(of, RULES, ON) if u.criterion == "placement")
    assert "31" in reason_text(unit, of, RULES)
    assert "30" in reason_text(unit, of, RULES)
    lacking = facts(points={"p": {"food": F}})
    (unit,) = (u for u in judge_units(lacking, RULES, ON) if u.criterion == "categories")
    assert "厨余" in reason_text(unit, lacking, RULES)
    good = UnitResult(criterion="categories", part="sites", site="s", community="c", state=State.CONFORMING, count=1)
    assert reason_text(good, of, RULES) == ""


def test_categories_and_answers_have_names() -> None:
    assert len({category_name(c.value) for c in Category}) == 4
    assert len({answer_name(a) for a in Answer}) == 4
    assert wording.language() == "zh"
