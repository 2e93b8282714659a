"""The text of a standard with the line of everything in it, so that what is wrong is refused with file and line."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from auditor.errors import Problem, Refused

Place = tuple[str | int, ...]  # keys of tables, and places in lists from 1
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|"{0,2}(?!")[^"\\]|[^"\\])*"{3,5}' + r"|'''(?:'{0,2}(?!')[^']|[^'])*'{3,5}" + r'|"(?:\\.|[^"\\])*"|'
    r"'[^']*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]+")
_SKIPPED = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[]+)")
_AT_LINE = re.compile(r"at line (\d+)")


class Source:
    """A file's name, its bytes as a table, and where each part of it stands."""

    def __init__(self, file: str, raw: bytes) -> None:
        """Refused, with its line, for what is no TOML in UTF-8."""
        self.file = file
        self.hash = hashlib.sha256(raw).hexdigest()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._refused_at(raw[: error.start].count(b"\n") + 1, "UTF-8") from error
        text = text.replace("\r\n", "\n")
        try:
            self.table: Mapping[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = _AT_LINE.search(str(error))
            line = int(found.group(1)) if found else text.count("\n") + 1  # else "at end of document"
            raise self._refused_at(line, str(error)) from error
        self._text = text

    @cached_property
    def lines(self) -> dict[Place, int]:
        """The line of every place; walked when something is wrong, as only then anybody asks."""
        return lines_of(self._text)

    def _refused_at(self, line: int, said: str) -> Refused:
        return Refused(Problem("toml", "standard_toml", {"file": self.file, "line": line, "value": said}))

    def refused(self, where: str, reason: str, **facts: object) -> Refused:
        """The refusal of a place such as `criteria[2].threshold`, with its line, or that of what it should stand in."""
        told = {"file": self.file, "line": self.line(where), "where": where}
        return Refused(Problem(where, reason, {**told, **facts}))

    def line(self, where: str) -> int:
        """The line of a place, else of the nearest part around it that is there; 1 for the file as a whole."""
        place: Place = tuple(int(n) if n else key for n, key in _STEP.findall(where.removeprefix("standard.")))
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def lines_of(text: str) -> dict[Place, int]:
    """The line of every key, table and member of a list in a text that is known to be TOML."""
    return _Scan(text).run()


class _Scan:
    """One walk over the text. It trusts it: what is no TOML was refused before."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self._counted = text, 0, 1, 0
        self.found: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}  # of `[[tables]]` so far

    def run(self) -> dict[Place, int]:
        """Headers and keys, one after the other."""
        table: Place = ()
        while self._next():
            if self._takes("[["):
                table = self._members(self._keys(), another=True)
                self._takes("]]")
            elif self._takes("["):
                table = self._members(self._keys(), another=False)
                self._takes("]")
            else:
                self._pair(table)
        return self.found

    def _next(self) -> str:
        """The next character that says something; "" at the end."""
        skipped = _SKIPPED.match(self.text, self.at)
        self.at = skipped.end() if skipped else self.at
        return self.text[self.at : self.at + 1]

    def _takes(self, sign: str) -> bool:
        self._next()
        taken = self.text.startswith(sign, self.at)
        self.at += len(sign) if taken else 0
        return taken

    def _note(self, place: Place) -> None:
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        for end in range(1, len(place) + 1):
            self.found.setdefault(place[:end], self.line)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            quoted = self._next() in "\"'"
            match = (_STRING if quoted else _BARE).match(self.text, self.at)
            assert match is not None, "known to be TOML"
            keys.append(tomllib.loads(f"k = {match.group()}")["k"] if quoted else match.group())
            self.at = match.end()
            if not self._takes("."):
                return keys

    def _members(self, keys: list[str], *, another: bool) -> Place:
        """The place a header opens: within lists of tables, their last member."""
        place: Place = ()
        for key in keys[:-1]:
            place = (*place, key)
            place = (*place, self.counts[place]) if place in self.counts else place
        place = (*place, keys[-1])
        if another:
            self.counts[place] = self.counts.get(place, 0) + 1
            place = (*place, self.counts[place])
        self._note(place)
        return place

    def _pair(self, table: Place) -> None:
        place = (*table, *self._keys())
        self._note(place)
        self._takes("=")
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._takes("["):
            for number in self._until("]"):
                self._note((*place, number))
                self._value((*place, number))
        elif self._takes("{"):
            for _number in self._until("}"):
                self._pair(place)
        else:
            match = (_STRING if self._next() in "\"'" else _SCALAR).match(self.text, self.at)
            assert match is not None, "known to be TOML"
            self.at = match.end()

    def _until(self, end: str) -> Iterator[int]:
        number = 0
        while not self._takes(end):
            number += 1
            yield number
            self._takes(",")
