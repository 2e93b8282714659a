"""Fields taken out of one table of a standard: what is missing, wrong or left over is refused with its line."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from auditor.standard import TAGS
from auditor.standard_source import Source

MOST_MARKS = 1000


class Reader:
    """Takes fields out of one TOML table and refuses by place what is missing, of a wrong type, or left over."""

    def __init__(self, source: Source, where: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise source.refused(where, "standard_type", value=str(table), kind="dict")
        self.source, self.where, self.rest = source, where, dict(table)

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        """A value of exactly this type; numbers are never negative."""
        if name not in self.rest and default is not None:
            return default
        if name not in self.rest:
            raise self.source.refused(f"{self.where}.{name}", "standard_missing")
        value = self.rest.pop(name)
        if type(value) is not kind:
            raise self.source.refused(f"{self.where}.{name}", "standard_type", value=str(value), kind=kind.__name__)
        if isinstance(value, int) and value < 0:
            raise self.source.refused(f"{self.where}.{name}", "standard_type", value=str(value), kind="≥ 0")
        return value

    def texts(self, name: str, default: list[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        values = self.take(name, list, default)
        if any(type(value) is not str for value in values):
            raise self.source.refused(f"{self.where}.{name}", "standard_type", value=str(values), kind="str")
        return tuple(values)

    def options(self, name: str) -> dict[str, tuple[str, ...]]:
        """Options by question."""
        inner = Reader(self.source, f"{self.where}.{name}", self.take(name, dict, {}))
        return {question: inner.texts(question) for question in tuple(inner.rest)}

    def tag(self) -> str:
        """How sure we are: one of TAGS."""
        return self.one_of("tag", TAGS)

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        return str(self.take(name, str, default))

    def one_of(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        """One of the words known."""
        value = self.text(name, default)
        if value not in known:
            raise self.source.refused(f"{self.where}.{name}", "standard_unknown", value=value)
        return value

    def at_least(self, name: str, least: int, default: int | None = None) -> int:
        """A whole number of `least` or more."""
        value: int = self.take(name, int, default)
        if value < least:
            raise self.source.refused(f"{self.where}.{name}", "standard_type", value=str(value), kind=f"≥ {least}")
        return value

    def rows(self, name: str) -> list[tuple[int, Any]]:
        """The members of a list, from 1."""
        return list(enumerate(self.take(name, list), 1))

    def ratio(self, name: str) -> Fraction:
        """A fraction from 0 to 1, written [a, b]."""
        pair = self.take(name, list)
        if len(pair) != 2 or any(type(x) is not int for x in pair) or pair[1] <= 0 or not 0 <= pair[0] <= pair[1]:
            raise self.source.refused(f"{self.where}.{name}", "standard_ratio", value=str(pair))
        return Fraction(*pair)

    def factor(self, name: str) -> Fraction:
        """A fraction of 1 or more, written [a, b] with a ≥ b ≥ 1."""
        pair = self.take(name, list)
        if len(pair) != 2 or any(type(x) is not int for x in pair) or not 1 <= pair[1] <= pair[0]:
            raise self.source.refused(f"{self.where}.{name}", "standard_factor", value=str(pair))
        return Fraction(*pair)

    def marks(self, name: str, default: int | None = None) -> int:
        """Marks in tenths: a whole number, or one with one decimal."""
        if name not in self.rest and default is not None:
            return default
        if name not in self.rest:
            raise self.source.refused(f"{self.where}.{name}", "standard_missing")
        value = self.rest[name]
        if type(value) not in (int, Decimal) or not 0 <= value <= MOST_MARKS or value * 10 != int(value * 10):
            raise self.source.refused(f"{self.where}.{name}", "standard_marks", value=str(value), most=MOST_MARKS)
        del self.rest[name]
        return int(value * 10)

    def done(self) -> None:
        """Refuse what nobody asked for."""
        if self.rest:
            raise self.source.refused(f"{self.where}.{min(self.rest)}", "standard_left_over")
