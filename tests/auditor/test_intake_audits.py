"""Importing site audits: rows of one visit are one audit, twice imported is once, what cannot be is told."""

from pathlib import Path
from typing import Any

import pytest

from auditor.audit import SITE, Answer, Audit, Visit
from auditor.errors import Refused
from auditor.record import new_id
from auditor.site import Point
from auditor.use_cases.exporting import export_audits
from auditor.use_cases.importing import accept_audits, read_audits
from tests.auditor.use_cases.tables import registered, root, told, write_xlsx
from tests.making import STREET, audit_of, site, standard

RULES = standard()
SITE_ITEM = next(i for i in RULES.items if i.level == "site" and not i.place_types)
POINT_ITEM = next(i for i in RULES.items if i.level == "point" and not i.place_types)
HEADS = ("点位编号", "投放点编号", "日期", "时间", "检查人", "检查方式", SITE_ITEM.name, POINT_ITEM.id, "备注")


def row(**more: Any) -> list[Any]:
    """A good row about a point; `more` changes cells by position name."""
    found = {
        "site": "06-001",
        "point": "1",
        "day": "2026-11-20",
        "time": "09:30",
        "who": "王㛃",
        "visit": "",
        "notice": "",
        "clean": "符合",
        "note": "",
    }
    return list({**found, **more}.values())


def file(tmp_path: Path, *rows: list[Any]) -> Path:
    return write_xlsx(tmp_path / "audits.xlsx", {"现场检查": [HEADS, *rows]})


def put_site(store: Any) -> Point:
    one = site("06-001")
    point = Point(id=new_id(), street=STREET, site=one.id, code="1")
    with store.writing() as work:
        work.sites.save(one)
        work.points.save(point)
    return point


def audits(store: Any) -> list[Audit]:
    with store.reading() as work:
        found: list[Audit] = work.audits.all()
        return found


def test_the_rows_of_a_visit_become_one_audit(tmp_path: Path) -> None:
    path = file(tmp_path, row(point="", notice=2, clean=""), row(clean="3", note="雨天"), row(day=46345, time=0.75))
    with registered() as store:
        point = put_site(store)
        plan = read_audits(store, path, RULES)
        assert told(plan) == []
        accept_audits(store, plan)
        first, second = sorted(audits(store), key=lambda a: a.observed_at)
        assert second.observed_at == "2026-11-20T01:30:00.000Z"
        assert first.observed_at == "2026-11-19T10:00:00.000Z"
        assert second.findings[SITE][SITE_ITEM.id].answer is Answer.FAIL
        assert second.findings[point.id][POINT_ITEM.id].answer is Answer.NOT_APPLICABLE
        assert (second.note, second.visit, second.standard) == ("雨天", Visit.PUBLIC, RULES.name)


def test_importing_twice_is_once_and_a_correction_is_a_version(tmp_path: Path) -> None:
    with registered() as store:
        put_site(store)
        accept_audits(store, read_audits(store, file(tmp_path, row(time="")), RULES))
        before = root(store)
        plan = read_audits(store, file(tmp_path, row(time="")), RULES)
        assert (plan.new, plan.changed, plan.unchanged) == ((), (), 1)
        accept_audits(store, plan)
        assert root(store) == before
        plan = read_audits(store, file(tmp_path, row(time="", clean="不符合")), RULES)
        assert [c.fields[0].field for c in plan.changed] == ["findings"]
        accept_audits(store, plan)
        assert len(audits(store)) == 1


def test_what_was_recorded_on_screen_and_exported_is_recognised(tmp_path: Path) -> None:
    with registered() as store:
        point = put_site(store)
        with store.writing() as work:
            work.audits.save(audit_of(work.sites.get(point.site), [point]))
        out = tmp_path / "out.xlsx"
        export_audits(store, out, RULES)
        plan = read_audits(store, out, RULES)
        assert (told(plan), plan.new, plan.changed, plan.unchanged) == ([], (), (), 1)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (row(site="06-404"), "“现场检查”第 2 行“点位编号”：点位 06-404 不在台账里，也不在文件里。"),
        (row(point="7"), "“现场检查”第 2 行“投放点编号”：点位 06-001 没有投放点 7。"),
        (row(day="2023/13/40"), "“现场检查”第 2 行“日期”：没有“2023/13/40”这一天。"),
        (row(day="2026-11-23"), "“现场检查”第 2 行“日期”：日期 2026-11-23 还没有到。"),
        (row(day="2026-11-22", time=""), "“现场检查”第 2 行“时间”：日期是今天，12:00 还没有到。"),
        (row(time="25:00"), "“现场检查”第 2 行“时间”：“25:00”看不出是几点。"),
        (row(clean="还行"), f"“现场检查”第 2 行“{POINT_ITEM.id}”：“还行”不在可选的内容里。可选：符合、不符合"),
        (row(point=""), f"“现场检查”第 2 行“{POINT_ITEM.id}”：“{POINT_ITEM.id}”是投放点的项目"),
        (row(clean=""), "“现场检查”第 2 行：一项也没有填。"),
        (row(who=""), "“现场检查”第 2 行“检查人”：“检查人”空着。"),
        (row(visit="行政检查"), "“现场检查”第 2 行“批准编号”：行政检查要有批准编号"),
    ],
)
def test_a_bad_row_is_told_and_changes_nothing(tmp_path: Path, bad: list[Any], sentence: str) -> None:
    with registered() as store:
        put_site(store)
        before = root(store)
        plan = read_audits(store, file(tmp_path, bad, row(day="2026-11-01")), RULES)
        assert any(t.startswith(sentence) for t in told(plan)), told(plan)
        with pytest.raises(Refused):
            accept_audits(store, plan)
        assert root(store) == before
        assert accept_audits(store, plan, only_good=True).new == 1


def test_rows_of_one_visit_that_differ_are_all_left_out(tmp_path: Path) -> None:
    with registered() as store:
        put_site(store)
        plan = read_audits(store, file(tmp_path, row(), row(clean="不符合")), RULES)
        assert [p.code for p in plan.problems] == ["refers_to_refused", "rows_differ"]
        assert plan.new == ()


def test_an_item_that_is_not_asked_at_such_a_site_is_refused(tmp_path: Path) -> None:
    other = next(i for i in RULES.items if i.place_types and "office" not in i.place_types)
    with registered() as store:
        with store.writing() as work:
            work.sites.save(site("06-001", place_type="office", households=0))
            work.points.save(Point(id=new_id(), street=STREET, site=work.sites.all()[0].id, code="1"))
        path = write_xlsx(tmp_path / "a.xlsx", {"现场检查": [(*HEADS, other.name), [*row(), "符合"]]})
        assert [p.code for p in read_audits(store, path, RULES).problems] == ["item_not_asked"]
