"""The rounds of a street side by side: what each planned, asked and shows, and below how the chosen one stands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.round_standing import FieldWork
from auditor.standard import RATES, Standard, criterion_name
from auditor.verdict import CriterionScore
from auditor.wording import _, ngettext, number
from ui import theme
from ui.chances_table import ChancesTable
from ui.fields import TextField
from ui.layouts import DetailRoom, empty_layout
from ui.marks import MarkWord, verdict_word
from ui.panes import ActionButton, EmptyState, Pane, Text
from ui.record_table import Listing
from ui.round_words import (
    disposition_word,
    standing_words,
    why_word,
)
from ui.rounds_reading import RateRow, RoundCard, Rounds, rate_rows
from ui.rounds_table import RoundsTable, completes
from ui.score_rows import VERDICT_MARKS


class RoundsOverview(Pane):
    """The table of rounds; below it the chosen one: field work, how decided, what such a sample can show."""

    chosen = Signal(object)  # RoundCard or None

    def __init__(self, standard: Standard) -> None:
        super().__init__(_("轮次"), flush=True)
        self.standard = standard
        self.shown: Rounds | None = None
        self.table = RoundsTable(standard)
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
        self.shown = self.table.shown = rounds
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
            told.append((_("答完"), number(completes(card.standing))))
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


def _work_facts(work: FieldWork) -> list[tuple[str, str]]:
    told = [(disposition_word(name), number(n)) for name, n in work.dispositions.items()]
    told.append((_("合计放出"), number(sum(work.dispositions.values()))))
    last = len(work.tried) - 1
    for days, n in enumerate(work.tried):
        word = ngettext("上门 {n} 天", "上门 {n} 天", days).format(n=days) if days else _("还没上门")
        told.append((_("上门 {n} 天以上").format(n=days) if days == last else word, number(n)))
    return told
