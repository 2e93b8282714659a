"""A district through some weeks: who writes what, whose laptop is put back or copied, and that all ends alike."""

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import select

from auditor.division import PUBLISHED, published_divisions
from auditor.errors import Refused
from auditor.history import State
from auditor.standards import in_force
from auditor.use_cases import scoring
from db.journal import LINE
from db.store import SqlWork
from tests.db.dumping import dump
from tests.exchanging import Office, enrol
from tests.exchanging_end import shared_rows
from tests.exchanging_seats import quick_engine
from tests.making import Clock, audit_of, in_order, in_street, site
from tests.simulation.transports import Share, Stick, Transport, Weather

ROUNDS = 4  # exchanges without a failure after which all must hold the same


@dataclass(eq=False)
class Laptop:
    """A station's database in memory, how it travels, and of what it wrote and was told to be saved, the names."""

    office: Office
    transport: Transport
    saved: set[str] = field(default_factory=set)
    images: list[tuple[Any, frozenset[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large, how long, how bad."""

    stations: int = 500
    weeks: int = 8
    streets: int = 12
    failing: float = 0.05
    put_back: float = 0.01  # of the laptops, in a week
    copied: int = 8  # laptops that are copied to a second one
    seed: int = 20261122


class District:
    """Use it with `with`."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan, self.folder = plan, folder
        self.rng = random.Random(plan.seed)
        self.weather = Weather(self.rng, plan.failing)
        self.seen: Counter[str] = self.weather.seen
        self.stick, self.share = Stick(), Share(folder / "share")
        self.clock = Clock()
        self.laptops: list[Laptop] = []
        self._number = 0
        self._open = ExitStack()

    def __enter__(self) -> "District":
        self._open.enter_context(patch("db.store.make_engine", quick_engine))
        self.home = self._office("区分类办", "")
        self.home.set_up()
        streets = [s.code for s in published_divisions()[0]][: self.plan.streets]
        for n in range(self.plan.stations):
            office = self._office(f"{n + 1} 号", streets[n % len(streets)]).set_up()
            enrol(self.home, office)
            self.laptops.append(Laptop(office, self.share if n % 50 == 9 else self.stick))
        self.bureau = Laptop(self.home, self.stick)
        return self

    def __exit__(self, *_: object) -> None:
        for one in [self.home, *(x.office for x in self.laptops)]:
            one.store.close()
        self._open.close()

    def _office(self, name: str, street: str) -> Office:
        return Office(self.folder, name, street=street, clock=self.clock)

    # -- a week --------------------------------------------------------------------------------------------------------

    def week(self, number: int) -> None:
        """Everybody writes, some are unlucky, about half of them meet the bureau."""
        self.clock.now += timedelta(days=7)
        for laptop in self.laptops:
            self._work(laptop)
        self._work(self.bureau)
        self._befall(number)
        coming = [x for x in self.laptops if self.rng.random() < 0.5]
        self.rng.shuffle(coming)
        self.stick.meet(self.home, [x.office for x in coming if x.transport is self.stick], self.weather)
        if number % 4 == 3:  # the bureau lays a file for everybody into the folder, and everybody looks at all of them
            self.share.meet(self.home, [x.office for x in self.laptops if x.transport is self.share], self.weather)
        if number == 2:
            self._keep_image(self.bureau)

    def _work(self, laptop: Laptop) -> None:
        for _ in range(self.rng.randrange(1, 4)):
            self._number += 1
            try:
                with laptop.office.store.writing() as work:
                    self._write(work, laptop.office.street)
                    new = {w.version for w in work.written}
            except Refused:
                continue
            laptop.saved |= new
            self.seen["lines written"] += len(new)

    def _write(self, work: SqlWork, street: str) -> None:
        rng = self.rng
        held = sorted(work.sites.all(street), key=lambda s: (s.code, s.id))
        disputed = sorted(work.sites.unsettled(street) & {s.id for s in held})
        if disputed and rng.random() < 0.3:
            chosen = work.sites.get(rng.choice(disputed))
            if work.sites.state(chosen.id) is State.CONFLICT:
                work.sites.settle(replace(chosen, households=self._number % 1000))
                self.seen["conflicts settled"] += 1
        elif street and (len(held) < 3 or rng.random() < 0.1):
            made = in_street(site(f"{street[6:9]}-{self._number:05}"), street)
            _assignment, point, link, _audit = in_order(made)
            work.sites.save(made)
            work.points.save(in_street(point, street))
            work.links.save(in_street(link, street))
        elif held:
            chosen = rng.choice(held[:40])
            if work.sites.state(chosen.id) is not State.CONFLICT and rng.random() < 0.3:
                work.sites.save(replace(chosen, households=self._number % 1000))
            elif chosen.id not in disputed:
                work.audits.save(audit_of(chosen, []))

    # -- misfortune ----------------------------------------------------------------------------------------------------

    def _befall(self, number: int) -> None:
        plan, rng = self.plan, self.rng
        for laptop in rng.sample(self.laptops, max(1, len(self.laptops) // 20)):
            self._keep_image(laptop)
        for laptop in self.laptops:
            if laptop.images and rng.random() < plan.put_back * 10:
                self._put_back(laptop)
        if number == 5:
            self._put_back(self.bureau)
        if number in (1, 3):
            for laptop in rng.sample(self.laptops, plan.copied // 2):
                self._copy(laptop)

    @staticmethod
    def _raw(office: Office) -> Any:
        with office.store.engine.connect() as conn:
            return conn.connection.driver_connection

    def _keep_image(self, laptop: Laptop) -> None:
        image = sqlite.connect(":memory:")
        self._raw(laptop.office).backup(image)
        laptop.images = [(image, frozenset(laptop.saved))]

    def _put_back(self, laptop: Laptop) -> None:
        """As a snapshot of a whole computer is: behind the program's back."""
        if laptop.images:
            image, saved = laptop.images[0]
            image.backup(self._raw(laptop.office))
            laptop.office.store.read_pen()
            self.seen["lines destroyed with a copy put back"] += len(laptop.saved - saved)
            laptop.saved = set(saved)
            self.seen["put back at the bureau" if laptop is self.bureau else "put back at a station"] += 1

    def _copy(self, laptop: Laptop) -> None:
        self._number += 1
        twin = self._office(f"{laptop.office.name} 之二 {self._number}", laptop.office.street)
        self._raw(laptop.office).backup(self._raw(twin))
        twin.store.read_pen()
        self.laptops.append(Laptop(twin, laptop.transport, set(laptop.saved)))
        self.seen["one station on two laptops"] += 1

    # -- the end -------------------------------------------------------------------------------------------------------

    def come_together(self) -> int:
        """All meet without failures until they hold the same; how many rounds it took."""
        self.weather.failing = 0
        saved = set().union(self.bureau.saved, *(x.saved for x in self.laptops))
        offices = [x.office for x in self.laptops]
        took = 0
        while self._apart():
            assert took < ROUNDS, f"after {took} rounds {self._apart()} laptops hold something else"
            self.stick.meet(self.home, offices, self.weather)
            took += 1
        assert saved <= self.home.lines, f"{len(saved - self.home.lines)} lines are nowhere any more"
        self._compare()
        return took

    def _apart(self) -> int:
        """How many laptops hold other lines than the bureau of what they share."""
        with self.home.store.reading() as work:
            rows = work.conn.execute(select(LINE.c.name, LINE.c.street, LINE.c.station)).all()
        everybody = {r.name for r in rows if not r.street or r.station == PUBLISHED}
        by_street: dict[str, set[str]] = {}
        for row in rows:
            by_street.setdefault(row.street, set()).add(row.name)
        return sum(x.office.lines != everybody | by_street.get(x.office.street, set()) for x in self.laptops)

    def _compare(self) -> None:
        """Row by row, and in score."""
        whole = dump(self.home.store)
        shares: dict[str, tuple[object, object]] = {}
        for laptop in self.laptops:
            street = laptop.office.street
            if street not in shares:
                shares[street] = shared_rows(whole, street), self._score(self.home, street)
                assert laptop.office.store.check().faults == ()
                assert self._score(laptop.office, street) == shares[street][1]
            assert dump(laptop.office.store) == shares[street][0]
        assert self.home.store.check().faults == ()
        with self.home.store.reading() as work:
            self.seen["lines"] = work.journal.count()
            states = Counter(work.sites.state(s.id) for s in work.sites.all())
        self.seen["sites"] = sum(states.values())
        self.seen["conflicts open"] = states[State.CONFLICT]

    @staticmethod
    def _score(office: Office, street: str) -> object:
        with office.store.reading() as work:
            standard, today = in_force(work), work.today()
            scored = scoring.score_one(work, street, standard, today, known=today, root="-")
        return scored.score, scored.units


def simulate(folder: Path, plan: Plan, say: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Live through the plan; the figures. An AssertionError where something was lost or did not end alike."""
    began = time.monotonic()
    with District(folder, plan) as district:
        say(f"{plan.stations} stations enrolled after {time.monotonic() - began:.0f} s")
        for number in range(plan.weeks):
            district.week(number)
            say(f"week {number + 1} after {time.monotonic() - began:.0f} s")
        district.seen["rounds until all held the same"] = district.come_together()
        district.seen["seconds"] = round(time.monotonic() - began)
        return dict(district.seen)
