"""Reviewing the exchange: who is on the other side, what went and came and where it is, what is in no package yet."""

from collections.abc import Mapping

from auditor.delivery import Delivery, Fate, Way
from auditor.exchange import Exchange, Known, Passage
from auditor.identity import NAME, is_bureau, known_station
from auditor.receipts import behind, reach_of, received_of, standing_of
from auditor.station import Station
from auditor.store import Store, Work
from auditor.trust import may_decide
from auditor.whereabouts import NOT_WORK
from auditor.wording import named

FOLDER = "package_folder"  # setting: where packages were written last
MOST = 300  # deliveries that are listed


def review(store: Store, most: int = MOST) -> Exchange:
    """How the exchange stands: the newest `most` deliveries first, at the bureau with the stations it accepted."""
    with store.reading() as work:
        at_bureau = is_bureau(work)
        deliveries = work.deliveries.all(most)
        received = received_of(work, deliveries)
        names = {s.station: s.name for s in work.stations.all()}
        here = work.setting("station")
        bureau = known_station(work, work.bureau) if work.bureau else None
        people = {p.id: p.role for p in work.people.all()}
        reach = reach_of(work)
        new = waiting = 0
        if not at_bureau:
            beyond = dict(reach.confirmed)
            new = work.journal.records_written(reach.packed, NOT_WORK, beyond=beyond)
            waiting = new if not reach.packed else work.journal.records_written(0, NOT_WORK, beyond=beyond)
        return Exchange(
            own=here,
            name=work.setting(NAME) or work.setting("office"),
            at_bureau=at_bureau,
            deciding=at_bureau and may_decide(people.get(work.setting("person")), set(people.values())),
            bureau="" if at_bureau else work.bureau,
            bureau_name=bureau.name if bureau else "",
            sealable=bureau is not None and bool(bureau.recipient),
            new=new,
            waiting=waiting,
            folder=work.setting(FOLDER),
            passages=tuple(_passage(work, d, received, names) for d in deliveries),
            stations=_stations(work, here) if at_bureau else (),
        )


def _passage(work: Work, one: Delivery, received: frozenset[int], names: Mapping[str, str]) -> Passage:
    name = names.get(one.station, "")
    if not name and one.way is Way.IN:
        manifest = work.deliveries.manifest(one.number)
        name = manifest.name if manifest else ""  # its own word: nobody accepted it
    back = one.way is not Way.OUT and one.state in (Fate.APPLIED, Fate.RELEASED) and bool(one.new)
    return Passage(delivery=one, name=name, standing=standing_of(one, received), may_take_back=back)


def _stations(work: Work, here: str) -> tuple[Known, ...]:
    counts = work.journal.counts()
    streets = {s.code: named(s.name, s.name_en) for s in work.streets.all()}

    def known(station: Station) -> Known:
        heard = work.deliveries.heard(station.station)
        noted = work.deliveries.of_package(heard.id) if heard else []  # however long ago
        return Known(
            station=station,
            street=streets.get(station.office, station.office),
            heard_at=noted[0].at if noted else "",
            lacks=behind(counts, heard, station.office) if not station.revoked else 0,
            recovered=heard.recovered if heard else 0,
        )

    stations = (s for s in work.stations.all() if s.station != here)
    return tuple(known(s) for s in sorted(stations, key=lambda s: (s.office, s.name, s.id)))


def choose_folder(store: Store, folder: str) -> None:
    """Write packages to this folder from now on."""
    with store.writing() as work:
        work.set_setting(FOLDER, folder)
