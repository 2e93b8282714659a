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
from auditor.survey import Method, Mode, Round
from auditor.use_cases.planning import open_round
from auditor.wording import _, bound_percent, ngettext, number
from ui.buttons import ActionButton
from ui.context import Context
from ui.fields import Choice, TextField
from ui.form import Form
from ui.panes import Pane, Text
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.round_pane import mode_word
from ui.survey_reading import read_preview


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One community of a plan."""

    id: str  # code
    name: str
    households: int
    planned: int


def freeze_round(store: Store, street: str, standard: Standard, chosen: tuple[Mode, Method, str]) -> Round:
    """Open a round as of today by the database's clock."""
    mode, method, name = chosen
    with store.reading() as work:
        today = work.today()
    return open_round(store, street, mode, standard, on=today, name=name, method=method)


class RoundForm(Pane):
    """Mode, method and name of a new round, and its plan by community."""

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
        doors: list[tuple[str, object]] = [(_("入户"), Method.DOOR.value), (_("电话"), Method.TELEPHONE.value)]
        self.method = Choice(_("怎样访问"), doors)
        self.name = TextField(_("轮次名称"), chars=24, example=_("空着就按月份取名"))
        self.form.add("mode", _("方式"), self.mode)
        self.form.add("method", _("怎样访问"), self.method)
        self.form.add("name", _("轮次名称"), self.name, optional=True)
        self.total = Text("", "verdict", wrap=True)
        self.told = Text("", "note", "ink2", wrap=True)
        columns: list[Column[PlanRow]] = [
            Column("code", _("编号"), lambda c: c.id, width=14),
            Column("name", _("社区"), lambda c: c.name, stretch=True, elide=True, width=12),
            Column("households", _("户数"), lambda c: c.households, align="right", width=8),
            Column("planned", _("计划"), lambda c: c.planned, align="right", width=8, bold=True),
        ]
        self.table: RecordTable[PlanRow] = RecordTable(columns, _("各社区的计划"), sortable=False)
        self._action = freeze
        self.button = ActionButton(freeze, "primary")
        self._build()

    def _build(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.form, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.total)
        right.addWidget(self.told)
        right.addStretch(1)
        across.addLayout(right, 1)
        upper = QWidget()
        upper.setLayout(across)
        across.setContentsMargins(4, 4, 4, 8)
        self.body.addWidget(upper)
        self.body.addWidget(self.table, 1)
        foot = self.add_foot()
        foot.addWidget(Text(_("冻结后，名单和先后不再变；先看清计划。"), "note", "ink2", wrap=True), 1)
        foot.addWidget(self.button)

    def chosen(self) -> tuple[Mode, Method, str]:
        """Mode, method and name as typed."""
        return Mode(str(self.mode.value())), Method(str(self.method.value())), self.name.text()

    def preview(self) -> None:
        """Ask what would be frozen today."""
        street = self.context.where.street
        work = partial(read_preview, self.context.store, self._standard, street, self.chosen()[0])
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

    def _show_preview(self, found: tuple[Round, dict[str, str]]) -> None:
        preview, names = found
        planned, all_ = preview.planned, preview.population
        words = ngettext("{all} 户里访 {n} 户", "{all} 户里访 {n} 户", planned)
        self.total.setText(words.format(n=number(planned), all=number(all_)))
        rules = self._standard.survey
        if preview.mode is Mode.SAMPLE:
            told = _("全部符合时能说：至少 {floor}（{confidence} 置信）。样本永远不说 100 %。")
            self.told.setText(
                told.format(floor=bound_percent(str(rules.floor)), confidence=bound_percent(str(rules.confidence)))
            )
        elif self.mode.value() == Mode.SAMPLE.value:
            self.told.setText(_("户数不多，抽样要全部访到，等于逐户。"))
        else:
            self.told.setText(_("每一户都访；没答的算未知。"))
        self.table.show_records(
            [PlanRow(code, names.get(code, code), s.population, s.planned) for code, s in preview.strata.items()]
        )
        self._say_why()

    def _show_none(self, error: Exception) -> None:
        """There is nothing to plan: why, and the way out."""
        self.total.setText(_("还不能开轮次"))
        self.told.setText(wording.explain(error) if isinstance(error, Refused | Unavailable) else "")
        self.table.show_records([])
        self._say_why()
