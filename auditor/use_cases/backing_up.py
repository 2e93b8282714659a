"""Backing up: a checked copy where a person says, and one a day by itself; the list of them is kept (DESIGN 5, 6)."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.copies import (
    FOLDER,
    Copy,
    copies,
    daily_copies,
    daily_folder,
    daily_name,
    forget_copies,
    is_copied,
    last_copy,
    surplus,
)
from auditor.copying import make_copy, make_folder
from auditor.errors import Problem, Refused, Unavailable
from auditor.store import Check, Store
from auditor.telling import Tell, quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How this database is copied: where to, what there is, and whether a new daily copy is wanted now."""

    folder: str
    chosen: bool  # by a person; else beside the database
    last: Copy | None
    daily: int  # checked copies of earlier days in that folder
    due: bool


def back_up(store: Store, path: str, tell: Tell = quiet) -> Check:
    """A checked copy in one file, noted; Unavailable if it cannot be made."""
    return make_copy(store, str(Path(path).resolve()), tell)


def stand(store: Store) -> Standing | None:
    """How this database is copied by itself; None for one in memory or on a server, which is not."""
    if not is_copied(store.place):
        return None
    with store.reading() as work:
        chosen, today = work.setting(FOLDER), work.today()
        folder = daily_folder(chosen, store.place)
        station = work.setting("station")
        made = daily_copies(copies(work), folder, store.place, station)
        there = {day: path for day, path in made.items() if Path(path).is_file()}
        last = last_copy(work)
        same = last is not None and last.arrival == work.journal.last() and last.path in there.values()
    return Standing(
        folder=str(folder),
        chosen=bool(chosen),
        last=last,
        daily=len(there),
        due=today not in there and not same,
    )


def back_up_daily(store: Store, tell: Tell = quiet) -> Copy | None:
    """The copy of today where it is wanted, and then the removal of those that need not be kept any longer; None where
    none is wanted. Unavailable where it cannot be made: then every earlier copy stays."""
    found = stand(store)
    if found is None or not found.due:
        return None
    folder = Path(found.folder)
    if not found.chosen:
        make_folder(folder)
    if not folder.is_dir():
        raise Unavailable("no_copy_folder", path=str(folder))
    with store.reading() as work:
        today, station = work.today(), work.setting("station")
    path = folder / daily_name(store.place, station, today)
    back_up(store, str(path), tell)
    with store.reading() as work:
        made = daily_copies(copies(work), folder, store.place, station)
        last = last_copy(work)
    gone = [made[day] for day in surplus(made, today) if day in made]
    for old in gone:
        with suppress(OSError):  # it stays on the list, and is asked for again tomorrow
            Path(old).unlink(missing_ok=True)
    with store.writing() as work:
        forget_copies(work, [old for old in gone if not Path(old).exists()])
    return last


def choose_folder(store: Store, folder: str) -> None:
    """Where the daily copies go from now on; "" is the folder beside the database. Refused for one that is not there;
    the copies made so far stay where they are."""
    chosen = folder.strip()
    if chosen and not Path(chosen).is_dir():
        raise Refused(Problem("folder", "no_folder", {"path": chosen}))
    with store.writing() as work:
        work.set_setting(FOLDER, str(Path(chosen).resolve()) if chosen else "")
