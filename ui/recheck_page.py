"""复核: what the quality radar flags, and samples for a second inspector who does not see the first answers."""

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.recheck import Recheck, Subject
from auditor.record import stamp
from auditor.standard import Standard
from auditor.store import Store
from auditor.survey import Response
from auditor.use_cases import rechecking
from auditor.wording import _, ngettext, number
from ui import theme
from ui.context import Context
from ui.fields import Choice
from ui.layouts import turn
from ui.messages import Message
from ui.panes import Scroll, Text
from ui.recheck_panes import FlagsPane, RechecksPane
from ui.recheck_reading import Board, read_board, why_not_visit
from ui.second_interview import SecondInterview
from ui.street_page import StreetPage
from ui.tasks import Job

LEFT, LEAST_WIDTH = 560, 1040  # logical pixels at 100 %


class RecheckPage(StreetPage):
    """Flags at the left, re-checks at the right; a flag becomes a list of things to see again, never a judgement."""

    id = "recheck"
    icon = "eye"
    group = "know"
    kinds = frozenset({"site", "audit", "round", "response", "photo", "recheck", "person"})

    @classmethod
    def name(cls) -> str:
        """复核."""
        return _("复核")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.board: Board | None = None
        self._job: Job | None = None
        self.inspector = Choice(_("复核人"))
        self._declare()
        self.flags = FlagsPane(self.ask)
        self.rechecks = RechecksPane(self.visit)
        self.second = SecondInterview(context.standard)
        self._build()
        self.flags.table.chosen.connect(lambda _r: self.actions_here.refresh())
        self.rechecks.table.chosen.connect(lambda _r: self.actions_here.refresh())
        self.rechecks.units.chosen.connect(lambda _r: self.actions_here.refresh())
        self.rechecks.units.opened.connect(lambda _r: self.visit.trigger())
        self.inspector.picked.connect(lambda _n: self.actions_here.refresh())
        self.second.saved.connect(self._save_second)
        self.second.left.connect(self._leave_second)

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.draw_sites: QAction = declare(
            "recheck.sites", _("抽点位"), partial(self._draw, Subject.SITE), when=self._why_not_draw
        )
        self.draw_interviews: QAction = declare(
            "recheck.interviews", _("抽访问"), partial(self._draw, Subject.INTERVIEW), when=self._why_not_draw
        )
        self.ask: QAction = declare("recheck.ask", _("列入复核"), self._ask, when=self._why_not_ask)
        self.visit: QAction = declare("recheck.visit", _("去复核"), self._visit, when=self._why_not_visit)

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.street)
        word = Text(_("复核人"), "note", "ink2")
        word.setBuddy(self.inspector)
        row.addWidget(word)
        row.addWidget(self.inspector)
        row.addWidget(Text(_("没有做过第一次的人"), "note"))
        row.addStretch(1)
        column.addLayout(row)
        self.right = QStackedWidget()
        self.right.addWidget(self.rechecks)
        self.right.addWidget(self.second)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(12)
        self.columns.addWidget(self.flags, 11)
        self.columns.addWidget(self.right, 10)
        column.addLayout(self.columns, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inner))
        theme.follow(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        narrow = self.width() < LEAST_WIDTH * theme.scale()
        turn(self.columns, narrow=narrow)

    # -- why not ----------------------------------------------------------------------------------------------------

    def _why_not_draw(self) -> str:
        if self.board is None:
            return _("还没有算好")
        return "" if self.inspector.value() else _("还没有可以复核的人")

    def _why_not_ask(self) -> str:
        row = self.flags.table.chosen_record() if self.board is not None else None
        if row is None:
            return _("先选一条提示")
        if row.asked is not None:
            return _("这条提示已经列入复核")
        return self._why_not_draw()

    def _why_not_visit(self) -> str:
        if self.board is None:
            return _("还没有算好")
        return why_not_visit(self.board, self.rechecks.result(), self.rechecks.units.chosen_record())

    # -- asking -----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._asked = self.context.where.street
        work = partial(read_board, self.context.store, self.context.standard, self._asked)
        job = self._job = self.context.tasks.run_long(_("正在看质量提示"), work, self.show_board)
        job.ended.connect(partial(self._tell_stopped, job))

    def _tell_stopped(self, job: Job) -> None:
        if job.cancelled and job is self._job:  # by a person; asking anew cancels too, but puts another in its place
            self._job = None
            self.say.emit(Message("note", _("停下了"), _("质量提示没有看完"), _("再看一遍"), self.read))

    def first_field(self) -> QWidget:
        """The flags."""
        return self.flags.table

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """The street, and how many flags."""
        if self.board is None:
            return ""
        n = len(self.board.radar.flags)
        told = ngettext("{street} · {n} 条提示", "{street} · {n} 条提示", n)
        return told.format(street=self.board.street_name, n=number(n))

    def header_actions(self) -> list[QAction]:
        """Drawing."""
        return [self.draw_sites, self.draw_interviews]

    def show_board(self, board: Board) -> None:
        """Show what was read."""
        self._job = None
        self.board = board
        first = self.inspector.count() == 0
        self.inspector.show_options([(name, name) for name in board.people])
        if first:
            self.inspector.choose(board.me)
        self.flags.show_board(board)
        self.rechecks.show_board(board)
        self.actions_here.refresh()
        self.header_changed.emit()

    # -- doing ------------------------------------------------------------------------------------------------------

    def _draw(self, subject: Subject) -> None:
        work = partial(
            rechecking.draw_recheck,
            self.context.store,
            self.context.where.street,
            subject,
            self.context.standard,
            inspector=str(self.inspector.value()),
        )
        self.context.tasks.run(work, self._tell_drawn)

    def _tell_drawn(self, made: Recheck) -> None:
        fact = _("已抽 {n}，由{name}复核").format(n=number(len(made.drawn)), name=made.inspector)
        self.say.emit(Message("ok", fact, _("种子 {seed}").format(seed=made.seed)))

    def _ask(self) -> None:
        row = self.flags.table.chosen_record()
        if row is None:
            return
        work = partial(
            rechecking.ask_recheck,
            self.context.store,
            row.flag,
            self.context.standard,
            inspector=str(self.inspector.value()),
        )
        self.context.tasks.run(work, self._tell_asked)

    def _tell_asked(self, made: Recheck) -> None:
        fact = _("已列入 {n}，由{name}复核").format(n=number(len(made.drawn)), name=made.inspector)
        self.say.emit(Message("ok", fact))

    def _visit(self) -> None:
        result, row = self.rechecks.result(), self.rechecks.units.chosen_record()
        if result is None or row is None:
            return
        if result.recheck.subject is Subject.SITE:
            self.go.emit("audit", row.id)
            return
        self.second.ask(result.recheck, row.id, f"{row.code} {row.name}")
        self.right.setCurrentWidget(self.second)
        self.second.outcome.setFocus()

    def _leave_second(self) -> None:
        self.right.setCurrentWidget(self.rechecks)
        self.rechecks.units.setFocus()

    def _save_second(self, response: Response) -> None:
        work = partial(save_second, self.context.store, response, self.context.standard)
        self.context.tasks.run(work, self._tell_second)

    def _tell_second(self, _response: Response) -> None:
        self.say.emit(Message("ok", _("已记下，和第一次比较")))
        self._leave_second()


def save_second(store: Store, response: Response, standard: Standard) -> Response:
    """Save a second interview of now, by the database's clock."""
    with store.reading() as work:
        now = stamp(work.now())
    return rechecking.record_second_interview(store, replace(response, observed_at=now), standard)
