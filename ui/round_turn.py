"""Opening a round and ending it: its form is shown and frozen; the end is asked for, then no further visit is taken."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from auditor.store import Store
from auditor.survey import Round
from auditor.use_cases.planning import close_round
from auditor.wording import _, ngettext, number
from ui.household_turn import HouseholdTurn
from ui.messages import Message
from ui.page import Page
from ui.questions import ask
from ui.round_form import RoundForm


def end_round(store: Store, round_id: str) -> Round:
    """Close a round as of today by the database's clock."""
    with store.reading() as work:
        today = work.today()
    return close_round(store, round_id, today)


class RoundTurn(QObject):
    """Declares its three actions on the page, and holds the form of a new round."""

    changed = Signal()  # the form is to be shown
    said = Signal(object)  # Message
    failed = Signal(object)  # Refused or Unavailable

    def __init__(self, page: Page, turn: HouseholdTurn) -> None:
        super().__init__(page)
        self._page, self._turn, self._current = page, turn, turn.current
        declare = page.actions_here.declare
        self.open_key = declare("survey.open", _("开轮次"), self.open)
        self.freeze_key = declare("survey.freeze", _("抽户并冻结"), self._freeze)
        self.close_key = declare("survey.close", _("结束轮次"), self.close, when=self._why_not_close)
        self.form = RoundForm(page.context, self.freeze_key)
        self.form.frozen.connect(self._frozen)
        self.form.refused.connect(self.failed)

    def _why_not_close(self) -> str:
        return "" if self._current.is_open else _("没有开着的轮次")

    def prepare(self) -> None:
        """A new round is being thought over: show in its form what it would be."""
        self._current.opening = True
        self.form.preview()

    def open(self) -> None:
        """Show what a new round would be."""
        self._turn.leave()
        self.prepare()
        self.changed.emit()
        self.form.mode.setFocus(Qt.FocusReason.OtherFocusReason)

    def _freeze(self) -> None:
        self.form.freeze()

    def _frozen(self, made: Round) -> None:
        self._current.opening = False
        self._current.choose(made.id)
        self.said.emit(Message("ok", _("已开轮次「{name}」").format(name=made.name), _("名单已冻结，在本机")))
        self._current.read()

    def close(self) -> None:
        """End the round, after a question: no further visit is taken."""
        evening = self._current.evening
        if evening is None or evening.round is None:
            return
        lacking = evening.lacking
        told = ngettext("还差 {n} 户没答。", "还差 {n} 户没答。", lacking).format(n=number(lacking)) if lacking else ""
        told += _("结束后不再收访问，没答的算未知。")
        title = _("结束轮次「{name}」？").format(name=evening.round.name)
        if ask(self._page, title, told, verb=_("结束轮次"), stay=_("不结束")) is not None:
            self._turn.leave()
            work = partial(end_round, self._page.context.store, evening.round.id)
            self._page.context.tasks.run(work, self._closed, self.failed.emit)

    def _closed(self, _round: Round) -> None:
        self._current.read()
