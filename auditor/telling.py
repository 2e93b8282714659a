"""How far a piece of work is: told by the work as it goes, heard by a window that can also stop it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[int, int], None]  # done, total; raises auditor.errors.Cancelled where the work is to stop

EVERY = 200  # rows between two tellings


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def told(rows: Iterable[T], tell: Tell, total: int, start: int = 0) -> Iterator[T]:
    """The rows one after the other, telling at the first and now and then that `start` and so many of `total` are
    done."""
    for number, row in enumerate(rows, start):
        if number == start or number % EVERY == 0:
            tell(number, total)
        yield row


def part(tell: Tell, first: int, last: int, total: int) -> Tell:
    """For a piece of the work: what it tells of its own is told as `first` to `last` of `total`."""
    return lambda done, own: tell(first + (last - first) * done // max(1, own), total)
