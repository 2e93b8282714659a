"""A conflict as a person settles it: sayings, base, sides, and what a settlement makes of them."""

import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.conflict import Conflict, conflict_of, differs, settled_body, taken_whole
from auditor.errors import Refused
from auditor.history import Standing, State, standing
from auditor.record import Line, same
from tests.strategies import RECORD, histories, line


def stand(lines: Iterable[Line]) -> Standing:
    return standing(lines)


def settling(of: Conflict, body: dict[str, Any], person: str = "judge") -> Line:
    return line(tuple(s.line for s in of.sides), at=80_000, person=person, **body)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(p.field, p.code) for p in refused.value.problems]


def two_sides() -> tuple[Line, Line, Line]:
    first = line(organisation="旧单位", since="2026-01-01", name="月环里市场")
    mine = line((first.name,), at=60, person="周敏", organisation="津友", since="2026-11-20", name="月环里市场")
    theirs = line((first.name,), at=90, person="刘洋", organisation="月环里", since="2026-11-21", name="月环里市场")
    return first, mine, theirs


def test_each_contested_field_has_its_sayings_with_who_and_when_and_what_stood_before() -> None:
    first, mine, theirs = two_sides()
    of = conflict_of([theirs, first, mine], stand)
    assert (of.state, of.record, of.agreed) == (State.CONFLICT, RECORD, {"name": "月环里市场"})
    assert [f.name for f in of.fields] == ["organisation", "since"]
    field = of.fields[0]
    assert [(s.person, s.values) for s in field.sayings] == [
        ("周敏", {"organisation": "津友"}),
        ("刘洋", {"organisation": "月环里"}),
    ]
    assert (field.base, field.base_at) == ({"organisation": "旧单位"}, first.at)
    assert [(s.line, s.person) for s in of.sides] == [(mine.name, "周敏"), (theirs.name, "刘洋")]
    assert differs(field, "organisation")


def test_a_side_is_a_head_even_where_an_earlier_line_of_it_said_the_field() -> None:
    first, mine, theirs = two_sides()
    after = line((mine.name,), at=200, person="周敏", **{**mine.body, "note": "后来又记"})
    of = conflict_of([first, mine, theirs, after], stand)
    assert [s.line for s in of.sides] == [theirs.name, after.name]  # oldest first
    assert of.sides[1].says == {"organisation": mine.name, "since": mine.name}
    assert taken_whole(of, after.name) == {"organisation": mine.name, "since": mine.name}
    assert taken_whole(of, mine.name) == taken_whole(of, after.name)
    assert of.agreed == {"name": "月环里市场", "note": "后来又记"}


def test_without_a_common_ancestor_there_is_no_base() -> None:
    of = conflict_of([line(name="a"), line(at=5, name="b")], stand)
    assert [f.base for f in of.fields] == [None]


def test_what_has_not_arrived_is_named_with_the_moment_since_when_it_is_missed() -> None:
    first, mine, theirs = two_sides()
    of = conflict_of([mine], stand)
    assert (of.state, of.missing, of.since) == (State.INCOMPLETE, (first.name,), mine.at)
    assert conflict_of([first, mine], stand).missing == ()
    assert settled_body(of, {}, {}) == mine.body  # as it stands, on top of it
    assert settled_body(of, {}, {"name": {"name": "改名"}}) == {**mine.body, "name": "改名"}
    assert theirs.parents == mine.parents


def test_a_settlement_decides_every_contested_field_and_touches_no_other() -> None:
    first, mine, theirs = two_sides()
    of = conflict_of([first, mine, theirs], stand)
    chosen = {"organisation": mine.name, "since": theirs.name}
    assert settled_body(of, chosen, {}) == {"name": "月环里市场", "organisation": "津友", "since": "2026-11-21"}
    anew = settled_body(of, {"organisation": mine.name}, {"since": {"since": ""}})
    assert anew == {"name": "月环里市场", "organisation": "津友"}  # written anew as empty
    with pytest.raises(Refused) as refused:
        settled_body(of, {"organisation": first.name, "name": mine.name}, {"note": {"note": "x"}})
    assert codes(refused) == [
        ("name", "not_contested"),
        ("note", "not_contested"),
        ("organisation", "no_such_saying"),
        ("since", "undecided"),
    ]
    with pytest.raises(Refused) as refused:
        settled_body(of, chosen, {"since": {"since": "2026-11-22", "name": "别名"}})
    assert codes(refused) == [("name", "not_contested")]
    with pytest.raises(Refused):
        taken_whole(of, first.name)


