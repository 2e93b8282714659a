"""Copies of the database: which days are kept, under which names, and what the list says."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from auditor.copies import (
    DAILY,
    WEEKLY,
    copies,
    daily_copies,
    daily_folder,
    daily_name,
    forget_copies,
    last_copy,
    note_checked,
    note_copy,
    surplus,
)
from auditor.store import Check
from db import SqlStore
from tests.making import TODAY

DAYS = st.sets(st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n)), max_size=60)


def test_after_a_year_of_daily_copies_seven_days_and_eight_weeks_are_left() -> None:
    there: set[date] = set()
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        there.add(day)
        there -= set(surplus(there, day))
    ordered = sorted(there, reverse=True)
    assert ordered[:7] == [date(2026, 12, 31) - timedelta(days=n) for n in range(7)]
    assert len({d.isocalendar()[:2] for d in there}) == WEEKLY
    assert len(there) == 13  # seven days touch two weeks; the six weeks before have one each
    assert all(d.isoweekday() == 7 for d in ordered[7:])  # the last of its week


@given(DAYS, st.integers(0, 400))
def test_the_newest_the_last_seven_and_every_week_kept_are_never_surplus(days: set[date], n: int) -> None:
    newest = date(2026, 1, 1) + timedelta(days=n)
    gone = set(surplus(days, newest))
    held = days | {newest}
    left = held - gone
    assert gone <= days
    assert newest in left
    assert set(sorted(held, reverse=True)[:DAILY]) <= left
    for day in gone:  # whatever goes has a later one of its week, or eight later weeks
        weeks = {d.isocalendar()[:2] for d in left if d > day}
        assert day.isocalendar()[:2] in weeks or len(weeks) >= WEEKLY
    assert surplus(left, newest) == []


def test_a_clock_that_went_back_a_year_does_not_end_the_copy_just_made() -> None:
    days = {TODAY - timedelta(days=n) for n in range(30)}
    assert TODAY - timedelta(days=365) not in surplus(days, TODAY - timedelta(days=365))


def test_a_daily_copy_is_known_by_folder_station_and_day() -> None:
    folder = daily_folder("", "/data/street.sqlite3")
    assert folder.name == "street.sqlite3.backups"
    assert daily_folder("/stick", "/data/street.sqlite3") == Path("/stick")
    name = daily_name("/data/street.sqlite3", "5" * 32, TODAY)
    assert name == "street-55555555-2026-11-22.sqlite3"
    made = {
        str(folder / name): "2026-11-22",
        str(folder / "by hand.sqlite3"): "2026-11-22",
        str(Path("/other") / name): "2026-11-22",
    }
    assert daily_copies(made, folder, "/data/street.sqlite3", "5" * 32) == {TODAY: str(folder / name)}
    assert daily_copies(made, folder, "/data/street.sqlite3", "6" * 32) == {}


def test_the_list_of_copies_is_added_to_and_taken_from(store: SqlStore) -> None:
    with store.writing() as work:
        assert (copies(work), last_copy(work)) == ({}, None)
        note_copy(work, "/a", TODAY)
        note_copy(work, "/b", TODAY)
        forget_copies(work, ["/a", "/not there"])
        assert copies(work) == {"/b": "2026-11-22"}
        made = note_checked(
            work, "/b", "2026-11-22T02:00:00.000Z", Check(lines=3, records=2, root="", faults=(), arrival=7)
        )
        assert last_copy(work) == made
        assert made.arrival == 7
