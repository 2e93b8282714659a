"""A restored copy stands where the database stood; what stood there stays, and what is no copy changes nothing."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auditor.copies import copies, last_copy
from auditor.errors import Refused, Unavailable
from auditor.slots import secret_name
from auditor.survey import Mode
from auditor.use_cases import backing_up, forgetting, planning
from db import SqlStore, open_store
from db.restore import restore, restore_open
from db.store import SqlWork
from tests.making import STREET, TODAY, Clock, fill_street, fresh_store, site, standard


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def codes(store: SqlStore) -> list[str]:
    with store.reading() as work:
        return sorted(s.code for s in work.sites.all())


def add(store: SqlStore, code: str) -> None:
    with store.writing() as work:
        work.sites.save(site(code))


def test_the_copy_takes_the_place_and_what_was_there_stays_beside_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with fresh_store(str(tmp_path / "a.sqlite3")) as store:
        add(store, "06-001")
        backing_up.back_up(store, str(copy))
        add(store, "06-002")
        add(store, "06-003")
        found = store.examine(str(copy))
        assert (found.check.lines, found.lacking, found.kept) == (1, 2, "")
        assert codes(store) == ["06-001", "06-002", "06-003"]  # looked at, nothing changed
        done = store.restore(str(copy))
        assert (done.lacking, Path(done.kept).parent) == (2, tmp_path)
        assert codes(store) == ["06-001"]
        add(store, "06-004")  # the same store goes on with it
        assert store.check().faults == ()
        with store.reading() as work:
            assert sorted(copies(work)) == sorted([str(copy), done.kept])  # both hold keys like any copy
            held = last_copy(work)
            assert held is not None
            assert held.path == str(copy)
    with fresh_store(done.kept) as before:
        assert codes(before) == ["06-001", "06-002", "06-003"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["a.sqlite3", "copy.sqlite3", Path(done.kept).name])


def test_what_is_no_whole_copy_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with fresh_store(str(tmp_path / "a.sqlite3")) as store:
        add(store, "06-001")
        backing_up.back_up(store, str(copy))

        def code_of(file: Path) -> str:
            with pytest.raises((Refused, Unavailable)) as told:
                store.restore(str(file))
            error = told.value
            assert str(file) in str(error)
            if isinstance(error, Unavailable):
                return error.code
            assert isinstance(error, Refused)
            return error.problems[0].code

        words = tmp_path / "words.sqlite3"
        words.write_text("no database at all, but longer than a header of one hundred bytes is" * 9, encoding="utf-8")
        torn = tmp_path / "torn.sqlite3"
        torn.write_bytes(copy.read_bytes()[:20_000])
        newer = tmp_path / "newer.sqlite3"
        backing_up.back_up(store, str(newer))
        broken = tmp_path / "broken.sqlite3"
        backing_up.back_up(store, str(broken))
        for file, harm in (
            (newer, "UPDATE alembic_version SET version_num = '9999'"),
            (broken, "UPDATE line SET raw = x'7b7d'"),
        ):
            other = open_store(str(file))
            with other.writing() as work:
                assert isinstance(work, SqlWork)
                work.conn.execute(text(harm))
            other.close()
        assert code_of(words) == "not_a_database"
        assert code_of(torn) in ("not_a_database", "database_damaged", "copy_not_whole")
        assert code_of(newer) == "newer_database"
        assert code_of(broken) == "copy_not_whole"
        assert code_of(tmp_path / "nowhere.sqlite3") == "no_file"
        assert code_of(tmp_path / "a.sqlite3") == "restores_itself"
        used = open_store(str(copy))
        add(used, "06-009")
        assert code_of(copy) == "copy_in_use"
        used.close()
        assert codes(store) == ["06-001"]
        add(store, "06-002")
    assert {p.name for p in tmp_path.iterdir()} == {
        "a.sqlite3",
        *(f"{n}.sqlite3" for n in ("copy", "words", "torn", "newer", "broken")),
    }


def test_a_damaged_database_and_one_that_is_not_there_are_restored_from_outside(tmp_path: Path) -> None:
    copy, place = tmp_path / "copy.sqlite3", tmp_path / "a.sqlite3"
    with fresh_store(str(place)) as store:
        add(store, "06-001")
        backing_up.back_up(store, str(copy))
    harmed = b"harmed" * 1000
    place.write_bytes(harmed)
    done = restore(str(place), copy, quiet)
    assert Path(done.kept).read_bytes() == harmed
    with fresh_store(str(place)) as store:
        assert codes(store) == ["06-001"]
    other = tmp_path / "new machine.sqlite3"
    assert restore(str(other), copy, quiet).kept == ""
    with fresh_store(str(other)) as store:
        assert codes(store) == ["06-001"]
        with pytest.raises(Unavailable) as trouble:
            restore(str(other), copy, quiet)  # somebody has it open
    assert trouble.value.code == "database_in_use"


def test_a_key_that_was_destroyed_does_not_come_back_with_an_older_copy(tmp_path: Path) -> None:
    clock = Clock()
    with fresh_store(str(tmp_path / "a.sqlite3"), clock) as store:
        fill_street(store, 6)
        opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
        closed = planning.close_round(store, opened.id, TODAY)
        backing_up.back_up(store, str(tmp_path / "copy.sqlite3"))
        late = TODAY + timedelta(days=standard().survey.objection_days)
        forgetting.destroy_key(store, closed.id, late)
        store.restore(str(tmp_path / "copy.sqlite3"))
        with store.reading() as work:
            held = work.rounds.get(closed.id)
            assert held == replace(closed, version=held.version)  # the line that said it is not in the copy
            assert work.secret(secret_name(held)) is None


def test_memory_and_servers_are_not_restored_from_a_file(store: SqlStore, tmp_path: Path) -> None:
    for ask in (store.examine, store.restore):
        with pytest.raises(Refused) as refusal:
            ask(str(tmp_path / "c"))
        assert refusal.value.problems[0].code == "backup_by_server"


@pytest.mark.parametrize("renames", [1, 2])
def test_a_restore_that_dies_between_its_renames_leaves_a_database_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    """Nobody is shown an empty database: what stood before stands again, or what was restored."""
    place, copy = tmp_path / "street.db", tmp_path / "copy.db"
    store = open_store(str(place), Clock())
    add(store, "06-001")
    after = store.backup(str(copy)).root
    add(store, "06-002")
    before = store.check().root
    real, left = os.rename, [renames]

    def dying(*args: Any, **how: Any) -> None:
        left[0] -= 1
        real(*args, **how)
        if not left[0]:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", dying)
        patched.setattr("db.restore.remove", lambda _aside: None)  # whoever is killed removes nothing
        patched.setattr("db.store._prepare", lambda _store: None)
        with pytest.raises(KeyboardInterrupt):
            restore_open(store, copy, quiet)
    store.engine.dispose()
    again = open_store(str(place), Clock())
    found = again.check()
    assert found.faults == ()
    assert found.root == (before if renames == 1 else after)
    assert restore_open(again, copy, quiet).check.root == after
    assert codes(again) == ["06-001"]
    again.close()
