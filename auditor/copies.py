"""Copies of a database (备份): which this program made, what the last one holds, and which need not be kept."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from glob import escape
from pathlib import Path

from auditor.drafts import CHINA
from auditor.record import moment_of
from auditor.store import Check, Work
from auditor.survey import Round

COPY_DAYS = 90  # a copy made before a key was destroyed still holds it, and is kept no longer (DESIGN 5)
COPIES, LAST, FOLDER = "copies", "last_copy", "copy_folder"  # settings of this database alone
BEFORE_MERGE = "copy_before_merge"  # another: the newest copy that was made before a merge
DAILY, WEEKLY = 7, 8  # of the daily copies so many days are kept, and the newest of so many weeks
MERGES = 3  # so many of the copies made before a merge are kept
ROUND = timedelta(minutes=15)  # merges so soon after their copy are one round
LONGEST = timedelta(days=1)  # and no copy serves longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy that was opened, compared and found whole. It holds every line up to the arrival number `arrival`."""

    path: str
    at: str  # UTC stamp
    lines: int
    records: int
    arrival: int


def is_copied(place: str) -> bool:
    """Whether this program copies the database at a place by itself: not one in memory, nor one on a server, which its
    keeper copies (README.bureau)."""
    return place != ":memory:" and "://" not in place


def copies(work: Work) -> dict[str, str]:
    """The copies this program made of the database: path -> day."""
    held: dict[str, str] = json.loads(work.setting(COPIES) or "{}")
    return held


def note_copy(work: Work, path: str, on: date) -> None:
    """Put a copy on the list, so that it does not keep a destroyed key for ever."""
    work.set_setting(COPIES, json.dumps({**copies(work), path: on.isoformat()}, sort_keys=True))


def forget_copies(work: Work, paths: Iterable[str]) -> None:
    """Take copies that are gone off the list."""
    gone = set(paths)
    work.set_setting(COPIES, json.dumps({p: d for p, d in copies(work).items() if p not in gone}, sort_keys=True))


def last_copy(work: Work, under: str = LAST) -> Copy | None:
    """The newest copy that was checked; `under` BEFORE_MERGE the newest of those made before a merge."""
    held = work.setting(under)
    return Copy(**json.loads(held)) if held else None


def note_checked(work: Work, path: str, at: str, found: Check, under: str = LAST) -> Copy:
    """Say that a copy was found whole, and what it holds."""
    made = Copy(path=path, at=at, lines=found.lines, records=found.records, arrival=found.arrival)
    work.set_setting(under, json.dumps(asdict(made), sort_keys=True))
    return made


def copies_with(made: dict[str, str], round_: Round) -> list[tuple[str, str]]:
    """Of these copies (path -> day) those that hold a round's key, made from its freezing to its destruction."""
    gone = round_.key_destroyed_on
    return sorted(
        (path, day)
        for path, day in made.items()
        if day >= round_.frozen_on.isoformat() and (gone is None or day <= gone.isoformat())
    )


# -- the daily ones --------------------------------------------------------------------------------------------------


def daily_folder(chosen: str, place: str) -> Path:
    """Where the daily copies go: the folder a person chose, else one beside the database."""
    return Path(chosen) if chosen else Path(f"{place}.backups").resolve()


def daily_name(place: str, station: str, on: date) -> str:
    """The file of a day's copy. It names the station, for several databases may share a stick."""
    path = Path(place)
    return f"{path.stem}-{station[:8]}-{on.isoformat()}{path.suffix}"


def daily_copies(made: dict[str, str], folder: Path, place: str, station: str) -> dict[date, str]:
    """Of the copies on the list the daily ones in a folder: day -> path."""
    days = {date.fromisoformat(day) for day in made.values()}
    named = {str(folder / daily_name(place, station, day)): day for day in days}
    return {named[path]: path for path in made if path in named}


def surplus(days: Iterable[date], newest: date) -> list[date]:
    """The days whose copies may go once the one of `newest` is checked: all but the last seven, and the last one of
    each of the last eight weeks (Monday to Sunday) that have any. `newest` itself never goes, whatever the clock."""
    ordered = sorted({*days, newest}, reverse=True)
    kept = {newest, *ordered[:DAILY]}
    weeks: dict[tuple[int, int], date] = {}
    for day in ordered:
        year, week, _ = day.isocalendar()
        weeks.setdefault((year, week), day)
    kept.update(list(weeks.values())[:WEEKLY])
    return sorted(day for day in ordered if day not in kept)


# -- before a merge ----------------------------------------------------------------------------------------------------


def serves(copy: Copy, said: Callable[[int], int], now: datetime) -> bool:
    """Whether a checked copy that is there serves as the one before a merge (DESIGN 6). `said` tells how many records
    got a line of this database's own after an arrival number.

    It serves as long as it holds every line that was said here. What packages brought since need not be in it: whoever
    sent them holds it, and a database that is put back is sent it again without asking. So five hundred packages in a
    row need one copy. Where people write while packages come, merges within a quarter of an hour of their copy are one
    round, or a large database would be copied for each. After a day it serves no more: a sender may lose what it sent.
    """
    age = now - moment_of(copy.at)
    return timedelta(0) <= age < LONGEST and (age < ROUND or not said(copy.arrival))


def merge_folder(place: str) -> Path:
    """Where they lie: beside the database, wherever the daily ones go, so that no merge waits for a stick."""
    return daily_folder("", place)


def merge_name(place: str, station: str, at: datetime, number: int) -> str:
    """The file of one, by its moment (in China) and the arrival number before it: in order of name they are in order of
    time."""
    return f"{_merge_stem(place, station)}{at + CHINA:%Y%m%d-%H%M%S}-{number}{Path(place).suffix}"


def merge_leftovers(place: str, station: str) -> str:
    """The pattern of what a program that died while making one left in their folder."""
    return f"{escape(_merge_stem(place, station))}*.part*"


def merge_copies(made: Iterable[str], place: str, station: str) -> list[str]:
    """Of the copies on the list those made before a merge, oldest first."""
    folder, stem = merge_folder(place), _merge_stem(place, station)
    return sorted(path for path in made if Path(path).parent == folder and Path(path).name.startswith(stem))


def merge_surplus(held: Sequence[str], newest: str) -> list[str]:
    """Of those, oldest first, the ones that may go once `newest` is checked, which stays whatever the clock."""
    others = [path for path in held if path != newest]
    return others[: max(0, len(others) - (MERGES - 1))]


def _merge_stem(place: str, station: str) -> str:
    return f"{Path(place).stem}-{station[:8]}-merge-"
