"""By whatever door lines of others come in, there is a checked copy of what was there before (DESIGN 6); no copy, no
merge, and a sentence."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from auditor.errors import Unavailable
from auditor.use_cases.unpacking import release
from db import open_store
from tests.exchanging import Office, district, offices
from tests.making import STREET, site
from tests.ui.test_inbox_queue import Told, laid
from tests.ui.test_network_exchange import round_of, serving
from tests.ui.test_sync_commands import Desk, desk, enrol
from ui.folder_exchange import exchange as exchange_folder
from ui.inbox_bureau import StoreBureau
from ui.inbox_queue import Queue

__all__ = ["desk"]


def save(office: Office, *codes: str) -> None:
    with office.store.writing() as work:
        for code in codes:
            work.sites.save(site(code))


def copies_of(place: str | Path) -> list[set[str]]:
    """The names of the lines in each copy beside a database that was made before a merge, read as plain files."""
    found = []
    for path in sorted(Path(f"{place}.backups").glob("*-merge-*")):
        held = sqlite.connect(str(path))
        found.append({name for (name,) in held.execute("SELECT name FROM line")})
        assert held.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        held.close()
    return found


@contextmanager
def one_copy_of_before(office: Office) -> Iterator[None]:
    """What happens within brings new lines, and leaves one copy of what was there before."""
    shutil.rmtree(f"{office.place}.backups", ignore_errors=True)
    before = office.lines
    yield
    assert office.lines > before
    assert copies_of(office.place) == [before]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """A bureau and a station in files that have something to tell each other."""
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (station,)):
        save(bureau, "06-001", "06-002")
        save(station, "06-003", "06-004")
        yield bureau, station


def test_by_unpacking_at_the_bureau_and_at_a_station(both: tuple[Office, Office]) -> None:
    bureau, station = both
    path = station.pack()
    with one_copy_of_before(bureau):
        bureau.unpack(path)
    with one_copy_of_before(station):
        station.unpack(bureau.pack(station))
    shutil.rmtree(f"{bureau.place}.backups")
    assert bureau.unpack(path).again
    assert copies_of(bureau.place) == []  # nothing would have been new


def test_by_letting_in_what_waited(tmp_path: Path, both: tuple[Office, Office]) -> None:
    bureau, _station = both
    with offices(tmp_path / "far", STREET) as (stranger,):
        shutil.rmtree(f"{bureau.place}.backups")
        waits = bureau.unpack(stranger.pack()).delivery
        assert copies_of(bureau.place) == []  # it waits: nothing of it is in
        with one_copy_of_before(bureau):
            release(bureau.store, waits.number, stranger.name)


def test_by_the_terminal(desk: Callable[[str], Desk]) -> None:
    bureau, laptop = desk("bureau"), desk("laptop")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    enrol(bureau, laptop)
    laptop.save("06-001")
    assert laptop.run("pack", "--out", laptop.folder / "a.sap") == 0
    for command in (("unpack", laptop.folder / "a.sap"), ("release", None)):
        shutil.rmtree(f"{bureau.place}.backups", ignore_errors=True)
        words: tuple[object, ...] = command
        if command[0] == "release":
            assert bureau.run("revoke", "laptop", "--reason", "丢了") == 0
            laptop.save("06-002")
            laptop.run("pack", "--out", laptop.folder / "b.sap")
            assert bureau.run("unpack", laptop.folder / "b.sap") == 1
            assert copies_of(bureau.place) == []
            words = ("release", bureau.json("deliveries")["deliveries"][0]["number"], "--name", "laptop")
        store = open_store(str(bureau.place))
        with store.reading() as work:
            before = {x for names in work.journal.brought(0, work.journal.last()).values() for x in names}
        store.close()
        assert bureau.run(*words) == 0
        assert copies_of(bureau.place) == [before]


def test_by_a_folder_one_copy_for_a_round_of_many(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    with district(tmp_path, 4, bureau="file") as (bureau, stations):
        for n, station in enumerate(stations):
            save(station, f"06-{n:03}")
            exchange_folder(station.store, share)
        with one_copy_of_before(bureau):
            assert exchange_folder(bureau.store, share).taken == 4


def test_by_the_network_at_both_ends(both: tuple[Office, Office]) -> None:
    bureau, station = both
    with serving(bureau) as (_server, address, fingerprint):
        before = bureau.lines
        shutil.rmtree(f"{bureau.place}.backups")
        with one_copy_of_before(station):
            round_of(station, address, fingerprint)
        assert bureau.lines > before
        (copy,) = copies_of(bureau.place)
        assert before <= copy < bureau.lines


def stop_copies(office: Office) -> Path:
    """Nothing can be written where the copies lie."""
    folder = Path(f"{office.place}.backups")
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way", encoding="utf-8")
    return folder


def test_without_a_copy_nothing_comes_in_by_file_folder_or_release(tmp_path: Path, both: tuple[Office, Office]) -> None:
    bureau, station = both
    share = tmp_path / "share"
    share.mkdir()
    exchange_folder(station.store, share)
    with offices(tmp_path / "far", STREET) as (stranger,):
        waits = bureau.unpack(stranger.pack()).delivery
        blocked, before = stop_copies(bureau), bureau.lines
        path = station.pack()
        for deed in (
            lambda: bureau.unpack(path),
            lambda: exchange_folder(bureau.store, share),
            lambda: release(bureau.store, waits.number, stranger.name),
        ):
            with pytest.raises(Unavailable) as trouble:
                deed()
            assert trouble.value.code == "no_copy_before_merge"
            assert bureau.lines == before
        assert Path(waits.file).is_file()
        blocked.unlink()
        release(bureau.store, waits.number, stranger.name)
        assert exchange_folder(bureau.store, share).taken == 1
        assert bureau.lines > before


def test_the_terminal_says_why_and_ends_with_an_error(desk: Callable[[str], Desk]) -> None:
    bureau, laptop = desk("bureau"), desk("laptop")
    bureau.run("--person", "王决定", "enrol", "--name", "区")
    enrol(bureau, laptop)
    laptop.save("06-001")
    laptop.run("pack", "--out", laptop.folder / "a.sap")
    before, folder = bureau.root(), Path(f"{bureau.place}.backups")
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way", encoding="utf-8")
    assert bureau.run("unpack", laptop.folder / "a.sap") == 1
    assert "什么也没有并入" in bureau.err
    assert bureau.root() == before


def test_the_inbox_keeps_the_package_says_why_and_takes_it_in_later(
    tmp_path: Path, both: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau, station = both
    monkeypatch.setattr("ui.inbox_queue.FIRST_PAUSE", 0.05)
    blocked, before = stop_copies(bureau), bureau.lines
    queue = Queue(StoreBureau(bureau.store, tmp_path / "taken"), tmp_path / "inbox")
    told = Told(queue)
    queue.start()
    try:
        raw = station.pack().read_bytes()
        laid(queue, raw)
        told.wait(0, troubles=1)
        assert isinstance(told.troubles[0], Unavailable)
        assert told.troubles[0].code == "no_copy_before_merge"
        assert bureau.lines == before
        blocked.unlink()
        told.wait(1)
        assert bureau.lines > before
        assert copies_of(bureau.place) == [before]
    finally:
        queue.stop()
