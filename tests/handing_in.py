"""Six packages of stations that wrote about the same sites, taken in at a bureau one by one, in any order."""

import itertools
import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlcipher3.dbapi2 as sqlite

from auditor.history import State
from auditor.site import Site
from tests.db.dumping import dump
from tests.exchanging import Office, district, exchange
from tests.exchanging_seats import quick_engine
from tests.making import site

SITES = 4


class HandedIn:
    """The bureau as it was before any of the six came, and the six."""

    def __init__(self, home: Office, packages: list[Path]) -> None:
        self.home, self.packages = home, packages
        self._image = sqlite.connect(":memory:")
        raw_of(home).backup(self._image)

    def end_of(self, order: Iterable[Path]) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the index after they came in this order."""
        self._image.backup(raw_of(self.home))
        self.home.store.read_pen()
        for path in order:
            self.home.unpack(path)
        return dump(self.home.store)

    def states(self) -> set[State | None]:
        """The states in which the sites stand now."""
        with self.home.store.reading() as work:
            return {work.sites.state(s.id) for s in work.sites.all(withdrawn=True)}

    def gaps(self) -> int:
        """How many lines of sites stand on one that is not here."""
        held = self.home.lines
        with self.home.store.reading() as work:
            lines = work.journal.lines([s.id for s in work.sites.all(withdrawn=True)]).values()
            return sum(not held.issuperset(x.parents) for of in lines for x in of)


def raw_of(office: Office) -> Any:
    """The connection of a database in memory."""
    with office.store.engine.connect() as conn:
        return conn.connection.driver_connection


@contextmanager
def handed_in(folder: Path) -> Iterator[HandedIn]:
    """Three stations edit what all know; three hear of it through another database of the bureau's, settle some of it,
    each differently, and edit the rest. The bureau itself has heard of nothing yet."""
    with ExitStack() as opened:
        opened.enter_context(patch("db.store.make_engine", quick_engine))
        home, stations = opened.enter_context(district(folder, 6))
        with home.store.writing() as work:
            made = [work.sites.save(site(f"06-00{n}")).id for n in range(SITES)]
        for station in stations:
            exchange(home, station)
        before = HandedIn(home, [])
        rng = random.Random(5)
        first, second = stations[:3], stations[3:]
        for n, station in enumerate(first):
            for record in made:
                _say(station, record, {"households": 200 + n, rng.choice(("note", "address")): f"{n}"})
        before.packages += [station.pack() for station in first]
        for path in before.packages:
            home.unpack(path)
        for n, station in enumerate(second):
            station.unpack(home.pack(station))
            for record in made[: SITES - 1]:
                _say(station, record, {"households": 300 + n, "withdrawn": "停用" if n == 1 else ""})
        before.packages += [station.pack() for station in second]
        yield before


def _say(office: Office, record: str, changes: dict[str, Any]) -> Site:
    """Edit, or settle where there is a conflict."""
    with office.store.writing() as work:
        held = replace(work.sites.get(record), **changes)
        return work.sites.settle(held) if work.sites.state(record) is State.CONFLICT else work.sites.save(held)


def orders(packages: list[Path], sample: int = 0) -> list[tuple[Path, ...]]:
    """All orders, or some of them."""
    every = list(itertools.permutations(packages))
    return random.Random(1).sample(every, sample) if sample else every
