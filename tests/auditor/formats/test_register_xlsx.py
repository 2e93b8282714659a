"""The empty forms: read back as forms without rows, their examples without a problem."""

from pathlib import Path

from auditor.form_reading import read_form
from auditor.forms import Column, Kind, forms, register_form
from auditor.frames import read_tables
from auditor.telling import quiet
from auditor.use_cases.exporting import export_templates
from auditor.use_cases.importing import READERS
from tests.auditor.use_cases.tables import registered, told
from tests.making import standard

RULES = standard()
CODE, NAME = Column("code", "编号", "Code", Kind.CODE), Column("name", "名称", "Name", Kind.TEXT)
COUNT = Column("n", "户数", "Households", Kind.COUNT)


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
            plan = READERS[path.stem](store, path, RULES, quiet)
            assert (told(plan), plan.rows, plan.new) == ([], 0, ())


def test_codes_of_a_template_are_text_columns(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(export_templates(tmp_path, RULES)[0])
    sheet = book["点位"]
    assert [sheet.column_dimensions[x].number_format for x in "AB"] == ["@", "@"]
    book.close()


def test_every_head_of_a_form_is_its_own() -> None:
    for form in forms(RULES):
        for sheet in form.sheets:
            spellings = [(x, c.id) for c in sheet.columns for x in c.heads]
            twice = {x for x, _ in spellings if sum(y == x for y, _ in spellings) > 1}
            assert twice == set(), f"{form.id} {sheet.id}"
    assert register_form(RULES).sheets[0].column("code").needed
