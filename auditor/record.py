"""Records as frozen values, and the canonical line by which a version is kept and passed on (DESIGN 5)."""

import hashlib
import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache, cached_property, lru_cache
from types import GenericAlias
from typing import Annotated, Any, ClassVar, Self, TypedDict, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

from auditor.errors import Problem

Value = Any  # str | bool | int | dict of the same: what a canonical body may hold
Body = Mapping[str, Value]

_NAMESPACE = uuid.UUID("5f0e5a3c-7a54-5b8e-9d0c-6a1d3c2b4e10")
_KEY = re.compile(r"[a-z0-9_-]{1,64}\Z")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")
_LAST = "9999-12-31T15:59:59.999Z"  # the last moment of which Python knows the day in China
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_MOST = 2**53 - 1
_DEPTH = 8
LONGEST_LINE = 64 * 1024
_ENCODE = msgspec.json.Encoder(order="sorted").encode
_DECODE = msgspec.json.Decoder().decode
_TEXTS = ("at", "kind", "person", "record", "station", "street")
LINE_KEYS = ("at", "body", "kind", "offset", "parents", "person", "record", "schema", "station", "street")
_NUMBER = Annotated[int, msgspec.Meta(ge=-_MOST, le=_MOST)]


def _objects(depth: int) -> Any:
    """The type of objects that hold no others deeper than this."""
    inner: Any = str | bool | _NUMBER
    return GenericAlias(dict, (str, inner | _objects(depth - 1) if depth else inner))


_BODY: Any = _objects(_DEPTH - 1)


class _Parts(TypedDict):
    """What a line is but for its keys and what texts may hold, for msgspec to see to while it reads."""

    at: str
    body: _BODY
    kind: str
    offset: _NUMBER
    parents: tuple[str, ...]
    person: str
    record: str
    schema: _NUMBER
    station: str
    street: str


_DECODE_PARTS = msgspec.json.Decoder(_Parts).decode


class NotCanonical(ValueError):
    """Bytes that are not the one canonical form of a line or body; the message says where."""


@lru_cache(maxsize=4096)  # the same few hundred again and again
def _is_key(key: object) -> bool:
    return isinstance(key, str) and _KEY.match(key) is not None


def _is_fit(text: str) -> bool:
    """Whether a text has neither U+0000 nor a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _fits(value: Mapping[str, Value], depth: int) -> bool:
    """Whether an object surely has a canonical form, seen quickly; `_check` says what is the matter."""
    if depth > _DEPTH or (depth == _DEPTH and value):
        return False
    texts = []
    for inner in value.values():
        kind = type(inner)
        if kind is str:
            texts.append(inner)
        elif kind is int:
            if not -_MOST <= inner <= _MOST:
                return False
        elif kind is not bool and not (kind is dict and _fits(inner, depth + 1)):
            return False
    return all(map(_is_key, value)) and _is_fit("".join(texts))


def _check(value: object, path: str, depth: int) -> None:
    if type(value) is dict and _fits(value, depth):
        return
    if depth > _DEPTH:
        raise NotCanonical(f"{path}: deeper than {_DEPTH}")
    if isinstance(value, str):
        if not _is_fit(value):
            raise NotCanonical(f"{path}: U+0000 or a lone surrogate")
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if not -_MOST <= value <= _MOST:
            raise NotCanonical(f"{path}: integer out of range")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not _is_key(key):
                raise NotCanonical(f"{path}: key {key!r}")
            _check(inner, f"{path}/{key}", depth + 1)
    else:
        raise NotCanonical(f"{path}: {type(value).__name__} is not allowed")


def canonical(value: Value) -> bytes:
    """The one byte form of a value: UTF-8, no white space, ASCII keys in byte order; NotCanonical if it has none."""
    _check(value, "", 0)
    return _dump(value)


def bytes_of(value: Value) -> bytes:
    """The canonical bytes of a part of a line: it was checked with the line."""
    return _dump(value)


def _dump(value: Value) -> bytes:
    return _ENCODE(value)


def _load(raw: bytes | str) -> Value:
    """The value of JSON; NotCanonical for other bytes. Of a key that stands twice the last is taken: whoever compares
    the bytes of what was read finds that one is missing."""
    try:
        return _DECODE(raw)
    except (ValueError, RecursionError) as error:  # ValueError: no UTF-8, no JSON, a number out of range
        raise NotCanonical(str(error)) from error


def read_canonical(raw: bytes) -> Value:
    """The value of canonical bytes; NotCanonical for any other bytes."""
    value = _load(raw)
    if canonical(value) != raw:
        raise NotCanonical("not the canonical form of its value")
    return value


def kept_value(raw: bytes | str) -> Value:
    """The value of a part of a line that was read whole when it came and is kept here; nothing is asked again."""
    return _load(raw)


def same(left: Value, right: Value) -> bool:
    """Equality of values by their bytes; `==` would take 1 for True."""
    return _dump(left) == _dump(right)


@dataclass(frozen=True, slots=False)
class Line:
    """One version of one record, as it is kept, hashed and passed on. `parents` are the heads its author saw."""

    kind: str
    record: str
    parents: tuple[str, ...]
    station: str
    person: str
    at: str
    offset: int
    street: str
    schema: int
    body: Body

    @cached_property
    def raw(self) -> bytes:
        """The canonical bytes; NotCanonical if a part has none or they are longer than 64 KiB."""
        parts = {key: getattr(self, key) for key in LINE_KEYS if key != "parents"}
        # the only list of the format: names, sorted, so that it is canonical as well
        _check(parts, "", -1)
        raw = _dump({**parts, "parents": sorted(self.parents)})
        if len(raw) > LONGEST_LINE:
            raise NotCanonical(f"{len(raw)} bytes, more than {LONGEST_LINE}")
        return raw

    @cached_property
    def name(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The line of canonical bytes. `Line.read(raw).raw == raw`; NotCanonical otherwise."""
        if len(raw) > LONGEST_LINE:
            raise NotCanonical(f"{len(raw)} bytes, more than {LONGEST_LINE}")
        parts = _parts_of(raw)
        try:
            moment_of(parts["at"])
        except ValueError as error:
            raise NotCanonical(f"at: {error}") from error
        if _dump(parts) != raw:
            _parts_checked(raw)  # says what is the matter, where it is more than white space or order
            raise NotCanonical("not the canonical form of its value")
        return _made(cls, parts, raw, hashlib.sha256(raw).hexdigest())


