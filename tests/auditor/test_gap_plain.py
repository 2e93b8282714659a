"""`missing --json`: plain, with codes as people say them, and days that hold every line."""

import json

from auditor.gap_plain import plain_missing
from tests.listing import list_of
from tests.making import standard


def test_the_document_is_plain_and_names_sites_and_points_by_their_codes() -> None:
    found = plain_missing(list_of(), standard())
    assert json.loads(json.dumps(found)) == found
    assert (found["street"], found["on"], found["planned"], found["count"]) == (
        "120104005000",
        "2026-11-22",
        "2026-12-22",
        42,
    )
    mend = next(n for n in found["needed"] if n["act"] == "mend")
    assert (mend["site"], mend["point"], mend["households"], mend["minutes"]) == ("05-001", "3", 58, 20)
    assert mend["items"] == [
        {
            "point": "3",
            "item": standard().item_of("present:residual"),
            "reason": "failing",
            "observed_on": "2026-11-05",
        }
    ]
    new = next(n for n in found["needed"] if n["act"] == "new_point")
    assert new["moves"] == [{"site": "05-002", "from": "", "to": "new", "households": 120}]
    assert [(c["ends"], c["site"], c["round"]) for c in found["coming"]] == [
        ("2026-12-01", "05-001", ""),
        ("2026-12-04", "", "2026 抽样"),
    ]


def test_the_days_hold_every_line_as_often_as_it_counts() -> None:
    found = plain_missing(list_of(hours=4), standard())
    held: dict[str, int] = {}
    for day in found["days"]:
        for line in day["lines"]:
            held[line["id"]] = held.get(line["id"], 0) + line["count"]
    assert sum(held.values()) == found["count"]
    assert held.keys() == {n["id"] for n in found["needed"]}
    assert found["days"][0]["on"] == "2026-11-23"
