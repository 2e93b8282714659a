"""What a station does at the bureau's inbox: takes a package there, waits for the receipt, brings the bureau's back.

What was broken off is gone on with; only silence has a limit, never the whole, for lines are slow. A file that is
fetched lies aside until all of it has come and is what it should be.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.carrier_line import PATIENT, Answer, BrokenOff, Gain, Line, Patience
from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import ENDED, LENGTH, MOST_PACKAGE, MOST_PHOTO, OFFSET, STATE, Receipt, Stage, is_name
from auditor.telling import Tell, quiet

SLICE = 4 * 2**20  # bytes of one request
_PIECE = 128 * 2**10
_ANEW = 2  # times a file is begun anew that came torn to the inbox (a power cut there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that lies whole at the inbox: its name there, and how many bytes went over the line this time."""

    sha256: str
    size: int
    sent: int


class Carrier:
    """One station at one inbox. Use it with `with`; from one thread.

    `address` is `https://host:port`, `certificate` the inbox's own (PEM), `key` the station's public key (32 bytes),
    `sign` signs bytes with it. Whatever the machines do is told as Unavailable, whatever the bureau says as Refused.
    `tell` hears bytes done, of all, and may cancel: at the latest after `patience.stall` seconds.
    """

    def __init__(
        self, address: str, certificate: bytes, key: bytes, sign: Callable[[bytes], bytes], patience: Patience = PATIENT
    ) -> None:
        self._line = Line(address, certificate, key, sign, patience)
        self._sent: dict[str, str] = {}  # names of files here, by SHA-256

    def __enter__(self) -> "Carrier":
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def send(self, path: Path, tell: Tell = quiet) -> Sent:
        """Take a package to the inbox, or the rest of it. Nothing goes over the line where it is there already."""
        sha256, size = _named(path)
        if size > MOST_PACKAGE:
            raise Refused(Problem("file", "inbox_large", {"size": size, "most": MOST_PACKAGE}))
        self._sent[sha256] = path.name
        return self._deliver(f"/v1/p/{sha256}", path, sha256, size, tell)

    def wait(self, sha256: str, tell: Tell = quiet) -> Receipt:
        """What became of a package that was sent; `Stage.SPOOLED` where its turn has not come when patience ends."""
        patience = self._line.patience
        end, pause = time.monotonic() + patience.receipt, patience.first
        while True:
            answer = self._line.again(lambda _gain: self._line.request("GET", f"/v1/p/{sha256}"), tell)
            receipt = self._line.read(answer, Receipt.decode)
            if receipt.state in ENDED or time.monotonic() > end:
                return self._in_own_words(receipt, sha256)
            self._line.rest(pause, tell)
            pause = min(2.0, pause * 1.5)

    def _in_own_words(self, receipt: Receipt, sha256: str) -> Receipt:
        """The inbox knows a file by its SHA-256 alone; a person here knows it by its name."""
        named = receipt.sentence.replace(f"{sha256}.sap", self._sent.get(sha256, f"{sha256}.sap"))
        return replace(receipt, sentence=named)

    def fetch(self, to: Path, tell: Tell = quiet) -> bool:
        """Bring the bureau's package for this station to `to`; False where it has nothing new. One that was broken off
        is gone on with, as long as the bureau keeps it. Refused over an existing file."""
        if to.exists():
            raise Refused(Problem("to", "file_exists", {"path": str(to)}))
        for part in sorted(to.parent.glob(f".{to.name}.*.part")):
            name, _, size = part.name[len(to.name) + 2 : -5].partition(".")
            if is_name(name) and size.isdigit() and self._bring(name, int(size), part, to, tell):
                return True
        while (answer := self._ask_for_package(tell)).status == 202:
            self._line.rest(self._line.patience.first, tell)
        if answer.status == 204:
            return False
        name, length = self._line.read(answer, _offer)
        if not self._bring(name, length, to.with_name(f".{to.name}.{name}.{length}.part"), to, tell):
            raise Unavailable("inbox_later", address=self._line.address, said="404")
        return True

    def send_photo(self, path: Path, sha256: str, tell: Tell = quiet) -> bool:
        """Take a photograph there; False where the bureau does not want it, or has it already."""
        _found, size = _named(path)
        line, place = self._line, f"/v1/b/{sha256}"
        if self._state(line.again(lambda _gain: line.request("HEAD", place), tell))[0] is Stage.APPLIED:
            return False
        self._deliver(place, path, sha256, size, tell)
        return True

    def fetch_photo(self, sha256: str, tell: Tell = quiet) -> bytes | None:
        """The bytes of a photograph, compared with its name; None where the bureau has none for this station."""
        line, place = self._line, f"/v1/b/{sha256}"
        answer = line.again(lambda _gain: line.request("GET", place, may=(200, 404), most=MOST_PHOTO), tell)
        if answer.status == 404:
            return None
        if hashlib.sha256(answer.body).hexdigest() != sha256:
            raise self._line.unreadable()
        return answer.body

    def _ask_for_package(self, tell: Tell) -> Answer:
        return self._line.again(lambda _gain: self._line.request("POST", "/v1/pull", may=(200, 202, 204)), tell)

    def _deliver(self, place: str, path: Path, sha256: str, size: int, tell: Tell) -> Sent:
        sent = anew = 0

        def go_on(gain: Gain) -> None:
            nonlocal sent, anew
            stage, offset = self._state(self._line.request("HEAD", place))
            while stage is Stage.PARTIAL:
                gain.done = max(gain.done, offset)
                piece = _Slice(path, offset, min(SLICE, size - offset), size, tell)
                try:
                    answer = self._patch(place, piece)
                except Refused as error:
                    if error.problems[0].field != "upload_differs" or anew == _ANEW:
                        raise
                    anew, offset = anew + 1, 0
                    continue
                finally:
                    sent += piece.sent
                stage, offset = self._state(answer)

        self._line.again(go_on, tell, size)
        tell(size, size)
        return Sent(sha256=sha256, size=size, sent=sent)

    def _patch(self, place: str, piece: "_Slice") -> Answer:
        headers = {OFFSET: str(piece.offset), LENGTH: str(piece.of), "Content-Length": str(piece.length)}
        return self._line.request("PATCH", place, may=(200, 201, 204, 409), headers=headers, content=piece.pieces())

    def _state(self, answer: Answer) -> tuple[Stage, int]:
        return self._line.read(answer, lambda _body: _state_of(answer))

    def _bring(self, name: str, size: int, part: Path, to: Path, tell: Tell) -> bool:
        """The rest of a file at the inbox; False, and nothing left of it, where it is not there any more."""
        try:
            if not self._line.again(lambda gain: self._bring_on(name, size, part, gain, tell), tell, size):
                part.unlink(missing_ok=True)
                return False
            with part.open("r+b") as file:
                os.fsync(file.fileno())
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != name:
                part.unlink()
                raise self._line.unreadable()
            if to.exists():
                raise Refused(Problem("to", "file_exists", {"path": str(to)}))
            part.replace(to)
        except OSError as error:
            raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
        tell(size, size)
        return True

    def _bring_on(self, name: str, size: int, part: Path, gain: Gain, tell: Tell) -> bool:
        """One try: what comes is added to what is there."""
        done = gain.done = part.stat().st_size if part.exists() else 0
        if done >= size:
            return True
        wanted = {"Range": f"bytes={done}-"}
        with self._line.streaming("GET", f"/v1/o/{name}", may=(200, 206, 404, 416), headers=wanted) as answer:
            if answer.status_code in (404, 416):
                return False
            with part.open("ab" if answer.status_code == 206 else "wb") as file:
                done = file.tell()
                for piece in answer.iter_raw(_PIECE):
                    tell(done, size)
                    file.write(piece[: size - done])
                    done += len(piece)
                    gain.done = max(gain.done, done)
        if done < size:
            raise BrokenOff(Unavailable("inbox_unreachable", address=self._line.address, said=f"{done} / {size}"))
        return True


