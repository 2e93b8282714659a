"""The two rates (DESIGN 2, 3): which round counts, what its slots amount to, and when a census or sample decides."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from auditor.estimate import all_conforming_bound
from auditor.facts import RoundFact, StreetFacts
from auditor.standard import RATES, Criterion, Standard
from auditor.survey import PROBABILITY, Mode, Passing, SlotState, SlotVisit, release, slot_state
from auditor.verdict import CriterionScore, PartScore, SampleResult, Tally, Verdict, part_score, verdict_of
from auditor.wording import decimals, tenths_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCount:
    """One community of a round under one criterion: what its released slots amount to."""

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


def count_round(fact: RoundFact, criterion: str, attempts: int) -> dict[str, RoundCount]:
    """What a round's visits amount to by community. A slot final without an answer opens one replacement."""
    visits: dict[str, list[SlotVisit]] = {}
    for visit in fact.visits:
        if visit.slot:
            visits.setdefault(visit.slot, []).append(visit)
    states: dict[str, list[SlotState]] = {code: [] for code in fact.strata}
    for slot in sorted(visits):
        state = slot_state(visits[slot], fact.mode, attempts)
        if state.community in states:
            states[state.community].append(state)
    counts = {}
    for code, stratum in fact.strata.items():
        # in drawn order, which is that of the names; interviews beyond the plan are kept and shown, not scored
        mine = release(states[code][: stratum.population], stratum.planned, lambda s: s.unanswered)
        unanswered = sum(s.unanswered for s in mine)
        counts[code] = RoundCount(
            population=stratum.population,
            planned=stratum.planned,
            released=min(stratum.population, stratum.planned + unanswered),
            ineligible=sum(s.ineligible for s in mine),
            completes=sum(s.complete for s in mine),
            refused=sum(s.unanswered and not s.ineligible for s in mine),
            conforming=sum(not s.ineligible and s.passing.get(criterion) is Passing.YES for s in mine),
            nonconforming=sum(not s.ineligible and s.passing.get(criterion) is Passing.NO for s in mine),
        )
    return counts


def is_decided(fact: RoundFact, standard: Standard) -> bool:
    """Whether no answer still open can change the verdict of either rate.

    A sample under 100 % is decided by its first failure; a census is not, for there the latest answer counts.
    """
    for criterion in RATES:
        counts = count_round(fact, criterion, standard.survey.attempts).values()
        by_failure = fact.mode is Mode.SAMPLE and standard.criteria[criterion].threshold == 1
        failed = by_failure and any(c.nonconforming for c in counts)
        if not failed and any(c.open for c in counts):
            return False
    return True


def round_that_counts(facts: StreetFacts, standard: Standard, on: date) -> RoundFact | None:
    """The latest drawn round frozen by the day, decided or closed, not older than the evidence age; if there is none,
    the latest that is still open, so that what is known so far is shown (it stays undetermined)."""
    usable = [
        r
        for r in facts.rounds
        if r.method in PROBABILITY and r.frozen_on <= on and (on - r.frozen_on).days <= standard.survey.max_age_days
    ]
    usable.sort(key=lambda r: (r.frozen_on, r.id), reverse=True)
    return next((r for r in usable if r.closed or is_decided(r, standard)), usable[0] if usable else None)


