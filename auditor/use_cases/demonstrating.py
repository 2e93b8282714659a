"""Making a demonstration: an empty database filled with invented values, as if they had been written over time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import cast

from auditor.audit import Audit
from auditor.demonstration.campaign import Campaign, StreetValues, plan_campaign
from auditor.demonstration.chance import Foreign, Written, moment
from auditor.demonstration.rechecks import Setup, make_rechecks
from auditor.demonstration.stages import SIZES, SMALL
from auditor.errors import Problem, Refused
from auditor.formats.demonstration_photo import draw_photograph
from auditor.identity import PUBLIC, STATION_KEY
from auditor.people import station_of
from auditor.photo import Photo
from auditor.photo_files import PhotoFiles
from auditor.record import Line, Record, body_of, stamp
from auditor.site import Site
from auditor.slots import secret_name
from auditor.standard_file import shipped
from auditor.store import Records, Store, Work
from auditor.survey import Response
from auditor.telling import Tell, quiet
from auditor.use_cases.keeping import is_set_up

SLICE = 400  # records saved at once
PACKAGE = "demonstration"  # under which the second station's lines arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a demonstration holds."""

    size: str
    seed: int
    on: date
    streets: int
    communities: int
    sites: int
    households: int
    audits: int
    responses: int


class _Clock:
    """The clock of the simulated years: tells the moments it is given, one at each look, then goes on at the last."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.coming: Iterator[datetime] = iter(())

    def __call__(self) -> datetime:
        """The moment now."""
        self.now = next(self.coming, self.now)
        return self.now


def make_demonstration(
    store: Store,
    *,
    size: str = "small",
    seed: int = 1,
    on: date | None = None,
    tell: Tell = quiet,
) -> Made:
    """Fill an empty database with the demonstration of a size ("small" or "district"), as of `on` (default today).

    Equal size, seed and day give equal lines, whenever and wherever it is made. The database carries a Demonstration
    record from its first transaction on. Refused: a database that is set up already, another size.
    """
    if size not in SIZES:
        raise Refused(Problem("size", "demonstration_size", {"value": size, "sizes": " ".join(SIZES)}))
    with store.reading() as work:
        on = on or work.today()
        if is_set_up(work) or work.journal.count():
            raise Refused(Problem("db", "set_up_already"))
    campaign = plan_campaign(size, seed, shipped(), on)
    real, clock = store.clock, _Clock(moment(campaign.start, 8))
    store.clock = clock
    try:
        _set_up(store, campaign, clock)
        made = _Counts()
        total = len(campaign.made) * 100
        for place, values in enumerate(campaign.street_values()):
            _save_street(store, campaign, values, clock, _Telling(tell, place * 100, total))
            made.add(values)
        tell(total, total)
    finally:
        store.clock = real
    return Made(
        size=size,
        seed=seed,
        on=on,
        streets=len(campaign.made),
        communities=sum(c.street in {s.code for s in campaign.made} for c in campaign.communities),
        sites=len(made.households),
        households=sum(made.households.values()),
        audits=made.audits,
        responses=made.responses,
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells how far one street is, in hundredths, as part of the whole."""

    tell: Tell
    before: int
    total: int

    def __call__(self, part: int) -> None:
        self.tell(self.before + part, self.total)


class _Counts:
    """What was saved so far."""

    def __init__(self) -> None:
        self.households: dict[str, int] = {}
        self.audits = 0
        self.responses = 0

    def add(self, values: StreetValues) -> None:
        """Count a street's records, a site by its newest version."""
        for written in values.written:
            match written.record:
                case Site(until=None) as site:
                    self.households[site.id] = site.households
                case Site() as site:
                    self.households.pop(site.id, None)
                case Audit():
                    self.audits += 1
                case Response():
                    self.responses += 1


def _set_up(store: Store, campaign: Campaign, clock: _Clock) -> None:
    """Station, mark, people, divisions and the goal of 2025. Station and person are made from the seed as well, so
    that two demonstrations of one seed are the same journal; such a station's key is no secret."""
    private, public = _station_key(campaign)
    first = campaign.people[SMALL if campaign.size == "small" else ""][0]
    with store.writing() as work:
        work.set_secret(STATION_KEY, private)
        work.set_setting(PUBLIC, public.hex())
        work.set_setting("station", station_of(public))
        work.set_setting("person", first.id)
        work.set_setting("street", SMALL if campaign.size == "small" else "")
        clock.now = moment(campaign.start, 8)
        work.demonstrations.save(campaign.mark)
        work.people.save_all(p for people in campaign.people.values() for p in people)
        work.streets.save_all(campaign.streets)
        work.communities.save_all(campaign.communities)
        _save(work, clock, sorted(campaign.completions, key=lambda w: (w.at, w.record.id)), {})
        work.set_setting("person", first.id)


