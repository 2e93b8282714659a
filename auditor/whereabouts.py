"""Where each record is (在本机、在数据包里、区里已收到), as far as this database can know it today."""

from dataclasses import dataclass
from enum import StrEnum

from auditor.copies import Copy
from auditor.standard_record import StandardText

# set up with the program or given by the bureau: they are nobody's work and nobody waits for them
NOT_WORK = frozenset({"street", "community", "person", "demonstration", StandardText.KIND})


class Place(StrEnum):
    """Where a line is, seen from this database."""

    HERE = "here"  # 在本机: written here, and no bureau has said that it holds it
    PACKAGE = "package"  # it came in a package
    BUREAU = "bureau"  # 区里: this database is the bureau's


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """`waiting`: records with a line written here of which no bureau has said that it holds it; none at the bureau
    itself. `uncopied`: records with a line written here that the last checked copy does not hold; counted only where
    there is one. What is `NOT_WORK` is counted in neither."""

    at_bureau: bool
    waiting: int
    uncopied: int
    copy: Copy | None


def place_of(package: str, *, at_bureau: bool) -> Place:
    """Where a line is, by the package it came in ("" for one written here)."""
    if package:
        return Place.PACKAGE
    return Place.BUREAU if at_bureau else Place.HERE


def is_copied(arrival: int, copy: Copy | None) -> bool:
    """Whether the last checked copy holds a line."""
    return copy is not None and arrival <= copy.arrival
