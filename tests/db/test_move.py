"""A bureau moves from SQLite to PostgreSQL and back: equal row by row, and only one of the two goes on."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from auditor.delivery import Fate
from auditor.errors import Refused, Unavailable
from auditor.moved import SETTING, moved_problem
from auditor.people import Role
from auditor.photo import Photo
from auditor.record import new_id
from auditor.survey import Mode
from auditor.use_cases import keeping, planning
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import release, turn_away, unpack
from db import SqlStore, open_store
from db.local import LOCAL
from db.move import spoken
from db.store import TRUTH, SqlWork
from tests.db.dumping import dump
from tests.exchanging import Office, enrol, offices
from tests.making import STREET, TODAY, Clock, in_order, site, standard
from tests.photographs import phone_file
from tests.postgres import empty_database

OWN = {"index", "clean", SETTING}


def truth(store: SqlStore) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is no index, without the settings of the one database and where a waiting package lies."""
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        found = {t.name: [tuple(r) for r in work.conn.execute(select(t).order_by(*t.primary_key))] for t in TRUTH}
    found[LOCAL.name] = [row for row in found[LOCAL.name] if row[0] not in OWN]
    found["delivery"] = [tuple(Path(x).name if is_path(x) else x for x in row) for row in found["delivery"]]
    return found


def is_path(value: object) -> bool:
    return isinstance(value, str) and Path(value).is_absolute()


def code_of(error: pytest.ExceptionInfo[Any]) -> str:
    value = error.value
    return value.problems[0].code if isinstance(value, Refused) else value.code


