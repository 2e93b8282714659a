"""A checked copy before lines of others come in: made where it is needed, not where it is not, and never left out."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from auditor.copies import MERGES, copies
from auditor.copying import copy_before_merge, make_copy
from auditor.errors import Cancelled, Unavailable
from auditor.record import Line
from auditor.store import Check
from auditor.use_cases import backing_up
from auditor.wording import explain
from db import SqlStore
from tests.making import Clock, fresh_store, site

LIMIT = 30  # seconds for a thread


@dataclass(frozen=True)
class Room:
    """What the system says of a disk."""

    free: int


@pytest.fixture
def clock() -> Clock:
    """Moved by the tests."""
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A database in a file with one line of its own."""
    with fresh_store(str(tmp_path / "street.sqlite3"), clock) as store:
        say(store)
        yield store


def say(store: SqlStore) -> None:
    """Somebody here writes a line."""
    with store.writing() as work:
        work.sites.save(site(f"06-{work.journal.count() + 1:03}"))


def bring(store: SqlStore) -> bool:
    """A line of another station comes in; whether a copy was made before."""
    made = copy_before_merge(store, lambda: True)
    with store.writing() as work:
        own = Line.read(next(iter(work.journal.arrived([1]))))
        line = replace(own, station="7" * 32, body={**own.body, "households": 500 + work.journal.count()})
        assert work.journal.receive([line], "01") == 1
    return made


def files(store: SqlStore) -> list[Path]:
    """The copies beside the database."""
    return sorted(Path(f"{store.place}.backups").glob("*"))


def lines_in(copy: Path) -> int:
    """How many lines a copy holds, read as a plain file."""
    with sqlite.connect(str(copy)) as held:
        return int(held.execute("SELECT COUNT(*) FROM line").fetchone()[0])


def test_the_copy_holds_what_was_there_before_and_one_serves_for_all_merges_of_a_day(
    office: SqlStore, clock: Clock
) -> None:
    assert bring(office)
    for _ in range(49):
        assert not bring(office)
        clock.now += timedelta(minutes=20)  # sixteen hours: what came in by packages is with those who sent it
    (copy,) = files(office)
    assert copy.name == "street-55555555-merge-20261122-100000-1.sqlite3"  # in China
    assert lines_in(copy) == 1
    clock.now += timedelta(hours=10)
    assert bring(office)  # but not for ever: a laptop may be lost
    assert lines_in(files(office)[-1]) == 51


def test_what_was_said_here_since_is_copied_before_the_next_round_of_merges(office: SqlStore, clock: Clock) -> None:
    assert bring(office)
    say(office)
    clock.now += timedelta(minutes=14)
    assert not bring(office)  # the same round
    clock.now += timedelta(minutes=1)
    assert bring(office)
    assert [lines_in(c) for c in files(office)] == [1, 4]
    clock.now -= timedelta(days=400)  # a clock set right: no copy is of tomorrow
    assert bring(office)


def test_nothing_new_a_copy_by_hand_and_an_empty_database_ask_for_none(office: SqlStore, tmp_path: Path) -> None:
    assert not copy_before_merge(office, lambda: False)
    backing_up.back_up(office, str(tmp_path / "by hand.sqlite3"))
    assert not bring(office)
    (tmp_path / "by hand.sqlite3").unlink()
    assert bring(office)  # it is not there any more
    with fresh_store(str(tmp_path / "empty.sqlite3")) as empty:
        assert not copy_before_merge(empty, lambda: True)
    with fresh_store() as memory:
        say(memory)
        assert not copy_before_merge(memory, lambda: True)


def test_a_database_on_a_server_is_copied_by_its_keeper(office: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "place", "postgresql://server/street")
    assert not copy_before_merge(office, lambda: pytest.fail("nobody is asked"))


