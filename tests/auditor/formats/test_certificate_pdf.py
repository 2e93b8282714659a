"""The self-assessment statement, read back from its PDF."""

from dataclasses import replace
from io import BytesIO

import pytest

from auditor.certificate import DocumentKind
from auditor.formats.certificate_pdf import write_statement
from auditor.verdict import Tally, Verdict

from .making import (
    EVIDENCE_ROOT,
    JOURNAL_ROOT,
    make_certificate,
    make_register,
    make_sample,
    make_score,
    make_standard,
)
from .reading import font_names, page_texts, read_qr

LONG = "所属投放点当日在用，厨余、其他在位可用，且一个投放点服务不超过300户。超过时，该点各户都不计。" * 2


def test_the_statement_is_one_page_and_says_what_was_counted() -> None:
    (text,) = page_texts(write_statement(make_certificate(make_score()), make_standard(), b"{}"))

    for words in (
        "自评结果证明",
        "编号演示〔2026〕12号",
        "短码7f3a9c21",
        "长虹街道对照《南开区减污降碳增汇实施方案》（南生态环境发〔2023〕1号）五（四）所列五项要求，",
        "就2026年11月22日的状况对全部登记点位和居民户作了自查自评。结果如下：",
        "总体结论五项均达标",
        "达标5未达标0未定0",
        "41200412达标100%",
        "23,5280023,528达标100%",
        "610970达标不低于95.0%",
        "另有15处不要求设置，不计入。",
        "上次评分以来撤销、关闭点位3处（当时符合2处、未知1处）。",
        "主体责任7处（1.6%）",
        f"证据根{EVIDENCE_ROOT}",
        f"日志根{JOURNAL_ROOT}",
        "（演示）长虹街道办事处2026年11月24日",
        "第1页共1页",
    ):
        assert words in text


def test_a_demonstration_bears_no_real_office_and_a_real_one_bears_no_demonstration() -> None:
    (demo,) = page_texts(write_statement(make_certificate(make_score()), make_standard(), b"{}"))
    real = page_texts(write_statement(make_certificate(make_score(), demonstration=False), make_standard(), b"{}"))

    assert "长虹街办" not in demo
    assert "演示数据" in demo
    assert "不作任何证明用途" in demo
    assert not any("演示" in page for page in real)
    assert "编号长虹街办〔2026〕12号" in real[0]


def test_the_qr_code_names_the_day_and_the_evidence_root() -> None:
    pdf = write_statement(make_certificate(make_score()), make_standard(), b"{}")

    assert read_qr(pdf) == [f"SA1:SELF:20261122:{EVIDENCE_ROOT.upper()}"]


def test_the_same_certificate_gives_the_same_bytes_and_holds_its_evidence() -> None:
    import pikepdf

    first, second = (write_statement(make_certificate(make_score()), make_standard(), b'{"a":1}') for _ in range(2))

    assert first == second
    with pikepdf.open(BytesIO(first)) as pdf:
        assert pdf.attachments["evidence.json"].get_file().read_bytes() == b'{"a":1}'
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261124000000+08'00'"


def test_what_does_not_fit_moves_to_a_second_page_and_the_result_stays_on_the_first() -> None:
    score = make_score(awareness=make_sample(Tally(conforming=60, nonconforming=3), Verdict.NOT_MET, "awareness"))
    pages = page_texts(write_statement(make_certificate(score), make_standard(LONG), b"{}"))

    assert len(pages) == 2
    for words in ("总体结论未达标", "60306", "短码7f3a9c21", "（演示）长虹街道办事处", "见第2页", EVIDENCE_ROOT):
        assert words in pages[0]
    for words in ("口径与说明", "短码7f3a9c21", EVIDENCE_ROOT, "评分条件", "知晓率抽样作答63户"):
        assert words in pages[1]


def test_a_glyph_that_is_missing_is_named_on_the_page() -> None:
    certificate = make_certificate(make_score("长\U000323a0街道"))
    text = "".join(page_texts(write_statement(certificate, make_standard(), b"{}")))

    assert "有字没有字形，以□代替；码位U+323A0。" in text


def test_every_font_of_the_statement_is_embedded() -> None:
    fonts = font_names(write_statement(make_certificate(make_score()), make_standard(), b"{}"))

    assert all(fonts.values())
    assert {name.split("+")[1] for name in fonts} <= {
        "NotoSerifSC-Regular",
        "NotoSerifSC-Bold",
        "NotoSansSC-Regular",
        "NotoSansSC-Bold",
        "NotoSansSCFull-Regular",
    }


def test_unknown_is_printed_beside_what_it_can_still_become() -> None:
    tally = Tally(conforming=531, unknown=4, nonconforming=3)
    score = make_score(responsibility=make_register("responsibility", tally))
    text = "".join(page_texts(write_statement(make_certificate(score), make_standard(), b"{}")))

    assert "53134538未达标98.6%至多99.4%" in text


@pytest.mark.parametrize("words", ["责令", "罚", "荣誉", "授牌", "命名", "120104"])
def test_words_and_codes_that_never_stand_on_a_statement(words: str) -> None:
    (text,) = page_texts(write_statement(make_certificate(make_score()), make_standard(), b"{}"))

    assert words not in text


def test_another_kind_of_document_or_another_standard_is_refused() -> None:
    certificate = make_certificate(make_score())
    with pytest.raises(ValueError, match="self-assessment"):
        write_statement(replace(certificate, kind=DocumentKind.HONOUR), make_standard(), b"{}")
    with pytest.raises(ValueError, match="not the standard"):
        write_statement(certificate, replace(make_standard(), number=2), b"{}")
