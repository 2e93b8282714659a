"""The inbox's server: it starts and stops, survives kills and crowds, and its memory stays small."""

import hashlib
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.errors import Unavailable
from auditor.inbox import LENGTH, OFFSET, Stage
from auditor.inbox_key import pinned_context
from tests.inboxes import (
    TIGHT,
    FolderBureau,
    InboxProcess,
    Station,
    inbox_key,
    listening,
    noise,
    upload_through_kills,
)
from ui import inbox_server
from ui.inbox_server import Doors, InboxServer

MIB = 2**20
SMALL = 60 * MIB  # what a crowd may cost


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Look again until it is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def connected(port: int) -> socket.socket:
    """A connection that says nothing."""
    return socket.create_connection(("127.0.0.1", port), 5)


def is_closed(one: socket.socket, seconds: float = 5) -> bool:
    """Whether the server closes it within some seconds."""
    one.settimeout(seconds)
    try:
        return one.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def closed_among(crowd: list[socket.socket]) -> int:
    """How many of these the server has closed; it never speaks first."""
    with selectors.DefaultSelector() as look:
        for one in crowd:
            look.register(one, selectors.EVENT_READ)
        return len(look.select(0))


def test_it_starts_stops_and_starts_again_where_it_was(tmp_path: Path) -> None:
    bureau, station = FolderBureau(tmp_path / "b"), Station()
    bureau.known.add(station.name)
    server = InboxServer(bureau, tmp_path / "inbox", inbox_key(), bounds=TIGHT)
    server.stop()  # not begun: nothing happens
    _host, port = server.start("127.0.0.1", 0)
    for number in range(3):
        package = noise(tmp_path / f"{number}.sap", 1000, seed=number)
        with station.at(server) as carrier:
            assert carrier.wait(carrier.send(package).sha256).state is Stage.APPLIED
        server.stop()
        assert server.address is None
        assert not [t.name for t in threading.enumerate() if t.name.startswith("inbox")]
        with pytest.raises(OSError, match=r".*"):
            connected(port)
        assert server.start("127.0.0.1", port) == ("127.0.0.1", port)
    server.stop()


def test_it_stops_while_stations_hang_on_and_what_came_is_there_afterwards(tmp_path: Path) -> None:
    bureau, station = FolderBureau(tmp_path / "b"), Station()
    with listening(bureau, tmp_path / "inbox") as server:
        assert server.address is not None
        idle = [connected(server.address[1]) for _ in range(5)]
        package = noise(tmp_path / "x.sap", 40 * MIB)
        sender = threading.Thread(target=_send_or_break, args=(station, server, package))
        sender.start()
        partial = tmp_path / "inbox" / "partial"
        until(lambda: any(f.stat().st_size > MIB for f in partial.rglob("*-*")))
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < 6
        for one in idle:
            one.close()
        sender.join(20)
    (left,) = partial.rglob("*-*")
    came = left.stat().st_size
    with listening(bureau, tmp_path / "inbox") as server, station.at(server) as carrier:
        assert carrier.send(package).sent == 40 * MIB - came


def _send_or_break(station: Station, server: InboxServer, package: Path) -> None:
    from auditor.carrier_line import Patience

    with station.at(server, Patience(stall=3, first=0.01, tries=2)) as carrier, pytest.raises(Unavailable):
        carrier.send(package)


def test_a_taken_port_and_a_strange_address_are_told(tmp_path: Path) -> None:
    bureau = FolderBureau(tmp_path / "b")
    with listening(bureau, tmp_path / "one") as server:
        assert server.address is not None
        other = InboxServer(bureau, tmp_path / "two", inbox_key())
        for host, port in (("127.0.0.1", server.address[1]), ("192.0.2.1", 8443), ("no such host", 1)):
            with pytest.raises(Unavailable, match="cannot_listen"):
                other.start(host, port)
        (tmp_path / "file").write_text("")
        blocked = InboxServer(bureau, tmp_path / "file" / "inbox", inbox_key())
        with pytest.raises(Unavailable, match="cannot_write"):
            blocked.start("127.0.0.1", 0)


def test_a_server_that_cannot_begin_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_key: object) -> None:
        raise RuntimeError("no key")

    monkeypatch.setattr(inbox_server, "serving_context", fail)
    server = InboxServer(FolderBureau(tmp_path / "b"), tmp_path / "inbox", inbox_key())
    with pytest.raises(RuntimeError, match="no key"):
        server.start("127.0.0.1", 0)
    assert server.address is None
    assert not [t.name for t in threading.enumerate() if t.name.startswith("inbox")]


def test_killed_while_a_file_comes_it_goes_on_where_it_was(tmp_path: Path) -> None:
    told = upload_through_kills(tmp_path, 24 * MIB, 3)
    assert told.kills == 3
    assert told.intact
    assert told.sent < told.size + 3 * 8 * MIB  # what was in the pipes of this computer at each death


def test_a_disk_that_fills_while_a_file_comes_is_told_and_the_file_gone_on_with(tmp_path: Path) -> None:
    station = Station()
    package = noise(tmp_path / "x.sap", 6 * MIB)
    with InboxProcess(tmp_path / "child", station.name, most_file=5 * MIB) as inbox:
        with station.to(inbox.port) as carrier, pytest.raises(Unavailable, match="inbox_full_there"):
            carrier.send(package)
        partial = next((tmp_path / "child").rglob("partial/known/*"))
        assert partial.stat().st_size == 5 * MIB
        assert partial.read_bytes() == package.read_bytes()[: 5 * MIB]
    with InboxProcess(tmp_path / "child", station.name) as inbox, station.to(inbox.port) as carrier:
        assert carrier.send(package).sent == MIB


