"""The two rates (DESIGN 2, 3): which round counts, and when a census or a sample decides."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from auditor.facts import RoundFact, StreetFacts
from auditor.lacking import any_lacking, interviews_lacking, why_lost
from auditor.measure import Measured, measure
from auditor.round_count import CountedRound, RoundCount, count_parts, together
from auditor.standard import RATES, Criterion, Standard
from auditor.survey import PROBABILITY, Mode
from auditor.verdict import CriterionScore, PartScore, SampleResult, Tally, Verdict, part_score, verdict_of
from auditor.wording import decimals, decimals_up, tenths_text


def is_decided(counted: CountedRound, standard: Standard) -> bool:
    """Whether no answer still open can change the verdict of either rate (curtailment, DESIGN 3).

    A sample under 100 % is decided by its first failure; a census is not, for there the latest answer counts. Below
    100 % a sample in one stage is decided when all that is open conforming, and all failing, say the same.
    """
    for rate in RATES:
        criterion, counts = standard.criteria[rate], counted.counts[rate]
        if not any(c.open for c in counts):
            continue
        if counted.fact.mode is not Mode.SAMPLE:
            return False
        if criterion.threshold == 1:
            if not any(c.nonconforming for c in counts):
                return False
        elif _early(counted, criterion, standard) is None:
            return False
    return True


def _early(counted: CountedRound, criterion: Criterion, standard: Standard, gaps: int = 0) -> Verdict | None:
    """Below 100 %, one stage: the verdict that every answer still open leaves as it is; None while one may change it.

    The open slots that do not answer at all are guarded by the response rate: it must hold without them.
    """
    fact, counts = counted.fact, counted.counts[criterion.id]
    if any(p.clusters for p in fact.parts) or _response_rate(counts) < standard.survey.min_response_rate:
        return None
    said = set()
    for conforming in (True, False):
        final = [_if_answered(c, conforming=conforming) for c in counts]
        found = measure(fact.parts, final, gaps, standard.survey, two_sided=False)
        said.add(_bounded(found, criterion.threshold))
    return said.pop() if len(said) == 1 and Verdict.UNDETERMINED not in said else None


def _if_answered(count: RoundCount, *, conforming: bool) -> RoundCount:
    names = ("population", "planned", "released", "ineligible", "refused")
    silent = min(count.open, count.unknown)
    return RoundCount(
        **{name: getattr(count, name) for name in names},
        completes=count.completes + count.open,
        conforming=count.conforming + silent * conforming,
        nonconforming=count.nonconforming + silent * (not conforming),
    )


def _bounded(found: Measured, threshold: Fraction) -> Verdict:
    """MET when the lower bound reaches the threshold, NOT_MET when the upper bound misses it."""
    if found.lower >= threshold:
        return Verdict.MET
    return Verdict.NOT_MET if found.upper < threshold else Verdict.UNDETERMINED


def _response_rate(counts: tuple[RoundCount, ...]) -> Fraction:
    """RR1: complete interviews among all released slots less those confirmed vacant or no home; 0 of none."""
    whole = together(counts)
    return Fraction(whole.completes, whole.eligible) if whole.eligible else Fraction(0)


def round_that_counts(facts: StreetFacts, standard: Standard, on: date) -> CountedRound | None:
    """The latest drawn round frozen by the day, decided or ended, not older than the evidence age; if there is none,
    the latest that is still open, so that what is known so far is shown (it stays undetermined)."""
    usable = [
        r
        for r in facts.rounds
        if r.method in PROBABILITY and r.frozen_on <= on and (on - r.frozen_on).days <= standard.survey.max_age_days
    ]
    usable.sort(key=lambda r: (r.frozen_on, r.id), reverse=True)
    latest: CountedRound | None = None
    for fact in usable:
        counted = count_parts(fact, standard.survey.attempts)
        if fact.ended_on is not None or is_decided(counted, standard):
            return counted
        latest = latest or counted
    return latest


def registered_outside(facts: StreetFacts, fact: RoundFact) -> dict[str, int]:
    """Registered households outside a round's frame, by community."""
    found: dict[str, int] = {}
    for site in facts.sites:
        found[site.community] = found.get(site.community, 0) + max(0, site.households - fact.frame.get(site.id, 0))
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """One rate of one round on its way to a verdict."""

    counted: CountedRound
    whole: RoundCount
    tally: Tally
    measured: Measured
    answered: Fraction
    gaps: int  # registered households outside the frame

    @property
    def fact(self) -> RoundFact:
        return self.counted.fact


def score_rate(
    facts: StreetFacts, criterion: Criterion, standard: Standard, counted: CountedRound | None
) -> CriterionScore:
    """One rate of a street from the round that counts; without one it is undetermined, and total 0."""
    if counted is None:
        return CriterionScore(
            id=criterion.id,
            tally=Tally(),
            verdict=Verdict.UNDETERMINED,
            mode="none",
            percent="0.0",
            lost="no_round",
        )
    fact, counts = counted.fact, counted.counts[criterion.id]
    outside = registered_outside(facts, fact)
    gaps, whole = sum(outside.values()), together(counts)
    tally = Tally(
        conforming=whole.conforming,
        nonconforming=whole.nonconforming,
        unknown=whole.unknown + (gaps if fact.mode is Mode.CENSUS else 0),
    )
    measured = measure(fact.parts, counts, gaps, standard.survey)
    reading = _Reading(counted, whole, tally, measured, _response_rate(counts), gaps)
    rule = _judge_census if fact.mode is Mode.CENSUS else _judge_sample
    verdict, percent = rule(reading, criterion, standard)
    lacking, enough = _lacking(counted, criterion, standard, gaps)
    lost = "" if verdict is Verdict.MET else why_lost(counted, criterion, standard, gaps)
    return CriterionScore(
        id=criterion.id,
        tally=tally,
        verdict=verdict,
        mode=fact.mode.value,
        percent=percent,
        sample=_result(reading, standard),
        communities={
            code: _community_rate(reading, code, outside.get(code, 0), criterion, standard) for code in fact.communities
        },
        lacking={} if lost or verdict is Verdict.MET else lacking,
        lacking_any=0 if lost or verdict is Verdict.MET else enough,
        lost=lost,
    )


