"""What the sync page asks: how the exchange stands, who waits to be let in, what a package would do."""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.arriving import Preview
from auditor.division import published_divisions
from auditor.exchange import Exchange
from auditor.package import Manifest
from auditor.station import Station
from auditor.store import Store
from auditor.telling import Tell, part
from auditor.use_cases import enrolling, unpacking
from auditor.use_cases.enrolling import Asking
from auditor.use_cases.reviewing_exchange import review
from auditor.wording import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the page shows that does not depend on a chosen package. `streets`: (name, code) to choose from."""

    exchange: Exchange
    askings: tuple[Asking, ...]
    today: date
    streets: tuple[tuple[str, str], ...]

    def asking_of(self, station: str) -> Asking | None:
        """The station that asks to be let in, as its packages introduce it."""
        return next((a for a in self.askings if a.station.station == station), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A package that was rehearsed: what it says of itself, what taking it in would do, and how long finding out took.
    `size` of the file in bytes; `signer` as the bureau knows it, None where it is the bureau's own word."""

    path: Path
    size: int
    manifest: Manifest
    preview: Preview
    seconds: float
    signer: Station | None


def read_board(store: Store) -> Board:
    """How the exchange stands."""
    found = review(store)
    askings = tuple(enrolling.waiting_stations(store)) if found.at_bureau else ()
    with store.reading() as work:
        today = work.today()
    streets = tuple((named(s.name, s.name_en), s.code) for s in published_divisions()[0]) if found.at_bureau else ()
    return Board(exchange=found, askings=askings, today=today, streets=streets)


def rehearse_file(store: Store, path: Path, tell: Tell) -> Rehearsed:
    """Check every byte of a package, then find out what taking it in would do. Changes nothing."""
    started = time.monotonic()
    manifest = unpacking.look_into(store, path, part(tell, 0, 3, 10))
    preview = unpacking.rehearse(store, path, part(tell, 3, 10, 10))
    known = {s.station: s for s in enrolling.stations(store)}
    return Rehearsed(
        path=path,
        size=path.stat().st_size,
        manifest=manifest,
        preview=preview,
        seconds=time.monotonic() - started,
        signer=known.get(manifest.station),
    )
