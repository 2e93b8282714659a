"""Re-checks on the printed report: a part of their own where there are any, with every figure, in Chinese always."""

from dataclasses import replace

from auditor.formats.report_rechecks import recheck_notes
from auditor.formats.street_report_pdf import write_report
from auditor.recheck import Agreement
from auditor.wording import speaking
from tests.auditor.test_recheck import made, result

from .making import make_report
from .reading import page_texts


def test_a_report_without_rechecks_says_nothing_of_them() -> None:
    assert "复核抽查" not in "".join(page_texts(write_report(make_report())))


def test_the_last_part_says_what_was_drawn_what_was_found_and_what_that_shows() -> None:
    found = result(0, 31)
    seconds = tuple(replace(s, pairs=Agreement(both=10, neither=1)) for s in found.seconds)
    asked = replace(result(1, 3, 3), recheck=made(3, seed="", flag="journey", list_hash="", population=0))
    report = replace(make_report(), rechecks=(replace(found, seconds=seconds), asked))
    with speaking("en"):
        pages = page_texts(write_report(report))
    last = pages[-1]
    for words in (
        "五、复核抽查",
        "50处里抽31处",
        "复核人丙",
        "已复核31处，不符合0处",
        "以95%的把握，不符合的少于5%（至多2处）",
        "两次作答一致341/341（100%）",
        "κ=1.00",
        "00" * 16,
        "质量提示“路上来不及”列入3处，不是抽样",
        "已复核3处，不符合1处",
    ):
        assert words in last, words
    assert write_report(report) == write_report(report)


def test_many_rechecks_go_over_to_further_pages() -> None:
    report = replace(make_report(), rechecks=tuple(result(0, 31) for _n in range(9)))
    pages = [page for page in page_texts(write_report(report)) if "五、复核抽查" in page]
    assert len(pages) >= 2
    assert all("（续）" in page for page in pages[1:])
    assert sum(page.count("50处里抽31处") for page in pages) == 9


def test_notes_name_no_bound_where_nothing_was_drawn() -> None:
    asked = replace(result(0, 0), recheck=made(seed="", flag="clock", list_hash="", population=0))
    assert [label for label, _text in recheck_notes(asked)] == ["列入", "结果", "一致"]
