"""The work list, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from auditor.errors import Cancelled
from auditor.formats.work_list_pdf import write_work_list
from auditor.gaps import Act, Look, Needed
from auditor.wording import speaking
from auditor.work_list import WorkList
from tests.listing import LONG, empty_list, lines, list_of
from tests.making import standard

from .reading import font_names, page_texts


def printed(found: WorkList) -> list[str]:
    return page_texts(write_work_list(found, standard()))


def test_a_list_says_where_what_why_and_how_many_and_marks_the_demonstration() -> None:
    (page,) = printed(list_of())
    assert page.startswith("工作单") or "工作单" in page[:20]
    for words in (
        "万兴街道2026年11月23日星期一",
        "点位2处入户36户",
        "第1页共1页",
        "同富社区",
        "1赵䶮饺子馆",
        "西湖道41号",
        "补好3号点：其他垃圾容器",
        "责任公示",
        "3号点：厨余垃圾容器",
        "上次不符合11月5日",
        "新设或补登投放点，服务120户",
        "新点：四类齐全",
        "05-001赵䶮饺子馆落实责任单位没有落实责任单位",
        "具体户在电脑上看，不印在纸上",
        "同富社区3户",
        "长江里社区33户答成",
        "纸上不写居民姓名、电话和门牌号。当天录入电脑后，本单可以销毁。",
    ):
        assert words in page, words
    assert page.count("演示数据") == 2


def test_the_paper_is_chinese_whatever_the_window_speaks_and_the_same_bytes_each_time() -> None:
    first = write_work_list(list_of(), standard())
    with speaking("en"):
        assert write_work_list(list_of(), standard()) == first
    assert all(font_names(first).values())


def test_real_data_bears_no_mark() -> None:
    (page,) = printed(list_of(demonstration=False))
    assert "演示" not in page


def test_one_day_is_one_list_with_its_own_pages_and_no_site_is_split() -> None:
    notice = standard().item_of("notice")
    many = [
        Needed(
            act=Act.VISIT,
            criteria=("responsibility",),
            community="c1",
            site=f"x{n}",
            reasons=("expired",),
            looks=(Look(unit=f"x{n}", item=notice, reason="expired"),),
        )
        for n in range(50)
    ]
    found = list_of(*many, hours=7)
    first = found.facts.sites[0]
    sites = tuple(replace(first, id=f"x{n}", code=f"05-{n:03}", name=f"第{n}处点位") for n in range(50))
    found = replace(found, facts=replace(found.facts, sites=sites))
    pages = printed(found)
    assert [d.on for d in found.days] == [date(2026, 11, 23), date(2026, 11, 24)]
    days = [[p for p in pages if f"11月{day}日星期" in p] for day in (23, 24)]
    assert [len(of) for of in days] == [3, 2]
    assert [f"第{n}页共3页" in p for n, p in enumerate(days[0], 1)] == [True] * 3
    assert "同富社区（续）" in days[0][1]
    text = "".join(pages)
    assert all(text.count(f"第{n}处点位") == 1 for n in range(50))
    assert all(p.count("处点位05-") * 1 <= 22 for p in pages)


def test_a_long_name_wraps_and_nothing_of_it_is_cut() -> None:
    (page,) = printed(list_of(name=LONG))
    assert LONG in page


def test_a_character_without_a_glyph_is_a_box_and_said() -> None:
    (page,) = printed(list_of(name="某\U0003347b点"))
    assert "U+3347B" in page
    assert "□" in page


def test_no_line_at_all_is_one_page_that_says_so() -> None:
    (page,) = printed(empty_list())
    assert "没有缺的" in page


def test_interviews_alone_need_no_table_of_sites() -> None:
    (page,) = printed(list_of(*(n for n in lines() if n.act is Act.INTERVIEW)))
    assert "看什么" not in page
    assert "同富社区3户" in page


def test_printing_can_be_stopped() -> None:
    def stop(done: int, total: int) -> None:
        del done, total
        raise Cancelled

    with pytest.raises(Cancelled):
        write_work_list(list_of(), standard(), stop)
