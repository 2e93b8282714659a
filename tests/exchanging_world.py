"""A bureau, three stations and their clones with what befalls them: a model of what must never be lost, for hunts."""

import atexit
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, select

from auditor.delivery import Fate, Way
from auditor.division import PUBLISHED, published_lines
from auditor.errors import Refused, Unavailable
from auditor.formats.package_zip import OpenPackage
from auditor.history import State
from auditor.kinds import group_of, sound
from auditor.photo import Photo
from auditor.record import Line, Record, new_id, value_of
from auditor.site import Site
from auditor.standards import USUAL, in_force, standard_of
from auditor.use_cases import adopting, joining, scoring
from auditor.use_cases.taking_back import take_back
from auditor.use_cases.unpacking import Unpacked, release
from db.engine import make_engine
from db.journal import LINE
from db.standing import STANDING
from db.store import INDEX, KEY, SqlWork
from tests.auditor.standard_files import RULES, second
from tests.db.dumping import dump
from tests.definition import Defined
from tests.exchanging import Office, district, exchange
from tests.making import STREET, audit_of, in_order, in_street, site

MEMORY = Path("/dev/shm")  # a folder in memory where the system has one: nothing waits for a disk here
PLACE = MEMORY if MEMORY.is_dir() else None
OTHER = "120104001000"  # the third station's street
STREETS = (STREET, STREET, OTHER)
NAMES = ("区分类办", "1 号笔记本", "2 号笔记本", "3 号笔记本")
END = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)  # when the clocks are set right and all meet
ROUNDS = 4  # of exchanges after which everybody must hold the same
FILE = "street.sqlite3"


@cache
def enrolled() -> Path:
    """A folder with the files of a bureau and three stations that know each other and a few sites; made once."""
    folder = Path(tempfile.mkdtemp(prefix="enrolled-", dir=PLACE))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    few = [x for x in published_lines() if x.street in STREETS]  # of two streets, not of twelve: checks are quicker
    with (
        patch("auditor.use_cases.keeping.published_lines", lambda: few),
        district(folder, 3, bureau="file", place="file", streets=STREETS) as (home, made),
    ):
        for number, office in ((0, made[0]), (1, made[1]), (2, made[2])):
            with office.store.writing() as work:
                for n in range(2):
                    first = in_street(site(f"0{number}-00{n}"), office.street)
                    work.sites.save(first)
                    assignment, point, link, audit = (in_street(x, office.street) for x in in_order(first))
                    work.points.save(point)  # type: ignore[arg-type]
                    work.links.save(link)  # type: ignore[arg-type]
                    work.assignments.save(assignment)  # type: ignore[arg-type]
                    work.audits.save(audit)  # type: ignore[arg-type]
        for _ in range(2):
            for office in made:
                exchange(home, office)
    return folder


@cache
def _first_engine() -> Engine:
    return make_engine(":memory:")


def quick_engine(place: str) -> Engine:
    """An engine that takes its statements from those built before: a third of a run would go into building them."""
    made, first = make_engine(place), _first_engine()
    made.dialect = made.pool._dialect = first.dialect
    made._compiled_cache = first._compiled_cache
    return made


@dataclass
class Copy:
    """A copy of a database, and the names of the lines it holds."""

    path: Path
    names: frozenset[str]


@dataclass(eq=False)
class Seat:
    """One database on one computer, and the lines it must hold: all it was seen to hold since it was last put back."""

    name: str
    office: Office
    held: set[str] = field(default_factory=set)
    copies: list[Copy] = field(default_factory=list)

    @property
    def street(self) -> str:
        return self.office.street

    @property
    def at_bureau(self) -> bool:
        return not self.office.street

    def look(self) -> set[str]:
        """The names that are new; nothing that was there may be gone."""
        with self.office.store.reading() as work:
            found = set(work.conn.scalars(select(LINE.c.name)))
        assert self.held <= found, f"{self.name}: {len(self.held - found)} lines are gone"
        new = found - self.held
        self.held = found
        return new

    def sites(self, *states: State) -> list[str]:
        """The sites in some states (in any), in order of code, which does not depend on how ids were drawn."""
        with self.office.store.reading() as work:
            rows = work.conn.execute(select(STANDING.c.record, STANDING.c.state).where(STANDING.c.kind == Site.KIND))
            wanted = {row.record for row in rows if not states or State(row.state) in states}
            return [s.id for s in sorted(work.sites.some(sorted(wanted)), key=lambda s: (s.street, s.code))]


