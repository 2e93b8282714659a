"""The rounds of a street side by side: what each planned, asked and shows, and below how the chosen one stands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.round_standing import FieldWork
from auditor.standard import RATES, Standard, criterion_name
from auditor.survey import Method, Mode
from auditor.verdict import CriterionScore
from auditor.wording import _, bound_percent, ngettext, number
from ui import theme
from ui.chances_table import ChancesTable
from ui.fields import TextField
from ui.layouts import DetailRoom, digits_for, empty_layout
from ui.marks import Mark, MarkWord, verdict_word
from ui.panes import ActionButton, EmptyState, Pane, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.round_pane import method_word, mode_word
from ui.round_words import (
    disposition_word,
    interval_words,
    is_two_stage,
    short_day,
    standing_words,
    state_word,
    why_word,
)
from ui.rounds_reading import RateRow, RoundCard, Rounds, rate_rows
from ui.score_rows import VERDICT_MARKS


class RoundsOverview(Pane):
    """The table of rounds; below it the chosen one: field work, how decided, what such a sample can show."""

    chosen = Signal(object)  # RoundCard or None

    def __init__(self, standard: Standard) -> None:
        super().__init__(_("轮次"), flush=True)
        self.standard = standard
        self.shown: Rounds | None = None
        self.table: RecordTable[RateRow] = RecordTable(self._columns(), _("轮次"), dense=True, sortable=False)
        empty = EmptyState("interview", _("还没有调查轮次"), _("开轮次以后列在这里。"))
        self.listing: Listing[RateRow] = Listing(self.table, empty)
        self.table.chosen.connect(self._choose)
        self.work = Pane(_("实地"), flush=True)
        self.stands = Pane(_("定了没有"), flush=True)
        self.power = Pane(_("这样的样本能说明什么"), flush=True)
        self.facts = QGridLayout()
        self.rates = QVBoxLayout()
        self.chances = ChancesTable()
        self.no_chances = EmptyState("check", _("每一户都问，不靠样本"))
        self.names = TextField(_("名单给谁"), chars=18, example=_("周敏、李强"))
        self._build()
        theme.follow(self.make_room)

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

    def _build(self) -> None:
        self.body.addWidget(self.listing, 3)
        below = QWidget()
        across = QHBoxLayout(below)
        across.setContentsMargins(12, 12, 12, 12)
        across.setSpacing(12)
        self.facts.setContentsMargins(12, 8, 12, 8)
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(2)
        self.facts.setColumnStretch(3, 1)
        self.work.body.addLayout(self.facts)
        self.work.body.addStretch(1)
        self.rates.setContentsMargins(12, 8, 12, 8)
        self.rates.setSpacing(4)
        self.stands.body.addLayout(self.rates)
        self.stands.body.addStretch(1)
        self.power_turn = QStackedWidget()
        self.power_turn.addWidget(self.chances)
        self.power_turn.addWidget(self.no_chances)
        self.power.body.addWidget(self.power_turn, 1)
        for pane, share in ((self.work, 3), (self.stands, 3), (self.power, 3)):
            across.addWidget(pane, share)
        self.below = DetailRoom(below)
        self.body.addWidget(self.below, 4)

    def offer(self, hand_out: QAction, on_chosen: Sequence[QAction]) -> None:
        """What can be done with the chosen round: its list with the names it is for, and the rest."""
        foot = self.add_foot()
        foot.addWidget(Text(_("名单给谁"), "note", "ink2"))
        foot.addWidget(self.names)
        foot.addWidget(ActionButton(hand_out, with_key=False))
        foot.addStretch(1)
        for action in on_chosen:
            foot.addWidget(ActionButton(action, with_key=False))

    def make_room(self) -> None:
        """Some rounds are seen, and every line of chances."""
        self.table.setMinimumHeight(theme.height(28 + 26 * 4))
        self.chances.setMinimumHeight(theme.height(28 + 26 * 4 + 6))

    # -- showing ----------------------------------------------------------------------------------------------------

    @property
    def card(self) -> RoundCard | None:
        """The round under the bar."""
        row = self.table.chosen_record()
        return row.card if row is not None else None

    def show_rounds(self, rounds: Rounds) -> None:
        """Show them; the one chosen stays chosen, else the newest."""
        self.shown = rounds
        rows = rate_rows(rounds)
        note = ngettext("{n} 轮", "{n} 轮", len(rounds.cards)).format(n=number(len(rounds.cards)))
        self.show_title(_("轮次"), "", note if rows else "")
        self.table.show_records(rows)
        if self.table.chosen_record() is None and rows:
            self.table.choose(rows[0])
        else:
            self._choose(self.table.chosen_record())

    def choose(self, round_id: str) -> None:
        """Put the bar on a round."""
        row = next((r for r in self.table.records.records() if r.card.id == round_id), None)
        if row is not None:
            self.table.choose(row)

    def _choose(self, row: RateRow | None) -> None:
        self.below.setVisible(row is not None)
        if row is not None:
            self._show_work(row.card)
            self._show_standing(row.card)
            self.chances.show_chances(row.card.chances, self.standard)
            self.power_turn.setCurrentIndex(0 if any(row.card.chances.values()) else 1)
            self.power.setVisible(row.card.is_drawn)
        self.chosen.emit(row.card if row is not None else None)

    def _show_work(self, card: RoundCard) -> None:
        empty_layout(self.facts)
        self.work.show_title(_("实地"), "", card.round.name)
        told: list[tuple[str, str]] = []
        if card.standing.work is None:
            told.append((_("访问"), number(len(card.standing.fact.visits))))
            told.append((_("答完"), number(sum(bool(v.passing) for v in card.standing.fact.visits))))
        else:
            told += _work_facts(card.standing.work)
        half = -(-len(told) // 2)
        for i, (word, text) in enumerate(told):
            column = 0 if i < half else 2
            self.facts.addWidget(Text(word, "note"), i % half, column)
            figure = Text(text, "body")
            self.facts.addWidget(
                figure, i % half, column + 1, Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag.AlignLeft
            )

    def _show_standing(self, card: RoundCard) -> None:
        empty_layout(self.rates)
        standing, names = card.standing, self.shown.names if self.shown is not None else {}
        self.stands.show_title(_("定了没有"), "", why_word(standing))
        if not card.is_drawn:
            told = _("份数列在比例旁边；没有下限，没有结论。有不符合的，在差距清单里列出，不评分。")
            self.rates.addWidget(Text(told, "note", "ink2", wrap=True))
            return
        lacking = standing.lacking
        for rate in RATES:
            score = standing.scores[rate]
            self.rates.addWidget(self._rate_line(score, sum(lacking.values())))
        if lacking:
            by = [f"{names.get(code, code).removesuffix('居委会')} {number(n)}" for code, n in lacking.items()]
            self.rates.addWidget(Text(_("各社区还需：{told}").format(told=" · ".join(by)), "note", "ink2", wrap=True))
        if card.outside:
            more = sum(o.more for o in card.outside)
            told = ngettext("冻结以后台账多出 {n} 户，可以补抽。", "冻结以后台账多出 {n} 户，可以补抽。", more)
            self.rates.addWidget(Text(told.format(n=number(more)), "note", "warn", wrap=True))

    def _rate_line(self, score: CriterionScore, lacking: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Text(criterion_name(self.standard.criteria[score.id]), "body", bold=True))
        mark = VERDICT_MARKS[score.verdict]
        row.addWidget(MarkWord(mark, verdict_word(mark), "body"))
        row.addWidget(Text(standing_words(score, lacking, self.standard), "note", "ink2", wrap=True), 1)
        return line

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


def _work_facts(work: FieldWork) -> list[tuple[str, str]]:
    told = [(disposition_word(name), number(n)) for name, n in work.dispositions.items()]
    told.append((_("合计放出"), number(sum(work.dispositions.values()))))
    last = len(work.tried) - 1
    for days, n in enumerate(work.tried):
        word = ngettext("上门 {n} 天", "上门 {n} 天", days).format(n=days) if days else _("还没上门")
        told.append((_("上门 {n} 天以上").format(n=days) if days == last else word, number(n)))
    return told


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
        return sum(bool(v.passing) for v in row.card.standing.fact.visits)
    sample = next(iter(row.card.standing.scores.values())).sample
    return f"{number(sample.completes)} / {number(row.card.round.planned)}" if sample is not None else None


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
    return bound_percent(score.sample.estimate) if score.tally.nonconforming else _("全部符合")


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
