"""A person settles: on top of all heads, with a reason that stays, refused where the rules say no; on both engines."""

import random
from dataclasses import replace
from datetime import date

import pytest

from auditor.conflict import taken_whole
from auditor.errors import Outdated, Refused
from auditor.history import State
from auditor.people import Person
from auditor.record import Line, new_id
from auditor.site import Assignment, Site
from auditor.survey import Outcome, Response
from auditor.use_cases.settling import Told, assign, read_conflict, settle
from db import SqlStore
from tests import making
from tests.conflicting import arrive, lack_a_parent, line_of, part_ways

STANDARD = making.standard()


def first_site(store: SqlStore) -> Site:
    (made,) = making.fill_street(store, 1)
    with store.reading() as work:
        return work.sites.get(made.id)


def told(store: SqlStore, record: str) -> Told:
    return read_conflict(store, record, STANDARD)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(p.field, p.code) for p in refused.value.problems]


def lines_of(store: SqlStore, record: str) -> list[Line]:
    with store.reading() as work:
        return [Line.read(raw) for raw in work.journal.raw(work.journal.names([record]))]


def test_one_takes_a_field_from_each_and_the_reason_stays(any_store: SqlStore) -> None:
    site = first_site(any_store)
    mine, theirs = part_ways(any_store, site, {"name": "东院", "address": "一号"}, {"name": "西院", "address": "二号"})
    of = told(any_store, site.id).conflict
    choices = {"name": mine.name, "address": theirs.name}
    saved = settle(any_store, site.id, of.version, choices, STANDARD, reason=" 电话核对过 ")
    assert isinstance(saved, Site)
    assert (saved.name, saved.address, saved.households) == ("东院", "二号", site.households)
    after = told(any_store, site.id)
    assert (after.conflict.state, after.conflict.version) == (State.SETTLED, saved.version)
    assert after.dispute is not None
    assert (after.dispute.reason, after.dispute.settled, after.dispute.street) == (
        "电话核对过",
        saved.version,
        site.street,
    )
    (line,) = (x for x in lines_of(any_store, site.id) if x.name == saved.version)
    assert set(line.parents) == {mine.name, theirs.name}
    assert any_store.check().faults == ()


def test_it_is_settled_in_every_database_whatever_order_the_lines_come_in(any_store: SqlStore) -> None:
    """PEERS 10."""
    site = first_site(any_store)
    part_ways(any_store, site, {"name": "东院"}, {"name": "西院"}, {"households": 90})
    of = told(any_store, site.id).conflict
    (name,) = of.fields
    saved = settle(any_store, site.id, of.version, {"name": name.sayings[0].line}, STANDARD, reason="看过门牌")
    assert isinstance(saved, Site)
    assert saved.households == 90, "what a third laptop said beside the conflict stays"
    lines = [*lines_of(any_store, site.id)]
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        other = any_store.aside()
        try:
            for line in lines:
                arrive(other, line)
            with other.reading() as work:
                assert (work.sites.state(site.id), work.sites.get(site.id)) == (State.SETTLED, saved)
        finally:
            other.close()


def test_a_line_that_came_since_it_was_read_is_looked_at_first(any_store: SqlStore) -> None:
    site = first_site(any_store)
    mine, _theirs = part_ways(any_store, site, {"name": "东院"}, {"name": "西院"})
    of = told(any_store, site.id).conflict
    late = line_of(replace(site, name="南院"), [site.version], person="丙", at="2026-11-21T09:00:00.000Z")
    arrive(any_store, late)
    with pytest.raises(Outdated):
        settle(any_store, site.id, of.version, {"name": mine.name}, STANDARD, reason="x")
    assert len(told(any_store, site.id).conflict.fields[0].sayings) == 3


def test_nothing_is_settled_without_a_reason_or_with_a_field_open_and_nothing_is_written(store: SqlStore) -> None:
    site = first_site(store)
    mine, _theirs = part_ways(store, site, {"name": "东院"}, {"name": "西院"})
    of = told(store, site.id).conflict
    with store.reading() as work:
        before = work.journal.count()
    for choices, reason, code in (
        ({"name": mine.name}, "  ", ("reason", "empty")),
        ({}, "x", ("name", "undecided")),
        ({"name": "f" * 64}, "x", ("name", "no_such_saying")),
    ):
        with pytest.raises(Refused) as refused:
            settle(store, site.id, of.version, choices, STANDARD, reason=reason)
        assert codes(refused) == [code]
    with pytest.raises(Refused) as refused:
        settle(store, site.id, of.version, {}, STANDARD, reason="x", anew={"name": {"name": ""}})
    assert codes(refused) == [("name", "empty")]  # the kind's own rule
    with store.reading() as work:
        assert work.journal.count() == before
        assert work.sites.state(site.id) is State.CONFLICT


