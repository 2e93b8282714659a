"""The journal: every line once, as bytes, with what is known of its arrival. The set of lines is the truth."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Connection,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    Select,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from auditor.evidence import journal_root
from auditor.flags import Writing
from auditor.record import Line, NotCanonical, kept_bytes, kept_line, kept_value
from auditor.store import Arrival
from db.base import Base, insert_rows, name_type, table_of

T = TypeVar("T")
BATCH = 500


def batches(values: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """Slices of at most `size`: engines bound the number of values in one question."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


class LineRow(Base):
    """One line. `arrival`, `arrived` and `package` are facts of this database alone (DESIGN 5)."""

    __tablename__ = "line"
    arrival: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    name: Mapped[str] = mapped_column(name_type, unique=True)
    record: Mapped[str] = mapped_column(name_type, index=True)
    street: Mapped[str] = mapped_column(name_type)
    kind: Mapped[str] = mapped_column(name_type)
    package: Mapped[str] = mapped_column(name_type)  # "" for what was written here
    arrived: Mapped[str] = mapped_column(name_type)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    station: Mapped[str] = mapped_column(name_type)
    __table_args__ = (
        Index(None, "street", "station", "arrival", "name"),  # what is held of each, without reading a line
        {"sqlite_autoincrement": True},  # an arrival number is never used twice
    )


