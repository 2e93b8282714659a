"""A station is let in whatever came before, and one file that cannot be read keeps nobody else out."""

from pathlib import Path

from auditor.use_cases import enrolling
from auditor.use_cases.enrolling import accept_station, waiting_stations
from auditor.use_cases.unpacking import release
from tests.exchanging import offices
from tests.making import STREET


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
