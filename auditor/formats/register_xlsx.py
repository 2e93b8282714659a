"""The empty forms as xlsx: sheets to fill, an example of each, and what every column means."""

import os
from pathlib import Path
from typing import Any

from auditor.formats.tables_xlsx import beside, offer_choices, text_cell
from auditor.forms import EXAMPLE, NOTES, Column, Form, Kind, SheetForm
from auditor.wording import _, named

_BLANK_ROWS = 5000  # rows that carry formats and choices; more may be filled
_WIDTHS = {
    Kind.DEGREES: 13,
    Kind.CODE: 16,
    Kind.TEXT: 24,
    Kind.COUNT: 10,
    Kind.DAY: 12,
    Kind.TIME: 10,
    Kind.FLAG: 8,
    Kind.CHOICE: 18,
}
_FORMATS = {
    Kind.CODE: "@",
    Kind.TEXT: "@",
    Kind.CHOICE: "@",
    Kind.DEGREES: "@",
    Kind.DAY: "yyyy-mm-dd",
    Kind.TIME: "hh:mm",
    Kind.COUNT: "0",
}


def write_form(out: Path, form: Form) -> None:
    """Write one form: blank sheets under their names, `示例` sheets that an import passes over, and `说明`."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for sheet_form in form.sheets:
        sheet = book.create_sheet(sheet_form.name)
        _write_heads(sheet, sheet_form)
        offer_choices(sheet, sheet_form.columns, _BLANK_ROWS)
    for sheet_form in form.sheets:
        if sheet_form.examples:
            several = len(form.sheets) > 1
            title = named(*EXAMPLE)
            sheet = book.create_sheet(f"{title} {sheet_form.name}" if several else title)
            _write_heads(sheet, sheet_form)
            for row in sheet_form.examples:
                sheet.append([_example(sheet, row.get(c.id), c) for c in sheet_form.columns])
    _write_notes(book.create_sheet(named(*NOTES)), form)
    path = beside(out)
    book.save(path)
    os.replace(path, out)


def _write_heads(sheet: Any, form: SheetForm) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for index, column in enumerate(form.columns, 1):
        letter = get_column_letter(index)
        cell = sheet.cell(1, index, column.head + (" *" if column.needed else ""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8ECEB")
        cell.data_type = "s"
        sheet.column_dimensions[letter].width = _WIDTHS[column.kind]
        sheet.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "General")


def _example(sheet: Any, value: object, column: Column) -> Any:
    if value is None:
        return None
    if column.choices:
        value = next((c.shown for c in column.choices if c.id == value), value)
    return text_cell(sheet, value) if isinstance(value, str) else value


def _write_notes(sheet: Any, form: Form) -> None:
    from openpyxl.styles import Font

    heads = (_("表"), _("列"), _("必填"), _("怎么填"), _("可选"))
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDE", (14, 20, 8, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for sheet_form in form.sheets:
        for c in sheet_form.columns:
            needed = named("是", "Yes") if c.needed else ""
            choices = "；".join(x.shown for x in c.choices)
            sheet.append([sheet_form.name, c.head, needed, named(c.about, c.about_en), choices])
    for text in _general(form):
        sheet.append([text])


def _general(form: Form) -> list[str]:
    found = [
        _("带 * 的列必填。列的次序不限；不认识的列不读。"),
        _("示例、说明、核对这几张表不读。公式不计算，粘贴为数值。编号列是文本，保留前面的 0。"),
        _("重新导入时按编号认出记录，只改变了的内容；文件里没有的记录不删除。"),
    ]
    if form.no_person:
        found.append(_("没有居民姓名、电话、门牌这些列；出现这样的列，整个文件不收。"))
    return found
