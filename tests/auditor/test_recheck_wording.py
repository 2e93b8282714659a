"""Re-checks in words: what is said of a sample at every stage, never more than it shows."""

from dataclasses import replace

from auditor.recheck import Agreement, RecheckResult, Second, Subject
from auditor.recheck_wording import agreement_text, bound_text, decimal, drawn_text, kappa_text, progress_text
from tests.auditor.test_recheck import FIVE, SURE, made, result


def test_a_sample_is_told_from_the_draw_to_the_end() -> None:
    assert drawn_text(result(0, 0)) == "50 处里抽 31 处"
    assert progress_text(result(0, 0)) == "已复核 0 处，不符合 0 处，还有 31 处没有看"
    assert bound_text(result(0, 0)) == "还没有结果"
    assert "没有看的先算不符合" in bound_text(result(0, 30))
    assert bound_text(result(0, 31)) == "以 95 % 的把握，不符合的少于 5 %（至多 2 处）"
    assert bound_text(result(1, 31)) == "以 95 % 的把握，不符合的至多 10.0 %"
    assert progress_text(result(1, 31)) == "已复核 31 处，不符合 1 处"


def test_interviews_are_counted_in_households() -> None:
    recheck = made(subject=Subject.INTERVIEW)
    seconds = tuple(Second(unit=u, record="r") for u in recheck.order)
    told = RecheckResult(recheck=recheck, seconds=seconds, limit=FIVE, confidence=SURE)
    assert drawn_text(told) == "50 户里抽 31 户"
    assert bound_text(told).endswith("（至多 2 户）")


def test_a_list_asked_for_says_nothing_of_the_whole() -> None:
    assert bound_text(replace(result(0, 31), recheck=made(seed="", flag="clock", list_hash="", population=0))) == ""


def test_agreement_is_cut_and_kappa_is_told_only_where_it_is_defined() -> None:
    assert agreement_text(Agreement()) == ""
    assert agreement_text(Agreement(both=1999, first_only=1)) == "两次作答一致 1,999 / 2,000（99.9 %）"
    assert kappa_text(Agreement()) == "κ 无定义（还没有两次作答）"
    assert kappa_text(Agreement(both=40)) == "κ 无定义（没有不符合的作答）"
    assert kappa_text(Agreement(both=40, first_only=1)) == "κ 无定义（有一方只有一种作答）"
    assert kappa_text(Agreement(both=20, first_only=5, second_only=10, neither=15)).startswith(
        "κ = 0.40（95 % 区间 0.1"
    )


def test_negative_values_have_a_true_minus() -> None:
    assert decimal(-0.125) == "−0.12"
