"""评分: what each of the five rests on, drilled from criterion to community to the unit that decides."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.coverage import UnitResult
from auditor.division import spoken_name
from auditor.overview import Shortfall
from auditor.standard import criterion_name
from auditor.use_cases.scoring import Scored
from auditor.verdict import CriterionScore
from auditor.wording import _, day, number
from ui import theme
from ui.context import Context
from ui.day_choice import DayChoice
from ui.panes import Elided, EmptyState, KeyCap
from ui.record_table import RecordTable
from ui.saving import ask_where, saved_message
from ui.score_columns import CriterionColumn, StreetColumn
from ui.score_evidence import EvidencePane, RoundsPane
from ui.score_export import export_score, print_street, table_kinds
from ui.score_rows import CommunityRow, is_rate, read_score, unit_rows
from ui.street_page import StreetPage
from ui.tasks import Job

LEAST_WIDTH, LEAST_HEIGHT = 1000, 540  # logical pixels at 100 %


class ScorePage(StreetPage):
    """One street on a day, in three columns."""

    id = "score"
    icon = "score"
    group = "know"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "round", "response"})

    @classmethod
    def name(cls) -> str:
        """评分."""
        return _("评分")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Scored | None = None
        self._job: Job | None = None
        self._goal: UnitResult | None = None
        self.when = DayChoice(looking_back=True)
        self.day = self.when.field
        self.trail = Elided("", "note", "ink2")
        self.left = StreetColumn(context.standard)
        self.criteria = self.left.criteria
        self.middle = CriterionColumn(context.standard)
        self.evidence = EvidencePane(context)
        self.rounds = RoundsPane()
        self._declare()
        self._build()
        self._connect()
        theme.after_change(self._arrange_anew)

    def _arrange_anew(self) -> None:
        self._arrange()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.export: QAction = declare("score.export", _("导出"), self._export, icon="export", when=self._why_not)
        self.report: QAction = declare(
            "score.report", _("打印街道报告"), self._print, icon="print", shortcut="Ctrl+P", when=self._why_not
        )
        self.clause = declare("score.clause", _("看标准"), self._open_clause, when=self._why_no_clause)
        declare("score.right", _("右边一列"), partial(self.step, 1), shortcut="Right")
        declare("score.left", _("左边一列"), partial(self.step, -1), shortcut="Left")
        self.to_register = declare("score.register", _("去台账导入"), partial(self.go.emit, "register", None))

    def _why_not(self) -> str:
        return "" if self._shown is not None and self._shown.score.sites else _("没有登记点位，没有可导出的")

    def _why_no_clause(self) -> str:
        return "" if self.criteria.chosen_record() is not None else _("没有选标准项")

    def _open_clause(self) -> None:
        criterion = self.criteria.chosen_record()
        if criterion is not None:
            self.go.emit("standard", criterion.id)

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 10, 16, 12)
        page.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.trail, 1)
        head.addWidget(KeyCap("←", "", self.actions_here["score.left"]))
        head.addWidget(KeyCap("→", _("换列"), self.actions_here["score.right"]))
        head.addWidget(self.when)
        head.addWidget(self.street)
        page.addLayout(head)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self.left)
        columns.addWidget(self.middle, 1)
        self.right = QStackedWidget()
        self.right.addWidget(self.evidence)
        self.right.addWidget(self.rounds)
        columns.addWidget(self.right)
        body = QWidget()
        body.setLayout(columns)
        columns.setContentsMargins(0, 0, 0, 0)
        empty = EmptyState("register", _("还没有登记点位"), _("从表格导入台账，或在台账页新建。"), self.to_register)
        self.turn = QStackedWidget()
        self.turn.addWidget(body)
        self.turn.addWidget(empty)
        page.addWidget(self.turn, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.left.isHidden() else 0)

    def _arrange(self, column: int = 0) -> None:
        """Three columns where there is room; else the two around the one that has the keyboard."""
        scale = theme.scale()
        narrow = self.width() < LEAST_WIDTH * scale
        self.left.setFixedWidth(round((240 if narrow else 268) * scale))
        self.right.setFixedWidth(round(280 * scale))
        self.right.setVisible(not narrow or column == 2)
        self.left.setVisible(not narrow or column < 2)
        self.middle.summary.show_brief(brief=self.height() < LEAST_HEIGHT * scale)

    def _connect(self) -> None:
        self.when.changed.connect(self.read)
        self.when.say.connect(self.say)
        self.criteria.chosen.connect(self._show_criterion)
        self.criteria.opened.connect(lambda _c: self.step(1))
        self.middle.chosen.connect(self._show_community)
        self.middle.opened.connect(lambda _c: self.step(1))
        self.evidence.go.connect(self.go)

    # -- asking -----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        try:
            on, known = self.when.day(), self.when.known()
        except ValueError:
            return
        if self._job is not None:
            self._job.cancel()
        self._asked = self.context.where.street
        work = partial(read_score, self.context.store, self._asked, self.context.standard, on, known)
        self._job = self.context.tasks.run(work, self.show_scored, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if not self.when.takes(error):
            self.context.tasks.refused.emit(error)

    def open(self, subject: object) -> None:
        """A unit (to its criterion and community), a shortfall, a criterion's id, or a street's code."""
        if isinstance(subject, Shortfall):
            subject = subject.first
        if isinstance(subject, UnitResult):
            self._goal = subject
            if self._shown is not None and self._job is None:
                self._reach_goal()
        elif isinstance(subject, str) and subject in self.context.standard.criteria:
            if (found := next((c for c in self.criteria.records.records() if c.id == subject), None)) is not None:
                self.criteria.choose(found)
        elif isinstance(subject, str):
            self.context.where.choose(subject)

    def first_field(self) -> QWidget:
        """The list of criteria."""
        return self.criteria

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street, counts, day."""
        if self._shown is None:
            return ""
        score = self._shown.score
        about = _("{street} · {sites} 个点位 · {households} 户 · 当日 {day}").format(
            street=spoken_name(score.street, score.name),
            sites=number(score.sites),
            households=number(score.households),
            day=day(score.on),
        )
        return about if self.when.shown_known is None else f"{about} · {_('按当时所知')}"

    def header_actions(self) -> list[QAction]:
        """The clause of the criterion shown, export and print."""
        return [self.clause, self.export, self.report]

    def keys(self) -> list[tuple[str, str]]:
        """How one drills."""
        return [("← →", _("换列")), ("↑ ↓", _("换行")), ("Enter", _("打开"))]

    def show_scored(self, found: Scored) -> None:
        """Show a street; what was chosen stays chosen."""
        self._job = None
        self._shown = found
        self.when.show_days(found.score.on, found.score.known)
        self.turn.setCurrentIndex(0 if found.score.sites else 1)
        if self.left.show_street(found):
            self._show_criterion(self.criteria.chosen_record())  # the facts beside it may have changed
        if self._goal is not None:
            self._reach_goal()
        self.actions_here.refresh()
        self.header_changed.emit()

    def _reach_goal(self) -> None:
        goal, self._goal = self._goal, None
        assert goal is not None
        assert self._shown is not None
        self.criteria.choose(self._shown.score.criteria[goal.criterion])
        self.middle.choose(goal.community, goal.part)
        self.evidence.choose(goal)

    @property
    def table(self) -> RecordTable[CommunityRow]:
        """The table of communities that is shown."""
        return self.middle.table

    def _show_criterion(self, criterion: CriterionScore | None) -> None:
        if criterion is None or self._shown is None:
            return
        self.right.setCurrentIndex(int(is_rate(criterion.id)))
        self.middle.show_criterion(criterion, self._shown)

    def _show_community(self, row: CommunityRow | None) -> None:
        criterion = self.criteria.chosen_record()
        if self._shown is None or criterion is None:
            return
        name = criterion_name(self.context.standard.criteria[criterion.id])
        names = [spoken_name(self._shown.score.street, self._shown.score.name), name] + ([row.name] if row else [])
        self.trail.setText(" › ".join(names))
        if is_rate(criterion.id):
            self.rounds.show_rounds(criterion, self._shown, self.context.standard, row)
            return
        if row is None:
            self.evidence.show_units(name, [], self._shown)
            return
        units = (u for u in self._shown.units if u.criterion == criterion.id)
        self.evidence.show_units(row.name, unit_rows(units, row, self._shown, self.context.standard), self._shown)

    # -- keys -------------------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """One column to the right or left; the first row is chosen where none is."""
        right: QWidget = self.rounds.first_field() if self.right.currentIndex() else self.evidence.units
        columns: list[QWidget] = [self.criteria, self.table, right]
        here = self.focusWidget()
        inside = [i for i, c in enumerate(columns) if here is not None and (c is here or c.isAncestorOf(here))]
        at = inside[0] if inside else 0
        to = min(max(at + by, 0), 2)
        self._arrange(to if to != 1 else at)
        wanted = columns[to]
        if isinstance(wanted, RecordTable) and wanted.chosen_record() is None and wanted.records.count:
            wanted.choose(wanted.records.records()[0])
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- handing over -----------------------------------------------------------------------------------------------

    def _export(self) -> None:
        if self._shown is None:
            return
        score = self._shown.score
        title = _("导出评分")
        name = _("评分 {street} {day}").format(street=score.name, day=self.when.of_day(score.on))
        path = ask_where(self, title, name, table_kinds())
        if path is not None:
            work = partial(export_score, self._shown, self.context.standard, path)
            self.context.tasks.run(work, self._tell_saved)

    def _print(self) -> None:
        if self._shown is None:
            return
        score = self._shown.score
        name = _("{street}评估报告 {day}").format(street=score.name, day=self.when.of_day(score.on))
        path = ask_where(self, _("打印街道报告"), name, [("PDF", "pdf")])
        if path is not None:
            of = (score.street, score.on, self.when.shown_known)
            work = partial(print_street, self.context.store, of, self.context.standard, path)
            self.context.tasks.run_long(_("正在排街道报告"), work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))
