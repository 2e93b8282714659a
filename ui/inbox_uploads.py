"""Slices of files as they come over HTTP: to the disk a piece at a time, never in memory whole, and never for ever."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import ENDED, LENGTH, MOST_REQUEST, OFFSET, STATE, Stage
from ui.inbox_partials import Partials
from ui.inbox_passes import Holder

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

T = TypeVar("T")
PIECE = 256 * 2**10  # bytes held of one upload before they go to the disk
MOST_LETTER = 4 * 2**10  # bytes of a request that carries no file
_ENDED = "auditor.ended"  # in the scope: its body was read to the end


class Uploads:
    """Takes slices. A sender is silent after `stall` seconds without a byte and is let go; after `quiet` seconds the
    same station may go on with the same file from another connection, for the first may be dead."""

    def __init__(self, partials: Partials, stall: float, quiet: float) -> None:
        self._partials, self._stall, self._quiet = partials, stall, quiet
        self._writing: dict[tuple[str, str], tuple[object, float]] = {}  # who writes a file, and when it got a byte
        self._disk = ThreadPoolExecutor(4, "inbox-disk")

    def close(self) -> None:
        """Let its threads go."""
        self._disk.shutdown()

    async def on_disk(self, work: Callable[[], T]) -> T:
        """Do what may wait for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)

    async def take(
        self, request: "Request", holder: Holder, name: str, most: int, keep: Callable[[Path], Awaitable[Stage]]
    ) -> "Response":
        """One slice of a file. 204 where more is to come, 201 once it is whole and kept, 409 with the right offset."""
        offset, length, size = _number(request, OFFSET), _number(request, LENGTH), _number(request, "Content-Length")
        if length > most or size > MOST_REQUEST or offset + size > length:
            raise Refused(Problem("file", "inbox_large", {"size": max(length, offset + size), "most": most}))
        place, me = (holder.station, name), object()
        if (other := self._writing.get(place)) and time.monotonic() - other[1] < self._quiet:
            await self.drain(request)
            raise Refused(Problem("file", "inbox_two_at_once"))
        self._writing[place] = (me, time.monotonic())  # an earlier one that fell silent writes no more
        try:
            have = self._partials.size(holder, name)
            if have != offset:
                await self.drain(request)
                return state(Stage.PARTIAL, have, status=409)
            try:
                await self.on_disk(lambda: self._partials.make_room(holder, name, length, size))
                await self._write(request, holder, name, offset, me)
            except (Refused, Unavailable):
                await self.drain(request)
                raise
            have = self._partials.size(holder, name)
            if have < length:
                return state(Stage.PARTIAL, have, status=204)
            file = await self.on_disk(lambda: self._partials.whole(holder, name))
            return state(await keep(file), have, status=201)
        finally:
            if self._writing.get(place, (None, 0))[0] is me:
                del self._writing[place]

    async def _write(self, request: "Request", holder: Holder, name: str, offset: int, me: object) -> None:
        """The bytes of this request to the disk, a piece at a time."""

        async def put(piece: bytes) -> None:
            await self.on_disk(lambda: self._partials.append(holder, name, offset, piece))

        held, place = bytearray(), (holder.station, name)
        async for came in body_of(request, self._stall):
            if self._writing[place][0] is not me:
                raise Refused(Problem("file", "inbox_two_at_once"))
            self._writing[place] = (me, time.monotonic())
            held += came
            if len(held) >= PIECE:
                await put(bytes(held))
                offset += len(held)
                held = bytearray()
        await put(bytes(held))

    async def drain(self, request: "Request") -> None:
        """Read past what will not be kept, so that the sender hears why: a connection closed at him says nothing."""
        left = MOST_REQUEST
        async for came in body_of(request, self._stall):
            left -= len(came)
            if left < 0:
                return


async def body_of(request: "Request", stall: float) -> AsyncIterator[bytes]:
    """The body as it comes; it ends early where its sender goes away or says nothing for `stall` seconds."""
    while not request.scope.get(_ENDED):
        try:
            message = await asyncio.wait_for(request.receive(), stall)
        except TimeoutError:
            return
        if message["type"] != "http.request" or not message.get("more_body"):
            request.scope[_ENDED] = True
        if message.get("body"):
            yield message["body"]


async def letter(request: "Request", stall: float) -> bytes:
    """A short body whole. Refused if it is longer than a letter may be."""
    held = b""
    async for came in body_of(request, stall):
        held += came
        if len(held) > MOST_LETTER:
            raise Refused(Problem("request", "inbox_words"))
    return held


def _number(request: "Request", header: str) -> int:
    said = request.headers.get(header, "")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Refused(Problem("request", "inbox_words"))
    return int(said)


def state(stage: Stage, offset: int, *, status: int = 200) -> "Response":
    """An answer that says how far a file is."""
    from starlette.responses import Response

    headers = {STATE: stage.value}
    if stage not in ENDED:
        headers[OFFSET] = str(offset)
    return Response(status_code=status, headers=headers)
