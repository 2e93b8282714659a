"""Line breaking, punctuation and air of our Chinese setter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.formats.faces import Family
from auditor.formats.kinsoku import NOT_AT_END, NOT_AT_START, air_between, find_breaks
from auditor.formats.setting import POINTS_A_MM, Align, Run, Type, set_line, set_paragraph, width_of

from .reading import finished, new_sheet, page_texts, without_space

KIND = Type(Family.SONG, 10, 5, indent=2, align=Align.JUSTIFIED)
HAN = st.text("街道社区点位居民户年月日第号一二（", min_size=1, max_size=12).map(lambda text: text.rstrip("（"))
LATIN = st.text("abcxyzABC0123456789-", min_size=1, max_size=9)
# Three marks at most stand together: a longer row cannot keep both tables, whoever sets it.
MARK = st.sampled_from(
    [
        "，",
        "。",
        "、",
        "：",
        "；",
        "！",
        "？",
        "）",
        "》",
        "”",
        "（",
        "《",
        "“",
        "〔",
        "）。",
        "：“",
        "”（",
        "……",
        "——",
        "%",
    ]
)
TEXTS = st.lists(st.one_of(HAN, LATIN, st.just(" "), st.just("　")), min_size=1, max_size=40).flatmap(
    lambda words: st.lists(MARK | st.just(""), min_size=len(words), max_size=len(words)).map(
        lambda marks: "".join(word + mark for word, mark in zip(words, marks, strict=True))
    )
)


@given(TEXTS, st.integers(45, 110), st.sampled_from(list(Align)))
def test_no_text_is_lost_and_no_line_offends(text: str, measure: int, align: Align) -> None:
    kind = KIND.but(align=align)
    lines = set_paragraph(text, kind, measure).lines
    limit = measure * POINTS_A_MM + 0.01

    assert "".join(line.text for line in lines) == text
    for line in lines:
        assert line.width <= limit
        for glyph in line.glyphs:
            assert glyph.char.isspace() or glyph.x + kind.size / 3 <= limit
    for line in lines[1:]:
        assert line.text.lstrip()[:1] not in NOT_AT_START or not line.text.strip()
    for line in lines[:-1]:
        assert line.text.rstrip()[-1:] not in NOT_AT_END or not line.text.strip()


@given(st.text(max_size=60), st.integers(1, 40))
def test_any_text_at_all_is_set_in_any_measure(text: str, measure: int) -> None:
    set_paragraph(text, KIND, measure)


def test_a_set_paragraph_is_copied_as_it_was_written() -> None:
    text = (
        "长虹街道对照《南开区减污降碳增汇实施方案》（南生态环境发〔2023〕1号）五（四）所列五项要求，依照评估标准 "
        "nankai-2023 第1号，就2026年11月22日的状况——以登记为准——作了自查自评。"
        "抽样61户，“全部符合”；以95%的把握，不低于95.0%……"
    )
    sheet = new_sheet()
    sheet.paragraph(28, 50, 73, text, KIND)

    assert without_space(text) in page_texts(finished(sheet))[0]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("抽样61户全部", "61户"),
        ("不低于95.0%的", "95.0%"),
        ("宽0.9毫米宽", "0.9毫米"),
        ("就2026年11月22日的", "11月22日"),
        ("按南生态环境发〔2023〕1号办", "按南生态环境发〔2023〕1号"),
        ("同自评结果证明见于演示〔2026〕12号", "演示〔2026〕12号"),
        ("依据五（四）所列", "五（四）"),
        ("标准nankai-2023号", "nankai-2023"),
        ("按第1号办", "第1号"),
        ("在14时05分到", "14时05分"),
    ],
)
def test_what_belongs_together_is_not_broken(text: str, whole: str) -> None:
    start = text.index(whole)

    assert not any(find_breaks(text)[start + 1 : start + len(whole)])


def test_a_date_may_break_after_the_year_only() -> None:
    text = "2026年11月22日"

    assert [text[:index] for index, may in enumerate(find_breaks(text)) if may] == ["2026年"]


def test_a_whole_run_is_not_broken() -> None:
    text = [Run("甲乙丙丁戊"), Run("演示第一回", whole=True)]

    assert [line.text for line in set_paragraph(text, KIND.but(indent=0), 30).lines] == ["甲乙丙丁戊", "演示第一回"]


@pytest.mark.parametrize(
    ("left", "right", "air"),
    [("街", "6", 0.14), ("F", "街", 0.14), ("年", "1", 0.06), ("1", "号", 0.06), ("，", "6", 0), ("街", "道", 0)],
)
def test_air_stands_between_han_and_latin_only(left: str, right: str, air: float) -> None:
    assert air_between(left, right) == air


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("甲，乙", 3.0),
        ("甲）。乙", 3.5),  # a closing mark before any mark is half
        ("甲：“乙", 3.5),
        ("甲《“乙", 3.5),  # an opening mark after an opening mark is half
        ("（甲", 1.5),  # at the start of a line
        ("发〔乙〕甲", 4.24),
    ],
)
def test_marks_are_squeezed_beside_marks(text: str, ems: float) -> None:
    kind = KIND.but(indent=0)

    assert width_of(text, kind) * POINTS_A_MM == pytest.approx(ems * kind.size)


def test_a_closing_mark_is_half_at_the_end_of_a_line() -> None:
    five_and_a_half = 5.5 * KIND.size / POINTS_A_MM

    assert [line.text for line in set_paragraph("甲乙丙丁戊，己庚", KIND.but(indent=0), five_and_a_half).lines] == [
        "甲乙丙丁戊，",
        "己庚",
    ]


def test_justified_lines_end_at_the_measure_and_the_last_does_not() -> None:
    lines = set_paragraph("全部登记点位和居民户作了自查自评一共61户，" * 4, KIND, 83).lines

    assert [round(line.width / POINTS_A_MM, 3) for line in lines[:-1]] == [83] * (len(lines) - 1)
    assert lines[-1].width / POINTS_A_MM < 80


@pytest.mark.parametrize("mark", sorted(NOT_AT_START))
def test_no_line_starts_with_a_mark_that_belongs_to_the_line_before(mark: str) -> None:
    # Two marks in ten em: one of them may be squeezed in, the other would begin the next line.
    ten = 10 * KIND.size / POINTS_A_MM
    lines = set_paragraph(f"{'甲' * 10}{mark}{mark}{'乙' * 10}", KIND.but(indent=0), ten).lines

    assert lines[1].text[0] == "甲"


@pytest.mark.parametrize("mark", sorted(NOT_AT_END))
def test_no_line_ends_with_a_mark_that_belongs_to_the_next(mark: str) -> None:
    ten = 10 * KIND.size / POINTS_A_MM
    first, *_ = set_paragraph(f"{'甲' * 9}{mark}{'乙' * 10}", KIND.but(indent=0), ten).lines

    assert first.text == "甲" * 9


def test_a_paragraph_does_not_end_in_a_lonely_character() -> None:
    ten = 10 * KIND.size / POINTS_A_MM
    lines = set_paragraph("甲乙丙丁戊己庚辛壬癸子。", KIND.but(indent=0), ten).lines

    assert [line.text for line in lines] == ["甲乙丙丁戊己庚辛壬", "癸子。"]


def test_a_dash_is_one_drawn_rule_and_can_still_be_copied() -> None:
    (line,) = set_line("甲——乙", KIND).lines

    assert [(round(dash.x, 6), dash.length) for dash in line.dashes] == [(KIND.size, 2 * KIND.size)]
    assert [glyph.char for glyph in line.glyphs if glyph.hidden] == ["—", "—"]


def test_a_line_feed_begins_a_new_line_without_an_indent() -> None:
    lines = set_paragraph("甲乙\n丙", KIND, 60).lines

    assert [line.text for line in lines] == ["甲乙", "丙"]
    assert [line.glyphs[0].x for line in lines] == [2 * KIND.size, 0]


def test_tracking_stands_between_the_letters_and_not_after_the_last() -> None:
    assert width_of("证明", KIND.but(tracking=0.2)) * POINTS_A_MM == pytest.approx(2.2 * KIND.size)
