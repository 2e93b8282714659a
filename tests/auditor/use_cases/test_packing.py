"""A package holds what the other side lacks, no more and no less, and says what it leaves out."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.delivery import Fate, Way
from auditor.errors import Cancelled, Refused, Unavailable
from auditor.formats.package_zip import OpenPackage
from auditor.photo import Photo
from auditor.record import new_id
from auditor.slots import secret_name
from auditor.survey import key_hash
from auditor.use_cases import packing
from db.store import SqlWork
from tests.exchanging import Office, district, exchange
from tests.making import STREET, site

OTHER_STREET = "120104001000"


def save(office: Office, made: object) -> object:
    with office.store.writing() as work:
        return getattr(work, f"{type(made).__name__.lower()}s").save(made)


def photo(office: Office, number: int, size: int = 1000) -> Photo:
    sha = office.store.photo_files.keep(bytes([number]) * size)
    made = Photo(id=new_id(), street=STREET, site="s", sha256=sha)
    save(office, made)
    return made


def lines_in(path: Path) -> list[str]:
    with OpenPackage(path) as package:
        return [line.record for line in package.lines()]


def test_what_the_bureau_has_confirmed_is_not_sent_again_and_the_rest_is_until_it_has(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        first, second = site(), site("06-002")
        save(one, first)
        assert lines_in(one.pack()) == [first.id]
        save(one, second)
        lost = one.packed()
        assert lines_in(lost.path) == [first.id, second.id]  # the bureau has said nothing of the first
        exchange(bureau, one)
        assert lines_in(one.pack()) == []
        with one.store.reading() as work:
            out = [d for d in work.deliveries.all() if d.way is Way.OUT]
        assert {d.state for d in out} == {Fate.WRITTEN}
        assert (lost.delivery.lines, lost.delivery.size) == (2, lost.path.stat().st_size)


def test_a_station_gets_its_own_street_and_nothing_of_another(tmp_path: Path) -> None:
    with district(tmp_path, 2, streets=(STREET, OTHER_STREET)) as (bureau, (one, two)):
        here, there = site(), replace(site("01-001"), street=OTHER_STREET, community="120104001001")
        save(one, here)
        save(two, there)
        bureau.unpack(one.pack())
        bureau.unpack(two.pack())
        assert here.id not in lines_in(bureau.pack(two))
        assert there.id in lines_in(bureau.pack())  # to another database of the bureau everything goes
        two.unpack(bureau.pack(two))
        with two.store.reading() as work:
            assert [s.id for s in work.sites.all()] == [there.id]


def test_photographs_come_along_as_far_as_there_is_room_and_each_time_others(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        hashes = {photo(one, n).sha256 for n in range(3)}
        first, second = (one.packed(most_bytes=1500) for _n in range(2))
        assert (first.manifest.photos_left, second.manifest.photos_left) == (2, 2)
        carried = [m.sha256 for p in (first, second) for m in p.manifest.members if m.name.startswith("photos/")]
        assert len(set(carried)) == 2
        assert bureau.unpack(first.path).photos_missing == 2
        assert bureau.unpack(second.path).photos_missing == 1
        wants = bureau.packed(one)
        assert set(wants.manifest.wants) == hashes - set(carried)
        one.unpack(wants.path)
        last = one.packed(most_bytes=1500)
        assert last.manifest.lines == 0  # only what was asked for
        came = bureau.unpack(last.path)
        assert (came.photos, came.photos_missing) == (1, 0)
        assert all(bureau.store.photo_files.holds(sha) for sha in hashes)


def test_a_missing_photograph_is_said_and_stops_nothing(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = photo(one, 1)
        one.store.photo_files.remove(made.sha256)
        packed = one.packed()
        assert (packed.manifest.lines, packed.manifest.photos_left) == (1, 1)
        assert bureau.unpack(packed.path).photos_missing == 1


def test_a_photograph_that_went_bad_on_the_disk_is_said_and_stops_nothing(tmp_path: Path) -> None:
    with district(tmp_path, 1, place="file") as (bureau, (one,)):
        bad, good = photo(one, 1), photo(one, 2)
        (file,) = Path(one.store.photo_files.place).rglob(f"{bad.sha256}.jpg")
        file.write_bytes(b"y" * 1000)
        packed = one.packed()
        assert (packed.manifest.lines, packed.manifest.photos_left) == (2, 1)
        came = bureau.unpack(packed.path)
        assert (came.new, came.photos, came.photos_missing) == (2, 1, 1)
        assert bureau.store.photo_files.holds(good.sha256)
        assert set(bureau.packed(one).manifest.wants) == {bad.sha256}


def test_erased_bytes_are_taken_by_nobody_though_an_older_package_carries_them(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = photo(one, 1)
        older = one.pack()
        with one.store.writing() as work:
            work.photos.save(replace(work.photos.get(made.id), erased="拍到了人"))
        exchange(bureau, one)
        assert bureau.unpack(older).photos == 0
        assert not bureau.store.photo_files.holds(made.sha256)


def test_the_key_of_a_round_travels_sealed_to_the_stations_of_its_street_alone(tmp_path: Path) -> None:
    from auditor.survey import Mode
    from auditor.use_cases.planning import open_round
    from tests.making import TODAY, communities, standard

    with district(tmp_path, 3, streets=(STREET, STREET, OTHER_STREET)) as (bureau, (one, two, away)):
        save(one, site())
        made = open_round(one.store, STREET, Mode.CENSUS, standard(), on=TODAY)
        assert communities()
        package = one.pack()
        with one.store.reading() as work:
            key = work.secret(secret_name(made))
        assert key is not None
        assert key_hash(key) == made.key_hash
        assert key not in package.read_bytes()
        for office in (one, two, away):
            exchange(bureau, office)
        for office, held in ((bureau, key), (two, key), (away, None)):
            with office.store.reading() as work:
                assert work.secret(secret_name(made)) == held


def test_it_is_stopped_or_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, site())

        def stop(_done: int, _total: int) -> None:
            raise Cancelled

        before = sorted(one.folder.iterdir())
        with pytest.raises(Cancelled):
            packing.pack(one.store, one.folder, tell=stop)
        with pytest.raises(Refused) as refused:
            packing.pack(one.store, before[0])
        assert refused.value.problems[0].code == "file_exists"
        with pytest.raises(Refused) as refused:
            packing.pack(bureau.store, bureau.folder, receiver="f" * 32)
        assert refused.value.problems[0].code == "station_not_accepted"
        with pytest.raises(Refused) as refused:
            packing.pack(bureau.store, bureau.folder, of_others=True)
        assert refused.value.problems[0].code == "bureau_vouches"
        assert sorted(one.folder.iterdir()) == before
        with one.store.reading() as work:
            assert len([d for d in work.deliveries.all() if d.way is Way.OUT]) == len(before)


def test_a_program_that_knows_no_bureau_seals_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, "街", street=STREET).set_up()
    try:
        with pytest.raises(Refused) as refused:
            office.pack(sealed=True)
        assert refused.value.problems[0].code == "no_recipient"
        assert lines_in(office.pack())  # its people and itself
    finally:
        office.store.close()


def test_a_line_that_the_disk_has_changed_goes_into_no_package(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)):
        save(one, site())
        with one.store.writing() as work:
            assert isinstance(work, SqlWork)
            changed = text("UPDATE line SET raw = CAST(replace(raw, '06-001', '06-007') AS BLOB) WHERE kind = 'site'")
            assert work.conn.execute(changed).rowcount == 1
        before = sorted(one.folder.iterdir())
        with pytest.raises(Unavailable) as told:
            one.pack()
        assert told.value.code == "database_damaged"
        assert sorted(one.folder.iterdir()) == before
