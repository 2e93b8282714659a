"""The rounds of a street side by side: what each shows, whether it counts on the day, and how its field work stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.facts import RoundFact, StreetFacts
from auditor.rates import is_decided, round_that_counts, score_rate
from auditor.record import china_date
from auditor.round_count import count_parts
from auditor.standard import RATES, Standard
from auditor.survey import PROBABILITY, Outcome
from auditor.verdict import CriterionScore
from auditor.visits import SlotVisit, release, slot_state

OPEN = "open"  # beside the outcomes: a released slot that is not final


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWork:
    """The released slots of a round: by disposition (an outcome, or open), and by days on which they were visited.

    Vacant and not residential are those confirmed; unconfirmed they are a non-contact (DESIGN 3).
    """

    dispositions: Mapping[str, int]
    tried: tuple[int, ...]  # slots visited on 0, 1, 2 … days; the last number: on so many or more


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStanding:
    """One round on a day. `why`: counts, beside (no probability sample), too_old, newer (a later one counts), open
    (another counts until this one is decided or ends)."""

    fact: RoundFact
    why: str
    decided: bool
    scores: Mapping[str, CriterionScore]  # by rate; none of a round that is no probability sample
    work: FieldWork | None = None

    @property
    def id(self) -> str:
        """The round's."""
        return self.fact.id

    @property
    def lacking(self) -> dict[str, int]:
        """Interviews still needed, by community; one serves both rates."""
        found: dict[str, int] = {}
        for score in self.scores.values():
            for code, n in score.lacking.items():
                found[code] = max(n, found.get(code, 0))
        return found


def stand_rounds(facts: StreetFacts, standard: Standard, on: date) -> list[RoundStanding]:
    """Every round frozen by the day, newest first, as the standard judges it."""
    counting = round_that_counts(facts, standard, on)
    found = []
    for fact in sorted(facts.rounds, key=lambda r: (r.frozen_on, r.id), reverse=True):
        if fact.frozen_on > on:
            continue
        if fact.method not in PROBABILITY:
            found.append(RoundStanding(fact=fact, why="beside", decided=False, scores={}))
            continue
        counted = count_parts(fact, standard.survey.attempts)
        found.append(
            RoundStanding(
                fact=fact,
                why=_why(fact, counting.fact if counting else None, standard, on),
                decided=is_decided(counted, standard),
                scores={rate: score_rate(facts, standard.criteria[rate], standard, counted) for rate in RATES},
                work=field_work(fact, standard.survey.attempts),
            )
        )
    return found


def _why(fact: RoundFact, counting: RoundFact | None, standard: Standard, on: date) -> str:
    if counting is not None and counting.id == fact.id:
        return "counts"
    if (on - fact.frozen_on).days > standard.survey.max_age_days:
        return "too_old"
    assert counting is not None  # a round of households that is not too old is itself a candidate
    return "newer" if (counting.frozen_on, counting.id) > (fact.frozen_on, fact.id) else OPEN


def field_work(fact: RoundFact, attempts: int) -> FieldWork:
    """What the released slots of a round came to so far."""
    visits: dict[str, list[SlotVisit]] = {}
    for visit in fact.visits:
        if visit.slot:
            visits.setdefault(visit.slot, []).append(visit)
    drawn: dict[tuple[str, str], list[list[SlotVisit]]] = {}
    for slot in sorted(visits):  # drawn order is that of the names
        first = visits[slot][0]
        drawn.setdefault((first.community, first.part), []).append(visits[slot])
    dispositions = dict.fromkeys([*(o.value for o in Outcome), OPEN], 0)
    tried = [0] * (attempts + 1)
    for part in fact.parts:
        seen = drawn.get((part.community, part.number), [])[: part.population]
        mine = release(seen, part.planned, lambda v: slot_state(v, fact.mode, attempts).unanswered)
        replaced = sum(slot_state(v, fact.mode, attempts).unanswered for v in mine)
        fresh = min(part.population, part.planned + replaced) - len(mine)
        dispositions[OPEN] += fresh
        tried[0] += fresh
        for of_slot in mine:
            dispositions[_disposition(of_slot, fact, attempts)] += 1
            tried[min(attempts, len({china_date(v.observed_at) for v in of_slot}))] += 1
    return FieldWork(dispositions=dispositions, tried=tuple(tried))


def _disposition(visits: list[SlotVisit], fact: RoundFact, attempts: int) -> str:
    state = slot_state(visits, fact.mode, attempts)
    if state.complete:
        return Outcome.COMPLETE.value
    if not state.final:
        return OPEN
    last = max((v for v in visits), key=lambda v: (v.observed_at, v.id)).outcome
    empty = (Outcome.VACANT, Outcome.NOT_RESIDENTIAL)
    if state.ineligible:
        return max((v for v in visits if v.outcome in empty), key=lambda v: (v.observed_at, v.id)).outcome.value
    return Outcome.NON_CONTACT.value if last in empty else last.value
