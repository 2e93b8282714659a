"""Enrolling (登记工作站): the bureau lets a station in, the station knows its bureau, and a key can be revoked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.delivery import Delivery
from auditor.division import published_divisions
from auditor.errors import Problem, Refused, Unavailable
from auditor.identity import is_bureau, known_station, refuse_undeciding
from auditor.package import Manifest
from auditor.people import Person, station_of
from auditor.record import Line, value_of
from auditor.sealing import is_sealed
from auditor.station import Station, station_id
from auditor.store import Store

MOST_PEOPLE = 50  # of a station, that are shown where it asks to be let in


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A station that nobody has accepted, as its package introduces it: nothing of this is certain but the key."""

    station: Station
    people: tuple[Person, ...]
    manifest: Manifest
    waits: tuple[Delivery, ...] = ()  # its packages that wait here


def read_asking(path: Path) -> Asking:
    """Who hands in a package, by its own words: read up to where it introduces itself, for a stranger's file may hold
    any number of lines. Refused for a file that is not whole, or in which its station does not introduce itself."""
    from auditor.formats.package_zip import OpenPackage

    if is_sealed(path):
        raise Refused(Problem("file", "enrolment_sealed", {"file": path.name}))
    with OpenPackage(path) as package:
        manifest = package.manifest
        wanted = station_id(manifest.station)
        said: Line | None = None
        people: list[Line] = []
        for line in package.lines():
            if line.station != manifest.station or line.street:
                continue
            if line.kind == Station.KIND and line.record == wanted:
                said = line
                break
            if line.kind == Person.KIND and len(people) < MOST_PEOPLE:
                people.append(line)
    station = _value(Station, said) if said else None
    if not isinstance(station, Station) or station.key != manifest.key:
        raise Refused(Problem("file", "no_introduction", {"file": path.name}))
    read = (_value(Person, line) for line in people)
    return Asking(station=station, people=tuple(p for p in read if isinstance(p, Person)), manifest=manifest)


def _value(kind: type[Station] | type[Person], line: Line) -> Station | Person | None:
    try:
        return value_of(kind, line.body, id=line.record)
    except ValueError:
        return None


def waiting_stations(store: Store) -> list[Asking]:
    """The stations nobody has accepted whose packages wait here, in the order in which they came."""
    with store.reading() as work:
        unknown = [d for d in work.deliveries.waiting() if known_station(work, d.station) is None]
    found: dict[str, Asking] = {}
    for one in reversed(unknown):
        if one.station in found:
            held = found[one.station]
            found[one.station] = replace(held, waits=(*held.waits, one))
            continue
        try:
            found[one.station] = replace(read_asking(Path(one.file)), waits=(one,))
        except (Refused, Unavailable):
            continue  # without an introduction, or its file is gone: it waits on, and the diary shows it
    return list(found.values())


def accept_station(store: Store, asking: Asking, *, name: str = "", office: str = "") -> Station:
    """A decider lets a station in, under a name and for a street (code; "" for the whole district). Its packages that
    wait can be taken in then (`unpacking.release`).

    Refused: not at the bureau, or by somebody who may not decide; a street that is none; a station whose key was
    revoked, for nobody knows who holds it now.
    """
    with store.writing() as work:
        refuse_undeciding(work)
        wanted = office or asking.station.office
        if wanted and wanted not in {s.code for s in published_divisions()[0]}:
            raise Refused(Problem("street", "no_such_street", {"value": wanted}))
        held = known_station(work, asking.station.station)
        if held is not None and held.revoked:
            raise Refused(Problem("station", "key_ended", {"value": held.name or held.mark, "said": held.revoked}))
        id_ = station_id(asking.station.station)
        station = Station(
            id=id_,
            version=work.versions([id_]).get(id_, ""),  # its own word alone may be held: that says nothing yet
            key=asking.station.key,
            name=name.strip() or asking.station.name,
            office=wanted,
            recipient=asking.station.recipient,
        )
        return work.stations.save(station)


def revoke(store: Store, station: str, reason: str) -> Station:
    """A station's key counts no more: what arrived stays, what arrives from now on waits, whatever date it claims.

    Refused for this very station: every other one would let its packages wait, and nobody there may let them in."""
    with store.writing() as work:
        refuse_undeciding(work)
        if station == work.setting("station"):
            raise Refused(Problem("station", "own_key"))
        if not reason.strip():
            raise Refused(Problem("reason", "empty"))
        held = known_station(work, station)
        if held is None:
            raise Refused(Problem("station", "station_not_accepted", {"value": station}))
        return work.stations.save(replace(held, revoked=reason.strip()))


def accept_bureau(store: Store, path: Path, mark: str) -> Manifest:
    """This station knows its bureau from now on: the one that signed a package for it. `mark` is what a person was told
    by telephone: the first eight digits of the bureau's station.

    Refused: a package that is not for this station, or of another mark; at the bureau itself. Taking the package in is
    the next step.
    """
    from auditor.formats.package_zip import OpenPackage

    with OpenPackage(path) as package:
        manifest = package.manifest
    with store.writing() as work:
        if is_bureau(work):
            raise Refused(Problem("file", "bureau_itself"))
        if manifest.to != work.setting("station"):
            told = {"station": manifest.station[:8], "name": manifest.name, "to": manifest.to}
            raise Refused(Problem("file", "package_for_another", told))
        if "".join(mark.split()).lower() != manifest.station[:8]:
            raise Refused(Problem("mark", "another_mark", {"value": mark, "mark": manifest.station[:8]}))
        work.accept_bureau(station_of(bytes.fromhex(manifest.key)))
    return manifest


def stations(store: Store) -> Sequence[Station]:
    """The stations that are accepted, in order of name."""
    with store.reading() as work:
        return sorted(work.stations.all(), key=lambda s: (s.office, s.name, s.id))
