"""What people do at the seats of the exchanging hunts: they write, settle, join, photograph and take back."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from auditor.delivery import Fate, Way
from auditor.errors import Refused
from auditor.history import State
from auditor.photo import Photo
from auditor.record import Line, Record, new_id, value_of
from auditor.site import Site
from auditor.standards import USUAL, standard_of
from auditor.use_cases import adopting, joining
from auditor.use_cases.taking_back import take_back
from db.photo_files import FOLDER_SETTING
from db.store import SqlWork
from tests import postgres
from tests.auditor.standard_files import RULES, second
from tests.exchanging import Office
from tests.exchanging_seats import FILE, NAMES, OTHER, STREETS, Copy, Mail, Seat, enrolled, moved_in, quick_engine
from tests.making import STREET, audit_of, in_order, in_street, site


class People:
    """All seats, and the deeds of those who sit there. Every deed takes what it chooses by from `rng` and counts in
    `seen` what really happened."""

    def __init__(self, folder: Path, seen: Counter[str], server: str = "") -> None:
        self.folder, self.seen = folder, seen
        self.seats: list[Seat] = []
        self.mail: list[Mail] = []
        self.undone: set[str] = set()  # lines that took a package back
        self.newest: dict[tuple[str, str], int] = {}  # writer's and reader's name -> newest package that arrived
        self._count = 0
        self._quick = patch("db.store.make_engine", quick_engine)
        self._quick.start()
        self._kept = patch.dict(os.environ, {FOLDER_SETTING: str(folder / "photographs of the server")})
        self._kept.start()
        for name, street in zip(NAMES, ("", *STREETS), strict=True):
            self._sit(name, enrolled() / name / FILE, name, street)
        if server:
            self._serve(self.home, server)

    def _sit(self, name: str, file: Path, called: str, street: str) -> Seat:
        (self.folder / name).mkdir()
        shutil.copyfile(file, self.folder / name / FILE)
        seat = Seat(name, Office(self.folder, name, "file", street))
        seat.office.name = called  # what it calls itself in packages
        seat.look()
        first = self.folder / f"{name}-first.sqlite3"
        shutil.copyfile(file, first)
        seat.copies.append(Copy(first, frozenset(seat.held)))
        self.seats.append(seat)
        return seat

    def _serve(self, seat: Seat, server: str) -> None:
        """Its database is on a server from now on, with the copies that the server's keeper makes."""
        seat.office.store.close()
        seat.office.place = server
        postgres.put_back(server, moved_in(server))
        seat.office.reopen()
        seat.look()
        seat.copies = [Copy(moved_in(server), frozenset(seat.held))]

    def close(self) -> None:
        """Let go of everything."""
        self._quick.stop()
        self._kept.stop()
        for seat in self.seats:
            seat.office.store.close()

    @property
    def home(self) -> Seat:
        """The bureau."""
        return self.seats[0]

    @property
    def homes(self) -> list[Seat]:
        """The bureau and its clone."""
        return [s for s in self.seats if s.at_bureau]

    @property
    def away(self) -> list[Seat]:
        """Stations and their clones."""
        return [s for s in self.seats if not s.at_bureau]

    def next(self) -> int:
        """A number nobody had."""
        self._count += 1
        return self._count

    def write(self, seat: Seat, deed: Callable[[SqlWork], Record]) -> bool:
        """Do something in one transaction; what was said to be saved is there. False where it was refused."""
        try:
            with seat.office.store.writing() as work:
                saved = deed(work)
        except Refused:
            self.seen["refused deed"] += 1
            seat.look()
            return False
        new = seat.look()
        with seat.office.store.reading() as work:
            assert work.versions([saved.id])[saved.id] == saved.version, "saved, said so, and not there"
        assert not new or saved.version in new  # nothing is written where it stands so already
        seat.wrote |= bool(new)
        return True

    def edit(self, rng: random.Random, seat: Seat | None = None, record: str | None = None) -> bool:
        """Change one field of a site, withdraw it or bring it back."""
        seat = seat or rng.choice(self.seats)
        known = [record] if record else seat.sites(State.SETTLED, State.INCOMPLETE)
        if not known:
            return False
        chosen, number = rng.choice(known), self.next()
        what = rng.choice(("households", "households", "name", "note", "both", "withdrawn"))

        def deed(work: SqlWork) -> Site:
            held = work.sites.get(chosen)
            if what == "withdrawn":
                self.seen["withdrawn or brought back"] += 1
                return work.sites.save(replace(held, withdrawn="" if held.withdrawn else f"停用 {number}"))
            changes: dict[str, dict[str, Any]] = {
                "households": {"households": rng.choice((100, 110, 120, number))},
                "name": {"name": f"小区 {number}"},
                "note": {"note": f"备注 {rng.randrange(3)}"},
                "both": {"households": number, "name": f"小区 {number}"},
            }
            return work.sites.save(replace(held, **changes[what]))

        return self.write(seat, deed)

    def add(self, rng: random.Random) -> None:
        """A new site with its point, an audit of one that is known, or another organisation."""
        seat = rng.choice(self.seats)
        number = self.next()
        street = seat.street or rng.choice(STREETS)

        def deed(work: SqlWork) -> Record:
            known = [s for s in work.sites.all(street) if work.sites.state(s.id) is State.SETTLED]
            if known and rng.random() < 0.6:
                of = rng.choice(sorted(known, key=lambda s: s.code))
                return work.audits.save(audit_of(of, [], days_ago=rng.randrange(1, 400)))
            made = in_street(site(f"{street[6:9]}-{number:03}"), street)
            _assignment, point, link, _audit = in_order(made)
            work.points.save(in_street(point, street))
            work.links.save(in_street(link, street))
            return work.sites.save(made)

        self.write(seat, deed)

    def all_edit(self, rng: random.Random) -> None:
        """Three edit one record before they hear of each other."""
        street = rng.choice((STREET, STREET, OTHER))
        seats = [s for s in self.seats if s.street in ("", street)]
        chosen = self._shared(seats, street, rng)
        for seat in seats if chosen else ():
            self.edit(rng, seat, chosen)

    def settle(self, rng: random.Random, seat: Seat | None = None, record: str = "") -> bool:
        """A person settles a conflict: one of the sayings, or something else."""
        seat = seat or rng.choice([s for s in self.seats if s.sites(State.CONFLICT)] or [self.home])
        known = [record] if record else seat.sites(State.CONFLICT)
        if not known:
            return False
        chosen, number, take = rng.choice(known), self.next(), rng.random() < 0.5

        def deed(work: SqlWork) -> Site:
            held = work.sites.get(chosen)
            said = rng.choice(work.sites.history(chosen)).body if take else {}
            if said:
                return work.sites.settle(
                    value_of(Site, said, id=held.id, version=held.version, street=held.street),
                )
            return work.sites.settle(replace(held, households=number, withdrawn=""))

        self.seen["conflict settled"] += 1
        return self.write(seat, deed)

    def join(self, rng: random.Random, *, both: bool) -> None:
        """One of two sites counts for the other; `both`: another computer says it the other way round."""
        street = rng.choice((STREET, OTHER))
        seats = [s for s in self.seats if s.street in ("", street)]
        with seats[0].office.store.reading() as work:
            ids = {s.id for s in work.sites.all(street)}
        pair = [r for r in seats[0].sites(State.SETTLED) if r in ids][:3]
        if len(pair) < 2:
            return
        left, right = rng.sample(pair, 2)
        for seat, (a, b) in zip(rng.sample(seats, 2 if both else 1), ((left, right), (right, left)), strict=False):
            try:
                joining.join(seat.office.store, a, b)
                self.seen["join"] += 1
            except Refused:
                self.seen["refused deed"] += 1
            seat.look()

    def part(self, rng: random.Random) -> None:
        """A joined site counts for itself again."""
        self.join(rng, both=False)
        seat = rng.choice(self.seats)
        with seat.office.store.reading() as work:
            joined = [s for s in work.sites.all() if s.same_as and work.sites.state(s.id) is State.SETTLED]
        if joined:
            joining.part(seat.office.store, min(joined, key=lambda s: s.code).id)
            self.seen["parted"] += 1
            seat.look()

    def adopt(self, rng: random.Random) -> None:
        """The bureau puts a standard in place of the one in force."""
        home = rng.choice(self.homes)
        store = home.office.store
        with store.reading() as work:
            number = max(standard_of(work, USUAL).number, *(int(t.number) for t in work.standards.all()), 1) + 1
        path = self.folder / f"standard-{self.next()}.toml"
        text = f"{RULES}\n# {rng.randrange(2)}\n"  # adopted, lost and adopted again it may be another text
        path.write_bytes(second(number=number, since=f"2026-12-{number:02}", text=text))
        try:
            adopting.adopt_standard(store, adopting.rehearse_standard(store, path))
            self.seen["standard superseded"] += 1
        except Refused:
            self.seen["refused deed"] += 1
        home.look()

    def photograph(self, rng: random.Random) -> None:
        """A photograph is taken: the file, then the record."""
        seat = rng.choice(self.seats)
        known = seat.sites()
        if known:
            chosen = rng.choice(known)
            sha = seat.office.store.photo_files.keep(f"picture {self.next()}".encode() * 9)

            def deed(work: SqlWork) -> Photo:
                street = work.sites.get(chosen).street
                return work.photos.save(Photo(id=new_id(), street=street, site=chosen, sha256=sha))

            self.write(seat, deed)
            self.seen["photograph"] += 1

    def lose_photograph(self, rng: random.Random) -> None:
        """A file is deleted behind the program's back."""
        self.photograph(rng)
        seat = rng.choice([s for s in self.seats if s.office.store.photo_files.names()] or self.seats)
        held = seat.office.store.photo_files.names()
        if held:
            seat.office.store.photo_files.remove(rng.choice(sorted(held)))
            self.seen["photograph missing"] += 1

    def take_back(self, rng: random.Random, *, met: bool) -> None:
        """The bureau takes a package (or a taking back) back; `met`: somebody edits one of its records elsewhere."""
        home = rng.choice(self.homes)
        with home.office.store.reading() as work:
            known = [d for d in work.deliveries.all() if d.way is not Way.OUT and d.new]
            known = [d for d in known if d.state in (Fate.APPLIED, Fate.RELEASED)]
            brought = {d.number: set(work.journal.brought(d.first, d.last)) for d in known}
        if not known:
            return
        if met:
            chances = [
                (d, seat, r)
                for d in known
                for seat in self.away
                for r in seat.sites(State.SETTLED, State.INCOMPLETE)
                if r in brought[d.number]
            ]
            if not chances:
                return
            chosen, seat, record = rng.choice(chances)
            self.edit(rng, seat, record)
        else:
            chosen = rng.choice(known)
        take_back(home.office.store, chosen.package)
        new = home.look()
        self.undone |= new
        with home.office.store.reading() as work:
            raw = [Line.read(x) for x in work.journal.raw(new)]
        self.seen["undo over several heads"] += any(len(x.parents) > 1 for x in raw)
        self.seen["undo of an undo" if chosen.way is Way.UNDO else "undo"] += 1

    def _shared(self, seats: list[Seat], street: str, rng: random.Random) -> str | None:
        """A site that is settled wherever its street is."""
        shared = [r for r in seats[0].sites(State.SETTLED) if all(r in s.sites(State.SETTLED) for s in seats[1:])]
        with seats[0].office.store.reading() as work:
            known = [s.id for s in sorted(work.sites.some(shared), key=lambda s: s.code) if s.street == street]
        return rng.choice(known) if known else None
