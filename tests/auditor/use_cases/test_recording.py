"""Recording: what is refused changes nothing, what is saved is a version."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from auditor.audit import Answer, Finding
from auditor.errors import Outdated, Refused
from auditor.record import new_id, stamp
from auditor.site import Assignment, Link, Point
from auditor.slots import released_slots
from auditor.survey import Mode, Outcome, Response
from auditor.use_cases import keeping, planning, recording
from db import SqlStore
from tests.making import NOW, STREET, TODAY, answers, audit_of, fill_street, site, standard


def codes(error: Refused) -> list[str]:
    """The codes of a refusal."""
    return [p.code for p in error.problems]


def test_a_site_with_a_taken_code_an_unknown_community_or_households_where_none_live_is_refused(
    store: SqlStore,
) -> None:
    fill_street(store, 2)
    with store.reading() as work:
        root = work.journal.root()
    for wrong, code in (
        (site("06-001"), "code_taken"),
        (site("06-900", community="120104006999"), "no_such_community"),
        (site("06-900", place_type="office"), "households_not_residential"),
        (site("06-900", place_type="castle"), "place_type_unknown"),
    ):
        with pytest.raises(Refused) as told:
            recording.save_site(store, wrong, standard())
        assert codes(told.value) == [code]
    with store.reading() as work:
        assert work.journal.root() == root
    assert recording.save_site(store, site("06-900"), standard()).version


def test_links_that_add_up_to_more_than_a_sites_households_are_refused_with_the_sum(store: SqlStore) -> None:
    first = fill_street(store, 1)[0]
    point = recording.save_point(store, Point(id=new_id(), street=STREET, code="2", site=first.id))
    more = Link(id=new_id(), street=STREET, point=point.id, site=first.id, households=48)
    with pytest.raises(Refused) as told:
        recording.save_link(store, more)
    (problem,) = told.value.problems
    assert problem.facts == {"sum": 148, "households": 100, "over": 48}
    recording.save_link(store, replace(more, alternative=True))
    with pytest.raises(Refused):
        recording.save_site(store, replace(first, households=99), standard())


def test_an_assignment_needs_its_site(store: SqlStore) -> None:
    first = fill_street(store, 1)[0]
    kept = recording.save_assignment(
        store, Assignment(id=new_id(), street=STREET, site=first.id, organisation="某物业", since=date(2026, 1, 1))
    )
    assert kept.version
    with pytest.raises(Refused):
        recording.save_assignment(store, replace(kept, id=new_id(), version="", site=new_id()))


def test_a_withdrawn_record_says_why_and_leaves_the_listing(store: SqlStore) -> None:
    first = fill_street(store, 2)[0]
    with pytest.raises(Refused):
        recording.withdraw(store, "site", first.id, " ")
    recording.withdraw(store, "site", first.id, "登记重复")
    with store.reading() as work:
        assert first.id not in {s.id for s in work.sites.all(STREET)}
        assert work.sites.get(first.id).withdrawn == "登记重复"
        assert len(work.sites.history(first.id)) == 2


def test_an_audit_of_a_future_moment_an_unknown_item_or_a_foreign_point_is_refused(store: SqlStore) -> None:
    first = fill_street(store, 1)[0]
    good = audit_of(first, [])
    for wrong, code in (
        (replace(good, observed_at=stamp(NOW + timedelta(hours=1))), "in_the_future"),
        (replace(good, findings={"site": {"no-such-item": Finding(answer=Answer.PASS)}}), "item_unknown"),
        (replace(good, findings={new_id(): {"x": Finding(answer=Answer.PASS)}}), "no_such_record"),
        (replace(good, street="120104001000"), "other_street"),
        (replace(good, site=new_id()), "no_such_record"),
    ):
        with pytest.raises(Refused) as told:
            recording.record_audit(store, wrong, standard())
        assert code in codes(told.value)


def test_saving_an_audit_clears_the_draft_of_its_form_and_no_other(store: SqlStore) -> None:
    first, second = fill_street(store, 2)
    for one in (first, second):
        keeping.keep_draft(store, f"audit:{one.id}", "{}")
    saved = recording.record_audit(store, audit_of(first, []), standard())
    with store.reading() as work:
        assert [d.form for d in work.drafts()] == [f"audit:{second.id}"]
        assert work.audits.of_site(first.id)[0].id in {saved.id, work.audits.of_site(first.id)[0].id}
    with pytest.raises(Outdated):
        recording.record_audit(store, replace(saved, version="0" * 64), standard())


def visit(round_id: str, slot: str, community: str, **changes: object) -> Response:
    """A complete interview just now."""
    values: dict[str, object] = {
        "id": new_id(),
        "street": STREET,
        "round": round_id,
        "community": community,
        "slot": slot,
        "outcome": Outcome.COMPLETE,
        "observed_at": stamp(NOW),
        "interviewer": "赵𫖯",
        "answers": answers(),
        **changes,
    }
    return Response(**values)  # type: ignore[arg-type]


def test_only_released_slots_take_a_visit_and_only_its_interviewer_corrects_it_the_same_day(store: SqlStore) -> None:
    fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    community = sorted(opened.strata)[0]
    with store.reading() as work:
        slots = released_slots(work, opened, community)
    assert slots is not None
    kept = recording.record_response(store, visit(opened.id, slots[0].slot, community), standard())
    again = recording.record_response(store, replace(kept, answers=answers(knows=False)), standard())
    with pytest.raises(Refused) as told:
        recording.record_response(store, replace(again, interviewer="别人"), standard())
    assert codes(told.value) == ["correction_needs_reviewer"]
    for wrong, code in (
        (visit(opened.id, "0" * 64, community), "slot_not_released"),
        (visit(opened.id, slots[1].slot, community, answers={"k1": "nonsense"}), "answer_unknown"),
        (visit(new_id(), slots[1].slot, community), "no_such_record"),
        (visit(opened.id, slots[1].slot, "120104006999"), "no_such_community"),
    ):
        with pytest.raises(Refused) as told:
            recording.record_response(store, wrong, standard())
        assert code in codes(told.value)
    planning.close_round(store, opened.id, TODAY)
    with pytest.raises(Refused) as told:
        recording.record_response(store, visit(opened.id, slots[1].slot, community), standard())
    assert codes(told.value) == ["round_closed"]
