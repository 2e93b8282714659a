"""Opening a round: what would be frozen is shown first, size and allocation; then it is drawn and frozen."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.standard import Standard
from auditor.store import Store
from auditor.survey import PROBABILITY, Method, Mode, Round
from auditor.use_cases.planning import open_round
from auditor.wording import _
from ui import theme
from ui.buttons import ActionButton
from ui.chances_table import ChancesTable
from ui.context import Context
from ui.fields import Choice, TextField
from ui.form import Form
from ui.panes import Pane, Text
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.round_pane import method_word, mode_word
from ui.round_words import design_words, plan_size, small_warning, what_it_can_say
from ui.survey_reading import Preview, read_preview


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One community of a plan."""

    id: str  # code
    name: str
    households: int
    planned: int | None  # None: nobody is drawn


def freeze_round(store: Store, street: str, standard: Standard, chosen: tuple[Mode, Method, str]) -> Round:
    """Open a round as of today by the database's clock."""
    mode, method, name = chosen
    with store.reading() as work:
        today = work.today()
    return open_round(store, street, mode, standard, on=today, name=name, method=method)


class RoundForm(Pane):
    """Mode, method and name of a new round; its plan by community, and what a plan of this size can show."""

    frozen = Signal(object)  # Round: drawn and frozen
    refused = Signal(object)  # what has no field here

    def __init__(self, context: Context, freeze: QAction) -> None:
        super().__init__(_("开一个轮次"))
        self.context = context
        self._standard = context.standard
        self._freezing = False
        self.form = Form()
        for action in self.form.actions():
            self.form.removeAction(action)  # the page's own Ctrl Enter reaches into the form
        self.mode = Choice(_("方式"), [(mode_word(m), m.value) for m in (Mode.SAMPLE, Mode.CENSUS)])
        self.mode.picked.connect(lambda _value: self.preview())
        self.method = Choice(_("怎样访问"), [(method_word(m), m.value) for m in Method])
        self.method.picked.connect(lambda _value: self.preview())
        self.name = TextField(_("轮次名称"), chars=24, example=_("空着就按月份取名"))
        self.form.add("method", _("怎样访问"), self.method)
        self.form.add("mode", _("方式"), self.mode)
        self.form.add("name", _("轮次名称"), self.name, optional=True)
        self.total = Text("", "verdict", wrap=True)
        self.design = Text("", "body", wrap=True)
        self.told = Text("", "note", "ink2", wrap=True)
        self.small = Text("", "note", "warn", wrap=True)
        columns: list[Column[PlanRow]] = [
            Column("code", _("编号"), lambda c: c.id, width=14),
            Column("name", _("社区"), lambda c: c.name, stretch=True, elide=True, width=12),
            Column("households", _("户数"), lambda c: c.households, align="right", width=8),
            Column("planned", _("计划"), lambda c: c.planned, align="right", width=8, bold=True),
        ]
        self.table: RecordTable[PlanRow] = RecordTable(columns, _("各社区的计划"), sortable=False)
        self.chances = ChancesTable()
        self.passing = Text("", "note", "ink2", wrap=True)
        self._action = freeze
        self.button = ActionButton(freeze, "primary")
        self._build()
        theme.follow(self.make_room)

    def _build(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.form, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        for label in (self.total, self.design, self.told, self.small):
            right.addWidget(label)
        right.addStretch(1)
        across.addLayout(right, 1)
        upper = QWidget()
        upper.setLayout(across)
        across.setContentsMargins(4, 4, 4, 8)
        self.body.addWidget(upper)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.table, 3)
        self.power = QWidget()
        beside = QVBoxLayout(self.power)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(self.chances, 1)
        beside.addWidget(self.passing)
        lower.addWidget(self.power, 2)
        self.body.addLayout(lower, 1)
        foot = self.add_foot()
        self.warning = Text("", "note", "ink2", wrap=True)
        foot.addWidget(self.warning, 1)
        foot.addWidget(self.button)

    def make_room(self) -> None:
        """Some lines of the plan are seen whatever stands above."""
        self.table.setMinimumHeight(theme.height(150))

    def chosen(self) -> tuple[Mode, Method, str]:
        """Mode, method and name as typed. Where nobody is drawn the mode says nothing: a sample."""
        method = Method(str(self.method.value()))
        mode = Mode(str(self.mode.value())) if method in PROBABILITY else Mode.SAMPLE
        return mode, method, self.name.text()

    def preview(self) -> None:
        """Ask what would be frozen today."""
        street, (mode, method, _name) = self.context.where.street, self.chosen()
        self.mode.setEnabled(method in PROBABILITY)
        work = partial(read_preview, self.context.store, self._standard, street, mode, method)
        self.context.tasks.run(work, self._show_preview, self._show_none)

    def why_not(self) -> str:
        """Why nothing can be frozen now; empty when it can."""
        if self._freezing:
            return _("正在保存")
        return "" if self.table.records.count else _("还不能开轮次")

    def freeze(self) -> None:
        """Plan, draw and freeze the round that is shown."""
        self._turn(freezing=True)
        work = partial(freeze_round, self.context.store, self.context.where.street, self._standard, self.chosen())
        self.context.tasks.run(work, self._frozen, self._not_frozen)

    def _say_why(self) -> None:
        why = self.why_not()
        self._action.setEnabled(not why)
        self._action.setStatusTip(why)

    def _turn(self, *, freezing: bool) -> None:
        self._freezing = freezing
        self._say_why()

    def _frozen(self, made: Round) -> None:
        self.name.clear()
        self._turn(freezing=False)
        self.frozen.emit(made)

    def _not_frozen(self, error: Exception) -> None:
        self._turn(freezing=False)
        elsewhere = self.form.show_problems(error.problems) if isinstance(error, Refused) else ()
        if not isinstance(error, Refused):
            self.refused.emit(error)
        elif elsewhere:
            self.refused.emit(Refused(*elsewhere))

    def _show_preview(self, found: Preview) -> None:
        preview = found.round
        if preview.method is not self.chosen()[1]:
            return  # another was chosen meanwhile; its own answer follows
        drawn = preview.method in PROBABILITY
        self.total.setText(plan_size(preview))
        self.design.setText(design_words(preview, self._standard))
        self.design.setVisible(bool(self.design.text()))
        self.told.setText(what_it_can_say(preview, self._standard, asked=str(self.mode.value())))
        self.small.setText(small_warning(found))
        self.small.setVisible(bool(found.small))
        self.chances.show_chances(found.chances, self._standard)
        self.power.setVisible(any(found.chances.values()))
        self.passing.setText(_("样本通过不等于人人符合。真实比例越低，通过的机会越小。"))
        self.warning.setText(_("冻结后，名单和先后不再变；先看清计划。") if drawn else "")
        self._action.setText(_("抽户并冻结") if drawn else _("开这一轮"))
        self.table.show_records(
            [
                PlanRow(code, found.names.get(code, code), s.population, s.planned if drawn else None)
                for code, s in preview.strata.items()
            ]
        )
        self._say_why()

    def _show_none(self, error: Exception) -> None:
        """There is nothing to plan: why, and the way out."""
        self.total.setText(_("还不能开轮次"))
        self.design.setVisible(False)
        self.told.setText(wording.explain(error) if isinstance(error, Refused | Unavailable) else "")
        self.small.hide()
        self.power.hide()
        self.table.show_records([])
        self._say_why()