def score_rate(facts: StreetFacts, criterion: Criterion, standard: Standard, fact: RoundFact | None) -> CriterionScore:
    """One rate of a street from the round that counts; without one it is undetermined, and total 0."""
    if fact is None:
        return CriterionScore(
            id=criterion.id,
            tally=Tally(),
            verdict=Verdict.UNDETERMINED,
            mode="none",
            percent="0.0",
        )
    counts = count_round(fact, criterion.id, standard.survey.attempts)
    registered: dict[str, int] = {}
    for site in facts.sites:
        extra = max(0, site.households - fact.frame.get(site.id, 0))
        registered[site.community] = registered.get(site.community, 0) + extra
    gaps = sum(registered.values())
    rule = _judge_census if fact.mode is Mode.CENSUS else _judge_sample
    tally = Tally(
        conforming=sum(c.conforming for c in counts.values()),
        nonconforming=sum(c.nonconforming for c in counts.values()),
        unknown=sum(c.unknown for c in counts.values()) + (gaps if fact.mode is Mode.CENSUS else 0),
    )
    released, ineligible = (sum(getattr(c, n) for c in counts.values()) for n in ("released", "ineligible"))
    completes, open_ = (sum(getattr(c, n) for c in counts.values()) for n in ("completes", "open"))
    eligible = released - ineligible
    strata = [(c.population, c.conforming) for c in counts.values()] + ([(gaps, 0)] if gaps else [])
    lower = all_conforming_bound(strata, standard.survey.confidence) if not tally.nonconforming else None
    answered = Fraction(completes, eligible) if eligible else Fraction(0)
    verdict, percent = rule(tally, criterion, standard, _Round(lower, answered, open_, fact))
    sample = SampleResult(
        round=fact.id,
        name=fact.name,
        mode=fact.mode.value,
        design=standard.survey.design,
        population=sum(c.population for c in counts.values()) + gaps,
        planned=sum(c.planned for c in counts.values()),
        released=released,
        completes=completes,
        refused=sum(c.refused for c in counts.values()),
        response_rate=decimals(answered),
        lower_bound=decimals(lower) if lower is not None and fact.mode is Mode.SAMPLE else "",
        open=open_,
        gaps=gaps,
    )
    return CriterionScore(
        id=criterion.id,
        tally=tally,
        verdict=verdict,
        mode=fact.mode.value,
        percent=percent,
        sample=sample,
        communities={
            code: _community_rate(c, registered.get(code, 0), criterion, standard, fact.mode)
            for code, c in counts.items()
        },
    )


@dataclass(frozen=True, slots=True)
class _Round:
    lower: Fraction | None
    answered: Fraction
    open: int
    fact: RoundFact


def _judge_census(tally: Tally, criterion: Criterion, standard: Standard, round_: _Round) -> tuple[Verdict, str]:
    """Everybody asked. With refusals it is met only from the floor on, when nothing is open or the round is closed."""
    verdict = verdict_of(tally, criterion.threshold)
    ended = round_.fact.closed or not round_.open
    if (
        verdict is Verdict.UNDETERMINED
        and criterion.threshold == 1
        and not tally.nonconforming
        and tally.total
        and ended
    ):
        proven = Fraction(tally.conforming, tally.total)
        verdict = Verdict.MET if proven >= standard.survey.floor else Verdict.UNDETERMINED
    if round_.fact.unsettled and verdict is Verdict.MET:
        verdict = Verdict.UNDETERMINED
    return verdict, tally.percent


def _judge_sample(tally: Tally, criterion: Criterion, standard: Standard, round_: _Round) -> tuple[Verdict, str]:
    """A sample never proves 100 %: one failure proves NOT_MET; none is MET only by its bound and its response rate."""
    if tally.nonconforming:
        verdict = Verdict.NOT_MET if criterion.threshold == 1 else Verdict.UNDETERMINED
        return verdict, "0.0"
    lower = round_.lower or Fraction(0)
    needed = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
    answered = round_.answered >= standard.survey.min_response_rate
    met = lower >= needed and answered and not round_.open and tally.conforming and not round_.fact.unsettled
    return (Verdict.MET if met else Verdict.UNDETERMINED), tenths_text(int(lower * 1000))


def _community_rate(count: RoundCount, extra: int, criterion: Criterion, standard: Standard, mode: Mode) -> PartScore:
    tally = Tally(
        conforming=count.conforming,
        nonconforming=count.nonconforming,
        unknown=count.unknown + (extra if mode is Mode.CENSUS else 0),
    )
    if mode is Mode.CENSUS:
        return part_score(tally, criterion.threshold)
    strata = [(count.population, count.conforming)] + ([(extra, 0)] if extra else [])
    lower = all_conforming_bound(strata, standard.survey.confidence) if not tally.nonconforming else Fraction(0)
    if tally.nonconforming and criterion.threshold == 1:
        verdict = Verdict.NOT_MET
    elif lower >= max(standard.survey.floor, Fraction(0)) and tally.conforming and not count.open:
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNDETERMINED
    return PartScore(tally=tally, verdict=verdict, percent=tenths_text(int(lower * 1000)))
