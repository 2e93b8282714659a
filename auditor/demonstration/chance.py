"""Chance from a seed: equal seeds give equal choices, ids and keys on every machine, in every run."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TypeVar

from auditor.record import Record, fixed_id, stamp

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))
MARK = "演示数据"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A record as it was written: when (China time), and by whom (a person's id)."""

    record: Record
    at: datetime
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A line of the second, invented station. `over` is the id of a record whose first line it was written on top of,
    or "" for a line whose parent never arrives."""

    record: Record
    at: datetime
    over: str = ""


class Chance:
    """A generator of its own for every path below the seed, so that a change in one place moves no other."""

    def __init__(self, *path: object) -> None:
        self.path = "/".join(str(part) for part in path)
        self.random = random.Random(self.path)  # text seeds do not depend on the hash seed of the process

    def under(self, *path: object) -> "Chance":
        """The generator of a path below this one."""
        return Chance(self.path, *path)

    def id(self, *path: object) -> str:
        """The id of a record."""
        return fixed_id("demonstration", "/".join((self.path, *(str(part) for part in path))))

    def key(self, *path: object) -> bytes:
        """32 bytes in place of random ones: whoever knows the seed knows them, so only a demonstration may use them."""
        return hashlib.sha256("/".join((self.path, *(str(part) for part in path))).encode()).digest()

    def happens(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def whole(self, least: int, most: int) -> int:
        """A whole number from least to most, both included."""
        return self.random.randint(least, most)

    def one(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.random.randrange(len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        return self.random.sample(values, len(values))


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of a day in China."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=CHINA)


def utc(at: datetime) -> str:
    """A moment as records carry it."""
    return stamp(at)


def workday(day: date, before: date) -> date:
    """The day itself, or the next one that is no weekend; a day before `before` in any case."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    while day >= before or day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def share_out(total: int, weights: Sequence[int], least: int = 1) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`, each at least `least`."""
    whole = sum(weights)
    parts = [max(least, total * w // whole) for w in weights]
    place = max(range(len(parts)), key=parts.__getitem__)
    parts[place] += total - sum(parts)
    return parts
