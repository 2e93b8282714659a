"""Every kind is known under its name, says its groups, and judges bodies by its own rules."""

from typing import Any

import pytest

from auditor.history import standing
from auditor.kinds import KINDS, OTHER, group_of, sound
from auditor.record import Line, body_of
from tests.making import site


def test_every_kind_has_its_own_name_and_groups_of_its_own_fields() -> None:
    for name, kind in KINDS.items():
        assert name == kind.KIND
        fields = set(kind.__dataclass_fields__)
        assert {key for group in kind.GROUPS for key in group} <= fields
        assert "withdrawn" not in {key for group in kind.GROUPS for key in group}


def test_withdrawn_always_stands_alone() -> None:
    for kind in [*KINDS, "unknown"]:
        assert group_of(kind)("withdrawn") == "withdrawn"


def test_keys_that_a_kind_does_not_know_are_one_field_however_many_there_are() -> None:
    assert all(OTHER not in kind.__dataclass_fields__ for kind in KINDS.values())
    assert {group_of("site")(key) for key in ("x1", "x2", "zz")} == {OTHER}
    lines = [
        Line("site", "r", (), "c" * 32, "p", "2026-11-22T02:00:00.000Z", 480, "", 1, {f"x{n}": "y"}) for n in range(100)
    ]
    found = standing(lines, group=group_of("site"), sound=lambda body: sound("site", body))
    assert set(found.conflicts) == {OTHER}


def test_a_period_is_one_field_and_a_response_is_one_whole() -> None:
    assert group_of("site")("until") == group_of("site")("since") == "since"
    assert group_of("site")("name") == "name"
    assert group_of("response")("answers") == group_of("response")("outcome")
    assert group_of("unknown")("a") == "a"


@pytest.mark.parametrize(
    ("change", "keeps"),
    [
        ({}, True),
        ({"households": -1}, False),
        ({"households": "5"}, False),
        ({"since": "2026-02-30"}, False),
        ({"name": ""}, False),
        ({"unknown": 1}, True),
        ({"since": "2026-01-02", "until": "2026-01-01"}, False),
    ],
)
def test_a_body_is_sound_when_it_can_be_read_and_keeps_the_rules(change: dict[str, Any], keeps: bool) -> None:
    assert sound("site", {**body_of(site()), **change}) is keeps


def test_every_kind_judges_any_body_without_an_exception() -> None:
    strange: list[dict[str, Any]] = [
        {},
        {"observed_at": "2026-99-01T00:00:00.000Z", "outcome": {}, "findings": {"a": 1}},
        {"frame": {"a": "b"}, "strata": {"a": {"population": 1}}, "score": {}, "kind": 1, "dated": True},
    ]
    for kind in KINDS:
        for body in strange:
            assert sound(kind, body) in (True, False)
    assert sound("unknown", {"a": 1})
