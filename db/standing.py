"""What stands of every record, computed from its lines: the index that all listings and scores read (DESIGN 5)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Index, Integer, Table, bindparam, delete, literal_column, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.history import Standing, State, standing, version_of
from auditor.kinds import group_of, sound
from auditor.record import Body, Line, bytes_of, kept_value
from auditor.trust import silent_among, speaking_of
from db.base import Base, insert_rows, name_type, table_of, text_type
from db.journal import batches

UNSETTLED = literal_column("state") != literal_column(f"'{State.SETTLED.value}'")  # no parameter: else no index


class StandingRow(Base):
    """One record as it stands. `body` is canonical; of a record in conflict it holds, for the fields in conflict,
    the saying with the smallest name, so that there is something to show, and `state` keeps it from being counted."""

    __tablename__ = "standing"
    record: Mapped[str] = mapped_column(name_type, primary_key=True)
    kind: Mapped[str] = mapped_column(name_type, index=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    version: Mapped[str] = mapped_column(name_type)
    heads: Mapped[str] = mapped_column(text_type)
    state: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(name_type)  # of the newest head
    body: Mapped[str] = mapped_column(text_type)
    # few are unsettled: a badge that counts them after every change may not read all others
    __table_args__ = (Index("ix_standing_unsettled", "street", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),)


STANDING = table_of(StandingRow)
HELD = select(STANDING).where(STANDING.c.record.in_(bindparam("ids", expanding=True)))
_FORGET = delete(STANDING).where(STANDING.c.record.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One record on its way into the index. `bodies` are those of its heads: an unsettled audit's answers are
    unknown item by item, whichever head says them."""

    record: str
    kind: str
    street: str
    at: str
    standing: Standing
    bodies: tuple[Body, ...]

    @property
    def unsettled(self) -> bool:
        """Whether it may not be counted."""
        return self.standing.state is not State.SETTLED

    @property
    def withdrawn(self) -> bool:
        """Withdrawn for certain, where that is in dispute it is not; or said by nobody who may (auditor/trust.py)."""
        return bool(self.standing.body.get("withdrawn")) or not self.standing.body


Rows = dict[Table, list[tuple[Any, ...]]]
Indexer = Callable[[Entry, Rows], None]
INDEXERS: dict[str, Indexer] = {}  # by kind; filled by the noun's module
OWNED: dict[str, tuple[Table, ...]] = {}  # by kind: the tables its rows stand in, keyed by their column `id`


def indexed(kind: str, *tables: Table) -> Callable[[Indexer], Indexer]:
    """Declare how a kind's records are put into its tables; every one of them has a column `id` with the record's."""

    def keep(indexer: Indexer) -> Indexer:
        INDEXERS[kind], OWNED[kind] = indexer, tables
        return indexer

    return keep


def entry_of(lines: Iterable[Line], bureaux: Collection[str] = ()) -> Entry:
    """The index entry of a record's lines (at least one): a pure function of their set, and of which stations speak for
    the bureau."""
    held = {line.name: line for line in lines}
    silent = silent_among(held.values(), bureaux)
    kind = min(line.kind for line in speaking_of(held.values(), silent))
    found = standing(held.values(), group=group_of(kind), sound=lambda body: sound(kind, body), silent=silent)
    heads = [held[name] for name in found.tips or found.heads]
    shown = dict(found.body)
    for field, sayings in found.conflicts.items():
        if field != "withdrawn":
            first = held[sayings[0]].body
            shown.update({k: v for k, v in first.items() if group_of(kind)(k) == field})
    full = Standing(found.version, found.heads, found.state, shown, found.conflicts)
    newest = max(heads, key=lambda x: (x.at, x.name))
    return Entry(newest.record, kind, newest.street, newest.at, full, tuple(h.body for h in heads))


def entry_after(line: Line, *, judged: bool = False) -> Entry:
    """The entry of a record after a line that names all its heads as parents: the line's own body stands whole. With
    `judged` its value was made and keeps the rules of its kind; that is not asked again."""
    state = State.SETTLED if judged or sound(line.kind, line.body) else State.BROKEN
    full = Standing(version_of([line.name]), (line.name,), state, line.body)
    return Entry(line.record, line.kind, line.street, line.at, full, (line.body,))


def write_entries(conn: Connection, entries: Sequence[Entry], known: Mapping[str, str]) -> None:
    """Put entries into the index in place of what it holds of the records in `known` (record -> kind held so far)."""
    for part in batches(sorted(known)):
        conn.execute(_FORGET, {"ids": list(part)})
    by_kind: dict[str, list[str]] = {}
    for record, kind in known.items():
        by_kind.setdefault(kind, []).append(record)
    for kind, ids in by_kind.items():
        for table in OWNED.get(kind, ()):
            for part in batches(ids):
                conn.execute(_forget(table), {"ids": list(part)})
    for table, values in rows_of(entries).items():
        insert_rows(conn, table, values)


def rows_of(entries: Iterable[Entry]) -> Rows:
    """The rows of every index table that some records stand in, tuples in the order of the table's columns."""
    rows: Rows = {STANDING: []}
    for entry in entries:
        s = entry.standing
        body = bytes_of(s.body).decode()
        rows[STANDING].append(
            (
                entry.record,
                entry.kind,
                entry.street,
                s.version,
                "\n".join(s.heads),
                s.state.value,
                int(entry.withdrawn),
                entry.at,
                body,
            )
        )
        if indexer := INDEXERS.get(entry.kind):
            indexer(entry, rows)
    return rows


_forgets: dict[Table, Any] = {}


def _forget(table: Table) -> Any:
    if table not in _forgets:
        _forgets[table] = delete(table).where(table.c.id.in_(bindparam("ids", expanding=True)))
    return _forgets[table]


def body_from(text: str) -> dict[str, Any]:
    """A standing body as written."""
    found: dict[str, Any] = kept_value(text)
    return found
