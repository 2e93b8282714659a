"""Reading a filled form: which sheet is which, where its heads stand, and its rows as values or as problems."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor import cells
from auditor.cells import Cell, Formula, Table, Unreadable, folded, shown
from auditor.forms import CONTROL, EXAMPLE, FIELD_LIST, NOTES, Column, Form, Kind, SheetForm
from auditor.telling import Tell, quiet, told

_HEAD_ROWS = 12  # heads stand among the first rows that hold anything
_ASIDE = tuple(folded(x) for names in (EXAMPLE, NOTES, CONTROL, FIELD_LIST) for x in names)
_PERSON = ("姓名", "电话", "手机", "门牌", "身份证", "住户姓名", "微信")
_PERSON_EN = ("resident", "phone", "mobile", "doornumber", "idcard", "idnumber")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong in a file: sheet, row (0: the sheet as a whole), column as headed, the cell, and a code."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row as read: values by column id, only of columns the file has. `bad`: one of its cells has a problem."""

    sheet: "Sheet"
    number: int
    values: dict[str, Any]
    bad: bool = False

    def is_good(self) -> bool:
        """Whether nothing has been found wrong so far."""
        return not self.bad

    def text(self, name: str) -> str:
        """The value of a text, code or choice column; "" where the file has no such column."""
        return str(self.values.get(name, ""))


@dataclass(slots=True)
class Sheet:
    """One sheet that was recognised, with its rows; problems and warnings are gathered here."""

    form: SheetForm
    name: str
    heads: Mapping[str, tuple[int, str]]  # column id -> (index, head as it stands in the file)
    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)

    def head(self, name: str) -> str:
        """A column's head as it stands in the file."""
        return self.heads[name][1] if name in self.heads else self.form.column(name).head

    def refuse(self, row: Row, column: str, code: str, **facts: object) -> None:
        """Note a problem of a row; the row is bad from now on."""
        row.bad = True
        self.problems.append(self._problem(row, column, code, facts))

    def warn(self, row: Row, column: str, code: str, **facts: object) -> None:
        """Note what should be looked at; the row stays good."""
        self.warnings.append(self._problem(row, column, code, facts))

    def _problem(self, row: Row, column: str, code: str, facts: Mapping[str, object]) -> RowProblem:
        value = row.values.get(column, "")
        shown_value = "" if isinstance(value, bool) or value is None else str(value)
        return RowProblem(self.name, row.number, self.head(column) if column else "", shown_value, code, facts)


def read_form(tables: Collection[Table], form: Form, tell: Tell = quiet) -> tuple[list[Sheet], list[RowProblem]]:
    """The sheets of a form that a file has, and the problems that keep a sheet from being read at all. `tell` hears
    the rows read."""
    total, begun = sum(len(t.rows) for t in tables), 0
    sheets: list[Sheet] = []
    problems: list[RowProblem] = []
    for table in tables:
        start, begun = begun, begun + len(table.rows)
        if folded(table.name).startswith(_ASIDE):
            continue
        taken = {s.form.id for s in sheets}
        found = _find_form(table, form, taken)
        if found is None:
            if table.rows and len(form.sheets) == 1:
                problems += _whole_sheet(table, form.sheets[0])
            continue
        sheet_form, head_number, heads = found
        wrong = _head_problems(table, form, sheet_form, head_number, heads)
        if wrong:
            problems += wrong
            continue
        columns = {c.id: i for i, (_, c) in heads.items() if c}
        sheet = Sheet(sheet_form, table.name, {name: (i, heads[i][0]) for name, i in columns.items()})
        sheet.warnings += [
            RowProblem(table.name, head_number, head, "", "column_unknown")
            for head, column in heads.values()
            if column is None and head
        ]
        _read_rows(sheet, table, head_number, told(table.rows, tell, total, start))
        before = next((s for s in sheets if s.form.id == sheet.form.id), None)
        if before:
            before.rows += sheet.rows
            sheet.rows = []
        sheets.append(sheet)
    if not sheets and not problems:
        names = "、".join(s.name for s in form.sheets)
        problems.append(RowProblem("", 0, "", "", "no_sheet", {"sheets": names}))
    return sheets, problems


_Heads = dict[int, tuple[str, Column | None]]  # index -> head as it stands, column


def _find_form(table: Table, form: Form, taken: set[str]) -> tuple[SheetForm, int, _Heads] | None:
    """The sheet's form, by its name first, else by its heads; with the row its heads stand in."""
    name = folded(table.name).rstrip("0123456789")  # what does not fit on one sheet goes on as `点位 2`
    named = [s for s in form.sheets if name in (folded(s.zh), folded(s.en), s.id)]
    best: tuple[int, SheetForm, int, _Heads] | None = None
    for sheet_form in named or [s for s in form.sheets if s.id not in taken]:
        for number, row in table.rows[:_HEAD_ROWS]:
            heads = _heads_of(row, sheet_form)
            known = sum(column is not None for _, column in heads.values())
            whole = not _lacking(sheet_form, heads)
            score = known + (100 if whole else 0)
            if known >= (1 if named else 2) and (best is None or score > best[0]):
                best = score, sheet_form, number, heads
    if best is None and named and table.rows:
        return named[0], table.rows[0][0], _heads_of(table.rows[0][1], named[0])
    return best[1:] if best else None