def _lacking(counted: CountedRound, criterion: Criterion, standard: Standard, gaps: int) -> tuple[dict[str, int], int]:
    if counted.fact.mode is Mode.CENSUS and criterion.threshold < 1:
        return any_lacking(counted, criterion, gaps)
    return interviews_lacking(counted, standard, gaps), 0


def _result(reading: _Reading, standard: Standard) -> SampleResult:
    fact, whole, measured = reading.fact, reading.whole, reading.measured
    drawn = fact.mode is Mode.SAMPLE
    staged = any(p.clusters for p in fact.parts)
    interval = measured.interval if drawn else None
    return SampleResult(
        round=fact.id,
        name=fact.name,
        mode=fact.mode.value,
        design="two_stage" if staged else "one_stage",
        population=sum(fact.communities.values()) + reading.gaps,
        planned=whole.planned,
        released=whole.released,
        completes=whole.completes,
        refused=whole.refused,
        response_rate=decimals(reading.answered),
        lower_bound=decimals(measured.lower) if drawn else "",
        open=whole.open,
        gaps=reading.gaps,
        estimate=decimals(measured.mean) if drawn and measured.mean is not None else "",
        upper_bound=decimals_up(measured.upper) if drawn else "",
        interval_from=decimals(interval[0]) if interval else "",
        interval_to=decimals_up(interval[1]) if interval else "",
        deff=decimals(standard.survey.deff) if staged else "",
        deff_found=decimals(measured.deff) if drawn and measured.deff is not None else "",
    )


def _judge_census(reading: _Reading, criterion: Criterion, standard: Standard) -> tuple[Verdict, str]:
    """Everybody asked. With refusals it is met only from the floor on, when nothing is open or the round has ended."""
    tally = reading.tally
    verdict = verdict_of(tally, criterion.threshold)
    ended = reading.fact.ended_on is not None or not reading.whole.open
    silent = verdict is Verdict.UNDETERMINED and criterion.threshold == 1 and not tally.nonconforming
    if silent and tally.total and ended:
        proven = Fraction(tally.conforming, tally.total)
        verdict = Verdict.MET if proven >= standard.survey.floor else Verdict.UNDETERMINED
    if reading.fact.unsettled and verdict is Verdict.MET:
        verdict = Verdict.UNDETERMINED
    return verdict, tally.percent


def _judge_sample(reading: _Reading, criterion: Criterion, standard: Standard) -> tuple[Verdict, str]:
    """A sample never proves 100 %: one failure proves NOT_MET; none is MET only by its bound and its response rate.

    Below 100 % the bounds decide, at the end or early; with too few answers nothing is decided.
    """
    lower = reading.measured.lower
    percent = tenths_text(int(lower * 1000))
    answered = reading.answered >= standard.survey.min_response_rate
    ready = answered and not reading.whole.open and reading.tally.conforming and not reading.fact.unsettled
    if criterion.threshold == 1:
        if reading.tally.nonconforming:
            return Verdict.NOT_MET, percent
        return (Verdict.MET if ready and lower >= standard.survey.floor else Verdict.UNDETERMINED), percent
    verdict = Verdict.UNDETERMINED
    if answered and not reading.whole.open:
        verdict = _bounded(reading.measured, criterion.threshold)
    elif reading.whole.open and reading.fact.ended_on is None:
        verdict = _early(reading.counted, criterion, standard, reading.gaps) or Verdict.UNDETERMINED
    if verdict is Verdict.MET and (reading.fact.unsettled or lower < criterion.threshold):
        verdict = Verdict.UNDETERMINED
    return verdict, percent


def _community_rate(reading: _Reading, code: str, outside: int, criterion: Criterion, standard: Standard) -> PartScore:
    """One community of a round: its counts; a verdict only where its own bound reaches what is asked."""
    count = reading.counted.by_community(criterion.id)[code]
    drawn = reading.fact.mode is Mode.SAMPLE
    tally = Tally(
        conforming=count.conforming,
        nonconforming=count.nonconforming,
        unknown=count.unknown + (0 if drawn else outside),
    )
    if not drawn:
        return part_score(tally, criterion.threshold)
    mine = [i for i, part in enumerate(reading.fact.parts) if part.community == code]
    parts, counts = [reading.fact.parts[i] for i in mine], [reading.counted.counts[criterion.id][i] for i in mine]
    found = measure(parts, counts, outside, standard.survey, two_sided=False)
    if tally.nonconforming and criterion.threshold == 1:
        verdict = Verdict.NOT_MET
    elif not tally.conforming or count.open:
        verdict = Verdict.UNDETERMINED
    else:
        asked = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
        verdict = _bounded(found, asked)
    return PartScore(tally=tally, verdict=verdict, percent=tenths_text(int(found.lower * 1000)))
