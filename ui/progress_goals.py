"""The two panes of the progress page: the closed goal with its changes, the live one with four facts and its line."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.progress import Month, Pace, Progress
from auditor.verdict import Verdict
from auditor.wording import _, number
from ui.bars import ThreePartBar
from ui.charts import ProgressChart, pace_text
from ui.marks import Mark, MarkWord
from ui.panes import Elided, EmptyState, Glyph, Hairline, Pane, Text
from ui.progress_reading import (
    arrival_long,
    arrival_mark,
    arrival_note,
    changes_text,
    goal_note,
    months_left,
    share_text,
)
from ui.score_rows import VERDICT_MARKS


def closed_word(verdict: Verdict) -> str:
    """The closed goal: 达标, 未达标, 未能证明."""
    return {Verdict.MET: _("达标"), Verdict.NOT_MET: _("未达标"), Verdict.UNDETERMINED: _("未能证明")}[verdict]


class ClosedGoal(Pane):
    """2025: the verdict word first, then counts, bar, and what was entered after the close."""

    def __init__(self, communities: QAction) -> None:
        super().__init__(_("2025 目标"))
        self.head.insertWidget(1, Glyph("lock", "ink2", 15))
        self.edition = Text("", "note", "ink2")
        self.head.addWidget(self.edition)
        self.show_title(_("2025 目标"), "", _("已封存：以 2025-12-31 的名单为准"))
        line = QHBoxLayout()
        line.setSpacing(16)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "verdict")
        told = QVBoxLayout()
        told.setSpacing(1)
        self.counts = Text("", "body", bold=True)
        self.note = Elided("", "note", "ink2")
        told.addWidget(self.counts)
        told.addWidget(self.note)
        line.addWidget(self.verdict)
        line.addLayout(told, 1)
        self.body.addLayout(line)
        self.bar = ThreePartBar(high=13)
        self.body.addWidget(self.bar)
        self.changes = Elided("", "note", "ink2")
        self.body.addWidget(self.changes)
        self.link = self.add_link(communities)

    def show_goal(self, progress: Progress) -> None:
        """Show the closed goal."""
        goal = progress.goal_2025
        self.edition.setText(_("名单 {n} 个社区 · {edition} 版").format(n=number(goal.total), edition=progress.edition))
        self.verdict.show_mark(VERDICT_MARKS[goal.verdict], closed_word(goal.verdict))
        self.counts.setText(
            _("完成 {a} · 未完成 {b} · 无凭证 {c}").format(
                a=number(goal.completed), b=number(goal.not_completed), c=number(goal.without_record)
            )
        )
        self.note.setText(goal_note(goal))
        self.bar.show_counts(goal.completed, goal.not_completed, goal.without_record)
        self.bar.setToolTip(self.counts.text())
        self.bar.setAccessibleName(self.counts.text())
        self.changes.setText(changes_text(goal.changes))


class Fact(QWidget):
    """One of the four: a word, a figure, a note."""

    def __init__(self, word: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.word = Elided(word, "note", "ink2")
        self.figure = Text("", "index")
        self.note = Elided("", "note", "ink2")
        for label in (self.word, self.figure, self.note):
            column.addWidget(label)

    def show_fact(self, figure: str, note: str, word: str = "") -> None:
        """Change it."""
        self.figure.setText(figure)
        self.note.setText(note)
        if word:
            self.word.setText(word)
        self.setAccessibleName(" ".join((self.word.text(), figure, note)))


class LiveGoal(Pane):
    """2030: share, pace achieved, pace needed, arrival; then the line by month ends."""

    def __init__(self) -> None:
        super().__init__(_("2030 目标"))
        self.facts = (Fact(_("点位三项都符合")), Fact(_("近 12 个月")), Fact(_("需要 · 百分点")), Fact(_("按目前速度")))
        line = QHBoxLayout()
        line.setSpacing(12)
        for i, fact in enumerate(self.facts):
            if i:
                line.addWidget(Hairline(upright=True))
            line.addWidget(fact)  # by its words: what is left is shared
        self.chart = ProgressChart()
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(Hairline())
        column.addWidget(self.chart, 1)
        self.turn = QStackedWidget()
        self.turn.addWidget(shown)
        how = _("每月最后一天重算；从每个街道都有检查的那个月起，一个月以后开始有线。")
        self.turn.addWidget(EmptyState("progress", _("还没有一个完整的月份"), how))
        self.body.addWidget(self.turn, 1)

    def show_goal(self, scope: str, months: tuple[Month, ...], pace: Pace) -> None:
        """Show everybody's months or one street's."""
        self.show_title(_("2030 目标"), "", _("每月最后一天重算 · {scope} · 未知按还没做到计").format(scope=scope))
        self.turn.setCurrentIndex(0 if months else 1)
        if not months:
            return
        last, first = months[-1], months[-13:][0]
        share, achieved, needed, arrival = self.facts
        share.show_fact(
            share_text(last.sites, last.sites_total),
            _("{a} / {b} 个点位").format(a=number(last.sites), b=number(last.sites_total)),
        )
        if pace.achieved is None:
            achieved.show_fact(_("还太早"), arrival_note(pace), _("近几个月"))
        else:
            achieved.show_fact(
                _("每月 {pace}").format(pace=pace_text(pace.achieved)),
                _("从 {a} 到 {b}").format(
                    a=share_text(first.sites, first.sites_total), b=share_text(last.sites, last.sites_total)
                ),
                _("近 {n} 个月 · 百分点").format(n=pace.months - 1),
            )
        needed.show_fact(
            _("每月 {pace}").format(pace=pace_text(pace.needed)),
            _("到 2030-12 还有 {n} 个月").format(n=months_left(last.on)),
        )
        if last.sites_total and last.sites == last.sites_total:
            arrival.show_fact(_("已经到了"), _("保持到 2030 年 12 月"))
        else:
            arrival.show_fact(arrival_long(pace), arrival_note(pace))
        arrival.figure.show_tone("bad" if arrival_mark(pace) is Mark.NONCONFORMING else "ink")
        self.chart.show_months(months, pace)
