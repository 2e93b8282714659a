"""A disk that is full at each single write of packing and unpacking: a clear word, nothing half, and done again it is
complete."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.errors import Unavailable
from auditor.photo import Photo
from auditor.record import new_id
from auditor.use_cases import packing, taking_back, unpacking
from auditor.use_cases.unpacking import look_into
from db import SqlStore, open_store
from tests.exchange_killing import content
from tests.exchanging import Office, district
from tests.killed_exchange import SMALL, Fuse
from tests.making import STREET, Clock, site
from tests.photographs import phone_file
from tests.test_troubles import ask_pragma, fill


def no_room(_what: str) -> None:
    """What the system says of a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.formats.package_zip.LINES_IN_MEMBER", SMALL)
    monkeypatch.setattr("auditor.use_cases.unpacking.AT_ONCE", SMALL)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """The bureau in a file, and a station with sites and photographs to hand in."""
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (station,)):
        with station.store.writing() as work:
            made = [work.sites.save(site(f"06-{n:04}")) for n in range(2 * SMALL)]
        for n, one in enumerate(made[:3]):
            sha = station.store.photo_files.keep(phone_file((64, 48), n))
            with station.store.writing() as work:
                work.photos.save(Photo(id=new_id(), street=STREET, site=one.id, sha256=sha))
        yield bureau, station


def trouble(work: Callable[[], object]) -> str:
    """What is told of it; "" where it goes through."""
    try:
        work()
    except Unavailable as told:
        return told.code
    return ""


def at_each_touch(work: Callable[[], object], after: Callable[[bool], None]) -> int:
    """Do it with the disk full at the first touch of a file, the second …, until it goes through; how many there are.
    `after` looks, told whether it failed."""
    n = 0
    while True:
        n += 1
        with Fuse(n, no_room) as fuse:
            code = trouble(work)
        assert code in {"", "cannot_write", "cannot_read", "disk_full", "photo_not_kept"}
        after(bool(code))
        if fuse.seen < n:
            return n - 1


def test_of_a_package_that_finds_no_room_nothing_is_left_under_its_name(both: tuple[Office, Office]) -> None:
    _bureau, station = both
    out = station.folder / "out"
    out.mkdir()
    before = content(station.store)

    def look(failed: bool) -> None:
        for path in out.iterdir():
            if path.suffix == ".part":  # it could not even be removed
                path.unlink()
                continue
            look_into(station.store, path)
            path.unlink()
        assert failed or content(station.store) == before

    assert at_each_touch(lambda: packing.pack(station.store, out), look) > 15
    assert station.store.check().faults == ()


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_what_finds_no_room_for_its_photographs_is_taken_in_whole_the_next_time(
    both: tuple[Office, Office], sealed: bool
) -> None:
    bureau, station = both
    path = station.pack(sealed=sealed)
    touches = at_each_touch(lambda: bureau.unpack(path), lambda _failed: None)
    assert touches > (3 if sealed else 2)
    assert bureau.store.check().faults == ()
    assert bureau.store.check().root == station.store.check().root
    assert len(bureau.store.photo_files.names()) == 3
    assert [p for p in Path(bureau.store.photo_files.place).rglob("*.part") if p.stat().st_size] == []


def test_what_should_wait_and_finds_no_room_is_not_said_to_wait(both: tuple[Office, Office], tmp_path: Path) -> None:
    bureau, _station = both
    stranger = Office(tmp_path, "陌生", street=STREET).set_up()
    path = stranger.pack()
    stranger.store.close()

    def look(failed: bool) -> None:
        with bureau.store.reading() as work:
            waiting = work.deliveries.of_package(look_into(bureau.store, path).id)
        assert len(waiting) == (0 if failed else 1)
        for one in waiting:
            assert look_into(bureau.store, Path(one.file)).lines > 0

    assert at_each_touch(lambda: bureau.unpack(path), look) > 2


def full_at_each_page(store: SqlStore, work: Callable[[], object]) -> int:
    """Do it with room for no page more in the database, for one, two, three, five …, until it goes through; how often
    it failed. Each time nothing has changed."""
    pages, failed = 0, 0
    held, root = content(store), store.check().root
    while True:
        ask_pragma(store, f"max_page_count={ask_pragma(store, 'page_count') + pages}")
        code = trouble(work)
        ask_pragma(store, "max_page_count=1073741823")
        if not code:
            return failed
        assert code == "disk_full"
        assert content(store) == held
        assert store.check().root == root
        failed += 1
        pages = max(pages + 1, pages * 3 // 2)


def test_a_database_that_is_full_at_any_page_takes_all_of_a_package_or_nothing(both: tuple[Office, Office]) -> None:
    bureau, station = both
    path = station.pack()
    assert full_at_each_page(bureau.store, lambda: bureau.unpack(path)) > 8
    assert bureau.store.check().root == station.store.check().root
    number = look_into(bureau.store, path).id
    assert full_at_each_page(bureau.store, lambda: taking_back.take_back(bureau.store, number)) > 8
    bureau.store.rebuild()
    assert bureau.store.check().faults == ()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_small_disk_that_is_really_full_takes_all_of_a_package_or_nothing(
    both: tuple[Office, Office], tmp_path: Path
) -> None:
    bureau, station = both
    path = station.pack()
    wanted = station.store.check().root
    bureau.store.close()
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=False, timeout=30
    ).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        place = disk / "street.db"
        place.write_bytes(Path(bureau.place).read_bytes())
        store = open_store(str(place), Clock())
        bureau.store = store
        before = content(store)
        failed = 0
        for free in (0, 4, 16, 64, 128, 256, 384, 512, 768, 1024, 1536, 8192):  # KiB
            ballast = disk / "ballast"
            with pytest.raises(OSError, match="space"):
                fill(ballast)
            os.truncate(ballast, max(0, ballast.stat().st_size - free * 1024))
            code = trouble(lambda: unpacking.unpack(store, path))
            assert code in {"", "disk_full", "cannot_write", "database_unreachable", "no_copy_before_merge"}
            failed += bool(code)
            ballast.unlink()
            assert store.check().faults == ()
            if store.check().root != wanted:
                assert content(store) == before
        assert failed > 2
        assert store.check().root == wanted
        assert len(store.photo_files.names()) == 3
        with pytest.raises(OSError, match="space"):
            fill(ballast)
        with pytest.raises(Unavailable):
            packing.pack(store, disk, receiver=station.station)
        ballast.unlink()
        assert list(disk.glob("*.sap")) == list(disk.glob(".*.part")) == []
        store.close()
        bureau.store = open_store(":memory:")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True, timeout=30)
