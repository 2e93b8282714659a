"""A rehearsal puts what stood and what would stand side by side, verdicts included."""

from dataclasses import replace

from auditor.history import State
from auditor.people import Person, Role
from auditor.photo import Photo
from auditor.record import Line, Record, body_of, new_id
from auditor.rehearsal import Rehearsal, differing_fields, scores_of
from auditor.store import Stands
from auditor.verdict import Verdict
from db import SqlStore
from tests.conflicting import raise_oneself
from tests.making import STREET, communities, in_order, in_street, site, street

OTHER = "c" * 32


def line_of(made: Record, *parents: str) -> Line:
    at = "2026-11-21T02:00:00.000Z"
    return Line(made.KIND, made.id, tuple(parents), OTHER, "p", at, 480, made.street, 1, body_of(made))


def test_every_class_of_change_is_counted_and_a_verdict_that_flips_is_named(store: SqlStore) -> None:
    held = site()
    with store.writing() as work:
        work.streets.save(street())
        work.communities.save_all(communities())
        saved = work.sites.save(held)
        for part in in_order(held):
            getattr(work, f"{part.KIND}s").save(part)
        work.sites.save(replace(saved, name="改名"))
    with store.writing() as work:
        head = work.journal.stands([held.id])[held.id].version
        rehearsal = Rehearsal(work, ["", STREET])
        first = saved.version
        lines = [
            line_of(replace(held, name="别名"), first),
            line_of(site("06-002")),
            line_of(replace(site("06-001"), name="另一处")),
            line_of(site("06-003"), "f" * 64),
        ]
        rehearsal.before(lines)
        work.journal.receive(lines, "p")
        seen = rehearsal.after(set(), store.photo_files)
        assert head != first
    assert (seen.lines, seen.fresh, dict(seen.new), seen.records_new) == (4, 4, {"site": 3}, 3)
    assert dict(seen.changed) == {}  # in dispute: nothing else stands yet
    assert [n.record for n in seen.conflicting] == [held.id]
    assert [n.title for n in seen.incomplete] == ["06-003 小区06-003"]
    assert [n.title for n in seen.doubled] == ["06-001"]
    assert "另一处" in seen.doubled[0].told  # the other's name is in dispute
    assert {(f.street, f.name, f.before) for f in seen.flips} == {(STREET, "学府街道", Verdict.MET)}
    assert {f.criterion: f.after for f in seen.flips} == {
        "responsibility": Verdict.NOT_MET,  # the new sites have nobody responsible
        "categories": Verdict.UNDETERMINED,
        "placement": Verdict.UNDETERMINED,
    }


def test_lines_that_this_station_lost_are_counted_apart(store: SqlStore) -> None:
    mine = replace(line_of(site()), station="5" * 32)
    with store.writing() as work:
        rehearsal = Rehearsal(work, [])
        rehearsal.before([mine])
        work.journal.receive([mine], "p")
        assert rehearsal.after(set(), store.photo_files).own == 1


def test_fields_that_mean_one_thing_change_as_one() -> None:
    def stands(**body: object) -> Stands:
        return Stands("site", STREET, "v", State.SETTLED, body)

    then = stands(name="甲", since="2026-01-01")
    assert differing_fields(then, stands(name="甲", since="2026-01-02", until="2026-02-01")) == ["since"]
    assert differing_fields(then, stands(since="2026-01-01")) == ["name"]
    assert differing_fields(then, then) == []
    assert differing_fields(stands(households=1), stands(households=True)) == ["households"]


def test_a_street_without_sites_has_no_score(store: SqlStore) -> None:
    with store.reading() as work:
        assert scores_of(work, ["", STREET, new_id()]) == {}


def test_a_street_that_nobody_registered_has_no_verdict_and_hinders_no_rehearsal(store: SqlStore) -> None:
    nowhere = "999999999999"
    with store.writing() as work:
        for code in ("01-001", "01-002"):  # the second finds the first already here
            rehearsal = Rehearsal(work, [nowhere])
            lines = [line_of(in_street(site(code), nowhere))]
            rehearsal.before(lines)
            work.journal.receive(lines, "p")
            seen = rehearsal.after(set(), store.photo_files)
            assert (seen.fresh, seen.flips) == (1, ())


def test_the_photographs_that_lack_are_those_its_own_records_show(store: SqlStore) -> None:
    held, shown, erased = (Photo(id=new_id(), site="s", street=STREET, sha256=x * 64) for x in "abc")
    with store.writing() as work:
        work.photos.save(held)  # lacks here already, whatever the package holds
        rehearsal = Rehearsal(work, [STREET])
        lines = [line_of(shown), line_of(replace(erased, erased="有人脸")), line_of(site())]
        rehearsal.before(lines)
        work.journal.receive(lines, "p")
        assert rehearsal.after(set(), store.photo_files).photos_missing == 1
        assert rehearsal.after({shown.sha256}, store.photo_files).photos_missing == 0


def test_a_line_that_would_say_nothing_is_named(store: SqlStore) -> None:
    held = raise_oneself(store)
    with store.writing() as work:
        another = line_of(Person(id=new_id(), name="韩某", role=Role.REVIEWER))
        rehearsal = Rehearsal(work, [])
        rehearsal.before([held, another])
        work.journal.receive([held, another], "p")
        seen = rehearsal.after(set(), store.photo_files)
    assert [(n.record, n.title, n.told) for n in seen.unheard] == [(another.record, "韩某", "cccc cccc")]
