"""Where each record is (在本机、在数据包里、区里已收到), as far as this database can know it today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.copies import Copy
from auditor.standard_record import StandardText
from auditor.station import Station

# set up with the program or given by the bureau: they are nobody's work and nobody waits for them
NOT_WORK = frozenset({"street", "community", "person", "demonstration", StandardText.KIND, Station.KIND})


class Place(StrEnum):
    """Where a line that was written here is, seen from this database."""

    HERE = "here"  # 在本机: in no package, and no bureau has said that it holds it
    PACKAGE = "package"  # 在数据包里: packed for the bureau, of which no receipt has come
    BUREAU = "bureau"  # 区里: the bureau has said that it holds it, or this database is the bureau's


@dataclass(frozen=True, slots=True)
class Reach:
    """How far what was written here got, in arrival numbers: up to which line it was `packed` for the bureau, and up to
    which of each street (code) the bureau has `confirmed` that it holds it."""

    packed: int = 0
    confirmed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """`waiting`: records with a line written here of which no bureau has said that it holds it; none at the bureau
    itself. `here`: those of them with a line that is in no package either. `uncopied`: records with a line written
    here that the last checked copy does not hold; counted only where there is one. What is `NOT_WORK` is counted in
    none of them. `heard`: the bureau has said what it holds."""

    at_bureau: bool
    waiting: int
    here: int
    uncopied: int
    copy: Copy | None
    heard: bool = False


def place_of(arrival: int, street: str, reach: Reach, *, at_bureau: bool) -> Place:
    """Where a line that was written here is, by its arrival number and its street."""
    if at_bureau or arrival <= reach.confirmed.get(street, 0):
        return Place.BUREAU
    return Place.PACKAGE if arrival <= reach.packed else Place.HERE


def is_copied(arrival: int, copy: Copy | None) -> bool:
    """Whether the last checked copy holds a line."""
    return copy is not None and arrival <= copy.arrival
