"""The database as it was known at the end of a day: the lines that had arrived by then, and the index they give.

All in one transaction that is rolled back. Temporary views stand in front of the tables and bear their names: that of
the lines hides what arrived later, those of the index hide the records that had not come at all. The few records that
had come and were changed later are put into the index anew, from the lines that are left. So every question of the
program is asked as ever and finds the same indexes, no rule stands twice, and no line is copied, moved or touched.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta

from sqlalchemy import Connection, text

from auditor.errors import Problem, Refused
from auditor.record import china_date, moment_of, stamp
from auditor.store import Check
from db.facts import end_of
from db.holding import HOLDING
from db.journal import LINE
from db.records import reindex
from db.store import KEY, SqlStore

# on SQLite an INTEGER key is the row's number, and a table without one holds each id once
_LATE = {
    "sqlite": "CREATE TEMPORARY TABLE late (arrival INTEGER PRIMARY KEY)",
    "postgresql": "CREATE TEMPORARY TABLE late (arrival BIGINT PRIMARY KEY)",
}
_UNBORN = {
    "sqlite": "CREATE TEMPORARY TABLE unborn (record VARCHAR(64) PRIMARY KEY) WITHOUT ROWID",
    "postgresql": 'CREATE TEMPORARY TABLE unborn (record VARCHAR(64) COLLATE "C" PRIMARY KEY)',
}
_FIND_LATE = text("INSERT INTO late SELECT arrival FROM line WHERE arrived >= :end")
_FIND_UNBORN = text("INSERT INTO unborn SELECT DISTINCT record FROM line WHERE arrival IN (SELECT arrival FROM late)")
_CHANGED = text("SELECT record FROM unborn WHERE record IN (SELECT record FROM line) ORDER BY record")
_BORN = text("DELETE FROM unborn WHERE record IN (SELECT record FROM line)")


class PastStore(SqlStore):
    """A database as it was known at the end of a day, to be looked at while `as_known` lasts and never written."""

    def __init__(self, of: SqlStore, conn: Connection, day: date) -> None:
        last = moment_of(end_of(day)) - timedelta(milliseconds=1)
        super().__init__(of.engine, of.place, lambda: last, of.photo_files)
        self._conn, self._day = conn, day

    @contextmanager
    def _door(self, **options: object) -> Iterator[Connection]:
        if options.get("writing"):
            raise self._refusal()
        yield self._conn

    def as_known(self, day: date) -> AbstractContextManager["PastStore"]:  # noqa: ARG002 - the port's word
        """Refused: one past at a time."""
        raise self._refusal()

    def backup(self, to: str, tell: object = None) -> Check:  # noqa: ARG002 - the port's word
        """Refused: a copy is made of what is held, not of a past."""
        raise self._refusal()

    def close(self) -> None:
        """Nothing: the database stays open for those who have it."""

    def _refusal(self) -> Refused:
        return Refused(Problem("known", "past_is_read_only", {"day": self._day.isoformat()}))


@contextmanager
def look_back(store: SqlStore, day: date) -> Iterator[PastStore]:
    """The database as it was known at the end of a day (in China, by this database's clock).

    Refused for a day that has not come. Others wait for as long as it lasts, as for a write.
    """
    today = china_date(stamp(store.clock()))
    if day > today:
        raise Refused(Problem("known", "in_the_future", {"value": day.isoformat(), "now": today.isoformat()}))
    with store.alone() as conn, conn.begin() as transaction:
        try:
            hide_later(conn, end_of(day))
            yield PastStore(store, conn, day)
        finally:
            transaction.rollback()


def hide_later(conn: Connection, end: str) -> None:
    """Let this transaction see the database as if no line had arrived from the moment `end` on; a rollback ends it."""
    dialect = conn.dialect.name
    home = "main"
    if dialect == "postgresql":
        home = str(conn.scalar(text("SELECT current_schema()")))
        # a path of another text makes the server look names up anew in statements that it has prepared before
        conn.exec_driver_sql(f'SET LOCAL search_path TO pg_temp, "{home}"')
    conn.exec_driver_sql(_LATE[dialect])
    if not conn.execute(_FIND_LATE, {"end": end}).rowcount:
        return
    conn.exec_driver_sql(_UNBORN[dialect])
    conn.execute(_FIND_UNBORN)
    _stand_before(conn, home, LINE.name, "SELECT 1 FROM late WHERE late.arrival = t.arrival")
    changed = list(conn.scalars(_CHANGED))
    conn.execute(_BORN)
    reindex(conn, changed)  # into the tables themselves, until the rollback
    _stand_before(conn, home, HOLDING.name, "SELECT 1")  # they say what is held today: counted anew
    for table, key in KEY.items():
        _stand_before(conn, home, table.name, f"SELECT 1 FROM unborn WHERE unborn.record = t.{key}")


def _stand_before(conn: Connection, home: str, table: str, hidden: str) -> None:
    """A view with a table's name that shows those of its rows `t` for which a question finds nothing."""
    rows = f'SELECT * FROM "{home}"."{table}" AS t WHERE NOT EXISTS ({hidden})'
    conn.exec_driver_sql(f'CREATE TEMPORARY VIEW "{table}" AS {rows}')
