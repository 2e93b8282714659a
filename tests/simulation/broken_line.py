"""A line to the bureau's inbox that breaks once, while a package goes over it."""

import random
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.inboxes import HOST

CUT, DEAD, GONE, ANSWER, SILENCE = (
    "cut in an upload, gone on with at once",
    "cut in an upload for good",
    "inbox gone and back",
    "answer lost",
    "answer lost and cut for good",
)
FAILURES = (CUT, DEAD, GONE, ANSWER, SILENCE)
BEFORE = 2_200  # bytes of a handshake, a session and the head of an upload; then the package itself begins
_FOR_GOOD = frozenset({DEAD, SILENCE})


@dataclass(frozen=True, slots=True)
class Failure:
    """What befalls a line, and after which part (0 to 1) of a package; an answer is lost after the whole of it."""

    what: str
    after: float

    @classmethod
    def drawn(cls, rng: random.Random) -> "Failure":
        """One of them."""
        return cls(rng.choice(FAILURES), rng.uniform(0.3, 0.9))

    @property
    def for_good(self) -> bool:
        """Whether nobody gets through afterwards."""
        return self.what in _FOR_GOOD

    @property
    def of_answer(self) -> bool:
        """Whether the package arrives, and the word of it does not."""
        return self.what in (ANSWER, SILENCE)


class BrokenLine:
    """Use it with `with`; `address` leads to the inbox at `port`. `gone` makes the inbox go and come back."""

    def __init__(self, port: int, failure: Failure, gone: Callable[[], None]) -> None:
        self.happened = False
        self._port, self.failure, self._gone = port, failure, gone
        self._left: int | None = None  # bytes of a package that still get through
        self._mute = self._dead = False
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "BrokenLine":
        self._door = socket.create_server((HOST, 0))
        self._door.settimeout(0.1)
        self.address = f"https://{HOST}:{self._door.getsockname()[1]}"
        self._begin(self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()
        self._door.close()

    def expect(self, size: int) -> None:
        """A package of so many bytes goes next."""
        if not self.happened:
            self._left = BEFORE + int(size * (0.9 if self.failure.of_answer else self.failure.after))

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        self._threads.append(threading.Thread(target=work, args=given, name="broken line", daemon=True))
        self._threads[-1].start()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                came, _from = self._door.accept()
            except TimeoutError:
                continue
            if self._dead:
                came.close()
            else:
                self._begin(self._carry, came)

    def _carry(self, came: socket.socket) -> None:
        with came, suppress(OSError), socket.create_connection((HOST, self._port), 5) as on:
            while not self._over.is_set():
                ready, _w, _x = select.select([came, on], [], [], 0.2)
                if (came in ready and not self._there(came, on)) or (on in ready and not self._back(on, came)):
                    break
        if self.happened and self.failure.what == GONE and not self._dead:
            self._dead = True  # once
            self._gone()
            self._dead = False

    def _there(self, came: socket.socket, on: socket.socket) -> bool:
        """One piece from the station; False where the line ends."""
        piece = came.recv(65536)
        if self._left is not None:
            self._left -= len(piece)
            if self._left <= 0:
                if not self.failure.of_answer:
                    on.sendall(piece[: self._left])
                    self._break()
                    return False
                self._left, self._mute = None, True
        on.sendall(piece)
        return bool(piece)

    def _back(self, on: socket.socket, came: socket.socket) -> bool:
        """One piece from the inbox; False where the line ends."""
        piece = on.recv(65536)
        if self._mute and piece:
            self._break()
            return False
        came.sendall(piece)
        return bool(piece)

    def _break(self) -> None:
        self.happened, self._left, self._mute = True, None, False
        self._dead = self.failure.for_good
