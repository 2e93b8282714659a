"""Beside the question: which round, which household by count (never by door), how many are still needed, and where."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from auditor import reasons
from auditor.clock import clock_advice, clock_text
from auditor.drafts import shown_moment
from auditor.slots import Slot
from auditor.survey import PROBABILITY, Method, Mode, Round
from auditor.wording import _, ngettext, number
from ui import theme
from ui.bars import GoalBar, paint_goal
from ui.fields import Choice, TextField
from ui.messages import Glyph
from ui.panes import Hairline, Pane, Scroll, Text
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.survey_reading import CommunityCount, Evening


def mode_word(mode: Mode) -> str:
    """逐户 or 抽样."""
    return {Mode.CENSUS: _("逐户"), Mode.SAMPLE: _("抽样")}[mode]


def method_word(method: Method) -> str:
    """How people are reached."""
    return {
        Method.DOOR: _("入户"),
        Method.TELEPHONE: _("电话"),
        Method.INTERCEPT: _("拦访"),
        Method.SCAN: _("扫码"),
    }[method]


outcome_word = reasons.outcome_word  # the same word on every page of the survey


def round_word(round_: Round) -> str:
    """A round in a list: name, mode (or how people are met, where nobody was drawn), whether it is closed."""
    word = mode_word(round_.mode) if round_.method in PROBABILITY else method_word(round_.method)
    words = [round_.name] if word in round_.name else [round_.name, word]
    if round_.closed_on is not None:
        words.append(_("{day} 结束").format(day=round_.closed_on.isoformat()))
    return " · ".join(words)


def household_word(slot: Slot) -> str:
    """A household by count in the order of the register; its door is nowhere kept."""
    if not slot.slot:
        return _("没有抽户的一个人")
    return _("第 {k} 户（按登记顺序数起）").format(k=number(slot.k))


class RoundPane(Pane):
    """The right pane of the interview page."""

    round_picked = Signal(str)  # id
    community_picked = Signal(str)  # code
    interviewer_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.round = Choice(_("轮次"))
        self.round.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.round.setMinimumContentsLength(8)
        self.round.picked.connect(lambda value: self.round_picked.emit(str(value)))
        self.site = Text("", "thing", wrap=True)
        self.household = Text("", "body", bold=True, wrap=True)
        self.visits = Text("", "note", "ink2", wrap=True)
        self.doubt = Text("", "note", "warn", wrap=True)
        self.needed = Text("", "figure")
        self.unit = Text("", "section")
        self.bar = GoalBar()
        self.answered = Text("", "note", "ink2", wrap=True)
        columns: list[Column[CommunityCount]] = [
            Column("name", _("各社区"), _short_name, stretch=True, elide=True, width=3, tooltip=lambda c: c.name),
            Column("bar", "", _count_text, width=4, paint=_paint_share),
            Column("count", _("答 / 计划"), _count_text, align="right", width=7),
        ]
        self.table: RecordTable[CommunityCount] = RecordTable(columns, _("各社区还需"), dense=True, sortable=False)
        self.table.opened.connect(lambda c: self.community_picked.emit(c.id))
        self.table.clicked.connect(lambda _index: self._click())
        self.interviewer = TextField(_("访问人"), chars=12)
        self.interviewer.textEdited.connect(self.interviewer_typed)
        self._build()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 10, 14, 8)
        column.setSpacing(4)
        column.addWidget(self.round)
        column.addSpacing(4)
        self.here = QWidget()
        here = QVBoxLayout(self.here)
        here.setContentsMargins(0, 0, 0, 0)
        here.setSpacing(4)
        here.addWidget(Text(_("这一户"), "note", "ink2"))
        for label in (self.site, self.household, self.visits):
            here.addWidget(label)
        here.addWidget(Hairline())
        column.addWidget(self.here)
        column.addWidget(self.doubt)
        figure = QHBoxLayout()
        figure.setSpacing(8)
        self.word = Text(_("还需"), "section", "ink2")
        figure.addWidget(self.word, 0, Qt.AlignmentFlag.AlignVCenter)
        figure.addWidget(self.needed)
        figure.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignVCenter)
        figure.addStretch(1)
        column.addLayout(figure)
        column.addWidget(self.bar)
        column.addWidget(self.answered)
        column.addStretch(1)
        upper = Scroll(inner)
        upper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(upper, 3)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.table, 2)
        self.body.addWidget(Hairline())
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 8, 14, 8)
        foot.setSpacing(6)
        who = QHBoxLayout()
        who.setSpacing(8)
        who.addWidget(Text(_("访问人")))
        who.addWidget(self.interviewer)
        who.addStretch(1)
        foot.addLayout(who)
        lock = QHBoxLayout()
        lock.setSpacing(6)
        lock.addWidget(Glyph("lock", "ink3", 14))
        lock.addWidget(Text(_("不记姓名、电话、门牌号"), "note", wrap=True), 1)
        foot.addLayout(lock)
        self.body.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low window the household and how many are needed come first; of the communities two rows are left."""
        super().resizeEvent(event)
        low = self.height() < round(560 * theme.scale())
        self.table.setMinimumHeight(theme.height(30) + 2 * self.table.row_height)
        for place, stretch in ((0, 5 if low else 3), (2, 1 if low else 2)):
            self.body.setStretch(place, stretch)

    def show_evening(self, evening: Evening) -> None:
        """Rounds, what is still needed, and the communities with the chosen one marked."""
        self.round.show_options([(round_word(r), r.id) for r in evening.rounds])
        if evening.round is not None:
            self.round.choose(evening.round.id)
        self.table.show_records(evening.counts)
        chosen = next((c for c in evening.counts if c.id == evening.community), None)
        if chosen is not None:
            self.table.choose(chosen)
        clock = evening.clock
        self.doubt.setText(_("日期存疑：{why}").format(why=clock_text(clock)) if clock is not None else "")
        self.doubt.setToolTip(clock_advice(clock) if clock is not None else "")
        self.doubt.setVisible(clock is not None)
        self.bar.setVisible(evening.is_drawn)
        if evening.is_drawn:
            self._show_needed(evening)
        else:
            self._show_asked(evening)

    def _show_needed(self, evening: Evening) -> None:
        planned = sum(c.planned for c in evening.counts)
        answered = sum(min(c.answered, c.planned) for c in evening.counts)
        lacking = evening.lacking
        self.word.setText(_("还需"))
        self.needed.setText(number(lacking))
        self.unit.setText(ngettext("户可定", "户可定", lacking))
        self.bar.show_share(answered / planned if planned else 0.0)
        told = ngettext("已答 {n} 户，计划 {all} 户", "已答 {n} 户，计划 {all} 户", answered)
        words = [told.format(n=number(answered), all=number(planned))]
        if evening.decided:
            words.append(_("已定：还没答的户怎么答，结论都不变。可以在“看轮次”结束这一轮。"))
        self.answered.setText("\n".join(words))

    def _show_asked(self, evening: Evening) -> None:
        asked = sum(c.answered for c in evening.counts)
        self.word.setText(_("已访"))
        self.needed.setText(number(asked))
        self.unit.setText(ngettext("人", "人", asked))
        self.answered.setText(_("不是概率样本：份数列在比例旁边，不计入，没有下限，也没有结论。"))

    def show_slot(self, slot: Slot | None) -> None:
        """The household to be visited; none where there is none today, or nobody was drawn."""
        self.here.setVisible(slot is not None and bool(slot.slot))
        if slot is None or not slot.slot:
            return
        self.site.setText(f"{slot.site_code} {slot.site_name}")
        self.household.setText(household_word(slot))
        words = [_("替补户")] if slot.replacement else []
        words.append(_("第 {n} 次上门").format(n=slot.visits + 1))
        if slot.last_outcome is not None:
            day, time = shown_moment(slot.last_at)
            words.append(_("上次 {day} {time} {what}").format(day=day, time=time, what=outcome_word(slot.last_outcome)))
        self.visits.setText(" · ".join(words))

    def _click(self) -> None:
        record = self.table.chosen_record()
        if record is not None:
            self.community_picked.emit(record.id)


def _short_name(count: CommunityCount) -> str:
    """What tells it from its neighbours; the tooltip says it whole."""
    return count.name.removesuffix("居委会")


def _count_text(count: CommunityCount) -> str:
    return f"{number(count.answered)} / {number(count.planned)}" if count.planned else number(count.answered)


def _paint_share(painter: QPainter, rect: QRect, count: CommunityCount) -> None:
    if not count.planned:
        return
    high = round(8 * theme.scale())
    box = QRectF(rect.left(), rect.center().y() - high / 2 + 0.5, rect.width(), high)
    paint_goal(painter, box, min(1.0, count.answered / count.planned))
