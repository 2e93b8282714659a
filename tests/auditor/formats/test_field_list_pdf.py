"""The printed field list, read back: every household by site and count, room for each visit, nothing of a person."""

from datetime import date

from auditor.field_list import FieldList, Household, Tried
from auditor.formats.field_list_pdf import CODES, FOOT, draw_field_list
from auditor.survey import Method, Mode, Outcome
from tests.auditor.formats.reading import font_names, page_texts

LONG = "天津市南开区学府街道观园里小区东区十二号至十八号楼及附属平房（演示）"


def tried(day: int, outcome: Outcome = Outcome.NON_CONTACT, *, late: bool = False) -> Tried:
    return Tried(day=date(2026, 11, day), time="19:10", outcome=outcome, late=late)


def make_list(*households: Household, demonstration: bool = True) -> FieldList:
    return FieldList(
        street="120104006000",
        street_name="学府街道",
        round="秋季轮",
        mode=Mode.SAMPLE,
        method=Method.DOOR,
        on=date(2026, 11, 22),
        until=date(2027, 1, 1),
        attempts=3,
        communities={"1": "龙兴里社区居委会"},
        shares={"周敏": households, "王㛃": households[:1]},
        demonstration=demonstration,
    )


def household(k: int, name: str = "龙兴里小区", *visits: Tried) -> Household:
    return Household(community="1", site="06-031", name=name, k=k, tried=visits)


def test_each_interviewer_begins_a_page_with_name_count_and_what_to_do_with_the_paper() -> None:
    pages = page_texts(draw_field_list(make_list(household(37), household(98))))
    assert len(pages) == 2
    assert "访问人周敏2户2026年11月22日列" in pages[0]
    assert "访问人王㛃1户" in pages[1]
    for page in pages:
        assert FOOT in page
        assert "演示数据" in page
        assert "到2027年1月1日止" in page
        assert all(f"{code}＝{words}" in page for code, words in CODES.values())
    assert "第37户" in pages[0]
    assert "第98户" in pages[0]
    assert "06-031" in pages[0]


def test_earlier_visits_stand_in_their_boxes_and_a_missing_evening_is_said() -> None:
    seen = household(5, "龙兴里小区", tried(12), tried(14, Outcome.REFUSAL, late=True))
    never_late = household(6, "龙兴里小区", tried(12), tried(13), tried(14))
    (first, _) = page_texts(draw_field_list(make_list(seen, never_late)))
    assert "11月12日" in first
    assert "11月14日晚" in first
    assert "拒访" in first
    assert first.count("要晚间周末") == 1
    assert first.count("答停拒无空非") == 2  # one visit left for each


def test_a_community_goes_on_with_its_head_and_no_household_is_lost() -> None:
    pages = page_texts(draw_field_list(make_list(*(household(k) for k in range(1, 41)))))
    mine = pages[:-1]
    assert len(mine) == 3
    assert "龙兴里社区居委会40户" in mine[0]
    assert all("龙兴里社区居委会（续）" in page for page in mine[1:])
    assert all(sum(f"第{k}户" in page for page in mine) == 1 for k in range(10, 41))
    assert "本人第2张，共3张" in mine[1]


def test_the_page_is_of_the_shipped_faces_and_the_same_list_has_the_same_bytes() -> None:
    found = make_list(household(1, LONG), demonstration=False)
    pdf = draw_field_list(found)
    assert draw_field_list(found) == pdf
    assert all(font_names(pdf).values())
    (first, _) = page_texts(pdf)
    assert LONG in first
    assert "演示数据" not in first
