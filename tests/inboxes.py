"""An inbox for tests: a bureau in a folder that writes down what it took in, its server, and stations that come."""

import hashlib
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from auditor.carrier import Carrier
from auditor.carrier_line import Patience
from auditor.errors import Problem, Refused
from auditor.inbox import Receipt, Stage, Standing
from auditor.inbox_key import InboxKey, new_inbox_key
from auditor.people import new_station_key, sign, station_of
from auditor.telling import Tell
from tests.child import child
from ui.inbox import Bounds
from ui.inbox_partials import Room
from ui.inbox_server import OPEN, Doors, InboxServer

HOST = "127.0.0.1"
HASTY = Patience(connect=5, stall=5, first=0.02, longest=0.3, tries=12, receipt=20)
TIGHT = Bounds(room=Room(spare=0))


@cache
def inbox_key() -> InboxKey:
    """One key for all tests of a run."""
    return new_inbox_key()


@dataclass
class Station:
    """A station with its own key."""

    private: bytes = field(default_factory=lambda: new_station_key()[0])

    @property
    def public(self) -> bytes:
        """Its public key, raw."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()

    @property
    def name(self) -> str:
        """Its name."""
        return station_of(self.public)

    def at(self, server: InboxServer, patience: Patience = HASTY, certificate: bytes = b"") -> Carrier:
        """On its way to a server."""
        assert server.address is not None
        return self.to(server.address[1], patience, certificate)

    def to(self, port: int, patience: Patience = HASTY, certificate: bytes = b"") -> Carrier:
        """On its way to a port of this computer."""
        pinned = certificate or inbox_key().certificate
        return Carrier(f"https://{HOST}:{port}", pinned, self.public, lambda text: sign(self.private, text), patience)


class FolderBureau:
    """A bureau without a database: takes a package in by writing its name and size into a file, one after the other.

    A package that begins with `bad` is refused, one with `odd` breaks the program, one with `far` is quarantined.
    """

    def __init__(self, folder: Path) -> None:
        self.known: set[str] = set()
        self.revoked: set[str] = set()
        self.answers: dict[str, bytes] = {}
        self.photos: dict[str, bytes] = {}
        self.wanted: set[str] = set()
        self.busy = 0  # how many are being taken in just now
        self.crowded = False  # whether there were ever two at once
        self.slow = 0.0
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def taken(self) -> dict[str, int]:
        """What was taken in, by SHA-256: its size."""
        return {f.stem: json.loads(f.read_text())["size"] for f in self.folder.glob("*.taken")}

    def standing(self, station: str) -> Standing:
        """By the two sets."""
        if station in self.revoked:
            return Standing.REVOKED
        return Standing.KNOWN if station in self.known else Standing.UNKNOWN

    def take_in(self, package: Path, tell: Tell) -> Receipt:
        """By its first bytes."""
        self.busy += 1
        self.crowded |= self.busy > 1
        end = time.monotonic() + self.slow
        try:
            while True:
                tell(0, 1)
                if time.monotonic() >= end:
                    break
                time.sleep(0.01)
            with package.open("rb") as file:
                kind = file.read(3)
            if kind == b"bad":
                raise Refused(Problem("file", "no_package", {"file": package.name}))
            if kind == b"odd":
                raise RuntimeError("odd")
            state = Stage.QUARANTINED if kind == b"far" else Stage.APPLIED
            with package.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            told = {"size": package.stat().st_size, "state": state, "found": found}
            aside = self.folder / "aside"
            aside.write_text(json.dumps(told))
            aside.replace(self.folder / f"{package.stem}.taken")
            return Receipt(state=state, counts={"lines": 1})
        finally:
            self.busy -= 1

    def receipt(self, sha256: str) -> Receipt | None:
        """What the file says."""
        file = self.folder / f"{sha256}.taken"
        if not file.exists():
            return None
        said = json.loads(file.read_text())
        assert said["found"] == sha256
        return Receipt(state=Stage(said["state"]), counts={"lines": 1})

    def answer(self, station: str, to: Path) -> bool:
        """The bytes laid ready for it."""
        if station not in self.answers:
            return False
        to.write_bytes(self.answers[station])
        return True

    def wants_photo(self, sha256: str) -> bool:
        """Whether it was asked for and has not come."""
        return sha256 in self.wanted - set(self.photos)

    def keep_photo(self, raw: bytes) -> None:
        """In memory."""
        self.photos[hashlib.sha256(raw).hexdigest()] = raw

    def photo(self, station: str, sha256: str) -> bytes | None:
        """To every known station."""
        return self.photos.get(sha256) if station in self.known else None


@contextmanager
def listening(
    bureau: FolderBureau, folder: Path, *, bounds: Bounds = TIGHT, doors: Doors = OPEN
) -> Iterator[InboxServer]:
    """A server on a free port of this computer."""
    server = InboxServer(bureau, folder, inbox_key(), bounds=bounds, doors=doors)
    server.start("127.0.0.1", 0)
    try:
        yield server
    finally:
        server.stop()


def noise(path: Path, size: int, seed: int = 1, begins: bytes = b"PK\x03\x04") -> Path:
    """A file of so many bytes that look like nothing."""
    maker = random.Random(seed)
    with path.open("wb") as file:
        file.write(begins[:size])
        left = size - len(begins)
        while left > 0:
            file.write(maker.randbytes(min(left, 2**20)))
            left -= 2**20
    return path


class InboxProcess:
    """The same inbox in a process of its own; killed, it comes back at the same port. Use it with `with`."""

    def __init__(self, folder: Path, station: str, most_file: int = 0) -> None:
        self.folder, self._station, self._most_file = folder, station, most_file
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "key.pem").write_bytes(inbox_key().private)
        (folder / "certificate.pem").write_bytes(inbox_key().certificate)
        self.port = 0
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = ["-m", "tests.inbox_child", str(self.folder), str(self.port), self._station, str(self._most_file)]
        self._running = ExitStack()
        self._child = self._running.enter_context(child(command))
        self.port = int(self._child.read("its port"))

    def kill(self) -> None:
        """As the power does."""
        self._child.kill()
        self._running.close()

    def __enter__(self) -> "InboxProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def memory(self, what: str = "VmRSS") -> int:
        """Bytes it holds (Linux): `VmRSS` now, `VmHWM` at most so far."""
        status = Path(f"/proc/{self._child.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(what))


@dataclass(frozen=True)
class Survived:
    """What an upload through kills has cost."""

    kills: int
    sent: int
    size: int
    seconds: float
    intact: bool


def upload_through_kills(folder: Path, size: int, kills: int) -> Survived:
    """Send a file while the inbox is killed and started again, each time after another part of it has come."""
    station, done = Station(), 0
    package = noise(folder / "large.sap", size)
    with InboxProcess(folder / "child", station.name) as inbox:
        here, count = threading.Event(), 0

        def killer() -> None:
            nonlocal count
            for number in range(kills):
                while done < size * (number + 1) // (kills + 1) and not here.wait(0.002):
                    pass
                if here.is_set():
                    return
                inbox.kill()
                count += 1
                inbox.start()

        def tell(now: int, _all: int) -> None:
            nonlocal done
            done = now

        thread = threading.Thread(target=killer)
        begun = time.monotonic()
        thread.start()
        try:
            with station.to(inbox.port) as carrier:
                sent = carrier.send(package, tell)
                seconds = time.monotonic() - begun
                receipt = carrier.wait(sent.sha256)
        finally:
            here.set()
            thread.join(20)
        bureau = FolderBureau(folder / "child" / "bureau")
        intact = receipt.state is Stage.APPLIED and bureau.taken == {sent.sha256: size}
    return Survived(count, sent.sent, size, seconds, intact)
