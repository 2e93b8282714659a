"""The daily backup is made by itself, beside the work and never before it; what goes wrong is said."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.copies import Copy
from db import SqlStore
from tests.making import Clock, fill_street, fresh_store, site
from ui.daily_backup import DailyBackup
from ui.messages import Message


@pytest.fixture
def clock() -> Clock:
    """Moved by the tests."""
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A database in a file."""
    with fresh_store(str(tmp_path / "street.sqlite3"), clock) as store:
        fill_street(store, 3)
        yield store


@pytest.fixture
def daily(office: SqlStore) -> Iterator[DailyBackup]:
    """The daily backup of that database, not begun."""
    made = DailyBackup(office)
    yield made
    made.close()


def test_it_is_made_once_a_day_without_being_asked(
    qtbot: QtBot, daily: DailyBackup, office: SqlStore, clock: Clock
) -> None:
    made: list[Copy] = []
    daily.made.connect(made.append)
    daily._first.setInterval(1)
    daily.begin()
    qtbot.waitUntil(lambda: len(made) == 1)
    daily.look()
    qtbot.waitUntil(lambda: daily.tasks.idle)
    assert len(made) == 1
    with office.writing() as work:
        work.sites.save(site("06-900"))
    clock.now += timedelta(days=1)
    daily.look()
    qtbot.waitUntil(lambda: len(made) == 2)
    assert len(list(Path(f"{office.place}.backups").iterdir())) == 2


def test_a_record_is_saved_while_the_copy_is_being_checked(
    qtbot: QtBot, daily: DailyBackup, office: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db import backup

    at_it, go_on, checking = threading.Event(), threading.Event(), backup.check_copy

    def waiting(*given: object) -> object:
        at_it.set()
        assert go_on.wait(20)
        return checking(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "check_copy", waiting)
    daily.look()
    assert at_it.wait(20)
    with office.writing() as work:  # on this thread: it would hang if the copy kept the database
        work.sites.save(site("06-900"))
    made: list[Copy] = []
    daily.made.connect(made.append)
    go_on.set()
    qtbot.waitUntil(lambda: bool(made))
    with office.reading() as work:
        assert made[0].arrival == work.journal.last() - 1  # the copy is of before, and says so


def test_what_goes_wrong_is_said_with_the_way_to_try_again(qtbot: QtBot, daily: DailyBackup, office: SqlStore) -> None:
    told: list[Message] = []
    daily.say.connect(told.append)
    way = Path(f"{office.place}.backups")
    way.write_text("in the way", encoding="utf-8")
    daily.look()
    qtbot.waitUntil(lambda: bool(told))
    assert (told[0].kind, told[0].fact) == ("warn", "今天的备份没有做成")
    assert str(way) in told[0].note
    way.unlink()
    made: list[Copy] = []
    daily.made.connect(made.append)
    qtbot.waitUntil(lambda: daily.tasks.idle)
    assert told[0].do is not None
    told[0].do()
    qtbot.waitUntil(lambda: bool(made))


def test_closing_the_window_in_the_middle_leaves_no_half_copy(
    qtbot: QtBot, daily: DailyBackup, office: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditor.errors import Cancelled
    from db import backup

    at_it, stopped = threading.Event(), threading.Event()

    def checking(_aside: object, tell: object) -> object:
        at_it.set()
        try:
            while True:
                tell(1, 2)  # type: ignore[operator]
        except Cancelled:
            stopped.set()
            raise

    monkeypatch.setattr(backup, "check_copy", checking)
    daily.look()
    assert at_it.wait(20)
    daily.close()
    assert stopped.is_set()
    assert list(Path(f"{office.place}.backups").iterdir()) == []
    qtbot.waitUntil(lambda: daily.tasks.idle)
