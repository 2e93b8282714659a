"""A station is let in whatever came before, and one file that cannot be read keeps nobody else out."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.delivery import Fate
from auditor.errors import Refused
from auditor.identity import PUBLIC
from auditor.people import Person
from auditor.record import new_id
from auditor.station import Station, station_id
from auditor.use_cases import enrolling
from auditor.use_cases.enrolling import accept_station, read_asking, revoke, waiting_stations
from auditor.use_cases.unpacking import release
from tests.exchanging import Office, district, exchange, offices
from tests.forging import forge, line_of
from tests.making import STREET, site


def station_lines(office: Office) -> list[Station]:
    with office.store.reading() as work:
        return list(work.stations.all())


def test_a_station_of_which_one_package_was_let_in_by_name_can_be_accepted_afterwards(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, station):
        came = bureau.unpack(station.pack())
        release(bureau.store, came.delivery.number, station.station[:8])
        bureau.unpack(station.pack())
        (asking,) = waiting_stations(bureau.store)
        accept_station(bureau.store, asking, name="三号笔记本")
        assert "三号笔记本" in {s.name for s in enrolling.stations(bureau.store)}
        assert waiting_stations(bureau.store) == []


def test_a_waiting_package_whose_file_is_gone_keeps_no_other_station_out(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET, STREET) as (bureau, one, two):
        Path(bureau.unpack(one.pack()).delivery.file).unlink()  # a copy of the database was put back elsewhere
        bureau.unpack(two.pack())
        assert [a.station.station for a in waiting_stations(bureau.store)] == [two.station]


def test_a_stranger_with_any_number_of_lines_does_not_fill_the_memory_of_whoever_looks_who_asks(tmp_path: Path) -> None:
    with offices(tmp_path, STREET) as (station,):
        members, count, size = {}, 0, 0
        for number in range(6):
            person = Person(id=new_id(), name="x" * 60_000)
            held = [line_of(station, replace(person, id=new_id()), street="") + b"\n" for _ in range(80)]
            members[f"lines/{number:05}.jsonl"] = b"".join(held)
            count, size = count + len(held), size + sum(map(len, held))
        path = forge(station, others=members, lines=count)
        members.clear()
        held.clear()
        tracemalloc.start()
        try:
            with pytest.raises(Refused) as refused:
                read_asking(path)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert refused.value.problems[0].code == "no_introduction"
        assert peak < size  # one member and those few who are shown


def test_a_stranger_whose_introduction_has_no_value_keeps_no_other_station_out(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET, STREET) as (bureau, one, two):
        record = station_id(one.station)
        with one.store.reading() as work:
            own, key = work.stations.get(record), work.setting(PUBLIC)
        bureau.unpack(forge(one, [line_of(one, own, street="", body={"key": key, "office": 7})]))
        bureau.unpack(two.pack())
        assert [a.station.station for a in waiting_stations(bureau.store)] == [two.station]


def test_the_bureau_does_not_end_its_own_key_for_no_station_would_take_a_package_any_more(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (station,)):
        with pytest.raises(Refused) as refused:
            revoke(bureau.store, bureau.station, "写错了")
        assert refused.value.problems[0].code == "own_key"
        with bureau.store.writing() as work:
            work.sites.save(site())
        assert exchange(bureau, station)[1].new == 1
        assert revoke(bureau.store, station.station, "笔记本丢了").revoked


def test_a_stranger_with_a_newer_program_waits_like_any_other_and_changes_no_have(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, station):
        asked = [line_of(station, made, street="", schema=2) for made in station_lines(station)]
        came = bureau.unpack(forge(station, asked, most_schema=2))
        assert came.delivery.state is Fate.WAITING
        with bureau.store.reading() as work:
            assert work.deliveries.heard(came.delivery.station) is None
        (asking,) = waiting_stations(bureau.store)
        accept_station(bureau.store, asking)
        with pytest.raises(Refused) as refused:  # let in it can be; read it cannot, before the update
            release(bureau.store, came.delivery.number)
        assert refused.value.problems[0].code == "line_newer"
        assert bureau.unpack(station.pack()).delivery.state is Fate.APPLIED
