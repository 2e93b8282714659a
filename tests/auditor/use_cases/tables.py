"""Files for tests of importing: xlsx and csv from rows, and packages that are wrong on purpose."""

import zipfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auditor.intake import ImportPlan
from auditor.row_wording import problem_text
from db import SqlStore
from tests.making import communities, fresh_store, standard, street

C1, C2 = "120104006001", "120104006002"
SITE_HEADS = ("社区代码", "点位编号", "名称", "场所类型", "户数", "责任单位", "责任起")
QUARTER, OFFICE = "residential_managed", "office"
POINT_HEADS = ("所在点位编号", "投放点编号", "名称", "厨余垃圾", "可回收物", "有害垃圾", "其他垃圾")
LINK_HEADS = ("点位编号", "投放点编号", "户数")


def site_row(code: Any = "06-001", name: Any = "甲小区", households: Any = 100, **more: Any) -> list[Any]:
    """A good row of the sheet 点位; `more` changes cells by head."""
    row = [C1, code, name, QUARTER, households, "某物业", "2025-01-01"]
    for head, value in more.items():
        row[SITE_HEADS.index(head)] = value
    return row


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], merge: str = "") -> Path:
    """An xlsx of rows; `merge` merges a range of the first sheet."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if merge:
        book.worksheets[0].merge_cells(merge)
    book.save(path)
    book.close()
    return path


def register(path: Path, *rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> Path:
    """A register with these rows of 点位, and points and links if given."""
    found: dict[str, Sequence[Sequence[Any]]] = {"点位": [SITE_HEADS, *rows]}
    if "points" in sheets:
        found["投放点"] = [POINT_HEADS, *sheets["points"]]
    if "links" in sheets:
        found["服务关系"] = [LINK_HEADS, *sheets["links"]]
    return write_xlsx(path, found)


def write_sheet_xml(path: Path, rows: str, tail: str = "") -> Path:
    """The smallest xlsx there is, around raw rows of sheet XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"><Default Extension="xml" ContentType='
        '"application/xml"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" Type='
        f'"{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="点位" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" Type='
        f'"{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{tail}</worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def xml_row(number: int, cells: Sequence[str]) -> str:
    """One row of sheet XML with inline strings."""
    inner = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


@contextmanager
def registered() -> Any:
    """A store in which a street and its communities are registered."""
    with fresh_store() as store:
        with store.writing() as work:
            work.streets.save(street())
            work.communities.save_all(communities())
        yield store


def root(store: SqlStore) -> str:
    """The journal's root: equal means nothing was written."""
    with store.reading() as work:
        return work.journal.root()


def told(plan: ImportPlan) -> list[str]:
    """The sentences of a plan's problems."""
    return [problem_text(p) for p in plan.problems]


__all__ = ["C1", "C2", "OFFICE", "QUARTER", "register", "registered", "root", "site_row", "standard", "told"]
