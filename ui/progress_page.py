"""进度: the closed goal of 2025 with every later entry, the live one of 2030 month by month, streets by name."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.division import DISTRICT_NAME, spoken_name
from auditor.progress import StreetProgress
from auditor.wording import _, day, language, named, number
from ui import theme
from ui.bars import paint_goal
from ui.charts import pace_text
from ui.context import Context
from ui.day_choice import DayChoice
from ui.fields import Choice
from ui.layouts import digits_for, hold_width, turn
from ui.messages import Message
from ui.page import Page
from ui.panes import EmptyState, Pane, Scroll
from ui.progress_completion import CompletionPane
from ui.progress_goals import ClosedGoal, LiveGoal
from ui.progress_reading import Followed, ProgressLine, arrival_mark, arrival_text, read_progress, share_text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.saving import ask_where, saved_message
from ui.score_export import export_progress, table_kinds
from ui.score_rows import short_community
from ui.tasks import Job

RIGHT, LEAST_WIDTH = 482, 1000  # logical pixels at 100 %


class ProgressPage(Page):
    """The district on a day."""

    id = "progress"
    icon = "progress"
    group = "know"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "completion"})

    @classmethod
    def name(cls) -> str:
        """进度."""
        return _("进度")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Followed | None = None
        self._job: Job | None = None
        declare = self.actions_here.declare
        self.export: QAction = declare("progress.export", _("导出"), self._export, icon="export", when=self._why_not)
        self.turn_list: QAction = declare(
            "progress.communities", _("看各社区的记录"), self._turn, icon="note", shortcut="F2"
        )
        self.when = DayChoice()
        self.day = self.when.field
        self.scope = Choice(_("范围"), [(_("全部街道"), "")])
        self.closed = ClosedGoal(self.turn_list)
        self.live = LiveGoal()
        self.completions = CompletionPane(context)
        self.lines: RecordTable[ProgressLine] = RecordTable(_columns(), _("各街道"))
        self._build()
        self.when.changed.connect(self.refresh)
        self.when.say.connect(self.say)
        self.scope.picked.connect(lambda _value: self._show_scope())
        self.lines.opened.connect(self._open_line)
        self.completions.say.connect(self.say)

    def _why_not(self) -> str:
        return "" if self._shown is not None else _("还没有算好")

    def _build(self) -> None:
        inner = QWidget()
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self.columns = columns
        columns.setContentsMargins(16, 10, 16, 12)
        columns.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.scope)
        head.addStretch(1)
        head.addWidget(self.when)
        left.addLayout(head)
        left.addWidget(self.closed)
        left.addWidget(self.live, 1)
        columns.addLayout(left, 1)
        self.streets = Pane(_("各街道"), flush=True)
        nothing = EmptyState("register", _("还没有登记点位"), _("登记并检查以后，各街道列在这里。"))
        self.listing: Listing[ProgressLine] = Listing(self.lines, nothing)
        self.streets.body.addWidget(self.listing)
        self.right = QStackedWidget()
        self.right.addWidget(self.streets)
        self.right.addWidget(self.completions)
        columns.addWidget(self.right)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inner))
        theme.follow(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        scale = theme.scale()
        narrow = self.width() < LEAST_WIDTH * scale
        turn(self.columns, narrow=narrow)
        hold_width(self.right, RIGHT, narrow=narrow)
        self.right.setMinimumHeight(round(420 * scale) if narrow else 0)

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the day chosen; it can be cancelled, for a whole district takes a while."""
        try:
            on = self.when.day()
        except ValueError:
            return
        if self._job is not None:
            self._job.cancel()
        work = partial(read_progress, self.context.store, self.context.standard, on)
        job = self.context.tasks.run_long(_("正在重算各月底"), work, self.show_followed, self._refuse)
        job.ended.connect(partial(self._tell_stopped, job))
        self._job = job

    def _tell_stopped(self, job: Job) -> None:
        if job.cancelled and job is self._job:  # by a person; asking anew cancels too, but puts another in its place
            self._job = None
            note = _("月底的数没有算完；屏上的还是以前的") if self._shown else _("月底的数没有算完")
            self.say.emit(Message("note", _("重算停下了"), note, _("再算一次"), self.refresh))

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if not self.when.takes(error):
            self.context.tasks.refused.emit(error)

    def open(self, subject: object) -> None:
        """A street's code: its own line."""
        if isinstance(subject, str):
            self.scope.choose(subject)
            self._show_scope()

    def first_field(self) -> QWidget:
        """The streets."""
        return self.lines

    def may_leave(self) -> bool:
        """Something typed and not recorded is said, and stays in its fields."""
        if self.completions.dirty:
            self.say.emit(Message("warn", _("2025 记录还没有记入"), _("写的还在原处，回到进度页可以接着填")))
        return True

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """District, counts, day."""
        if self._shown is None:
            return ""
        progress = self._shown.progress
        return _("{district} · {streets} 个街道有台账 · 名单 {communities} 个社区 · 当日 {day}").format(
            district=named(DISTRICT_NAME, "Nankai"),
            streets=number(len(progress.streets)),
            communities=number(progress.goal_2025.total),
            day=day(progress.on),
        )

    def header_actions(self) -> list[QAction]:
        """Export."""
        return [self.export]

    def keys(self) -> list[tuple[str, str]]:
        """The list of the closed goal."""
        return [("F2", _("各社区的记录")), ("Enter", _("打开评分"))]

    def show_followed(self, found: Followed) -> None:
        """Show both goals."""
        self._job = None
        first, self._shown = self._shown is None, found
        progress = found.progress
        self.when.show_days(progress.on, progress.known)
        self.closed.show_goal(progress)
        self.completions.show_communities(found.communities)
        self.scope.show_options(
            [(_("全部街道"), ""), *((spoken_name(s.code, s.name), s.code) for s in _by_name(progress.streets))]
        )
        self.scope.setVisible(len(progress.streets) > 0)
        self._show_scope()
        if first and self.scope.hasFocus():  # the page opened on it for want of a list
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _show_scope(self) -> None:
        if self._shown is None:
            return
        progress = self._shown.progress
        street = next((s for s in progress.streets if s.code == self.scope.value()), None)
        if street is None:
            self.live.show_goal(_("全部街道"), progress.months, progress.pace)
            lines = [
                ProgressLine(
                    s.code,
                    spoken_name(s.code, s.name).removesuffix(" Subdistrict"),
                    s.months[-1] if s.months else None,
                    s.pace,
                )
                for s in _by_name(progress.streets)
            ]
            self.streets.show_title(_("各街道"), number(len(lines)) if lines else "", _("按代码排，不排名次"))
            self.lines.setAccessibleName(_("各街道"))
        else:
            self.live.show_goal(spoken_name(street.code, street.name), street.months, street.pace)
            names = {c.id: c.name for c in self._shown.communities}
            lines = [
                ProgressLine(code, short_community(names.get(code, code)), month, None)
                for code, month in street.communities.items()
            ]
            self.streets.show_title(_("各社区"), number(len(lines)), spoken_name(street.code, street.name))
            self.lines.setAccessibleName(_("各社区"))
        self.lines.show_records(lines)
        if self.lines.chosen_record() is None and lines:
            here = next((x for x in lines if x.id == self.context.where.street), lines[0])
            self.lines.choose(here)

    def _turn(self) -> None:
        to_list = self.right.currentIndex() == 0
        self.right.setCurrentIndex(int(to_list))
        self.turn_list.setText(_("看各街道") if to_list else _("看各社区的记录"))
        table = self.completions.table if to_list else self.lines
        table.setFocus()
        table.scrollTo(table.currentIndex())  # it was chosen while nobody saw it

    def _open_line(self, line: ProgressLine) -> None:
        if self.scope.value():
            self.go.emit("score", self.scope.value())
        else:
            self.context.where.choose(line.id)
            self.go.emit("score", None)

    # -- handing over -----------------------------------------------------------------------------------------------

    def _export(self) -> None:
        if self._shown is None:
            return
        progress = self._shown.progress
        path = ask_where(self, _("导出进度"), _("进度 {day}").format(day=progress.on), table_kinds())
        if path is not None:
            self.context.tasks.run(partial(export_progress, progress, path), self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))


