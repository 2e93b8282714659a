"""The post of the exchanging hunts: packages that go, are lost, damaged, late, and are let in."""

import random
from collections import Counter
from functools import partial
from typing import Any

from sqlalchemy import select

from auditor.delivery import Fate, Way
from auditor.errors import Refused, Unavailable
from auditor.formats.package_zip import OpenPackage
from auditor.history import State
from auditor.kinds import group_of, sound
from auditor.site import Site
from auditor.use_cases.unpacking import Unpacked, release
from db.journal import LINE
from tests.definition import Defined
from tests.exchanging_people import People
from tests.exchanging_seats import Mail, Seat


class Post(People):
    """All seats, and the packages between them."""

    def send(self, rng: random.Random) -> None:
        """Somebody writes a package; it may carry a part of the photographs only."""
        seat = rng.choice(self.seats)
        to = rng.choice(self.away) if seat.at_bureau else self.home
        self._posted(seat, to, most_bytes=rng.choice((0, 0, 1, 100)))

    def _posted(self, seat: Seat, to: Seat, **how: Any) -> Mail:
        path = seat.office.pack(to.office if seat.at_bureau else None, **how)
        seat.look()
        mail = Mail(path, seat, to.office.station, self.next())
        self.mail.append(mail)
        return mail

    def deliver(self, rng: random.Random) -> None:
        """Any package ever written and not lost arrives: late, again, out of order, at a clone."""
        if not self.mail:
            return
        mail = rng.choice(self.mail)
        self.take(rng.choice([s for s in self.seats if s.office.station == mail.to]), mail)

    def overtake(self, rng: random.Random) -> None:
        """Two packages of one writer, work done between them, and the newer arrives first."""
        seat = rng.choice(self.seats)
        to = rng.choice(self.away if seat.at_bureau else self.homes)
        older = self._posted(seat, to)
        self.edit(rng, seat)
        newer = self._posted(seat, to)
        for mail in (newer, older):
            self.take(to, mail)

    def lose(self, rng: random.Random) -> None:
        """A package is gone for ever; its writer does not know."""
        self.send(rng)
        mail = self.mail.pop(rng.randrange(len(self.mail)))
        self.seen["lost" if not mail.came else "lost after it came"] += 1

    def damage(self, rng: random.Random) -> None:
        """A package is cut or changed on the way, or carried to somebody else: refused, and nothing changed."""
        if not self.mail:
            return
        mail = rng.choice(self.mail)
        raw = bytearray(mail.path.read_bytes())
        seat = next(s for s in self.seats if s.office.station == mail.to)
        what = rng.choice(("truncated", "altered", "wrong address"))
        if what == "truncated":
            del raw[rng.randrange(len(raw)) :]
        elif what == "altered":
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        else:
            seat = rng.choice([s for s in self.seats if s.office.station != mail.to])
        path = self.folder / f"damaged-{self.next()}.sap"
        path.write_bytes(raw)
        before = self._told(seat)
        try:
            seat.office.unpack(path)
        except (Refused, Unavailable):
            self.seen[what] += 1
        else:
            raise AssertionError(f"a package {what} was taken in")
        assert not seat.look()
        assert self._told(seat) == before

    @staticmethod
    def _told(seat: Seat) -> int:
        with seat.office.store.reading() as work:
            return len(work.deliveries.all(10_000))

    def take(self, seat: Seat, mail: Mail) -> Unpacked:
        """A package arrives. What it does to each record is what the definition says of the lines held then."""
        route = mail.writer.name, seat.name
        self.seen["repeated"] += mail.came > 0
        self.seen["stale"] += mail.number < self.newest.get(route, 0)
        self.newest[route] = max(self.newest.get(route, 0), mail.number)
        mail.came += 1
        came = seat.office.unpack(mail.path)
        new = seat.look()
        assert len(new) == came.new
        seat.received |= bool(new)
        if came.delivery.state is not Fate.WAITING:
            with OpenPackage(mail.path) as package:
                assert {x.name for x in package.lines()} <= seat.held, "taken in, said so, and not there"
        self.seen["of others, waits"] += came.delivery.state is Fate.WAITING
        self.seen["the bureau's own lines came back" if seat.at_bureau else "own lines came back"] += came.own > 0
        self._consider(seat, new)
        return came

    def _consider(self, seat: Seat, new: set[str]) -> None:
        """Each site that got a line: conflicts are those of the definition, and none ended without a person."""
        if not new:
            return
        with seat.office.store.reading() as work:
            rows = work.conn.execute(select(LINE.c.name, LINE.c.record).where(LINE.c.kind == Site.KIND))
            records = sorted({row.record for row in rows if row.name in new})
            stands = work.journal.stands(records)
            for record, lines in work.journal.lines(records).items():
                told = Defined(lines, group_of(Site.KIND), partial(sound, Site.KIND))
                heads, fields, gap = told.heads, told.conflicts, told.incomplete
                assert stands[record].state.value == told.state, (seat.name, record)
                self.seen["conflict"] += bool(fields)
                self.seen["gap"] += gap
                self.seen["three heads"] += len(heads) > 2
                self.seen["merged without conflict"] += len(heads) > 1 and not fields
                self.seen["undo met by an edit"] += len(heads) > 1 and bool(self.undone & set(heads))
                over = Counter(x.parents for x in lines if len(x.parents) > 1)
                self.seen["settled twice"] += any(n > 1 for n in over.values())
                other = str(stands[record].body.get("same_as", ""))
                back = work.journal.stands([other]).get(other) if other else None
                self.seen["joins in both directions"] += back is not None and back.body.get("same_as") == record

    def let_in(self, rng: random.Random) -> None:
        """The decider lets in what waits."""
        home = rng.choice(self.homes)
        with home.office.store.reading() as work:
            waits = [d for d in work.deliveries.all() if d.way is Way.IN and d.state is Fate.WAITING]
        if waits:
            self._release(home, rng.choice(waits).number)

    def _release(self, home: Seat, number: int) -> None:
        with home.office.store.reading() as work:
            manifest = work.deliveries.manifest(number)
        assert manifest is not None
        try:
            came = release(home.office.store, number, manifest.name)
        except Unavailable as trouble:
            if trouble.code != "no_file":
                raise
            self.seen["waiting file gone"] += 1  # the bureau was put back to when it waited; it was let in since
            return
        new = home.look()
        home.received |= bool(new)
        self._consider(home, new)
        self.seen["the bureau's own lines came back"] += came.own > 0
        self.seen["released"] += 1

    def sync(self, rng: random.Random, seat: Seat | None = None, home: Seat | None = None) -> int:
        """A station hands in (what it holds of others too where the bureau lacks it) and is given; how many lines."""
        seat, home = seat or rng.choice(self.away), home or rng.choice(self.homes)
        packed = seat.office.packed()
        seat.look()
        self.take(home, Mail(packed.path, seat, home.office.station, self.next()))
        lines = packed.manifest.lines
        if packed.others:
            rescue = seat.office.packed(of_others=True)
            lines += rescue.manifest.lines
            came = self.take(home, Mail(rescue.path, seat, home.office.station, self.next()))
            if came.delivery.state is Fate.WAITING:
                self._release(home, came.delivery.number)
        return lines + self.hear(seat, home)

    def hear(self, seat: Seat, home: Seat) -> int:
        """A station is given what it lacks, and told what this bureau holds; how many lines."""
        back = home.office.packed(seat.office)
        home.look()
        self.take(seat, Mail(back.path, home, seat.office.station, self.next()))
        return back.manifest.lines

    def settle_twice(self, rng: random.Random) -> None:
        """One conflict is settled at two computers."""
        chances = self._disputed_at_two()
        if not chances:  # then one is made, and heard of
            self.all_edit(rng)
            for _ in "12":
                for seat in self.away:
                    self.sync(rng, seat)
                chances = self._disputed_at_two()
                if chances:
                    break
        if chances:
            record, seats = rng.choice(chances)
            for seat in rng.sample(seats, 2):
                self.settle(rng, seat, record)

    def _disputed_at_two(self) -> list[tuple[str, list[Seat]]]:
        where: dict[str, list[Seat]] = {}
        for seat in self.seats:
            for record in seat.sites(State.CONFLICT):
                where.setdefault(record, []).append(seat)
        return [(record, seats) for record, seats in where.items() if len(seats) > 1]

    def take_back_disputed(self, rng: random.Random) -> None:
        """What several wrote beside each other meets at the bureau, and a package of it is taken back there."""
        self.all_edit(rng)
        for seat in rng.sample(self.away, 2):
            self.sync(rng, seat)
        self.take_back(rng, met=False)
