"""What stood at a moment is computed from the lines written until then, disputes and withdrawals included."""

from dataclasses import replace
from datetime import date

from auditor.past import NOW, differing, end_of_day, past, with_fields
from auditor.record import Line, body_of
from auditor.site import Link, Point
from tests import making


def line(record: object, at: str, *parents: Line) -> Line:
    """A line of a record of the register."""
    return Line(
        kind=record.KIND,  # type: ignore[attr-defined]
        record=record.id,  # type: ignore[attr-defined]
        parents=tuple(sorted(p.name for p in parents)),
        station="5" * 32,
        person="a",
        at=f"2026-{at}T02:00:00.000Z",
        offset=480,
        street=making.STREET,
        schema=1,
        body=body_of(record),  # type: ignore[arg-type]
    )


SITE = making.site("06-001", id="s", name="旧名")
POINT = Point(id="p", street=making.STREET, code="1", site="s")
LINK = Link(id="k", street=making.STREET, point="p", site="s", households=60)
A = line(SITE, "01-10")
B = line(replace(SITE, name="新名"), "03-10", A)
P = line(POINT, "02-10")
K = line(LINK, "02-11")
GONE = line(replace(LINK, withdrawn="录错"), "04-10", K)
LINES = (GONE, K, P, B, A)


def test_before_the_first_line_there_was_nothing() -> None:
    then = past(LINES, "2026-01-01")
    assert (then.site, {kind: len(of) for kind, of in then.parts.items()}) == (
        {},
        {"assignment": 0, "point": 0, "link": 0},
    )


def test_each_moment_shows_what_had_been_written() -> None:
    assert past(LINES, A.at).site["name"] == "旧名"
    assert past(LINES, A.at).parts["point"] == {}
    middle = past(LINES, K.at)
    assert (middle.site["name"], set(middle.parts["point"]), set(middle.parts["link"])) == ("旧名", {"p"}, {"k"})
    assert past(LINES, NOW).site["name"] == "新名"
    assert past(LINES, NOW).parts["link"] == {}  # withdrawn


def test_a_day_ends_in_china() -> None:
    assert end_of_day(date(2026, 3, 9)) == "2026-03-09T16:00:00.000Z"
    assert past(LINES, end_of_day(date(2026, 3, 9))).site["name"] == "旧名"
    assert past(LINES, end_of_day(date(2026, 3, 10))).site["name"] == "新名"


def test_what_was_in_dispute_is_named_and_not_chosen() -> None:
    other = line(replace(SITE, name="另一个名"), "03-11", A)
    then = past((A, B, other), NOW)
    assert then.disputed == {"s": ("name",)}
    assert "name" not in then.site


def test_a_field_comes_back_with_those_that_mean_one_thing_with_it() -> None:
    then = {"code": "1", "since": "2025-01-01", "name": "旧"}
    now = {"code": "1", "since": "2026-01-01", "until": "2026-05-01", "name": "新", "note": "x"}
    assert differing(then, now) == ["name", "note", "since", "until"]
    assert with_fields(now, then, ["until"], "site") == {"code": "1", "name": "新", "note": "x", "since": "2025-01-01"}
    assert with_fields(now, then, ["note"], "site") == {k: v for k, v in now.items() if k != "note"}
