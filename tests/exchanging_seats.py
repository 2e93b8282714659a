"""The seats of the exchanging hunts: databases on computers that were enrolled once, their copies and their mail."""

import atexit
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, select

from auditor.division import published_lines
from auditor.history import State
from auditor.site import Site
from db import open_store
from db.engine import is_server, make_engine
from db.journal import LINE
from db.standing import STANDING
from tests import postgres
from tests.exchanging import Office, district, exchange
from tests.making import STREET, Clock, in_order, in_street, site

MEMORY = Path("/dev/shm")  # a folder in memory where the system has one: nothing waits for a disk here
PLACE = MEMORY if MEMORY.is_dir() else None
OTHER = "120104001000"  # the third station's street
STREETS = (STREET, STREET, OTHER)
NAMES = ("区分类办", "1 号笔记本", "2 号笔记本", "3 号笔记本")
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
                    # a tuple of four kinds: the checker knows only that they are records
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
def moved_in(address: str) -> Path:
    """A dump of that bureau, moved to a server; made once."""
    path = enrolled() / "bureau.dump"
    file = Path(shutil.copyfile(enrolled() / NAMES[0] / FILE, enrolled() / "moving.sqlite3"))
    postgres.empty_database(address)
    with closing(open_store(str(file), Clock())) as store:
        store.move(address)
    postgres.dump(address, path)
    return path


@cache
def _first_engine() -> Engine:
    return make_engine(":memory:")


def quick_engine(place: str) -> Engine:
    """An engine that takes its statements from those built before: a third of a run would go into building them."""
    if is_server(place):
        return make_engine(place)
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
    wrote: bool = False  # anything new since there are two of it
    received: bool = False

    @property
    def street(self) -> str:
        return self.office.street

    @property
    def served(self) -> bool:
        """Whether its database is on a PostgreSQL server."""
        return is_server(self.office.place)

    def keep(self, path: Path) -> None:
        """Copy its database behind the program's back: the file, or by pg_dump."""
        self.office.store.close()
        if self.served:
            postgres.dump(self.office.place, path)
        else:
            shutil.copyfile(self.office.place, path)
        self.office.reopen()

    def lay(self, path: Path) -> None:
        """Put such a copy in the database's place behind the program's back."""
        self.office.store.close()
        if self.served:
            postgres.put_back(self.office.place, path)
        else:
            shutil.copyfile(path, self.office.place)
        self.office.reopen()

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