def _station_key(campaign: Campaign) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(campaign.chance.key("station"))
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def _save_street(
    store: Store, campaign: Campaign, values: StreetValues, clock: _Clock, tell: Callable[[int], None]
) -> None:
    """One street in one transaction: its own lines as they were written, then those of the other station."""
    versions: dict[str, list[str]] = {}
    with store.writing() as work:
        owner = work.setting("person")
        for round_, key in values.keys:
            work.set_secret(secret_name(round_), key)
        done = 0
        for part in _months(_developed(store.photo_files, values.written)):
            _save(work, clock, part, versions)
            done += len(part)
            tell(min(99, done * 100 // len(values.written)))
        work.set_setting("person", owner)
        lines = [_foreign_line(campaign, foreign, versions) for foreign in values.foreign]
        if lines:
            clock.now = max(foreign.at for foreign in values.foreign)
            work.journal.receive(lines, PACKAGE)
        reviewer = campaign.people[""][0]
        setup = Setup(
            chance=campaign.chance.under(values.street.code),
            standard=campaign.standard,
            street=values.street.code,
            reviewer=reviewer,
            on=campaign.on,
        )
        _save(work, clock, make_rechecks(work, setup), versions)
        work.set_setting("person", owner)


def _developed(files: PhotoFiles, written: Sequence[Written]) -> Iterator[Written]:
    """The records, and of the photographs among them the files: drawn by the likeness planned for them."""
    for w in written:
        if isinstance(w.record, Photo):
            made = draw_photograph(w.record.likeness, w.record.taken_at)
            name = files.keep(made.kept)
            files.keep_thumbnail(name, made.small)
            yield replace(w, record=replace(w.record, sha256=name, likeness=made.likeness, original=made.original))
        else:
            yield w


def _months(written: Iterable[Written]) -> Iterator[list[Written]]:
    for _, part in groupby(written, key=lambda w: (w.at.year, w.at.month)):
        yield list(part)


def _save(work: Work, clock: _Clock, written: Iterable[Written], versions: dict[str, list[str]]) -> None:
    """Save what was written within a month: by person and kind, each record with the moment it was written."""
    ordered = sorted(written, key=lambda w: (w.person, w.record.KIND, w.at, w.record.id))
    for (person, kind), mine in groupby(ordered, key=lambda w: (w.person, w.record.KIND)):
        work.set_setting("person", person)
        for part in _slices(mine):
            clock.coming = iter([w.at for w in part])
            records = [replace(w.record, version=versions.get(w.record.id, [""])[-1]) for w in part]
            repository = cast("Records[Record]", getattr(work, f"{kind}s"))
            for saved in repository.save_all(records):
                versions.setdefault(saved.id, []).append(saved.version)


def _slices(written: Iterable[Written]) -> Iterator[Sequence[Written]]:
    """Slices in which no record stands twice."""
    part: dict[str, Written] = {}
    for w in written:
        if w.record.id in part or len(part) == SLICE:
            yield list(part.values())
            part = {}
        part[w.record.id] = w
    if part:
        yield list(part.values())


def _foreign_line(campaign: Campaign, foreign: Foreign, versions: dict[str, list[str]]) -> Line:
    """A line of the second station: on top of a record's first line, or of one that never arrives."""
    never = hashlib.sha256(campaign.chance.key("never", foreign.record.id)).hexdigest()
    parent = versions[foreign.over][0] if foreign.over else never
    return Line(
        kind=foreign.record.KIND,
        record=foreign.record.id,
        parents=(parent,),
        station=station_of(campaign.chance.key("second station")),
        person=campaign.people["beyond"][0].id,
        at=stamp(foreign.at),
        offset=480,
        street=foreign.record.street,
        schema=foreign.record.SCHEMA,
        body=body_of(foreign.record),
    )