def _by_name(streets: tuple[StreetProgress, ...]) -> list[StreetProgress]:
    """In the order of the published list, which is nobody's rank."""
    return sorted(streets, key=lambda s: s.code)


def _columns() -> list[Column[ProgressLine]]:
    def paint_bar(painter: QPainter, rect: QRect, line: ProgressLine) -> None:
        if line.month is None or not line.month.sites_total:
            return
        high = 9 * theme.scale()
        bar = QRectF(rect.left(), rect.center().y() - high / 2 + 1, rect.width(), high)
        paint_goal(painter, bar, line.month.sites / line.month.sites_total)

    columns: list[Column[ProgressLine]] = [
        Column(
            "name",
            _("名称"),
            lambda x: x.name,
            sort=lambda x: x.id,
            width=8 if language() == "zh" else 18,
            stretch=True,
        ),
        Column(
            "bar",
            _("点位"),
            _counts,
            width=8,
            sort=lambda x: x.month.sites if x.month else None,
            paint=paint_bar,
        ),
        Column(
            "share",
            _("三项都符合"),
            lambda x: share_text(x.month.sites, x.month.sites_total) if x.month else None,
            sort=lambda x: 1000 * x.month.sites // max(1, x.month.sites_total) if x.month else None,
            align="right",
            width=8,
            tooltip=_counts,
        ),
        Column(
            "pace",
            _("每月"),
            lambda x: pace_text(x.pace.achieved) if x.pace and x.pace.achieved is not None else None,
            sort=lambda x: x.pace.achieved if x.pace else None,
            align="right",
            width=6,
        ),
        Column(
            "arrives",
            _("到达"),
            lambda x: arrival_text(x.pace) if x.pace else None,
            sort=lambda x: x.pace.arrives.isoformat() if x.pace and x.pace.arrives else None,
            mark=lambda x: arrival_mark(x.pace) if x.pace else None,
            width=digits_for([_("还太早"), _("到不了"), "2030-12"]),
        ),
    ]
    return columns if language() == "zh" else [c for c in columns if c.key != "bar"]  # English names take its room


def _counts(line: ProgressLine) -> str:
    if line.month is None:
        return _("还没有一个完整的月份")
    return _("{a} / {b} 个点位三项都符合").format(a=number(line.month.sites), b=number(line.month.sites_total))
