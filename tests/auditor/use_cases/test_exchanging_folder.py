"""Exchange by a shared folder: everything arrives, nobody's file is touched, and who has nothing new writes nothing."""

import io
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from auditor.errors import Unavailable
from auditor.exchanged import Exchanged
from auditor.folder_files import SETTING
from auditor.formats.package_zip import peek
from auditor.people import Demonstration
from auditor.photo import Photo
from auditor.record import new_id
from auditor.store import Store
from auditor.telling import Tell, quiet
from auditor.use_cases import enrolling
from auditor.use_cases.exchanging_folder import exchange as exchange_by
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import Unpacked, release, unpack
from tests.exchanging import Office, district, offices
from tests.forging import forge
from tests.making import STREET, site
from tests.photographs import phone_file
from ui.folder_exchange import exchange

OTHER_STREET = "120104001000"


@contextmanager
def sharing(folder: Path, stations: int = 2, **how: object) -> Iterator[tuple[Office, list[Office], Path]]:
    """A bureau, its stations, and the folder they share."""
    share = folder / "share"
    share.mkdir()
    with district(folder, stations, **how) as (bureau, found):  # type: ignore[arg-type]
        yield bureau, found, share


def save(office: Office, *codes: str) -> None:
    with office.store.writing() as work:
        for code in codes:
            work.sites.save(site(code))


def photograph(office: Office, code: str, seed: int = 0) -> str:
    """A site with a photograph; its name."""
    sha = office.store.photo_files.keep(phone_file(seed=seed))
    with office.store.writing() as work:
        made = work.sites.save(site(code))
        work.photos.save(Photo(id=new_id(), street=STREET, site=made.id, sha256=sha))
    return sha


def files(share: Path) -> set[str]:
    return {p.name for p in share.iterdir()}


def bytes_of(share: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in share.iterdir()}


def root(office: Office) -> str:
    found = office.store.check()
    assert found.faults == ()
    return found.root


def settle(share: Path, *all_of: Office) -> list[Exchanged]:
    """Rounds until nobody has anything to do; there are few of them."""
    done: list[Exchanged] = []
    for _round in range(6):
        now = [exchange(office.store, share) for office in all_of]
        done += now
        if not any(e.taken or e.written or e.removed for e in now):
            return done
    raise AssertionError("they never come to rest")


def test_two_stations_and_a_bureau_come_to_hold_the_same_and_then_write_nothing(tmp_path: Path) -> None:
    with sharing(tmp_path) as (bureau, (one, two), share):
        save(one, "06-001", "06-002")
        save(two, "06-003")
        settle(share, one, two, bureau)
        assert root(bureau) == root(one) == root(two)
        held = bytes_of(share)
        for office in (one, two, bureau, bureau, two, one):
            assert exchange(office.store, share) == Exchanged(elsewhere=exchange(office.store, share).elsewhere)
        assert bytes_of(share) == held
        assert len(held) <= 6  # at most a receipt or two between each station and the bureau
        save(two, "06-004")
        settle(share, one, two, bureau)
        assert root(bureau) == root(one) == root(two)