@dataclass
class Mail:
    """A package on its way: whose, for whom, and how often it arrived."""

    path: Path
    writer: Seat
    to: str
    number: int
    came: int = 0


class World:
    """All seats. Every deed takes what it chooses by from `rng` and counts in `seen` what really happened."""

    def __init__(self, folder: Path, seen: Counter[str]) -> None:
        self.folder, self.seen = folder, seen
        self.seats: list[Seat] = []
        self.mail: list[Mail] = []
        self.undone: set[str] = set()  # lines that took a package back
        self.newest: dict[tuple[str, str], int] = {}  # writer's and reader's name -> newest package that arrived
        self._count = 0
        self._quick = patch("db.store.make_engine", quick_engine)
        self._quick.start()
        for name, street in zip(NAMES, ("", *STREETS), strict=True):
            self._sit(name, enrolled() / name / FILE, name, street)

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

    def close(self) -> None:
        """Let go of everything."""
        self._quick.stop()
        for seat in self.seats:
            seat.office.store.close()

    @property
    def home(self) -> Seat:
        """The bureau."""
        return self.seats[0]

    @property
    def away(self) -> list[Seat]:
        """Stations and clones."""
        return self.seats[1:]

    def next(self) -> int:
        """A number nobody had."""
        self._count += 1
        return self._count

    # -- what people do ------------------------------------------------------------------------------------------------

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
        store = self.home.office.store
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
        self.home.look()

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

    def take_back_disputed(self, rng: random.Random) -> None:
        """What several wrote beside each other meets at the bureau, and a package of it is taken back there."""
        self.all_edit(rng)
        for seat in rng.sample(self.away, 2):
            self.sync(rng, seat)
        self.take_back(rng, met=False)

    def take_back(self, rng: random.Random, *, met: bool) -> None:
        """The bureau takes a package (or a taking back) back; `met`: somebody edits one of its records elsewhere."""
        with self.home.office.store.reading() as work:
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
        take_back(self.home.office.store, chosen.package)
        new = self.home.look()
        self.undone |= new
        with self.home.office.store.reading() as work:
            raw = [Line.read(x) for x in work.journal.raw(new)]
        self.seen["undo over several heads"] += any(len(x.parents) > 1 for x in raw)
        self.seen["undo of an undo" if chosen.way is Way.UNDO else "undo"] += 1

    # -- packages ------------------------------------------------------------------------------------------------------

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
        to = rng.choice(self.away) if seat.at_bureau else self.home
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
        if came.delivery.state is not Fate.WAITING:
            with OpenPackage(mail.path) as package:
                assert {x.name for x in package.lines()} <= seat.held, "taken in, said so, and not there"
        self.seen["of others, waits"] += came.delivery.state is Fate.WAITING
        self.seen["own lines came back"] += came.own > 0
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
        with self.home.office.store.reading() as work:
            waits = [d for d in work.deliveries.all() if d.way is Way.IN and d.state is Fate.WAITING]
        if waits:
            self._release(rng.choice(waits).number)

    def _release(self, number: int) -> None:
        with self.home.office.store.reading() as work:
            manifest = work.deliveries.manifest(number)
        assert manifest is not None
        try:
            release(self.home.office.store, number, manifest.name)
        except Unavailable as trouble:
            if trouble.code != "no_file":
                raise
            self.seen["waiting file gone"] += 1  # the bureau was put back to when it waited; it was let in since
            return
        self._consider(self.home, self.home.look())
        self.seen["released"] += 1

    def sync(self, rng: random.Random, seat: Seat | None = None) -> int:
        """A station hands in (what it holds of others too where the bureau lacks it) and is given; how many lines."""
        seat = seat or rng.choice(self.away)
        packed = seat.office.packed()
        seat.look()
        self.take(self.home, Mail(packed.path, seat, self.home.office.station, self.next()))
        lines = packed.manifest.lines
        if packed.others:
            rescue = seat.office.packed(of_others=True)
            lines += rescue.manifest.lines
            came = self.take(self.home, Mail(rescue.path, seat, self.home.office.station, self.next()))
            if came.delivery.state is Fate.WAITING:
                self._release(came.delivery.number)
        back = self.home.office.packed(seat.office)
        self.home.look()
        self.take(seat, Mail(back.path, self.home, seat.office.station, self.next()))
        return lines + back.manifest.lines

    # -- what befalls computers ----------------------------------------------------------------------------------------

    def copy(self, rng: random.Random, seat: Seat | None = None, *, ours: bool = True) -> None:
        """A copy is made: by our own backup, or of the file while the program is closed."""
        seat = seat or rng.choice(self.seats)
        path = self.folder / f"{seat.name}-copy-{self.next()}.sqlite3"
        if ours and rng.random() < 0.5:
            seat.office.store.backup(str(path))
            self.seen["backup"] += 1
        else:
            self._closed(seat, lambda place: shutil.copyfile(place, path))
        seat.copies.append(Copy(path, frozenset(seat.held)))

    def put_back(
        self,
        rng: random.Random,
        *,
        bureau: bool,
        seat: Seat | None = None,
        copy: Copy | None = None,
        ours: bool = True,
    ) -> None:
        """An earlier copy takes a database's place; what only it held since is gone, by nobody's fault but this."""
        seat = seat or (self.home if bureau else rng.choice(self.away))
        copy = copy or rng.choice(seat.copies)
        side = "bureau" if bureau else "station"
        lost = seat.held - copy.names
        seat.held = set(copy.names)
        if ours and rng.random() < 0.5:
            seat.office.store.restore(str(copy.path))
            self.seen[f"restore at the {side}" if lost else "restore of nothing lost"] += 1
        else:
            self._closed(seat, lambda place: shutil.copyfile(copy.path, place))
            self.seen[f"file put back at the {side}" if lost else "restore of nothing lost"] += 1
        assert not seat.look()

    def hand_in_alone(self, rng: random.Random) -> None:
        """The bureau was put back, and one station hands in its own lines; what they stand on is missing there."""
        self.put_back(rng, bureau=True)
        seat = rng.choice(self.away)
        self.take(seat, self._posted(self.home, seat))
        self.edit(rng, seat)
        self.take(self.home, self._posted(seat, self.home))

    def orphan(self, rng: random.Random) -> None:
        """One edits, another writes on top of it and packs; then all are put back, and only that package arrives: what
        it stands on is nowhere any more."""
        street = rng.choice((STREET, OTHER))
        seats = [s for s in self.seats if s.street in ("", street)]
        writer = rng.choice(seats[1:])
        for seat in seats:
            self.copy(rng, seat, ours=False)
        record = self._shared(seats, street, rng)
        if record is None or not self.edit(rng, self.home, record):
            return
        self.take(writer, self._posted(self.home, writer))
        self.mail.pop()
        self.edit(rng, writer, record)
        child = self._posted(writer, self.home)
        for seat in seats:
            self.put_back(rng, bureau=seat.at_bureau, seat=seat, copy=seat.copies[-1], ours=False)
        self.take(self.home, child)

    def _shared(self, seats: list[Seat], street: str, rng: random.Random) -> str | None:
        """A site that is settled wherever its street is."""
        shared = [r for r in seats[0].sites(State.SETTLED) if all(r in s.sites(State.SETTLED) for s in seats[1:])]
        with seats[0].office.store.reading() as work:
            known = [s.id for s in sorted(work.sites.some(shared), key=lambda s: s.code) if s.street == street]
        return rng.choice(known) if known else None

    def _closed(self, seat: Seat, deed: Callable[[Path], object]) -> None:
        """Behind the program's back: it is closed, something happens to its file, it is opened again."""
        seat.office.store.close()
        deed(Path(seat.office.place))
        seat.office.reopen()

    def clone(self, rng: random.Random) -> None:
        """A laptop's file is copied to a second laptop, and both go on as one station."""
        if len(self.seats) > 4:
            return
        seat = rng.choice(self.away)
        file = self.folder / f"image-{self.next()}.sqlite3"
        self._closed(seat, lambda place: shutil.copyfile(place, file))
        self._sit(f"克隆 {self.next()}", file, seat.office.name, seat.street)
        self.seen["clone"] += 1

    def jump(self, rng: random.Random) -> None:
        """Somebody's clock goes years back or ahead."""
        clock = rng.choice(self.seats).office.clock
        clock.now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC) + timedelta(days=rng.randrange(-3000, 3000))
        self.seen["clock jump"] += 1

    def check(self, rng: random.Random) -> None:
        """What a database says of itself, and its index made anew."""
        seat = rng.choice(self.seats)
        found = seat.office.store.check()
        assert found.faults == ()
        if rng.random() < 0.3:
            before = dump(seat.office.store)
            seat.office.store.rebuild()
            assert dump(seat.office.store) == before
            self.seen["rebuild"] += 1

    # -- the end -------------------------------------------------------------------------------------------------------

    def come_together(self, rng: random.Random, rounds: int = ROUNDS) -> int:
        """Everybody exchanges with the bureau until all hold the same; how many rounds it took. Nothing that any
        database held is missing then, and going on sends nothing."""
        for seat in self.seats:
            seat.office.clock.now = END
        everything = set().union(*(seat.held for seat in self.seats))
        pictures = self._pictures()
        took = 0
        while took < rounds and not self._agree():
            for seat in rng.sample(self.away, len(self.away)):
                self.sync(rng, seat)
            took += 1
        assert self._agree(), f"after {took} rounds: {self._differences()}"
        assert everything <= self.home.held, f"{len(everything - self.home.held)} lines are nowhere any more"
        sites = self.home.sites()
        with self.home.office.store.reading() as work:
            lines = [x for of in work.journal.lines(sites).values() for x in of]
        self.seen["gap for ever"] += any(not self.home.held.issuperset(x.parents) for x in lines)
        self._compare(rng)
        for seat in self.away:
            self.sync(rng, seat)  # everybody hears that everybody has everything
        sent = [self._sends(seat) for seat in self.away]
        assert not any(sent), f"nobody writes, all hold the same, and lines go round: {sent}"
        while took < rounds and self._lacking(pictures):  # they may be asked for when all lines are there
            for seat in self.away:
                self.sync(rng, seat)
            took += 1
        assert not self._lacking(pictures), f"photographs after {took} rounds: {self._lacking(pictures)}"
        self.seen[f"together after {took} rounds"] += 1
        return took

    def _sends(self, seat: Seat) -> int:
        """How many lines would go between a station and the bureau now."""
        there, back = seat.office.packed(), self.home.office.packed(seat.office)
        return there.manifest.lines + there.others + back.manifest.lines

    def _share(self, seat: Seat) -> set[str]:
        with self.home.office.store.reading() as work:
            wanted = LINE.c.street.in_(["", seat.street]) | (LINE.c.station == PUBLISHED)
            return set(work.conn.scalars(select(LINE.c.name).where(wanted)))

    def _agree(self) -> bool:
        return not self._differences()

    def _differences(self) -> dict[str, tuple[int, int]]:
        """Of each seat: how many lines it lacks, and the bureau lacks."""
        found = {}
        for seat in self.away:
            share = self._share(seat)
            if share != seat.held:
                found[seat.name] = len(share - seat.held), len(seat.held - share)
        return found

    def _compare(self, rng: random.Random) -> None:
        """Row by row, and in score."""
        whole = dump(self.home.office.store)
        scores = self._scores(self.home)
        for seat in self.away:
            assert dump(seat.office.store) == shared_rows(whole, seat.street), seat.name
            mine = self._scores(seat)
            assert mine == {k: v for k, v in scores.items() if k == seat.street}
        for seat in (self.home, rng.choice(self.away)):  # what is equal row by row is checked once
            assert seat.office.store.check().faults == ()

    @staticmethod
    def _scores(seat: Seat) -> dict[str, object]:
        with seat.office.store.reading() as work:
            standard, today = in_force(work), work.today()
            streets = [x for x in dict.fromkeys(STREETS) if work.sites.counts(x)]
            found = {x: scoring.score_one(work, x, standard, today, known=today, root="-") for x in streets}
        return {x: (standard.name, scored.score, scored.units) for x, scored in found.items()}

    def _pictures(self) -> dict[str, set[str]]:
        """street -> the photographs that somebody who shares it holds."""
        found: dict[str, set[str]] = {}
        for seat in self.seats:
            for street in (seat.street,) if seat.street else dict.fromkeys(STREETS):
                found.setdefault(street, set()).update(seat.office.store.photo_files.names())
        return found

    def _lacking(self, held: dict[str, set[str]]) -> dict[str, int]:
        """Of each seat how many photographs its records show that were somewhere and are not here."""
        found = {}
        for seat in self.seats:
            with seat.office.store.reading() as work:
                shown = {(p.street, p.sha256) for p in work.photos.all()}
            files = seat.office.store.photo_files.names()
            count = sum(1 for street, sha in shown if sha in held.get(street, ()) and sha not in files)
            if count:
                found[seat.name] = count
        return found


def shared_rows(whole: dict[str, list[tuple[Any, ...]]], street: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a dump that concern one street, and all."""
    places = {t.name: list(t.columns).index(t.c[KEY[t]]) for t in INDEX}
    concerned, kind = (list(STANDING.columns).index(c) for c in (STANDING.c.street, STANDING.c.kind))
    shared = {
        row[places[STANDING.name]]
        for row in whole[STANDING.name]
        if row[concerned] in ("", street) or row[kind] in ("street", "community")
    }
    return {name: [row for row in rows if row[places[name]] in shared] for name, rows in whole.items()}
