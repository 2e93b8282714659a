"""Exporting: every record leaves, scores and progress as they were computed."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from auditor.cells import shown
from auditor.forms import Column, Kind
from auditor.frames import read_tables
from auditor.progress import Goal2025, Month, Pace, Progress, StreetProgress
from auditor.standard import CRITERIA
from auditor.use_cases.exporting import export_register
from auditor.use_cases.exporting_results import export_progress, export_score
from auditor.verdict import CriterionScore, StreetScore, Tally, Verdict, part_score
from tests.auditor.use_cases.tables import registered
from tests.making import STREET, in_order, site, standard

RULES = standard()
CODE, NAME = Column("code", "编号", "Code", Kind.CODE), Column("name", "名称", "Name", Kind.TEXT)
COUNT = Column("n", "户数", "Households", Kind.COUNT)


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
        on=date(2026, 11, 22),
        known=date(2026, 11, 22),
        root="0" * 64,
        edition="2023-06-30",
        goal_2025=goal,
        months=(month,),
        pace=pace,
        streets=(street,),
    )
    out = tmp_path / "progress.json"
    export_progress(progress, out)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["months"]["rows"][0]["sites_percent"] == "33.3"
    assert document["goal_2025"]["rows"][0]["completed"] == 170
    assert document["communities"]["rows"][0]["community"] == "120104006001"
