"""The journal: every line once, as bytes, with what is known of its arrival. The set of lines is the truth."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.evidence import journal_root
from auditor.flags import Writing
from auditor.record import Line, NotCanonical
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
_LAST = select(LINE.c.arrived).order_by(LINE.c.arrival.desc()).limit(bindparam("among")).subquery()
_LATEST = select(func.max(_LAST.c.arrived))
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


def root_of(conn: Connection) -> str:
    """SHA-256 over the sorted names of all lines."""
    return journal_root(conn.scalars(_NAMES).all())


def record_ids(conn: Connection) -> list[str]:
    """Every record that has a line, in order of id."""
    return list(conn.scalars(_RECORDS))
