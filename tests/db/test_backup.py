"""A backup is equal, checked, and never put over anything."""

from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.errors import Refused, Unavailable
from db.store import SqlStore, SqlWork
from tests.db.dumping import dump
from tests.db.test_store import random_work
from tests.making import fresh_store


def test_a_backup_opens_and_holds_the_same(tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    with fresh_store(str(tmp_path / "a.db")) as store:
        random_work(store, 5)
        with store.writing() as work:
            work.set_draft("audit:1", "{}")
            work.set_secret("round:1", b"key")
        done = store.backup(str(to))
        assert done == store.check()
        before = dump(store)
    with fresh_store(str(to)) as copy:
        assert dump(copy) == before
        assert copy.check() == done
        with copy.reading() as work:
            assert work.secret("round:1") == b"key"
            assert [d.form for d in work.drafts()] == ["audit:1"]
    assert {p.name for p in tmp_path.iterdir()} == {"a.db", "copy.db"}


def test_a_backup_from_memory_is_a_file(tmp_path: Path) -> None:
    with fresh_store() as store:
        assert store.backup(str(tmp_path / "c.db")).faults == ()


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    to = tmp_path / "c.db"
    to.write_text("mine", encoding="utf-8")
    with fresh_store() as store, pytest.raises(Refused) as refusal:
        store.backup(str(to))
    assert refusal.value.problems[0].code == "file_exists"
    assert to.read_text(encoding="utf-8") == "mine"


def test_a_copy_that_is_not_whole_does_not_count(tmp_path: Path) -> None:
    with fresh_store() as store:
        random_work(store, 5)
        with store.writing() as work:
            assert isinstance(work, SqlWork)
            work.conn.execute(text("UPDATE site SET households = households + 1"))
        with pytest.raises(Unavailable) as trouble:
            store.backup(str(tmp_path / "c.db"))
        assert trouble.value.code == "backup_differs"
    assert not list(tmp_path.iterdir())


def test_a_server_is_backed_up_by_its_own_tools(postgresql: str, tmp_path: Path) -> None:
    from tests.postgres import empty_database

    empty_database(postgresql)
    store: SqlStore
    with fresh_store(postgresql) as store, pytest.raises(Refused) as refusal:
        store.backup(str(tmp_path / "c.db"))
    assert refusal.value.problems[0].code == "backup_by_server"
