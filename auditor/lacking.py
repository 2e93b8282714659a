"""What a round still lacks: interviews by community, or why no further answer can make it MET (DESIGN 3, 4)."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from auditor.measure import measure
from auditor.round_count import CountedRound, RoundCount, together
from auditor.standard import RATES, Criterion, Standard
from auditor.survey import Mode
from auditor.visits import Passing, SlotState


def why_lost(counted: CountedRound, criterion: Criterion, standard: Standard, gaps: int) -> str:
    """Why no further answer of the round can make a rate MET; "" while one can. For rates that are not MET.

    `ended`, `failed` (a household of a sample), `response_rate` (even if all that is open answers), `outside` (too many
    registered households are in no frame: a supplement can mend that), `bound`, `decided` (below 100 %: all answered).
    """
    fact, counts = counted.fact, counted.counts[criterion.id]
    whole = together(counts)
    if fact.ended_on is not None:
        return "ended"
    if fact.mode is Mode.CENSUS:
        total = whole.eligible + gaps
        asked = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
        return "outside" if total and Fraction(whole.eligible, total) < asked else ""
    if criterion.threshold == 1 and whole.nonconforming:
        return "failed"
    if criterion.threshold < 1 and not whole.open:
        return "decided"
    if not whole.eligible or Fraction(whole.completes + whole.open, whole.eligible) < standard.survey.min_response_rate:
        return "response_rate"
    needed = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
    best = [_best(c) for c in counts]
    if measure(fact.parts, best, gaps, standard.survey, two_sided=False).lower >= needed:
        return ""
    return (
        "outside"
        if gaps and measure(fact.parts, best, 0, standard.survey, two_sided=False).lower >= needed
        else "bound"
    )


def _best(count: RoundCount) -> RoundCount:
    """Everything open answers and conforms."""
    silent = min(count.open, count.unknown)
    return RoundCount(
        population=count.population,
        planned=count.planned,
        released=count.released,
        ineligible=count.ineligible,
        completes=count.completes + count.open,
        refused=count.refused,
        conforming=count.conforming + silent,
        nonconforming=count.nonconforming,
    )


def interviews_lacking(counted: CountedRound, standard: Standard, gaps: int) -> dict[str, int]:
    """Complete, conforming interviews that are still needed, by community; one interview serves both rates.

    A sample: every slot of the plan that is open. A census: those, the households whose latest answer fails (they are
    taught and asked again), and of those that gave no answer as many as the floor needs, communities in order of code.
    """
    again: dict[str, int] = {}
    silent: list[tuple[str, frozenset[str]]] = []
    for of in counted.slots:
        code = of.part.community
        again[code] = again.get(code, 0) + of.released - of.visited
        for state, n in of.kinds:
            if state.ineligible:
                continue
            if _fails(state, counted) or not state.final:
                again[code] += n
            elif counted.fact.mode is Mode.CENSUS and (lacks := _silent_on(state)):
                silent += [(code, lacks)] * n
    if counted.fact.mode is Mode.CENSUS:
        _add_silent(again, silent, counted, standard, gaps)
    return {code: n for code, n in sorted(again.items()) if n}


def any_lacking(counted: CountedRound, criterion: Criterion, gaps: int) -> tuple[dict[str, int], int]:
    """A census below 100 %: the households by community that do not conform yet, and how many of them are enough."""
    whole = together(counted.counts[criterion.id])
    by = counted.by_community(criterion.id)
    enough = ceil(criterion.threshold * (whole.eligible + gaps)) - whole.conforming
    return {code: n for code, c in sorted(by.items()) if (n := c.eligible - c.conforming)}, max(0, enough)


def _fails(state: SlotState, counted: CountedRound) -> bool:
    return counted.fact.mode is Mode.CENSUS and any(state.passing.get(rate) is Passing.NO for rate in RATES)


def _silent_on(state: SlotState) -> frozenset[str]:
    return frozenset(rate for rate in RATES if state.passing.get(rate, Passing.OPEN) is Passing.OPEN)


def _add_silent(
    again: dict[str, int],
    silent: Iterable[tuple[str, frozenset[str]]],
    counted: CountedRound,
    standard: Standard,
    gaps: int,
) -> None:
    """As many of the silent as both rates need to reach the floor; those silent on both come first."""
    need = {}
    for rate in RATES:
        whole, criterion = together(counted.counts[rate]), standard.criteria[rate]
        asked = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
        missing = sum(rate in lacks for _, lacks in silent)
        reached = whole.eligible - missing
        need[rate] = max(0, ceil(asked * (whole.eligible + gaps)) - reached)
    for both in (True, False):
        for code, lacks in sorted(silent, key=lambda x: (x[0], sorted(x[1]))):
            if (len(lacks) == len(RATES)) is both and any(need[rate] > 0 for rate in lacks):
                again[code] = again.get(code, 0) + 1
                for rate in lacks:
                    need[rate] -= 1
