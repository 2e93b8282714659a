"""Bringing an older database up to this program's schema by Alembic, on a copy first; the index is not its concern."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.copies import note_copy
from auditor.errors import Problem, Refused, Unavailable
from auditor.evidence import journal_root
from db import store as _store
from db.engine import is_server

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(store: "_store.SqlStore", held: str) -> None:
    """From schema `held` to the newest, in one transaction, after a checked copy beside the file.

    Refused, with nothing changed, if the database is newer than the program.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {r.revision for r in ScriptDirectory.from_config(config).walk_revisions()}
    if held not in known:
        raise Refused(Problem("db", "newer_database", {"path": store.place, "schema": held}))
    copied = None
    if not is_server(store.place) and store.place != ":memory:":
        copied = _copy_first(store, held)
    sqlite = store.engine.dialect.name == "sqlite"
    if sqlite:
        _enforce(store, False)  # before BEGIN, or making a table anew would delete the rows that refer to it
    try:
        with store.writing() as work:
            config.attributes["connection"] = work.conn
            command.upgrade(config, _store.SCHEMA)
            if sqlite:
                _check_references(work.conn)
            if copied is not None:
                note_copy(work, str(copied.resolve()), work.today())  # it holds keys like any other copy
    finally:
        if sqlite:
            _enforce(store, True)


def _enforce(store: "_store.SqlStore", on: bool) -> None:
    with store.engine.connect() as conn:
        raw = conn.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _copy_first(store: "_store.SqlStore", held: str) -> Path:
    """A copy beside the file; it counts as done when it opens, is whole and holds the same lines."""
    import sqlcipher3.dbapi2 as sqlite

    path = Path(store.place)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    to = path.with_name(f"{path.stem}-{held}-{stamp}{path.suffix}")
    with store.engine.connect() as conn:
        raw = conn.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(to),))
        before = journal_root(name for (name,) in raw.execute("SELECT name FROM line"))
    copy = sqlite.connect(str(to))
    try:
        whole = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        same = journal_root(name for (name,) in copy.execute("SELECT name FROM line")) == before
    finally:
        copy.close()
    if not (whole and same):
        to.unlink()
        raise Unavailable("backup_differs", path=str(to))
    return to


def _check_references(conn: "Connection") -> None:
    if list(conn.exec_driver_sql("PRAGMA foreign_key_check")):
        raise Refused(Problem("db", "migration_broke_references"))