def _parts_of(raw: bytes) -> dict[str, Any]:
    """The parts of a line, each of them fit; that these bytes are their canonical form is not asked here."""
    try:
        parts = _DECODE_PARTS(raw)
    except (ValueError, RecursionError):
        return _parts_checked(raw)
    if b"\\" in raw and b"\\u0000" in raw:  # asked twice: nearly no line has any, and that is seen at once
        return _parts_checked(raw)
    if not _are_names(parts["parents"]) or not _keys_fit(parts["body"]):
        return _parts_checked(raw)
    return cast(dict[str, Any], parts)


def _are_names(parents: Sequence[str]) -> bool:
    """Whether these are names of lines, in order, none of them twice."""
    return not parents or (all(map(_HEX64.match, parents)) and sorted(set(parents)) == list(parents))


def _keys_fit(value: Mapping[str, Value]) -> bool:
    for inner in value.values():
        if type(inner) is dict and not _keys_fit(inner):
            return False
    return all(map(_is_key, value))


def _parts_checked(raw: bytes) -> dict[str, Any]:
    """The same, slowly, and where one is not fit NotCanonical says which."""
    parts = _load(raw)
    if not isinstance(parts, dict) or tuple(parts) != LINE_KEYS:
        raise NotCanonical("a line has exactly the keys, in this order: " + " ".join(LINE_KEYS))
    parents = parts["parents"]
    if not isinstance(parents, list) or any(not isinstance(p, str) or not _HEX64.match(p) for p in parents):
        raise NotCanonical("parents: not a list of names")
    if not _are_names(parents):
        raise NotCanonical("parents: not sorted, or one stands twice")
    for key in _TEXTS:
        if type(parts[key]) is not str:
            raise NotCanonical(f"{key}: not text")
    for key in ("offset", "schema"):
        if type(parts[key]) is not int:
            raise NotCanonical(f"{key}: not an integer")
    if not isinstance(parts["body"], dict):
        raise NotCanonical("body: not an object")
    _check({**parts, "parents": ""}, "", -1)
    return parts


def kept_bytes(raw: bytes, name: str) -> bytes:
    """The bytes kept under their SHA-256; NotCanonical where they are others."""
    if hashlib.sha256(raw).hexdigest() != name:
        raise NotCanonical(f"not the bytes of {name}")
    return raw


def kept_line(raw: bytes, name: str) -> Line:
    """The line of bytes that were read whole when they arrived and are kept under their SHA-256: that they are those
    bytes is all that is asked again. NotCanonical where they are others."""
    return _made(Line, _load(kept_bytes(raw, name)), raw, name)


L = TypeVar("L", bound=Line)


