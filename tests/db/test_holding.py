"""What is held of each street and station is what its lines say, whenever it was noted, and whatever came between."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from auditor.holding import Held, Holding, Key, holding_of
from auditor.package import Part, part_of
from auditor.record import Line, fixed_id
from db import SqlStore
from db.holding import HOLDING, KEPT
from db.store import SqlWork
from tests.making import Clock
from tests.strategies import line

STATIONS = ("5" * 32, "6" * 32, "7" * 32)


def some_lines(dice: random.Random, n: int) -> list[Line]:
    """So many lines of three stations, each of a record of its own."""
    return [
        line(record=fixed_id("t", str(dice.random())), station=dice.choice(STATIONS), n=number) for number in range(n)
    ]


def by_definition(store: SqlStore) -> dict[Key, Holding]:
    """Every line's number and name, put together anew."""
    held: dict[Key, list[Held]] = {}
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        for row in work.conn.execute(text("SELECT arrival, name, street, station FROM line ORDER BY arrival")):
            held.setdefault((row.street, row.station), []).append(Held(row.arrival, row.name))
    return {key: holding_of(of) for key, of in held.items()}


def told(holding: Holding) -> tuple[Part, list[tuple[str, list[int]]]]:
    """All that a holding can be asked."""
    return holding.part, [(holding.digest_at(n), list(holding.after(n))) for n in range(holding.part.count + 1)]


def receive(store: SqlStore, lines: Sequence[Line], *, note: bool) -> None:
    with store.writing() as work:
        work.journal.receive(lines, "p")
        if note:
            work.journal.note_holdings()


def faults(store: SqlStore) -> tuple[str, ...]:
    return store.check().faults


@pytest.mark.parametrize("seed", range(3))
def test_noted_or_not_it_is_what_the_lines_say(any_store: SqlStore, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(8):
        receive(any_store, some_lines(dice, dice.randrange(4)), note=dice.random() < 0.5)
        wanted = by_definition(any_store)
        with any_store.reading() as work:
            found = list(work.journal.holdings())
            assert [key for key, _held in found] == sorted(wanted)
            assert {key: told(held) for key, held in found} == {key: told(held) for key, held in wanted.items()}
    assert faults(any_store) == ()


def test_of_some_streets_and_one_station_only_these_are_told(any_store: SqlStore) -> None:
    one, two = (("120104006000", station) for station in STATIONS[:2])
    receive(any_store, [line(station=s, record=fixed_id("t", s)) for s in STATIONS[:2]], note=True)
    with any_store.reading() as work:
        assert {key for key, _held in work.journal.holdings([], STATIONS[1])} == {two}
        assert {key for key, _held in work.journal.holdings(["120104006000"])} == {one, two}
        assert not list(work.journal.holdings(["120104001000"], STATIONS[2]))


def test_a_note_counts_only_what_came_since(any_store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)
    receive(any_store, some_lines(dice, 20), note=True)
    read: list[Key] = []

    def counted(conn: Connection, key: Key) -> object:
        read.append(key)
        return real(conn, key)

    from db import holding

    real = holding._counted
    monkeypatch.setattr(holding, "_counted", counted)
    new = line(station=STATIONS[0], record=fixed_id("t", "new"))
    receive(any_store, [new], note=True)
    with any_store.reading() as work:
        list(work.journal.holdings())
    assert read == [(new.street, new.station)]


def test_notes_do_not_pile_up(any_store: SqlStore) -> None:
    for n in range(KEPT + 5):
        receive(any_store, [line(record=fixed_id("t", str(n)))], note=True)
    with any_store.reading() as work:
        assert isinstance(work, SqlWork)
        assert sorted(work.conn.scalars(select(HOLDING.c.lines))) == list(range(6, KEPT + 6))
    assert {key: told(held) for key, held in by_definition(any_store).items()} == asked(any_store)


def asked(store: SqlStore) -> dict[Key, object]:
    with store.reading() as work:
        return {key: told(held) for key, held in work.journal.holdings()}


def test_a_wrong_note_is_found_by_check_and_gone_with_a_rebuild(any_store: SqlStore) -> None:
    receive(any_store, some_lines(random.Random(2), 9), note=True)
    with any_store.writing() as work:
        assert isinstance(work, SqlWork)
        work.conn.execute(update(HOLDING).where(HOLDING.c.station == STATIONS[0]).values(digest="f" * 64))
    assert faults(any_store) == (f"note of what is held: 120104006000 {STATIONS[0]}",)
    any_store.rebuild()
    assert faults(any_store) == ()
    assert {key: told(held) for key, held in by_definition(any_store).items()} == asked(any_store)


def test_a_day_that_was_is_not_told_by_the_notes_of_today(any_store: SqlStore) -> None:
    assert isinstance(any_store.clock, Clock)
    first, second = line(record=fixed_id("t", "1")), line(record=fixed_id("t", "2"))
    receive(any_store, [first], note=True)
    evening = any_store.clock().date()
    any_store.clock.now += timedelta(days=3)
    receive(any_store, [second], note=True)
    with any_store.as_known(evening) as past, past.reading() as work:
        assert [held.part for _key, held in work.journal.holdings()] == [part_of([first.name])]
