"""What the slots of a round amount to: released, out of the count, answered, conforming, by part and by community."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.facts import RoundFact
from auditor.standard import RATES
from auditor.survey import Outcome, Part
from auditor.visits import Passing, SlotState, SlotVisit, release, slot_state


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCount:
    """One part of a round (or several together) under one criterion: what its released slots amount to."""

    population: int
    planned: int
    released: int
    ineligible: int
    completes: int
    refused: int  # final, eligible, without a complete interview
    conforming: int
    nonconforming: int

    @property
    def eligible(self) -> int:
        """Released slots that count for RR1."""
        return self.released - self.ineligible

    @property
    def unknown(self) -> int:
        """Eligible released slots that say nothing on the criterion."""
        return self.eligible - self.conforming - self.nonconforming

    @property
    def open(self) -> int:
        """Released slots that are not final yet."""
        return self.released - self.ineligible - self.completes - self.refused

    @property
    def answered(self) -> int:
        """Slots that say something on the criterion."""
        return self.conforming + self.nonconforming


@dataclass(frozen=True, slots=True)
class PartSlots:
    """A part: how many slots are released in all, and what those that were visited amount to, alike ones together."""

    part: Part
    released: int
    visited: int
    kinds: tuple[tuple[SlotState, int], ...]  # what a slot amounts to, and how many do


def released_states(fact: RoundFact, attempts: int) -> list[PartSlots]:
    """The visited slots that the plan releases, by part. A slot final without an answer opens one replacement;
    interviews beyond the plan are kept and shown, not scored (DESIGN 3)."""
    visits: dict[str, list[SlotVisit]] = {}
    for visit in fact.visits:
        if visit.slot:
            visits.setdefault(visit.slot, []).append(visit)
    states: dict[tuple[str, str], list[SlotState]] = {(p.community, p.number): [] for p in fact.parts}
    alike: dict[tuple[str, str, int], SlotState] = {}
    one_of: dict[tuple[object, ...], SlotState] = {}
    for slot in sorted(visits):  # drawn order is that of the names
        held = visits[slot]
        one = held[0]
        if len(held) == 1 and one.settled and one.outcome is Outcome.COMPLETE:
            # most slots are one interview, and it says no more than its answers: asked once for all that answer alike
            kind = (one.community, one.part, id(one.passing))
            state = alike.get(kind) or alike.setdefault(kind, slot_state(held, fact.mode, attempts))
        else:
            state = slot_state(held, fact.mode, attempts)
            said = tuple(sorted(state.passing.items()))
            state = one_of.setdefault(
                (state.community, state.part, said, state.complete, state.ineligible, state.final), state
            )
        if (place := (state.community, state.part)) in states:
            states[place].append(state)
    found = []
    for part in fact.parts:
        seen = states[part.community, part.number][: part.population]
        mine = release(seen, part.planned, lambda s: s.unanswered)
        released = min(part.population, part.planned + sum(s.unanswered for s in mine))
        many = Counter(map(id, mine))
        kinds = {id(s): s for s in mine}
        found.append(PartSlots(part, released, len(mine), tuple((s, many[at]) for at, s in kinds.items())))
    return found


def count_slots(of: PartSlots, criterion: str) -> RoundCount:
    """One part under one criterion."""
    counts = dict.fromkeys(("ineligible", "completes", "refused", "conforming", "nonconforming"), 0)
    for s, n in of.kinds:
        counts["completes"] += n * s.complete
        if s.ineligible:
            counts["ineligible"] += n
            continue
        counts["refused"] += n * s.unanswered
        if (says := s.passing.get(criterion)) is Passing.YES:
            counts["conforming"] += n
        elif says is Passing.NO:
            counts["nonconforming"] += n
    return RoundCount(population=of.part.population, planned=of.part.planned, released=of.released, **counts)


def together(counts: Iterable[RoundCount]) -> RoundCount:
    """Several parts as one; nothing at all is all zeros."""
    held = list(counts)
    names = (
        "population", "planned", "released", "ineligible", "completes", "refused", "conforming", "nonconforming",
    )  # fmt: skip
    return RoundCount(**{name: sum(getattr(c, name) for c in held) for name in names})


def count_round(fact: RoundFact, criterion: str, attempts: int) -> dict[str, RoundCount]:
    """What a round's visits amount to by community, its parts together; `population` is of the communities' frames."""
    return count_parts(fact, attempts).by_community(criterion)


def _framed(count: RoundCount, population: int) -> RoundCount:
    names = ("planned", "released", "ineligible", "completes", "refused", "conforming", "nonconforming")
    return RoundCount(population=population, **{name: getattr(count, name) for name in names})


@dataclass(frozen=True, slots=True)
class CountedRound:
    """A round with its slots counted once, for both rates."""

    fact: RoundFact
    slots: tuple[PartSlots, ...]
    counts: Mapping[str, tuple[RoundCount, ...]]  # rate -> by part, in the order of the fact's parts

    def by_community(self, rate: str) -> dict[str, RoundCount]:
        """The counts of one rate, the parts of a community together."""
        found: dict[str, list[RoundCount]] = {}
        for part, count in zip(self.fact.parts, self.counts[rate], strict=True):
            found.setdefault(part.community, []).append(count)
        framed = self.fact.communities
        return {code: _framed(together(counts), framed[code]) for code, counts in found.items()}


def count_parts(fact: RoundFact, attempts: int) -> CountedRound:
    """A round with its slots counted."""
    slots = tuple(released_states(fact, attempts))
    return CountedRound(fact, slots, {rate: tuple(count_slots(of, rate) for of in slots) for rate in RATES})