@pytest.fixture
def server(postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty PostgreSQL database whose photographs lie in a folder of the test."""
    empty_database(postgresql)
    monkeypatch.setenv("STREET_AUDITOR_PHOTOS", str(tmp_path / "server.photos"))
    return postgresql


def full_bureau(folder: Path) -> Office:
    """A bureau with whatever a database can hold: lines of stations, a conflict, a round with its key, photographs, a
    draft, settings, packages that wait and one that was turned away."""
    bureau = Office(folder, "区", "file").set_up()
    with offices(folder / "x", STREET, STREET) as (one, stranger):
        enrol(bureau, one)
        with one.store.writing() as work:
            for n in range(12):
                made = work.sites.save(site(f"06-{n:03}"))
                assignment, point, link, audit = in_order(made)
                work.assignments.save(assignment)
                work.points.save(point)
                work.links.save(link)
                work.audits.save(audit)
        bureau.unpack(one.pack())
        one.unpack(bureau.pack(one))
        with one.store.writing() as work:
            both = work.sites.all()[0]
            recording_name(work, both, "甲")
        with bureau.store.writing() as work:
            recording_name(work, both, "乙")
        bureau.unpack(one.pack())
        for code in ("07-001", "07-002"):
            with stranger.store.writing() as work:
                work.sites.save(site(code))
            waits = bureau.unpack(stranger.pack())
            if code == "07-001":
                turn_away(bureau.store, waits.delivery.number, "不认识")
    sha = bureau.store.photo_files.keep(phone_file())
    with bureau.store.writing() as work:
        work.photos.save(Photo(id=new_id(), street=STREET, site=both.id, sha256=sha))
    planning.open_round(bureau.store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    keeping.keep_draft(bureau.store, "audit:x", "{}")
    keeping.change_setting(bureau.store, "issuer", "区分类办")
    return bureau


def recording_name(work: Any, of: Any, name: str) -> None:
    from dataclasses import replace

    work.sites.save(replace(of, name=name))


def test_to_the_server_and_back_everything_is_equal_row_by_row(tmp_path: Path, server: str) -> None:
    bureau = full_bureau(tmp_path)
    wanted, rows, photos = truth(bureau.store), dump(bureau.store), bureau.store.photo_files.names()
    assert len(wanted["secret"]) >= 3  # the station's key, its seal, a round's key
    assert {Fate.WAITING.value, Fate.TURNED_AWAY.value} <= {row[6] for row in wanted["delivery"]}
    moved = bureau.store.move(server)
    assert (moved.photos, moved.photos_left) == (1, 0)
    there = open_store(server, bureau.clock)
    assert truth(there) == wanted
    assert dump(there) == rows
    assert there.photo_files.names() == photos
    assert there.check().faults == ()
    back = str(tmp_path / "back.sqlite3")
    there.move(back)
    there.close()
    home = open_store(back, bureau.clock)
    assert truth(home) == wanted
    assert dump(home) == rows
    assert home.photo_files.names() == photos
    home.close()
    bureau.store.close()


def test_over_there_work_goes_on_where_it_was(tmp_path: Path, server: str) -> None:
    bureau = full_bureau(tmp_path)
    bureau.store.move(server)
    there = open_store(server, bureau.clock)
    with there.reading() as work:
        last, waits = work.journal.last(), [d for d in work.deliveries.all() if d.state is Fate.WAITING]
        people = [p for p in work.people.all() if p.role is Role.DECIDER]
    with there.writing() as work:
        work.sites.save(site("08-001"))
        assert work.journal.last() == last + 1
        work.set_setting("person", people[0].id)
    assert Path(waits[0].file).is_relative_to(tmp_path / "server.packages")
    assert release(there, waits[0].number, waits[0].station[:8]).new > 0
    with offices(tmp_path / "y", STREET) as (other,):
        assert unpack(there, other.pack()).delivery.number > waits[0].number
    there.close()
    bureau.store.close()


def test_the_one_left_behind_says_so_and_writes_no_package(tmp_path: Path) -> None:
    with_password = "postgresql://somebody:secret@server/street"
    assert "secret" not in spoken(with_password)
    bureau = Office(tmp_path, "区", "file").set_up()
    to = str(tmp_path / "new.sqlite3")
    bureau.store.move(to)
    with bureau.store.reading() as work:
        problem = moved_problem(work)
    assert problem is not None
    assert problem.facts["to"] == to
    for deed in (lambda: pack(bureau.store, tmp_path), lambda: bureau.store.move(str(tmp_path / "third.sqlite3"))):
        with pytest.raises(Refused) as refused:
            deed()
        assert code_of(refused) == "database_moved"
    new = open_store(to, bureau.clock)
    with new.reading() as work:
        assert moved_problem(work) is None
    assert pack(new, tmp_path).manifest.station == bureau.station
    new.close()
    bureau.store.close()


def test_a_target_that_holds_something_and_this_place_itself_are_refused(tmp_path: Path) -> None:
    bureau = Office(tmp_path, "区", "file").set_up()
    other = Office(tmp_path, "别处", "file").set_up()
    other.store.close()
    before = Path(other.place).read_bytes()
    with pytest.raises(Refused) as refused:
        bureau.store.move(other.place)
    assert code_of(refused) == "move_not_empty"
    assert len(Path(other.place).read_bytes()) == len(before)
    for place in (bureau.place, ":memory:"):
        with pytest.raises(Refused) as refused:
            bureau.store.move(place)
        assert code_of(refused) == "move_nowhere"
    with bureau.store.reading() as work:
        assert moved_problem(work) is None
    bureau.store.close()


def test_a_move_that_died_on_the_way_goes_on_when_it_is_called_again(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = full_bureau(tmp_path)
    wanted = truth(bureau.store)
    for name in ("insert_rows", "_copy_photos", "note_moved"):
        with monkeypatch.context() as patched:
            patched.setattr(f"db.move.{name}", dies)
            with pytest.raises(KeyboardInterrupt):
                bureau.store.move(server)
        with bureau.store.reading() as work:
            assert moved_problem(work) is None
    assert bureau.store.move(server).photos == 1
    there = open_store(server, bureau.clock)
    assert truth(there) == wanted
    there.close()
    bureau.store.close()


def dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_was_begun_and_not_filled_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = Office(tmp_path, "区", "file").set_up()
    to = tmp_path / "new.sqlite3"
    monkeypatch.setattr("db.move.insert_rows", dies)
    with pytest.raises(KeyboardInterrupt):
        bureau.store.move(str(to))
    assert not to.exists()
    bureau.store.close()


def test_whatever_differs_in_the_end_leaves_this_one_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = Office(tmp_path, "区", "file").set_up()
    monkeypatch.setattr(SqlStore, "rebuild", lambda _store, _tell: 0)
    with pytest.raises(Unavailable) as differs:
        bureau.store.move(str(tmp_path / "new.sqlite3"))
    assert code_of(differs) == "move_differs"
    with bureau.store.reading() as work:
        assert moved_problem(work) is None
    bureau.store.close()


def test_what_was_saved_during_the_move_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = Office(tmp_path, "区", "file").set_up()

    def somebody_works(*_: object) -> tuple[int, int]:
        with bureau.store.writing() as work:
            work.sites.save(site())
        return 0, 0

    monkeypatch.setattr("db.move._copy_photos", somebody_works)
    with pytest.raises(Unavailable) as overtaken:
        bureau.store.move(str(tmp_path / "new.sqlite3"))
    assert code_of(overtaken) == "move_overtaken"
    with bureau.store.reading() as work:
        assert moved_problem(work) is None
    bureau.store.close()


def test_a_faulty_database_is_not_moved(tmp_path: Path) -> None:
    bureau = Office(tmp_path, "区", "file").set_up()
    with bureau.store.writing() as work:
        work.conn.execute(text("DELETE FROM standing WHERE kind = 'person'"))
    with pytest.raises(Unavailable) as faulty:
        bureau.store.move(str(tmp_path / "new.sqlite3"))
    assert code_of(faulty) == "move_from_faulty"
    assert not (tmp_path / "new.sqlite3").exists()
    bureau.store.close()


def test_photographs_that_cannot_be_read_are_counted_and_hinder_nothing(tmp_path: Path) -> None:
    bureau = full_bureau(tmp_path)
    (name,) = bureau.store.photo_files.names()
    (file,) = Path(bureau.store.photo_files.place).glob(f"??/{name}.jpg")
    file.write_bytes(b"altered")
    moved = bureau.store.move(str(tmp_path / "new.sqlite3"))
    assert (moved.photos, moved.photos_left) == (0, 1)
    bureau.store.close()


def test_a_clock_of_its_own_is_no_part_of_what_moves(tmp_path: Path) -> None:
    bureau = Office(tmp_path, "区", "file", clock=Clock()).set_up()
    arrived = truth(bureau.store)["line"]
    bureau.clock.now = bureau.clock.now.replace(year=2027)
    bureau.store.move(str(tmp_path / "new.sqlite3"))
    new = open_store(str(tmp_path / "new.sqlite3"), bureau.clock)
    assert truth(new)["line"] == arrived
    new.close()
    bureau.store.close()
