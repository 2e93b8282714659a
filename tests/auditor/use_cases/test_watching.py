"""Watching: what the store gives the radar, flags on real records, and that no flag touches a score."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.flags import FlagKind
from auditor.photo import Photo
from auditor.record import new_id, stamp
from auditor.survey import Mode, Outcome, Response
from auditor.use_cases.planning import open_round
from auditor.use_cases.scoring import score
from auditor.use_cases.watching import photos_of, read_material, watch_all, watch_street
from db import SqlStore
from tests.making import NOW, STREET, TODAY, Clock, answers, fill_street, fresh_store, standard


@pytest.fixture
def filled() -> SqlStore:  # type: ignore[misc]  # a fixture that yields
    with fresh_store(clock=Clock(NOW)) as store:
        fill_street(store)
        yield store


def hold_interviews(store: SqlStore, seconds: int, n: int = 6) -> None:
    """A round with some interviews that took so many seconds each."""
    made = open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="一")
    with store.writing() as work:
        for i in range(n):
            response = Response(
                id=new_id(),
                street=STREET,
                round=made.id,
                community=min(made.strata),
                outcome=Outcome.COMPLETE,
                observed_at=stamp(store.clock()),
                interviewer="甲",
                slot=f"{i:064x}",
                answers=answers(),
                seconds=seconds,
            )
            work.responses.save(response)
            store.clock.now += timedelta(minutes=9 + i)  # type: ignore[attr-defined]  # the tests' clock


def test_a_street_in_order_raises_no_flag(filled: SqlStore) -> None:
    hold_interviews(filled, seconds=180)
    radar = watch_street(filled, STREET, standard())
    assert radar.flags == ()
    assert (radar.interviews, radar.audits, radar.photos) == (6, 12, 0)


def test_a_flag_changes_no_score(filled: SqlStore) -> None:
    """The same street with honest and with impossible times: equal scores, though one is flagged."""
    hold_interviews(filled, seconds=180)
    before = score(filled, STREET, standard(), TODAY)
    with filled.writing() as work:
        for response in work.responses.all(STREET):
            work.responses.save(replace(response, seconds=3))
    radar = watch_street(filled, STREET, standard())
    assert [f.kind for f in radar.flags] == [FlagKind.TOO_FAST]
    after = score(filled, STREET, standard(), TODAY)
    assert replace(after.score, root="") == replace(before.score, root="")
    assert after.units == before.units


def test_watching_writes_nothing(filled: SqlStore) -> None:
    with filled.reading() as work:
        root = work.journal.root()
    watch_street(filled, STREET, standard())
    with filled.reading() as work:
        assert work.journal.root() == root


def test_withdrawn_records_are_not_looked_at(filled: SqlStore) -> None:
    hold_interviews(filled, seconds=3)
    with filled.writing() as work:
        work.responses.save_all([replace(r, withdrawn="重做") for r in work.responses.all(STREET)])
    assert watch_street(filled, STREET, standard()).flags == ()


def test_a_photograph_used_at_two_sites_is_found_through_the_store(filled: SqlStore) -> None:
    with filled.writing() as work:
        first, second = work.audits.all(STREET)[:2]
        for audit in (first, second):
            picture = Photo(
                id=new_id(),
                street=STREET,
                site=audit.site,
                audit=audit.id,
                sha256="a" * 64,
                likeness="0123456789abcdef",
            )
            work.photos.save(picture)
    (flag,) = watch_street(filled, STREET, standard()).flags
    assert flag.kind is FlagKind.SAME_PHOTO
    assert set(flag.sites) == {first.site, second.site}
    with filled.reading() as work:
        assert [p.audit for p in photos_of(work, first.id, STREET)] == [first.id]


def test_lines_are_told_as_they_were_written(filled: SqlStore) -> None:
    with filled.reading() as work:
        material = read_material(work, STREET, standard())
        audits = {a.id: work.audits.history(a.id) for a in work.audits.all(STREET)}
    first = material.first_lines()
    for audit, versions in audits.items():
        line = first[audit]
        assert (line.name, line.at, line.person) == (versions[0].name, versions[0].at, versions[0].person)
        assert line.package == ""
        assert line.parents == ()
    arrivals = [line.arrival for line in material.writings]
    assert arrivals == sorted(arrivals)


def test_a_clock_set_back_is_found_and_names_the_person(filled: SqlStore) -> None:
    hold_interviews(filled, seconds=180)
    filled.clock.now -= timedelta(days=2)  # type: ignore[attr-defined]  # the tests' clock
    with filled.writing() as work:
        last = work.responses.all(STREET)[-1]
        again = replace(last, id=new_id(), version="", slot="f" * 64, observed_at=stamp(work.now()))
        work.responses.save(again)
    causes = {f.evidence["cause"] for f in watch_street(filled, STREET, standard()).flags if f.kind is FlagKind.CLOCK}
    assert causes == {"backwards", "before_frozen"}


def test_every_street_with_a_register_is_watched(filled: SqlStore) -> None:
    assert [r.street for r in watch_all(filled, standard())] == [STREET]
