"""One round at the bureau's inbox: the whole way over the terminal, and what is told where it cannot be gone."""

import errno
import hashlib
import random
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import main
from auditor.carrier_line import Patience
from auditor.errors import Refused, Unavailable
from auditor.inbox_key import new_inbox_key, serving_context
from auditor.inbox_place import announce, inbox_place
from auditor.photo import Photo
from auditor.record import Line, new_id
from auditor.use_cases import enrolling
from auditor.use_cases.exchanging_network import SENDING, exchange
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import release, unpack
from auditor.wording import explain
from tests.child import Child, child
from tests.exchanging import Office, district
from tests.inboxes import HOST, TIGHT
from tests.making import STREET, site
from tests.ui.test_sync_commands import Desk, desk, enrol
from ui.inbox_bureau import StoreBureau
from ui.inbox_commands import announce_at, server_of
from ui.inbox_server import InboxServer

__all__ = ["desk"]
QUICK = Patience(connect=2, stall=3, first=0.02, longest=0.05, tries=3, receipt=20)


@contextmanager
def inbox_of(place: Path) -> Iterator[tuple[Child, str, str]]:
    """The bureau's inbox as a process of its own: it, its address, its fingerprint as a person reads it aloud."""
    with child(["main.py", "--db", str(place), "inbox", "--listen", f"{HOST}:0", "--public", "10.0.0.1:8543"]) as ran:
        address = ran.read("its address").split("：", 1)[1].strip()
        fingerprint = ran.read("its fingerprint").strip().split("：")[1]
        ran.read("who can connect")
        yield ran, address, fingerprint
        ran.kill()


@contextmanager
def serving(bureau: Office) -> Iterator[tuple[InboxServer, str, str]]:
    """The inbox of an office in this process, its address and fingerprint."""
    server = server_of(bureau.store)
    server._bounds = TIGHT
    _host, port = server.start(HOST, 0)
    try:
        yield server, f"https://{HOST}:{port}", server.key.fingerprint
    finally:
        server.stop()


def round_of(one: Office, address: str, fingerprint: str = "") -> Any:
    return exchange(one.store, address, pack, unpack, certificate=fingerprint, patience=QUICK)


def save(office: Office, code: str) -> None:
    with office.store.writing() as work:
        work.sites.save(site(code))


def test_two_machines_that_run_as_one_bureau_each_get_everything_of_a_station_that_meets_them_in_turn(
    tmp_path: Path,
) -> None:
    """The bureau's image was put up anew while the old one ran on. Each time the station packs by what the other one
    said, and would never send what this one lacks."""
    with district(tmp_path, 1, bureau="file") as (one, (station,)):
        one.store.close()
        (tmp_path / "two").mkdir()
        shutil.copyfile(one.place, tmp_path / "two" / "street.sqlite3")
        one.reopen()
        two = Office(tmp_path, "two", "file")
        try:
            with serving(one) as (_first, here, seen), serving(two) as (_second, there, seen_there):
                for n in range(4):
                    save(station, f"06-{n:03}")
                    save(two if n % 2 else one, f"07-{n:03}")
                    bureau, *at = (two, there, seen_there) if n % 2 else (one, here, seen)
                    found = round_of(station, *at)
                    mine = station.station
                    with station.store.reading() as work:
                        raw = work.journal.arrived(range(1, work.journal.last() + 1))
                        own = {x.name for x in map(Line.read, raw) if x.station == mine}
                    assert own <= bureau.lines
                    assert bool(found.others) == (n > 0)  # the other machine's: said, and sent on by a person
                round_of(station, there, seen_there)  # the receipt of what came
                assert round_of(station, there, seen_there).written == 0  # nobody writes without need
        finally:
            two.store.close()


