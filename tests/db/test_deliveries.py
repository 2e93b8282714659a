"""What is noted of packages comes back, and of a station counts what it said last."""

from dataclasses import replace

from auditor.delivery import Delivery, Fate, Way
from auditor.package import Manifest, Part
from auditor.people import new_station_key, station_of
from auditor.record import new_id
from db import SqlStore

_PRIVATE, PUBLIC = new_station_key()
STATION = station_of(PUBLIC)


def manifest(count: int) -> Manifest:
    have = {("", STATION): Part(count, "0" * 64)}
    made = "2026-11-22T02:00:00.000Z"
    return Manifest(id=new_id(), station=STATION, key=PUBLIC.hex(), to="", made=made, lines=0, have=have)


def delivery(count: int, way: Way, state: Fate) -> Delivery:
    said = manifest(count)
    return Delivery(
        package=said.id, way=way, station=STATION, made=said.made, at=said.made, state=state, lines=0, manifest=said
    )


def test_a_note_comes_back_with_its_number_and_its_manifest(any_store: SqlStore) -> None:
    asked = replace(delivery(1, Way.IN, Fate.WAITING), reason="station_unknown", file="a.sap", size=7)
    with any_store.writing() as work:
        noted = work.deliveries.note(asked)
        assert noted.number > 0
        assert replace(noted, number=0, manifest=asked.manifest) == asked
        assert work.deliveries.manifest(noted.number) == asked.manifest
        work.deliveries.change(noted.number, state=Fate.RELEASED, first=2**40, last=2**40 + 1)
    with any_store.reading() as work:
        (held,) = work.deliveries.of_package(asked.package)
        assert (held.state, held.last) == (Fate.RELEASED, 2**40 + 1)
        assert work.deliveries.all() == [held]


def test_a_station_holds_what_it_said_last_in_a_package_that_counts(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        assert work.deliveries.have(STATION) is None
        for count, way, state, said in (
            (1, Way.IN, Fate.WAITING, None),
            (2, Way.IN, Fate.APPLIED, 2),
            (3, Way.OUT, Fate.WRITTEN, 2),
            (4, Way.IN, Fate.TURNED_AWAY, 2),
            (5, Way.IN, Fate.NEWER, 5),
            (4, Way.IN, Fate.RELEASED, 4),  # heard later, though made earlier: it holds what it says now
        ):
            work.deliveries.note(delivery(count, way, state))
            have = work.deliveries.have(STATION)
            assert (have[("", STATION)].count if have else None) == said


def test_what_waits_is_found_however_many_came_after(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        old = work.deliveries.note(delivery(1, Way.IN, Fate.WAITING))
        for _n in range(5):
            work.deliveries.note(replace(delivery(1, Way.IN, Fate.APPLIED), station="other"))
        assert old not in work.deliveries.all(5)
        assert work.deliveries.waiting() == work.deliveries.of_station(STATION) == [old]
        assert work.deliveries.one(old.number) == old
        assert work.deliveries.one(old.number + 100) is None
        assert work.deliveries.ending(old.package[-8:]) == [old]
        assert work.deliveries.ending("%") == []


def test_what_a_station_said_earlier_is_kept_without_what_it_held_then(any_store: SqlStore) -> None:
    """A bureau of 500 stations would keep some gigabytes of it every year."""
    with any_store.writing() as work:
        first = work.deliveries.note(delivery(1, Way.IN, Fate.APPLIED))
        waiting = work.deliveries.note(delivery(2, Way.IN, Fate.WAITING))
        out = work.deliveries.note(delivery(3, Way.OUT, Fate.WRITTEN))
        newest = work.deliveries.note(delivery(4, Way.IN, Fate.APPLIED))
        kept = {d.number: work.deliveries.manifest(d.number) for d in (first, waiting, out, newest)}
        assert {n: len(m.have) for n, m in kept.items() if m} == {
            first.number: 0,
            waiting.number: 1,
            out.number: 1,
            newest.number: 1,
        }
        early = kept[first.number]
        assert early is not None
        assert (early.id, early.station) == (first.package, STATION)
        have = work.deliveries.have(STATION)
        assert have is not None
        assert [part.count for part in have.values()] == [4]