def test_the_register_s_rules_hold_for_what_is_settled_but_a_doubled_code_hinders_nobody(store: SqlStore) -> None:
    """PEERS 6: the merge never fails on a code, and neither does settling."""
    site = first_site(store)
    part_ways(store, site, {"households": 120, "code": "06-777"}, {"households": 150, "code": "06-778"})
    with store.writing() as work:
        work.sites.save(making.site("06-777"))
    of = told(store, site.id).conflict
    code = next(f for f in of.fields if f.name == "code").sayings[0].line
    few = {"households": {"households": 5}}
    taken = {f.name: f.sayings[0].line for f in of.fields}
    with pytest.raises(Refused) as refused:  # its links serve 100 households
        settle(
            store,
            site.id,
            of.version,
            {"code": code},
            STANDARD,
            reason="x",
            anew=few,
        )
    assert codes(refused) == [("households", "over_linked")]
    saved = settle(store, site.id, of.version, taken, STANDARD, reason="两处都叫 06-777，先定户数")
    assert isinstance(saved, Site)
    assert saved.code == "06-777"


def test_two_people_who_settle_differently_are_a_new_conflict_and_both_reasons_stay(any_store: SqlStore) -> None:
    site = first_site(any_store)
    mine, _theirs = part_ways(any_store, site, {"name": "东院"}, {"name": "西院"})
    of = told(any_store, site.id).conflict
    settle(any_store, site.id, of.version, {"name": mine.name}, STANDARD, reason="看过门牌")
    heads = [s.line for s in of.sides]
    arrive(any_store, line_of(replace(site, name="西院"), heads, person="乙", at="2026-11-22T01:00:00.000Z"))
    again = told(any_store, site.id)
    assert again.conflict.state is State.CONFLICT
    assert [v.body["reason"] for v in again.earlier] == ["看过门牌"]
    choices = {"name": again.conflict.fields[0].sayings[-1].line}
    settle(any_store, site.id, again.conflict.version, choices, STANDARD, reason="问过居委会")
    assert [v.body["reason"] for v in told(any_store, site.id).earlier] == ["看过门牌", "问过居委会"]


def test_two_reasons_for_one_settlement_are_no_dispute_of_their_own(any_store: SqlStore) -> None:
    site = first_site(any_store)
    mine, _theirs = part_ways(any_store, site, {"name": "东院"}, {"name": "西院"})
    of = told(any_store, site.id).conflict
    settle(any_store, site.id, of.version, {"name": mine.name}, STANDARD, reason="看过门牌")
    made = told(any_store, site.id).dispute
    assert made is not None
    other = replace(made, reason="另一个说法")
    arrive(any_store, line_of(other, [], person="乙", at="2026-11-22T01:00:00.000Z"))
    with any_store.reading() as work:
        assert work.disputes.state(made.id) is State.CONFLICT
        assert work.unsettled() == []
    assign(any_store, site.id, owner="", due=date(2026, 12, 1))
    with any_store.reading() as work:
        assert work.disputes.state(made.id) is State.SETTLED


def test_withdrawn_against_edited_is_a_conflict_that_a_person_settles_either_way(store: SqlStore) -> None:
    """PEERS 7 and 11: no delete wins silently; an edit later than a tombstone is looked at."""
    first_site(store)
    for takes, withdrawn in ((0, "已拆"), (1, "")):
        site = making.site(f"06-09{takes}")
        with store.writing() as work:
            site = work.sites.save(site)
        part_ways(store, site, {"withdrawn": "已拆"}, {"name": "改过名"})
        of = told(store, site.id).conflict
        assert "withdrawn" in [f.name for f in of.fields]
        side = of.sides[takes]
        saved = settle(store, site.id, of.version, taken_whole(of, side.line), STANDARD, reason="到现场看过")
        assert saved.withdrawn == withdrawn


def test_an_incomplete_record_is_written_on_top_of_and_is_whole_when_the_parent_comes(any_store: SqlStore) -> None:
    site = replace(first_site(any_store), id=new_id(), code="06-500", version="")
    before = line_of(replace(site, name="早先"), [], person="丁", at="2026-11-19T01:00:00.000Z")
    after = line_of(replace(site, name="后来"), [before.name], person="丁", at="2026-11-20T01:00:00.000Z")
    arrive(any_store, after)
    of = told(any_store, site.id).conflict
    assert (of.state, of.missing, of.since) == (State.INCOMPLETE, (before.name,), after.at)
    saved = settle(
        any_store, site.id, of.version, {}, STANDARD, reason="等不到上一版", anew={"address": {"address": "一号"}}
    )
    with any_store.reading() as work:
        assert work.sites.state(site.id) is State.SETTLED
    arrive(any_store, before)
    with any_store.reading() as work:
        held = work.sites.get(site.id)
        assert (work.sites.state(site.id), held.name, held.address) == (State.SETTLED, "后来", "一号")
        assert held.version == saved.version


