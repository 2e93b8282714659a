"""How packages are carried in the simulation, and what befalls them: lost, cut, doubled, late, an old one again."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from auditor.delivery import Fate
from auditor.errors import Refused, Unavailable
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.exchanging_folder import exchange
from auditor.use_cases.packing import Packed, pack
from auditor.use_cases.unpacking import Unpacked, release, unpack
from tests.exchanging import Office

T = TypeVar("T")
FATES = ("lost", "cut", "doubled", "late", "an old one again")


@dataclass
class Weather:
    """So many of the packages, and of the rounds at the inbox (0 to 1), meet a failure."""

    rng: random.Random
    failing: float

    def failure(self, drawn: Callable[[random.Random], T]) -> T | None:
        """What befalls the next one; None for nothing."""
        return drawn(self.rng) if self.rng.random() < self.failing else None

    def fate(self) -> str:
        """What befalls the next package that is carried; "" for nothing."""
        return self.failure(lambda rng: rng.choice(FATES)) or ""


def written(seen: Counter[str], made: Packed) -> None:
    """Count a package."""
    seen.update({"packages": 1, "bytes": made.delivery.size, "lines sent": made.manifest.lines})


def arrived(seen: Counter[str], came: Unpacked) -> None:
    """Count what came."""
    seen.update({"taken in": 1, "lines taken in": came.new, "own lines came back": came.own > 0})


class Transport(Protocol):
    """One way between stations and the bureau; a further one needs this and nothing else."""

    @property
    def name(self) -> str:
        """As the figures call it."""

    @property
    def seen(self) -> Counter[str]:
        """Its figures."""

    def meet(self, stations: list[Office], weather: Weather) -> list[Office]:
        """Each of these stations exchanges with the bureau once, as well as it goes; those that hold lines of others
        which the bureau lacks (they are handed in by hand, for a decider lets them in)."""


class Stick:
    """A stick is carried to the bureau and back; each file by itself."""

    name = "stick"

    def __init__(self, home: Office) -> None:
        self.seen: Counter[str] = Counter()
        self._home = home
        self._late: dict[tuple[str, str], list[Path]] = {}
        self._old: dict[tuple[str, str], Path] = {}

    def meet(self, stations: list[Office], weather: Weather) -> list[Office]:
        """One after the other."""
        others = []
        for station in stations:
            others += self.hand_in([station], weather)
            self.give_out([station], weather)
        return others

    def hand_in(self, stations: list[Office], weather: Weather, *, of_others: bool = False) -> list[Office]:
        """There; those that hold lines of others which the bureau lacks."""
        others = []
        for station in stations:
            made = station.packed(of_others=of_others)
            self._carry(station, self._home, made, weather)
            others += [station] if made.others else []
        return others

    def give_out(self, stations: list[Office], weather: Weather) -> None:
        """And back."""
        for station in stations:
            self._carry(self._home, station, self._home.packed(station), weather)

    def _carry(self, writer: Office, reader: Office, made: Packed, weather: Weather) -> None:
        written(self.seen, made)
        route, path = (writer.name, reader.name), made.path
        coming, late = [path], self._late.pop(route, [])
        fate = weather.fate()
        match fate:
            case "lost":
                coming = []
            case "cut":
                raw = path.read_bytes()
                path.write_bytes(raw[: weather.rng.randrange(len(raw))])
            case "doubled":
                coming = [path, path]
            case "late":
                coming, self._late[route] = [], [path]
            case "an old one again":
                coming = [path, *filter(None, [self._old.get(route)])]
        if fate:
            self.seen[fate] += 1
        for one in [*coming, *late]:
            try:
                self._take(reader, one)
            except (Refused, Unavailable):
                assert fate == "cut"
                self.seen["refused"] += 1
        if fate in {"cut", "lost"}:
            path.unlink()
        else:
            if old := self._old.pop(route, None):
                old.unlink(missing_ok=True)
            self._old[route] = path

    def _take(self, reader: Office, path: Path) -> None:
        """A decider lets in what waits because it is of others."""
        came = reader.unpack(path)
        arrived(self.seen, came)
        if came.delivery.state is Fate.WAITING:
            self.seen["waited for a decider"] += 1
            taken = release(reader.store, came.delivery.number, came.manifest.name)
            self.seen["lines taken in"] += taken.new


class Share:
    """A folder that all its stations and the bureau see; files in it are lost, cut and doubled."""

    name = "folder"

    def __init__(self, home: Office, folder: Path) -> None:
        self.seen: Counter[str] = Counter()
        self._home, self._folder = home, folder
        folder.mkdir(parents=True, exist_ok=True)

    def meet(self, stations: list[Office], weather: Weather) -> list[Office]:
        """The stations, then the bureau, then the stations again."""
        others = self._round(stations, weather)
        self._round([self._home], weather)
        return list(dict.fromkeys([*others, *self._round(stations, weather)]))

    def _round(self, offices: list[Office], weather: Weather) -> list[Office]:
        others = []
        for office in offices:
            files: list[Path] = []

            def packing(*given: Any, made_here: list[Path] = files, **how: Any) -> Packed:
                made = pack(*given, **how)
                written(self.seen, made)
                made_here.append(made.path)
                return made

            def unpacking(store: Store, path: Path, tell: Tell) -> Unpacked:
                came = unpack(store, path, tell)
                arrived(self.seen, came)
                return came

            found = exchange(office.store, self._folder, packing, unpacking)
            others += [office] if found.others else []
            for path in files:
                self._befall(path, weather)
        return others

    def _befall(self, path: Path, weather: Weather) -> None:
        fate = weather.fate()
        change: dict[str, Callable[[], object]] = {
            "lost": path.unlink,
            "cut": lambda: path.write_bytes(path.read_bytes()[: weather.rng.randrange(path.stat().st_size)]),
            "doubled": lambda: path.with_name(f"{path.stem} (1).sap").write_bytes(path.read_bytes()),
        }
        if fate in change:
            change[fate]()
            self.seen[fate] += 1
