"""The records of one kind behind the port: reading what stands, and writing line and index in one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, bindparam, or_, select

from auditor.errors import Outdated, Problem, Refused
from auditor.history import State, version_of
from auditor.kinds import KINDS
from auditor.record import Body, Line, NotCanonical, Record, body_of, same, stamp, value_of
from auditor.station import Station
from auditor.store import Version, Written
from auditor.trust import CONCERNED, bears_its_code, is_the_bureaus
from db.bureaux import find_bureaux, known_bureaux
from db.journal import add_lines, batches, kinds_held, lines_of, names_of
from db.standing import HELD, STANDING, Entry, body_from, entry_after, entry_of, write_entries

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

_UNSETTLED = select(STANDING.c.record).where(
    STANDING.c.kind == bindparam("kind"),
    or_(bindparam("street") == "", STANDING.c.street == bindparam("street")),
    STANDING.c.state != State.SETTLED.value,
)


class Pen:
    """Who writes where: station, person and clock, as every line names them."""

    def __init__(self, station: str, person: str, clock: Callable[[], datetime]) -> None:
        self.station, self.person, self.clock = station, person, clock
        self.touched: set[tuple[str, str]] = set()  # kinds and streets written since the transaction began
        self.written: list[Written] = []  # by hand, in this transaction; what arrives in packages is not among them

    def line(self, record: Record, parents: Sequence[str]) -> Line:
        """The next line of a record on top of its heads."""
        return self._line(record.KIND, record.id, parents, record.street, body_of(record))

    def line_over(self, row: Row[Any], body: Body) -> Line:
        """A line on top of the heads of a record as the index has it, of whatever kind."""
        return self._line(row.kind, row.record, row.heads.split("\n"), row.street, body)

    def _line(self, kind: str, record: str, parents: Sequence[str], street: str, body: Body) -> Line:
        now = self.clock()
        offset = now.utcoffset()
        return Line(
            kind=kind,
            record=record,
            parents=tuple(sorted(parents)),
            station=self.station,
            person=self.person,
            at=stamp(now),
            offset=int(offset.total_seconds() // 60) if offset is not None else 0,
            street=street,
            schema=KINDS.get(kind, Record).SCHEMA,
            body=body,
        )


def receive_lines(
    conn: Connection, lines: Sequence[Line], *, package: str, arrived: str, one_kind: bool = False
) -> int:
    """Add lines in any order and put what then stands into the index; how many were new. Known ones are ignored.

    Refused with `one_kind`: a line whose record is one of another kind; no program writes that, and it would take the
    record out of the lists it stands in."""
    fresh = {line.name: line for line in lines}
    records = sorted({line.record for line in fresh.values()})
    held = kinds_held(conn, records)
    if one_kind:
        _refuse_other_kinds(fresh.values(), dict(held))
    for name in names_of(conn, sorted(held)) & fresh.keys():  # a record without lines has none of these
        del fresh[name]
    add_lines(conn, list(fresh.values()), package=package, arrived=arrived)
    whole: dict[str, list[Line]] = {}  # of the records that are new, all lines there are
    again = set()
    for line in fresh.values():
        if line.record in held:
            again.add(line.record)
        else:
            whole.setdefault(line.record, []).append(line)
    bureaux = known_bureaux(conn)
    write_entries(conn, [_entry_of_new(x, bureaux) for x in whole.values()], {})
    reindex(conn, sorted(again))
    if any(line.kind == Station.KIND for line in fresh.values()):
        reindex(conn, find_bureaux(conn))
    return len(fresh)


def _refuse_other_kinds(lines: Iterable[Line], kinds: dict[str, str]) -> None:
    for line in lines:
        if bears_its_code(line.kind, line.record, line.body):
            continue  # it is the others of this record that are something else
        if (kind := kinds.setdefault(line.record, line.kind)) != line.kind:
            told = {"record": line.record, "kind": line.kind, "held": kind}
            raise Refused(Problem("file", "line_other_kind", told))


def write_over(conn: Connection, pen: "Pen", bodies: Mapping[str, Body]) -> set[str]:
    """Write, for records of any kind, a line on top of all their heads that says this body; a conflict ends by it. The
    records whose line would be longer than one may be: of these nothing is written."""
    left: set[str] = set()
    for part in batches(sorted(bodies)):
        rows = conn.execute(HELD, {"ids": list(part)}).all()
        lines = []
        for row in rows:
            line = pen.line_over(row, bodies[row.record])
            try:
                _ = line.raw
            except NotCanonical:
                left.add(row.record)
            else:
                lines.append(line)
        add_lines(conn, lines, package="", arrived=stamp(pen.clock()))
        pen.touched.update((x.kind, x.street) for x in lines)
        write_entries(conn, [entry_after(x) for x in lines], {x.record: x.kind for x in lines})
        if any(x.kind == Station.KIND for x in lines):
            reindex(conn, find_bureaux(conn))
    return left


def _entry_of_new(lines: Sequence[Line], bureaux: Collection[str]) -> Entry:
    if len(lines) == 1 and not lines[0].parents and lines[0].kind not in CONCERNED:
        return entry_after(lines[0])  # nothing to compute, and nearly every line of a package is one
    return entry_of(lines, bureaux)


def reindex(conn: Connection, records: Sequence[str]) -> int:
    """Compute anew what stands of some records, from all their lines; how many have any."""
    done = 0
    bureaux = known_bureaux(conn) if records else frozenset()
    for part in batches(records):
        entries = [_entry_of_new(lines, bureaux) for lines in lines_of(conn, part).values()]
        known = {row.record: row.kind for row in conn.execute(HELD, {"ids": list(part)})}
        write_entries(conn, entries, known)
        done += len(entries)
    return done


class RecordsOf(Generic[R]):
    """The records of one kind in one transaction."""

    def __init__(self, conn: Connection, kind: type[R], pen: Pen) -> None:
        self.conn, self.kind, self.pen = conn, kind, pen

    def find(self, record: str) -> R | None:
        """The record of an id; None if there is none, Refused if it is broken so that it has no value."""
        for row in self.conn.execute(HELD, {"ids": [record]}):
            if row.kind == self.kind.KIND:
                try:
                    return self._read(row)
                except ValueError as error:
                    facts = {"kind": self.kind.KIND, "value": record}
                    raise Refused(Problem("id", "record_unreadable", facts)) from error
        return None

    def _read(self, row: Row[Any]) -> R:
        return value_of(self.kind, body_from(row.body), id=row.record, version=row.version, street=row.street)

    def readable(self, rows: Iterable[Row[Any]]) -> list[R]:
        """The values of some rows; a broken record that has none is kept and marked, and left out of lists."""
        found = []
        for row in rows:
            try:
                found.append(self._read(row))
            except ValueError:
                continue
        return found

    def get(self, record: str) -> R:
        """The record of an id; Refused if there is none."""
        found = self.find(record)
        if found is None:
            raise Refused(Problem("id", "no_such_record", {"kind": self.kind.KIND, "value": record}))
        return found

    def all(self, street: str = "", *, withdrawn: bool = False) -> list[R]:
        """Every record whose body can be read, of one street if named, in order of id."""
        question = {"kind": self.kind.KIND, "street": street, "most": int(withdrawn)}
        return self.readable(self.conn.execute(_ALL, question))

    def some(self, records: Sequence[str]) -> list[R]:
        """The records of these ids that are held and can be read, withdrawn ones too, in order of id."""
        rows = [row for part in batches(sorted(set(records))) for row in self.conn.execute(HELD, {"ids": list(part)})]
        return self.readable(sorted((r for r in rows if r.kind == self.kind.KIND), key=lambda r: str(r.record)))

    def state(self, record: str) -> State | None:
        """Whether it may be counted; None if there is none."""
        return next((State(row.state) for row in self.conn.execute(HELD, {"ids": [record]})), None)

    def unsettled(self, street: str = "") -> frozenset[str]:
        """The ids of those that may not be counted, of one street if named."""
        return frozenset(self.conn.execute(_UNSETTLED, {"kind": self.kind.KIND, "street": street}).scalars())

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

    def settle(self, record: R) -> R:
        """Settle a conflict by a person's word: a line on top of all heads, the record as it shall stand."""
        return self._save_part([record], settling=True)[0]

    def _save_part(self, records: Sequence[R], *, settling: bool = False) -> list[R]:
        if len({r.id for r in records}) < len(records):
            raise ValueError("one record twice in one save")
        held = {row.record: row for row in self.conn.execute(HELD, {"ids": [r.id for r in records]}).all()}
        lines: list[Line] = []
        saved: list[R] = []
        for record in records:
            if problems := record.problems():
                raise Refused(*problems)
            row = held.get(record.id)
            if row is not None and row.kind != record.KIND:  # written on top of, and silent from then on
                if not bears_its_code(record.KIND, record.id, body_of(record)):
                    raise Refused(Problem("id", "other_kind", {"kind": row.kind, "value": record.id}))
            elif (row.version if row else "") != record.version:
                raise Outdated(Problem("version", "outdated", {"kind": record.KIND}))
            elif row is not None and row.state == State.CONFLICT.value and not settling:
                raise Refused(Problem("version", "in_conflict", {"kind": record.KIND}))
            elif row is not None and _stands_already(row, record):
                saved.append(record)
                continue
            line = self.pen.line(record, row.heads.split("\n") if row else ())
            try:
                _ = line.raw
            except NotCanonical as error:
                raise Refused(Problem("record", "cannot_be_kept", {"kind": record.KIND, "said": str(error)})) from error
            if record.KIND in CONCERNED:
                self._refuse_the_bureaus(line, body_from(row.body) if row else {})
            lines.append(line)
            self.pen.written.append(_written(row, line))
            saved.append(
                value_of(self.kind, line.body, id=record.id, version=version_of([line.name]), street=record.street)
            )
        add_lines(self.conn, lines, package="", arrived=stamp(self.pen.clock()))
        self.pen.touched.update((x.kind, x.street) for x in lines)
        known = {x.record: held[x.record].kind for x in lines if x.record in held}
        write_entries(self.conn, [entry_after(line, judged=True) for line in lines], known)
        if self.kind is Station and lines:
            reindex(self.conn, find_bureaux(self.conn))
        return saved

    def _refuse_the_bureaus(self, line: Line, before: Body) -> None:
        """Only the bureau says some things; a station says of itself who it is, and waits for the bureau's word."""
        bureaux = known_bureaux(self.conn)
        said = any(is_the_bureaus(line.kind, body) for body in (line.body, before) if body)
        if bureaux and line.station not in bureaux and said:
            raise Refused(Problem("record", "bureau_only", {"kind": line.kind}))


def _written(row: Row[Any] | None, line: Line) -> Written:
    before = body_from(row.body) if row is not None else {}
    return Written(
        kind=line.kind,
        record=line.record,
        street=row.street if row is not None else line.street,
        before_version=row.version if row is not None else "",
        before=before,
        version=version_of([line.name]),
    )


def _stands_already(row: Row[Any], record: Record) -> bool:
    """Whether the record stands as it is; what is incomplete or in conflict is mended by writing it all the same."""
    if row.state in (State.INCOMPLETE.value, State.CONFLICT.value):
        return False
    return row.street == record.street and same(body_from(row.body), body_of(record))
