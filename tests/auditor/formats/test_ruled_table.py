"""Where a long table may break."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.formats.ruled_table import Column, Group, Row, Table, break_rows, draw_table, row_heights

from .reading import finished, new_sheet, page_texts


def make_table(sizes: list[int]) -> Table:
    rows: list[Row | Group] = []
    for number, size in enumerate(sizes):
        rows.append(Group(f"社区{number}", f"点位{size}处"))
        rows += [Row((f"{number}-{row}",)) for row in range(size)]
    return Table((Column(50, "点位"),), tuple(rows))


@given(st.lists(st.integers(1, 12), max_size=20), st.integers(60, 120), st.integers(60, 240))
def test_every_row_stands_on_one_page_and_no_group_is_torn_from_its_head(
    sizes: list[int], first: int, later: int
) -> None:
    table = make_table(sizes)
    pages = break_rows(table, first, later)
    heights = row_heights(table)

    assert [index for page in pages for index in page] == list(range(len(table.rows)))
    for number, page in enumerate(pages):
        room = later if number else first
        assert table.head_height + sum(heights[index] for index in page) <= room
    for page in pages[:-1]:
        if not page:
            continue
        assert not isinstance(table.rows[page[-1]], Group)
        if isinstance(table.rows[page.stop], Row):
            head = max(index for index in range(page.stop) if isinstance(table.rows[index], Group))
            assert page.stop - max(head + 1, page.start) >= 2


def test_at_least_two_rows_of_a_group_stand_after_a_break() -> None:
    table = make_table([5])

    assert break_rows(table, 7.5 + 6 + 4 * 7.5, 100) == [range(0, 4), range(4, 6)]


def test_a_table_without_room_begins_on_the_next_page() -> None:
    assert break_rows(make_table([3]), 10, 100) == [range(0), range(0, 4)]


def test_a_table_without_rows_is_one_page() -> None:
    assert break_rows(make_table([]), 100, 100) == [range(0)]


def test_heads_groups_and_cells_are_all_printed() -> None:
    table = make_table([2, 1])
    sheet = new_sheet()
    bottom = draw_table(sheet, 28, 50, table)
    text = page_texts(finished(sheet))[0]

    assert bottom == 50 + 7.5 + 2 * 6 + 3 * 7.5
    for words in ("点位", "社区0点位2处", "0-0", "0-1", "社区1点位1处", "1-0"):
        assert words in text
