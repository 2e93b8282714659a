"""The JSON documents: what a key says is what the value holds."""

import json
from datetime import date

from auditor.photo_care import PhotoCheck
from auditor.plain import plain_check, plain_progress, plain_round, plain_scores
from auditor.progress import Month, Progress, goal_2025, pace_of
from auditor.store import Check
from auditor.survey import Mode
from auditor.use_cases import planning, scoring
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, standard


def test_scores_of_no_street_are_a_document_as_well() -> None:
    document = plain_scores([], standard())
    assert document["streets"] == []
    assert json.dumps(document)


def test_communities_add_up_to_the_street(store: SqlStore) -> None:
    fill_street(store, 6)
    score = scoring.score(store, STREET, standard(), TODAY).score
    (street,) = plain_scores([score], standard())["streets"]
    categories = street["criteria"][1]
    assert sum(c["conforming"] for c in categories["communities"].values()) == categories["conforming"] == 6


def test_a_sample_says_its_plan_and_leaves_empty_what_is_not_estimated(store: SqlStore) -> None:
    fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋")
    score = scoring.score(store, STREET, standard(), TODAY).score
    awareness = plain_scores([score], standard())["streets"][0]["criteria"][3]
    assert awareness["mode"] == "sample"
    assert awareness["sample"]["planned"] == opened.planned
    assert awareness["sample"]["estimate"] is None
    assert awareness["lower_bound"] == "0.0000"
    made = plain_round(opened, standard())
    assert (made["round"], made["design"]) == ("秋", "one_stage")
    assert sum(p["planned"] for p in made["parts"]) == opened.planned
    assert [c["rate"] for c in made["chances"]["awareness"]] == ["0.9900", "0.9800", "0.9500", "0.9000"]


def test_progress_and_check_are_plain() -> None:
    months = (Month(on=date(2026, 10, 31), sites=1, sites_total=2, households=3, households_total=4),)
    progress = Progress(
        on=TODAY,
        known=TODAY,
        root="0" * 64,
        edition="e",
        goal_2025=goal_2025(["a"], []),
        months=months,
        pace=pace_of(months),
        streets=(),
    )
    document = plain_progress(progress)
    assert document["goal_2025"]["without_record"] == 1
    assert document["goal_2030"]["months"][0]["sites_total"] == 2
    assert document["goal_2030"]["pace"]["achieved"] is None
    photos = PhotoCheck(photos=3, missing=("a",), altered=(), unnamed=1)
    said = plain_check(Check(lines=1, records=1, root="r", faults=("f",), broken=2), photos)
    assert (said["faults"], said["broken"]) == (["f"], 2)
    assert json.dumps(document)
