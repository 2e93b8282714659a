"""The journal: every line once, as bytes, with what is known of its arrival. The set of lines is the truth."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.evidence import journal_root
from auditor.flags import Writing
from auditor.record import Line, NotCanonical
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
    __table_args__ = ({"sqlite_autoincrement": True},)  # an arrival number is never used twice


LINE = table_of(LineRow)
_BY_RECORD = (
    select(LINE.c.raw)
    .where(LINE.c.record.in_(bindparam("ids", expanding=True)))
    .order_by(LINE.c.record, LINE.c.arrival)
)
_WHOLE = (
    select(LINE.c.name, LINE.c.record, LINE.c.raw)
    .where(LINE.c.record.in_(bindparam("ids", expanding=True)))
    .order_by(LINE.c.record, LINE.c.arrival)
)
_KNOWN = select(LINE.c.name).where(LINE.c.name.in_(bindparam("ids", expanding=True)))
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
_FIRST_WRITTEN = _WRITTEN.where(
    ~select(_EARLIER.c.arrival)
    .where(_EARLIER.c.record == LINE.c.record, _EARLIER.c.package == "", _EARLIER.c.arrival <= bindparam("after"))
    .exists()
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
_RECORDS = select(LINE.c.record).distinct().order_by(LINE.c.record)


def add_lines(conn: Connection, lines: Sequence[Line], *, package: str, arrived: str) -> None:
    """Append lines that are known to be new."""
    rows = [(x.name, x.record, x.street, x.kind, package, arrived, x.raw) for x in lines]
    insert_rows(conn, LINE, rows, leave="arrival")


def known_names(conn: Connection, names: Sequence[str]) -> set[str]:
    """Which of these lines are held."""
    return {name for part in batches(names) for name in conn.scalars(_KNOWN, {"ids": list(part)})}


def lines_of(conn: Connection, records: Sequence[str]) -> dict[str, list[Line]]:
    """All lines of some records, each record's in order of arrival."""
    found: dict[str, list[Line]] = {}
    for part in batches(records):
        for raw in conn.scalars(_BY_RECORD, {"ids": list(part)}).all():
            line = Line.read(bytes(raw))
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
        line = json.loads(bytes(row.raw))
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


def records_written(conn: Connection, after: int, leave: Sequence[str], *, first: bool) -> int:
    """How many records have a line written here that arrived after a number; with `first` none before it."""
    asked = {"after": after, "leave": list(leave)}
    return int(conn.scalar(_FIRST_WRITTEN if first else _WRITTEN, asked) or 0)


def root_of(conn: Connection) -> str:
    """SHA-256 over the sorted names of all lines."""
    return journal_root(conn.scalars(_NAMES).all())


def record_ids(conn: Connection) -> list[str]:
    """Every record that has a line, in order of id."""
    return list(conn.scalars(_RECORDS))
