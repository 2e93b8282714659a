"""The bureau's inbox as an ASGI program: lets stations in, takes files in slices, and hands out what it has.

Nothing is taken into the database here: a request ends when its bytes are safe, and `inbox_queue.py` does the rest.
The addresses and their answers stand in `auditor/inbox.py`.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import (
    MOST_PACKAGE,
    MOST_PHOTO,
    Bureau,
    Receipt,
    Stage,
    Standing,
    is_name,
)
from auditor.wording import explain
from ui.inbox_partials import Partials, Room
from ui.inbox_passes import PASS_SECONDS, Holder, Passes
from ui.inbox_queue import Queue
from ui.inbox_uploads import PIECE, Uploads, letter, state

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

T = TypeVar("T")
DATABASE_SECONDS = 20.0  # how long a request waits for the database, which may be taking a package in
PHOTOS_AT_ONCE = 4  # these are held in memory whole

# What a refusal is in HTTP; 400 for any other
_STATUS = {
    "challenge_stale": 401,
    "not_that_station": 401,
    "pass_stale": 401,
    "inbox_revoked": 403,
    "inbox_stranger": 403,
    "no_such_address": 404,
    "photo_not_wanted": 404,
    "inbox_large": 413,
    "upload_differs": 422,
    "inbox_two_at_once": 423,
    "inbox_too_many": 429,
    "inbox_busy": 503,
    "inbox_full": 507,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one inbox lets itself in for."""

    room: Room = field(default_factory=Room)
    most_package: int = MOST_PACKAGE
    stall: float = 30.0  # seconds without a byte; then a sender is let go
    quiet: float = 2.0  # seconds without a byte after which the same sender may go on from another connection


USUAL = Bounds()