class _Slice:
    """So many bytes of a file from a place on, read as they go; how many went."""

    def __init__(self, path: Path, offset: int, length: int, of: int, tell: Tell) -> None:
        self.offset, self.length, self.of, self.sent = offset, length, of, 0
        self._path, self._tell = path, tell

    def pieces(self) -> Iterator[bytes]:
        """The bytes. Unavailable where they cannot be read any more."""
        try:
            with self._path.open("rb") as file:
                file.seek(self.offset)
                while self.sent < self.length and (piece := file.read(min(_PIECE, self.length - self.sent))):
                    self._tell(self.offset + self.sent, self.of)
                    yield piece
                    self.sent += len(piece)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        if self.sent < self.length:
            raise Unavailable("cannot_read", path=str(self._path), said="EOF")


def _named(path: Path) -> tuple[str, int]:
    """A file's SHA-256 and size."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> Unavailable:
    return Unavailable("cannot_read", path=str(path), said=error.strerror or str(error))


def _state_of(answer: Answer) -> tuple[Stage, int]:
    stage = Stage(answer.headers[STATE])
    return stage, int(answer.headers[OFFSET]) if stage is Stage.PARTIAL else 0


def _offer(body: bytes) -> tuple[str, int]:
    said = json.loads(body)
    name, size = said["sha256"], said["size"]
    if not (is_name(name) and isinstance(size, int) and 0 < size <= MOST_PACKAGE):
        raise ValueError(said)
    return name, size
