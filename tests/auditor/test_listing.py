"""Listings: the control figures tell any two tables apart that differ."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from auditor.forms import Column, Kind
from auditor.listing import Listing, Shown, plain

COLUMNS = (Column("code", "编号", "Code", Kind.CODE), Column("n", "户数", "Households", Kind.COUNT))
ROWS = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 9)), max_size=4)


@given(ROWS, ROWS)
def test_two_tables_have_one_hash_only_if_they_are_the_same(
    one: list[tuple[str, int]], two: list[tuple[str, int]]
) -> None:
    first, second = (Listing("sites", "点位", COLUMNS, rows) for rows in (one, two))
    assert (first.sha256() == second.sha256()) == (one == two)
    assert first.sums() == {"n": sum(n for _, n in one)}


def test_days_and_times_are_text_and_empty_is_nothing() -> None:
    cells: list[Shown] = [date(2026, 5, 1), time(14, 5), "", None, True, "是"]
    assert [plain(c) for c in cells] == ["2026-05-01", "14:05:00", None, None, True, "是"]
