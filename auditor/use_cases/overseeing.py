"""Overseeing (交接情况): which packages went and came, and of every station when it was last heard and what it lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Problem, Refused
from auditor.identity import NAME, is_bureau, known_station
from auditor.station import Station, mark_of
from auditor.store import Store, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A package that went or came, with what the other side is called ("" for nobody known); `schema` of its lines."""

    delivery: Delivery
    name: str
    schema: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationed:
    """An accepted station; `heard`: when its last package that counts was taken in (a stamp, "" for never), by whose
    words `recovered` lines of its own had come back to it. `waiting`: so many of its packages wait here."""

    station: Station
    heard: str = ""
    recovered: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who this database is: its mark is what people compare by telephone. `bureau_mark`: of the bureau it knows."""

    station: str
    name: str
    street: str
    at_bureau: bool
    bureau: str

    @property
    def mark(self) -> str:
        """The eight digits."""
        return mark_of(self.station)

    @property
    def bureau_mark(self) -> str:
        """Those of the bureau; "" before it is known."""
        return mark_of(self.bureau) if self.bureau else ""


def identity(store: Store) -> Identity:
    """Who this database is."""
    with store.reading() as work:
        return Identity(
            station=work.setting("station"),
            name=work.setting(NAME),
            street=work.setting("street"),
            at_bureau=is_bureau(work),
            bureau=work.bureau,
        )


def list_deliveries(store: Store, most: int = 1000) -> list[Handed]:
    """The packages that went and came, newest first."""
    with store.reading() as work:
        names: dict[str, str] = {}
        found = []
        for one in work.deliveries.all(most):
            if one.station not in names:
                names[one.station] = _name(work, one)
            waits = one.state in (Fate.WAITING, Fate.NEWER)
            manifest = work.deliveries.manifest(one.number) if waits else None
            schema = manifest.most_schema if manifest else 0
            found.append(Handed(delivery=one, name=names[one.station], schema=schema))
        return found


def _name(work: Work, one: Delivery) -> str:
    """What the bureau calls a station; else what its package says of itself."""
    known = known_station(work, one.station) if one.station else None
    if known is not None:
        return known.name
    manifest = work.deliveries.manifest(one.number) if one.way is Way.IN else None
    return manifest.name if manifest else ""


def list_stations(store: Store) -> list[Stationed]:
    """The accepted stations, in order of street and name."""
    with store.reading() as work:
        waits = Counter(d.station for d in work.deliveries.waiting())
        found = []
        for station in sorted(work.stations.all(), key=lambda s: (s.office, s.name, s.id)):
            heard = work.deliveries.heard(station.station)
            held = work.deliveries.of_package(heard.id) if heard else []
            found.append(
                Stationed(
                    station=station,
                    heard=held[0].at if held else "",
                    recovered=heard.recovered if heard else 0,
                    waiting=waits[station.station],
                )
            )
        return found


def waiting_of(store: Store, station: str) -> list[Delivery]:
    """A station's packages that wait here, in the order in which they came."""
    with store.reading() as work:
        waits = [d for d in work.deliveries.waiting() if d.station == station]
    return waits[::-1]


def station_named(store: Store, said: str) -> str:
    """The station a person means by its digits (all, or the first eight), its name, or its street where it has only one
    station. Refused for none and for several."""
    digits = "".join(said.split()).lower()
    with store.reading() as work:
        known: Sequence[Station] = work.stations.all()
    exact = [s for s in known if digits in (s.station, s.station[:8])]
    found = exact or [s for s in known if said.strip() and said.strip() in (s.name, s.office)]
    if len(found) != 1:
        code = "station_not_one" if found else "no_such_station"
        raise Refused(Problem("station", code, {"value": said, "marks": "、".join(sorted(s.mark for s in found))}))
    return found[0].station
