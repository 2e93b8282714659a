"""Listings as xlsx with a control sheet, csv with its mark, or json; codes stay text and no cell is ever a formula."""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from auditor.errors import Cancelled, Problem, Refused, Unavailable
from auditor.forms import CONTROL, Column, Kind
from auditor.listing import Export, Listing, Shown, plain
from auditor.telling import Tell, quiet, told
from auditor.wording import _, named

T = TypeVar("T")
MOST_ROWS = 1_048_575  # of one sheet, below its heads
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {
    Kind.DEGREES: 13,
    Kind.CODE: 16,
    Kind.TEXT: 26,
    Kind.COUNT: 10,
    Kind.DAY: 12,
    Kind.TIME: 10,
    Kind.FLAG: 8,
    Kind.CHOICE: 18,
}


def write_tables(out: Path, export: Export, tell: Tell = quiet) -> None:
    """Write an export as xlsx, csv or json by the ending of `out`; written aside first, then renamed.

    A csv holds one table: the first goes to `out`, further ones beside it (`name-点位.csv`), with `name-核对.csv`.
    Refused for any other ending; Unavailable where the place cannot be written. `tell` hears the rows of all tables;
    stopped by it, nothing takes its name.
    """
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv, ".json": _write_json}
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise Refused(Problem("out", "ending_unknown", {"value": out.name}))
    try:
        writer(out, export, _Rows(export, tell))
    except OSError as error:
        raise Unavailable("place_unwritable", path=str(out), said=error.strerror or "") from error


class _Rows:
    """Gives the rows of one table after the other, and tells how many of all are given."""

    def __init__(self, export: Export, tell: Tell) -> None:
        self._tell, self._given = tell, 0
        self._total = sum(len(listing.rows) for listing in export.listings)

    def __call__(self, rows: Sequence[T]) -> Iterator[T]:
        yield from told(rows, self._tell, self._total, self._given)
        self._given += len(rows)


def beside(out: Path) -> Path:
    """Where a file is written before it takes its name."""
    return out.with_name(f".{out.name}.part")


def control_rows(export: Export) -> list[tuple[str, str, str]]:
    """Table, figure, value: the filter, and for each table its rows, sums and hash."""
    found = [("", _("名称"), export.title)]
    if export.demonstration:
        found.append(("", _("标记"), _("演示数据")))
    found += [("", name, value) for name, value in export.filter.items()]
    for listing in export.listings:
        heads = {c.id: c.head for c in listing.columns}
        found.append((listing.name, _("行数"), str(len(listing.rows))))
        found += [(listing.name, _("{column}合计").format(column=heads[c]), str(n)) for c, n in listing.sums().items()]
        found.append((listing.name, "SHA-256", listing.sha256()))
    return found


# -- xlsx -----------------------------------------------------------------------------------------------------------


def _write_xlsx(out: Path, export: Export, rows_of: "_Rows") -> None:
    from openpyxl import Workbook

    book: Any = Workbook(write_only=True)
    try:
        for listing in export.listings:
            for number, rows in enumerate(_parts(listing.rows), 1):
                sheet = book.create_sheet(listing.name if number == 1 else f"{listing.name} {number}")
                write_sheet(sheet, listing, rows_of(rows))
                if listing.to_fill:
                    offer_choices(sheet, listing.columns, len(rows) + 1)
    except Cancelled:
        for sheet in book.worksheets:
            sheet.close()  # openpyxl must end what it began, in a file of its own that nobody sees
        raise
    control = book.create_sheet(named(*CONTROL))
    for letter, width in (("A", 16), ("B", 22), ("C", 70)):
        control.column_dimensions[letter].width = width
    control.append([text_cell(control, t, bold=True) for t in (_("表"), _("项"), _("值"))])
    for row in control_rows(export):
        control.append([text_cell(control, value) for value in row])
    path = beside(out)
    book.save(path)
    os.replace(path, out)


