"""The sentences of PRINT.md 8, and how numbers and dates are printed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from auditor.formats.score_words import (
    basis_words,
    overall_words,
    part_definition,
    print_date,
    print_percent,
    print_share,
    print_tidily,
    score_rows,
    survey_notes,
    survey_sentence,
    verdict_counts,
)
from auditor.formats.setting import plain_text
from auditor.standard import AWARENESS, PARTICIPATION, PLACEMENT
from auditor.verdict import CriterionScore, Tally, Verdict

from .making import make_placement, make_register, make_sample, make_score, make_standard


def census(tally: Tally, verdict: Verdict) -> CriterionScore:
    sample = make_sample(tally, verdict, AWARENESS).sample
    return CriterionScore(
        id=AWARENESS, tally=tally, verdict=verdict, mode="census", percent=tally.percent, sample=sample
    )


def estimated(conforming: int, failing: int, verdict: Verdict, **more: str) -> CriterionScore:
    """A sample some of whose households fail, with its estimate."""
    made = make_sample(Tally(conforming=conforming, nonconforming=failing, unknown=11), verdict, AWARENESS)
    assert made.sample is not None
    figures = {"estimate": "0.9523", "interval_from": "0.8671", "interval_to": "0.9902", "lower_bound": "0.8818"}
    return replace(made, sample=replace(made.sample, **{**figures, "upper_bound": "0.9800", **more}))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            make_sample(Tally(conforming=61, unknown=9), Verdict.MET, AWARENESS),
            "抽样61户，全部符合；以95%的把握，不低于95.0%。结论只对愿意作答的居民户成立；"
            "问到的70户中有9户（12.8%）未作答。",
        ),
        (
            make_sample(Tally(conforming=61), Verdict.MET, AWARENESS),
            "抽样61户，全部符合；以95%的把握，不低于95.0%。结论只对愿意作答的居民户成立；问到的61户全部作答。",
        ),
        (
            make_sample(Tally(conforming=60, nonconforming=3), Verdict.NOT_MET, AWARENESS),
            "抽样作答63户，符合60户，不符合3户；未达标。",
        ),
        (
            estimated(60, 3, Verdict.NOT_MET),
            "63户中符合60户，估计95.2%，双侧95%区间86.7%至99.1%；以95%的把握不低于88.1%。有3户不符合，未达标。",
        ),
        (
            estimated(60, 3, Verdict.NOT_MET, deff="2.0000"),
            "63户中符合60户，估计95.2%，双侧95%区间86.7%至99.1%；以95%的把握不低于88.1%。有3户不符合，未达标。"
            "以上按设计效应2.0推算。",
        ),
        (
            make_sample(Tally(conforming=58, unknown=23), Verdict.UNDETERMINED, AWARENESS, rate="0.7160"),
            "抽样58户，全部符合；以95%的把握，不低于95.0%。应答率71.6%，低于80%，未定。",
        ),
        (
            make_sample(Tally(conforming=41, unknown=20), Verdict.UNDETERMINED, AWARENESS, opened=20),
            "抽样41户，全部符合；以95%的把握，不低于95.0%。还有20户没有结果，未定。",
        ),
        (
            census(Tally(conforming=22_140), Verdict.MET),
            "逐户调查，登记的合格户22,140户全部作答，全部符合，100%。",
        ),
        (
            census(Tally(conforming=21_873, unknown=267), Verdict.MET),
            "逐户调查，22,140户中21,873户作答，作答的全部符合，至少98.7%；达标。",
        ),
        (
            census(Tally(conforming=21_872, nonconforming=1, unknown=267), Verdict.NOT_MET),
            "逐户调查，登记的22,140户中21,873户作答，符合21,872户，不符合1户；未达标。",
        ),
        (
            CriterionScore(id=AWARENESS, tally=Tally(), verdict=Verdict.UNDETERMINED, mode="none", percent="0.0"),
            "没有可用的居民户调查，未定。",
        ),
    ],
)
def test_a_survey_is_told_in_these_words(result: CriterionScore, sentence: str) -> None:
    assert plain_text(survey_sentence(result, make_standard())) == sentence


def test_under_a_lower_threshold_the_bounds_say_why() -> None:
    rules = make_standard()
    criteria = {**rules.criteria, AWARENESS: replace(rules.criteria[AWARENESS], threshold=Fraction(9, 10))}
    rules = replace(rules, criteria=criteria)
    shown = "63户中符合60户，估计95.2%，双侧95%区间86.7%至99.1%；以95%的把握不低于"
    met = estimated(60, 3, Verdict.MET, lower_bound="0.9018")
    assert plain_text(survey_sentence(met, rules)) == (
        f"{shown}90.1%。达到要求的90%，达标。结论只对愿意作答的居民户成立；问到的74户中有11户（14.8%）未作答。"
    )
    missed = estimated(60, 3, Verdict.UNDETERMINED)
    assert plain_text(survey_sentence(missed, rules)) == f"{shown}88.1%。下限没有达到要求的90%，未定。"
    low = estimated(60, 3, Verdict.NOT_MET, upper_bound="0.8911")
    assert plain_text(survey_sentence(low, rules)) == f"{shown}88.1%。上限89.2%，低于要求的90%，未达标。"


def test_a_sample_never_prints_a_bare_hundred_percent() -> None:
    rows = [row for row in score_rows(make_score(), make_standard()) if row.sample]

    assert [row.result for row in rows] == [("不低于95.0%",)] * 2
    notes = survey_notes(make_score(), make_standard())
    assert [label for label, _ in notes] == ["抽样说明"]
    assert "抽样不能证明百分之百" in plain_text(notes[0][1])
    assert "100%" not in plain_text(notes[0][1])


def test_two_rates_that_differ_are_told_apart() -> None:
    score = make_score(participation=make_sample(Tally(conforming=60, nonconforming=1), Verdict.NOT_MET, PARTICIPATION))

    assert [label for label, _ in survey_notes(score, make_standard())] == ["知晓率", "参与率"]


def test_a_register_shows_what_is_proven_and_what_it_can_still_be() -> None:
    tally = Tally(conforming=531, unknown=4, nonconforming=3)
    score = make_score(responsibility=make_register("responsibility", tally))

    assert score_rows(score, make_standard())[0].result == ("98.6%", "至多99.4%")


def test_a_part_without_units_has_no_line_and_nothing_registered_has_one() -> None:
    def units(households: Tally, sites: Tally) -> list[tuple[str, tuple[str, ...]]]:
        score = make_score(placement=make_placement(households, sites))
        rows = score_rows(score, make_standard())
        return [(row.by, row.result) for row in rows if row.criterion.id == PLACEMENT]

    assert units(Tally(), Tally(conforming=3)) == [("按非居民点位计", ("100%",))]
    assert len(units(Tally(conforming=1), Tally(conforming=3))) == 2
    assert units(Tally(), Tally())[0][1] == ("无登记",)


def test_the_overall_verdict_and_its_counts() -> None:
    score = make_score(responsibility=make_register("responsibility", Tally(nonconforming=1)))

    assert (overall_words(make_score()), verdict_counts(make_score())) == ("五项均达标", "达标5　未达标0　未定0")
    assert (overall_words(score), verdict_counts(score)) == ("未达标", "达标4　未达标1　未定0")


def test_the_basis_is_named_with_number_and_article() -> None:
    assert basis_words(make_standard()) == "《南开区减污降碳增汇实施方案》（南生态环境发〔2023〕1号）五（四）"


@pytest.mark.parametrize(
    ("screen", "paper"),
    [
        ("3 号点：服务 348 户，超过 300 户", "3号点：服务348户，超过300户"),
        ("证据 2026-03-02，已过期", "证据2026年3月2日，已过期"),
        ("至少 92.9 % 符合", "至少92.9%符合"),
    ],
)
def test_a_sentence_of_the_screen_is_set_as_paper_has_it(screen: str, paper: str) -> None:
    assert print_tidily(screen) == paper


def test_numbers_are_cut_and_never_rounded() -> None:
    assert print_share(Fraction(9996, 10000)) == "99.9%"
    assert print_share(Fraction(1)) == "100%"
    assert print_percent("98.6") == "98.6%"
    assert print_date(date(2026, 11, 2)) == "2026年11月2日"


@pytest.mark.parametrize(
    ("short", "households", "sites"),
    [
        ("户：投放点在用；非居民点位：至少一个投放点。", "户：投放点在用。", "非居民点位：至少一个投放点。"),
        ("投放点在用，服务不超过300户。", "投放点在用，服务不超过300户。", "投放点在用，服务不超过300户。"),
    ],
)
def test_each_part_of_placement_is_printed_with_its_own_words(short: str, households: str, sites: str) -> None:
    assert part_definition(short, "households") == households
    assert part_definition(short, "sites") == sites
