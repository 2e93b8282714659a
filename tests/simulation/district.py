"""A district through some weeks: who writes what, whose laptop is put back or copied, and how each meets the bureau."""

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlcipher3.dbapi2 as sqlite

from auditor.division import published_divisions
from auditor.errors import Refused
from tests.exchanging import Office, enrol
from tests.exchanging_seats import quick_engine
from tests.handing_in import raw_of
from tests.making import Clock
from tests.simulation.alike import apart, compare, names_in
from tests.simulation.network import Network
from tests.simulation.people import conflicts, write
from tests.simulation.transports import Share, Stick, Transport, Weather

ROUNDS = 4  # exchanges without a failure after which all must hold the same


class OneClock(Clock):
    """A clock that several threads look at."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()

    def __call__(self) -> datetime:
        """The moment now."""
        with self._turn:
            return super().__call__()


@dataclass(eq=False)
class Laptop:
    """A station's database in memory, how it usually travels, and of what it wrote and was told to be saved, the
    names."""

    office: Office
    usual: Transport
    saved: set[str] = field(default_factory=set)
    image: tuple[Any, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large, how long, how bad."""

    stations: int = 500
    weeks: int = 8
    streets: int = 12
    failing: float = 0.05
    changing: float = 0.1  # of the stations that meet, go another way than usual
    put_back: float = 0.1  # of the laptops of which there is a copy, in a week
    copied: int = 8  # laptops that are copied to a second one
    seed: int = 20261122