def _parts(rows: Any) -> Iterable[Any]:
    """Sheets end at 1,048,576 rows; what is more goes on the next sheet, never away."""
    for start in range(0, max(1, len(rows)), MOST_ROWS):
        yield rows[start : start + MOST_ROWS]


def write_sheet(sheet: Any, listing: Listing, rows: Iterable[Iterable[Shown]]) -> None:
    """Heads, widths, then the rows: codes and texts as strings whatever they begin with."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for index, column in enumerate(listing.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = _WIDTHS[column.kind]
        if column.kind in (Kind.CODE, Kind.TEXT, Kind.CHOICE):
            dimension.number_format = "@"
    sheet.append([text_cell(sheet, c.head, bold=True) for c in listing.columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def offer_choices(sheet: Any, columns: Iterable[Column], last: int) -> None:
    """Lists where the choices fit the 255 characters a validation may have; whole numbers for counts; to row `last`."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for index, column in enumerate(columns, 1):
        letter = get_column_letter(index)
        words = ",".join(c.shown.replace(",", "，") for c in column.choices)
        if column.kind is Kind.FLAG:
            words = f"{named('是', 'Yes')},{named('否', 'No')}"
        if words and len(words) <= 250:
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        elif column.kind is Kind.COUNT:
            rule = DataValidation(type="whole", operator="between", formula1="0", formula2=str(column.most))
        else:
            continue
        rule.error = _("不在可选的内容里，或不是整数。")
        rule.showErrorMessage = column.kind is Kind.COUNT
        sheet.data_validations.append(rule)
        rule.add(f"{letter}2:{letter}{last}")


def _cell(sheet: Any, value: Shown) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return named("是", "Yes") if value else named("否", "No")
    if isinstance(value, str):  # plain strings are written as text; what could be taken for more is made sure of
        return text_cell(sheet, value) if value.startswith(_RISKY) or not value.isprintable() else value
    if isinstance(value, int):
        return value
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs know no date and no time
    if isinstance(value, (date, time)):
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "hh:mm:ss"
    return cell


def text_cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    """A cell that is text for good: type string, format text; control characters xlsx cannot hold become spaces."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


# -- csv and json -----------------------------------------------------------------------------------------------------


def _write_csv(out: Path, export: Export, rows_of: "_Rows") -> None:
    files = [(out if i == 0 else out.with_name(f"{out.stem}-{x.name}.csv"), x) for i, x in enumerate(export.listings)]
    control = out.with_name(f"{out.stem}-{named(*CONTROL)}.csv")
    paths = [*(path for path, _listing in files), control]
    try:
        for path, listing in files:
            rows = ([_csv_text(v) for v in row] for row in rows_of(listing.rows))
            _write_rows(beside(path), [c.head for c in listing.columns], rows)
        _write_rows(beside(control), [_("表"), _("项"), _("值")], control_rows(export))
    except (Cancelled, OSError):  # stopped, or the disk is full
        for path in paths:
            beside(path).unlink(missing_ok=True)
        raise
    for path in paths:  # all or none
        os.replace(beside(path), path)


def _write_rows(path: Path, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)


def _csv_text(value: Shown) -> str:
    if isinstance(value, bool):
        return named("是", "Yes") if value else named("否", "No")
    found = plain(value)
    return "" if found is None else str(found)


def _write_json(out: Path, export: Export, rows_of: "_Rows") -> None:
    document: dict[str, Any] = {"title": export.title, "demonstration": export.demonstration}
    document["filter"] = dict(export.filter)
    for listing in export.listings:
        ids = [c.id for c in listing.columns]
        document[listing.id] = {
            "count": len(listing.rows),
            "sums": listing.sums(),
            "sha256": listing.sha256(),
            "rows": [dict(zip(ids, map(plain, row), strict=True)) for row in rows_of(listing.rows)],
        }
    aside = beside(out)
    aside.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(aside, out)
