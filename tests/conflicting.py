"""Lines of other computers, as a package would bring them: edits that part ways, and edits whose parent is lacking."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from auditor.people import Person, Role
from auditor.record import Line, Record, body_of, new_id
from db import SqlStore

ELSEWHERE = "e" * 32
PACKAGE = "from elsewhere"


def line_of(record: Record, parents: Iterable[str], *, person: str, at: str, station: str = ELSEWHERE) -> Line:
    """The line by which somebody elsewhere saved a record as it is given."""
    return Line(
        kind=record.KIND,
        record=record.id,
        parents=tuple(sorted(parents)),
        station=station,
        person=person,
        at=at,
        offset=480,
        street=record.street,
        schema=record.SCHEMA,
        body=body_of(record),
    )


def arrive(store: SqlStore, *lines: Line) -> None:
    """Lines come in."""
    with store.writing() as work:
        work.journal.receive(lines, PACKAGE)


def part_ways(
    store: SqlStore, record: Record, *changes: dict[str, Any], persons: Iterable[str] = "甲乙丙"
) -> list[Line]:
    """Edits of one version by several people who did not know of each other, a minute apart; their lines."""
    lines = [
        line_of(replace(record, **change), [record.version], person=person, at=f"2026-11-21T01:{minute:02}:00.000Z")
        for minute, (change, person) in enumerate(zip(changes, persons, strict=False))
    ]
    arrive(store, *lines)
    return lines


def lack_a_parent(store: SqlStore, record: Record, **change: Any) -> Line:
    """An edit on top of a version that has not come."""
    made = line_of(replace(record, **change), ["d" * 64], person="丁", at="2026-11-20T07:00:00.000Z")
    arrive(store, made)
    return made


def raise_oneself(store: SqlStore, name: str = "郑某") -> Line:
    """Somebody elsewhere makes himself a decider, which only the bureau says; the bureau is this database's."""
    with store.writing() as work:
        work.accept_bureau(work.setting("station"))
    himself = Person(id=new_id(), name=name, role=Role.DECIDER)
    line = line_of(himself, (), person=himself.id, at="2026-11-20T02:00:00.000Z")
    arrive(store, line)
    return line