def _made(kind: type[L], parts: dict[str, Any], raw: bytes, name: str) -> L:
    """A line of its parts, made without looking at them again: a hundred thousand come at once."""
    line = object.__new__(kind)
    parts["parents"] = tuple(parts["parents"])
    parts["raw"], parts["name"] = raw, name  # as the cached properties would find them
    object.__setattr__(line, "__dict__", parts)
    return line


def new_id() -> str:
    """A UUIDv7: 48 bits of milliseconds, then random, so that ids made later sort later."""
    stamp = time.time_ns() // 1_000_000
    number = (stamp << 80) | secrets.randbits(80)
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=number))


def fixed_id(kind: str, code: str) -> str:
    """The UUIDv5 of what has an official code, so that databases that never met agree."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{code}"))


def stamp(moment: datetime) -> str:
    """A moment as lines carry it: UTC with milliseconds, `2026-11-01T02:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def moment_of(text: str) -> datetime:
    """The moment of a stamp; ValueError if it is none."""
    if not _AT.match(text) or text > _LAST:
        raise ValueError(text)
    return datetime.fromisoformat(text[:-1] + "+00:00")


@lru_cache(maxsize=65_536)  # scores ask for the same few days again and again
def china_date(text: str) -> date:
    """The day in China (UTC+8, no summer time) of a stamp: evidence is aged in these days."""
    return (moment_of(text) + timedelta(hours=8)).date()


# -- records as values ---------------------------------------------------------------------------------------------

R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something kept: an id, the version read ("" if new), its street, and why it was withdrawn, if so."""

    KIND: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = ()  # fields that mean one thing and are settled as one
    WHOLE: ClassVar[bool] = False  # the whole body is one group

    id: str
    version: str = ""
    street: str = ""
    withdrawn: str = ""

    def problems(self) -> list[Problem]:
        """What is wrong with this value taken by itself (rules between records are the use case's)."""
        return []


_OUTSIDE = frozenset({"id", "version", "street"})


def body_of(record: Record) -> dict[str, Value]:
    """The body a line holds: every field but id, version and street; empty fields are absent."""
    return _pack(record, _OUTSIDE)


def _pack(value: object, leave: frozenset[str]) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for name in _names(type(value)):
        if name not in leave:
            packed = _pack_value(getattr(value, name))
            if packed is not None and packed not in ("", {}):
                result[name] = packed
    return result


def _pack_value(value: object) -> Value:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(_pack_value(key)): _pack_value(inner) for key, inner in value.items()}
    if is_dataclass(value):
        return _pack(value, frozenset())
    raise TypeError(f"{type(value).__name__} has no canonical form")


def value_of(kind: type[R], body: Body, **outside: str) -> R:
    """The record of a body; ValueError, TypeError or KeyError if it does not fit. Unknown fields are ignored here:
    they stay in the line, which is the truth."""
    return msgspec.convert(_filled(kind, body, outside), kind)


def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _filled(kind: Any, body: Body, outside: Mapping[str, str]) -> Body:
    """A body with the empty fields that are absent in it, where their type has no default for them."""
    empty, deeper = _absent_of(kind)
    filled = {**empty, **body, **outside}
    for name, fill in deeper.items():
        if name in filled:
            filled[name] = fill(filled[name])
    return filled


def _find_absent(kind: Any) -> tuple[Body, Mapping[str, Callable[[Value], Value]]]:
    """What stands for the fields of a type that may be absent, and how those are filled that hold such types."""
    hints = get_type_hints(kind)
    empty = {f.name: made for f in fields(kind) if _is_required(f) and (made := _empty_of(hints[f.name])) is not None}
    return empty, {f.name: fill for f in fields(kind) if (fill := _filler(hints[f.name])) is not None}


def _filler(hint: Any) -> Callable[[Value], Value] | None:
    if is_dataclass(hint):  # asked at call time: a type may hold itself
        return lambda value: _filled(hint, value, {}) if type(value) is dict else value
    inner = next((made for arg in get_args(hint) if (made := _filler(arg)) is not None), None)
    if inner is None or not _is_mapping(hint):
        return inner
    return lambda value: {key: inner(one) for key, one in value.items()} if type(value) is dict else value


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _empty_of(hint: Any) -> Value:
    """The emptiness of a type; None where it has none."""
    return "" if hint is str else {} if _is_mapping(hint) else None


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


_names: Callable[[Any], tuple[str, ...]] = cache(_field_names)
_absent_of: Callable[[Any], tuple[Body, Mapping[str, Callable[[Value], Value]]]] = cache(_find_absent)
