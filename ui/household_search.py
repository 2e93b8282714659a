"""A household that asks: found by site and count while the round's key lives; its visits can be withdrawn."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.drafts import shown_moment
from auditor.errors import Refused
from auditor.store import Store
from auditor.survey import Response, Round
from auditor.use_cases.objecting import Found, find_household
from auditor.use_cases.recording import withdraw
from auditor.wording import _, ngettext, number
from ui.fields import NumberField, TextField
from ui.form import Form
from ui.messages import Message
from ui.page import Page
from ui.panes import ActionButton, EmptyState, Pane, Text
from ui.questions import ask
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.round_pane import outcome_word


def withdraw_all(store: Store, visits: tuple[Response, ...], reason: str) -> int:
    """Withdraw these visits, each with the reason; how many."""
    for visit in visits:
        withdraw(store, "response", visit.id, reason)
    return len(visits)


class HouseholdSearch(Pane):
    """Site and count in, visits out. What was answered is not shown: only that there was a visit, and when."""

    said = Signal(object)  # Message
    failed = Signal(object)  # Refused or Unavailable

    def __init__(self, page: Page, leave: QAction) -> None:
        super().__init__(_("住户来问"), flush=True)
        self._actions, self.context = page.actions_here, page.context
        self.round: Round | None = None
        self.found: Found | None = None
        self.form = Form()
        for action in self.form.actions():
            self.form.removeAction(action)
        self.site = TextField(_("点位编号"), chars=10, example="06-001")
        self.k = NumberField(_("第几户"), chars=6)
        self.form.add("site", _("点位编号"), self.site)
        self.form.add("k", _("第几户"), self.k, _("户，按登记顺序数起"))
        self.place = Text("", "thing", wrap=True)
        columns: list[Column[Response]] = [
            Column("at", _("访问"), lambda r: " ".join(shown_moment(r.observed_at)), width=18),
            Column("outcome", _("结果"), lambda r: outcome_word(r.outcome), width=14),
            Column("by", _("访问人"), lambda r: r.interviewer, stretch=True, elide=True, width=12),
        ]
        self.table: RecordTable[Response] = RecordTable(columns, _("这一户的访问"), sortable=False)
        self.empty = EmptyState("search", _("写下点位和第几户，再找"))
        self.listing: Listing[Response] = Listing(self.table, self.empty)
        self.find_key = self._actions.declare("survey.find", _("找这一户"), self.look_for, when=self.why_no_search)
        self.take_back_key = self._actions.declare("survey.take_back", _("撤回访问"), self.take_back, when=self.why_not)
        self.k.returnPressed.connect(self.find_key.trigger)
        self._build(leave)

    def _build(self, leave: QAction) -> None:
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(24)
        row.addWidget(self.form, 1)
        told = _(
            "密钥还在的时候，才能从点位和第几户找到它答过没有。住户不愿意留，就撤回：答案不再计入和导出，只留一次拒访。"
        )
        row.addWidget(Text(told, "note", "ink2", wrap=True), 1)
        self.body.addWidget(upper)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(16, 4, 16, 8)
        line.addWidget(self.place)
        self.body.addWidget(holder)
        self.body.addWidget(self.listing, 1)
        foot = self.add_foot()
        foot.addWidget(ActionButton(leave, with_key=False))
        foot.addStretch(1)
        foot.addWidget(ActionButton(self.take_back_key, with_key=False))
        foot.addWidget(ActionButton(self.find_key, "primary", with_key=False))

    def ask_of(self, round_: Round) -> None:
        """Look in this round; nothing is found yet."""
        self.round, self.found = round_, None
        self.site.clear()
        self.k.clear()
        self.form.show_problems(())
        self.show_title(_("住户来问"), "", round_.name)
        self._show()
        self.site.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_for(self) -> None:
        """Look for the household that is typed."""
        if self.round is None:
            return
        try:
            k = self.k.number() or 0
        except ValueError:
            k = 0
        work = partial(find_household, self.context.store, self.round.id, self.site.text(), k)
        self.context.tasks.run(work, self._take, self._refuse)

    def _take(self, found: Found) -> None:
        self.found = found
        self.form.show_problems(())
        self._show()
        (self.table if found.visits else self.site).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: Exception) -> None:
        self.found = None
        self._show()
        elsewhere = self.form.show_problems(error.problems) if isinstance(error, Refused) else ()
        if elsewhere or not isinstance(error, Refused):
            self.failed.emit(Refused(*elsewhere) if elsewhere else error)

    def _show(self) -> None:
        found = self.found
        visits = list(found.visits) if found is not None else []
        self.table.show_records(visits)
        self.place.setVisible(found is not None)
        self.empty.fact.setText(_("写下点位和第几户，再找") if found is None else _("这一户没有访问记录"))
        if found is not None:
            household = _("第 {k} 户（按登记顺序数起）").format(k=number(found.k))
            told = (
                ngettext("访过 {n} 次", "访过 {n} 次", len(visits)).format(n=len(visits)) if visits else _("没有访过")
            )
            self.place.setText(f"{found.site} {found.name} · {household} · {told}")
        self._actions.refresh()

    def why_no_search(self) -> str:
        """Why no household can be looked for now."""
        return "" if self.round is not None else _("先在轮次里选一轮")

    def why_not(self) -> str:
        """Why nothing can be withdrawn now."""
        return "" if self.found is not None and self.found.visits else _("没有可撤回的访问")

    def take_back(self) -> None:
        """Withdraw every visit of the household, after a question that asks for the reason."""
        found = self.found
        if found is None or not found.visits:
            return
        title = _("撤回这一户的访问？")
        told = _("这一户从此算没有作答，答案不再计入和导出。日志里原来的一行还在，密钥销毁后谁也不能把它对到这一户。")
        reason = ask(self, title, told, verb=_("撤回访问"), stay=_("不撤回"), reason=_("如：住户要求"))
        if reason is not None:
            work = partial(withdraw_all, self.context.store, found.visits, reason)
            self.context.tasks.run(work, self._withdrawn, self.failed.emit)

    def _withdrawn(self, n: int) -> None:
        told = ngettext("已撤回 {n} 次访问", "已撤回 {n} 次访问", n).format(n=n)
        self.said.emit(Message("ok", told, _("答案不再计入")))
        self.look_for()
