"""The inbox's worker: one after the other, nothing forgotten, nobody held up by a bad one."""

import hashlib
import threading
from pathlib import Path

import pytest

from auditor.errors import Unavailable
from auditor.inbox import Receipt, Stage
from auditor.telling import Tell
from tests.inboxes import FolderBureau
from ui import inbox_queue
from ui.inbox_queue import Queue

PATIENCE = 10  # seconds a test waits for a thread


class Told:
    """What the queue told, in order, and when there were so many."""

    def __init__(self, queue: Queue) -> None:
        self.said: list[tuple[str, Stage]] = []
        self.troubles: list[Exception] = []
        self._came = threading.Condition()
        queue.heard, queue.broken = self._hear, self._trouble

    def _hear(self, name: str, receipt: Receipt) -> None:
        with self._came:
            self.said.append((name, receipt.state))
            self._came.notify_all()

    def _trouble(self, error: Exception) -> None:
        with self._came:
            self.troubles.append(error)
            self._came.notify_all()

    def wait(self, said: int, troubles: int = 0) -> None:
        """Until so many were told."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.said) >= said and len(self.troubles) >= troubles, PATIENCE)


def laid(queue: Queue, raw: bytes) -> str:
    """A package that came whole."""
    name = hashlib.sha256(raw).hexdigest()
    queue.spooled.mkdir(parents=True, exist_ok=True)
    aside = queue.spooled.parent / name
    aside.write_bytes(raw)
    queue.put(aside, name)
    return name


def test_packages_are_taken_in_one_after_the_other_and_bad_ones_hinder_nobody(tmp_path: Path) -> None:
    bureau = FolderBureau(tmp_path / "b")
    bureau.slow = 0.02
    queue = Queue(bureau, tmp_path)
    told = Told(queue)
    queue.start()
    names = [laid(queue, raw) for raw in (b"PK1", b"bad", b"odd", b"far", b"PK2")]
    told.wait(5, 1)
    assert dict(told.said) == {
        names[0]: Stage.APPLIED,
        names[1]: Stage.REFUSED,
        names[2]: Stage.REFUSED,
        names[3]: Stage.QUARANTINED,
        names[4]: Stage.APPLIED,
    }
    assert [name for name, _stage in told.said] == names
    assert not bureau.crowded
    assert [str(e) for e in told.troubles] == ["odd"]
    queue.stop()
    refused = queue.receipt(names[1])
    assert refused is not None
    assert "不是数据包" in refused.sentence
    assert queue.receipt(names[0]) is None  # the database tells
    assert [f.stem for f in queue.spooled.iterdir()] == [names[2]]  # what broke the program is kept for a better one


def test_what_lay_there_when_the_program_died_is_taken_in_at_the_next_start(tmp_path: Path) -> None:
    bureau = FolderBureau(tmp_path / "b")
    before = Queue(bureau, tmp_path)  # never started: as if killed at once
    name = laid(before, b"PK")
    (before.spooled / "not a package.txt").write_text("?")
    queue = Queue(bureau, tmp_path)
    told = Told(queue)
    queue.start()
    told.wait(1)
    queue.stop()
    assert bureau.taken.keys() == {name}


def test_stopping_rolls_back_the_one_under_way_and_it_is_taken_in_later(tmp_path: Path) -> None:
    bureau = FolderBureau(tmp_path / "b")
    bureau.slow = 60
    queue = Queue(bureau, tmp_path)
    queue.start()
    name = laid(queue, b"PK")
    queue.stop()
    assert bureau.taken == {}
    bureau.slow = 0
    told = Told(queue)
    queue.start()
    told.wait(1)
    queue.stop()
    assert bureau.taken.keys() == {name}


def test_a_database_that_does_not_serve_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_queue, "FIRST_PAUSE", 0.01)

    class Locked(FolderBureau):
        times = 3

        def take_in(self, package: Path, tell: Tell) -> Receipt:
            self.times -= 1
            if self.times:
                raise Unavailable("disk_full", path="x")
            return super().take_in(package, tell)

    bureau = Locked(tmp_path / "b")
    queue = Queue(bureau, tmp_path)
    told = Told(queue)
    queue.start()
    name = laid(queue, b"PK")
    told.wait(1, 2)
    queue.stop()
    assert told.said == [(name, Stage.APPLIED)]


def test_what_a_station_asked_for_is_made_once_for_all_who_ask_at_once_and_kept(tmp_path: Path) -> None:
    bureau = FolderBureau(tmp_path / "b")
    station = "1" * 32
    bureau.answers[station] = b"for you"
    queue = Queue(bureau, tmp_path)
    first, again = queue.ask(station), queue.ask(station)
    nothing = queue.ask("2" * 32)
    assert first is again
    queue.start()
    assert first.made.wait(PATIENCE)
    assert nothing.made.wait(PATIENCE)
    assert nothing.package is None
    name = hashlib.sha256(b"for you").hexdigest()
    assert first.package == queue.package_for(station, name)
    assert queue.package_for("2" * 32, name) is None
    queue.forget(first)
    bureau.answers[station] = b"more for you"
    second = queue.ask(station)
    assert second.made.wait(PATIENCE)
    queue.stop()
    assert queue.package_for(station, name) is None
    queue.start()  # a restart keeps what is being fetched
    queue.stop()
    assert queue.package_for(station, hashlib.sha256(b"more for you").hexdigest()) is not None
