"""The inbox's server: TLS on one socket, in a thread of its own, started and stopped by the window or the terminal.

What uvicorn leaves open is closed here: too many connections are turned away before anything is made for them, a
connection has ten seconds to shake hands and ten to say what it wants, and a reader who stops reading is let go.
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import Unavailable
from auditor.inbox import Bureau, Receipt
from auditor.inbox_key import InboxKey, serving_context
from ui.inbox import USUAL, Bounds, Inbox

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_HEAD = 16 * 2**10  # bytes of a request's head
STOP_SECONDS = 2  # for requests that are under way


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """How many connections at once, how many of them from one address, and how long they may say nothing. Below 500:
    the waiting that works on every system (select) knows no more on Windows."""

    at_once: int = 256
    of_address: int = 64
    head: float = 10.0  # seconds for a handshake, and for a request's head
    unread: float = 30.0  # seconds in which a reader must take something


OPEN = Doors()


class InboxServer:
    """An inbox that can be started and stopped, any number of times. `heard` and `broken` are told on its own threads:
    what became of a package, and what nobody expected."""

    def __init__(
        self, bureau: Bureau, folder: Path, key: InboxKey, *, bounds: Bounds = USUAL, doors: Doors = OPEN
    ) -> None:
        self.heard: Callable[[str, Receipt], None] = lambda _name, _receipt: None
        self.broken: Callable[[Exception], None] = lambda _error: None
        self.address: tuple[str, int] | None = None  # where it listens; None while it does not
        self.key = key
        self._bureau, self._folder, self._bounds, self._doors = bureau, folder, bounds, doors
        self._inbox: Inbox | None = None
        self._thread: threading.Thread | None = None
        self._leave: Callable[[], None] = lambda: None
        self._failures: list[Exception] = []  # of its thread

    @property
    def waiting(self) -> int:
        """How many packages have come and are not taken in yet."""
        return self._inbox.queue.waiting if self._inbox else 0

    def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; the address, with the port it was given for port 0. Unavailable where it cannot listen there or its
        folder cannot be made."""
        assert self._thread is None, "it listens already"
        door = _listen(host, port, self._doors)
        inbox = Inbox(self._bureau, self._folder, self.key.fingerprint, self._bounds)
        inbox.queue.heard, inbox.queue.broken = self._told, self._broke
        try:
            inbox.queue.start()
        except OSError as error:
            door.close()
            inbox.close()
            raise Unavailable("cannot_write", path=str(self._folder), said=error.strerror or str(error)) from error
        self._inbox = inbox
        self._failures.clear()
        up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(inbox, door, up), name="inbox", daemon=True)
        self._thread.start()
        up.wait()
        if failed := self._failures:
            self.stop()
            raise failed[0]
        self.address = door.name
        return door.name

    def stop(self) -> None:
        """Stop listening; requests under way have two seconds. What came stays, for the next start."""
        if self._thread is None or self._inbox is None:
            return
        self._leave()
        self._thread.join()
        self._inbox.queue.stop()
        self._inbox.close()
        self._thread, self._inbox, self.address = None, None, None

    def _told(self, name: str, receipt: Receipt) -> None:
        self.heard(name, receipt)

    def _broke(self, error: Exception) -> None:
        self.broken(error)

    def _run(self, inbox: Inbox, door: "_Door", up: threading.Event) -> None:
        try:
            self._serve(inbox, door, up)
        except Exception as error:  # noqa: BLE001 - told by start(), or while it runs to whoever listens
            if up.is_set():
                self._broke(error)
            self._failures.append(error)
        finally:
            up.set()
            door.close()

    def _serve(self, inbox: Inbox, door: "_Door", up: threading.Event) -> None:
        from uvicorn import Config, Server

        context = serving_context(self.key)
        config = Config(
            inbox.application(),
            http=_guarded(self._doors),
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # what strangers send is no news
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ssl_context_factory=lambda _config, _usual: context,
            h11_max_incomplete_event_size=MOST_HEAD,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        server = Server(config)

        def leave() -> None:
            server.should_exit = True

        self._leave = leave

        async def serve() -> None:
            asyncio.get_running_loop().set_exception_handler(lambda _loop, _said: None)  # broken handshakes
            asyncio.get_running_loop().call_soon(up.set)
            await server.serve(sockets=[door])

        with asyncio.Runner(loop_factory=lambda: _loop(self._doors.head)) as runner:
            runner.run(serve())


def _loop(handshake: float) -> asyncio.AbstractEventLoop:
    """A loop that gives TLS no longer than this to begin and to end: uvicorn does not hand that on. And less memory
    than the 256 KiB that every connection has from its first moment: a crowd that never speaks had 80 MiB of it."""
    import asyncio.sslproto

    asyncio.sslproto.SSLProtocol.max_size = 64 * 2**10

    class Loop(asyncio.SelectorEventLoop):
        async def create_server(self, *args: Any, **options: Any) -> asyncio.Server:
            if options.get("ssl") is not None:
                options |= {"ssl_handshake_timeout": handshake, "ssl_shutdown_timeout": handshake}
            return await super().create_server(*args, **options)

    return Loop()


class _Door(socket.socket):
    """A listening socket that lets so many in, and closes the others at once: before TLS, before a single byte."""

    def open(self, doors: Doors) -> None:
        self._doors = doors
        self._inside: Counter[str] = Counter()
        self.name: tuple[str, int] = self.getsockname()[:2]

    def accept(self) -> tuple[socket.socket, Any]:
        came, address = super().accept()
        host = str(address[0])
        if self._inside.total() >= self._doors.at_once or self._inside[host] >= self._doors.of_address:
            came.close()
            raise ConnectionAbortedError  # to asyncio: nobody came
        guest = _Guest(came.family, came.type, came.proto, fileno=came.detach())
        guest.enter(self._inside, host)
        return guest, address


class _Guest(socket.socket):
    """A connection that is counted until it is closed."""

    _inside: Counter[str] | None = None

    def enter(self, inside: Counter[str], host: str) -> None:
        inside[host] += 1
        self._inside, self._host = inside, host

    def close(self) -> None:
        super().close()
        if self._inside is not None:
            self._inside[self._host] -= 1
            if not self._inside[self._host]:
                del self._inside[self._host]
            self._inside = None


def _listen(host: str, port: int, doors: Doors) -> _Door:
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        door = _Door(family, kind, proto)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: else two programs may listen at one place
            door.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(128)
    except OSError as error:
        door.close()
        raise _cannot_listen(host, port, error) from error
    door.open(doors)
    return door


def _cannot_listen(host: str, port: int, error: OSError) -> Unavailable:
    return Unavailable("cannot_listen", address=f"{host}:{port}", said=error.strerror or str(error))


def _guarded(doors: Doors) -> "type[H11Protocol]":
    """uvicorn's protocol with two more clocks: for a head that does not come, and for a reader who does not read."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Guarded(H11Protocol):
        _head: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None

        # uvicorn narrows the transport of asyncio's own protocol itself
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait_for_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._head and self.cycle is not None and not self.cycle.response_complete:
                self._head.cancel()
                self._head = None

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self.cycle is None or self.cycle.response_complete:
                self._wait_for_head()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._unread = self.loop.call_later(doors.unread, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._unread:
                self._unread.cancel()

        def connection_lost(self, exc: Exception | None) -> None:
            for timer in (self._head, self._unread):
                if timer:
                    timer.cancel()
            super().connection_lost(exc)

        def _wait_for_head(self) -> None:
            if self._head:
                self._head.cancel()
            self._head = self.loop.call_later(doors.head, self.transport.abort)

    return Guarded