def _heads_of(row: tuple[Cell, ...], form: SheetForm) -> _Heads:
    found: _Heads = {}
    for index, cell in enumerate(row):
        text = shown(cell)
        if text:
            spelling = folded(text)
            found[index] = text, next((c for c in form.columns if spelling in c.heads), None)
    return found


def _lacking(form: SheetForm, heads: _Heads) -> list[Column]:
    present = {c.id for _, c in heads.values() if c}
    return [c for c in form.columns if c.needed and c.id not in present]


def _whole_sheet(table: Table, form: SheetForm) -> list[RowProblem]:
    """A sheet in which no heads were found: which are missing, and merged cells as the likely reason."""
    merged = _merged_in(table, 1, _HEAD_ROWS)
    if merged:
        return [RowProblem(table.name, 1, "", merged, "heads_merged")]
    needed = "、".join(c.head for c in form.columns if c.needed)
    return [RowProblem(table.name, table.rows[0][0], "", "", "no_heads", {"heads": needed})]


def _head_problems(table: Table, form: Form, sheet: SheetForm, number: int, heads: _Heads) -> list[RowProblem]:
    lacking = _lacking(sheet, heads)
    merged = _merged_in(table, number, number) or (lacking and _merged_in(table, 1, _HEAD_ROWS))
    if merged:
        return [RowProblem(table.name, number, "", merged, "heads_merged")]
    found = [RowProblem(table.name, number, c.head, "", "column_missing") for c in lacking]
    if form.no_person:
        found += [
            RowProblem(table.name, number, head, "", "column_person")
            for head, column in heads.values()
            if column is None and _is_person(head)
        ]
    seen: dict[str, str] = {}
    for head, column in heads.values():
        if column and column.id in seen:
            found.append(RowProblem(table.name, number, head, "", "column_twice", {"other": seen[column.id]}))
        elif column:
            seen[column.id] = head
    return found


def _is_person(head: str) -> bool:
    text = folded(head)
    return any(word in text for word in _PERSON) or any(word in text.replace("_", "") for word in _PERSON_EN)


def _merged_in(table: Table, first: int, last: int) -> str:
    """The first merged range that spans more than one row or column of the rows first..last; "" if none."""
    for name in table.merged:
        start, _, end = name.partition(":")
        top, bottom = (int("".join(x for x in corner if x.isdigit())) for corner in (start, end))
        if top <= last and bottom >= first:
            return name
    return ""


def _reader(column: Column) -> Callable[[Cell], Any]:
    match column.kind:
        case Kind.CODE:
            return cells.read_code
        case Kind.TEXT:
            return cells.read_text
        case Kind.COUNT:
            return lambda cell: cells.read_count(cell, column.most)
        case Kind.DEGREES:
            return lambda cell: cells.read_degrees(cell, column.most)
        case Kind.DAY:
            return cells.read_day
        case Kind.TIME:
            return cells.read_time
        case Kind.FLAG:
            return cells.read_flag
        case Kind.CHOICE:
            return lambda cell: cells.read_choice(cell, column.spellings)


def _read_rows(sheet: Sheet, table: Table, head_number: int, rows: Iterable[tuple[int, Any]]) -> None:
    readers = [
        (name, index, _reader(c), c) for name, (index, _) in sheet.heads.items() for c in (sheet.form.column(name),)
    ]
    known = {index for index, _ in sheet.heads.values()}
    told = {index for name, (index, _) in sheet.heads.items() if name not in sheet.form.prepared}
    untouched = 0
    width = next(len(row) for number, row in table.rows if number == head_number)
    for number, row in rows:
        if number <= head_number:
            continue
        length = len(row)
        if not any(row[i] is not None and row[i] != "" for i in known if i < length):
            continue
        if sheet.form.prepared and not any(row[i] is not None and row[i] != "" for i in told if i < length):
            untouched += 1
            continue
        values: dict[str, Any] = {}
        made = Row(sheet, number, values)
        for name, index, read, column in readers:
            cell = row[index] if index < length else None
            try:
                values[name] = value = read(cell)
            except Unreadable as error:
                code = "formula" if isinstance(cell, Formula) else error.code
                facts = dict(error.facts)
                if column.choices and code == "choice_unknown":
                    facts["choices"] = "、".join(c.shown for c in column.choices[:8])
                made.bad = True
                nothing = None if column.kind in (Kind.DAY, Kind.TIME, Kind.DEGREES) else ""
                values[name] = 0 if column.kind is Kind.COUNT else nothing
                sheet.problems.append(RowProblem(sheet.name, number, sheet.head(name), shown(cell), code, facts))
                continue
            if column.needed and (value == "" or value is None):
                sheet.refuse(made, name, "cell_empty")
            if column.kind is Kind.CODE and isinstance(cell, (int, float)) and name not in ("community", "k"):
                sheet.warn(made, name, "code_was_number")
        if length > width:  # rows are without their empty end: something stands right of the last head
            sheet.refuse(made, "", "cells_too_many")
        sheet.rows.append(made)
    if untouched:
        sheet.warnings.append(RowProblem(sheet.name, 0, "", "", "rows_untouched", {"n": untouched}))
