"""Thousands of conflicts are listed with as many questions as three, and only those shown are read."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text

from auditor.conflict_matters import Asked
from auditor.errors import Refused
from auditor.history import State
from auditor.kinds import KINDS
from auditor.use_cases.listing_conflicts import count_conflicts, list_conflicts
from db import SqlStore
from tests import making
from tests.conflicting import arrive, lack_a_parent, line_of, part_ways, raise_oneself

STANDARD = making.standard()


@contextmanager
def questions(store: SqlStore) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def conflicts(store: SqlStore, n: int) -> None:
    """So many sites whose name two people wrote differently."""
    with store.writing() as work:
        made = work.sites.save_all([making.site(f"08-{i:05}") for i in range(n)])
    lines = [
        line_of(replace(site, name=name), [site.version], person=name, at="2026-11-21T01:00:00.000Z")
        for site in made
        for name in ("东院", "西院")
    ]
    with store.writing() as work:
        work.journal.receive(lines, "two packages")


def test_every_kind_of_trouble_is_listed_with_its_street_and_settled_ones_are_not(any_store: SqlStore) -> None:
    sites = making.fill_street(any_store, 3)
    with any_store.reading() as work:
        first, second, third = work.sites.some([s.id for s in sites])
    part_ways(any_store, first, {"name": "东院"}, {"name": "西院"})
    lack_a_parent(any_store, making.site("07-001"))
    negative = replace(second, households=-1)
    arrive(any_store, line_of(negative, [second.version], person="丁", at="2026-11-20T01:00:00.000Z"))
    with any_store.reading() as work:
        found = {u.record: u for u in work.unsettled()}
        assert work.unsettled("120104001000") == []
        assert sorted(u.state for u in found.values()) == [State.BROKEN, State.CONFLICT, State.INCOMPLETE]
        assert third.id not in found
        asked = [first.id, "nothing", second.id, first.id]
        assert [c.record for c in work.conflicts(asked)] == [first.id, second.id]
    assert count_conflicts(any_store, making.STREET) == 3


def test_every_kind_has_its_records(store: SqlStore) -> None:
    with store.reading() as work:
        for kind in KINDS:
            assert work.records_of(kind).all() == []
        with pytest.raises(Refused):
            work.records_of("table")


def test_the_number_of_questions_does_not_grow_and_the_index_is_used(any_store: SqlStore) -> None:
    making.fill_street(any_store, 3)
    conflicts(any_store, 3)
    asked = Asked(street=making.STREET)
    with questions(any_store) as few:
        assert list_conflicts(any_store, STANDARD, asked).total == 3
    conflicts_before = len(few)
    conflicts(any_store, 600)
    with questions(any_store) as many:
        found = list_conflicts(any_store, STANDARD, asked)
    assert (found.total, len(found.matters)) == (603, asked.limit)
    assert conflicts_before <= len(many) <= conflicts_before + 2, many  # 500 ids a question
    if any_store.engine.dialect.name == "sqlite":
        with any_store.engine.connect() as conn:
            sql = "EXPLAIN QUERY PLAN SELECT record FROM standing WHERE state != 'settled' AND street = 'x'"
            assert "ix_standing_unsettled" in str(conn.execute(text(sql)).all())


def test_thousands_are_listed_in_a_moment_page_by_page(store: SqlStore) -> None:
    making.fill_street(store, 3)
    conflicts(store, 2_000)
    started = time.perf_counter()
    first = list_conflicts(store, STANDARD, Asked(street=making.STREET, limit=100))
    took = time.perf_counter() - started
    assert (first.total, len(first.matters)) == (2_000, 100)
    assert took < 1.0, f"{took:.2f} s"
    last = list_conflicts(store, STANDARD, Asked(street=making.STREET, limit=100, after=1_950))
    assert len(last.matters) == 50
    assert {m.id for m in first.matters}.isdisjoint(m.id for m in last.matters)


def test_a_line_that_says_nothing_is_listed_and_waits_for_nobody(store: SqlStore) -> None:
    line = raise_oneself(store)
    found = list_conflicts(store, STANDARD, Asked())
    assert found.unheard == (line,)
    assert (found.open, count_conflicts(store, "")) == (0, 0)
    assert list_conflicts(store, STANDARD, Asked(street=making.STREET)).unheard == (line,)  # it is of no street
