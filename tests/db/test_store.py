"""One contract on three engines: what is saved stands, index and journal are one, and what must not open does not."""

import itertools
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auditor.errors import Outdated, Refused, Unavailable
from auditor.history import State
from auditor.record import Line, new_id
from auditor.site import Site
from db import SqlStore, open_store
from db.store import INDEX_NUMBER, SqlWork
from tests.child import LIMIT
from tests.db.dumping import dump
from tests.making import STREET, fresh_store, site, street
from tests.random_district import Maker
from tests.strategies import history_of, small_standard


def code_of(error: pytest.ExceptionInfo[Any]) -> str:
    value = error.value
    return value.problems[0].code if isinstance(value, Refused) else value.code


def test_what_is_saved_is_found_with_its_version(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        saved = work.sites.save(site())
    with any_store.reading() as work:
        assert work.sites.get(saved.id) == saved
        assert work.sites.all(STREET) == [saved]
        assert work.sites.find(new_id()) is None
        assert work.points.find(saved.id) is None
        assert saved.version
        assert work.sites.state(saved.id) is State.SETTLED


def test_a_save_on_an_older_version_is_outdated(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        first = work.sites.save(site())
        second = work.sites.save(replace(first, name="新名"))
    with pytest.raises(Outdated), any_store.writing() as work:
        work.sites.save(replace(first, name="旧窗口里的名字"))
    with pytest.raises(Outdated), any_store.writing() as work:
        work.sites.save(replace(first, version="", name="x"))
    with any_store.reading() as work:
        assert work.sites.get(first.id) == second
        assert [v.body["name"] for v in work.sites.history(first.id)] == [first.name, "新名"]


def test_saving_what_did_not_change_writes_nothing(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        saved = work.sites.save(site())
        count, root = work.journal.count(), work.journal.root()
        assert work.sites.save(saved) == saved
        assert (work.journal.count(), work.journal.root()) == (count, root)


def test_an_exception_rolls_line_and_row_back_together(any_store: SqlStore) -> None:
    before = dump(any_store)
    with pytest.raises(ZeroDivisionError), any_store.writing() as work:  # noqa: PT012 - the block is what rolls back
        work.sites.save(site())
        work.set_draft("audit:1", "{}")
        work.set_setting("person", "somebody else")
        raise ZeroDivisionError
    assert dump(any_store) == before
    with any_store.reading() as work:
        assert work.journal.count() == 0
        assert work.drafts() == []
        assert work.setting("person") == "inspector"
    with any_store.writing() as work:
        saved = work.sites.save(site())
        assert work.sites.history(saved.id)[0].person == "inspector"


def test_of_many_saved_at_once_one_that_is_refused_keeps_none(any_store: SqlStore) -> None:
    with pytest.raises(Refused), any_store.writing() as work:
        work.sites.save_all([site("06-001"), site("06-002", households=-1)])
    with any_store.reading() as work:
        assert work.journal.count() == 0


def test_what_no_line_can_hold_is_refused_in_words(any_store: SqlStore) -> None:
    for name in ("长" * 30_000, "a\0b", "\ud800"):
        with pytest.raises(Refused) as refusal, any_store.writing() as work:
            work.sites.save(site(name=name))
        assert code_of(refusal) == "cannot_be_kept"


def test_drafts_settings_and_keys_are_kept_and_cleared(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        work.set_draft("a", "1")
        work.set_draft("b", "2")
        work.set_draft("a", "3")
        work.set_secret("round:x", b"\0\xff" * 16)
        work.set_setting("k", "v")
    with any_store.reading() as work:
        assert [(d.form, d.body) for d in work.drafts()] == [("a", "3"), ("b", "2")]
        assert work.secret("round:x") == b"\0\xff" * 16
        assert (work.setting("k"), work.setting("none"), work.secret("none")) == ("v", "", None)
    with any_store.writing() as work:
        work.set_draft("a", "")
        work.set_secret("round:x", None)
    with any_store.reading() as work:
        assert [d.form for d in work.drafts()] == ["b"]
        assert work.secret("round:x") is None


# -- histories ------------------------------------------------------------------------------------------------------


def fork(of: Site, left: dict[str, Any], right: dict[str, Any]) -> list[Line]:
    from tests.random_district import _line

    return [_line(replace(of, **left), [of.version], 1, "a"), _line(replace(of, **right), [of.version], 2, "b")]


def test_a_conflict_takes_no_edit_until_a_person_settles_it(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        first = work.sites.save(site())
        assert work.journal.receive(fork(first, {"name": "甲"}, {"name": "乙"}), "p") == 2
        stands = work.sites.get(first.id)
        assert work.sites.state(first.id) is State.CONFLICT
    with pytest.raises(Refused) as refusal, any_store.writing() as work:
        work.sites.save(replace(stands, households=5))
    assert code_of(refusal) == "in_conflict"
    with any_store.writing() as work:
        assert isinstance(work, SqlWork)
        settled = work.sites.settle(replace(stands, name="乙"))
        assert work.sites.state(first.id) is State.SETTLED
        assert work.sites.get(first.id) == settled
    assert not any_store.check().faults


def test_edits_of_different_fields_merge_without_anybody(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        first = work.sites.save(site())
        work.journal.receive(fork(first, {"name": "甲"}, {"households": 7}), "p")
        merged = work.sites.get(first.id)
        assert (merged.name, merged.households) == ("甲", 7)
        assert work.sites.state(first.id) is State.SETTLED
        again = work.sites.save(replace(merged, note="看过"))
        assert work.sites.get(first.id) == again
    assert not any_store.check().faults


def test_a_line_whose_parent_is_missing_is_incomplete_until_written_upon(any_store: SqlStore) -> None:
    from tests.random_district import _line

    made = site()
    with any_store.writing() as work:
        work.journal.receive([_line(made, ["f" * 64], 0, "a")], "p")
        stands = work.sites.get(made.id)
        assert work.sites.state(made.id) is State.INCOMPLETE
        mended = work.sites.save(stands)  # unchanged, and yet somebody's word
        assert mended.version != stands.version
        assert work.sites.state(made.id) is State.SETTLED
    assert not any_store.check().faults


def test_the_same_lines_again_change_nothing(any_store: SqlStore) -> None:
    lines = history_of(random.Random(5), 7)
    with any_store.writing() as work:
        assert work.journal.receive(lines, "p") == len(lines)
    before = dump(any_store)
    with any_store.writing() as work:
        assert work.journal.receive(lines + lines[::-1], "q") == 0
    assert dump(any_store) == before


def test_all_orders_and_batches_give_one_index() -> None:
    rng = random.Random(17)
    lines = history_of(rng, 5)
    seen = set()
    for order in itertools.permutations(lines):
        with fresh_store() as store:
            cut = rng.randint(0, 5)
            with store.writing() as work:
                work.journal.receive(order[:cut], "p")
            with store.writing() as work:
                work.journal.receive(order[cut:], "q")
            seen.add(repr(dump(store)))
    assert len(seen) == 1


def test_a_record_that_comes_under_two_kinds_has_one_index_in_any_order() -> None:
    """A cheat: the id of a site in a line that says it is an audit."""
    with fresh_store() as store:
        with store.writing() as work:
            saved = work.sites.save(site())
            line = store_line(work, saved)
        other = replace(line, kind="audit", person="cheat")
        with store.writing() as work:
            work.journal.receive([other], "p")
        assert not store.check().faults
        first = dump(store)
    with fresh_store() as store:
        with store.writing() as work:
            work.journal.receive([other, line], "p")
        assert dump(store) == first


def store_line(work: Any, of: Site) -> Line:
    return Line.read(work.journal.raw([of.version])[0])


def random_work(store: SqlStore, seed: int) -> Counter[str]:
    """A random street: saves, edits, withdrawals, forks received in any order, and records that break their rules."""
    seen: Counter[str] = Counter()
    rng = random.Random(seed)
    Maker(store, rng, seed, small_standard(), seen).make()
    with store.writing() as work:
        work.journal.receive(history_of(rng, 6), "h")
        work.journal.receive(
            [broken for kind in ("site", "audit", "round", "response", "link") for broken in broken_of(kind, rng)], "x"
        )
    return seen


def broken_of(kind: str, rng: random.Random) -> list[Line]:
    """Lines of a kind whose bodies have the wrong form everywhere."""
    bodies: list[dict[str, Any]] = [
        {},
        {"observed_at": "gestern", "findings": {"site": {"notice": {"answer": "vielleicht"}}}, "site": "s" * 200},
        {"observed_at": "2026-99-99T99:99:99.999Z", "answers": "x", "outcome": "x", "households": 2**52},
        {"since": "20260101", "until": 7, "households": -3, "same_as": {"a": True}, "frame": 1, "frozen_on": "2026"},
    ]
    return [
        Line(kind, new_id(), (), "5" * 32, "x", "2026-11-01T00:00:00.000Z", 0, "120100001000", 1, rng.choice(bodies))
        for _ in range(3)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_random_work_a_rebuild_changes_nothing_and_check_is_clean(any_store: SqlStore, seed: int) -> None:
    seen = random_work(any_store, seed)
    before = dump(any_store)
    assert all(before[name] for name in ("site", "assignment", "point", "link", "audit", "answer"))
    checked = any_store.check()
    assert checked.faults == ()
    assert any_store.rebuild() == checked.records
    assert dump(any_store) == before
    assert seen["fork in conflict"] > 0


def test_equal_sets_of_lines_give_equal_index_on_all_engines(tmp_path: Path, postgresql: str) -> None:
    from tests.postgres import empty_database

    empty_database(postgresql)
    with fresh_store() as source:
        random_work(source, 8)
        with source.reading() as work:
            assert isinstance(work, SqlWork)
            names = [n for (n,) in work.conn.execute(text("SELECT name FROM line"))]
            lines = [Line.read(raw) for raw in work.journal.raw(names)]
            root = work.journal.root()
        wanted = dump(source)
    rng = random.Random(1)
    for place in (":memory:", str(tmp_path / "b.db"), postgresql):
        with fresh_store(place) as store:
            rng.shuffle(lines)
            with store.writing() as work:
                for start in range(0, len(lines), 13):
                    work.journal.receive(lines[start : start + 17], "p")
                assert work.journal.root() == root
            assert dump(store) == wanted


def test_a_broken_record_is_kept_marked_and_stops_nothing(any_store: SqlStore) -> None:
    rng = random.Random(2)
    with any_store.writing() as work:
        work.streets.save(replace(street(), code=STREET))
        lines = [
            replace(b, street=STREET)
            for kind in ("site", "audit", "round", "response", "link", "point", "assignment")
            for b in broken_of(kind, rng)
        ]
        work.journal.receive(lines, "p")
        assert {work.sites.state(x.record) for x in lines} <= {State.BROKEN, State.SETTLED}
        broken = len({x.record for x in lines if work.sites.state(x.record) is State.BROKEN})
        rules = small_standard()
        from auditor.score import score_street
        from tests.making import TODAY

        score, _ = score_street(work.facts(STREET, TODAY, rules), rules, TODAY)
        assert score.households < 10**6
        assert work.audits.newest() == work.audits.newest(STREET)
        for x in lines:
            work.audits.of_site("s" * 200)
            work.responses.of_round(x.record)
            if x.kind == "round":
                with pytest.raises(Refused):
                    work.rounds.get(x.record)
    found = any_store.check()
    assert (found.broken, found.faults) == (broken, ())
    assert broken > 0
    assert not any_store.check().faults


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE site SET households = households + 1",
        "UPDATE answer SET answer = 'pass'",
        "DELETE FROM link",
        "UPDATE standing SET body = '{}'",
        "UPDATE standing SET withdrawn = 1",
        "UPDATE point SET id = 'x' WHERE id = (SELECT min(id) FROM point)",
        "UPDATE line SET name = record WHERE arrival = 3",
        "UPDATE line SET raw = X'7b7d' WHERE arrival = 3",
        "DELETE FROM line WHERE arrival = 3",
    ],
)
def test_check_finds_every_harm(harm: str) -> None:
    with fresh_store() as store:
        random_work(store, 4)
        assert not store.check().faults
        with store.writing() as work:
            assert isinstance(work, SqlWork)
            work.conn.execute(text(harm))
        assert store.check().faults


def test_an_index_made_by_another_rule_is_made_anew_on_opening(tmp_path: Path) -> None:
    place = str(tmp_path / "a.db")
    with fresh_store(place) as store:
        random_work(store, 6)
        before = dump(store)
        with store.writing() as work:
            assert isinstance(work, SqlWork)
            work.conn.execute(text("DROP TABLE answer"))
            work.conn.execute(text("UPDATE site SET name = ''"))
            work.set_setting("index", "0.0")
    with fresh_store(place) as store:
        assert dump(store) == before
        with store.reading() as work:
            assert work.setting("index") == INDEX_NUMBER


# -- what must not open ----------------------------------------------------------------------------------------------


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    place = str(tmp_path / "a.db")
    code = (
        "import sys;from db import open_store;from auditor.errors import Unavailable\n"
        "try: open_store(sys.argv[1])\nexcept Unavailable as e: print(e.code)"
    )

    def second() -> str:
        root = Path(__file__).resolve().parents[2]
        ran = subprocess.run(
            [sys.executable, "-c", code, place], cwd=root, capture_output=True, text=True, check=True, timeout=LIMIT
        )
        return ran.stdout.strip()

    with fresh_store(place):
        assert second() == "database_in_use"
    assert second() == ""


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    with fresh_store(str(place)) as store, store.writing() as work:
        assert isinstance(work, SqlWork)
        work.conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            open_store(str(place))
        assert code_of(refusal) == "newer_database"
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]


def test_a_file_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    place = tmp_path / "bookmarks.sqlite"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE moz_places (id INTEGER)")
    other.close()
    before = place.read_bytes()
    with pytest.raises(Refused) as refusal:
        open_store(str(place))
    assert code_of(refusal) == "foreign_database"
    assert place.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [place.name]


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    place = tmp_path / "letter.docx"
    place.write_bytes(b"PK\x03\x04" + b"x" * 5000)
    before = place.read_bytes()
    with pytest.raises(Unavailable) as trouble:
        open_store(str(place))
    assert code_of(trouble) == "not_a_database"
    assert place.read_bytes() == before


def test_a_damaged_file_is_refused_after_an_end_that_was_not_clean(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    with fresh_store(str(place)) as store:
        random_work(store, 3)
    with open_store(str(place)).reading():
        pass  # not closed: as after a crash
    import gc

    gc.collect()
    raw = bytearray(place.read_bytes())
    for page in range(4, len(raw) // 4096, 3):
        raw[page * 4096 + 200 : page * 4096 + 900] = b"\xaa" * 700
    copy = tmp_path / "b.db"
    copy.write_bytes(raw)
    with pytest.raises(Unavailable) as trouble:
        open_store(str(copy))
    assert code_of(trouble) in ("database_damaged", "not_a_database")


def test_who_listens_is_told_what_a_commit_touched_and_nothing_after_a_rollback(any_store: SqlStore) -> None:
    told: list[Any] = []
    any_store.told = lambda kinds, streets: told.append((kinds, streets))
    with any_store.writing() as work:
        work.sites.save(site())
    with pytest.raises(ZeroDivisionError), any_store.writing() as work:  # noqa: PT012 - the block is what rolls back
        work.sites.save(site())
        raise ZeroDivisionError
    with any_store.writing() as work:
        work.set_setting("a", "b")
    assert told == [(frozenset({"site"}), frozenset({STREET}))]


def test_a_copied_file_opens_elsewhere_with_the_same_root(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    with fresh_store(str(place)) as store:
        random_work(store, 9)
        root = store.check().root
    shutil.copy(place, tmp_path / "b.db")  # closed: the file is whole
    with fresh_store(str(tmp_path / "b.db")) as copy:
        assert copy.check().root == root
