"""What a station recorded reaches the bureau and comes back, once and whole; what nobody vouches for waits."""

import gc
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.delivery import Fate
from auditor.errors import Refused
from auditor.history import State
from auditor.use_cases import enrolling, unpacking
from auditor.use_cases.unpacking import look_into, rehearse, release, turn_away, unpack
from db import SqlStore, open_store
from tests.exchanging import Office, district, exchange, offices
from tests.forging import forge, line_of
from tests.making import STREET, site


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


def save(office: Office, made: object) -> object:
    with office.store.writing() as work:
        return work.sites.save(made)  # type: ignore[arg-type]


def root(store: SqlStore) -> str:
    found = store.check()
    assert found.faults == ()
    return found.root


def test_a_station_is_let_in_by_a_person_and_then_its_work_arrives_and_comes_to_the_others(tmp_path: Path) -> None:
    with district(tmp_path) as (bureau, (one, two)):
        made = site()
        save(one, made)
        came, went = exchange(bureau, one)
        assert (came.new, came.delivery.state, went.own) == (1, Fate.APPLIED, 0)
        exchange(bureau, two)
        for office in (bureau, one, two):
            with office.store.reading() as work:
                assert work.sites.get(made.id).name == made.name
                assert len(work.stations.all()) == 3
                assert {s.name for s in work.stations.all()} == {"区分类办", "1 号笔记本", "2 号笔记本"}
        exchange(bureau, one)
        assert root(bureau.store) == root(one.store) == root(two.store)