def test_the_newest_three_stay_and_no_other_file_goes(office: SqlStore, clock: Clock) -> None:
    backing_up.back_up_daily(office)
    daily = files(office)
    mine = daily[0].with_name("street-55555555-merge-mine.sqlite3")
    mine.write_text("mine", encoding="utf-8")  # looks like one, and is not on the list
    for n in range(MERGES + 4):
        say(office)
        clock.now += timedelta(minutes=20) if n != MERGES + 1 else -timedelta(days=3)
        assert bring(office)
        newest = max(files(office), key=lambda f: f.stat().st_mtime_ns)
        assert lines_in(newest) == 2 * n + 2  # also the one of a clock that went back
    made = [f for f in files(office) if f not in (*daily, mine)]
    assert len(made) == MERGES
    assert mine.exists()
    assert daily[0].exists()
    with office.reading() as work:
        assert set(copies(work)) == {str(f) for f in (*daily, *made)}  # so they keep no destroyed key


def test_a_copy_that_cannot_be_made_is_said_and_leaves_everything(
    office: SqlStore, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    assert bring(office)
    before = files(office)
    say(office)
    clock.now += timedelta(hours=1)
    monkeypatch.setattr("db.backup.shutil.disk_usage", lambda _place: Room(free=4096))
    with pytest.raises(Unavailable) as trouble:
        bring(office)
    assert trouble.value.code == "no_copy_before_merge"
    told = explain(trouble.value)
    assert "什么也没有并入" in told
    assert "只剩 0 MB" in told
    assert files(office) == before
    with office.reading() as work:
        assert list(copies(work)) == [str(f) for f in before]
        assert work.journal.count() == 3


def test_a_copy_that_is_not_whole_does_not_count(office: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Check(lines=1, records=1, root="another", faults=())
    monkeypatch.setattr("db.backup.check_copy", lambda *_: found)
    with pytest.raises(Unavailable) as trouble:
        bring(office)
    assert trouble.value.code == "no_copy_before_merge"
    assert files(office) == []


def test_two_that_merge_at_once_need_one_copy_and_whoever_waits_can_be_stopped(office: SqlStore) -> None:
    going, free = threading.Event(), threading.Event()
    done: list[object] = []

    def slow(_done: int, _total: int) -> None:
        going.set()
        assert free.wait(LIMIT)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    def wait() -> None:
        try:
            done.append(copy_before_merge(office, lambda: True))
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            done.append(error)

    first = threading.Thread(target=copy_before_merge, args=(office, lambda: True, slow))
    first.start()
    assert going.wait(LIMIT)
    with pytest.raises(Cancelled):
        copy_before_merge(office, lambda: True, stop)
    second = threading.Thread(target=wait)
    second.start()
    free.set()
    for thread in (first, second):
        thread.join(LIMIT)
        assert not thread.is_alive()
    assert done == [False]  # the copy it waited for serves
    assert len(files(office)) == 1


def test_what_a_killed_program_left_of_a_copy_goes(office: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(f"{office.place}.backups")
    folder.mkdir()
    left, other = (folder / f"street-{who}-merge-20261101-080000-9.sqlite3.part" for who in ("55555555", "66666666"))
    for part in (left, other):
        part.write_bytes(b"half")
    monkeypatch.setattr("auditor.leftovers.UNTOUCHED", -1)
    assert bring(office)
    assert not left.exists()
    assert other.exists()  # another station's, on the same computer


def test_a_copy_of_the_same_moment_never_goes_over_another(office: SqlStore) -> None:
    for _ in range(2):
        with office.writing() as work:
            work.set_setting("copy_before_merge", "")  # as after an older copy of the database was put back
        assert copy_before_merge(office, lambda: True)
    assert len(files(office)) == 2


def test_a_copy_is_noted_before_it_is_made(office: SqlStore, tmp_path: Path) -> None:
    seen: list[bool] = []

    def look(_done: int, _total: int) -> None:
        with office.reading() as work:
            seen.append(str(tmp_path / "c.sqlite3") in copies(work))

    make_copy(office, str(tmp_path / "c.sqlite3"), look)
    assert seen
    assert all(seen)
