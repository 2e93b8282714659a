"""Making checked copies of a database (备份): one file where somebody said, and one before lines of others come in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from auditor.copies import (
    BEFORE_MERGE,
    LAST,
    copies,
    forget_copies,
    is_copied,
    last_copy,
    merge_copies,
    merge_folder,
    merge_leftovers,
    merge_name,
    merge_surplus,
    note_checked,
    note_copy,
    serves,
)
from auditor.errors import Unavailable
from auditor.leftovers import clear_leftovers
from auditor.record import stamp
from auditor.refusals import explain
from auditor.store import Check, Store
from auditor.telling import Tell, quiet

_ONE_AT_A_TIME = threading.RLock()  # the second may find that the first serves
_LOOK = 0.2  # seconds between two looks whether whoever waits for it was stopped


def make_copy(store: Store, place: str, tell: Tell = quiet, under: str = LAST) -> Check:
    """A checked copy in the file `place` (a whole path), noted, so that it does not keep a destroyed key for ever.
    Refused or Unavailable if it cannot be made."""
    with _turn(tell):
        with store.writing() as work:  # noted first: a copy made and not noted would keep a key for ever
            known = place in copies(work)
            note_copy(work, place, work.today())
        try:
            found = store.backup(place, tell)
        except BaseException:
            if not known:
                with store.writing() as work:
                    forget_copies(work, [place])
            raise
        with store.writing() as work:
            note_checked(work, place, stamp(work.now()), found, under)
        return found


def copy_before_merge(store: Store, brings: Callable[[], bool], tell: Tell = quiet) -> bool:
    """See that there is a checked copy that serves (`copies.serves`) before lines of others are taken in; whether one
    had to be made. `brings` says whether anything would be new, and is asked only where one is needed; where nothing
    would, none is made, nor of a database without lines, nor of one that is not copied by itself.

    Unavailable where it cannot be made: then nothing may be taken in, and every earlier copy stays.
    """
    if not is_copied(store.place) or _is_served(store) or not brings():
        return False
    with _turn(tell):
        if _is_served(store):  # by the copy that was waited for
            return False
        try:
            _make(store, tell)
        except Unavailable as error:
            raise Unavailable("no_copy_before_merge", said=explain(error)) from error
    return True


def make_folder(folder: Path) -> None:
    """The folder beside a database for its copies. Unavailable if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(folder), said=error.strerror or str(error)) from error


def _is_served(store: Store) -> bool:
    """Whether there is nothing to copy, or a copy that serves."""
    with store.reading() as work:
        made = [c for c in (last_copy(work), last_copy(work, BEFORE_MERGE)) if c is not None]
        there, now = [c for c in made if Path(c.path).is_file()], work.now()
        said = partial(work.journal.records_written, leave=())
        return not work.journal.last() or any(serves(c, said, now) for c in there)


def _make(store: Store, tell: Tell) -> None:
    folder = merge_folder(store.place)
    make_folder(folder)
    with store.reading() as work:
        station, now, last = work.setting("station"), work.now(), work.journal.last()
    clear_leftovers(folder, merge_leftovers(store.place, station))
    place = folder / merge_name(store.place, station, now, last)
    while place.exists():  # the database was put back since, and its clock too
        place = folder / merge_name(store.place, station, now, last := last + 1)
    make_copy(store, str(place), tell, BEFORE_MERGE)
    with store.reading() as work:
        held = merge_copies(copies(work), store.place, station)
    gone = merge_surplus(held, str(place))
    for old in gone:
        with suppress(OSError):  # it stays on the list, and is asked for again the next time
            Path(old).unlink(missing_ok=True)
    with store.writing() as work:
        forget_copies(work, [old for old in gone if not Path(old).exists()])


@contextmanager
def _turn(tell: Tell) -> Iterator[None]:
    """Wait for whoever makes a copy just now; `tell` may stop the waiting."""
    while not _ONE_AT_A_TIME.acquire(timeout=_LOOK):
        tell(0, 1)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()