def test_own_files_go_when_the_other_side_has_them_and_nobody_removes_anothers(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        photograph(one, "06-001")
        assert exchange(one.store, share).written == 1
        (first,) = files(share)
        photograph(one, "06-002", seed=1)
        assert exchange(one.store, share) == Exchanged(written=1)  # nobody has the first photograph yet
        assert first in files(share)
        assert exchange(bureau.store, share).photos == 2
        assert first in files(share)
        found = exchange(one.store, share)
        assert found.taken == 1
        assert found.removed == 2
        (left,) = (share / n for n in files(share) if n.startswith(one.station[:8]))
        assert left.stat().st_size < 20_000


def test_a_station_that_works_for_weeks_without_the_bureau_leaves_one_file_not_hundreds(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        for n in range(12):
            save(one, f"06-{n:03}")
            exchange(one.store, share)
        assert len(files(share)) == 1
        assert exchange(bureau.store, share).new == 12


def test_half_written_files_are_tried_again_and_told_once_they_do_not_change_any_more(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        save(one, "06-001")
        whole = one.pack().read_bytes()
        path = share / "x.sap"
        for part in (0, 100, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:part])
            found = exchange(bureau.store, share)
            assert (found.new, found.pending, found.told) == (0, 1, ())
        bureau.clock.now += timedelta(minutes=11)
        found = exchange(bureau.store, share)
        assert found.pending == 0
        (told,) = found.told
        assert "x.sap" in told
        assert "10" in told
        assert path.read_bytes() == whole[:-1]  # neither removed nor changed
        path.write_bytes(whole)
        found = exchange(bureau.store, share)
        assert (found.new, found.told) == (1, ())


def test_a_file_whose_size_and_time_were_set_before_its_content_is_found_whole_an_hour_later(tmp_path: Path) -> None:
    import os

    with sharing(tmp_path, 1) as (bureau, (one,), share):
        save(one, "06-001")
        whole = one.pack().read_bytes()
        path = share / "x.sap"
        path.write_bytes(b"PK\x03\x04" + bytes(len(whole) - 4))
        os.utime(path, ns=(1, 1))
        exchange(bureau.store, share)
        bureau.clock.now += timedelta(minutes=11)
        assert exchange(bureau.store, share).told
        path.write_bytes(whole)
        os.utime(path, ns=(1, 1))
        assert exchange(bureau.store, share).told
        bureau.clock.now += timedelta(minutes=61)
        found = exchange(bureau.store, share)
        assert (found.new, found.told) == (1, ())


@pytest.mark.parametrize("name", ["{} (1).sap", "{}(冲突副本 2026-11-22).sap", "别的名字.SAP", "{}.sap.conflict"])
def test_renamed_and_conflict_copies_are_one_package_by_its_id(tmp_path: Path, name: str) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        save(one, "06-001")
        made = one.pack()
        for _copy in range(2):
            shutil.copy(made, share / name.format(made.stem))
            shutil.copy(made, share / made.name)
        found = exchange(bureau.store, share)
        assert (found.taken, found.new, found.told) == (1, 1, ())
        assert exchange(one.store, share).elsewhere == 0  # a copy of one's own is known as that
        (share / made.name).unlink()
        assert exchange(bureau.store, share).taken == 0
        with bureau.store.reading() as work:
            mine = [d for d in work.deliveries.of_package(made.stem) if d.new]
            assert len(mine) <= 1


def test_files_for_others_and_files_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    with sharing(tmp_path, 2) as (bureau, (one, two), share):
        shutil.copy(bureau.pack(two), share / "two.sap")
        (share / "报表.xlsx").write_bytes(b"PK\x03\x04x")
        (share / "a.sap.part").write_bytes(b"PK")
        (share / "sub.sap").mkdir()
        before = {p.name: p.read_bytes() for p in share.iterdir() if p.is_file()}
        found = exchange(one.store, share)
        assert (found.taken, found.elsewhere, found.pending, found.told) == (0, 1, 0, ())
        after = {p.name: p.read_bytes() for p in share.iterdir() if p.is_file()}
        assert {n: after[n] for n in before} == before


def test_a_file_is_not_opened_again_while_it_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        save(one, "06-001")
        settle(share, one, bureau)
        from auditor.formats import package_zip

        opened: list[Path] = []
        monkeypatch.setattr(package_zip, "peek", opened.append)
        for office in (one, bureau):
            exchange(office.store, share)
        assert opened == []
        with bureau.store.writing() as work:
            work.set_setting(SETTING, "lost")
        assert exchange(bureau.store, share).new == 0


def test_one_bad_file_hinders_no_other_and_is_told_at_once_when_it_is_whole(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share), offices(tmp_path / "x", STREET) as (playing,):
        with playing.store.writing() as work:
            work.demonstrations.save(Demonstration(id=new_id(), seed=1, size="small"))
        save(playing, "06-009")
        save(bureau, "06-008")
        shutil.copy(playing.pack(), share / "0.sap")
        save(one, "06-001")
        shutil.copy(one.pack(), share / "1.sap")
        found = exchange(bureau.store, share)
        assert found.new == 1
        (told,) = found.told
        assert "演示" in told
        assert exchange(bureau.store, share).told == (told,)


def test_who_copies_the_id_of_anothers_package_does_not_keep_it_out(tmp_path: Path) -> None:
    """In a shared folder everybody reads everybody's manifest."""
    with sharing(tmp_path) as (bureau, (one, liar), share):
        settle(share, bureau, one, liar)
        before = files(share)
        save(one, "06-001")
        exchange(one.store, share)
        (name,) = (n for n in files(share) - before if n.startswith(one.station[:8]))
        copied = peek(share / name)
        assert copied is not None
        shutil.move(forge(liar, id=copied.id, made="2026-01-01T00:00:00.000Z"), share / "0.sap")
        assert exchange(bureau.store, share).new == 1
        settle(share, bureau, one, liar)
        assert root(bureau) == root(one) == root(liar)


def test_a_stranger_waits_at_the_bureau_and_is_served_by_the_folder_once_let_in(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    with offices(tmp_path, "", STREET) as (bureau, one):
        save(one, "06-001")
        assert exchange(one.store, share).written == 1
        assert exchange(one.store, share) == Exchanged()
        assert exchange(bureau.store, share).waiting == 1
        assert exchange(bureau.store, share).waiting == 0
        (asking,) = enrolling.waiting_stations(bureau.store)
        enrolling.accept_station(bureau.store, asking)
        release(bureau.store, asking.waits[0].number)
        assert exchange(bureau.store, share).written == 1
        refused = exchange(one.store, share)
        assert (refused.taken, len(refused.told)) == (0, 1)
        starter = next(p for p in share.iterdir() if p.name.startswith(bureau.station[:8]))
        enrolling.accept_bureau(one.store, starter, bureau.station[:8])
        assert exchange(one.store, share).taken == 1
        settle(share, one, bureau)
        assert root(one) == root(bureau)


def test_a_revoked_station_gets_no_file_and_its_files_wait(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        enrolling.revoke(bureau.store, one.station, "丢了")
        save(one, "06-001")
        exchange(one.store, share)
        found = exchange(bureau.store, share)
        assert (found.waiting, found.written) == (1, 0)


def test_each_station_gets_what_concerns_its_street(tmp_path: Path) -> None:
    with sharing(tmp_path, 2, streets=(STREET, OTHER_STREET)) as (bureau, (one, two), share):
        save(one, "06-001")
        settle(share, one, two, bureau)
        with two.store.reading() as work:
            assert work.sites.all() == []
        assert root(one) != root(two)
        with bureau.store.reading() as work:
            assert len(work.sites.all()) == 1


def test_a_file_that_somebody_threw_away_is_written_again(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        save(one, "06-001")
        exchange(one.store, share)
        for path in share.iterdir():
            path.unlink()
        assert exchange(one.store, share).written == 1
        assert exchange(bureau.store, share).new == 1


def test_a_station_put_back_from_a_copy_gets_its_own_work_again_and_says_so(tmp_path: Path) -> None:
    with sharing(tmp_path, 1, place="file") as (bureau, (one,), share):
        copy = tmp_path / "copy.sqlite3"
        one.store.backup(str(copy))
        save(one, "06-001")
        settle(share, one, bureau)
        whole = root(one)
        one.store.restore(str(copy))
        found = settle(share, one, bureau)
        assert sum(e.own for e in found) >= 1
        assert root(one) == root(bureau)
        with one.store.reading() as work:
            assert len(work.sites.all()) == 1
        assert root(one) == whole


def test_a_bureau_put_back_from_a_copy_is_filled_again_by_its_stations(tmp_path: Path) -> None:
    with sharing(tmp_path, 2, bureau="file", place="file") as (bureau, stations, share):
        save(stations[0], "06-001")
        settle(share, *stations, bureau)
        copy = tmp_path / "copy.sqlite3"
        bureau.store.backup(str(copy))
        for n, station in enumerate(stations):
            save(station, f"06-01{n}")
        settle(share, *stations, bureau)
        whole = root(bureau)
        bureau.store.restore(str(copy))
        assert root(bureau) != whole
        settle(share, bureau, *stations)
        assert root(bureau) == whole == root(stations[0]) == root(stations[1])


def test_photographs_come_along_once_and_one_that_was_lost_is_handed_over_again(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        names = [photograph(one, f"06-{n:03}", seed=n) for n in range(3)]
        found = settle(share, one, bureau)
        assert sum(e.photos for e in found) == 3
        assert bureau.store.photo_files.names() == set(names)
        bureau.store.photo_files.remove(names[1])
        found = settle(share, bureau, one)
        assert sum(e.photos for e in found) == 1
        assert bureau.store.photo_files.names() == set(names)


def test_a_photograph_that_met_a_full_disk_is_taken_from_the_same_file_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        photograph(one, "06-001")
        exchange(one.store, share)

        def full(_raw: bytes) -> str:
            raise Unavailable("disk_full", path="x")

        with monkeypatch.context() as patched:
            patched.setattr(bureau.store.photo_files, "keep", full)
            with pytest.raises(Unavailable):
                exchange(bureau.store, share)
        assert exchange(bureau.store, share).photos == 1


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_share_does_to_its_files_everything_arrives_in_the_end(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    with sharing(tmp_path, 2) as (bureau, stations, share):
        everybody = [bureau, *stations]
        for step in range(25):
            office = chance.choice(everybody)
            act = chance.choice(("save", "save", "exchange", "exchange", "exchange", "lose", "tear", "copy", "later"))
            lying = sorted(share.iterdir())
            if act == "save":
                save(office, f"06-{step:03}")
            elif act == "exchange":
                exchange(office.store, share)
            elif act == "later":
                office.clock.now += timedelta(minutes=chance.randrange(90))
            elif lying:
                path = chance.choice(lying)
                if act == "lose":
                    path.unlink()
                elif act == "tear":
                    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])
                else:
                    shutil.copy(path, share / f"{path.stem} ({step}).sap")
        for office in everybody:
            office.clock.now += timedelta(hours=2)
        settle(share, *everybody)
        assert len({root(office) for office in everybody}) == 1


def test_sealed_files_are_opened_by_the_receiver_alone(tmp_path: Path) -> None:
    with sharing(tmp_path, 2) as (bureau, (one, two), share):
        save(one, "06-001")
        assert exchange(one.store, share, sealed=True).written == 1
        assert all(name.endswith(".sap.age") for name in files(share))
        assert exchange(two.store, share).elsewhere == 1
        assert exchange(bureau.store, share, sealed=True).new == 1
        save(one, "06-002")
        assert exchange(one.store, share, sealed=True).removed == 1


def test_what_a_killed_program_left_goes_after_an_hour_and_a_strangers_part_never(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        mine, theirs = share / f".{one.station[:8]}-a.sap.part", share / f".{bureau.station[:8]}-a.sap.part"
        for path in (mine, theirs):
            path.write_bytes(b"half")
        exchange(one.store, share)
        one.clock.now += timedelta(minutes=59)
        exchange(one.store, share)
        assert mine.exists()
        one.clock.now += timedelta(minutes=2)
        exchange(one.store, share)
        assert not mine.exists()
        assert theirs.exists()


def test_nobody_is_shut_out_of_the_database_while_the_share_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sharing(tmp_path, 1) as (bureau, (one,), share):
        photograph(one, "06-001")
        photograph(bureau, "06-002", seed=1)
        asked: list[str] = []
        at_work: list[Office] = []

        def free(where: object) -> None:
            """Another thread is let in just now."""
            if at_work and isinstance(where, str | Path) and Path(where).is_relative_to(share):
                asked.append(Path(where).name)
                through = threading.Event()

                def enter() -> None:
                    with at_work[0].store.reading():
                        through.set()

                threading.Thread(target=enter, daemon=True).start()
                assert through.wait(5), f"shut out while {where} was asked for"

        def watched(name: str, within: object) -> None:
            real = getattr(within, name)

            def first(path: object, *rest: object, **named: object) -> object:
                free(path)
                return real(path, *rest, **named)

            monkeypatch.setattr(within, name, first)

        for name in ("scandir", "stat", "unlink", "replace"):
            watched(name, os)
        watched("open", io)
        read: list[Path] = []

        def from_where(store: Store, path: Path, tell: Tell = quiet) -> Unpacked:
            read.append(path)
            return unpack(store, path, tell)

        for office in (one, bureau, one):
            at_work[:] = [office]
            assert exchange_by(office.store, share, pack, from_where).told == ()
        at_work.clear()
        assert len(asked) > 10
        assert len(read) == 2
        assert not any(path.is_relative_to(share) for path in read), "what is read within a transaction is one's own"
        assert not any(path.exists() for path in read)
        assert root(one) == root(bureau)


def test_a_folder_that_is_not_there_is_told_and_nothing_was_noted(tmp_path: Path) -> None:
    with sharing(tmp_path, 1) as (_bureau, (one,), share):
        with pytest.raises(Unavailable) as told:
            exchange(one.store, share / "gone")
        assert told.value.code == "exchange_folder"
        with one.store.reading() as work:
            assert work.setting(SETTING) == ""
