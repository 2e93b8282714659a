"""What the two rates need: interviews by community, a supplement, a new round, or a record settled (DESIGN 3, 4)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.facts import RoundFact, StreetFacts
from auditor.gaps import Act, Needed
from auditor.rates import registered_outside, round_that_counts, score_rate
from auditor.round_count import count_parts
from auditor.standard import RATES, Standard
from auditor.survey import Mode, Outcome, Part
from auditor.verdict import CriterionScore, StreetScore, Verdict
from auditor.visits import Passing, SlotVisit, slot_state

NO_ROUND = "no_round"  # none, or too old for a rate
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
    if counted is None or any(score.criteria[r].lost == NO_ROUND for r in open_):
        return [Needed(act=Act.NEW_ROUND, criteria=open_, reasons=(NO_ROUND,))]
    fact = counted.fact
    then = _settle(facts, fact, standard)
    lost = {then.rates[r].lost for r in open_} - {""}
    if lost == {OUTSIDE}:
        then = _settle(facts, _supplemented(facts, fact), standard)
        lost = {then.rates[r].lost for r in open_} - {""} or lost
    if lost - {OUTSIDE}:
        reasons = tuple(sorted(lost - {OUTSIDE}))
        return [Needed(act=Act.NEW_ROUND, criteria=open_, record=fact.id, reasons=reasons)]
    needed = []
    if fact.unsettled:
        needed.append(_to_settle(fact.id, "round", "", open_))
    needed += [_to_settle(v.id, "response", v.community, open_) for v in then.visits]
    if lost:
        needed.append(Needed(act=Act.SUPPLEMENT, criteria=open_, record=fact.id, reasons=(OUTSIDE,)))
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
    for slot in _released(fact, by_slot, standard) if fact.mode is Mode.SAMPLE else ():
        if not slot_state(by_slot[slot], fact.mode, standard.survey.attempts).final:
            wanted |= {v.id: v for v in _blocking(by_slot[slot])}
    for visit in sorted(wanted.values(), key=lambda v: v.id):
        if visit.outcome is not Outcome.COMPLETE:
            silent = replace(visit, id=f"{visit.id}:", outcome=Outcome.COMPLETE, settled=True)
            without = {k: v for k, v in wanted.items() if k != visit.id}
            rates = _rates(facts, replace(fact, visits=(*fact.visits, silent)), without, standard)
            if not any(r.lost for r in rates.values()):
                wanted = without  # the plan is wide enough without this household's answer
    rates = _rates(facts, fact, wanted, standard)
    return _Settled(visits=tuple(sorted(wanted.values(), key=lambda v: v.id)), rates=rates)


def _rates(
    facts: StreetFacts, fact: RoundFact, settled: Container[str], standard: Standard
) -> dict[str, CriterionScore]:
    """The rates once the round and these visits are settled well."""
    visits = tuple(_well(v) if v.id in settled else v for v in fact.visits)
    then = count_parts(replace(fact, unsettled=False, visits=visits), standard.survey.attempts)
    return {r: score_rate(facts, standard.criteria[r], standard, then) for r in RATES}


def _supplemented(facts: StreetFacts, fact: RoundFact) -> RoundFact:
    """The round once all that is registered outside its frame is drawn in a supplement, and answers well."""
    outside = {code: n for code, n in sorted(registered_outside(facts, fact).items()) if n}
    parts = [
        Part(community=c, number="supplement", population=n, planned=n, stratum=f"{c}/supplement", framed=n)
        for c, n in outside.items()
    ]
    visits = [
        SlotVisit(
            id=f"{part.community}:{k}",
            slot=f"{part.community}:{k}",
            community=part.community,
            part=part.number,
            outcome=Outcome.COMPLETE,
            observed_at=f"{fact.frozen_on.isoformat()}T04:00:00.000Z",
            basis=False,
            passing=dict.fromkeys(RATES, Passing.YES),
        )
        for part in parts
        for k in range(part.population)
    ]
    framed = {s.id: max(s.households, fact.frame.get(s.id, 0)) for s in facts.sites}
    frame = {**fact.frame, **framed}
    return replace(fact, frame=frame, parts=(*fact.parts, *parts), visits=(*fact.visits, *visits))


def _blocking(visits: list[SlotVisit]) -> list[SlotVisit]:
    """Visits in conflict that come before every answer: in a sample the first answer counts, later ones do not."""
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


def _released(fact: RoundFact, by_slot: Mapping[str, list[SlotVisit]], standard: Standard) -> list[str]:
    """The visited slots that the plan releases."""
    found = []
    room = {(p.community, p.number): p.planned for p in fact.parts}
    for slot in sorted(by_slot):
        state = slot_state(by_slot[slot], fact.mode, standard.survey.attempts)
        place = (state.community, state.part)
        if slot and room.get(place, 0) > 0:
            room[place] += state.unanswered - 1
            found.append(slot)
    return found
