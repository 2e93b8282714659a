"""What a package says of itself comes back byte for byte; what the other side lacks is sent, whatever happened."""

import json
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import Refused
from auditor.package import FORMAT, VERSION, Manifest, Member, Part, digest_of
from auditor.people import station_of
from auditor.record import new_id

KEY = "11" * 32
STATION = station_of(bytes.fromhex(KEY))
SHA = "ab" * 32

names = st.lists(st.integers(0, 400).map(lambda n: f"{n:064x}"), unique=True, max_size=30)
parts = st.builds(Part, st.integers(0, 2**40), st.integers(0, 9).map(lambda n: f"{n:064x}"))
haves = st.dictionaries(st.tuples(st.sampled_from(("", "120104006000", "120104001000")), st.just(STATION)), parts)


def manifest(**changes: object) -> Manifest:
    """One of an invented station."""
    values: dict[str, object] = {
        "id": new_id(),
        "station": STATION,
        "key": KEY,
        "to": "",
        "made": "2026-11-22T02:00:00.000Z",
        "lines": 2,
        "members": (Member("lines/00000.jsonl", 10, SHA), Member(f"photos/{SHA}", 20, SHA)),
    }
    return Manifest(**{**values, **changes})  # type: ignore[arg-type]  # changes are of any field


def code_of(raw: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        Manifest.decode(raw)
    return refused.value.problems[0].code


@given(haves, st.integers(0, 9), st.booleans())
def test_a_manifest_comes_back_byte_for_byte(
    have: dict[tuple[str, str], Part], photos_left: int, demonstration: bool
) -> None:
    one = manifest(have=have, photos_left=photos_left, demonstration=demonstration)
    again = Manifest.decode(one.encode())
    assert again == one
    assert again.encode() == one.encode()


def test_one_of_a_newer_format_says_so_and_nothing_else_is_asked_of_it() -> None:
    raw = json.dumps({"format": FORMAT, "version": VERSION + 1, "whatever": 1}, separators=(",", ":"), sort_keys=True)
    assert code_of(raw.encode()) == "package_newer"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "22" * 32}, "key_of_another"),
        ({"members": (Member("../x", 1, SHA),)}, "member_unknown"),
        ({"members": (Member("lines/00000.jsonl/../../x", 1, SHA),)}, "member_unknown"),
        ({"members": (Member(f"photos/{'cd' * 32}", 1, SHA),)}, "member_altered"),
        ({"members": (Member("lines/00000.jsonl", 2**32, SHA),)}, "package_too_big"),
        ({"members": (Member("lines/00000.jsonl", 1, SHA),) * 2}, "member_twice"),
    ],
)
def test_one_that_contradicts_itself_is_refused(changes: dict[str, object], code: str) -> None:
    assert code_of(manifest(**changes).encode()) == code


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b'{"format":"other"}', b"\xff", b'{"format": "x"}'])
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    assert code_of(raw) == "manifest_unreadable"


@pytest.mark.parametrize("key", sorted(json.loads(manifest().encode())))
@pytest.mark.parametrize("value", [None, -1, 1.5, [], "x", True, {"x": {"y": 1}}])
def test_a_part_of_another_kind_is_refused_or_is_another_manifest(key: str, value: object) -> None:
    document = json.loads(manifest().encode())
    document[key] = value
    raw = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
    with suppress(Refused):
        assert Manifest.decode(raw).encode() == raw


@given(names, st.randoms(use_true_random=False))
def test_a_digest_says_the_set_and_not_the_order(held: list[str], dice: Random) -> None:
    mixed = list(held)
    dice.shuffle(mixed)
    assert digest_of(mixed) == digest_of(held)
