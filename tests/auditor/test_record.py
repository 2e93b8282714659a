"""Canonical bytes: one form for each value, a refusal for everything else; records survive the way there and back."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.kinds import KINDS
from auditor.record import (
    LONGEST_LINE,
    Line,
    NotCanonical,
    body_of,
    canonical,
    china_date,
    fixed_id,
    kept_line,
    moment_of,
    new_id,
    read_canonical,
    same,
    stamp,
    value_of,
)
from auditor.site import Site
from tests.strategies import RECORD, bodies, line, values


@given(values)
def test_canonical_bytes_come_back_as_the_same_value(value: Any) -> None:
    raw = canonical(value)
    assert canonical(read_canonical(raw)) == raw
    assert same(read_canonical(raw), value)


@given(bodies)
def test_a_line_is_read_back_byte_for_byte(body: Any) -> None:
    made = line((), **{})
    made = dataclasses.replace(made, body=body)
    again = Line.read(made.raw)
    assert again.raw == made.raw
    assert again.name == hashlib.sha256(made.raw).hexdigest()
    assert again == made


def by_hand(value: object) -> str:
    """JSON as DESIGN 5 words it, written without `json`: the two must agree."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
        return '"' + "".join(short.get(c, f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    assert isinstance(value, Mapping)
    inner = (f"{by_hand(k)}:{by_hand(value[k])}" for k in sorted(value, key=lambda k: str(k).encode()))
    return "{" + ",".join(inner) + "}"


@given(values)
def test_canonical_bytes_are_what_design_5_words(value: Any) -> None:
    assert canonical(value) == by_hand(value).encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        None,
        [1],
        (1,),
        b"x",
        {"a": None},
        {"a": [1]},
        {"a": 1.5},
        {"a": float("nan")},
        "a\0b",
        "\ud800",
        {"a": "\udfff"},
        2**53,
        -(2**53),
        {"": 1},
        {"A": 1},
        {"a b": 1},
        {"é": 1},
        {"a" * 65: 1},
        {"a\n": 1},
        {1: 1},
        date(2026, 1, 1),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def nested(depth: int) -> dict[str, Any]:
    return {} if depth == 0 else {"a": nested(depth - 1)}


def test_eight_levels_are_kept_and_nine_are_refused() -> None:
    assert read_canonical(canonical(nested(8))) == nested(8)
    with pytest.raises(NotCanonical):
        canonical(nested(9))
    with pytest.raises(NotCanonical):
        read_canonical(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b":1,"a":2}',  # unsorted
        b'{"a":1,"a":1}',  # a key twice
        b'{"a": 1}',  # white space
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',  # BOM
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":null}',
        b'{"a":[]}',
        b'{"a":"\\u4e2d"}',  # escaped without need
        b'{"a":"\\ud800"}',
        b'{"a":"\\/"}',
        b'{"a":"\xff"}',
        b'{"a":9007199254740992}',
        b'{"a":' + b"1" * 5000 + b"}",  # more digits than int() takes
        b"",
        b"{",
    ],
)
def test_other_bytes_than_the_canonical_ones_are_refused(raw: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(raw)


LINE: dict[str, Any] = json.loads(line(a=1).raw)
A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    "change",
    [
        {"parents": [B, A]},
        {"parents": [A, A]},
        {"parents": ["A" * 64]},
        {"parents": ["a" * 63]},
        {"parents": A},
        {"parents": [1]},
        {"body": "x"},
        {"body": []},
        {"body": {"a": 1.0}},
        {"at": "2026-11-01T02:00:00Z"},
        {"at": "2026-13-01T02:00:00.000Z"},
        {"at": "2026-11-31T02:00:00.000Z"},
        {"at": "٢٠٢٦-11-01T02:00:00.000Z"},
        {"at": "2026-11-01T02:00:00.000Z\n"},
        {"offset": True},
        {"offset": "480"},
        {"schema": 1.0},
        {"kind": 1},
        {"record": None},
        {"person": "a\0"},
        {"street": "\ud800"},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_line_of_another_form_is_refused(change: dict[str, Any]) -> None:
    parts = {**LINE, **change}
    with pytest.raises(NotCanonical):
        Line.read(json.dumps(parts, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode())


fit_or_not = st.sampled_from(["c", "b_2", "a", "b-1", "A", "", "a b", "é", "a" * 65, "a\n", "\0"])
odd_ones = st.sampled_from([1.5, None, [], [1], 2**53, -(2**53), 2**70, "a\0", "\\u0000", "\\"])
odd_bodies = st.dictionaries(
    fit_or_not,
    st.recursive(values | odd_ones, lambda inner: st.dictionaries(fit_or_not, inner, max_size=2), max_leaves=4),
    max_size=3,
)


@example({"a": 2**53})
@example({"a": -(2**53)})
@given(st.one_of(odd_bodies, st.integers(0, 12).map(nested)))
def test_a_line_is_read_if_and_only_if_its_body_has_a_canonical_form(body: dict[str, Any]) -> None:
    raw = json.dumps({**LINE, "body": body}, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    try:
        canonical(body)
    except NotCanonical:
        with pytest.raises(NotCanonical):
            Line.read(raw)
    else:
        assert same(Line.read(raw).body, body)


def test_a_line_without_one_of_its_keys_is_refused() -> None:
    for key in LINE:
        parts = {k: v for k, v in LINE.items() if k != key}
        with pytest.raises(NotCanonical):
            Line.read(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode())
    with pytest.raises(NotCanonical):
        Line.read(b'"x"')


def test_a_line_has_at_most_64_kib() -> None:
    room = LONGEST_LINE - len(line(a="").raw)
    longest = line(a="x" * room)
    assert len(Line.read(longest.raw).raw) == LONGEST_LINE
    with pytest.raises(NotCanonical):
        _ = line(a="x" * (room + 1)).raw
    with pytest.raises(NotCanonical):
        Line.read(longest.raw.replace(b'"a":"x', b'"a":"xx'))


def test_every_flipped_bit_of_a_line_changes_its_name_or_is_refused() -> None:
    made = line((A,), a="中", b={"c": True})
    for place in range(len(made.raw)):
        for bit in range(8):
            raw = bytearray(made.raw)
            raw[place] ^= 1 << bit
            try:
                again = Line.read(bytes(raw))
            except NotCanonical:
                continue
            assert again.name != made.name
            assert again.raw == bytes(raw)


def test_parents_are_sorted_in_the_bytes_whatever_order_they_came_in() -> None:
    assert dataclasses.replace(line(), parents=(B, A)).raw == line((A, B)).raw


def test_equality_is_by_bytes_not_by_python() -> None:
    assert same({"a": 1}, {"a": 1})
    assert not same({"a": 1}, {"a": True})
    assert not same(0, False)


def test_ids_made_later_sort_later_and_are_uuid7() -> None:
    made = [new_id() for _ in range(50)]
    assert {uuid.UUID(x).version for x in made} == {7}
    assert {uuid.UUID(x).variant for x in made} == {uuid.RFC_4122}
    assert len(set(made)) == 50
    assert abs((uuid.UUID(made[0]).int >> 80) / 1000 - datetime.now(UTC).timestamp()) < 60


def test_what_has_a_code_has_one_id_everywhere() -> None:
    assert fixed_id("street", "120104006000") == fixed_id("street", "120104006000")
    assert fixed_id("street", "1") != fixed_id("community", "1")
    assert uuid.UUID(fixed_id("street", "1")).version == 5


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14))
def test_a_stamp_is_the_moment_cut_to_milliseconds(moment: datetime, hours: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    back = moment_of(stamp(aware))
    assert timedelta(0) <= aware - back < timedelta(milliseconds=1)


def test_a_day_in_china_begins_eight_hours_early() -> None:
    assert china_date("2026-11-01T15:59:59.999Z") == date(2026, 11, 1)
    assert china_date("2026-11-01T16:00:00.000Z") == date(2026, 11, 2)


# -- records ---------------------------------------------------------------------------------------------------------

_PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


def record_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a record type, by its field's types."""

    def of(hint: Any) -> st.SearchStrategy[Any]:
        origin = get_origin(hint)
        if origin is Union or type(hint).__name__ == "UnionType":
            return st.none() | of(next(a for a in get_args(hint) if a is not type(None)))
        if origin is not None:  # Mapping
            key, inner = get_args(hint)
            return st.dictionaries(
                of(key) if key is not str else st.text("abc019_-", min_size=1, max_size=8), of(inner), max_size=2
            )
        if hint is str:
            return _PLAIN | st.just("")
        if hint is bool:
            return st.booleans()
        if hint is int:
            return st.integers(-(2**53) + 1, 2**53 - 1)
        if hint is date:
            return st.dates()
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return st.sampled_from(list(hint))
        return record_of(hint)

    hints = get_type_hints(kind)
    given = {}
    for field in dataclasses.fields(kind):
        if field.name == "parts":  # a score holds scores; one level is enough
            continue
        given[field.name] = _PLAIN if field.default and type(field.default) is str else of(hints[field.name])
    return st.builds(kind, **given)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_record_comes_back_from_its_body_as_it_was(kind: Any) -> None:
    @given(record_of(kind))
    @settings(max_examples=30)
    def holds(record: Any) -> None:
        body = read_canonical(canonical(body_of(record)))
        assert not {"id", "version", "street"} & set(body)
        again = value_of(kind, body, id=record.id, version=record.version, street=record.street)
        assert again == record
        assert body_of(again) == body_of(record)

    holds()


def site(**changes: Any) -> dict[str, Any]:
    return {"code": "1", "name": "n", "community": "c", "place_type": "p", "households": 3, **changes}


def test_an_empty_field_is_absent_and_a_number_zero_is_not() -> None:
    made = Site(id="i", code="1", name="n", community="c", place_type="p")
    assert set(body_of(made)) == {"code", "name", "community", "place_type", "households"}


@pytest.mark.parametrize(
    "body",
    [
        site(households="3"),
        site(households=True),
        site(name=1),
        site(since="20260101"),  # a day has one form, for days are compared as text
        site(since="2026-W01-1"),
        site(since="2026-02-30"),
        site(since="２０２６-01-01"),
        site(since=1),
        site(same_as={}),
    ],
    ids=str,
)
def test_a_body_of_another_form_makes_no_value(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        value_of(Site, body, id=RECORD)


def test_an_absent_text_is_an_empty_one_and_its_rule_says_so() -> None:
    assert {p.code for p in value_of(Site, {}, id="i").problems()} == {"empty"}


def test_a_field_that_this_program_does_not_know_is_left_in_the_line() -> None:
    assert value_of(Site, site(colour="red"), id="i").code == "1"


def test_a_kept_line_is_the_line_that_was_read_and_other_bytes_are_told() -> None:
    line = Line("site", "r", ("a" * 64,), "5" * 32, "p", "2026-11-01T02:00:00.000Z", 0, "", 1, {"code": "𫖯"})
    again = kept_line(line.raw, line.name)
    assert (again, again.raw, again.name) == (Line.read(line.raw), line.raw, line.name)
    with pytest.raises(NotCanonical):
        kept_line(line.raw.replace(b"site", b"link"), line.name)