class Inbox:
    """The inbox of one bureau: its queue, what is on its way, and who may come in."""

    def __init__(self, bureau: Bureau, folder: Path, fingerprint: str, bounds: Bounds = USUAL) -> None:
        self.queue = Queue(bureau, folder)
        self._bureau, self._bounds = bureau, bounds
        self._passes = Passes(fingerprint)
        self._partials = Partials(folder / "partial", bounds.room)
        self._uploads = Uploads(self._partials, bounds.stall, bounds.quiet)
        # apart, so that whoever waits for the database hinders nobody who writes to the disk
        self._database = ThreadPoolExecutor(1, "inbox-database")
        self._photos = asyncio.Semaphore(PHOTOS_AT_ONCE)

    def close(self) -> None:
        """Let its threads go."""
        self._database.shutdown()
        self._uploads.close()

    def application(self) -> "Starlette":
        """The ASGI program."""
        from starlette.applications import Starlette
        from starlette.exceptions import HTTPException
        from starlette.routing import Route

        def of(path: str, method: str, answer: Callable[["Request"], Awaitable["Response"]]) -> Route:
            route = Route(path, answer, methods=[method])
            route.methods = {method}  # Starlette lets HEAD go wherever GET does
            return route

        routes = [
            of("/v1/challenge", "GET", self._challenge),
            of("/v1/session", "POST", self._session),
            of("/v1/p/{name}", "HEAD", self._look),
            of("/v1/p/{name}", "PATCH", self._package),
            of("/v1/p/{name}", "GET", self._receipt),
            of("/v1/pull", "POST", self._pull),
            of("/v1/o/{name}", "GET", self._fetch),
            of("/v1/b/{name}", "HEAD", self._look_photo),
            of("/v1/b/{name}", "PATCH", self._photo),
            of("/v1/b/{name}", "GET", self._hand_photo),
        ]
        told = {Refused: _told, Unavailable: _told, HTTPException: _no_such_address}
        return Starlette(routes=routes, exception_handlers=told)

    # -- who comes in -------------------------------------------------------------------------------------------------

    async def _challenge(self, _request: "Request") -> "Response":
        return _json({"challenge": self._passes.challenge()})

    async def _session(self, request: "Request") -> "Response":
        try:
            said = json.loads(await letter(request, self._bounds.stall))
            key, challenge, signature, named = (
                str(said[word]) for word in ("key", "challenge", "signature", "station")
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused(Problem("request", "inbox_words")) from error
        station = self._passes.prove(key, challenge, signature)
        if station != named:
            raise Refused(Problem("signature", "not_that_station"))
        standing = await self._ask(lambda: self._bureau.standing(station))
        if standing is Standing.REVOKED:
            raise Refused(Problem("station", "inbox_revoked", {"station": station}))
        token = self._passes.give(Holder(station, standing is Standing.KNOWN))
        return _json({"token": token, "seconds": PASS_SECONDS, "known": standing is Standing.KNOWN})

    def _holder(self, request: "Request", *, known: bool = False) -> Holder:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        holder = self._passes.holder(given) if scheme == "Bearer" else None
        if holder is None:
            raise Refused(Problem("pass", "pass_stale"))
        if known and not holder.known:
            raise Refused(Problem("station", "inbox_stranger", {"station": holder.station}))
        return holder

    # -- packages -----------------------------------------------------------------------------------------------------

    async def _look(self, request: "Request") -> "Response":
        holder, name = self._holder(request), _name(request)
        receipt = await self._known_receipt(name)
        return state(receipt.state if receipt else Stage.PARTIAL, self._partials.size(holder, name))

    async def _receipt(self, request: "Request") -> "Response":
        self._holder(request)
        receipt = await self._known_receipt(_name(request))
        if receipt is None:
            raise Refused(Problem("file", "no_such_address"))
        return _bytes(200, receipt.encode())

    async def _known_receipt(self, name: str) -> Receipt | None:
        if here := self.queue.receipt(name):
            return here
        return await self._ask(lambda: self._bureau.receipt(name))

    async def _package(self, request: "Request") -> "Response":
        holder, name = self._holder(request), _name(request)
        receipt = self.queue.receipt(name)
        if receipt is None and self._partials.size(holder, name) == 0:
            receipt = await self._known_receipt(name)
        if receipt is not None:
            await self._uploads.drain(request)
            return state(receipt.state, 0, status=200)
        if self.queue.full:
            await self._uploads.drain(request)
            raise Unavailable("inbox_busy")

        async def keep(file: Path) -> Stage:
            await self._uploads.on_disk(lambda: self.queue.put(file, name))
            return Stage.SPOOLED

        return await self._uploads.take(request, holder, name, self._bounds.most_package, keep)

    async def _pull(self, request: "Request") -> "Response":
        holder = self._holder(request, known=True)
        answer = self.queue.ask(holder.station)
        end = time.monotonic() + DATABASE_SECONDS
        while not answer.made.is_set():
            if time.monotonic() > end:
                return _json({}, status=202)
            await asyncio.sleep(0.05)
        self.queue.forget(answer)
        if answer.failed is not None:
            raise answer.failed
        if answer.package is None:
            return _bytes(204, b"")
        name = answer.package.stem.partition("-")[2]
        return _json({"sha256": name, "size": answer.package.stat().st_size})

    async def _fetch(self, request: "Request") -> "Response":
        from starlette.responses import FileResponse

        holder, name = self._holder(request, known=True), _name(request)
        file = self.queue.package_for(holder.station, name)
        if file is None:
            raise Refused(Problem("file", "no_such_address"))
        return FileResponse(file, media_type="application/octet-stream")

    # -- photographs --------------------------------------------------------------------------------------------------

    async def _look_photo(self, request: "Request") -> "Response":
        holder, name = self._holder(request, known=True), _name(request)
        wanted = await self._ask(lambda: self._bureau.wants_photo(name))
        return state(Stage.PARTIAL if wanted else Stage.APPLIED, self._partials.size(holder, name))

    async def _photo(self, request: "Request") -> "Response":
        holder, name = self._holder(request, known=True), _name(request)
        if not await self._ask(lambda: self._bureau.wants_photo(name)):
            await self._uploads.drain(request)
            raise Refused(Problem("file", "photo_not_wanted"))

        async def keep(file: Path) -> Stage:
            async with self._photos:
                await self._ask(lambda: self._bureau.keep_photo(file.read_bytes()))
            file.unlink(missing_ok=True)
            return Stage.APPLIED

        return await self._uploads.take(request, holder, name, MOST_PHOTO, keep)

    async def _hand_photo(self, request: "Request") -> "Response":
        from starlette.responses import StreamingResponse

        holder, name = self._holder(request, known=True), _name(request)
        async with self._photos:
            raw = await self._ask(lambda: self._bureau.photo(holder.station, name))
        if raw is None:
            raise Refused(Problem("file", "no_such_address"))

        async def pieces(whole: bytes) -> AsyncIterator[bytes]:
            for place in range(0, len(whole), PIECE):
                yield whole[place : place + PIECE]

        return StreamingResponse(
            pieces(raw), media_type="application/octet-stream", headers={"Content-Length": str(len(raw))}
        )

    async def _ask(self, question: Callable[[], T]) -> T:
        """Ask the database; Unavailable (inbox_busy) where it is taking in something large just now."""
        asked = asyncio.get_running_loop().run_in_executor(self._database, question)
        try:
            return await asyncio.wait_for(asked, DATABASE_SECONDS)
        except TimeoutError as error:
            raise Unavailable("inbox_busy") from error


def _name(request: "Request") -> str:
    name = str(request.path_params["name"])
    if not is_name(name):
        raise Refused(Problem("file", "no_such_address"))
    return name


def _json(said: object, *, status: int = 200) -> "Response":
    return _bytes(status, json.dumps(said, ensure_ascii=False).encode())


def _bytes(status: int, raw: bytes) -> "Response":
    from starlette.responses import Response

    return Response(raw, status_code=status, media_type="application/json" if raw else None)


def _told(_request: "Request", error: Exception) -> "Response":
    assert isinstance(error, Refused | Unavailable)
    code = error.code if isinstance(error, Unavailable) else error.problems[0].code
    status = _STATUS.get(code, 503 if isinstance(error, Unavailable) else 400)
    return _json({"code": code, "sentence": explain(error)}, status=status)


def _no_such_address(request: "Request", _error: Exception) -> "Response":
    return _told(request, Refused(Problem("request", "no_such_address")))
