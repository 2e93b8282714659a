"""A database as it was known on a day is the database of that day: rows, lines, root, clock; and nothing moves."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from auditor.errors import Refused
from auditor.record import Line, new_id, stamp
from db import SqlStore
from db.store import SqlWork
from tests.db.dumping import dump
from tests.making import STREET, TODAY, Clock, fresh_store, site, street
from tests.random_district import Maker, _line
from tests.strategies import history_of, small_standard


def at(store: SqlStore, day: date, hour: int = 4) -> None:
    """Move the store's clock to an hour (UTC) of a day."""
    assert isinstance(store.clock, Clock)
    store.clock.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def lines_of(store: SqlStore) -> list[Line]:
    with store.reading() as work:
        names = list(work.conn.execute(text("SELECT name FROM line ORDER BY name")).scalars())
        return [Line.read(raw) for raw in work.journal.raw(names)]


def random_lines(seed: int) -> list[Line]:
    """A street with edits, withdrawals, forks, gaps and broken records, and a history of one record."""
    rng = random.Random(seed)
    with fresh_store() as source:
        Maker(source, rng, seed, small_standard(), Counter()).make()
        return lines_of(source) + history_of(rng, 7)


def shown(store: SqlStore) -> Any:
    """All that a database can be asked: its index, its lines, its root, its day."""
    rows, names = dump(store), [x.name for x in lines_of(store)]
    with store.reading() as work:
        return rows, names, work.journal.count(), work.journal.root(), work.today()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_day_that_was_is_shown_row_by_row(any_store: SqlStore, seed: int) -> None:
    rng = random.Random(seed)
    lines = random_lines(seed)
    rng.shuffle(lines)  # a child may come days before its parent
    cuts = sorted(rng.sample(range(1, len(lines)), 5))
    evenings: dict[date, Any] = {}
    for n, part in enumerate([lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]):
        day = TODAY + timedelta(days=2 * n)
        at(any_store, day)
        with any_store.writing() as work:
            work.journal.receive(part, f"p{n}")
            work.sites.save(site(f"own-{n}"))
        evenings[day] = shown(any_store)
    at(any_store, TODAY + timedelta(days=30))
    now, checked = shown(any_store), any_store.check()
    for day, kept in rng.sample(sorted(evenings.items()), len(evenings)):
        for asked in (day, day + timedelta(days=1)):  # on the day after nothing had come
            with any_store.as_known(asked) as past:
                assert isinstance(past, SqlStore)
                assert shown(past) == (*kept[:-1], asked)
                assert past.check().faults == ()
        assert shown(any_store) == now
    with any_store.as_known(TODAY - timedelta(days=1)) as nothing, nothing.reading() as work:
        assert (work.journal.count(), work.streets.all()) == (0, [])
    assert any_store.check() == checked


def test_a_day_ends_at_midnight_in_china(any_store: SqlStore) -> None:
    assert isinstance(any_store.clock, Clock)
    midnight = datetime(2026, 11, 22, 16, tzinfo=UTC)
    for moment, code in ((midnight - timedelta(milliseconds=2), "a"), (midnight - timedelta(milliseconds=1), "b")):
        any_store.clock.now = moment  # it goes on by a millisecond at each look
        with any_store.writing() as work:
            work.journal.receive([_line(site(code), (), 0, "x")], "p")
    with any_store.as_known(date(2026, 11, 22)) as past, past.reading() as work:
        assert [s.code for s in work.sites.all()] == ["a"]
        assert stamp(work.now()) == "2026-11-22T15:59:59.999Z"
        assert work.today() == date(2026, 11, 22)
    with any_store.as_known(date(2026, 11, 23)) as past, past.reading() as work:
        assert {s.code for s in work.sites.all()} == {"a", "b"}


def test_what_was_changed_withdrawn_or_disputed_later_stands_as_it_did(any_store: SqlStore) -> None:
    at(any_store, TODAY)
    with any_store.writing() as work:
        work.streets.save(street())
        edited, gone, fought = work.sites.save_all([site("1"), site("2"), site("3")])
        work.set_setting("issuer", "某街道办事处")
    at(any_store, TODAY + timedelta(days=1))
    with any_store.writing() as work:
        work.sites.save(replace(edited, name="新名", street="120104001000"))  # and moved to another street
        work.sites.save(replace(gone, withdrawn="重复登记"))
        left, right = (replace(fought, name=name) for name in ("甲", "乙"))
        work.journal.receive([_line(left, [fought.version], 1, "a"), _line(right, [fought.version], 2, "b")], "p")
        new = work.sites.save(site("4"))
    with any_store.as_known(TODAY) as past, past.reading() as work:
        assert sorted(work.sites.all(STREET), key=lambda s: s.code) == [edited, gone, fought]
        assert work.sites.find(new.id) is None
        assert [v.name for v in work.sites.history(edited.id)] == [edited.version]
        assert work.versions([edited.id, gone.id, new.id]) == {edited.id: edited.version, gone.id: gone.version}
        assert work.setting("issuer") == "某街道办事处"
    with any_store.reading() as work:
        assert {s.code for s in work.sites.all(STREET)} == {"3", "4"}


def test_a_past_is_only_looked_at(any_store: SqlStore) -> None:
    at(any_store, TODAY)
    with any_store.writing() as work:
        work.sites.save(site("1"))
    at(any_store, TODAY + timedelta(days=1))
    with any_store.writing() as work:
        work.sites.save(site("2"))
    before = shown(any_store)
    with any_store.as_known(TODAY) as past:
        attempts = (past.writing().__enter__, past.rebuild, lambda: past.backup("x"), lambda: past.as_known(TODAY))
        for attempt in attempts:
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.problems[0].code == "past_is_read_only"
        past.close()
    with pytest.raises(Refused) as refusal, any_store.as_known(TODAY + timedelta(days=2)):
        pass
    assert refusal.value.problems[0].code == "in_the_future"
    with pytest.raises(ZeroDivisionError), any_store.as_known(TODAY) as past, past.reading():
        raise ZeroDivisionError
    assert shown(any_store) == before
    assert any_store.check().faults == ()
    with any_store.writing() as work:
        work.sites.save(site("3"))  # and the next write goes through


def test_a_question_the_server_has_prepared_is_not_answered_from_another_day(any_store: SqlStore) -> None:
    for n in range(3):
        at(any_store, TODAY + timedelta(days=n))
        with any_store.writing() as work:
            work.sites.save(site(str(n)))
            if not n:  # so that the session has its place for temporary things before
                work.conn.execute(text("CREATE TEMPORARY TABLE other (a INTEGER)"))

    def count(store: Any) -> set[int]:
        found = set()
        for _ in range(12):  # psycopg prepares what is asked for the sixth time
            with store.reading() as work:
                found.add(len(work.sites.all(STREET)))
        return found

    for _ in range(2):
        assert count(any_store) == {3}
        for n in (0, 1, 0):
            with any_store.as_known(TODAY + timedelta(days=n)) as past:
                assert count(past) == {n + 1}


def test_lines_that_came_in_a_package_count_from_their_arrival_not_from_what_they_say(any_store: SqlStore) -> None:
    late = replace(_line(site("late"), (), 0, "a"), at="2020-01-01T00:00:00.000Z", record=new_id())
    at(any_store, TODAY)
    with any_store.writing() as work:
        work.journal.receive([late], "p")
    with any_store.as_known(TODAY - timedelta(days=1)) as past, past.reading() as work:
        assert work.sites.all() == []
    with any_store.as_known(TODAY) as past, past.reading() as work:
        assert isinstance(work, SqlWork)
        assert len(work.sites.all()) == 1
