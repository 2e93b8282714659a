"""What the visits to one slot amount to: whether it is answered, out of the count, final (DESIGN 3)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from auditor.record import china_date, moment_of
from auditor.survey import Mode, Outcome, Response

T = TypeVar("T")


class Passing(StrEnum):
    """What a response says on one criterion."""

    YES = "yes"
    NO = "no"
    OPEN = "open"  # its key questions were not answered, and the key can still be passed


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotVisit:
    """One visit as scoring sees it: `passing` by criterion id; `settled` is false for a record in conflict."""

    id: str
    slot: str
    community: str
    outcome: Outcome
    observed_at: str
    basis: bool
    passing: Mapping[str, Passing]
    settled: bool = True
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotState:
    """A slot on a day: what it says by criterion, whether it is out of the count, and whether it is final."""

    community: str
    part: str
    passing: Mapping[str, Passing]
    complete: bool
    ineligible: bool  # vacant or no home, confirmed by two visits on different days with a source
    final: bool

    @property
    def unanswered(self) -> bool:
        """Final without an interview: a replacement opens."""
        return self.final and not self.complete


def visit_of(response: Response, passing: Mapping[str, Passing] | None = None, *, settled: bool = True) -> SlotVisit:
    """A response as one visit to its slot; what it says of the criteria (`passing`) is left to whoever has a
    standard."""
    return SlotVisit(
        id=response.id,
        slot=response.slot,
        community=response.community,
        outcome=response.outcome,
        observed_at=response.observed_at,
        basis=response.basis is not None,
        passing=passing or {},
        settled=settled,
        part=response.part,
    )


def release(drawn: Iterable[T], planned: int, unanswered: Callable[[T], bool]) -> list[T]:
    """The released of some slots in drawn order: the planned ones, and one replacement more for each released slot
    that is final without an answer (DESIGN 3). The one place where that rule stands."""
    found: list[T] = []
    free = planned
    for slot in drawn:
        if not free:
            break
        found.append(slot)
        free += unanswered(slot) - 1
    return found


def is_evening_or_weekend(at: str) -> bool:
    """Whether a stamp lies at 18 o'clock or later, or on a Saturday or Sunday, in China."""
    local = moment_of(at) + timedelta(hours=8)
    return local.hour >= 18 or local.weekday() >= 5


def counting(ordered: Sequence[SlotVisit], criterion: str, mode: Mode) -> SlotVisit | None:
    """Which of a slot's visits (in order of moment and id) counts for a criterion: of those that answer it the first
    in a sample, the latest in a census; equal moments: the smaller id. None where none answers. One that is not settled
    may have answered."""
    answering = [v for v in ordered if not v.settled or v.passing.get(criterion, Passing.OPEN) is not Passing.OPEN]
    if not answering:
        return None
    if mode is Mode.SAMPLE:
        return answering[0]
    latest = answering[-1].observed_at
    return next(v for v in answering if v.observed_at == latest)


def slot_state(visits: Iterable[SlotVisit], mode: Mode, attempts: int) -> SlotState:
    """What the visits to one slot (at least one) amount to (DESIGN 3).

    In a sample the first visit that answers a criterion counts, in a census the latest; equal moments: the smaller id.
    A visit whose record is not settled makes what it may have said unknown.
    """
    ordered = sorted(visits, key=lambda v: (v.observed_at, v.id))
    criteria = {c for v in ordered for c in v.passing}
    passing = {}
    for criterion in criteria:
        chosen = counting(ordered, criterion, mode)
        says = chosen.passing.get(criterion) if chosen is not None and chosen.settled else None
        passing[criterion] = says or Passing.OPEN
    settled = [v for v in ordered if v.settled]
    complete = any(v.outcome is Outcome.COMPLETE for v in settled)
    empty = {
        outcome: {china_date(v.observed_at) for v in settled if v.outcome is outcome and v.basis}
        for outcome in (Outcome.VACANT, Outcome.NOT_RESIDENTIAL)
    }
    ineligible = not complete and any(len(days) >= 2 for days in empty.values())
    days = {china_date(v.observed_at) for v in settled}
    tried = len(days) >= attempts and any(is_evening_or_weekend(v.observed_at) for v in settled)
    return SlotState(
        community=ordered[0].community,
        part=ordered[0].part,
        passing=passing,
        complete=complete,
        ineligible=ineligible,
        final=complete or ineligible or tried,
    )
