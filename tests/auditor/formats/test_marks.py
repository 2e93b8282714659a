"""Bars, marks, the seal's space, the QR code and the roots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.formats.marks import draw_qr, draw_root, draw_seal_space, split_bar

from .reading import finished, new_sheet, page_texts, read_qr

ROOT = "7f3a9c211ec187d618ba24a08c47d59644aaeacbf72d9689b42e7f47b80e0d2c"


@given(st.lists(st.integers(0, 400_000), min_size=3, max_size=3))
def test_the_parts_of_a_bar_fill_it_and_none_that_counts_is_too_small_to_see(counts: list[int]) -> None:
    lengths = split_bar(counts, 95, 0.9)

    assert sum(lengths) == pytest.approx(95 if any(counts) else 0)
    for count, length in zip(counts, lengths, strict=True):
        assert length == 0 if count == 0 else length >= 0.9 - 1e-9


def test_one_failing_household_in_25000_is_seen() -> None:
    assert split_bar([24_999, 0, 1], 95, 0.9) == pytest.approx([94.1, 0, 0.9])


def test_the_qr_code_is_read_from_a_page_of_144_dots_an_inch() -> None:
    content = f"SA1:SELF:20261122:{ROOT}".upper()
    sheet = new_sheet()
    draw_qr(sheet, 28, 227.5, content)

    assert read_qr(finished(sheet)) == [content]


def test_a_root_is_copied_without_gaps() -> None:
    sheet = new_sheet()
    draw_root(sheet, 265, "证据根", ROOT, bold_head=True)

    assert f"证据根{ROOT}" in page_texts(finished(sheet))[0]


@pytest.mark.parametrize(
    "issuer", ["（演示）长虹街道办事处", "天津市南开区生活垃圾分类工作管理委员会办公室", "长虹街道办事处"]
)
def test_an_issuer_is_printed_whole_however_long(issuer: str) -> None:
    sheet = new_sheet()
    draw_seal_space(sheet, 227.5, issuer, "2026年11月24日")

    assert f"（印章）{issuer}2026年11月24日" in page_texts(finished(sheet))[0]
