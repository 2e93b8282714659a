"""The exchange (交换) as one database sees it today: who is on the other side, what went and came, what waits."""

from dataclasses import dataclass

from auditor.delivery import Delivery
from auditor.receipts import Standing
from auditor.station import Station, mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A delivery with the name of the other side and where it is now. `may_take_back`: it brought something."""

    delivery: Delivery
    name: str
    standing: Standing
    may_take_back: bool = False

    @property
    def id(self) -> int:
        """The number of its note."""
        return self.delivery.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A station the bureau has accepted, and what it said last: when it was heard (a stamp by this clock; "" never),
    how many lines lie here that it did not hold then, how many of its own it had lost."""

    station: Station
    street: str  # name
    heard_at: str = ""
    lacks: int = 0
    recovered: int = 0

    @property
    def id(self) -> str:
        """Of its record."""
        return self.station.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`own` is this station's name in lines, `bureau` the one it knows as the bureau's ("" before enrolment) with the
    name that one gives itself. `new`: records here that are in no package; `deciding`: the person here may decide for
    the bureau. `sealable`: what is packed for the bureau can be sealed. `folder` is where packages were written last.
    """

    own: str
    name: str
    at_bureau: bool
    deciding: bool
    bureau: str
    bureau_name: str
    sealable: bool
    new: int
    waiting: int
    folder: str
    passages: tuple[Passage, ...] = ()
    stations: tuple[Known, ...] = ()

    @property
    def mark(self) -> str:
        """The eight digits that this station's people say on the telephone."""
        return mark_of(self.own)

    @property
    def bureau_mark(self) -> str:
        """Those of its bureau; "" before enrolment."""
        return mark_of(self.bureau) if self.bureau else ""

    @property
    def kept_waiting(self) -> tuple[Passage, ...]:
        """What waits for a decider, the oldest first."""
        return tuple(p for p in reversed(self.passages) if p.standing is Standing.WAITING)
