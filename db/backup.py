"""A checked copy of a SQLite database in one file: made aside, opened, counted, compared, and only then named."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlite

from auditor.errors import Problem, Refused, Unavailable
from auditor.store import Check
from auditor.telling import Tell
from db import journal as _journal

if TYPE_CHECKING:
    from db.store import SqlStore

PAGES = 256  # copied at a time (1 MB); between them others have their turn


def copy_to(store: "SqlStore", to: Path, tell: Tell) -> Check:
    """Copy page by page, then open and check the copy; Refused over an existing file or from a server, Unavailable if
    the copy is bad or there is no room. Whoever works meanwhile waits for a moment at most; what is saved before the
    last page is in the copy."""
    if store.engine.dialect.name != "sqlite":
        raise Refused(Problem("db", "backup_by_server"))
    if to.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(to)}))
    aside = to.with_name(to.name + ".part")
    try:
        remove(aside)
        lines, root = _copy_pages(store, aside, tell)
        after = check_copy(aside, tell)
        if after.faults or (after.lines, after.root) != (lines, root):
            raise Unavailable("backup_differs", path=str(to))
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.rename(to)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
    finally:
        remove(aside)
    return after


def _copy_pages(store: "SqlStore", aside: Path, tell: Tell) -> tuple[int, str]:
    """Copy every page; how many lines there were at the last, and their root.

    A page that is written between two steps goes into the copy as well, for it is written through the same connection.
    """
    with store.in_turn() as pause, store.engine.connect() as conn:
        raw = conn.connection.driver_connection
        assert raw is not None

        def step(_status: int, remaining: int, total: int) -> None:
            if remaining:  # after the last page nobody comes in between: the counts are those of the copy
                pause()
                tell(0, total)

        try:
            _refuse_without_room(raw, aside)
            target = sqlite.connect(str(aside))
            try:
                raw.backup(target, pages=PAGES, progress=step, sleep=0)
            finally:
                target.close()
        except sqlite.Error as error:
            raise trouble_with(aside.with_suffix(""), error) from error
        with conn.begin():
            return _journal.count_lines(conn), _journal.root_of(conn)


def _refuse_without_room(raw: "sqlite.Connection", aside: Path) -> None:
    """Unavailable before the first page, so that no copy fills the disk on which people save meanwhile."""
    ((pages,),), ((size,),) = (raw.execute(f"PRAGMA {name}").fetchall() for name in ("page_count", "page_size"))
    need, free = pages * size, shutil.disk_usage(aside.parent).free
    if free < need:
        path = str(aside.with_suffix(""))
        raise Unavailable("no_room_for_copy", path=path, need=-(-need // 10**6), free=free // 10**6)


def check_copy(aside: Path, tell: Tell) -> Check:
    """Open a file of our own making and compare everything in it; Refused where it is no database of this program or a
    newer one, Unavailable where it cannot be read."""
    from db.store import open_store

    copy = open_store(str(aside))
    try:
        return copy.check(tell)
    finally:
        copy.close()


def trouble_with(path: Path, error: "sqlite.Error") -> Unavailable:
    """What SQLite itself says of a file, as a person is told."""
    said = str(error)
    if "full" in said:
        return Unavailable("disk_full", path=str(path))
    if "not a database" in said or "malformed" in said:
        return Unavailable("not_a_database", path=str(path))
    if "locked" in said or "busy" in said:
        return Unavailable("database_in_use", path=str(path))
    return Unavailable("cannot_write", path=str(path), said=said)


def remove(aside: Path) -> None:
    """Leave nothing of a file that was not finished."""
    for left in (aside, Path(f"{aside}-wal"), Path(f"{aside}-shm"), Path(f"{aside}-journal")):
        left.unlink(missing_ok=True)
