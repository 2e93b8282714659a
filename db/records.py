"""The records of one kind behind the port: reading what stands, and writing line and index in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection, bindparam, or_, select

from auditor.errors import Outdated, Problem, Refused
from auditor.history import State, version_of
from auditor.record import Line, Record, body_of, same, stamp, value_of
from auditor.store import Version
from db.journal import add_lines, batches, known_names, lines_of
from db.standing import HELD, STANDING, body_from, entry_after, entry_of, write_entries

R = TypeVar("R", bound=Record)

_ALL = (
    select(STANDING.c.record, STANDING.c.version, STANDING.c.street, STANDING.c.body)
    .where(
        STANDING.c.kind == bindparam("kind"),
        or_(bindparam("street") == "", STANDING.c.street == bindparam("street")),
        STANDING.c.withdrawn <= bindparam("most"),
    )
    .order_by(STANDING.c.record)
)


class Pen:
    """Who writes where: station, person and clock, as every line names them."""

    def __init__(self, station: str, person: str, clock: Callable[[], datetime]) -> None:
        self.station, self.person, self.clock = station, person, clock
        self.touched: set[tuple[str, str]] = set()  # kinds and streets written since the transaction began

    def line(self, record: Record, parents: Sequence[str]) -> Line:
        """The next line of a record on top of its heads."""
        now = self.clock()
        offset = now.utcoffset()
        return Line(
            kind=record.KIND,
            record=record.id,
            parents=tuple(sorted(parents)),
            station=self.station,
            person=self.person,
            at=stamp(now),
            offset=int(offset.total_seconds() // 60) if offset is not None else 0,
            street=record.street,
            schema=record.SCHEMA,
            body=body_of(record),
        )


def receive_lines(conn: Connection, lines: Sequence[Line], *, package: str, arrived: str) -> int:
    """Add lines in any order and put what then stands into the index; how many were new. Known ones are ignored."""
    fresh = {line.name: line for line in lines}
    for name in known_names(conn, list(fresh)):
        del fresh[name]
    add_lines(conn, list(fresh.values()), package=package, arrived=arrived)
    reindex(conn, sorted({line.record for line in fresh.values()}))
    return len(fresh)


def reindex(conn: Connection, records: Sequence[str]) -> int:
    """Compute anew what stands of some records, from all their lines; how many have any."""
    done = 0
    for part in batches(records):
        entries = [entry_of(lines) for lines in lines_of(conn, part).values()]
        known = [row.record for row in conn.execute(HELD, {"ids": list(part)})]
        write_entries(conn, entries, known)
        done += len(entries)
    return done


class RecordsOf(Generic[R]):
    """The records of one kind in one transaction."""

    def __init__(self, conn: Connection, kind: type[R], pen: Pen) -> None:
        self.conn, self.kind, self.pen = conn, kind, pen

    def find(self, record: str) -> R | None:
        """The record of an id; None if there is none."""
        for row in self.conn.execute(HELD, {"ids": [record]}):
            if row.kind == self.kind.KIND:
                return value_of(self.kind, body_from(row.body), id=row.record, version=row.version, street=row.street)
        return None

    def get(self, record: str) -> R:
        """The record of an id; Refused if there is none."""
        found = self.find(record)
        if found is None:
            raise Refused(Problem("id", "no_such_record", {"kind": self.kind.KIND, "value": record}))
        return found

    def all(self, street: str = "", *, withdrawn: bool = False) -> list[R]:
        """Every record whose body can be read, of one street if named, in order of id."""
        question = {"kind": self.kind.KIND, "street": street, "most": int(withdrawn)}
        found = []
        for record, version, place, body in self.conn.execute(_ALL, question):
            try:
                found.append(value_of(self.kind, body_from(body), id=record, version=version, street=place))
            except (KeyError, TypeError, ValueError):
                continue  # a broken record is kept and marked; it has no value to show
        return found

    def state(self, record: str) -> State | None:
        """Whether it may be counted; None if there is none."""
        return next((State(row.state) for row in self.conn.execute(HELD, {"ids": [record]})), None)

    def history(self, record: str) -> list[Version]:
        """Its lines, oldest first."""
        lines = lines_of(self.conn, [record]).get(record, [])
        return [
            Version(name=x.name, at=x.at, person=x.person, station=x.station, body=x.body)
            for x in sorted(lines, key=lambda x: (x.at, x.name))
        ]

    def save(self, record: R) -> R:
        """Keep the next version of one record."""
        return self.save_all([record])[0]

    def save_all(self, records: Iterable[R]) -> list[R]:
        """Keep the next version of each, line and index together. Nothing is written for what did not change."""
        saved: list[R] = []
        for part in batches(list(records)):
            saved += self._save_part(part)
        return saved

    def _save_part(self, records: Sequence[R]) -> list[R]:
        if len({r.id for r in records}) < len(records):
            raise ValueError("one record twice in one save")
        held = {row.record: row for row in self.conn.execute(HELD, {"ids": [r.id for r in records]})}
        lines: list[Line] = []
        saved: list[R] = []
        for record in records:
            if problems := record.problems():
                raise Refused(*problems)
            row = held.get(record.id)
            if (row.version if row else "") != record.version:
                raise Outdated(Problem("version", "outdated", {"kind": record.KIND}))
            if row is not None and row.state == State.CONFLICT.value:
                raise Refused(Problem("version", "in_conflict", {"kind": record.KIND}))
            if row is not None and row.street == record.street and same(body_from(row.body), body_of(record)):
                saved.append(record)
                continue
            line = self.pen.line(record, row.heads.split("\n") if row else ())
            lines.append(line)
            saved.append(
                value_of(self.kind, line.body, id=record.id, version=version_of([line.name]), street=record.street)
            )
        add_lines(self.conn, lines, package="", arrived=stamp(self.pen.clock()))
        self.pen.touched.update((x.kind, x.street) for x in lines)
        write_entries(self.conn, [entry_after(line) for line in lines], [x.record for x in lines if x.record in held])
        return saved