def test_a_package_of_a_station_nobody_accepted_waits_unread_and_is_no_receipt(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        _waits(bureau, stranger)


def _waits(bureau: Office, stranger: Office) -> None:
    save(stranger, site())
    before = root(bureau.store)
    waits = bureau.unpack(stranger.pack())
    assert (waits.delivery.state, waits.delivery.reason, waits.new) == (Fate.WAITING, "station_unknown", 0)
    assert bureau.unpack(Path(waits.delivery.file)).again
    with bureau.store.reading() as work:
        assert work.deliveries.have(stranger.station) is None
        assert work.sites.all() == []
    assert root(bureau.store) == before
    with pytest.raises(Refused) as refused:
        release(bureau.store, waits.delivery.number, "别的名字")
    assert code_of(refused) == "release_not_named"
    assert release(bureau.store, waits.delivery.number, stranger.name).new > 0
    with bureau.store.reading() as work:
        assert len(work.sites.all()) == 1
        assert work.deliveries.have(stranger.station) is not None


def test_what_was_turned_away_stays_a_file_and_its_station_hears_no_receipt(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        waits = bureau.unpack(stranger.pack())
        with pytest.raises(Refused):
            turn_away(bureau.store, waits.delivery.number, " ")
        gone = turn_away(bureau.store, waits.delivery.number, "不认识")
        assert gone.state is Fate.TURNED_AWAY
        assert Path(gone.file).is_file()
        with bureau.store.reading() as work:
            assert work.deliveries.have(stranger.station) is None


def test_taken_in_again_it_changes_nothing_and_an_older_one_takes_no_receipt_back(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, site())
        older = one.pack()
        save(one, site("06-002"))
        newer = one.pack()
        assert bureau.unpack(newer).new == 2
        held = root(bureau.store)
        again = bureau.unpack(newer)
        assert (again.new, again.again) == (0, True)
        assert bureau.unpack(older).new == 0
        assert root(bureau.store) == held


def test_a_station_takes_nothing_of_a_colleague_and_nothing_meant_for_another(tmp_path: Path) -> None:
    with district(tmp_path) as (bureau, (one, two)):
        with pytest.raises(Refused) as refused:
            two.unpack(one.pack())
        assert code_of(refused) == "package_for_another"
        with pytest.raises(Refused) as refused:
            two.unpack(bureau.pack(one))
        assert code_of(refused) == "package_for_another"


def test_a_revoked_key_waits_from_its_arrival_on_whatever_day_it_claims(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, site())
        written_before = one.pack()
        save(one, site("06-002"))
        bureau.unpack(one.pack())
        enrolling.revoke(bureau.store, one.station, "笔记本丢了")
        save(one, site("06-003"))
        held = root(bureau.store)
        for late in (written_before, one.pack()):
            waits = bureau.unpack(late)
            assert (waits.delivery.state, waits.delivery.reason) == (Fate.WAITING, "key_revoked")
        assert root(bureau.store) == held
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 2


def test_lost_lines_come_back_to_a_station_whose_database_was_put_back_and_it_says_so(tmp_path: Path) -> None:
    with district(tmp_path, 1, place="file") as (bureau, (one,)):
        copy = str(tmp_path / "copy.db")
        one.store.backup(copy)
        made = site()
        save(one, made)
        exchange(bureau, one)
        one.store.restore(copy)
        with one.store.reading() as work:
            assert work.sites.find(made.id) is None
        save(one, site("06-009"))
        came, went = exchange(bureau, one)
        assert (came.new, went.own) == (1, 1)
        assert one.packed().manifest.recovered == 1
        exchange(bureau, one)
        assert root(bureau.store) == root(one.store)


def test_a_bureau_put_back_gets_everything_again(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file") as (bureau, (one, two)):
        save(one, site())
        exchange(bureau, one)
        copy = str(tmp_path / "copy.db")
        bureau.store.backup(copy)
        save(one, site("06-002"))
        save(two, site("06-003"))
        exchange(bureau, one)
        exchange(bureau, two)
        bureau.store.restore(copy)
        for _round in range(3):  # the stations hear what it lacks, hand it in, and each gets the other's
            exchange(bureau, one)
            exchange(bureau, two)
        assert root(bureau.store) == root(one.store) == root(two.store)
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 3


def test_what_the_bureau_lost_of_others_comes_in_a_package_of_its_own_that_waits(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file") as (bureau, (one, two)):
        copy = str(tmp_path / "copy.db")
        bureau.store.backup(copy)
        save(two, site())
        exchange(bureau, two)
        exchange(bureau, one)
        bureau.store.restore(copy)
        exchange(bureau, one)  # now it knows what the bureau lacks
        packed = one.packed()
        assert packed.others == 1
        waits = bureau.unpack(one.pack(of_others=True))
        assert (waits.delivery.state, waits.delivery.reason) == (Fate.WAITING, "lines_of_others")
        assert release(bureau.store, waits.delivery.number, "1 号笔记本").new == 1
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 1


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(tmp_path: Path) -> None:
    with district(tmp_path) as (bureau, (one, two)):
        made = save(one, site())
        exchange(bureau, one)
        exchange(bureau, two)
        for office, households in ((one, 120), (two, 130)):
            with office.store.reading() as work:
                held = work.sites.get(made.id)  # type: ignore[attr-defined]
            save(office, replace(held, households=households))
        save(two, site())  # the same code again
        bureau.unpack(one.pack())
        before = root(bureau.store)
        package = two.pack()
        seen = rehearse(bureau.store, package)
        assert root(bureau.store) == before
        assert (seen.fresh, dict(seen.new), len(seen.conflicting), len(seen.doubled)) == (2, {"site": 1}, 1, 1)
        assert seen.conflicting[0].title == "06-001 小区06-001"
        assert bureau.unpack(package).new == 2
        with bureau.store.reading() as work:
            assert work.sites.state(made.id) is State.CONFLICT  # type: ignore[attr-defined]


def test_a_sealed_package_is_read_by_the_bureau_alone(tmp_path: Path) -> None:
    with district(tmp_path) as (bureau, (one, two)):
        save(one, site())
        sealed = one.pack(sealed=True)
        assert sealed.suffix == ".age"
        with pytest.raises(Refused) as refused:
            look_into(two.store, sealed)
        assert code_of(refused) == "sealed_to_another"
        assert unpack(bureau.store, sealed).new == 1
        assert not list(bureau.store.package_folder().glob("*.open"))
        assert not list(one.store.package_folder().glob("*.sap"))


def test_a_station_that_was_not_told_its_bureau_takes_no_package_of_one(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, other):
        asked = bureau.unpack(other.pack())
        (asking,) = enrolling.waiting_stations(bureau.store)
        enrolling.accept_station(bureau.store, asking)
        release(bureau.store, asked.delivery.number)
        starter = bureau.pack(other)
        with pytest.raises(Refused) as refused:
            other.unpack(starter)
        assert code_of(refused) == "not_enrolled"
        with pytest.raises(Refused) as refused:
            enrolling.accept_bureau(other.store, starter, "0000 0000")
        assert code_of(refused) == "another_mark"


def test_a_package_that_waited_and_came_again_by_another_way_waits_no_more_once_let_in(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        path = stranger.pack()
        waits = bureau.unpack(path)
        (asking,) = enrolling.waiting_stations(bureau.store)
        enrolling.accept_station(bureau.store, asking)
        assert bureau.unpack(path).new > 0
        assert release(bureau.store, waits.delivery.number).new == 0
        with bureau.store.reading() as work:
            assert [d.state for d in work.deliveries.all() if d.number == waits.delivery.number] == [Fate.RELEASED]


def test_what_was_let_in_and_comes_again_does_not_wait_again(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        path = stranger.pack()
        waits = bureau.unpack(path)
        release(bureau.store, waits.delivery.number, stranger.name)
        again = bureau.unpack(path)
        assert (again.again, again.new, again.delivery.state) == (True, 0, Fate.RELEASED)
        with bureau.store.reading() as work:
            assert not [d for d in work.deliveries.all() if d.state is Fate.WAITING]


def test_a_bureau_put_back_to_when_a_package_waited_keeps_it_when_it_comes_again(tmp_path: Path) -> None:
    with district(tmp_path, 0, bureau="file") as (bureau, _none), offices(tmp_path, STREET) as (stranger,):
        save(stranger, site())
        path = stranger.pack()
        waits = bureau.unpack(path)
        copy = str(tmp_path / "copy.db")
        bureau.store.backup(copy)
        release(bureau.store, waits.delivery.number, stranger.name)
        bureau.store.restore(copy)  # it waits again, and its file went when it was let in
        assert bureau.unpack(path).again
        assert release(bureau.store, waits.delivery.number, stranger.name).new > 0


def test_strangers_cannot_fill_the_bureaus_disk_with_packages_that_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_OF_ONE", (2, 10**6))
    monkeypatch.setattr(unpacking, "MOST_OF_ALL", (3, 10**6))
    with offices(tmp_path, "", STREET, STREET) as (bureau, one, two):
        first = one.pack()
        for package in (first, one.pack()):
            assert bureau.unpack(package).delivery.state is Fate.WAITING
        with pytest.raises(Refused) as told:
            bureau.unpack(one.pack())
        assert code_of(told) == "waiting_full"
        assert bureau.unpack(first).again  # what waits already may come again
        bureau.unpack(two.pack())
        with pytest.raises(Refused) as told:
            bureau.unpack(two.pack())
        assert told.value.problems[0].facts["n"] == 3
        asking = next(a for a in enrolling.waiting_stations(bureau.store) if a.station.station == one.station)
        enrolling.accept_station(bureau.store, asking, office=STREET)
        assert bureau.unpack(two.pack()).delivery.state is Fate.WAITING  # those of an accepted one count no more
        assert bureau.unpack(one.pack()).delivery.state is Fate.APPLIED
        monkeypatch.setattr(unpacking, "MOST_OF_ONE", (20, 100))
        with pytest.raises(Refused, match="waiting_full"):
            bureau.unpack(two.pack())
        folder = bureau.store.package_folder() / unpacking.WAITING
        assert len(list(folder.iterdir())) == 4


def test_memory_is_looked_after_again_when_a_package_is_in_or_refused(tmp_path: Path) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        with one.store.writing() as work:
            work.sites.save(site())
        path = one.pack()
        bureau.unpack(path)
        assert gc.isenabled()
        with pytest.raises(Refused):
            two.unpack(path)
        assert gc.isenabled()


def test_a_package_that_waited_is_let_in_where_the_bureaus_copy_was_put_back_at_another_place(tmp_path: Path) -> None:
    bureau = Office(tmp_path, "区分类办", "file").set_up()
    with offices(tmp_path, STREET) as (station,):
        path = station.pack()
        bureau.unpack(path)
        bureau.store.close()
        (tmp_path / "新电脑").mkdir()
        place = str(Path(bureau.place).rename(tmp_path / "新电脑" / "区.sqlite3"))
        shutil.rmtree(bureau.folder)
        bureau.store = open_store(place, bureau.clock)
        try:
            again = bureau.unpack(path)
            assert (again.delivery.state, again.again) == (Fate.WAITING, True)
            assert release(bureau.store, again.delivery.number, station.station[:8]).delivery.state is Fate.RELEASED
        finally:
            bureau.store.close()


def test_what_a_stranger_packs_small_is_weighed_unpacked_before_any_of_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_OF_ONE", (20, 10**6))
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        long = [line_of(stranger, site(name="x" * 60_000)) for _n in range(20)]
        path = forge(stranger, long)
        assert path.stat().st_size < 10**5
        with pytest.raises(Refused) as told:
            bureau.unpack(path)
        assert code_of(told) == "waiting_full"
        assert bureau.unpack(stranger.pack()).delivery.state is Fate.WAITING


def test_whoever_found_a_laptop_cannot_fill_the_bureaus_disk_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_OF_ONE", (2, 10**6))
    with district(tmp_path, 1) as (bureau, (lost,)):
        enrolling.revoke(bureau.store, lost.station, "笔记本丢了")
        for _n in range(2):
            assert bureau.unpack(lost.pack()).delivery.state is Fate.WAITING
        with pytest.raises(Refused) as told:
            bureau.unpack(lost.pack())
        assert code_of(told) == "waiting_full"


def test_who_copies_the_id_of_anothers_package_does_not_have_it_thrown_away_unread(tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET, STREET) as (bureau, one, liar):
        package = one.packed()
        copied = bureau.unpack(forge(liar, id=package.manifest.id))
        turn_away(bureau.store, copied.delivery.number, "不认识")
        came = bureau.unpack(package.path)
        assert (came.delivery.state, came.again) == (Fate.WAITING, False)
        assert release(bureau.store, came.delivery.number, one.station[:8]).new > 0
