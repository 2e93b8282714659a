"""What is held (所持) of one street and station, and how far it is the same as what another side says it holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditor.package import Part, digest_of, part_of

Key = tuple[str, str]  # street, station


class Held(NamedTuple):
    """A line by its arrival number and name."""

    arrival: int
    name: str


@dataclass(frozen=True, slots=True)
class Holding:
    """The lines of one street and station in order of arrival; none of them is read.

    `digest_at(n)` is the SHA-256 over the sorted names of the first n, `after(n)` gives the arrival numbers of those
    that follow them. As lines only ever come behind the others, the first n stay what they are."""

    part: Part
    digest_at: Callable[[int], str]
    after: Callable[[int], Sequence[int]]

    def agreed(self, said: Part | None) -> int:
        """How many lines, from the first, another side certainly holds: as many as it says, where they are the same
        ones; 0 where it says something else, or nothing. What follows is what it lacks."""
        if said is None or said.count > self.part.count:
            return 0
        if said.count == self.part.count:
            return said.count if said == self.part else 0
        return said.count if self.digest_at(said.count) == said.digest else 0

    def arrival_of(self, count: int) -> int:
        """The arrival number of the last of the first so many; 0 for none."""
        return self.after(count - 1)[0] if count else 0


Holdings = Iterator[tuple[Key, Holding]]


def holding_of(held: Sequence[Held]) -> Holding:
    """The holding of lines in order of arrival."""
    names = [x.name for x in held]
    return Holding(part_of(names), lambda n: digest_of(names[:n]), lambda n: [x.arrival for x in held[n:]])
