"""Exporting: every row leaves, codes stay text, nothing is a formula, and a control sheet proves it."""

import csv
import hashlib
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from auditor.cells import shown
from auditor.errors import Refused
from auditor.form_reading import read_form
from auditor.formats import tables_xlsx
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import Column, Kind, forms, register_form
from auditor.frames import read_tables
from auditor.listing import Export, Listing
from auditor.progress import Goal2025, Month, Pace, Progress, StreetProgress
from auditor.standard import CRITERIA
from auditor.use_cases.exporting import export_progress, export_register, export_score, export_templates
from auditor.use_cases.importing import READERS
from auditor.verdict import CriterionScore, StreetScore, Tally, Verdict, part_score
from tests.auditor.use_cases.tables import registered, told
from tests.making import STREET, in_order, site, standard

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


def test_every_record_of_the_register_leaves(tmp_path: Path) -> None:
    with registered() as store:
        with store.writing() as work:
            for n in range(3):
                one = site(f"06-{n}")
                assignment, point, link, _ = in_order(one)
                work.sites.save(one)
                work.assignments.save(assignment)
                work.points.save(point)
                work.links.save(link)
        export = export_register(store, tmp_path / "a.json", RULES, STREET)
    assert [len(x.rows) for x in export.listings] == [3, 3, 3, 0]
    assert export.listings[0].sums()["households"] == 300


def test_the_templates_are_read_as_empty_forms_and_their_examples_are_good(tmp_path: Path) -> None:
    paths = export_templates(tmp_path / "表", RULES)
    assert [p.name for p in paths] == ["register.xlsx", "audits.xlsx", "responses.xlsx"]
    for path, form in zip(paths, forms(RULES), strict=True):
        tables = read_tables(path)
        sheets, problems = read_form(tables.values(), form)
        assert problems == []
        assert [s.form.id for s in sheets] == [s.id for s in form.sheets]
        assert all(s.rows == [] for s in sheets)
        assert "说明" in tables
        examples = [t for name, t in tables.items() if name.startswith("示例")]
        for table in examples:
            renamed = type(table)(table.name.removeprefix("示例 ").replace("示例", form.sheets[0].zh), table.rows)
            (sheet,), wrong = read_form([renamed], form)
            assert (wrong, sheet.problems) == ([], [])
            assert sheet.rows


def test_a_template_as_it_is_brings_nothing_in(tmp_path: Path) -> None:
    with registered() as store:
        for path in export_templates(tmp_path, RULES):
            plan = READERS[path.stem](store, path, RULES)
            assert (told(plan), plan.rows, plan.new) == ([], 0, ())


def test_codes_of_a_template_are_text_columns(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(export_templates(tmp_path, RULES)[0])
    sheet = book["点位"]
    assert [sheet.column_dimensions[x].number_format for x in "AB"] == ["@", "@"]
    book.close()


def test_a_score_leaves_as_it_was_computed(tmp_path: Path) -> None:
    tally = Tally(conforming=9996, unknown=4)
    part = part_score(tally, Fraction(1))
    criteria = {
        c: CriterionScore(
            id=c,
            tally=tally,
            verdict=part.verdict,
            mode="register",
            percent=part.percent,
            communities={"120104006001": part},
        )
        for c in CRITERIA
    }
    score = StreetScore(
        street=STREET,
        name="学府街道",
        standard=RULES.id,
        standard_number=RULES.number,
        on=date(2026, 11, 22),
        known=date(2026, 11, 22),
        root="0" * 64,
        verdict=Verdict.UNDETERMINED,
        index="99.9",
        criteria=criteria,
        sites=1,
        households=10_000,
    )
    out = tmp_path / "score.xlsx"
    export_score([score], out, RULES)
    rows = read_tables(out)["评分"].rows
    assert len(rows) == 1 + 1 + 2 * len(CRITERIA)
    assert [shown(c) for c in rows[2][1][:11]] == [
        STREET,
        "学府街道",
        "",
        RULES.criteria[CRITERIA[0]].name,
        "",
        "未定",
        "99.9",
        "9996",
        "0",
        "4",
        "10000",
    ]


def test_progress_leaves_as_it_was_computed(tmp_path: Path) -> None:
    month = Month(on=date(2026, 10, 31), sites=1, sites_total=3, households=50, households_total=100)
    pace = Pace(achieved=None, needed=10, months=1, arrives=None)
    goal = Goal2025(verdict=Verdict.UNDETERMINED, completed=170, not_completed=0, without_record=1)
    street = StreetProgress(
        code=STREET, name="学府街道", months=(month,), pace=pace, communities={"120104006001": month}
    )
    progress = Progress(
        on=date(2026, 11, 22), edition="2023-06-30", goal_2025=goal, months=(month,), pace=pace, streets=(street,)
    )
    out = tmp_path / "progress.json"
    export_progress(progress, out)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["months"]["rows"][0]["sites_percent"] == "33.3"
    assert document["goal_2025"]["rows"][0]["completed"] == 170
    assert document["communities"]["rows"][0]["community"] == "120104006001"


def test_every_head_of_a_form_is_its_own() -> None:
    for form in forms(RULES):
        for sheet in form.sheets:
            spellings = [(x, c.id) for c in sheet.columns for x in c.heads]
            twice = {x for x, _ in spellings if sum(y == x for y, _ in spellings) > 1}
            assert twice == set(), f"{form.id} {sheet.id}"
    assert register_form(RULES).sheets[0].column("code").needed
