"""Tables with horizontal rules only: columns in mm, group rows, repeated heads, and where a long one may break."""

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.formats.marks import Mark, draw_mark
from auditor.formats.setting import POINTS_A_MM, Align, Setting, Text, Type, set_paragraph
from auditor.formats.sheet import Sheet, middle_baseline
from auditor.formats.type_scale import GROUP, LINE_GREY, PALE, SMALL_BOLD, TEXT

AIR_LEFT, AIR_RIGHT = 2.0, 1.0
GROUP_HEIGHT = 6.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width in mm, air included, its head and how its cells stand."""

    width: float
    head: Text = ""
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph in a cell with a type of its own."""

    text: Text
    kind: Type


Cell = Text | Block | tuple[Block, ...] | Mark


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; an empty text stays blank, "—" is drawn as the rule of an inapplicable cell."""

    cells: tuple[Cell, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The head of a group of rows: its name, and its counts beside it."""

    name: str
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its rows, the type of its cells, and its heights in mm."""

    columns: tuple[Column, ...]
    rows: tuple[Row | Group, ...]
    kind: Type = TEXT
    head_kind: Type = SMALL_BOLD
    head_height: float = 7.5
    least: float = 7.5
    padding: float = 2.5
    step: float = 2.5
    rule_every: int = 1  # a grey rule after each so many rows; 0 for none

    @property
    def width(self) -> float:
        """The width of all columns."""
        return sum(column.width for column in self.columns)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The set paragraphs of one cell, one below the other."""

    settings: tuple[tuple[Setting, Type], ...]

    @property
    def height(self) -> float:
        return sum(setting.height for setting, _ in self.settings)


def row_heights(table: Table, span: range | None = None) -> list[float]:
    """The heights of the rows of `span` (all rows) in mm: as many whole steps as tallest cell and padding need."""
    heights = []
    for row in table.rows if span is None else table.rows[span.start : span.stop]:
        if isinstance(row, Group):
            heights.append(GROUP_HEIGHT)
            continue
        tallest = max((stack.height for stack in _set_cells(table, row) if stack), default=0.0)
        steps = -int(-(tallest + table.padding - 1e-6) // table.step)
        heights.append(max(table.least, steps * table.step))
    return heights


def draw_table(sheet: Sheet, x: float, y: float, table: Table, span: range | None = None) -> float:
    """Draw the head and the rows of `span` (all rows) with the upper rule at y; the y of the lower rule."""
    span = range(len(table.rows)) if span is None else span
    sheet.rule(x, y, table.width, 1.0)
    head = Row(tuple(column.head for column in table.columns))
    _draw_cells(sheet, (x, y, table.head_height), table, _set_cells(table, head, table.head_kind))
    y += table.head_height
    sheet.rule(x, y, table.width, 0.5)
    for index, height in zip(span, row_heights(table, span), strict=True):
        row = table.rows[index]
        number = index - span.start + 1
        if isinstance(row, Group):
            sheet.fill([(x, y, table.width, height)], PALE)
            baseline = middle_baseline(y, height, GROUP)
            after = x + 1 + sheet.text(x + 1, baseline, row.name, GROUP)
            sheet.text(after + 6, baseline, row.counts, GROUP)
        else:
            _draw_cells(sheet, (x, y, height), table, _set_cells(table, row))
            for column, cell, left in _placed(table, row, x):
                if isinstance(cell, Mark):
                    draw_mark(sheet, left + column.width / 2, y + height / 2, cell)
        y += height
        follower = table.rows[index + 1] if index + 1 in span else None
        if follower is None:
            sheet.rule(x, y, table.width, 1.0)
        elif table.rule_every and number % table.rule_every == 0 and isinstance(follower, Row):
            sheet.rule(x, y, table.width, 0.35, LINE_GREY)
    return y


def table_height(table: Table, span: range | None = None) -> float:
    """The height of the head and the rows of `span` (all rows), in mm."""
    return table.head_height + sum(row_heights(table, span))


def break_rows(table: Table, first: float, later: float) -> list[range]:
    """Which rows stand on which page, given the room in mm for head and rows on the first page and on later ones.

    A row never splits and a group row is never last on a page; of a group at least two rows stand on each side of a
    break (PRINT.md 9), unless the room leaves no choice.
    """
    heights = row_heights(table)
    pages: list[range] = []
    start = 0
    while start < len(heights):
        room = (later if pages else first) - table.head_height
        stop, used = start, 0.0
        while stop < len(heights) and used + heights[stop] <= room + 1e-6:
            used += heights[stop]
            stop += 1
        if stop == start and not pages and room < later - table.head_height:
            pages.append(range(0))  # nothing fits below what stands on the first page: all of it goes to the next
            continue
        stop = max(stop, start + 1)
        good = stop
        while good > start + 1 and not _may_part(table.rows, start, good):
            good -= 1
        if not _may_part(table.rows, start, good):
            good = stop
        pages.append(range(start, good))
        start = good
    return pages or [range(0)]


def _may_part(rows: Sequence[Row | Group], start: int, at: int) -> bool:
    """Whether a page that begins with row `start` may end before row `at`."""
    if at >= len(rows):
        return True
    if isinstance(rows[at - 1], Group):
        return False
    if isinstance(rows[at], Group):
        return True
    before = 0
    while at - before - 1 >= start and isinstance(rows[at - before - 1], Row):
        before += 1
    after = 0
    while at + after < len(rows) and isinstance(rows[at + after], Row):
        after += 1
    return before >= 2 and after >= 2


def _placed(table: Table, row: Row, x: float) -> list[tuple[Column, Cell, float]]:
    placed = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        placed.append((column, cell, x))
        x += column.width
    return placed


def _set_cells(table: Table, row: Row, kind: Type | None = None) -> list[_Stack | None]:
    kind = kind or (table.kind.but(bold=True) if row.bold else table.kind)
    stacks: list[_Stack | None] = []
    for number, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 1):
        if isinstance(cell, Mark):
            stacks.append(None)
            continue
        if isinstance(cell, Block):
            blocks: tuple[Block, ...] = (cell,)
        elif isinstance(cell, tuple) and cell and isinstance(cell[0], Block):
            blocks = tuple(block for block in cell if isinstance(block, Block))
        else:
            blocks = (Block(_as_text(cell), kind),)
        width = column.width - _air(column, last=number == len(table.columns))
        stacks.append(
            _Stack(
                tuple(
                    (set_paragraph(block.text, block.kind.but(align=column.align, indent=0.0), width), block.kind)
                    for block in blocks
                )
            )
        )
    return stacks


def _as_text(cell: Cell) -> Text:
    assert not isinstance(cell, Mark | Block)
    return tuple(part for part in cell if not isinstance(part, Block)) if isinstance(cell, tuple) else cell


def _air(column: Column, *, last: bool) -> float:
    match column.align:
        case Align.LEFT:
            return AIR_LEFT
        case Align.RIGHT:
            return 0.0 if last else AIR_RIGHT
    return 0.0


def _draw_cells(sheet: Sheet, place: tuple[float, float, float], table: Table, stacks: Sequence[_Stack | None]) -> None:
    x, y, height = place
    for column, stack in zip(table.columns, stacks, strict=True):
        if stack:
            top = y + (height - stack.height) / 2
            for setting, kind in stack.settings:
                # Each line stands in the middle of its leading, as in `middle_baseline`.
                sheet.draw(x, top + setting.leading / 2 + 0.375 * kind.size / POINTS_A_MM, setting)
                top += setting.height
        x += column.width
