"""Every refusal is a sentence: each code that the program raises has words, and the facts it needs fit them."""

import ast
import re
from pathlib import Path
from string import Formatter

from auditor import refusals, row_wording
from auditor.errors import Problem, Refused, Unavailable
from auditor.wording import explain

ROOT = Path(__file__).resolve().parent.parent.parent


def raised_codes() -> set[str]:
    """The codes written in calls of Problem(field, code, …), Unavailable(code, …) and the standard's refusals."""
    found = set()
    for folder in ("auditor", "db", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    place = {"Problem": 1, "Unavailable": 0}.get(node.func.id)
                    if place is not None and len(node.args) > place:
                        code = node.args[place]
                        if isinstance(code, ast.Constant) and isinstance(code.value, str):
                            found.add(code.value)
    return found


def test_every_code_that_is_raised_has_a_sentence() -> None:
    known = set(refusals._templates()) | set(row_wording._sentences())
    assert raised_codes() - known == set()


def test_every_sentence_is_formatted_with_the_facts_it_names_and_ends_with_a_stop() -> None:
    for code, template in refusals._templates().items():
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        told = template.format(**dict.fromkeys(names, "x"))
        assert "{" not in told, code
        assert re.search(r"[。）：}x]$", told), (code, told)


def test_several_problems_stand_one_below_the_other_with_their_fields_named() -> None:
    text = explain(
        Refused(
            Problem("name", "empty"), Problem("households", "over_linked", {"sum": 460, "households": 412, "over": 48})
        )
    )
    assert text.splitlines() == [
        "名称还没有填。",
        "合计 460 户，多出 48 户：这个点位只登记 412 户。改小，或先改户数。",
    ]


def test_trouble_of_the_machine_names_the_place() -> None:
    assert "x.db" in explain(Unavailable("database_in_use", path="x.db"))


def test_no_code_has_two_sentences() -> None:
    """Of two, the one further down would silently be said for both."""
    tree = ast.parse((ROOT / "auditor" / "refusals.py").read_text(encoding="utf-8"))
    parts = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("_of_")]
    keys = [k.value for p in parts for n in ast.walk(p) if isinstance(n, ast.Dict) for k in n.keys if k is not None]  # type: ignore[attr-defined]
    assert sorted(keys) == sorted(set(keys))
