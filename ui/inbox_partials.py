"""Files on their way in: what has come of each lies under its sender and its SHA-256, and is gone on with after a kill.

`known/<station>-<sha256>` and `unknown/<station>-<sha256>`. Every sender has his own, so that nobody can spoil what
another is sending. Senders the bureau does not know share one small room.
"""

import hashlib
import os
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import is_name
from ui.inbox_passes import Holder

_PIECE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much may lie there."""

    of_station: int = 4  # files on their way, of one known station
    of_unknown: int = 16  # of all unknown stations together
    bytes_of_unknown: int = 2**30
    spare: int = 2**30  # bytes of the disk that stay free: the database lies there too
    days: float = 30  # without a byte: then a part is dropped; its sender begins anew


class Partials:
    """The folder of files on their way in."""

    def __init__(self, folder: Path, room: Room) -> None:
        self.folder, self._room = folder, room
        self._turn = threading.Lock()

    def file(self, holder: Holder, name: str) -> Path:
        """Where it lies; ValueError for a name or station that is no hex digits: no path is made of anything else."""
        if not is_name(name) or not is_name(holder.station * 2):
            raise ValueError(name)
        return self.folder / ("known" if holder.known else "unknown") / f"{holder.station}-{name}"

    def size(self, holder: Holder, name: str) -> int:
        """How many bytes have come."""
        try:
            return self.file(holder, name).stat().st_size
        except FileNotFoundError:
            return 0

    def make_room(self, holder: Holder, name: str, length: int, coming: int) -> None:
        """Before `coming` bytes of a file of `length` are written. Refused: too many files of this sender on their way.
        Unavailable: the disk is full."""
        file, room = self.file(holder, name), self._room
        file.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.folder).free - coming < room.spare:
            raise Unavailable("inbox_full")
        if file.exists():
            return
        self.sweep()
        others = list(file.parent.glob(f"{holder.station}-*" if holder.known else "*"))
        if len(others) >= (room.of_station if holder.known else room.of_unknown):
            raise Refused(Problem("file", "inbox_too_many", {"n": len(others)}))
        if not holder.known and length + sum(_size(f) for f in others) > room.bytes_of_unknown:
            raise Refused(Problem("file", "inbox_too_many", {"n": len(others)}))

    def append(self, holder: Holder, name: str, offset: int, piece: bytes) -> None:
        """Write on from `offset`. Refused where the file ends elsewhere by now: another connection has gone on with it.
        Unavailable where the disk is full; what was written stays and is gone on with."""
        file, left = self.file(holder, name), memoryview(piece)
        try:
            with self._turn, file.open("ab", buffering=0) as open_file:
                if open_file.tell() != offset:
                    raise Refused(Problem("file", "inbox_two_at_once"))
                while left:
                    left = left[open_file.write(left) :]
        except OSError as error:
            raise Unavailable("inbox_full") from error

    def whole(self, holder: Holder, name: str) -> Path:
        """The file, all of which has come, flushed to the disk. Refused if its bytes are not those of its name: it is
        dropped and its sender begins anew."""
        file = self.file(holder, name)
        found = hashlib.sha256()
        with file.open("a+b") as open_file:
            os.fsync(open_file.fileno())
            open_file.seek(0)
            while piece := open_file.read(_PIECE):
                found.update(piece)
        if found.hexdigest() != name:
            file.unlink()
            raise Refused(Problem("file", "upload_differs"))
        return file

    def sweep(self) -> None:
        """Drop what nobody has gone on with for a month."""
        oldest = time.time() - self._room.days * 86_400
        for file in self.folder.glob("*/*"):
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    file.unlink()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
