"""A station has one id everywhere and a mark that two people can compare by telephone."""

from auditor.people import new_station_key, station_of
from auditor.station import Station, mark_of, station_id


def test_a_station_is_the_same_record_in_every_database_and_read_aloud_by_its_mark() -> None:
    _private, public = new_station_key()
    name = station_of(public)
    made = Station(id=station_id(name), key=public.hex())
    assert (made.station, made.problems()) == (name, [])
    assert made.mark == mark_of(name) == f"{name[:4]} {name[4:8]}"


def test_what_is_no_key_is_told() -> None:
    (problem,) = Station(id="x", key="abc").problems()
    assert problem.code == "not_a_key"