def test_thousands_of_connections_are_turned_away_and_the_inbox_serves_on_in_little_memory(tmp_path: Path) -> None:
    station = Station()
    with InboxProcess(tmp_path / "child", station.name) as inbox:
        with station.to(inbox.port) as carrier:
            carrier.send(noise(tmp_path / "x.sap", MIB))
        before, turned_away = inbox.memory(), 0
        for _burst in range(10):
            crowd = [connected(inbox.port) for _ in range(200)]
            until(lambda crowd=crowd: closed_among(crowd) >= 200 - 64)  # type: ignore[misc]
            turned_away += closed_among(crowd)
            for one in crowd:
                one.close()
        with station.to(inbox.port) as carrier:
            sent = carrier.send(noise(tmp_path / "y.sap", MIB, seed=2))
            assert carrier.wait(sent.sha256).state is Stage.APPLIED
        if Path("/proc/self/status").exists():
            cost = inbox.memory("VmHWM") - before
            print(f"{turned_away} turned away, at most {cost / MIB:.1f} MiB more than {before / MIB:.0f} MiB")
            assert cost < SMALL


def test_who_speaks_too_slowly_or_says_nonsense_is_let_go(tmp_path: Path) -> None:
    doors = Doors(at_once=8, of_address=8, head=0.5, unread=1.0)
    bureau, station = FolderBureau(tmp_path / "b"), Station()
    with listening(bureau, tmp_path / "inbox", doors=doors) as server:
        assert server.address is not None
        port = server.address[1]
        context = pinned_context(inbox_key().certificate)
        silent = connected(port)  # no handshake
        nonsense = connected(port)
        nonsense.sendall(b"GET / HTTP/1.1\r\n\r\n")  # no TLS
        halves = [context.wrap_socket(connected(port)) for _ in range(3)]
        halves[0].sendall(b"GET /v1/challenge HTTP/1.1\r\nHost: x\r\n")
        halves[1].sendall(b"GET /v1/challenge HTTP/1.1\r\nX: " + b"y" * 40_000)  # a head without end
        halves[2].sendall(b"GET /v1/challenge HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/chal")  # a second one that stops
        assert all(is_closed(one, 3) for one in (silent, nonsense, halves[0]))
        for one in halves[1:]:
            one.settimeout(3)
            while one.recv(65536):
                pass
        for done in (silent, nonsense, *halves):
            done.close()
        with station.at(server) as carrier:  # and all of its eight places are free again
            carrier.send(noise(tmp_path / "x.sap", 1000))
        full = [connected(port) for _ in range(8)]
        full.append(connected(port))
        assert is_closed(full[-1])
        for held in full:
            held.close()


def test_one_address_cannot_take_all_the_places(tmp_path: Path) -> None:
    doors = Doors(at_once=6, of_address=3, head=60)
    with listening(FolderBureau(tmp_path / "b"), tmp_path / "inbox", doors=doors) as server:
        assert server.address is not None
        held = [connected(server.address[1]) for _ in range(4)]
        assert is_closed(held[3])
        assert not any(is_closed(one, 0.05) for one in held[:3])
        other = socket.create_connection(server.address, 5, source_address=("127.0.0.2", 0))
        assert not is_closed(other, 0.05)
        held[0].close()
        with Station().at(server) as carrier:  # whose place is free again
            carrier.send(noise(tmp_path / "x.sap", 1000))
        for one in (*held, other):
            one.close()


def test_a_reader_who_does_not_read_is_let_go(tmp_path: Path) -> None:
    bureau, station = FolderBureau(tmp_path / "b"), Station()
    bureau.known.add(station.name)
    bureau.answers[station.name] = bytes(30 * MIB)
    name = hashlib.sha256(bureau.answers[station.name]).hexdigest()
    with listening(bureau, tmp_path / "inbox", doors=Doors(unread=0.3)) as server:
        with station.at(server) as carrier:
            assert carrier.fetch(tmp_path / "whole.sap")
            token = carrier._line._token
        assert server.address is not None
        context = pinned_context(inbox_key().certificate)
        with context.wrap_socket(connected(server.address[1])) as lazy:
            head = f"GET /v1/o/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
            lazy.sendall(head.encode())
            lazy.recv(100)
            time.sleep(0.8)
            came = 0
            with suppress(OSError):
                while piece := lazy.recv(65536):
                    came += len(piece)
            assert came < 25 * MIB  # the rest was never sent


def test_a_slow_crowd_with_passes_holds_little_memory(tmp_path: Path) -> None:
    """Forty uploads at once, each of which sends a little and stops; then the inbox is as it was."""
    station = Station()
    with InboxProcess(tmp_path / "child", station.name) as inbox:
        with station.to(inbox.port) as carrier:
            carrier.send(noise(tmp_path / "x.sap", MIB))
            token = carrier._line._token
        before = inbox.memory()
        context = pinned_context(inbox_key().certificate)
        slow = [context.wrap_socket(connected(inbox.port)) for _ in range(40)]
        for number, one in enumerate(slow):
            head = f"PATCH /v1/p/{number:064x} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            one.sendall(f"{head}{OFFSET}: 0\r\n{LENGTH}: 16000000\r\nContent-Length: 16000000\r\n\r\n".encode())
            one.sendall(b"x" * 300_000)
        with station.to(inbox.port) as carrier:
            sent = carrier.send(tmp_path / "x.sap")
            assert sent.sent == 0
        for one in slow:
            one.close()
        if Path("/proc/self/status").exists():
            assert inbox.memory("VmHWM") - before < SMALL
