"""A narrow, long table set twice side by side: the communities of a street."""

from auditor.formats.ruled_table import Table, draw_table, row_heights
from auditor.formats.sheet import Sheet
from auditor.formats.type_scale import SECTION

_HALF, _BETWEEN = 75.0, 6.0


def draw_halves(sheet: Sheet, y: float, table: Table, title: str) -> float:
    """A narrow table in two halves side by side, over further pages where it is long; the y below it."""
    heights = row_heights(table)
    start, total = 0, len(table.rows)
    while True:
        room = sheet.page.foot - y - table.head_height
        middle = _rows_that_fit(heights, start, min(start - (start - total) // 2, total), room)
        stop = _rows_that_fit(heights, middle, total, room)
        if stop - start < min(4, total - start):
            y = _continue(sheet, title)
            continue
        end = draw_table(sheet, sheet.page.left, y, table, range(start, middle))
        if stop > middle:
            end = max(end, draw_table(sheet, sheet.page.left + _HALF + _BETWEEN, y, table, range(middle, stop)))
        start = stop
        if start >= total:
            return end
        y = _continue(sheet, title)


def _rows_that_fit(heights: list[float], start: int, stop: int, room: float) -> int:
    """The index after the last row, at most `stop`, up to which the rows from `start` fit."""
    used = 0.0
    for index in range(start, stop):
        used += heights[index]
        if used > room + 1e-6:
            return index
    return stop


def _continue(sheet: Sheet, title: str) -> float:
    sheet.open_page()
    sheet.text(sheet.page.left, 35.0, title, SECTION)
    return 42.5