def test_a_broken_record_is_mended_by_writing_the_field_anew(store: SqlStore) -> None:
    site = first_site(store)
    broken = line_of(replace(site, households=-3), [site.version], person="丁", at="2026-11-20T01:00:00.000Z")
    arrive(store, broken)
    of = told(store, site.id).conflict
    assert (of.state, [p.code for p in of.problems]) == (State.BROKEN, ["households_range"])
    with pytest.raises(Refused):
        settle(store, site.id, of.version, {}, STANDARD, reason="x")
    saved = settle(
        store, site.id, of.version, {}, STANDARD, reason="查过台账", anew={"households": {"households": 100}}
    )
    assert isinstance(saved, Site)
    assert saved.households == 100
    with pytest.raises(Refused) as refused:
        settle(store, site.id, saved.version, {}, STANDARD, reason="再来")
    assert codes(refused) == [("version", "settled_already")]


def test_an_audit_s_findings_and_a_visit_as_a_whole_are_settled_alike(store: SqlStore) -> None:
    site = first_site(store)
    visit = Response(
        id=new_id(),
        street=site.street,
        round=new_id(),
        community=site.community,
        outcome=Outcome.REFUSAL,
        observed_at="2026-11-20T11:00:00.000Z",
        interviewer="王",
    )
    with store.writing() as work:
        visit = work.responses.save(visit)
    part_ways(store, visit, {"outcome": Outcome.NON_CONTACT}, {"interviewer": "李"})
    of = told(store, visit.id).conflict
    assert [f.name for f in of.fields] == ["whole"]
    saved = settle(store, visit.id, of.version, {"whole": of.sides[1].line}, STANDARD, reason="问过访问人")
    assert isinstance(saved, Response)
    assert (saved.outcome, saved.interviewer) == (Outcome.REFUSAL, "李")


def test_an_organisation_elsewhere_is_not_touched_by_a_settlement(store: SqlStore) -> None:
    site = first_site(store)
    with store.reading() as work:
        (assignment,) = work.assignments.some(work.sites.parts(site.id)["assignment"])
    assert isinstance(assignment, Assignment)
    mine, _theirs = part_ways(store, assignment, {"organisation": "津友"}, {"organisation": "月环里"})
    with store.reading() as work:
        before = work.versions([site.id])
    of = told(store, assignment.id).conflict
    settle(store, assignment.id, of.version, {"organisation": mine.name}, STANDARD, reason="看过合同")
    with store.reading() as work:
        assert work.versions([site.id]) == before


def test_a_conflict_has_an_owner_and_a_due_date(any_store: SqlStore) -> None:
    """PEERS 9: conflicts have a screen, an owner and a due date, and are no files."""
    site = first_site(any_store)
    part_ways(any_store, site, {"name": "东院"}, {"name": "西院"})
    person = Person(id=new_id(), name="周敏")
    with any_store.writing() as work:
        work.people.save(person)
    with pytest.raises(Refused):
        assign(any_store, site.id, owner=new_id(), due=None)
    with pytest.raises(Refused):
        assign(any_store, new_id(), owner="", due=None)
    made = assign(any_store, site.id, owner=person.id, due=date(2026, 12, 1))
    assert (made.owner, made.due, made.record, made.of_kind) == (person.id, date(2026, 12, 1), site.id, "site")
    assert assign(any_store, site.id, owner="", due=None).owner == ""


def test_lines_that_lack_a_parent_are_not_lost_beside_a_conflict(store: SqlStore) -> None:
    site = first_site(store)
    part_ways(store, site, {"name": "东院"}, {"name": "西院"})
    lack_a_parent(store, site, name="北院")
    of = told(store, site.id).conflict
    assert of.state is State.CONFLICT
    assert of.missing == ("d" * 64,)
    name = next(f for f in of.fields if f.name == "name")
    assert [s.values["name"] for s in name.sayings] == ["北院", "东院", "西院"]
    saved = settle(store, site.id, of.version, taken_whole(of, name.sayings[0].line), STANDARD, reason="三处都问过")
    assert isinstance(saved, Site)
    assert saved.name == "北院"
    assert told(store, site.id).conflict.state is State.SETTLED
