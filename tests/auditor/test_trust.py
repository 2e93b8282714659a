"""Who may say what: what belongs to the bureau says nothing from another station, in any order of arrival."""

from itertools import permutations

import pytest

from auditor.history import standing
from auditor.kinds import group_of
from auditor.people import Role, new_station_key, station_of
from auditor.record import Body, Line
from auditor.station import station_id
from auditor.trust import bureaux_of, is_the_bureaus, may_decide, silent_among, unheard_of

BUREAU, OTHER = "b" * 32, "c" * 32


def line(kind: str, body: Body, station: str, *parents: Line, record: str = "r") -> Line:
    names = tuple(sorted(p.name for p in parents))
    return Line(kind, record, names, station, "p", "2026-11-01T00:00:00.000Z", 480, "", 1, body)


@pytest.mark.parametrize(
    ("kind", "body", "belongs"),
    [
        ("station", {"key": "x"}, True),
        ("standard", {}, True),
        ("person", {"name": "甲", "role": "decider"}, True),
        ("person", {"name": "甲", "role": "inspector"}, False),
        ("person", {"name": "甲"}, False),
        ("certificate", {"kind": "self_assessment"}, False),
        ("certificate", {"kind": "acceptance"}, True),
        ("certificate", {}, True),
        ("site", {}, False),
    ],
)
def test_some_things_only_the_bureau_says(kind: str, body: Body, belongs: bool) -> None:
    assert is_the_bureaus(kind, body) is belongs
    said = line(kind, body, OTHER)
    assert silent_among([said], {BUREAU}) == (frozenset({said.name}) if belongs else frozenset())
    assert silent_among([said], ()) == frozenset()
    assert silent_among([line(kind, body, BUREAU)], {BUREAU}) == frozenset()


def test_whom_the_bureau_has_given_a_part_nobody_else_speaks_of() -> None:
    given = line("person", {"name": "甲", "role": "decider"}, BUREAU)
    taken = line("person", {"name": "甲", "role": "inspector"}, OTHER, given)
    again = line("person", {"name": "甲", "role": "office"}, BUREAU, taken)
    for lines in permutations([given, taken, again]):
        assert silent_among(lines, {BUREAU}) == {taken.name}
        found = standing(lines, group=group_of("person"), silent=silent_among(lines, {BUREAU}))
        assert found.body == {"name": "甲", "role": "office"}
    only = standing([given, taken], group=group_of("person"), silent={taken.name})
    assert only.body["role"] == "decider"
    assert only.heads == (taken.name,)  # the next one is written on top of it all the same


def test_a_bureau_names_another_and_nobody_names_himself() -> None:
    keys = [new_station_key()[1] for _n in range(3)]
    first, second, third = (station_of(k) for k in keys)

    def names(by: str, key: bytes) -> Line:
        return line("station", {"key": key.hex(), "bureau": True}, by, record=station_id(station_of(key)))

    lines = [names(first, keys[0]), names(first, keys[1]), names(second, keys[2]), names(OTHER, bytes(32))]
    for order in permutations(lines):
        assert bureaux_of(order, first) == {first, second, third}
        assert bureaux_of(order, second) == {second, third}
        assert bureaux_of(order, "") == frozenset()
    assert bureaux_of([line("station", {"bureau": True}, first)], first) == {first}


def test_deciders_decide_and_where_there_is_none_everybody_at_the_bureau() -> None:
    assert may_decide(Role.DECIDER, {Role.DECIDER})
    assert may_decide(Role.ADMINISTRATOR, {Role.DECIDER})
    assert not may_decide(Role.REVIEWER, {Role.REVIEWER, Role.DECIDER})
    assert not may_decide(None, {Role.DECIDER})
    assert may_decide(None, {Role.INSPECTOR})


def test_what_says_nothing_is_named_but_for_a_stations_word_of_itself() -> None:
    itself = line("station", {"key": "x"}, OTHER, record=station_id(OTHER))
    another = line("station", {"key": "x"}, OTHER, record=station_id(BUREAU))
    forged = line("person", {"name": "甲", "role": "decider"}, OTHER)
    for lines, named in (([itself], []), ([another], [another]), ([forged, line("person", {}, OTHER)], [forged])):
        assert unheard_of(lines, {BUREAU}) == named
        assert unheard_of(lines, ()) == []


def test_of_what_the_bureau_speaks_nobody_makes_another_thing() -> None:
    said = line("certificate", {"kind": "acceptance"}, BUREAU)
    other = line("audit", {}, OTHER, said)
    for lines in permutations([said, other]):
        assert silent_among(lines, {BUREAU}) == {other.name}
