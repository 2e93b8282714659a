"""The lines in words: short, exact, and in both languages."""

from dataclasses import replace

import pytest

from auditor.day_plans import Pace
from auditor.gap_wording import (
    act_name,
    choice_texts,
    coming_text,
    criteria_text,
    criterion_word,
    duration_text,
    method_text,
    pace_details,
    pace_text,
    place_text,
    reason_word,
    summary_text,
    what_text,
)
from auditor.gaps import Act, Choice, Move, Needed
from auditor.standard import CRITERIA
from tests.listing import facts_of, lines, list_of
from tests.making import standard


def test_each_line_says_what_to_do_and_until_it_is_how() -> None:
    facts, rules = facts_of(), standard()
    assert [f"{act_name(n.act)}：{what_text(n, facts, rules)}" for n in lines()] == [
        "新开轮次：抽样里有一户不符合，这一轮不能达标",
        "处理冲突：点位：记录有冲突",
        "落实责任单位：没有落实责任单位",
        "补好投放点：3 号点：补其他垃圾",
        "现场检查：从未看过",
        "入户：再要 3 户答成，按抽样顺序",
        "新设投放点：新设或补登 1 处，服务 120 户，没有登记由哪个投放点服务",
        "入户：再要 33 户答成且符合，逐户",
    ]
    assert place_text(lines()[1], facts) == "05-001 赵䶮饺子馆"
    assert place_text(lines()[0], facts) == ""


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (Move(site="s1", source="", target="p1", households=58), "58 户登记到3 号点"),
        (Move(site="s1", source="p1", target="new:s1:1", households=8), "8 户从3 号点改到新点"),
        (Move(site="s1", source="p1", target="", households=8), "3 号点减去 8 户"),
        (Move(site="s1", source="", target="p1", households=0), "登记由3 号点服务"),
    ],
)
def test_a_move_says_how_many_households_go_where(move: Move, told: str) -> None:
    line = Needed(act=Act.LINK, criteria=("placement",), site="s1", moves=(move,))
    assert what_text(line, facts_of(), standard()) == told


def test_the_criteria_stand_in_short_with_the_households_that_come_to_conform() -> None:
    assert criteria_text(lines()[3]) == "类别 · 投放 58 户"
    assert criteria_text(lines()[2]) == "责任"
    assert [criterion_word(c) for c in CRITERIA] == ["责任", "类别", "投放", "知晓", "参与"]


def test_the_summary_counts_each_interview_and_says_whether_the_points_are_the_fewest() -> None:
    missing = list_of().missing
    assert missing.count == 6 + 36
    assert summary_text(missing) == "其中 3 件在现场，36 件入户，3 件在办公室。"
    assert "已求得最少" in method_text(missing)
    assert "求得 3 处，至少要 1 处" in method_text(replace(missing, repairs=2))


def test_below_a_hundred_it_says_any_so_many_of_these() -> None:
    missing = replace(
        list_of().missing,
        choices={
            "categories": Choice(least=3, units=9),
            "placement/households": Choice(least=1200, units=3000),
            "awareness": Choice(least=10, units=20),
        },
    )
    assert choice_texts(missing) == [
        "类别：9 处里任意 3 处就够",
        "投放：3,000 户里任意 1,200 户就够",
        "知晓：20 户里任意 10 户就够",
    ]


def test_times_and_what_they_rest_on() -> None:
    assert [duration_text(m) for m in (0, 20, 60, 110, 425)] == ["0 分", "20 分", "1 时", "1 时 50 分", "7 时 05 分"]
    assert "没有足够记录，按 12 分钟估" in pace_text(Pace())
    assert "近 90 天的中位" in pace_text(Pace(visit_gaps=12))
    assert (
        pace_details(Pace(visit=9, visit_gaps=12))
        == "检查一处 9 分（12 次间隔的中位）\n访问一户 14 分（没有足够记录，为默认值）"
    )


def test_what_is_coming_says_what_was_seen_when() -> None:
    site, round_ = list_of().missing.coming
    assert coming_text(site) == "上次检查 2026-11-22"
    assert coming_text(round_) == "调查轮次「2026 抽样」"


def test_a_reason_nobody_named_is_a_fault_and_not_an_empty_line() -> None:
    with pytest.raises(KeyError):
        reason_word("because")
