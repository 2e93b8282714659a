"""Importing a register: what is wrong is told with its place and changes nothing, what is right is merged by code."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import Refused
from auditor.frames import read_tables
from auditor.row_wording import problem_text
from auditor.site import Site
from auditor.use_cases.exporting import export_register
from auditor.use_cases.importing import accept_register, read_register
from tests.auditor.use_cases.tables import (
    C2,
    OFFICE,
    POINT_HEADS,
    SITE_HEADS,
    register,
    registered,
    root,
    site_row,
    told,
    write_sheet_xml,
    write_xlsx,
    xml_row,
)
from tests.making import standard

RULES = standard()


def sites_by_code(store: Any) -> dict[str, Site]:
    with store.reading() as work:
        return {s.code: s for s in work.sites.all()}


def bring_in(store: Any, path: Path, *, only_good: bool = False) -> Any:
    plan = read_register(store, path, RULES)
    return accept_register(store, plan, only_good=only_good)


def sites_by_code_in(work: Any) -> dict[str, Site]:
    return {s.code: s for s in work.sites.all()}


def test_importing_again_changes_nothing_and_a_change_keeps_the_id(tmp_path: Path) -> None:
    with registered() as store:
        bring_in(
            store, register(tmp_path / "a.xlsx", site_row(), points=[["06-001", "1"]], links=[["06-001", "1", 60]])
        )
        old, before = sites_by_code(store)["06-001"], root(store)
        path = register(tmp_path / "a.xlsx", site_row(), points=[["06-001", "1"]], links=[["06-001", "1", 60]])
        plan = read_register(store, path, RULES)
        assert (plan.new, plan.changed, plan.unchanged) == ((), (), 4)
        accept_register(store, plan)
        assert root(store) == before
        plan = read_register(store, register(tmp_path / "b.xlsx", site_row(households=120)), RULES)
        (change,) = plan.changed
        assert [(c.field, c.old, c.new) for c in change.fields] == [("households", "100", "120")]
        accept_register(store, plan)
        assert sites_by_code(store)["06-001"].id == old.id


def test_what_the_file_lacks_is_listed_and_never_deleted(tmp_path: Path) -> None:
    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row(), site_row("06-002"), points=[["06-002", "1"]]))
        plan = read_register(store, register(tmp_path / "b.xlsx", site_row(), points=[]), RULES)
        assert [(m.kind, m.code) for m in plan.missing] == [("site", "06-002"), ("point", "06-002 1")]
        accept_register(store, plan)
        assert set(sites_by_code(store)) == {"06-001", "06-002"}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([site_row(households=-3)], "“点位”第 2 行“户数”：-3 是负数。填 0 或正整数。"),
        ([site_row(households=12.5)], "“点位”第 2 行“户数”：12.5 不是整数。填整数。"),
        ([site_row(households="412户")], "“点位”第 2 行“户数”：“412户”不是数。填整数，不带单位。"),
        ([site_row(households=200_000)], "“点位”第 2 行“户数”：200000 超过上限 100000。核对后改小。"),
        ([site_row(责任起="2023/13/40")], "“点位”第 2 行“责任起”：没有“2023/13/40”这一天。"),
        ([site_row(责任起="5/1/2023")], "“点位”第 2 行“责任起”：“5/1/2023”看不出是哪一天。"),
        ([site_row(社区代码="120104006777")], "“点位”第 2 行“社区代码”：社区代码 120104006777 没有登记。"),
        ([site_row(场所类型="别墅")], "“点位”第 2 行“场所类型”：“别墅”不在可选的内容里。可选：住宅小区（有物业）"),
        ([site_row(name="")], "“点位”第 2 行“名称”：“名称”空着。填上，或删掉这一行。"),
        ([site_row(场所类型="机关单位")], "“点位”第 2 行“户数”：“机关单位”不是居住区，户数却是 100。"),
        ([site_row(责任单位="")], "“点位”第 2 行“责任单位”：有责任人、依据或日期，却没有责任单位。"),
        ([site_row(date(2026, 6, 1))], "“点位”第 2 行“点位编号”：表格软件把编号变成了日期 2026-06-01。"),
        ([site_row("1.2E+11")], "“点位”第 2 行“点位编号”：表格软件把编号变成了近似数 1.2E+11"),
        ([site_row(households="=SUM(A1:A9)")], "“点位”第 2 行“户数”：“=SUM(A1:A9)”是公式，不计算。"),
        ([[*site_row(), "路口东", "x"]], "“点位”第 2 行：最后一个表头右边还有内容"),
    ],
)
def test_a_bad_cell_is_told_with_place_and_reason_and_changes_nothing(
    tmp_path: Path, rows: list[list[Any]], sentence: str
) -> None:
    with registered() as store:
        before = root(store)
        plan = read_register(store, register(tmp_path / "台账.xlsx", *rows, site_row("06-009")), RULES)
        assert any(t.startswith(sentence) for t in told(plan)), told(plan)
        with pytest.raises(Refused):
            accept_register(store, plan)
        assert root(store) == before
        assert accept_register(store, plan, only_good=True).left_out == 1
        assert set(sites_by_code(store)) == {"06-009"}


def test_both_rows_of_a_doubled_code_are_told(tmp_path: Path) -> None:
    with registered() as store:
        plan = read_register(store, register(tmp_path / "a.xlsx", site_row(), site_row("06-002"), site_row()), RULES)
        assert told(plan) == [
            "“点位”第 2 行“点位编号”：06-001 在文件里出现了两次（第 2、4 行）。改编号，或只留一行。",
            "“点位”第 4 行“点位编号”：06-001 在文件里出现了两次（第 2、4 行）。改编号，或只留一行。",
        ]
        assert {c.record.code for c in plan.new if isinstance(c.record, Site)} == {"06-002"}


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"点位": [["社区代码", "点位编号", "名称"], ["120104006001", "1", "x"]]})
    with registered() as store:
        plan = read_register(store, path, RULES)
        assert told(plan) == ["“点位”第 1 行“场所类型”：缺少“场所类型”这一列。补上这一列再导入，列的次序不限。"]


def test_merged_heads_are_refused_with_their_range_and_a_title_above_is_not(tmp_path: Path) -> None:
    heads = [*SITE_HEADS[:5], "责任", ""]
    merged = write_xlsx(tmp_path / "a.xlsx", {"点位": [heads, site_row()]}, merge="F1:G1")
    titled = write_xlsx(tmp_path / "b.xlsx", {"点位": [["2026 年台账"], SITE_HEADS, site_row()]}, merge="A1:G1")
    with registered() as store:
        before = root(store)
        assert told(read_register(store, merged, RULES)) == [
            "“点位”第 1 行：表头有合并单元格 F1:G1，分不清哪列是哪列。取消合并，每列一个表头，占一行。"
        ]
        assert root(store) == before
        assert len(read_register(store, titled, RULES).new) == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"%PDF-1.7\n", "file_type"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "file_type"),
        ("a.xlsx", b"PK\x03\x04 cut off", "file_damaged"),
        ("a.csv", b"<html><table></table></html>", "file_type"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "file_old_xls"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "file_password",
        ),
    ],
)
def test_a_file_of_another_type_is_known_by_its_content(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with registered() as store:
        before = root(store)
        with pytest.raises(Refused) as refusal:
            read_register(store, path, RULES)
        (problem,) = refusal.value.problems
        assert problem.code == code
        assert problem_text(problem).startswith(f"{name}：")
        assert len(problem_text(problem)) > 20
        assert root(store) == before


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with registered() as store, pytest.raises(Refused) as refusal:
        read_register(store, tmp_path / "没有.xlsx", RULES)
    assert problem_text(refusal.value.problems[0]).startswith("没有.xlsx：文件打不开")


def test_a_file_without_any_known_sheet_is_told(tmp_path: Path) -> None:
    with registered() as store:
        plan = read_register(store, write_xlsx(tmp_path / "a.xlsx", {"工资": [["甲", "乙"], [1, 2]]}), RULES)
        assert told(plan)[0].startswith("没有找到要导入的表：点位、投放点、服务关系")


@pytest.mark.parametrize("value", ["2023-5-1", "2023/05/01", "2023年5月1日", "20230501", 20230501, 45047, "45047"])
def test_a_date_is_read_in_every_usual_spelling(tmp_path: Path, value: object) -> None:
    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row(责任起=value)))
        with store.reading() as work:
            assert work.assignments.all()[0].since == date(2023, 5, 1)


def test_codes_that_excel_made_numbers_are_read_as_their_digits_and_told(tmp_path: Path) -> None:
    with registered() as store:
        plan = read_register(store, register(tmp_path / "a.xlsx", site_row(7012, 社区代码=120104006001.0)), RULES)
        assert [problem_text(w) for w in plan.warnings] == [
            "“点位”第 2 行“点位编号”：编号 7012 存成了数字，前面若有 0 已经丢失。核对一下；以后把这一列设为文本。"
        ]
        accept_register(store, plan)
        assert sites_by_code(store)["7012"].community == "120104006001"


def test_a_lost_zero_that_the_register_knows_is_refused(tmp_path: Path) -> None:
    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row("07012")))
        plan = read_register(store, register(tmp_path / "b.xlsx", site_row(7012)), RULES)
        assert told(plan)[0].endswith("台账里有 07012，前面的 0 可能丢了。把这一列设为文本，写全编号。")


def test_links_that_add_up_to_more_than_the_households_are_refused_with_the_sum(tmp_path: Path) -> None:
    points = [["06-001", "1"], ["06-001", "2"]]
    path = register(
        tmp_path / "a.xlsx", site_row(households=412), points=points, links=[["06-001", "1", 300], ["06-001", "2", 160]]
    )
    with registered() as store:
        plan = read_register(store, path, RULES)
        assert told(plan) == [
            "“服务关系”第 3 行“户数”：合计 460 户，多出 48 户：点位 06-001 只登记 412 户。改小，或先改户数。"
        ]
        accept_register(store, plan, only_good=True)
        # links already in the database count as well
        again = register(tmp_path / "b.xlsx", site_row(households=412), points=points, links=[["06-001", "2", 113]])
        plan = read_register(store, again, RULES)
        assert plan.problems[0].facts["sum"] == 413
        # and households may not fall below what is linked
        fewer = read_register(store, register(tmp_path / "c.xlsx", site_row(households=200)), RULES)
        assert told(fewer) == [
            "“点位”第 2 行“户数”：户数 200，已登记的服务关系合计 300 户，多出 100 户。先改服务关系。"
        ]


def test_households_moved_from_one_link_to_another_are_no_excess(tmp_path: Path) -> None:
    points = [["06-001", "1"], ["06-001", "2"]]
    with registered() as store:
        bring_in(
            store,
            register(tmp_path / "a.xlsx", site_row(), points=points, links=[["06-001", "1", 50], ["06-001", "2", 50]]),
        )
        path = register(
            tmp_path / "b.xlsx", site_row(), points=points, links=[["06-001", "1", 90], ["06-001", "2", 10]]
        )
        plan = read_register(store, path, RULES)
        assert plan.problems == ()
        assert len(plan.changed) == 2


def test_rows_that_lean_on_a_refused_row_are_left_out_with_it(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", site_row(households=-1), points=[["06-001", "1"]], links=[["06-001", "1", 5]])
    with registered() as store:
        before = root(store)
        plan = read_register(store, path, RULES)
        assert [p.code for p in plan.problems] == ["count_negative", "refers_to_refused", "refers_to_refused"]
        assert accept_register(store, plan, only_good=True).new == 0
        assert root(store) == before


def test_an_unknown_site_or_point_is_told(tmp_path: Path) -> None:
    path = register(tmp_path / "a.xlsx", site_row(), points=[["06-404", "1"]], links=[["06-001", "9", 5]])
    with registered() as store:
        assert [p.code for p in read_register(store, path, RULES).problems] == ["site_unknown", "point_unknown"]


def test_a_residential_site_without_households_is_a_warning_only(tmp_path: Path) -> None:
    with registered() as store:
        plan = read_register(store, register(tmp_path / "a.xlsx", site_row(households="")), RULES)
        assert [w.code for w in plan.warnings] == ["residential_none"]
        assert plan.problems == ()


def test_of_a_million_empty_rows_none_is_kept(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 1_000_003))
    path = write_sheet_xml(tmp_path / "a.xlsx", xml_row(1, SITE_HEADS) + xml_row(2, site_row(households="5")) + empty)
    (table,) = read_tables(path).values()
    assert len(table.rows) < 10
    with registered() as store:
        assert len(read_register(store, path, RULES).new) == 2


def test_a_stray_space_in_the_last_row_costs_little(tmp_path: Path) -> None:
    stray = '<row r="1048576"><c r="C1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'
    path = write_sheet_xml(tmp_path / "a.xlsx", xml_row(1, SITE_HEADS) + xml_row(2, site_row(households="5")) + stray)
    with registered() as store:
        assert len(read_register(store, path, RULES).new) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([SITE_HEADS, [], site_row("06-001", f"王㛃{separator}里"), site_row("06-002", "李𬱖")])
    path = tmp_path / "台账.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    with registered() as store:
        plan = read_register(store, path, RULES)
        assert [c.row for c in plan.new if isinstance(c.record, Site)] == [3, 4]
        accept_register(store, plan)
        assert sites_by_code(store)["06-001"].name == f"王㛃{separator}里"
        assert sites_by_code(store)["06-002"].name == "李𬱖"


def test_a_comma_that_splits_a_cell_is_told_and_not_shifted_in(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(SITE_HEADS) + "\n" + ",".join(map(str, site_row("1", "甲,乙"))) + "\n", encoding="utf-8")
    with registered() as store:
        assert "cells_too_many" in {p.code for p in read_register(store, path, RULES).problems}


@pytest.mark.parametrize("as_formula", [True, False])
def test_a_cell_that_looks_like_a_formula_stays_text_on_its_way_in_and_out(tmp_path: Path, *, as_formula: bool) -> None:
    from openpyxl import load_workbook

    if as_formula:
        path = register(tmp_path / "a.xlsx", site_row(name="=cmd()"))
    else:
        rows = xml_row(1, SITE_HEADS) + xml_row(2, site_row(name="=cmd()", households="5"))
        path = write_sheet_xml(tmp_path / "a.xlsx", rows)
    with registered() as store:
        bring_in(store, path)
        assert sites_by_code(store)["06-001"].name == "=cmd()"
        out = tmp_path / "out.xlsx"
        export_register(store, out, RULES)
        book = load_workbook(out)
        cell = book["点位"]["C2"]
        assert (cell.value, cell.data_type) == ("=cmd()", "s")
        book.close()


def test_rare_names_survive_import_store_search_and_export(tmp_path: Path) -> None:
    names = ["王㛃", "李𬱖", "赵𫖯", "é è 2栋"]
    path = register(tmp_path / "a.xlsx", *(site_row(f"06-{n}", name) for n, name in enumerate(names)))
    with registered() as store:
        bring_in(store, path)
        with store.reading() as work:
            for name in names:
                assert [s.name for s in work.sites.search(name)] == [name]
        for ending in ("xlsx", "csv", "json"):
            out = tmp_path / f"out.{ending}"
            export_register(store, out, RULES)
            if ending != "json":
                plan = read_register(store, out, RULES)
                assert (plan.new, plan.changed, plan.problems) == ((), (), ())
            else:
                assert all(name in out.read_text(encoding="utf-8") for name in names)


def test_a_withdrawn_site_is_not_made_anew(tmp_path: Path) -> None:
    from dataclasses import replace

    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row()))
        with store.writing() as work:
            work.sites.save(replace(sites_by_code_in(work)["06-001"], withdrawn="拆迁"))
        plan = read_register(store, register(tmp_path / "a.xlsx", site_row()), RULES)
        assert told(plan) == ["“点位”第 2 行“点位编号”：06-001 已撤回（拆迁）。先在台账里恢复，或用别的编号。"]


def test_english_heads_and_ids_are_understood(tmp_path: Path) -> None:
    heads = ["Community code *", "code", "Name", "PLACE TYPE", "Households"]
    row = ["１２０１０４００６００１", "06-1", "A", "Office", ""]
    path = write_xlsx(tmp_path / "a.xlsx", {"Sites": [heads, row]})
    with registered() as store:
        plan = read_register(store, path, RULES)
        assert plan.problems == ()
        (change,) = plan.new
        assert isinstance(change.record, Site)
        assert (change.record.community, change.record.place_type) == ("120104006001", OFFICE)


def test_two_organisations_in_force_are_pointed_out(tmp_path: Path) -> None:
    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row()))
        plan = read_register(store, register(tmp_path / "b.xlsx", site_row(责任单位="新物业")), RULES)
        assert [w.code for w in plan.warnings] == ["two_organisations"]


def test_a_placement_points_row_may_carry_the_heads_of_an_export(tmp_path: Path) -> None:
    assert POINT_HEADS[0] == "所在点位编号"
    path = write_xlsx(tmp_path / "a.xlsx", {"任意名": [POINT_HEADS, ["06-001", "1", "", 0, 1, "", ""]]})
    with registered() as store:
        bring_in(store, register(tmp_path / "b.xlsx", site_row()))
        plan = read_register(store, path, RULES)
        assert [c.record.KIND for c in plan.new] == ["point"]


def test_a_site_may_move_to_another_community_of_its_street(tmp_path: Path) -> None:
    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row()))
        plan = read_register(store, register(tmp_path / "b.xlsx", site_row(社区代码=C2)), RULES)
        assert [c.field for c in plan.changed[0].fields] == ["community"]


def wrong_registers(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that are wrong in one way each, and the word their sentence must hold."""
    lacking = [h for h in SITE_HEADS if h != "名称"]
    row = [v for h, v in zip(SITE_HEADS, site_row(), strict=True) if h != "名称"]
    return {
        "missing column": (write_xlsx(folder / "1.xlsx", {"点位": [lacking, row]}), "名称"),
        "duplicate code": (register(folder / "2.xlsx", site_row(), site_row()), "06-001"),
        "too many linked": (
            register(folder / "3.xlsx", site_row(), points=[["06-001", "1"]], links=[["06-001", "1", 999]]),
            "999",
        ),
        "negative": (register(folder / "4.xlsx", site_row(households=-3)), "-3"),
        "fractional": (register(folder / "5.xlsx", site_row(households=1.5)), "1.5"),
        "no such day": (register(folder / "6.xlsx", site_row(**{SITE_HEADS[6]: "2023/13/40"})), "2023/13/40"),
        "unknown community": (register(folder / "7.xlsx", site_row(**{SITE_HEADS[0]: "120104006999"})), "120104006999"),
    }


def test_a_register_with_one_thing_wrong_says_what_and_where_and_writes_nothing(tmp_path: Path) -> None:
    with registered() as store:
        before = root(store)
        for what, (path, word) in wrong_registers(tmp_path).items():
            plan = read_register(store, path, RULES)
            assert any(word in sentence and "“" in sentence for sentence in told(plan)), (what, told(plan))
            with pytest.raises(Refused):
                accept_register(store, plan)
            assert root(store) == before, what
