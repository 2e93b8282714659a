"""The two goals on the first page: 2025, closed, with its word; 2030, live, with its pace and a small line."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.overview import Overview
from auditor.progress import Month, Pace, pace_of
from auditor.use_cases import following
from auditor.verdict import Verdict
from auditor.wording import _, ngettext, number, percent, tenths, tenths_text
from ui import theme
from ui.buttons import Button
from ui.charts import pace_text
from ui.context import Context
from ui.marks import Mark, MarkWord
from ui.panes import Hairline, Pane, Text
from ui.progress_goals import closed_word
from ui.sparkline import Sparkline

MARKS = {Verdict.MET: Mark.CONFORMING, Verdict.NOT_MET: Mark.NONCONFORMING, Verdict.UNDETERMINED: Mark.UNKNOWN}


def pace_texts(pace: Pace | None) -> tuple[str, str]:
    """How fast it went and must go, and where that leads; None: there is no month end yet."""
    if pace is None:
        return "", _("满一个月后开始有线")
    needed = _("需 {pace}").format(pace=pace_text(pace.needed))
    if pace.achieved is None:
        return needed, _("还太早，看不出速度")
    told = ngettext("近 {n} 个月每月 {pace}，{needed}", "近 {n} 个月每月 {pace}，{needed}", pace.months - 1)
    went = told.format(n=pace.months - 1, pace=pace_text(pace.achieved), needed=needed)
    if pace.arrives is None:
        return went, _("按目前速度到不了")
    return went, _("按目前速度 {year} 年 {month} 月到达").format(year=pace.arrives.year, month=pace.arrives.month)


class GoalsPane(Pane):
    """The months are asked for one by one, each for itself: whoever waits meanwhile comes in between."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._of: tuple[str, str] = ("", "")  # the street, and the root of the journal the months were read from
        self.months: list[Month] = []
        self._arrived = False
        self.closed = MarkWord(Mark.UNKNOWN, "", "body", bold=True)
        self.closed_note = Text("", "note", "ink2")
        self.live, self.live_note = Text("", "body", bold=True), Text("", "note", "ink2")
        self.live_head = Text("", "note", "ink2")
        self.line = Sparkline()
        self.arrival = Text("", "note", "ink")
        self.link = Button(_("进度"), "quiet", small=True)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(12)
        self._closed_head = Text(_("2025 目标（已封存）"), "note", "ink2")
        self._across.addLayout(self._pair(self._closed_head, self.closed, self.closed_note))
        self._line = Hairline(upright=True)
        self._across.addWidget(self._line)
        self._across.addLayout(self._pair(self.live_head, self.live, self.live_note), 1)
        end = QHBoxLayout()
        end.setSpacing(12)
        end.addWidget(self.line, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.link, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(self.arrival, 0, Qt.AlignmentFlag.AlignRight)
        end.addLayout(right)
        self._across.addLayout(end)
        self.body.addLayout(self._across)
        self.body.setContentsMargins(12, 5, 12, 5)
        theme.follow(self._turn)

    @staticmethod
    def _pair(head: Text, word: QWidget, note: Text) -> QVBoxLayout:
        column, row = QVBoxLayout(), QHBoxLayout()
        column.setSpacing(2)
        column.addWidget(head)
        row.setSpacing(10)
        row.addWidget(word)
        row.addWidget(note, 1)
        column.addLayout(row)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _abreast(self) -> int:
        """How wide it is with all its words side by side, in pixels."""

        def wide(*texts: QWidget) -> int:
            return max(text.sizeHint().width() for text in texts)

        closed = max(wide(self._closed_head), wide(self.closed) + 10 + wide(self.closed_note))
        live = max(wide(self.live_head), wide(self.live) + 10 + wide(self.live_note))
        end = self.line.minimumSizeHint().width() + 12 + wide(self.link, self.arrival)
        return closed + live + end + 2 * 12 + 4 * 12

    def _turn(self) -> None:
        """Side by side where there is room; figures are not cut."""
        narrow = self.width() < self._abreast()
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._line.setVisible(not narrow)

    def show_goals(self, found: Overview) -> None:
        """Show today's; the months follow when `follow` is asked."""
        goal = found.goal_2025
        self.closed.show_mark(MARKS[goal.verdict], closed_word(goal.verdict))
        communities = ngettext("{n} 个社区", "{n} 个社区", goal.total).format(n=goal.total)
        parts = [
            text.format(n=n)
            for text, n in (
                (_("完成 {n}"), goal.completed),
                (_("未完成 {n}"), goal.not_completed),
                (_("无凭证 {n}"), goal.without_record),
            )
            if n
        ]
        self.closed_note.setText(" · ".join([communities, *parts]))
        now = found.now
        self._arrived = bool(now.sites_total) and now.sites == now.sites_total
        self.live.setText(percent(tenths_text(tenths(now.sites, now.sites_total))) if now.sites_total else "–")
        told = _("2030 目标（今天）· 三项覆盖都符合 {a} / {b} 个点位")
        self.live_head.setText(told.format(a=number(now.sites), b=number(now.sites_total)))
        if self._of[0] != found.score.street:
            for text in (self.live_note, self.arrival):
                text.setText("")
            self.line.show_months(())
        self._turn()

    def follow(self, found: Overview) -> None:
        """Ask for the month ends, unless nothing was written since they were read."""
        of = (found.score.street, found.score.root)
        if of != self._of:
            self._of = of
            self.months = []
            ends = partial(following.ends_to_follow, self.context.store, of[0])
            self.context.tasks.run(ends, partial(self._ask_next, of))

    def _ask_next(self, of: tuple[str, str], ends: list[date]) -> None:
        if of != self._of:
            return  # another street by now, or another state
        if len(self.months) == len(ends):
            self._show_months()
            return
        end = ends[len(self.months)]
        work = partial(following.follow_month, self.context.store, of[0], self.context.standard, end)
        self.context.tasks.run(work, partial(self._take, of, ends))

    def _take(self, of: tuple[str, str], ends: list[date], month: Month) -> None:
        if of == self._of:
            self.months.append(month)
            self._ask_next(of, ends)

    def _show_months(self) -> None:
        went, leads = pace_texts(pace_of(self.months) if self.months else None)
        self.live_note.setText(went)
        self.arrival.setText(_("已经到了") if self._arrived else leads)
        self.line.show_months(self.months)
        self._turn()
