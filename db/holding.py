"""How many lines are held of every street and station, and their digest: noted, so that only what grew is counted anew.

A note says of the first so many lines of one street and station, in order of arrival, what can never change any more.
Notes are made of all of them at once: whatever arrived after the last of them is new.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Row, bindparam, delete, func, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from auditor.holding import Holding, Holdings, Key
from auditor.package import Part, digest_of
from db.base import Base, insert_rows, name_type, table_of
from db.journal import LINE

KEPT = 32  # notes of one street and station: other sides say what they held some time ago


class HoldingRow(Base):
    """Of the first `lines` lines of a street and station: the arrival number of the last, and the digest of all."""

    __tablename__ = "holding"
    street: Mapped[str] = mapped_column(name_type, primary_key=True)
    station: Mapped[str] = mapped_column(name_type, primary_key=True)
    lines: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    digest: Mapped[str] = mapped_column(name_type)


HOLDING = table_of(HoldingRow)
_OF = (LINE.c.street == bindparam("street"), LINE.c.station == bindparam("station"))
_NAMES = select(LINE.c.arrival, LINE.c.name).where(*_OF).order_by(LINE.c.arrival)
_FIRST = _NAMES.limit(bindparam("most"))
_AFTER = select(LINE.c.arrival).where(*_OF).order_by(LINE.c.arrival).offset(bindparam("n"))
_BEYOND = select(LINE.c.arrival).where(*_OF, LINE.c.arrival > bindparam("last")).order_by(LINE.c.arrival)
_ALL = select(LINE.c.street, LINE.c.station).distinct()  # out of the index
_NEW = select(LINE.c.street, LINE.c.station).where(LINE.c.arrival > bindparam("last"))  # with DISTINCT: all the index
_LAST = select(func.max(HOLDING.c.last))
_MOST = select(HOLDING.c.street, HOLDING.c.station, func.max(HOLDING.c.lines).label("lines")).group_by(
    HOLDING.c.street, HOLDING.c.station
)
_NEWEST = select(HOLDING).where(tuple_(HOLDING.c.street, HOLDING.c.station, HOLDING.c.lines).in_(_MOST))
_MINE = (HOLDING.c.street == bindparam("street"), HOLDING.c.station == bindparam("station"))
_AT = select(HOLDING).where(*_MINE, HOLDING.c.lines == bindparam("n"))
_OLDEST_KEPT = select(HOLDING.c.lines).where(*_MINE).order_by(HOLDING.c.lines.desc()).limit(1).offset(KEPT - 1)
_PRUNE = delete(HOLDING).where(*_MINE, HOLDING.c.lines < _OLDEST_KEPT.scalar_subquery())


def holdings(conn: Connection, streets: Collection[str] | None = None, station: str = "") -> Holdings:
    """What is held of each (street, station): of all, or of some streets and of one station wherever it wrote."""
    noted = _newest(conn)
    grown = set(_grown(conn))
    for key in sorted(noted.keys() | grown):
        if streets is None or key[0] in streets or key[1] == station:
            part = _counted(conn, key)[0] if key in grown else Part(noted[key].lines, noted[key].digest)
            yield key, _holding(conn, key, part)


def note_holdings(conn: Connection) -> None:
    """Note what is held now; only what grew since the last note is counted."""
    grown = {key: _counted(conn, key) for key in _grown(conn)}
    rows = [(*key, part.count, last, part.digest) for key, (part, last) in grown.items()]
    insert_rows(conn, HOLDING, rows)
    for street, station, *_rest in rows:
        conn.execute(_PRUNE, {"street": street, "station": station})


def wrong_notes(conn: Connection) -> Iterator[Key]:
    """The streets and stations whose newest note is not what their lines say (for `check`)."""
    for key, row in _newest(conn).items():
        first = _first(conn, key, row.lines)
        if len(first) != row.lines or first[-1].arrival != row.last or digest_of(x.name for x in first) != row.digest:
            yield key


def _newest(conn: Connection) -> dict[Key, Row[Any]]:
    return {(row.street, row.station): row for row in conn.execute(_NEWEST)}


def _grown(conn: Connection) -> list[Key]:
    last = conn.scalar(_LAST)
    found = conn.execute(_ALL) if last is None else conn.execute(_NEW, {"last": last})
    return sorted({(street, station) for street, station in found})


def _counted(conn: Connection, key: Key) -> tuple[Part, int]:
    """What stands of a street and station (one line at least), and its last arrival number."""
    rows = conn.execute(_NAMES, {"street": key[0], "station": key[1]}).all()
    return Part(len(rows), digest_of(name for _arrival, name in rows)), rows[-1].arrival


def _first(conn: Connection, key: Key, n: int) -> Sequence[Any]:
    return conn.execute(_FIRST, {"street": key[0], "station": key[1], "most": n}).all()


def _holding(conn: Connection, key: Key, part: Part) -> Holding:
    of = {"street": key[0], "station": key[1]}

    def digest_at(n: int) -> str:
        noted = conn.execute(_AT, {**of, "n": n}).one_or_none()
        return noted.digest if noted is not None else digest_of(name for _arrival, name in _first(conn, key, n))

    def after(n: int) -> Sequence[int]:
        noted = conn.execute(_AT, {**of, "n": n}).one_or_none() if n else None
        if noted is not None:
            return conn.scalars(_BEYOND, {**of, "last": noted.last}).all()
        return conn.scalars(_AFTER, {**of, "n": n}).all()

    return Holding(part, digest_at, after)
