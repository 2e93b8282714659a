"""What may be one place is found by code, name, address and organisation; what tells places apart is respected."""

import pytest

from auditor.duplicates import circles, near, pairs, plain_name
from auditor.history import State
from auditor.store import SiteListing


def listed(code: str, name: str, **more: object) -> SiteListing:
    """A row of the register."""
    values: dict[str, object] = {
        "id": f"id-{code}-{name}",
        "code": code,
        "name": name,
        "street": "s",
        "community": "c",
        "place_type": "residential_managed",
        "households": 1,
        "organisation": "",
        "last_audit": "",
        "state": State.SETTLED,
        **more,
    }
    return SiteListing(**values)  # type: ignore[arg-type]


def found(*sites: SiteListing, apart: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    return [(p.left.name, p.right.name, p.why) for p in pairs(sites, apart)]


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("龙兴里小区", "龙兴里小区", True),
        ("龙兴里便民菜店", "龙兴里便民菜点", True),
        ("龙兴里（小区）", "龙兴里小区", True),
        ("龙兴里12号楼", "龙兴里18号楼", False),
        ("龙兴里东区", "龙兴里西区", False),
        ("龙兴里小区", "龙兴里小区西区", False),
        ("龙兴里小区", "照湖里小区", False),
        ("", "", False),
    ],
)
def test_names_that_differ_by_little_are_near_unless_the_difference_tells_places_apart(
    left: str, right: str, alike: bool
) -> None:
    assert near(plain_name(left), plain_name(right)) is alike


def test_equal_codes_and_equal_names_in_a_community_are_offered() -> None:
    assert found(listed("1", "甲"), listed("１ ", "乙", community="d")) == [("甲", "乙", "code")]
    assert found(listed("1", "学湖 里"), listed("2", "学湖里")) == [("学湖 里", "学湖里", "name")]
    assert found(listed("1", "学湖里"), listed("2", "学湖里", community="d")) == []
    assert found(listed("1", "甲", street="s"), listed("1", "乙", street="t", community="d")) == []


def test_near_names_are_offered_only_with_one_address_or_one_organisation() -> None:
    left, right = "龙兴里便民菜店", "龙兴里便民菜点"
    assert found(listed("1", left), listed("2", right)) == []
    assert found(listed("1", left, address="湘潭道3号"), listed("2", right, address="湘潭道 3 号")) == [
        (left, right, "near")
    ]
    assert found(listed("1", left, organisation="某物业"), listed("2", right, organisation="某物业")) == [
        (left, right, "near")
    ]


def test_what_is_withdrawn_joined_or_known_to_be_apart_is_not_offered() -> None:
    one, two = listed("1", "甲"), listed("2", "甲")
    (pair,) = pairs([one, two])
    assert found(one, two, apart=frozenset({pair.key})) == []
    assert found(one, listed("2", "甲", withdrawn=True)) == []
    assert found(one, listed("3", "甲", same_as=one.id)) == []


def test_a_circle_begins_at_its_smallest_id() -> None:
    assert circles({"b": "c", "c": "a", "a": "b", "x": "a", "y": "z"}) == [["a", "b", "c"]]
    assert circles({"a": "b", "b": "c"}) == []
    assert circles({"a": "a"}) == [["a"]]
