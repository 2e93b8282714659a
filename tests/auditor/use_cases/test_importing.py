"""Importing in two steps: rehearsed, accepted whole or in part, outdated when somebody saved meanwhile."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import Outdated
from auditor.record import new_id
from auditor.site import Assignment, Category, Link, Site
from auditor.use_cases.exporting import export_register
from auditor.use_cases.importing import accept_register, read_register
from tests.auditor.use_cases.tables import (
    OFFICE,
    register,
    registered,
    root,
    site_row,
    told,
)
from tests.making import STREET, in_order, site, standard

RULES = standard()


def sites_by_code(store: Any) -> dict[str, Site]:
    with store.reading() as work:
        return {s.code: s for s in work.sites.all()}


def bring_in(store: Any, path: Path, *, only_good: bool = False) -> Any:
    plan = read_register(store, path, RULES)
    return accept_register(store, plan, only_good=only_good)


def test_a_register_is_rehearsed_and_then_written_whole(tmp_path: Path) -> None:
    path = register(
        tmp_path / "台账.xlsx",
        site_row(),
        site_row("06-002", "乙单位", "", 场所类型="机关单位", 责任单位="乙局", 责任起="2025年3月1日"),
        points=[["06-001", "1", "东门", 2, 1, 1, 2]],
        links=[["06-001", "1", 100]],
    )
    with registered() as store:
        before = root(store)
        plan = read_register(store, path, RULES)
        assert plan.counts == {
            "rows": 4,
            "new": 6,
            "changed": 0,
            "unchanged": 0,
            "missing": 0,
            "problems": 0,
            "warnings": 0,
        }
        assert root(store) == before
        result = accept_register(store, plan)
        assert (result.new, result.changed, result.left_out) == (6, 0, 0)
        found = sites_by_code(store)
        assert found["06-001"].households == 100
        assert found["06-001"].street == STREET
        assert found["06-002"].place_type == OFFICE
        with store.reading() as work:
            (point,) = work.points.all()
            (link,) = work.links.all()
            assert {c: x.count for c, x in point.containers.items()} == {
                Category.FOOD: 2,
                Category.RECYCLABLE: 1,
                Category.HAZARDOUS: 1,
                Category.RESIDUAL: 2,
            }
            assert (link.point, link.site, link.households) == (point.id, found["06-001"].id, 100)
            assert {a.organisation: a.since for a in work.assignments.all()} == {
                "某物业": date(2025, 1, 1),
                "乙局": date(2025, 3, 1),
            }


def test_a_record_saved_meanwhile_is_outdated_and_can_be_left_out(tmp_path: Path) -> None:
    from dataclasses import replace

    with registered() as store:
        bring_in(store, register(tmp_path / "a.xlsx", site_row(), site_row("06-002")))
        path = register(tmp_path / "b.xlsx", site_row(name="新名"), site_row("06-002", "也新"), site_row("06-003"))
        plan = read_register(store, path, RULES)
        with store.writing() as work:
            work.sites.save(replace(sites_by_code_in(work)["06-001"], note="改过"))
            work.sites.save(site("06-003"))
        before = root(store)
        with pytest.raises(Outdated) as refusal:
            accept_register(store, plan)
        assert [p.facts["row"] for p in refusal.value.problems][:1] == [2]
        assert root(store) == before
        result = accept_register(store, plan, only_good=True)
        assert {(c.row, c.record.KIND) for c in result.outdated} == {(2, "site"), (4, "site"), (4, "assignment")}
        names = {s.code: s.name for s in sites_by_code(store).values()}
        assert names == {"06-001": "甲小区", "06-002": "也新", "06-003": "小区06-003"}


def sites_by_code_in(work: Any) -> dict[str, Site]:
    return {s.code: s for s in work.sites.all()}


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=8)
_SITES = st.lists(
    st.tuples(
        _NAMES,
        st.sampled_from([*RULES.place_types]),
        st.integers(0, 5000),
        st.none() | st.dates(date(1960, 1, 1), date(2099, 12, 31)),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SITES, st.sampled_from(["xlsx", "csv"]))
def test_what_is_exported_is_imported_unchanged(tmp_path: Path, made: list[Any], ending: str) -> None:
    with registered() as store:
        with store.writing() as work:
            for number, (name, place, households, since, linked) in enumerate(made):
                count = households if RULES.place_types[place].residential else 0
                one = site(f"0{number}", name=name, place_type=place, households=count, since=since, address=f"={name}")
                if linked:
                    one = replace(one, latitude=39_000_000 + households, longitude=-households)
                work.sites.save(one)
                assignment, point, link, _ = in_order(one)
                work.assignments.save_all(
                    [assignment, Assignment(id=new_id(), street=STREET, site=one.id, organisation=name, until=since)]
                )
                work.points.save(point)
                if linked:
                    work.links.save(link)
                    other = Link(id=new_id(), street=STREET, point=point.id, site=one.id, alternative=True, until=since)
                    work.links.save_all([other] if since else [])
        out = tmp_path / f"out.{ending}"
        export = export_register(store, out, RULES)
        plan = read_register(store, out, RULES)
        assert told(plan) == []
        assert (plan.new, plan.changed, plan.missing) == ((), (), ())
        if ending == "xlsx":
            assert plan.rows == sum(len(x.rows) for x in export.listings)


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("39.108512", "", "half_a_place"),
        ("117.165204", "39.108512", "degrees_beyond"),
        ("39°06′", "117", "degrees_unreadable"),
    ],
)
def test_coordinates_are_both_there_in_decimal_degrees_or_refused_with_their_row(
    tmp_path: Path, latitude: str, longitude: str, code: str
) -> None:
    file = tmp_path / "register.csv"
    head = "社区代码,点位编号,名称,场所类型,户数,纬度,经度"
    file.write_text(f"{head}\n120104006001,06-001,小区,学校,,{latitude},{longitude}\n", encoding="utf-8")
    with registered() as store:
        plan = read_register(store, file, RULES)
        assert [(p.row, p.code) for p in plan.problems] == [(2, code)]
        file.write_text(f"{head}\n120104006001,06-001,小区,学校,,39.108512,117.165204\n", encoding="utf-8")
        good = read_register(store, file, RULES)
        (made,) = (c.record for c in good.new)
        assert (made.latitude, made.longitude) == (39_108_512, 117_165_204)  # type: ignore[attr-defined]  # a site
