"""Copies of the database: which days are kept, under which names, and what the list says."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from auditor.copies import (
    DAILY,
    MERGES,
    WEEKLY,
    Copy,
    copies,
    daily_copies,
    daily_folder,
    daily_name,
    forget_copies,
    is_copied,
    last_copy,
    merge_copies,
    merge_folder,
    merge_name,
    merge_surplus,
    note_checked,
    note_copy,
    serves,
    surplus,
)
from auditor.record import stamp
from auditor.store import Check
from db import SqlStore
from tests.making import NOW, TODAY

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


def test_a_copy_serves_while_it_holds_what_was_said_here_and_a_quarter_of_an_hour_beyond() -> None:
    copy = Copy(path="/c", at=stamp(NOW), lines=3, records=2, arrival=7)
    asked: list[int] = []

    def said(n: int) -> Callable[[int], int]:
        def written(arrival: int) -> int:
            asked.append(arrival)
            return n

        return written

    def after(**time: int) -> list[bool]:
        return [serves(copy, said(n), NOW + timedelta(**time)) for n in (0, 1)]

    assert after(minutes=14) == [True, True]
    assert asked == []  # nothing is counted where it does not matter
    assert after(minutes=15) == [True, False]
    assert asked == [7, 7]
    assert after(hours=23) == [True, False]
    assert after(hours=24) == [False, False]
    assert after(seconds=-1) == [False, False]  # of tomorrow: the clock was wrong


def test_copies_before_merges_are_known_by_their_names_and_three_stay() -> None:
    place, station = "/data/street.sqlite3", "5" * 32
    made = [str(merge_folder(place) / merge_name(place, station, NOW + timedelta(hours=n), 100 - n)) for n in range(6)]
    others = [f"/elsewhere/{Path(made[0]).name}", "/data/street.sqlite3.backups/street-55555555-2026-11-22.sqlite3"]
    assert merge_copies([*others, *reversed(made)], place, station) == made
    assert merge_copies(made, place, "6" * 32) == []
    assert merge_surplus(made, made[-1]) == made[: 6 - MERGES]
    assert merge_surplus(made, made[0]) == made[1:4]  # the newest stays, whatever the clock
    assert merge_surplus(made[:MERGES], made[0]) == []


def test_a_database_in_memory_or_on_a_server_is_not_copied_by_itself() -> None:
    assert [is_copied(p) for p in ("/data/street.sqlite3", ":memory:", "postgresql://h/d")] == [True, False, False]
