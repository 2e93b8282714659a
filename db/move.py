"""Moving a database to another engine or place: every row of what is no index, the photographs, the waiting packages.

Lines keep the number and the moment of their arrival, so that "as known then" and what was revoked by arrival stay as
they were; the index is made anew there, and both are compared before this one is marked as moved.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.engine import make_url

from auditor.errors import Problem, Refused, Unavailable
from auditor.moved import SETTING, note_moved, refuse_moved
from auditor.store import Moved
from auditor.telling import Tell, part
from db.backup import remove
from db.base import insert_rows
from db.engine import is_server
from db.local import LOCAL

if TYPE_CHECKING:
    from db.store import SqlStore

ROWS = 5_000  # at a time
OWN = frozenset({"index", "clean", SETTING})  # settings that say how the one database is, and do not move
NUMBERED = {"line": "arrival", "delivery": "number"}  # tables whose rows the engine numbers


def move(source: "SqlStore", place: str, tell: Tell) -> Moved:
    """Move everything to an empty database and mark this one; called again after it died on the way it goes on.

    Refused: a target that holds something else, this database itself, one that was moved already. Unavailable: faults
    were found here (nothing is written then), the two differ in the end (this one is not marked), or a disk or server
    does not serve.
    """
    from db.store import open_store

    if place == ":memory:" or _same_place(source.place, place):
        raise Refused(Problem("to", "move_nowhere", {"path": spoken(place)}))
    with source.reading() as work:
        refuse_moved(work)
    before = source.check(part(tell, 0, 2, 10))
    if before.faults:
        raise Unavailable("move_from_faulty", path=spoken(source.place), said="; ".join(before.faults[:3]))
    made = not is_server(place) and not Path(place).exists()
    target = open_store(place, source.clock)
    copied = False
    try:
        copied = _copy(source, target, part(tell, 2, 5, 10))
        target.rebuild(part(tell, 5, 6, 10))
        after = target.check(part(tell, 6, 8, 10))
        photos, left = _copy_photos(source, target, part(tell, 8, 10, 10))
        if after != before:
            raise Unavailable("move_differs", path=spoken(place), said="; ".join(after.faults[:3]))
        with source.writing() as work:
            if work.journal.last() != before.arrival:
                raise Unavailable("move_overtaken", path=spoken(source.place))
            note_moved(work, spoken(place))
    finally:
        target.close()
        if made and not copied:
            remove(Path(place))
    tell(10, 10)
    return Moved(check=after, photos=photos, photos_left=left, place=spoken(place))


def spoken(place: str) -> str:
    """A place as it may be printed and kept: an address without its password."""
    return make_url(place).render_as_string(hide_password=True) if is_server(place) else place


def _same_place(one: str, two: str) -> bool:
    if is_server(one) or is_server(two):
        return one == two
    return Path(one).resolve() == Path(two).resolve()


def _copy(source: "SqlStore", target: "SqlStore", tell: Tell) -> bool:
    """Copy every row in one transaction over there, while nobody writes here. A target that holds just these rows
    already is as good: an earlier move died after it."""
    from db.store import TRUTH

    with source.writing() as here:
        with target.writing() as there:
            rows = {table: _Rows(here.conn, table, source, target) for table in TRUTH}
            if _is_empty(there.conn, TRUTH):
                total = sum(of.count() for of in rows.values())
                done = 0
                for table, of in rows.items():
                    for batch in of.batches():
                        tell(done, total)
                        insert_rows(there.conn, table, batch)
                        done += len(batch)
                    _go_on_counting(there.conn, table)
                there.set_setting("index", "")  # died before it was made anew, it is made when it is opened
            for table, of in rows.items():
                if not _alike(of, _Rows(there.conn, table, target, target)):
                    raise Refused(Problem("to", "move_not_empty", {"path": spoken(target.place)}))
        target.read_pen()
    return True


class _Rows:
    """The rows of one table that move, in order of its key, as they shall stand in the target."""

    def __init__(self, conn: Connection, table: Table, source: "SqlStore", target: "SqlStore") -> None:
        self._conn, self._table = conn, table
        self._folders = (source.package_folder(), target.package_folder())

    def count(self) -> int:
        """How many there are."""
        return self._conn.scalar(text(f'SELECT COUNT(*) FROM "{self._table.name}"')) or 0

    def batches(self) -> Iterator[list[tuple[Any, ...]]]:
        """Some at a time."""
        query = select(self._table).order_by(*self._table.primary_key.columns)
        if self._table is LOCAL:
            query = query.where(LOCAL.c.key.not_in(OWN))
        for rows in self._conn.execute(query, execution_options={"yield_per": ROWS}).partitions():
            yield [self._moved(tuple(row)) for row in rows]

    def _moved(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row as it stands over there: a waiting package's file lies in the other folder."""
        if self._table.name != "delivery":
            return tuple(bytes(x) if isinstance(x, memoryview) else x for x in row)
        here, there = self._folders
        place = list(self._table.columns).index(self._table.c.file)
        file = row[place]
        if file and here != there and Path(file).is_relative_to(here):
            file = str(there / Path(file).relative_to(here))
            _copy_file(Path(row[place]), Path(file))
        return (*row[:place], file, *(bytes(x) if isinstance(x, memoryview) else x for x in row[place + 1 :]))


def _copy_file(path: Path, to: Path) -> None:
    """A waiting package, aside first; one that is not there any more is not here either."""
    if to.exists() or not path.exists():
        return
    aside = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(to)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error


def _is_empty(conn: Connection, tables: Iterable[Table]) -> bool:
    """Whether a database holds nothing but what opening it wrote."""
    for table in tables:
        query = select(*table.primary_key.columns).limit(1)
        if table is LOCAL:
            query = query.where(LOCAL.c.key.not_in(OWN))
        if conn.execute(query).first() is not None:
            return False
    return True


def _alike(left: _Rows, right: _Rows) -> bool:
    """Whether two databases hold the same rows of a table, byte by byte."""
    ones = (row for batch in left.batches() for row in batch)
    others = (row for batch in right.batches() for row in batch)
    return all(one == other for one, other in zip_longest(ones, others))


def _go_on_counting(conn: Connection, table: Table) -> None:
    """A server counts on from the last number; SQLite does by itself."""
    column = NUMBERED.get(table.name)
    if column is None or conn.dialect.name == "sqlite":
        return
    told = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column}'), MAX({column})) FROM {table.name}"
    conn.execute(text(told))  # of an empty table NULL: nothing is set


def _copy_photos(source: "SqlStore", target: "SqlStore", tell: Tell) -> tuple[int, int]:
    """How many photographs lie over there now, and how many files could not be read here: `check` tells which."""
    names = sorted(source.photo_files.names())
    left = 0
    for done, name in enumerate(names):
        tell(done, len(names))
        if target.photo_files.holds(name):
            continue
        try:
            raw = source.photo_files.read(name)
        except Unavailable as error:
            if error.code not in ("photo_missing", "photo_differs"):
                raise
            left += 1
            continue
        target.photo_files.keep(raw)
    return len(names) - left, left
