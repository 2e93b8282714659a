"""What the two rates need: interviews by community, a supplement, a new round, or a record settled (DESIGN 3, 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.facts import RoundFact, StreetFacts
from auditor.gaps import Act, Needed
from auditor.rates import round_that_counts, score_rate
from auditor.round_count import count_parts
from auditor.standard import RATES, Standard
from auditor.survey import Mode, Outcome, Passing, SlotVisit, slot_state
from auditor.verdict import CriterionScore, StreetScore, Verdict

OUTSIDE = "outside"  # mended by a supplement; every other reason needs a new round


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """A round as it would stand with its conflicts settled well: the visits that must be, and the rates then."""

    visits: tuple[SlotVisit, ...] = ()
    rates: Mapping[str, CriterionScore] = field(default_factory=dict)


def needed_for_rates(facts: StreetFacts, standard: Standard, score: StreetScore, on: date) -> list[Needed]:
    """The lines of the rates that are not MET. One interview serves both."""
    open_ = tuple(r for r in RATES if score.criteria[r].verdict is not Verdict.MET)
    if not open_:
        return []
    counted = round_that_counts(facts, standard, on)
    if counted is None:
        return [Needed(act=Act.NEW_ROUND, criteria=open_, reasons=("no_round",))]
    fact = counted.fact
    then = _settle(facts, fact, standard)
    lost = [then.rates[r].lost for r in open_ if then.rates[r].lost]
    if any(reason != OUTSIDE for reason in lost):
        reasons = tuple(dict.fromkeys(r for r in lost if r != OUTSIDE))
        return [Needed(act=Act.NEW_ROUND, criteria=open_, record=fact.id, reasons=reasons)]
    needed = []
    if fact.unsettled:
        needed.append(_to_settle(fact.id, "round", "", open_))
    needed += [_to_settle(v.id, "response", v.community, open_) for v in then.visits]
    if lost:
        needed.append(Needed(act=Act.SUPPLEMENT, criteria=open_, record=fact.id, reasons=(OUTSIDE,)))
        return needed
    lacking: dict[str, int] = {}
    for rate in open_:
        for community, n in then.rates[rate].lacking.items():
            lacking[community] = max(n, lacking.get(community, 0))
    for community, n in sorted(lacking.items()):
        mine = tuple(r for r in open_ if then.rates[r].lacking.get(community))
        line = Needed(act=Act.INTERVIEW, criteria=mine, community=community, record=fact.id, interviews=n)
        needed.append(replace(line, reasons=("census" if fact.mode is Mode.CENSUS else "sample",)))
    return needed


def _to_settle(record: str, kind: str, community: str, criteria: tuple[str, ...]) -> Needed:
    return Needed(
        act=Act.SETTLE, criteria=criteria, community=community, record=record, kind=kind, reasons=("unsettled",)
    )


def _settle(facts: StreetFacts, fact: RoundFact, standard: Standard) -> _Settled:
    """The round with its own conflict settled and, in a sample, those of answers that nobody can give again."""
    by_slot: dict[str, list[SlotVisit]] = {}
    for visit in fact.visits:
        by_slot.setdefault(visit.slot, []).append(visit)
    wanted: dict[str, SlotVisit] = {}
    for slot, visits in by_slot.items():
        if slot and fact.mode is Mode.SAMPLE and not slot_state(visits, fact.mode, standard.survey.attempts).final:
            wanted |= {v.id: v for v in _blocking(visits)}
    visits = tuple(_well(v) if v.id in wanted else v for v in fact.visits)
    then = count_parts(replace(fact, unsettled=False, visits=visits), standard.survey.attempts)
    rates = {r: score_rate(facts, standard.criteria[r], standard, then) for r in RATES}
    released = {v.id for v in _released(fact, by_slot, standard)}
    return _Settled(
        visits=tuple(v for v in sorted(wanted.values(), key=lambda v: v.id) if v.id in released), rates=rates
    )


def _blocking(visits: list[SlotVisit]) -> list[SlotVisit]:
    """Visits in conflict that come before every answer: in a sample the first answer counts, whatever is asked later."""
    found = []
    for visit in sorted(visits, key=lambda v: (v.observed_at, v.id)):
        if visit.settled and any(p is not Passing.OPEN for p in visit.passing.values()):
            break
        if not visit.settled:
            found.append(visit)
            if visit.outcome is Outcome.COMPLETE:
                break
    return found


def _well(visit: SlotVisit) -> SlotVisit:
    complete = visit.outcome is Outcome.COMPLETE
    passing = dict.fromkeys(RATES, Passing.YES) if complete else visit.passing
    return replace(visit, settled=True, passing=passing)


def _released(fact: RoundFact, by_slot: Mapping[str, list[SlotVisit]], standard: Standard) -> list[SlotVisit]:
    """The visits to slots that the plan releases, by part in drawn order."""
    found = []
    seen: dict[tuple[str, str], int] = {}
    room = {(p.community, p.number): p.planned for p in fact.parts}
    for slot in sorted(by_slot):
        state = slot_state(by_slot[slot], fact.mode, standard.survey.attempts)
        place = (state.community, state.part)
        if slot and seen.get(place, 0) < room.get(place, 0):
            seen[place] = seen.get(place, 0) + 1
            room[place] += state.unanswered
            found += by_slot[slot]
    return found