def test_two_people_who_settle_differently_make_a_new_conflict_of_that_field_alone() -> None:
    """PEERS 7-10: nothing wins silently; both settlements stay and a third person sees them."""
    first, mine, theirs = two_sides()
    of = conflict_of([first, mine, theirs], stand)
    one = settling(of, settled_body(of, taken_whole(of, mine.name), {}), "甲")
    other = settling(of, settled_body(of, {"organisation": theirs.name, "since": mine.name}, {}), "乙")
    again = conflict_of([first, mine, theirs, one, other], stand)
    assert [f.name for f in again.fields] == ["organisation"]
    assert {s.person for s in again.fields[0].sayings} == {"甲", "乙"}
    same_word = settling(of, settled_body(of, taken_whole(of, mine.name), {}), "丙")
    assert conflict_of([first, mine, theirs, one, same_word], stand).state is State.SETTLED  # PEERS 8: alike is none


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_after_settling_the_record_is_settled_at_every_database_whatever_order_the_lines_come_in(
    lines: list[Line], rng: random.Random
) -> None:
    """PEERS 10: any arrival order."""
    of = conflict_of(lines, stand)
    choices = {f.name: rng.choice(f.sayings).line for f in of.fields}
    body = settled_body(of, choices, {})
    for key, value in of.agreed.items():
        assert same(body[key], value)
    for field in of.fields:
        said = field.saying(choices[field.name])
        assert said is not None
        assert {k: v for k, v in body.items() if k == field.name} == said.values
    assert set(body) <= {*of.agreed, *(f.name for f in of.fields)}
    made = settling(of, body)
    come = [*lines, made]
    rng.shuffle(come)
    found = stand(come)
    assert (found.heads, found.conflicts) == ((made.name,), {})
    assert same(found.body, body)
    assert found.state is State.SETTLED


@given(histories)
@settings(max_examples=300, deadline=None)
def test_every_side_says_what_its_head_has_and_every_saying_belongs_to_a_side(lines: list[Line]) -> None:
    of = conflict_of(lines, stand)
    bodies = {x.name: x.body for x in lines}
    for side in of.sides:
        for name, saying in side.says.items():
            field = of.contested(name)
            assert field is not None
            said = field.saying(saying)
            assert said is not None
            head = {k: v for k, v in bodies[side.line].items() if k == name}
            assert same(said.values, head), "the head has another value than its side is said to say"
    told = {(name, saying) for side in of.sides for name, saying in side.says.items()}
    for field in of.fields:
        shown = {name for name, _saying in told if name == field.name}
        assert shown == {field.name}


def test_where_the_merged_body_breaks_the_rules_every_side_stands_with_what_it_last_said() -> None:
    for person in "abcdefgh":  # names of lines fall as they will
        first = line(a=1, b=1)
        early = line((first.name,), at=10, person=person, a=2, b=1)
        late = line((early.name,), at=20, person=person, a=3, b=1)
        other = line((first.name,), at=30, person="z", a=1, b=2)

        def sound(lines: Iterable[Line]) -> Standing:
            return standing(lines, sound=lambda body: (body.get("a"), body.get("b")) != (3, 2))

        of = conflict_of([first, early, late, other], sound)
        assert of.state is State.CONFLICT
        mine, theirs = of.sides
        assert (mine.line, mine.says["a"], mine.says["b"]) == (late.name, late.name, first.name)
        assert (theirs.says["a"], theirs.says["b"]) == (first.name, other.name)
        assert settled_body(of, taken_whole(of, mine.line), {}) == late.body
