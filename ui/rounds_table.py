"""The table of rounds: two lines for each, one a rate, with what was asked, what it shows and whether it counts."""

from auditor.round_standing import RoundStanding
from auditor.standard import RATES, Standard, criterion_name
from auditor.survey import Method, Mode, Outcome
from auditor.verdict import CriterionScore
from auditor.wording import _, bound_percent, number, pgettext
from ui import theme
from ui.layouts import digits_for
from ui.marks import Mark, verdict_word
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.round_pane import method_word, mode_word
from ui.round_words import interval_words, is_two_stage, short_day, state_word, why_word
from ui.rounds_reading import RateRow, RoundCard, Rounds
from ui.score_rows import VERDICT_MARKS


class RoundsTable(RecordTable[RateRow]):
    """`shown` says of which day the rows are; the first line of a round also says what is said of the round itself."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.shown: Rounds | None = None
        super().__init__(self._columns(), _("轮次"), dense=True, sortable=False)

    def _columns(self) -> list[Column[RateRow]]:
        met = digits_for(verdict_word(mark) for mark in VERDICT_MARKS.values())
        rates = digits_for(criterion_name(self.standard.criteria[rate]) for rate in RATES)
        how = digits_for(f"{mode_word(mode)} · {_('一阶段')}" for mode in Mode)
        states = digits_for([_("还不计入：没有答完"), _("不计入：有更新的一轮"), _("不是概率样本")])
        return [
            Column(
                "name", _("轮次"), lambda r: r.card.round.name if r.first else "", stretch=True, elide=True, width=12
            ),
            Column("frozen", _("冻结"), self._frozen, width=9),
            Column("mode", _("方式"), lambda r: _how(r.card) if r.first else "", width=how),
            Column("answered", _("答 / 计划"), _answered, align="right", width=8),
            Column("rate", _("应答率"), _response, align="right", width=6),
            Column("criterion", _("项"), self._criterion, width=rates),
            Column("estimate", _("估计"), _estimate, align="right", width=8),
            Column("interval", _("双侧区间"), _interval, align="right", width=11),
            Column("bound", _("单侧下限"), _bound, align="right", width=8),
            Column("verdict", _("结论"), _verdict, mark=_mark, width=met),
            Column("state", _("状态 · 今天"), self._state, width=max(17, states), tone=_tone),
        ]

    def _frozen(self, row: RateRow) -> str:
        on = self.shown.on if self.shown is not None else row.card.until
        return short_day(row.card.round.frozen_on, on) if row.first else ""

    def _criterion(self, row: RateRow) -> object:
        return criterion_name(self.standard.criteria[row.rate]) if row.rate else None

    def _state(self, row: RateRow) -> str:
        on = self.shown.on if self.shown is not None else row.card.until
        said = state_word(row.card.round, row.card.until, on)
        if not row.card.is_drawn:
            return _("不是概率样本")
        return said if row.first else why_word(row.card.standing)


def _how(card: RoundCard) -> str:
    """How people are met, and how they were drawn: `抽样 · 一阶段`; by telephone that is said too."""
    method = method_word(card.round.method)
    if not card.is_drawn:
        return method
    words = [mode_word(card.round.mode)]
    if card.chances:
        words.append(_("两阶段") if is_two_stage(card.round) else _("一阶段"))
    if card.round.method is Method.TELEPHONE:
        words.append(method)
    return " · ".join(words)


def _answered(row: RateRow) -> object:
    if not row.first:
        return ""
    if not row.card.is_drawn:
        return completes(row.card.standing)
    sample = next(iter(row.card.standing.scores.values())).sample
    return f"{number(sample.completes)} / {number(row.card.round.planned)}" if sample is not None else None


def completes(standing: RoundStanding) -> int:
    """How many interviews of a round that drew nobody were completed."""
    return sum(v.outcome is Outcome.COMPLETE for v in standing.fact.visits)


def _sampled(row: RateRow) -> CriterionScore | None:
    score = row.card.standing.scores.get(row.rate)
    return score if score is not None and score.sample is not None else None


def _response(row: RateRow) -> object:
    score = _sampled(row)
    if not row.first:
        return ""
    return bound_percent(score.sample.response_rate) if score is not None and score.sample is not None else None


def _estimate(row: RateRow) -> object:
    score = _sampled(row)
    if score is None or score.sample is None or not score.sample.estimate:
        return None
    return bound_percent(score.sample.estimate) if score.tally.nonconforming else pgettext("估计", "全部符合")


def _interval(row: RateRow) -> object:
    score = _sampled(row)
    if score is None or score.sample is None or not score.tally.nonconforming:
        return None
    return interval_words(score.sample)


def _bound(row: RateRow) -> object:
    score = _sampled(row)
    if score is None or score.sample is None or not score.sample.lower_bound or not score.sample.completes:
        return None
    return "≥ " + bound_percent(score.sample.lower_bound)


def _mark(row: RateRow) -> Mark | None:
    score = row.card.standing.scores.get(row.rate)
    return VERDICT_MARKS[score.verdict] if score is not None else None


def _verdict(row: RateRow) -> object:
    mark = _mark(row)
    return verdict_word(mark) if mark is not None else None


def _tone(row: RateRow) -> theme.Token | None:
    return "ink2" if row.first or row.card.standing.why == "counts" else "ink3"
