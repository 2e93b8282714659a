"""A checked copy of a SQLite database in one file: made aside, opened, counted, compared, and only then named."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import Problem, Refused, Unavailable
from auditor.store import Check

if TYPE_CHECKING:
    from db.store import SqlStore


def copy_to(store: "SqlStore", to: Path) -> Check:
    """Copy with VACUUM INTO; Refused over an existing file or from a server, Unavailable if the copy is bad."""
    from db.store import open_store

    if store.engine.dialect.name != "sqlite":
        raise Refused(Problem("db", "backup_by_server"))
    if to.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(to)}))
    aside = to.with_name(to.name + ".part")
    aside.unlink(missing_ok=True)
    before = store.check()
    with store.engine.connect() as conn:
        raw = conn.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(aside),))
    try:
        copy = open_store(str(aside))
        try:
            after = copy.check()
        finally:
            copy.close()
        if after.faults or (after.lines, after.root) != (before.lines, before.root):
            raise Unavailable("backup_differs", path=str(to))
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.rename(to)
    finally:
        for left in (aside, Path(f"{aside}-wal"), Path(f"{aside}-shm")):
            left.unlink(missing_ok=True)
    return after
