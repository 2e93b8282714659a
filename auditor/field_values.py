"""What a person types for one field of a record of any kind, as the value its body holds."""

from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from auditor.cells import Unreadable, degrees_text, read_count, read_day, read_degrees, read_flag
from auditor.errors import Problem, Refused
from auditor.kinds import KINDS
from auditor.record import Value
from auditor.site import MOST_HOUSEHOLDS

MOST = {"latitude": 90, "longitude": 180}
_BY_ID = frozenset({"site", "point", "round", "audit", "same_as", "correction", "follows", "recheck", "repeats"})
_MOST_COUNT = 2**31 - 1


def _hint(kind: str, key: str) -> Any:
    record = KINDS.get(kind)
    hint = get_type_hints(record).get(key) if record is not None and not record.WHOLE else None
    if key == "withdrawn":
        return str
    if get_origin(hint) in (Union, UnionType):
        return next(a for a in get_args(hint) if a is not type(None))
    return hint


def may_be_typed(kind: str, key: str) -> bool:
    """Whether a field is one that a person may write anew as text: no collection, no reference, no whole record."""
    hint = _hint(kind, key)
    return isinstance(hint, type) and key not in _BY_ID and issubclass(hint, str | int | date | Enum)


def options_of(kind: str, key: str) -> list[str]:
    """The values a field may have, where they are a closed list; else empty."""
    hint = _hint(kind, key)
    return [str(member.value) for member in hint] if isinstance(hint, type) and issubclass(hint, Enum) else []


def is_flag(kind: str, key: str) -> bool:
    """Whether a field is yes or no."""
    return _hint(kind, key) is bool


def read_typed(kind: str, key: str, text: str) -> Value:
    """The value of a typed text; None for an empty one. Refused, with the field, for what it cannot be."""
    if not may_be_typed(kind, key):
        raise Refused(Problem(key, "not_typed", {"value": text}))
    hint, text = _hint(kind, key), text.strip()
    try:
        if not text:
            return None
        if key in MOST:
            return read_degrees(text, MOST[key])
        if issubclass(hint, Enum):
            return hint(text).value
        if hint is bool:
            return read_flag(text)
        if hint is int:
            return read_count(text, MOST_HOUSEHOLDS if key == "households" else _MOST_COUNT)
        if hint is date:
            day = read_day(text)
            return day.isoformat() if day else None
    except Unreadable as error:
        raise Refused(Problem(key, error.code, {"value": text, **error.facts})) from error
    except ValueError as error:
        facts = {"value": text, "choices": "、".join(options_of(kind, key))}
        raise Refused(Problem(key, "choice_unknown", facts)) from error
    return text


def as_typed(key: str, value: Value) -> str:
    """A value as one would type it."""
    if value is None:
        return ""
    if key in MOST and isinstance(value, int):
        return degrees_text(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
