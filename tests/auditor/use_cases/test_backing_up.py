"""Backing up by itself: one a day where something is new, checked; where it fails nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.copies import copies, last_copy
from auditor.errors import Refused, Unavailable
from auditor.use_cases import backing_up
from db import SqlStore, open_store
from tests.making import Clock, fresh_store, site


@pytest.fixture
def clock() -> Clock:
    """Moved by the tests."""
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A database in a file with one record."""
    with fresh_store(str(tmp_path / "street.sqlite3"), clock) as store:
        add(store)
        yield store


def add(store: SqlStore) -> None:
    """One record more."""
    with store.writing() as work:
        work.sites.save(site(f"06-{work.journal.count() + 1:03}"))


def files(store: SqlStore) -> list[str]:
    """The daily copies beside the database."""
    return sorted(p.name for p in Path(f"{store.place}.backups").glob("*"))


def test_the_first_call_of_a_day_makes_a_checked_copy_and_the_second_none(office: SqlStore, clock: Clock) -> None:
    made = backing_up.back_up_daily(office)
    assert made is not None
    assert files(office) == ["street-55555555-2026-11-22.sqlite3"]
    assert (made.lines, made.arrival) == (1, 1)
    assert backing_up.back_up_daily(office) is None
    add(office)
    assert backing_up.back_up_daily(office) is None  # once a day
    clock.now += timedelta(days=1)
    again = backing_up.back_up_daily(office)
    assert again is not None
    assert (again.lines, again.arrival) == (2, 2)
    clock.now += timedelta(days=1)
    assert backing_up.back_up_daily(office) is None  # nothing is new since the last one
    copy = open_store(again.path)
    with copy.reading() as work:
        assert work.journal.count() == 2
    copy.close()


def test_a_copy_that_somebody_deleted_is_made_again(office: SqlStore) -> None:
    made = backing_up.back_up_daily(office)
    assert made is not None
    Path(made.path).unlink()
    standing = backing_up.stand(office)
    assert standing is not None
    assert standing.due
    assert backing_up.back_up_daily(office) is not None


def test_old_copies_go_only_after_the_new_one_is_whole(
    office: SqlStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        add(office)
        backing_up.back_up_daily(office)
        clock.now += timedelta(days=1)
    assert len(files(office)) == 9  # seven days, and the Sundays of two weeks before
    before = files(office)
    add(office)

    def full(*_: object) -> None:
        raise Unavailable("disk_full", path="x")

    monkeypatch.setattr(office, "backup", full)
    with pytest.raises(Unavailable):
        backing_up.back_up_daily(office)
    assert files(office) == before
    with office.reading() as work:
        assert len(copies(work)) == 9  # the list names what is there, no more


def test_a_folder_that_is_not_there_is_said_and_nothing_is_made(office: SqlStore, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(Refused) as refusal:
        backing_up.choose_folder(office, str(stick))
    assert refusal.value.problems[0].code == "no_folder"
    stick.mkdir()
    backing_up.choose_folder(office, str(stick))
    stick.rmdir()
    with pytest.raises(Unavailable) as trouble:
        backing_up.back_up_daily(office)
    assert trouble.value.code == "no_copy_folder"
    assert not stick.exists()
    stick.mkdir()
    assert backing_up.back_up_daily(office) is not None
    assert [p.name for p in stick.iterdir()] == ["street-55555555-2026-11-22.sqlite3"]
    backing_up.choose_folder(office, "")
    standing = backing_up.stand(office)
    assert standing is not None
    assert (standing.folder, standing.chosen) == (f"{office.place}.backups", False)


def test_a_folder_one_may_not_write_in_is_said(office: SqlStore) -> None:
    Path(f"{office.place}.backups").write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(Unavailable) as trouble:
        backing_up.back_up_daily(office)
    assert trouble.value.code == "cannot_write"
    assert Path(f"{office.place}.backups").read_text(encoding="utf-8")


def test_what_is_neither_file_nor_noted_is_left_alone(store: SqlStore, office: SqlStore) -> None:
    assert backing_up.stand(store) is None  # in memory
    assert backing_up.back_up_daily(store) is None
    folder = Path(f"{office.place}.backups")
    folder.mkdir()
    mine = folder / "street-55555555-2020-01-01.sqlite3"
    mine.write_text("mine", encoding="utf-8")
    backing_up.back_up_daily(office)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_failed_copy_is_not_on_the_list_and_one_made_by_hand_is_the_last(office: SqlStore, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        backing_up.back_up(office, str(tmp_path / "nowhere" / "c.sqlite3"))
    with office.reading() as work:
        assert (copies(work), last_copy(work)) == ({}, None)
    backing_up.back_up(office, str(tmp_path / "c.sqlite3"))
    with office.reading() as work:
        held = last_copy(work)
        assert held is not None
        assert (held.path, list(copies(work))) == (str(tmp_path / "c.sqlite3"), [str(tmp_path / "c.sqlite3")])
