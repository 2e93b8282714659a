"""Listing what is missing from the real store: the pace of its records, its refusals, and its tables."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.errors import Refused
from auditor.forms import Kind
from auditor.frames import read_tables
from auditor.gaps import Act
from auditor.record import new_id, stamp
from auditor.use_cases.exporting_missing import COMING, NEEDED, export_missing, tables_of
from auditor.use_cases.listing_missing import find_missing
from db import SqlStore
from tests.listing import list_of
from tests.making import NOW, STREET, TODAY, audit_of, fill_street, fresh_store, site, standard

RULES = standard()


def test_a_street_in_order_lacks_the_survey_alone() -> None:
    with fresh_store() as store:
        fill_street(store, 3)
        found = find_missing(store, STREET, RULES)
    assert [(n.act, n.reasons) for n in found.missing.needed] == [(Act.NEW_ROUND, ("no_round",))]
    assert (found.total_minutes, len(found.days)) == (30, 1)


def test_a_site_nobody_has_seen_needs_all_of_it_and_coordinates_come_from_the_register() -> None:
    with fresh_store() as store:
        fill_street(store, 3)
        with store.writing() as work:
            new = work.sites.save(site("06-099", households=40, latitude=39_108_512, longitude=117_165_204))
        found = find_missing(store, STREET, RULES)
        (fact,) = [s for s in found.facts.sites if s.id == new.id]
        assert (fact.latitude, fact.longitude) == (39_108_512, 117_165_204)
        acts = [n.act for n in found.missing.needed if n.site == new.id]
        assert acts == [Act.ASSIGN, Act.NEW_POINT, Act.VISIT]
        assert found.missing.new_points == found.missing.at_least == 1


def test_the_pace_is_of_the_last_ninety_days_of_this_street() -> None:
    with fresh_store() as store:
        sites = fill_street(store, 3)
        with store.writing() as work:
            points = [p for p in work.points.all() if p.site == sites[0].id]
            for days, minutes in ((3, 25), (120, 5)):
                for n in range(12):
                    at = NOW - timedelta(days=days) + timedelta(minutes=n * minutes)
                    work.audits.save(replace(audit_of(sites[0], points), id=new_id(), observed_at=stamp(at)))
        pace = find_missing(store, STREET, RULES).pace
    assert (pace.visit, pace.visit_gaps, pace.interview_gaps) == (25, 11, 0)


def test_a_day_to_come_and_a_street_that_is_not_registered_are_refused() -> None:
    with fresh_store() as store:
        fill_street(store, 1)
        with pytest.raises(Refused) as told:
            find_missing(store, STREET, RULES, TODAY + timedelta(days=1))
        assert told.value.problems[0].code == "in_the_future"
        with pytest.raises(Refused) as told:
            find_missing(store, "120104099000", RULES)
        assert told.value.problems[0].code == "no_such_street"


# -- tables ------------------------------------------------------------------------------------------------------------


def test_the_tables_hold_each_line_with_its_day_and_a_control_sheet(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    export_missing(list_of(hours=4), out, RULES)
    tables = read_tables(out)
    assert list(tables) == ["必须做", "将到来", "核对"]
    head, *rows = (row for _, row in tables["必须做"].rows)
    assert list(head) == [c.zh for c in NEEDED]
    values = [dict(zip((c.id for c in NEEDED), row, strict=False)) for row in rows]
    assert sum(float(str(v.get("interviews") or 0)) for v in values) == 36
    assert {v["day"] for v in values} == {1, 2, 3}
    mend = next(v for v in values if v["act"] == "补好投放点")
    assert (mend["site"], mend["point"], mend["what"], mend["criteria"]) == (
        "05-001",
        "3",
        "3 号点：补其他垃圾",
        "类别、投放",
    )
    assert any("演示数据" in row for _, row in tables["核对"].rows)
    assert len(tables["将到来"].rows) == 1 + 2
    assert {c.kind for c in COMING} == {Kind.DAY, Kind.CODE, Kind.TEXT}


def test_json_is_the_document_of_the_terminal_and_pdf_the_work_list(tmp_path: Path) -> None:
    found = list_of()
    export_missing(found, tmp_path / "a.json", RULES)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["count"] == found.missing.count
    export_missing(found, tmp_path / "a.pdf", RULES)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused) as told:
        export_missing(found, tmp_path / "a.doc", RULES)
    assert told.value.problems[0].code == "ending_unknown"


def test_a_line_without_households_sums_to_nothing(store: SqlStore) -> None:
    fill_street(store, 1)
    (needed, _coming) = tables_of(find_missing(store, STREET, RULES), RULES).listings
    assert needed.sums() == {"day": 1, "households": 0, "interviews": 0, "minutes": 30}
