"""What the score page says of a rate's rounds: what a sample shows and would miss, and every round beside it."""

from dataclasses import dataclass

from auditor.chances import chances_of
from auditor.facts import RoundFact, StreetFacts
from auditor.round_count import count_round
from auditor.round_standing import stand_rounds
from auditor.standard import Standard
from auditor.survey import PROBABILITY, Mode
from auditor.use_cases.scoring import Scored
from auditor.verdict import CriterionScore
from auditor.wording import _, bound_percent, number
from ui.chances_table import chances_sentence
from ui.marks import verdict_word
from ui.round_pane import method_word, mode_word
from ui.round_words import interval_words, why_word
from ui.score_rows import VERDICT_MARKS, confidence_text


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round beside a rate: whether it counts and why not, and its figures as (word, text)."""

    id: str
    name: str
    counts: bool
    figures: tuple[tuple[str, str], ...]
    why: str


def round_rows(score: CriterionScore, scored: Scored, standard: Standard, community: str = "") -> list[RoundRow]:
    """Every round of the street beside a rate, newest first, whole or in one community; in it or only beside it."""
    rows = []
    for standing in stand_rounds(scored.facts, standard, scored.score.on):
        fact = standing.fact
        figures = [(_("冻结"), fact.frozen_on.isoformat())]
        if fact.method not in PROBABILITY:
            figures.append((_("方式"), method_word(fact.method)))
            figures.append((_("访问"), _("{n} 次，列在旁边，不计入").format(n=number(len(fact.visits)))))
        else:
            figures.append((_("方式"), " · ".join((mode_word(fact.mode), method_word(fact.method)))))
            figures += _counted(fact, score.id, standard, community)
            if not community:
                figures += _shown(standing.scores[score.id])
        if fact.ended_on is not None:
            figures.append((_("状态"), _("已结束")))
        counts = standing.why == "counts"
        why = _("计入这一项") if counts else why_word(standing)
        rows.append(RoundRow(fact.id, fact.name, counts, tuple(figures), why))
    return rows


def _counted(fact: RoundFact, rate: str, standard: Standard, community: str) -> list[tuple[str, str]]:
    counts = count_round(fact, rate, standard.survey.attempts)
    mine = [c for code, c in counts.items() if not community or code == community]
    sums = {
        name: sum(getattr(c, name) for c in mine)
        for name in ("population", "released", "completes", "refused", "open", "conforming", "nonconforming")
    }
    return [
        (_("户数"), number(sums["population"])),
        (_("放出"), number(sums["released"])),
        (_("已答"), number(sums["completes"])),
        (_("未作答"), number(sums["refused"])),
        (_("未完"), number(sums["open"])),
        (_("符合"), number(sums["conforming"])),
        (_("不符合"), number(sums["nonconforming"])),
    ]


def _shown(score: CriterionScore) -> list[tuple[str, str]]:
    """Response, estimate, interval, bound and verdict of one rate of a round."""
    sample = score.sample
    assert sample is not None
    told = [(_("应答率"), bound_percent(sample.response_rate))]
    if sample.estimate and score.tally.nonconforming:
        told += [(_("估计"), bound_percent(sample.estimate)), (_("双侧区间"), interval_words(sample))]
    if sample.lower_bound and sample.completes:
        told.append((_("单侧下限"), bound_percent(sample.lower_bound)))
    return [*told, (_("结论"), verdict_word(VERDICT_MARKS[score.verdict]))]


def sample_text(score: CriterionScore, standard: Standard) -> str:
    """What a sample shows, with what it assumes: estimate and interval where an answer fails, else the bound alone."""
    sample, sure = score.sample, confidence_text(standard)
    if sample is None or score.mode != Mode.SAMPLE.value or not sample.lower_bound or not sample.completes:
        return ""
    bound, n = bound_percent(sample.lower_bound), number(sample.completes)
    if score.tally.nonconforming and sample.estimate:
        told = _("抽样 {n} 户，估计 {estimate}，双侧 {sure} 区间 {interval}；单侧至少 {bound}").format(
            n=n, estimate=bound_percent(sample.estimate), sure=sure, interval=interval_words(sample), bound=bound
        )
    else:
        told = _("抽样 {n} 户，至少 {bound}（{sure} 置信）").format(n=n, bound=bound, sure=sure)
    return told + (_("，按设计效应 {deff} 推算").format(deff=float(sample.deff)) if sample.deff else "")


def power_text(score: CriterionScore, facts: StreetFacts, standard: Standard) -> str:
    """What a sample of this plan would have missed, beside its verdict; "" for a census."""
    sample = score.sample
    fact = next((f for f in facts.rounds if sample is not None and f.id == sample.round), None)
    if fact is None or score.mode != Mode.SAMPLE.value:
        return ""
    return chances_sentence(chances_of(fact.parts, standard, score.id), standard, score.id)
