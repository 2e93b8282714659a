"""Sentences: every code that a rule of importing uses has one, in both languages' order of words."""

import re
from pathlib import Path

from auditor.form_reading import RowProblem
from auditor.row_wording import _sentences, problem_text

AUDITOR = Path(__file__).parents[2] / "auditor"
SOURCES = ["cells", "frames", "form_reading", "intake", "intake_register", "intake_audits", "intake_responses", "site"]


def codes_used() -> set[str]:
    text = "\n".join((AUDITOR / f"{name}.py").read_text(encoding="utf-8") for name in SOURCES)
    used = set(re.findall(r'Unreadable\("(\w+)"', text))
    used |= set(re.findall(r'_refused\(path, "(\w+)"', text))
    used |= set(re.findall(r'(?:refuse|warn)\(row, [^,]+?, "(\w+)"', text))
    used |= set(re.findall(r'RowProblem\([^\n]*?"(\w+)"(?:, \{[^\n]*)?\)', text))
    return used


def test_every_code_has_its_sentence() -> None:
    used = codes_used()
    assert len(used) > 40
    assert used - set(_sentences()) == set()


def test_a_sentence_names_its_place_and_never_shouts() -> None:
    problem = RowProblem("点位", 7, "户数", "-3", "count_negative")
    assert problem_text(problem) == "“点位”第 7 行“户数”：-3 是负数。填 0 或正整数。"
    for code, sentence in _sentences().items():
        assert "！" not in sentence, code
        assert "请" not in sentence, code
        assert sentence.endswith("。"), code
