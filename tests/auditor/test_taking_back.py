"""Taking a package back: what it said goes, what others said stays, and nobody settles anything by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.history import State, standing
from auditor.kinds import group_of, sound
from auditor.record import Body, Line
from auditor.taking_back import Before, Left, before

WHY = "撤销"
GOOD: dict[str, object] = {"code": "1", "name": "甲", "community": "120104006001", "place_type": "school"}


def line(n: int, body: Body, *parents: Line) -> Line:
    names = tuple(sorted(p.name for p in parents))
    return Line("site", "r", names, "a" * 32, "p", f"2026-11-01T00:00:{n:02}.000Z", 480, "120104006000", 1, body)


def after(lines: list[Line], found: Before) -> tuple[State, Body]:
    heads = standing(lines, group=group_of("site")).heads
    by_name = {x.name: x for x in lines}
    last = line(59, found.body, *(by_name[h] for h in heads))
    stands = standing([*lines, last], group=group_of("site"), sound=lambda b: sound("site", b))
    return stands.state, stands.body


ROOT = line(0, GOOD)
THEIRS = line(1, {**GOOD, "name": "乙", "households": 5}, ROOT)


def test_what_a_package_said_goes_back_to_what_stood_before() -> None:
    found = before([ROOT, THEIRS], {THEIRS.name}, (), WHY)
    assert found == Before(GOOD)
    assert after([ROOT, THEIRS], found) == (State.SETTLED, GOOD)


def test_what_others_said_since_stays() -> None:
    since = line(2, {**THEIRS.body, "name": "丙"}, THEIRS)
    found = before([ROOT, THEIRS, since], {THEIRS.name}, (), WHY)
    assert isinstance(found, Before)
    assert found.body == {**GOOD, "name": "丙"}


def test_a_record_the_package_made_is_withdrawn_and_what_others_said_of_it_is_told() -> None:
    found = before([ROOT], {ROOT.name}, (), WHY)
    assert found == Before({**GOOD, "withdrawn": WHY}, withdrawn=True)
    since = line(2, {**GOOD, "name": "丙"}, ROOT)
    found = before([ROOT, since], {ROOT.name}, (), WHY)
    assert found == Before({**since.body, "withdrawn": WHY}, withdrawn=True, said_since=True)


def test_what_changes_nothing_writes_nothing() -> None:
    same_again = line(1, GOOD, ROOT)
    assert before([ROOT, same_again], {same_again.name}, (), WHY) is None
    over = line(2, {**THEIRS.body, "name": "丙", "households": 9}, THEIRS)
    assert before([ROOT, THEIRS, over], {THEIRS.name}, (), WHY) is None
    withdrawn = line(3, {**GOOD, "withdrawn": "重复"}, ROOT)
    assert before([ROOT, withdrawn], {ROOT.name}, (), WHY) is None


def test_a_dispute_the_package_brought_ends_and_one_of_others_is_left_to_a_person() -> None:
    mine = line(2, {**GOOD, "name": "丙"}, ROOT)
    found = before([ROOT, THEIRS, mine], {THEIRS.name}, (), WHY)
    assert isinstance(found, Before)
    assert found.body == {**GOOD, "name": "丙"}
    third = line(3, {**GOOD, "name": "丁"}, ROOT)
    assert before([ROOT, THEIRS, mine, third], {THEIRS.name}, (), WHY) is Left.IN_CONFLICT


def test_an_edit_whose_record_never_arrived_is_not_taken_for_a_new_record() -> None:
    assert before([THEIRS], {THEIRS.name}, (), WHY) is Left.NOTHING_BEFORE


def test_what_would_break_the_rules_is_left() -> None:
    bad = line(0, {**GOOD, "households": -1})
    mended = line(1, GOOD, bad)
    assert before([bad, mended], {mended.name}, (), WHY) is Left.BREAKS_RULES


EDITS = st.tuples(st.sampled_from(["name", "address", "households"]), st.integers(1, 4), st.booleans())


@given(st.lists(EDITS, max_size=6))
def test_taken_back_and_that_taken_back_again_it_stands_as_before(edits: list[tuple[str, int, bool]]) -> None:
    lines, package = [ROOT], set()
    for n, (field, value, theirs) in enumerate(edits, 1):
        body = {**lines[-1].body, field: value if field == "households" else str(value)}
        lines.append(line(n, body, lines[-1]))
        if theirs:
            package.add(lines[-1].name)
    now = lines[-1].body
    found = before(lines, package, (), WHY)
    if found is None:
        return
    assert isinstance(found, Before)
    undo = line(50, found.body, lines[-1])
    again = before([*lines, undo], {undo.name}, (), WHY)
    assert again == Before(now)


@pytest.mark.parametrize("theirs", [1, 2])
def test_the_order_of_arrival_does_not_show(theirs: int) -> None:
    since = line(2, {**THEIRS.body, "address": "一号"}, THEIRS)
    lines = [ROOT, THEIRS, since]
    package = {lines[theirs].name}
    assert before(lines, package, (), WHY) == before(lines[::-1], package, (), WHY)
