"""Restoring a copy: made anew aside, opened and checked, then swapped in; the database as it was stays beside it."""

import os
from contextlib import suppress
from datetime import date, datetime
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import func, select

from auditor.copies import copies, note_checked, note_copy
from auditor.errors import Problem, Refused, Unavailable
from auditor.record import stamp
from auditor.slots import secret_name
from auditor.store import Check, Restoring
from auditor.telling import Tell
from db import journal as _journal
from db.backup import check_copy, remove, trouble_with
from db.engine import is_server

if TYPE_CHECKING:
    from db.store import SqlStore

_SIDES = ("", "-wal", "-shm")


def examine(store: "SqlStore", copy: Path, tell: Tell) -> Restoring:
    """What restoring a copy would do; changes nothing."""
    aside = _aside(store.place)
    try:
        check = _take(store.place, copy, aside, tell)
        return _compare(store, aside, check)
    finally:
        remove(aside)


def restore_open(store: "SqlStore", copy: Path, tell: Tell) -> Restoring:
    """Put a copy in the place of the database that is open, and go on with it."""
    aside = _aside(store.place)
    try:
        check = _take(store.place, copy, aside, tell)
        with store.in_turn():  # what is compared is what is put aside
            found = _compare(store, aside, check)
            with store.reading() as work:
                held = copies(work)
                gone = [r for r in work.rounds.all(withdrawn=True) if r.key_destroyed_on]
            kept = _spare(store.place, store.clock())
            store.reopen(lambda: _swap(Path(store.place), aside, kept))
            _note(store, held, kept, copy, check)
            with store.writing() as work:
                for round_ in gone:  # the copy may be older than their end; keys do not come back with it
                    work.set_secret(secret_name(round_), None)
        if gone:
            store.tidy()
    finally:
        remove(aside)
    return Restoring(check=check, newest=found.newest, lacking=found.lacking, kept=str(kept))


def restore(place: str, copy: Path, tell: Tell) -> Restoring:
    """Put a copy in the place of a database that nobody has open: whole, damaged, or not there at all."""
    from db.store import open_store

    if not is_server(place) and Path(place).exists():
        try:
            store = open_store(place)
        except Unavailable as trouble:
            if trouble.code not in ("database_damaged", "not_a_database"):
                raise
        else:
            try:
                return restore_open(store, copy, tell)
            finally:
                store.close()
    aside = _aside(place)
    try:
        check = _take(place, copy, aside, tell)
        there = Path(place).exists()
        kept = _spare(place, datetime.now().astimezone())
        _swap(Path(place), aside, kept)
    finally:
        remove(aside)
    store = open_store(place)
    try:
        _note(store, {}, kept if there else None, copy, check)
        newest = _newest(store)
    finally:
        store.close()
    return Restoring(check=check, newest=newest, lacking=0, kept=str(kept) if there else "")


def _aside(place: str) -> Path:
    if is_server(place) or place == ":memory:":
        raise Refused(Problem("db", "backup_by_server"))
    return Path(f"{place}.restoring")


def _take(place: str, copy: Path, aside: Path, tell: Tell) -> Check:
    """The copy as a file of our own beside the database, checked. The copy itself is only read."""
    if not copy.is_file():
        raise Unavailable("no_file", path=str(copy))
    if copy.resolve() == Path(place).resolve():
        raise Refused(Problem("file", "restores_itself", {"path": str(copy)}))
    log = Path(f"{copy}-wal")
    if log.exists() and log.stat().st_size:
        raise Unavailable("copy_in_use", path=str(copy))
    remove(aside)
    try:
        source = sqlite.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            target = sqlite.connect(str(aside))
            try:
                source.backup(target, pages=4096, progress=lambda _status, _remaining, total: tell(0, total), sleep=0)
            finally:
                target.close()
        finally:
            source.close()
        check = check_copy(aside, tell)
    except sqlite.Error as error:
        raise trouble_with(copy, error) from error
    except Unavailable as trouble:  # told of the file a person knows, not of ours
        raise Unavailable(trouble.code, **{**trouble.facts, "path": str(copy)}) from trouble
    except Refused as refused:
        raise Refused(*(Problem(p.field, p.code, {**p.facts, "path": str(copy)}) for p in refused.problems)) from None
    if check.faults or not check.lines:
        raise Unavailable("copy_not_whole", path=str(copy), said=check.faults[0] if check.faults else "")
    return check


def _compare(store: "SqlStore", aside: Path, check: Check) -> Restoring:
    from db.store import open_store

    copy = open_store(str(aside))
    try:
        newest = _newest(copy)
        with copy.reading() as work:
            held = set(work.conn.scalars(select(_journal.LINE.c.name)))
    finally:
        copy.close()
    with store.reading() as work:
        lacking = sum(name not in held for name in work.conn.scalars(select(_journal.LINE.c.name)))
    return Restoring(check=check, newest=newest, lacking=lacking)


def _newest(store: "SqlStore") -> str:
    with store.reading() as work:
        return str(work.conn.scalar(select(func.max(_journal.LINE.c.arrived))) or "")


def _spare(place: str, now: datetime) -> Path:
    """Where the database as it was is put: beside it, under a name nobody has."""
    path = Path(place)
    kept = path.with_name(f"{path.stem}-before-{now:%Y%m%d-%H%M%S}{path.suffix}")
    number = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem}-before-{now:%Y%m%d-%H%M%S}-{number}{path.suffix}")
        number += 1
    return kept


def _swap(path: Path, aside: Path, kept: Path) -> None:
    """The old one to its new name with its log, the new one in its place; if that cannot be done all is as it was."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    moved: list[tuple[Path, Path]] = []
    try:
        for side in _SIDES:
            if Path(f"{path}{side}").exists():
                Path(f"{path}{side}").rename(f"{kept}{side}")
                moved.append((Path(f"{path}{side}"), Path(f"{kept}{side}")))
        aside.rename(path)
    except OSError as error:
        for was, now in reversed(moved):
            now.rename(was)
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error


def take_up(place: str) -> None:
    """Where a restore died between its two renames, the database as it was goes back to its place."""
    if is_server(place) or place == ":memory:" or Path(place).exists() or not _aside(place).exists():
        return
    path = Path(place)
    kept = sorted(path.parent.glob(f"{escape(path.stem)}-before-*{escape(path.suffix)}"), key=lambda p: p.stem)
    if kept:
        for side in reversed(_SIDES):  # the file itself last: until then it is done again
            with suppress(FileNotFoundError):
                Path(f"{kept[-1]}{side}").rename(f"{path}{side}")


def _note(store: "SqlStore", held: dict[str, str], kept: Path | None, copy: Path, check: Check) -> None:
    """The lists of copies of both, and the one put aside: it holds keys like any other (DESIGN 5)."""
    with store.writing() as work:
        for path, day in held.items():
            if path not in copies(work):
                note_copy(work, path, date.fromisoformat(day))
        if kept is not None:
            note_copy(work, str(kept.resolve()), work.today())
        note_checked(work, str(copy.resolve()), stamp(work.now()), check)