def test_laptops_and_the_bureau_come_to_hold_the_same_over_the_network_by_commands_alone(
    desk: Callable[[str], Desk],
) -> None:
    bureau, one, two = desk("bureau"), desk("one"), desk("two")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    with inbox_of(bureau.place) as (_ran, address, _fingerprint):
        pass  # its first start says by what it is known
    for laptop in (one, two):
        enrol(bureau, laptop)
    one.save("06-001", "06-002")
    two.save("06-003")
    with inbox_of(bureau.place) as (ran, address, _fingerprint):
        found = one.json("sync", "--with", address)  # the certificate came with the starter package
        assert (found["written"], found["taken"], found["told"]) == (1, 1, [])
        assert "已并入" in ran.read("what became of it")
        assert two.json("sync", "--with", address)["new"] >= 2
        assert one.run("sync", "--with", address) == 0  # it takes the other's line, and tells that next time
        assert "收到 1 个数据包" in one.out
        assert one.json("sync", "--with", address)["written"] == 1
        assert one.json("sync", "--with", address)["written"] == 0
    assert one.root() == two.root() == bureau.root()
    store = main.open_store(str(one.place))
    with store.reading() as work:
        assert inbox_place(work).address == "10.0.0.1:8543"
    store.close()


def test_a_killed_inbox_is_told_in_words_and_the_next_round_goes_on(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    enrol(bureau, one)
    one.save("06-001")
    with inbox_of(bureau.place) as (ran, address, fingerprint):
        ran.kill()
        assert one.run("sync", "--with", address, "--certificate", fingerprint) == 1
    assert f"连不上收件处 {address}" in one.err
    with inbox_of(bureau.place) as (_ran, address, fingerprint):
        assert one.run("sync", "--with", address, "--certificate", fingerprint) == 0
    assert one.root() == bureau.root()


def test_another_certificate_is_refused_before_anything_is_said(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    enrol(bureau, one)
    one.save("06-001")
    heard: list[bytes] = []
    with socket.create_server((HOST, 0)) as door:
        door.settimeout(20)

        def listen() -> None:
            context = serving_context(new_inbox_key())
            came, _from = door.accept()
            came.settimeout(10)
            with context.wrap_socket(came, server_side=True, suppress_ragged_eofs=True) as line:
                heard.append(line.recv(100))

        thread = threading.Thread(target=listen)
        thread.start()
        address = f"https://{HOST}:{door.getsockname()[1]}"
        assert one.run("sync", "--with", address, "--certificate", "ab" * 32) == 1
        thread.join(20)
    assert "证书不是区里的" in one.err
    assert heard == [b""]


def test_without_a_certificate_anybody_knows_nobody_is_called(desk: Callable[[str], Desk]) -> None:
    bureau, one = desk("bureau"), desk("one")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    enrol(bureau, one)
    assert one.run("sync", "--with", f"https://{HOST}:9") == 1
    assert "--certificate" in one.err
    for wrong in ("https://", "https://host", "https://host:x", "https://host:1/path", "ftp://host:1"):
        assert one.run("sync", "--with", wrong) == 1
        assert wrong in one.err
    assert one.run("sync", "--with", f"https://{HOST}:9", "--certificate", "12 34") == 1
    assert "64 位" in one.err
    assert bureau.run("sync", "--with", f"https://{HOST}:9") == 1
    assert "区里的数据库" in bureau.err


def test_a_stranger_hands_in_once_is_told_that_it_waits_and_is_enrolled_over_the_network(tmp_path: Path) -> None:
    bureau, one = Office(tmp_path, "区", "file").set_up(), Office(tmp_path, "一", "file", STREET).set_up()
    save(one, "06-001")
    with serving(bureau) as (_server, address, fingerprint):
        for written in (1, 0, 0):
            found = round_of(one, address, fingerprint)
            assert (found.written, found.taken) == (written, 0)
            assert len(found.told) == 1
            assert "要区里的人放行" in found.told[0]
        (asking,) = enrolling.waiting_stations(bureau.store)
        assert len(asking.waits) == 1
        enrolling.accept_station(bureau.store, asking, office=STREET)
        release(bureau.store, asking.waits[0].number)
        (told,) = round_of(one, address, fingerprint).told
        found_at = re.search(r"已取到 ([^，]+)，", told)
        assert found_at
        enrolling.accept_bureau(one.store, Path(found_at[1]), bureau.station[:8])
        assert round_of(one, address, fingerprint).told == ()
        assert one.lines == bureau.lines
    for office in (one, bureau):
        office.store.close()


def test_what_a_station_whose_key_ended_hands_in_is_told_and_brings_nothing(tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        enrolling.revoke(bureau.store, one.station, "丢了")
        save(one, "06-001")
        with serving(bureau) as (_server, address, fingerprint), pytest.raises(Refused) as told:
            round_of(one, address, fingerprint)
        assert "已被区里停用" in explain(told.value)


def test_what_was_handed_in_and_not_confirmed_is_asked_for_again_and_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        save(one, "06-001")
        with serving(bureau) as (_server, address, fingerprint):
            with monkeypatch.context() as patch:

                def busy(*_: object) -> None:
                    raise Unavailable("inbox_busy")

                patch.setattr(StoreBureau, "take_in", busy)
                impatient = Patience(connect=2, stall=3, first=0.02, longest=0.05, tries=3, receipt=0.1)
                found = exchange(one.store, address, pack, unpack, certificate=fingerprint, patience=impatient)
            assert (found.written, len(found.told)) == (1, 1)
            assert "还没有轮到它" in found.told[0]
            assert len(list((one.store.package_folder() / SENDING).iterdir())) == 1
        with serving(bureau) as (_server, address, fingerprint):
            found = round_of(one, address, fingerprint)
            assert (found.written, found.told) == (0, ())
        assert not list((one.store.package_folder() / SENDING).iterdir())
        assert one.lines == bureau.lines


def test_photographs_go_and_come_where_they_are_asked_for(tmp_path: Path) -> None:
    with district(tmp_path, 2, bureau="file", place="file") as (bureau, (one, two)):
        raw = random.Random(5).randbytes(300_000)
        sha = hashlib.sha256(raw).hexdigest()
        with one.store.writing() as work:
            held = work.sites.save(site("06-001"))
            work.photos.save(Photo(id=new_id(), street=STREET, site=held.id, sha256=sha))
        with serving(bureau) as (_server, address, fingerprint):
            round_of(one, address, fingerprint)  # the record alone: its file is not here yet
            round_of(two, address, fingerprint)
            assert not bureau.store.photo_files.holds(sha)
            one.store.photo_files.keep(raw)
            round_of(one, address, fingerprint)
            assert bureau.store.photo_files.read(sha) == raw
            assert round_of(two, address, fingerprint).photos == 1
            assert two.store.photo_files.read(sha) == raw


def test_a_photograph_that_went_bad_on_the_disk_is_told_and_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = sorted((bytes([n]) * 5_000 for n in range(2)), key=lambda raw: hashlib.sha256(raw).hexdigest())
    with district(tmp_path, 1, place="file") as (bureau, (one,)):
        held = site()
        with one.store.writing() as work:
            work.sites.save(held)
            for raw in (bad, good):
                sha = hashlib.sha256(raw).hexdigest()
                work.photos.save(Photo(id=new_id(), street=STREET, site=held.id, sha256=sha))
        with serving(bureau) as (_server, address, fingerprint):
            round_of(one, address, fingerprint)
            kept = one.store.photo_files.keep(bad)
            (file,) = Path(one.store.photo_files.place).rglob(f"{kept}.jpg")
            file.write_bytes(b"y" * 5_000)
            name = one.store.photo_files.keep(good)
            with monkeypatch.context() as full:
                full.setattr(Path, "write_bytes", no_room)
                with pytest.raises(Unavailable, match="cannot_write"):
                    round_of(one, address, fingerprint)
            found = round_of(one, address, fingerprint)
            assert [str(file) in told for told in found.told] == [True]
            assert bureau.store.photo_files.holds(name)


def no_room(path: Path, _raw: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def test_the_bureau_says_where_its_inbox_is_once_and_only_what_others_can_use(tmp_path: Path) -> None:
    bureau = Office(tmp_path, "区").set_up()
    with serving(bureau) as (server, _address, fingerprint):
        for _again in range(2):
            announce_at(bureau.store, server)
            lines = len(bureau.lines)
        with bureau.store.reading() as work:
            assert (inbox_place(work).url, inbox_place(work).certificate) == ("", fingerprint)
        announce_at(bureau.store, server, ("10.0.0.1", 8543))
        announce_at(bureau.store, server)  # this computer alone: what was said stays
        with bureau.store.reading() as work:
            assert inbox_place(work).address == "10.0.0.1:8543"
        assert len(bureau.lines) == lines + 1
        with bureau.store.writing() as work:
            announce(work, "cd" * 32)
            assert inbox_place(work).certificate == "cd" * 32
    bureau.store.close()
