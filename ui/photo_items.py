"""What a photograph may be said to show: one item of the checklist, in full for choosing and short for a tile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item at one unit."""

    unit: str
    item: str
    words: str
    short: str
