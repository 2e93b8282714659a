"""Texts of clauses: thresholds cut, never rounded; keys and rules in words."""

from dataclasses import replace
from fractions import Fraction

import pytest

from auditor.standard_differences import clause_word, differences, key_text, ratio_text, rule_lines, share_text
from auditor.standard_file import shipped
from tests.making import standard


@pytest.mark.parametrize(
    ("share", "text"),
    [(Fraction(1), "100 %"), (Fraction(9, 10), "90 %"), (Fraction(1, 3), "33.3 %"), (Fraction(2, 3), "66.6 %")],
)
def test_a_threshold_is_cut(share: Fraction, text: str) -> None:
    assert share_text(share) == text


def test_two_stages_say_what_they_assume() -> None:
    rules = standard().survey
    assert "一阶" in rule_lines(rules)[0]
    assert "2.5" in rule_lines(replace(rules, design="two_stage", deff=Fraction(5, 2)))[0]


def test_the_one_test_of_placement_is_told_either_way() -> None:
    assert "300" in ratio_text(standard())
    assert "70" in ratio_text(replace(standard(), ratio=0, radius_m=70))


def test_the_key_names_its_questions_and_what_is_right() -> None:
    told = key_text(standard().keys["awareness"], standard())
    assert told.startswith("必须：K1 ")
    assert "至少对 4 道" in told
    assert "K8 卫生纸 = 其他垃圾" in told
    assert "K2" not in told


def test_the_two_that_ship_differ_in_two_thresholds_alone() -> None:
    found = differences(standard(), shipped("zhonglou-2022"))
    assert [(d.criterion, clause_word(d.clause)) for d in found] == [("awareness", "门槛"), ("participation", "门槛")]
