"""How packages travel in the simulation, and what befalls them: lost, cut, doubled, late, an old one again."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from auditor.delivery import Fate
from auditor.errors import Refused, Unavailable
from auditor.use_cases.packing import Packed
from auditor.use_cases.unpacking import Unpacked, release
from tests.exchanging import Office
from ui.folder_exchange import exchange

FATES = ("lost", "cut", "doubled", "late", "an old one again")


@dataclass
class Weather:
    """So many of the packages (0 to 1) meet a failure; everything is counted."""

    rng: random.Random
    failing: float
    seen: Counter[str] = field(default_factory=Counter)

    def fate(self) -> str:
        """What befalls the next package; "" for nothing."""
        return self.rng.choice(FATES) if self.rng.random() < self.failing else ""

    def packed(self, made: Packed) -> Path:
        """Count a package."""
        self.seen["packages"] += 1
        self.seen["bytes"] += made.delivery.size
        self.seen["lines sent"] += made.manifest.lines
        return made.path

    def unpacked(self, office: Office, came: Unpacked) -> None:
        """Count what came; a decider lets in what waits because it is of others."""
        self.seen["taken in"] += 1
        self.seen["lines taken in"] += came.new
        self.seen["own lines came back"] += came.own > 0
        if came.delivery.state is Fate.WAITING:
            self.seen["waited for a decider"] += 1
            taken = release(office.store, came.delivery.number, came.manifest.name)
            self.seen["lines taken in"] += taken.new


class Transport(Protocol):
    """One way between a station and the bureau; a further one needs this and nothing else."""

    def meet(self, home: Office, stations: list[Office], weather: Weather) -> None:
        """Each of these stations exchanges with the bureau once, as well as it goes."""


class Stick:
    """A stick is carried to the bureau and back; each file by itself."""

    def __init__(self) -> None:
        self._late: dict[tuple[str, str], list[Path]] = {}
        self._old: dict[tuple[str, str], Path] = {}

    def meet(self, home: Office, stations: list[Office], weather: Weather) -> None:
        """One after the other."""
        for station in stations:
            made = station.packed()
            self._carry(station, home, weather.packed(made), weather)
            if made.others:
                self._carry(station, home, weather.packed(station.packed(of_others=True)), weather)
            self._carry(home, station, weather.packed(home.packed(station)), weather)

    def _carry(self, writer: Office, reader: Office, path: Path, weather: Weather) -> None:
        route = writer.name, reader.name
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
            weather.seen[fate] += 1
        for one in [*coming, *late]:
            try:
                weather.unpacked(reader, reader.unpack(one))
            except (Refused, Unavailable):
                assert fate == "cut"
                weather.seen["refused"] += 1
        if fate not in {"cut", "lost"}:
            if old := self._old.pop(route, None):
                old.unlink(missing_ok=True)
            self._old[route] = path


class Share:
    """A folder that all its stations and the bureau see; files in it are lost, cut and doubled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def meet(self, home: Office, stations: list[Office], weather: Weather) -> None:
        """The stations, then the bureau, then the stations again."""
        self._round(stations, weather)
        self._round([home], weather)
        self._round(stations, weather)

    def _round(self, offices: list[Office], weather: Weather) -> None:
        for office in offices:
            before = {p.name for p in self._folder.iterdir()}
            found = exchange(office.store, self._folder)
            weather.seen["taken in"] += found.taken
            weather.seen["lines taken in"] += found.new
            weather.seen["own lines came back"] += found.own > 0
            for path in sorted(p for p in self._folder.glob("*.sap") if p.name not in before):
                weather.seen["packages"] += 1
                weather.seen["bytes"] += path.stat().st_size
                self._befall(path, weather)

    @staticmethod
    def _befall(path: Path, weather: Weather) -> None:
        fate = weather.fate()
        change: dict[str, Callable[[], object]] = {
            "lost": path.unlink,
            "cut": lambda: path.write_bytes(path.read_bytes()[: weather.rng.randrange(path.stat().st_size)]),
            "doubled": lambda: path.with_name(f"{path.stem} (1).sap").write_bytes(path.read_bytes()),
        }
        if fate in change:
            change[fate]()
            weather.seen[fate] += 1
