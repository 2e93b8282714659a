"""Head, foot, number of pages, demonstration box, the grid."""

import pytest

from auditor.formats.sheet import DEMO_WORDS, on_grid

from .reading import finished, new_sheet, page_texts


@pytest.mark.parametrize("demo", [True, False])
def test_every_page_of_a_demonstration_says_so_and_no_other_does(demo: bool) -> None:
    sheet = new_sheet(demo=demo)
    sheet.open_page(cover=True)
    texts = page_texts(finished(sheet))

    assert [DEMO_WORDS in text for text in texts] == [demo, demo]


def test_each_foot_names_its_page_and_all_pages() -> None:
    sheet = new_sheet()
    sheet.open_page()
    sheet.open_page()
    texts = page_texts(finished(sheet))

    assert [f"第{number}页共3页" in text for number, text in enumerate(texts, 1)] == [True] * 3
    assert all("长虹街道" in text for text in texts)


@pytest.mark.parametrize(("y", "line"), [(30, 30), (30.1, 32.5), (32.5, 32.5), (107.49, 107.5)])
def test_a_place_goes_down_to_the_next_line_of_the_grid(y: float, line: float) -> None:
    assert on_grid(y) == line
