"""The list of what waits for a person: overdue first, by owner and state; codes and interviews that stand twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from auditor.conflict_matters import Asked
from auditor.history import State
from auditor.people import Person
from auditor.record import new_id, stamp
from auditor.site import joined
from auditor.survey import Method, Mode, Outcome, Response, Round, Stratum
from auditor.use_cases import joining
from auditor.use_cases.listing_conflicts import count_conflicts, list_conflicts
from auditor.use_cases.settling import assign
from db import SqlStore
from tests import making
from tests.conflicting import arrive, lack_a_parent, line_of, part_ways

STANDARD = making.standard()
ALL = Asked(street=making.STREET)


def sites_in_conflict(store: SqlStore, n: int) -> list[str]:
    """Ids in order of code."""
    made = making.fill_street(store, n)
    with store.reading() as work:
        held = sorted(work.sites.some([s.id for s in made]), key=lambda s: s.code)
    for site in held:
        part_ways(store, site, {"name": "东院"}, {"name": "西院"})
    return [s.id for s in held]


def test_overdue_first_then_by_due_date_then_the_rest(any_store: SqlStore) -> None:
    a, b, c, d = sites_in_conflict(any_store, 4)
    person = Person(id=new_id(), name="周敏")
    with any_store.writing() as work:
        work.people.save(person)
    today = making.TODAY
    assign(any_store, c, owner=person.id, due=today - timedelta(days=1))
    assign(any_store, d, owner="", due=today)
    assign(any_store, a, owner=person.id, due=today + timedelta(days=9))
    found = list_conflicts(any_store, STANDARD, ALL)
    assert [m.id for m in found.matters] == [c, d, a, b]
    assert [(m.overdue, m.owner_name) for m in found.matters][:2] == [(True, "周敏"), (False, "")]
    assert (found.overdue, found.open, found.counts[State.CONFLICT]) == (1, 4, 4)
    mine = list_conflicts(any_store, STANDARD, replace(ALL, owner=person.id))
    assert ([m.id for m in mine.matters], mine.total) == ([c, a], 2)
    late = list_conflicts(any_store, STANDARD, replace(ALL, overdue=True))
    assert [m.id for m in late.matters] == [c]
    assert list_conflicts(any_store, STANDARD, replace(ALL, state=State.BROKEN)).matters == ()
    assert found.matters[0].title.startswith("06-")


def test_two_inspectors_who_add_one_code_are_reported_and_joined_or_renumbered(any_store: SqlStore) -> None:
    """PEERS 6: the merge never fails; the code is checked after it and shown."""
    first, second, third = making.fill_street(any_store, 3)
    twin = making.site(first.code.lower(), name="另一处")
    arrive(any_store, line_of(twin, [], person="乙", at="2026-11-20T01:00:00.000Z"))
    (pair,) = list_conflicts(any_store, STANDARD, ALL).codes
    assert {pair.left.id, pair.right.id} == {first.id, twin.id}
    assert count_conflicts(any_store, making.STREET) == 1
    joining.keep_apart(any_store, pair.key)
    assert len(list_conflicts(any_store, STANDARD, ALL).codes) == 1, "two places, but still one code"
    joining.join(any_store, twin.id, first.id)
    assert list_conflicts(any_store, STANDARD, ALL).codes == ()
    joining.part(any_store, twin.id)
    assert len(list_conflicts(any_store, STANDARD, ALL).codes) == 1
    with any_store.writing() as work:
        work.sites.save(replace(work.sites.get(twin.id), code="06-900"))
    found = list_conflicts(any_store, STANDARD, ALL)
    assert (found.codes, found.open) == ((), 0)
    assert second.id != third.id


def test_joins_of_two_offices_that_lead_in_a_circle_end_at_the_smallest_id_and_part_again(any_store: SqlStore) -> None:
    """DESIGN 5: joining withdraws nothing; a circle ends at its smallest id and is listed; clearing parts them."""
    first, second, _third = making.fill_street(any_store, 3)
    with any_store.reading() as work:
        held = work.sites.get(first.id)
    joining.join(any_store, second.id, first.id)
    arrive(
        any_store, line_of(replace(held, same_as=second.id), [held.version], person="乙", at="2026-11-20T01:00:00.000Z")
    )
    least = min(first.id, second.id)
    (ring,) = joining.find_duplicates(any_store, making.STREET).circles
    assert [s.id for s in ring] == sorted((first.id, second.id))
    with any_store.reading() as work:
        facts = work.facts(making.STREET, making.TODAY, STANDARD)
        assert {s.id for s in facts.sites} & {first.id, second.id} == {least}
        assert {k.site for k in facts.links} <= {s.id for s in facts.sites}
        assert [s.withdrawn for s in work.sites.some([first.id, second.id])] == ["", ""]
    assert joined({first.id: second.id, second.id: first.id}) == dict.fromkeys((first.id, second.id), least)
    joining.part(any_store, first.id)
    joining.part(any_store, second.id)
    with any_store.reading() as work:
        assert {first.id, second.id} <= {s.id for s in work.facts(making.STREET, making.TODAY, STANDARD).sites}


def a_round(mode: Mode) -> Round:
    return Round(
        id=new_id(),
        street=making.STREET,
        name="秋季",
        mode=mode,
        method=Method.DOOR,
        standard=STANDARD.name,
        key_hash="a" * 64,
        frozen_on=date(2026, 11, 1),
        frame={"120104006001": {"s": 20}},
        strata={"120104006001": Stratum(population=20, planned=10)},
    )


def interview(round_: Round, minutes: int, slot: str = "b" * 64, **changes: object) -> Response:
    values: dict[str, object] = {
        "outcome": Outcome.COMPLETE,
        "answers": making.answers(),
        **changes,
    }
    return Response(
        id=new_id(),
        street=making.STREET,
        round=round_.id,
        community="120104006001",
        observed_at=stamp(making.NOW - timedelta(days=1) + timedelta(minutes=minutes)),
        interviewer="王",
        slot=slot,
        **values,  # type: ignore[arg-type]
    )


def test_two_interviews_of_one_household_are_shown_with_the_one_that_counts_and_never_counted_twice(
    any_store: SqlStore,
) -> None:
    """PEERS 13."""
    making.fill_street(any_store, 1)
    picks: dict[Mode, Callable[[list[Response]], Response]] = {
        Mode.SAMPLE: lambda visits: visits[0],
        Mode.CENSUS: lambda visits: visits[-1],
    }
    for mode, which in picks.items():
        round_ = a_round(mode)
        visits = [interview(round_, 0), interview(round_, 30, answers=making.answers(knows=False))]
        others = [
            interview(round_, 5, slot="c" * 64),
            interview(round_, 9, slot="c" * 64, outcome=Outcome.REFUSAL, answers={}),
        ]
        with any_store.writing() as work:
            work.rounds.save(round_)
            work.responses.save_all([*visits, *others])
        (found,) = [t for t in list_conflicts(any_store, STANDARD, ALL).interviews if t.round.id == round_.id]
        assert [v.id for v in found.visits] == [v.id for v in visits]
        assert set(found.counts.values()) == {which(visits).id}
    assert count_conflicts(any_store, making.STREET) == 0, "the rule says which counts: nothing waits for a person"


def test_what_is_not_held_or_incomplete_is_titled_all_the_same(store: SqlStore) -> None:
    making.fill_street(store, 1)
    lack_a_parent(store, making.site("07-001", name="远处"))
    (matter,) = list_conflicts(store, STANDARD, ALL).matters
    assert (matter.title, matter.conflict.state) == ("07-001 远处", State.INCOMPLETE)