class District:
    """Use it with `with`."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan, self.folder = plan, folder
        self.rng = random.Random(plan.seed)
        self.weather = Weather(self.rng, plan.failing)
        self.seen: Counter[str] = Counter()
        self.clock = OneClock()
        self.laptops: list[Laptop] = []
        self._number = 0
        self._open = ExitStack()

    def __enter__(self) -> "District":
        self._open.enter_context(patch("db.store.make_engine", quick_engine))
        self._open.enter_context(patch.object(tempfile, "tempdir", str(self.folder)))  # nothing waits for a disk
        self.home = self._office("区分类办", "")
        self.home.set_up()
        self.stick, self.share = Stick(self.home), Share(self.home, self.folder / "share")
        self.network = Network(self.home)
        self.everyday: tuple[Transport, ...] = self.stick, self.network
        self.ways: tuple[Transport, ...] = *self.everyday, self.share
        self.bureau = Laptop(self.home, self.stick)
        streets = [s.code for s in published_divisions()[0]][: self.plan.streets]
        for n in range(self.plan.stations):
            office = self._office(f"{n + 1} 号", streets[n % len(streets)]).set_up()
            enrol(self.home, office)
            usual = self.share if n % 50 == 2 else self.network if n % 3 == 0 else self.stick
            self.laptops.append(Laptop(office, usual))
        for made in self.folder.glob("*/*.sap"):
            made.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        for one in [self.home, *(x.office for x in self.laptops)]:
            one.store.close()
        self._open.close()

    def _office(self, name: str, street: str) -> Office:
        return Office(self.folder, name, street=street, clock=self.clock)

    @property
    def packages(self) -> int:
        """How many were written, the first two of each station apart."""
        return sum(way.seen["packages"] for way in self.ways)

    # -- a week --------------------------------------------------------------------------------------------------------

    def week(self, number: int) -> None:
        """Everybody writes, some are unlucky, about half of them meet the bureau: nothing it held is gone then."""
        self.clock.now += timedelta(days=7)
        for laptop in self.laptops:
            self._work(laptop)
        self._work(self.bureau)
        self._befall(number)
        confirmed = names_in(self.home)
        coming = [x for x in self.laptops if self.rng.random() < 0.5]
        self.rng.shuffle(coming)
        ways = [self._way(x) for x in coming]
        for way in self.everyday:
            self._meet(way, [x for x, its in zip(coming, ways, strict=True) if its is way])
        if number % 4 == 1:  # the bureau lays a file for everybody into the folder
            self._meet(self.share, [x for x in self.laptops if x.usual is self.share])
        assert confirmed <= names_in(self.home), "the bureau held it, and holds it no more"
        if number == 2:
            self._keep_image(self.bureau)

    def _way(self, laptop: Laptop) -> Transport:
        if self.rng.random() < self.plan.changing:
            return self.rng.choice(self.everyday)
        return laptop.usual

    def _meet(self, way: Transport, laptops: list[Laptop]) -> None:
        with self._counted(way):
            others = way.meet([x.office for x in laptops], self.weather)
        with self._counted(self.stick):  # whatever the way, what others wrote is handed in by hand
            self.stick.hand_in(others, self.weather, of_others=True)

    @contextmanager
    def _counted(self, way: Transport) -> Iterator[None]:
        """What it took, and which sites came into conflict at the bureau by it."""
        began, used, before = time.monotonic(), time.process_time(), self._conflicts()
        yield
        way.seen["conflicts"] += len(self._conflicts() - before)
        way.seen["processor"] += round(1000 * (time.process_time() - used))
        way.seen["clock"] += round(1000 * (time.monotonic() - began))

    def _conflicts(self) -> set[str]:
        with self.home.store.reading() as work:
            return conflicts(work)

    # -- what people write ---------------------------------------------------------------------------------------------

    def _work(self, laptop: Laptop) -> None:
        for _ in range(self.rng.randrange(1, 4)):
            self._number += 1
            try:
                with laptop.office.store.writing() as work:
                    settled = write(work, laptop.office.street, self.rng, self._number)
                    new = {w.version for w in work.written}
            except Refused:
                continue
            laptop.saved |= new
            self.seen.update({"lines written": len(new), "conflicts settled": settled})

    # -- misfortune ----------------------------------------------------------------------------------------------------

    def _befall(self, number: int) -> None:
        plan, rng = self.plan, self.rng
        for laptop in rng.sample(self.laptops, max(1, len(self.laptops) // 20)):
            self._keep_image(laptop)
        for laptop in self.laptops:
            if laptop.image and rng.random() < plan.put_back:
                self._put_back(laptop)
        if number == 5:
            self._put_back(self.bureau)
        if number in (1, 3):
            for laptop in rng.sample(self.laptops, plan.copied // 2):
                self._copy(laptop)

    @staticmethod
    def _keep_image(laptop: Laptop) -> None:
        kept = sqlite.connect(":memory:")
        raw_of(laptop.office).backup(kept)
        laptop.image = kept, frozenset(laptop.saved)

    def _put_back(self, laptop: Laptop) -> None:
        """As a snapshot of a whole computer is: behind the program's back."""
        if laptop.image:
            kept, saved = laptop.image
            kept.backup(raw_of(laptop.office))
            laptop.office.store.read_pen()
            self.seen["lines destroyed with a copy put back"] += len(laptop.saved - saved)
            laptop.saved = set(saved)
            self.seen["put back at the bureau" if laptop is self.bureau else "put back at a station"] += 1

    def _copy(self, laptop: Laptop) -> None:
        self._number += 1
        twin = self._office(f"{laptop.office.name} 之二 {self._number}", laptop.office.street)
        raw_of(laptop.office).backup(raw_of(twin))
        twin.store.read_pen()
        self.laptops.append(Laptop(twin, laptop.usual, set(laptop.saved)))
        self.seen["one station on two laptops"] += 1

    # -- the end -------------------------------------------------------------------------------------------------------

    def come_together(self) -> int:
        """All meet without failures until they hold the same; how many rounds it took. Nothing is missing then that
        somebody was told to be saved, nor anything that a database held when it began."""
        self.weather.failing = 0
        everything: set[str] = set()
        for laptop in [self.bureau, *self.laptops]:
            held = names_in(laptop.office)
            assert laptop.saved <= held, f"{laptop.office.name}: {len(laptop.saved - held)} saved lines are gone"
            everything |= held
        left, took = self.laptops, 0
        while left:
            assert took < ROUNDS, f"after {took} rounds {len(left)} laptops hold something else"
            self._all_meet(left)
            left, took = apart(self.home, self.laptops), took + 1
        missing = everything - names_in(self.home)
        assert not missing, f"{len(missing)} lines are nowhere any more"
        self.seen.update(compare(self.home, self.laptops))
        return took

    def _all_meet(self, laptops: list[Laptop]) -> None:
        """Sticks are handed in first and given back last; who usually finds the folder brings one."""
        near = [x for x in laptops if x.usual is self.network]
        carried = [x.office for x in laptops if x.usual is not self.network]
        with self._counted(self.stick):
            others = self.stick.hand_in(carried, self.weather)
            self.stick.hand_in(others, self.weather, of_others=True)
        self._meet(self.network, near)
        with self._counted(self.stick):
            self.stick.give_out(carried, self.weather)


def simulate(folder: Path, plan: Plan, say: Callable[[str], None] = lambda _: None) -> dict[str, Counter[str]]:
    """Live through the plan; the figures, by transport and ("") of the whole. An AssertionError where something was
    lost or did not end alike."""
    began, used = time.monotonic(), time.process_time()

    def tell(what: str) -> None:
        passed, work = time.monotonic() - began, time.process_time() - used
        say(f"{what}: {district.packages:,} packages, {passed:,.0f} s, {work:,.0f} s of a processor")

    with District(folder, plan) as district:
        tell(f"{plan.stations} stations enrolled")
        for number in range(plan.weeks):
            district.week(number)
            tell(f"week {number + 1} of {plan.weeks}")
        district.seen["rounds until all held the same"] = district.come_together()
        tell("all hold the same")
        district.seen["processor"] = round(1000 * (time.process_time() - used))
        district.seen["clock"] = round(1000 * (time.monotonic() - began))
        return {"": district.seen, **{way.name: way.seen for way in district.ways}}
