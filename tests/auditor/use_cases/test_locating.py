"""Where the records are: counted step by step as anybody would count them over the whole journal."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.receipts import reach_of
from auditor.record import Line, new_id
from auditor.site import Site
from auditor.use_cases import backing_up, locating
from auditor.whereabouts import NOT_WORK
from db import SqlStore
from db.store import SqlWork
from tests.exchanging import district, exchange
from tests.making import STREET, fill_street, site


def by_hand(store: SqlStore, after: int = 0) -> int:
    """Every line is read."""
    with store.reading() as work:
        assert isinstance(work, SqlWork)
        rows = work.conn.exec_driver_sql("SELECT arrival, package, raw FROM line").all()
    lines = [(json.loads(bytes(raw)), arrival) for arrival, package, raw in rows if not package]
    return len({x["record"] for x, arrival in lines if x["kind"] not in NOT_WORK and arrival > after})


def foreign(n: int) -> list[Line]:
    """Lines of another station, as a package brings them."""
    body = {"code": "06-9", "name": "x", "community": "120104006001", "place_type": "office"}
    at = "2026-11-01T02:00:00.000Z"
    return [Line("site", new_id(), (), "6" * 32, "other", at, 480, STREET, 1, body) for _ in range(n)]


def test_a_station_waits_with_what_was_written_here_and_the_bureau_with_nothing(any_store: SqlStore) -> None:
    found = locating.locate(any_store)
    assert (found.at_bureau, found.waiting, found.uncopied) == (True, 0, 0)  # no street: the bureau's
    with any_store.writing() as work:
        work.set_setting("street", STREET)
    assert locating.locate(any_store).waiting == 0
    sites = fill_street(any_store, 4)
    assert locating.locate(any_store).waiting == by_hand(any_store) == 4 * 5
    with any_store.writing() as work:
        work.journal.receive(foreign(3), "p1")  # of another station: these came from elsewhere
        held = work.sites.get(sites[0].id)
        work.sites.save(replace(held, name="改名"))
    assert locating.locate(any_store).waiting == by_hand(any_store) == 4 * 5  # the same record


def test_counting_on_from_a_note_gives_what_counting_all_gives(
    any_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locating, "STRIDE", 7)
    with any_store.writing() as work:
        work.set_setting("street", STREET)
    sites = fill_street(any_store, 3)
    for n in range(12):
        with any_store.writing() as work:
            if n % 3 == 0:
                work.journal.receive(foreign(2), f"p{n}")
            work.sites.save(site(f"06-{800 + n}"))
            old = work.sites.get(sites[n % 3].id)
            work.sites.save(replace(old, address=f"{n} 号"))
        assert locating.locate(any_store).waiting == by_hand(any_store)
    with any_store.reading() as work:
        assert json.loads(work.setting(locating.COUNTED))[0] > 20  # it was noted on the way


def test_what_the_last_copy_does_not_hold_is_counted(store: SqlStore, tmp_path: object) -> None:
    fill_street(store, 2)
    found = locating.locate(store)
    assert (found.copy, found.uncopied) == (None, 0)
    backing_up.back_up(store, f"{tmp_path}/c.sqlite3")
    found = locating.locate(store)
    assert found.copy is not None
    assert found.uncopied == 0
    with store.writing() as work:
        work.sites.save(site("06-900"))
    found = locating.locate(store)
    assert found.copy is not None
    assert found.uncopied == by_hand(store, found.copy.arrival) == 1


def test_a_note_of_another_journal_is_not_believed(store: SqlStore) -> None:
    with store.writing() as work:
        work.set_setting("street", STREET)
        work.set_setting(locating.COUNTED, "[99999, 5]")
    fill_street(store, 1)
    assert locating.locate(store).waiting == by_hand(store)


def test_what_the_bureau_has_confirmed_waits_no_more_and_what_is_packed_is_not_here_alone(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):

        def counts() -> tuple[int, int]:
            found = locating.locate(one.store)
            return found.waiting, found.here

        def save(code: str) -> Site:
            with one.store.writing() as work:
                return work.sites.save(site(code))

        assert counts() == (0, 0)  # who it is and who works there is nobody's work
        made = save("06-001")
        assert counts() == (1, 1)
        came = one.pack()
        assert counts() == (1, 0)
        save("06-002")
        assert counts() == (2, 1)
        bureau.unpack(came)
        assert counts() == (2, 1)  # nobody has told this side
        one.unpack(bureau.pack(one))
        assert counts() == (1, 1)
        with one.store.writing() as work:
            work.sites.save(replace(made, name="改名"))
        assert counts() == (2, 2)  # the record that was confirmed has a line again that was not
        exchange(bureau, one)
        assert counts() == (0, 0)
        assert locating.locate(one.store).heard


def test_counting_on_beyond_receipts_gives_what_counting_all_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locating, "STRIDE", 3)
    with district(tmp_path, 1) as (bureau, (one,)):
        with one.store.writing() as work:
            sites = [work.sites.save(site(f"06-{n:03}")) for n in range(3)]
        for n in range(9):
            with one.store.writing() as work:
                work.sites.save(site(f"06-{800 + n}"))
                old = work.sites.get(sites[n % 3].id)
                work.sites.save(replace(old, address=f"{n} 号"))
            if n % 4 == 0:
                exchange(bureau, one)
            with one.store.reading() as work:
                beyond = reach_of(work).confirmed[STREET]
            assert locating.locate(one.store).waiting == by_hand(one.store, beyond)
