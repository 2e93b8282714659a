"""A bureau and stations that hand packages to each other, for tests: each with its own database, clock and folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.people import Role
from auditor.use_cases import enrolling, keeping
from auditor.use_cases.packing import Packed, pack
from auditor.use_cases.unpacking import Unpacked, release, unpack
from db import SqlStore, open_store
from tests.making import STREET, Clock


class Office:
    """One database with its out-box."""

    def __init__(self, folder: Path, name: str, place: str = ":memory:", street: str = "", clock: Clock | None = None):
        self.folder, self.name, self.street = folder / name, name, street
        self.folder.mkdir(parents=True, exist_ok=True)
        self.clock = clock or Clock()
        self.place = place if place != "file" else str(self.folder / "street.sqlite3")
        self.store: SqlStore = open_store(self.place, self.clock)

    def set_up(self) -> "Office":
        """The first start."""
        role = Role.INSPECTOR if self.street else Role.DECIDER
        keeping.set_up(self.store, person=self.name, role=role, street=self.street, station=self.name)
        return self

    def reopen(self) -> None:
        """Start the program again."""
        self.store = open_store(self.place, self.clock)

    @property
    def station(self) -> str:
        """Its name in lines."""
        with self.store.reading() as work:
            return work.setting("station")

    @property
    def lines(self) -> set[str]:
        """The names of all lines it holds."""
        with self.store.reading() as work:
            return {name for names in work.journal.brought(0, work.journal.last()).values() for name in names}

    def pack(self, receiver: "Office | None" = None, **how: object) -> Path:
        """A package for the bureau, or at the bureau for a station."""
        return self.packed(receiver, **how).path

    def packed(self, receiver: "Office | None" = None, **how: object) -> Packed:
        """As `pack`, with all that is known of it."""
        return pack(self.store, self.folder, receiver=receiver.station if receiver else "", **how)  # type: ignore[arg-type]

    def unpack(self, path: Path) -> Unpacked:
        """Take a package in."""
        return unpack(self.store, path)


def enrol(bureau: Office, station: Office) -> None:
    """The station introduces itself, the bureau accepts it, the station learns who its bureau is and what it holds."""
    asked = bureau.unpack(station.pack())
    asking = next(a for a in enrolling.waiting_stations(bureau.store) if a.station.station == station.station)
    enrolling.accept_station(bureau.store, asking, office=station.street)
    release(bureau.store, asked.delivery.number)
    starter = bureau.pack(station)
    enrolling.accept_bureau(station.store, starter, bureau.station[:8])
    station.unpack(starter)


def exchange(bureau: Office, station: Office) -> tuple[Unpacked, Unpacked]:
    """Both ways once: what the bureau took in, and what the station took in."""
    came = bureau.unpack(station.pack())
    return came, station.unpack(bureau.pack(station))


@contextmanager
def district(
    folder: Path, stations: int = 2, *, bureau: str = ":memory:", place: str = ":memory:", streets: tuple[str, ...] = ()
) -> Iterator[tuple[Office, list[Office]]]:
    """A bureau and enrolled stations of one street (or of `streets` in turn)."""
    home = Office(folder, "区分类办", bureau).set_up()
    made: list[Office] = []
    try:
        for n in range(stations):
            street = streets[n % len(streets)] if streets else STREET
            made.append(Office(folder, f"{n + 1} 号笔记本", place, street).set_up())
            enrol(home, made[-1])
        yield home, made
    finally:
        for one in (home, *made):
            one.store.close()


@contextmanager
def offices(folder: Path, *streets: str) -> Iterator[list[Office]]:
    """Databases after their first start, one a street ("" is the bureau's); nobody knows anybody yet."""
    made: list[Office] = []
    try:
        for n, street in enumerate(streets):
            made.append(Office(folder, f"{n} 号", street=street).set_up())
        yield made
    finally:
        for one in made:
            one.store.close()
