"""Listings as files: codes stay text, nothing is a formula, a control sheet proves that every row left."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import Refused
from auditor.formats import tables_xlsx
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import Column, Kind
from auditor.frames import read_tables
from auditor.listing import Export, Listing
from tests.making import standard

RULES = standard()
CODE, NAME = Column("code", "编号", "Code", Kind.CODE), Column("name", "名称", "Name", Kind.TEXT)
COUNT = Column("n", "户数", "Households", Kind.COUNT)


def cells_of(path: Path, sheet: str) -> list[list[Any]]:
    from openpyxl import load_workbook

    book = load_workbook(path)
    found = [[(c.value, c.data_type) for c in row] for row in book[sheet].iter_rows()]
    book.close()
    return found


def small(*rows: tuple[Any, ...]) -> Export:
    return Export("试", (Listing("sites", "点位", (CODE, NAME, COUNT), rows),), {"街道": "全部"})


def test_ids_are_text_and_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    names = ("=1+1", "+86", "-5", "@x", "王㛃\x07")
    write_tables(out, small(*(("007", name, 5) for name in names)))
    rows = cells_of(out, "点位")[1:]
    assert [r[0] for r in rows] == [("007", "s")] * 5
    assert [r[1] for r in rows] == [(n, "s") for n in ("=1+1", "+86", "-5", "@x", "王㛃 ")]
    assert [r[2] for r in rows] == [(5, "n")] * 5


def test_the_control_sheet_names_rows_sums_filter_and_hash(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    write_tables(out, small(("007", "甲", 5), ("008", "乙", 7)))
    told_figures = {(r[0][0] or "", r[1][0]): r[2][0] for r in cells_of(out, "核对")[1:]}
    lines = ['["code","name","n"]', '["007","甲",5]', '["008","乙",7]']
    digest = hashlib.sha256("".join(x + "\n" for x in lines).encode()).hexdigest()
    assert told_figures == {
        ("", "名称"): "试",
        ("", "街道"): "全部",
        ("点位", "行数"): "2",
        ("点位", "户数合计"): "12",
        ("点位", "SHA-256"): digest,
    }


def test_rows_beyond_a_sheets_end_go_on_the_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_xlsx, "MOST_ROWS", 3)
    out = tmp_path / "a.xlsx"
    write_tables(out, small(*((str(n), "x", n) for n in range(7))))
    tables = read_tables(out)
    assert [name for name in tables if name.startswith("点位")] == ["点位", "点位 2", "点位 3"]
    assert [row[0] for name in tables if name.startswith("点位") for _, row in tables[name].rows[1:]] == list("0123456")


def test_a_csv_opens_in_a_spreadsheet_and_json_is_plain(tmp_path: Path) -> None:
    export = small(("007", "李𬱖", 5), ("008", "", 0))
    write_tables(tmp_path / "a.csv", export)
    write_tables(tmp_path / "a.json", export)
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows == [["编号", "名称", "户数"], ["007", "李𬱖", "5"], ["008", "", "0"]]
    assert (tmp_path / "a-核对.csv").exists()
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["sites"]["rows"][1] == {"code": "008", "name": None, "n": 0}
    assert document["sites"]["sums"] == {"n": 5}


def test_another_ending_is_refused_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_tables(tmp_path / "a.docx", small())
    assert list(tmp_path.iterdir()) == []
