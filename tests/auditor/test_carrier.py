"""The station's way to the inbox: what it tells when something is wrong, and that nothing half is taken for whole."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import wording
from auditor.carrier import SLICE
from auditor.carrier_line import Patience
from auditor.errors import Cancelled, Refused, Unavailable
from auditor.inbox import Stage
from auditor.inbox_key import new_inbox_key
from tests.inboxes import FolderBureau, Station, listening, noise
from ui.inbox_server import InboxServer

QUICK = Patience(connect=2, stall=2, first=0.01, longest=0.02, tries=3)


@contextmanager
def proxy(port: int, cut_after: list[int]) -> Iterator[int]:
    """A line to a port of this computer that breaks each connection after so many bytes from the inbox; then none."""
    door = socket.create_server(("127.0.0.1", 0))
    door.settimeout(0.1)
    over = threading.Event()
    threads: list[threading.Thread] = []

    def carry(source: socket.socket, target: socket.socket, most: float) -> None:
        try:
            while most > 0 and (piece := source.recv(65536)):
                target.sendall(piece)
                most -= len(piece)
        except OSError:
            pass
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        ends: list[socket.socket] = []
        while not over.is_set():
            try:
                came, _ = door.accept()
            except TimeoutError:
                continue
            on = socket.create_connection(("127.0.0.1", port))
            most = cut_after.pop(0) if cut_after else float("inf")
            ends += [came, on]
            for a, b, limit in ((came, on, float("inf")), (on, came, most)):
                threads.append(threading.Thread(target=carry, args=(a, b, limit)))
                threads[-1].start()
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)
        for one in ends:
            one.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield door.getsockname()[1]
    finally:
        over.set()
        server.join(10)
        door.close()


@pytest.fixture
def bureau(tmp_path: Path) -> FolderBureau:
    """A bureau."""
    return FolderBureau(tmp_path / "bureau")


@pytest.fixture
def station(bureau: FolderBureau) -> Station:
    """A station it knows."""
    made = Station()
    bureau.known.add(made.name)
    return made


@pytest.fixture
def server(bureau: FolderBureau, tmp_path: Path) -> Iterator[InboxServer]:
    """Its inbox."""
    with listening(bureau, tmp_path / "inbox") as up:
        yield up


def test_another_certificate_is_told_and_not_a_byte_goes_there(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    package = noise(tmp_path / "x.sap", 1000)
    with station.at(server, certificate=new_inbox_key().certificate) as carrier, pytest.raises(Unavailable) as told:
        carrier.send(package)
    assert "证书不是区里的" in wording.explain(told.value)
    assert bureau.taken == {}


def test_an_inbox_that_is_not_there_is_told_with_its_address(station: Station, tmp_path: Path) -> None:
    package = noise(tmp_path / "x.sap", 1000)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    with station.to(port, QUICK) as carrier, pytest.raises(Unavailable) as told:
        carrier.send(package)
    assert f"127.0.0.1:{port}" in wording.explain(told.value)
    assert "U 盘" in wording.explain(told.value)


def test_an_upload_goes_on_where_the_line_broke(server: InboxServer, station: Station, tmp_path: Path) -> None:
    assert server.address is not None
    package = noise(tmp_path / "x.sap", 3 * SLICE)
    seen: list[tuple[int, int]] = []
    cuts = [2000, 1400, 1400]  # after an answer or two
    with proxy(server.address[1], cuts) as port, station.to(port) as carrier:
        sent = carrier.send(package, lambda done, total: seen.append((done, total)))
        assert carrier.wait(sent.sha256).state is Stage.APPLIED
    assert not cuts
    assert seen[-1] == (3 * SLICE, 3 * SLICE)
    assert sent.sent < 5 * SLICE


def test_a_pass_that_has_ended_is_no_failure_a_new_one_is_asked_for_at_once(
    server: InboxServer, station: Station, tmp_path: Path
) -> None:
    assert server.address is not None
    with station.to(server.address[1], replace(QUICK, tries=1)) as carrier:
        carrier.send(noise(tmp_path / "x.sap", 1000))
        carrier._line._token = f"{carrier._line._token}0"  # of an inbox that has begun anew since
        sent = carrier.send(noise(tmp_path / "y.sap", 1001))
        assert carrier.wait(sent.sha256).state is Stage.APPLIED


def test_a_download_goes_on_where_the_line_broke_even_in_the_programs_next_life(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    assert server.address is not None
    whole = noise(tmp_path / "x", 4 * 2**20).read_bytes()
    bureau.answers[station.name] = whole
    to = tmp_path / "from bureau.sap"
    once = Patience(connect=2, stall=2, first=0.01, longest=0.02, tries=1)
    broken = pytest.raises(Unavailable, match="inbox_unreachable")
    with proxy(server.address[1], [2**20]) as port, station.to(port, once) as carrier, broken:
        carrier.fetch(to)
    assert not to.exists()
    (part,) = tmp_path.glob(".from*.part")
    had = part.stat().st_size
    assert 0 < had < len(whole)
    bureau.answers[station.name] = b"something newer"  # not asked for: the broken one is gone on with
    came: list[int] = []
    with station.at(server) as carrier:
        assert carrier.fetch(to, lambda done, _total: came.append(done))
    assert came[0] == had
    assert to.read_bytes() == whole
    assert list(tmp_path.glob(".*.part")) == []


def test_a_part_the_bureau_no_longer_has_is_dropped_and_the_new_one_fetched(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    bureau.answers[station.name] = b"new"
    (tmp_path / f".to.sap.{'0' * 64}.9.part").write_bytes(b"old")
    (tmp_path / ".to.sap.odd.part").write_bytes(b"old")
    with station.at(server) as carrier:
        assert carrier.fetch(tmp_path / "to.sap")
    assert (tmp_path / "to.sap").read_bytes() == b"new"
    assert not (tmp_path / f".to.sap.{'0' * 64}.9.part").exists()


def test_a_part_that_was_damaged_here_is_never_taken_for_whole(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    raw = b"what the bureau sends"
    bureau.answers[station.name] = raw
    with station.at(server) as carrier:
        assert carrier.fetch(tmp_path / "first.sap")  # so that the bureau has it ready
        name = hashlib.sha256(raw).hexdigest()
        part = tmp_path / f".to.sap.{name}.{len(raw)}.part"
        part.write_bytes(b"altered")
        with pytest.raises(Unavailable):
            carrier.fetch(tmp_path / "to.sap")
        assert not (tmp_path / "to.sap").exists()
        assert not part.exists()
        assert carrier.fetch(tmp_path / "to.sap")
    assert (tmp_path / "to.sap").read_bytes() == raw


def test_it_can_be_stopped_and_gone_on_with(server: InboxServer, station: Station, tmp_path: Path) -> None:
    package = noise(tmp_path / "x.sap", 2 * SLICE)

    def stop(done: int, _total: int) -> None:
        if done >= SLICE + SLICE // 2:
            raise Cancelled

    with station.at(server) as carrier, pytest.raises(Cancelled):
        carrier.send(package, stop)
    with station.at(server) as carrier:
        sent = carrier.send(package)
    assert 0 < sent.sent < 2 * SLICE


def test_a_wait_can_be_stopped_and_what_is_sent_stays_sent(
    server: InboxServer, station: Station, bureau: FolderBureau, tmp_path: Path
) -> None:
    bureau.slow = 60
    calls = 0

    def stop(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise Cancelled

    with station.at(server) as carrier:
        sent = carrier.send(noise(tmp_path / "x.sap", 100))
        with pytest.raises(Cancelled):
            carrier.wait(sent.sha256, stop)
        assert carrier.send(tmp_path / "x.sap").sent == 0
    bureau.slow = 0


def test_a_file_that_is_gone_is_told(server: InboxServer, station: Station, tmp_path: Path) -> None:
    with station.at(server) as carrier, pytest.raises(Unavailable, match="cannot_read"):
        carrier.send(tmp_path / "never.sap")
    with station.at(server) as carrier, pytest.raises(Refused, match="inbox_said"):
        carrier.wait("0" * 64)