LINE = table_of(LineRow)
_BY_RECORD = (
    select(LINE.c.raw, LINE.c.name)
    .where(LINE.c.record.in_(bindparam("ids", expanding=True)))
    .order_by(LINE.c.record, LINE.c.arrival)
)
_WHOLE = (
    select(LINE.c.name, LINE.c.record, LINE.c.raw)
    .where(LINE.c.record.in_(bindparam("ids", expanding=True)))
    .order_by(LINE.c.record, LINE.c.arrival)
)
_RAW = select(LINE.c.raw).where(LINE.c.name.in_(bindparam("ids", expanding=True))).order_by(LINE.c.name)
_MADE = (
    select(LINE)
    .where(LINE.c.street == bindparam("street"), LINE.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(LINE.c.arrival)
)
_COUNT = select(func.count()).select_from(LINE)
_NEWEST = select(LINE.c.arrived).order_by(LINE.c.arrival.desc()).limit(bindparam("among")).subquery()
_LATEST = select(func.max(_NEWEST.c.arrived))
_LAST = select(func.max(LINE.c.arrival))
_EARLIER = LINE.alias("earlier")
_WRITTEN = select(func.count(LINE.c.record.distinct())).where(
    LINE.c.arrival > bindparam("after"), LINE.c.package == "", LINE.c.kind.not_in(bindparam("leave", expanding=True))
)
_WRITTEN_EARLIER = select(_EARLIER.c.arrival).where(
    _EARLIER.c.record == LINE.c.record, _EARLIER.c.package == "", _EARLIER.c.arrival <= bindparam("after")
)
_BETWEEN = (
    select(LINE.c.arrival)
    .where(LINE.c.arrived >= bindparam("since"), LINE.c.arrived < bindparam("until"), LINE.c.package == "")
    .order_by(LINE.c.arrival)
)
_ARRIVED = (
    select(LINE.c.arrival, LINE.c.arrived, LINE.c.package, LINE.c.raw)
    .where(LINE.c.arrival.in_(bindparam("ids", expanding=True)))
    .order_by(LINE.c.arrival)
)
_NAMES = select(LINE.c.name).order_by(LINE.c.name)
_COUNT_HELD = select(LINE.c.street, LINE.c.station, func.count().label("lines")).group_by(LINE.c.street, LINE.c.station)
_RAW_BY_NUMBER = select(LINE.c.raw, LINE.c.name).order_by(LINE.c.arrival)
_RAW_AT = _RAW_BY_NUMBER.where(LINE.c.arrival.in_(bindparam("ids", expanding=True)))
_RAW_BETWEEN = _RAW_BY_NUMBER.where(LINE.c.arrival.between(bindparam("first"), bindparam("last")))
_NAMES_OF = select(LINE.c.name).where(LINE.c.record.in_(bindparam("ids", expanding=True)))
_KINDS = select(LINE.c.record, LINE.c.kind).distinct().where(LINE.c.record.in_(bindparam("ids", expanding=True)))
_OF_KIND = select(LINE.c.raw).where(LINE.c.kind == bindparam("kind")).order_by(LINE.c.name)
_RECORDS_OF = select(LINE.c.record).distinct().where(LINE.c.kind.in_(bindparam("kinds", expanding=True)))
_BROUGHT = (
    select(LINE.c.name, LINE.c.record)
    .where(LINE.c.arrival.between(bindparam("first"), bindparam("last")))
    .order_by(LINE.c.arrival)
)
_RECORDS = select(LINE.c.record).distinct().order_by(LINE.c.record)


def add_lines(conn: Connection, lines: Sequence[Line], *, package: str, arrived: str) -> None:
    """Append lines that are known to be new."""
    rows = [(x.name, x.record, x.street, x.kind, package, arrived, x.raw, x.station) for x in lines]
    insert_rows(conn, LINE, rows, leave="arrival")


def kinds_held(conn: Connection, records: Sequence[str]) -> dict[str, str]:
    """The kind of those of these records that have a line here."""
    return {
        row.record: row.kind for part in batches(records) for row in conn.execute(_KINDS, {"ids": list(part)}).all()
    }


def names_of(conn: Connection, records: Sequence[str]) -> set[str]:
    """The names of all lines of some records; they are not read."""
    return {name for part in batches(records) for name in conn.scalars(_NAMES_OF, {"ids": list(part)})}


def arrived_raw(conn: Connection, arrivals: Sequence[int]) -> Iterator[bytes]:
    """The bytes of lines by their arrival numbers (ascending), streamed in that order. NotCanonical for a line whose
    bytes are not those that arrived."""
    for part in batches(arrivals):
        run = part[-1] - part[0] == len(part) - 1  # mostly: what came last is what the other side lacks
        asked = {"first": part[0], "last": part[-1]} if run else {"ids": list(part)}
        for raw, name in conn.execute(_RAW_BETWEEN if run else _RAW_AT, asked).all():
            yield kept_bytes(bytes(raw), name)


def lines_of_kind(conn: Connection, kind: str) -> list[Line]:
    """All lines of a kind, in order of name."""
    return [Line.read(bytes(raw)) for raw in conn.scalars(_OF_KIND, {"kind": kind})]


def records_of_kinds(conn: Connection, kinds: Sequence[str]) -> list[str]:
    """The records that have a line of some kinds, in order of id."""
    return sorted(conn.scalars(_RECORDS_OF, {"kinds": list(kinds)}))


def brought(conn: Connection, first: int, last: int) -> list[tuple[str, str]]:
    """Name and record of the lines that arrived as these numbers, both included."""
    return [(row.name, row.record) for row in conn.execute(_BROUGHT, {"first": first, "last": last})]


def lines_of(conn: Connection, records: Sequence[str]) -> dict[str, list[Line]]:
    """All lines of some records, each record's in order of arrival."""
    found: dict[str, list[Line]] = {}
    for part in batches(records):
        for raw, name in conn.execute(_BY_RECORD, {"ids": list(part)}).all():
            line = kept_line(bytes(raw), name)
            found.setdefault(line.record, []).append(line)
    return found


def sound_lines(conn: Connection, records: Sequence[str]) -> tuple[dict[str, list[Line]], list[str]]:
    """The lines of some records, and the names under which lies what is no line, or another one (for `check`)."""
    found: dict[str, list[Line]] = {}
    damaged = []
    for name, record, raw in conn.execute(_WHOLE, {"ids": list(records)}).all():
        try:
            line = Line.read(bytes(raw))
        except NotCanonical:
            line = None
        if line is None or (line.name, line.record) != (name, record):
            damaged.append(name)
        else:
            found.setdefault(record, []).append(line)
    return found, damaged


def raw_lines(conn: Connection, names: Iterable[str]) -> list[bytes]:
    """The bytes of some lines, in order of name."""
    wanted = sorted(set(names))
    return [bytes(raw) for part in batches(wanted) for raw in conn.scalars(_RAW, {"ids": list(part)})]


def writings_of(conn: Connection, street: str, kinds: Sequence[str]) -> list[Writing]:
    """How a street's lines of some kinds were made, in order of arrival; their bodies are not looked at."""
    found = []
    for row in conn.execute(_MADE, {"street": street, "kinds": kinds}):
        line = kept_value(bytes(row.raw))
        found.append(
            Writing(
                name=row.name,
                record=row.record,
                kind=row.kind,
                parents=tuple(line["parents"]),
                station=line["station"],
                person=line["person"],
                at=line["at"],
                arrival=row.arrival,
                arrived=row.arrived,
                package=row.package,
            )
        )
    return found


def count_lines(conn: Connection) -> int:
    """How many lines there are."""
    return int(conn.scalar(_COUNT) or 0)


def latest_arrival(conn: Connection, among: int) -> str:
    """When the newest among the last lines to arrive came; "" without lines."""
    return conn.scalar(_LATEST, {"among": among}) or ""


def written_between(conn: Connection, since: str, until: str, tell: Callable[[int, int], None]) -> Iterator[Arrival]:
    """The lines written here that arrived from one moment to before another, in order of arrival."""
    numbers = conn.scalars(_BETWEEN, {"since": since, "until": until}).all()
    for done in range(0, len(numbers), BATCH):
        tell(done, len(numbers))
        for row in conn.execute(_ARRIVED, {"ids": list(numbers[done : done + BATCH])}):
            line = Line.read(bytes(row.raw))
            yield Arrival(line=line, number=row.arrival, at=row.arrived, package=row.package)


def last_arrival(conn: Connection) -> int:
    """The arrival number of the newest line; 0 for none."""
    return int(conn.scalar(_LAST) or 0)


def records_written(
    conn: Connection, after: int, leave: Sequence[str], beyond: Mapping[str, int], *, first: bool
) -> int:
    """How many records have a line written here that arrived after a number and after that of its street in `beyond`;
    with `first` no such line up to the number."""
    counted = _beyond(_WRITTEN, LINE, beyond)
    if first:
        counted = counted.where(~_beyond(_WRITTEN_EARLIER, _EARLIER, beyond).exists())
    return int(conn.scalar(counted, {"after": after, "leave": list(leave)}) or 0)


def _beyond(asked: "Select[Any]", of: FromClause, beyond: Mapping[str, int]) -> "Select[Any]":
    """Only lines that arrived after the number of their street; those of other streets are left as they are."""
    if not beyond:
        return asked
    return asked.where(of.c.arrival > case(*((of.c.street == s, n) for s, n in sorted(beyond.items())), else_=0))


def count_held(conn: Connection) -> dict[tuple[str, str], int]:
    """How many lines are held of each (street, station); read from the index alone."""
    return {(row.street, row.station): row.lines for row in conn.execute(_COUNT_HELD)}


def root_of(conn: Connection) -> str:
    """SHA-256 over the sorted names of all lines."""
    return journal_root(conn.scalars(_NAMES).all())


def record_ids(conn: Connection) -> list[str]:
    """Every record that has a line, in order of id."""
    return list(conn.scalars(_RECORDS))
