"""The first page's sentence promises only what doing the list brings, and says so where it brings less."""

from dataclasses import replace

import pytest

from auditor.gaps import Act
from auditor.overview_wording import promise_text, work_text
from auditor.use_cases import listing_missing
from auditor.wording import use
from auditor.work_list import WorkList
from db import SqlStore
from tests.making import STREET, fill_street, site, standard, street


def found(store: SqlStore) -> WorkList:
    """What is missing of the street today."""
    return listing_missing.find_missing(store, STREET, standard())


def without_rounds(of: WorkList) -> WorkList:
    """The same as if the survey were met: only what can be done in the field is left."""
    needed = tuple(n for n in of.missing.needed if n.act is not Act.NEW_ROUND)
    return replace(of, missing=replace(of.missing, needed=needed))


def test_where_doing_all_is_enough_it_says_so_and_how_long(store: SqlStore) -> None:
    fill_street(store, 3)
    with store.writing() as work:
        work.sites.save(site("06-900", name="无主小区"))
    list_ = without_rounds(found(store))
    n = list_.missing.count
    assert promise_text(list_) == f"做完差距清单里的 {n} 件事，五项全部达标；记录还少，按默认用时估约 52 分。"
    paced = replace(list_, pace=replace(list_.pace, visit_gaps=12))
    assert promise_text(paced).endswith("；按过去 90 天的速度约 52 分。")


def test_of_a_round_still_to_be_opened_nothing_is_promised(store: SqlStore) -> None:
    fill_street(store, 3)
    told = promise_text(found(store))
    assert told == "差距清单里有 1 件事：还没有有效的调查轮次，要开新一轮，开了才知道还访多少户。"


@pytest.mark.parametrize(
    ("act", "reason", "end"),
    [
        (Act.NEW_ROUND, "failed", "抽样里有一户不符合，这一轮不能达标，要开新一轮，开了才知道还访多少户。"),
        (Act.SUPPLEMENT, "outside", "有登记的居民户不在抽样框里，补抽以后才知道还访多少户。"),
        (Act.REGISTER, "no_households", "没有登记居民户，调查无从开始，登记以后才知道还缺多少。"),
    ],
)
def test_it_says_why_it_cannot_promise(store: SqlStore, act: Act, reason: str, end: str) -> None:
    fill_street(store, 3)
    list_ = found(store)
    (line,) = list_.missing.needed
    changed = replace(list_, missing=replace(list_.missing, needed=(replace(line, act=act, reasons=(reason,)),)))
    assert promise_text(changed) == "差距清单里有 1 件事：" + end


def test_nothing_registered_is_neither_met_nor_a_list_of_work(store: SqlStore) -> None:
    with store.writing() as work:
        work.streets.save(street())
    assert promise_text(found(store)) == "还没有登记点位，没有可评的。先从表格导入台账。"


def test_an_empty_list_is_well_only_where_all_are_met(store: SqlStore) -> None:
    fill_street(store, 3)
    list_ = without_rounds(found(store))
    assert promise_text(list_) == "差距清单上没有能办的事，见评分页。"  # the two rates are undetermined
    from auditor.verdict import Verdict

    met = replace(list_, score=replace(list_.score, verdict=Verdict.MET))
    assert promise_text(met) == "五项全部达标，今天没有缺的。"


def test_the_three_words_of_work_are_said_only_where_there_is_some() -> None:
    use("zh")
    assert work_text(1, 3, 4) == "补 1 · 看 3 · 访 4"
    assert work_text(0, 3, 0) == "看 3"
    assert work_text(0, 0, 0) == ""
