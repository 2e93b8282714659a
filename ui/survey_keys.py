"""The keys of the interview: answers, outcomes, saving, another household; each says why it may not be pressed now."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from auditor.survey import Outcome
from auditor.wording import _, ngettext
from ui.actions import Actions
from ui.household_turn import HouseholdTurn
from ui.round_pane import outcome_word
from ui.visit_saving import VisitSaving

OUTCOMES = {
    "F5": Outcome.NON_CONTACT,
    "F6": Outcome.REFUSAL,
    "F7": Outcome.PARTIAL,
    "F8": Outcome.VACANT,
    "F9": Outcome.NOT_RESIDENTIAL,
}
OF_A_HOME = (Outcome.NON_CONTACT, Outcome.VACANT, Outcome.NOT_RESIDENTIAL)  # what only a drawn household can come to


class SurveyKeys:
    """Declares them among the page's actions; `choose` answers with the option at a place."""

    def __init__(
        self,
        actions: Actions,
        turn: HouseholdTurn,
        visits: VisitSaving,
        *,
        choose: Callable[[int], None],
        onward: Callable[[], None],
    ) -> None:
        self.running, self.current, self.visits = visits.running, visits.current, visits
        answering = visits.answering
        digits = [
            actions.declare(
                f"survey.{n}",
                _("答 {n}").format(n=n),
                partial(choose, n - 1),
                shortcut=str(n),
                when=self._not_asking,
            )
            for n in range(1, 10)
        ]
        self.outcomes: dict[str, QAction] = {
            key: actions.declare(
                f"survey.{outcome}",
                outcome_word(outcome),
                partial(answering.end_with, outcome),
                shortcut=key,
                when=partial(self.not_ending, outcome),
            )
            for key, outcome in OUTCOMES.items()
        }
        save = actions.declare(
            "survey.save", _("保存，到下一户"), answering.save, shortcut="Ctrl+Return", when=self._not_asking
        )
        save.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        for action in (*digits, *self.outcomes.values(), save):
            action.setAutoRepeat(False)  # a key held down answers one question, never several
        self.other = actions.declare(
            "survey.other", _("换一户"), turn.put_off, shortcut="Ctrl+J", when=self._not_putting_off
        )
        self.onward = actions.declare("survey.onward", _("去下一个社区"), onward, when=self._not_going_onward)
        self.again = actions.declare(
            "survey.again", _("改上一户"), visits.change_last, shortcut="Ctrl+Z", when=self._not_changing_last
        )

    def _not_asking(self) -> str:
        if self.running.saving:
            return _("正在保存")
        return "" if self.running.draft is not None and self.running.slot is not None else _("没有要访的户")

    def _is_at_home(self) -> bool:
        return self.running.slot is not None and bool(self.running.slot.slot)

    def not_ending(self, outcome: Outcome) -> str:
        """Why this outcome may not be recorded: an interview that was begun is broken off, and nothing else."""
        if why := self._not_asking():
            return why
        answered, draft = self.running.answered, self.running.draft
        if outcome in OF_A_HOME and not self._is_at_home():
            return _("没有抽户的轮次不记这个结果")
        if outcome is Outcome.PARTIAL:
            return "" if answered else _("一题都没有答")
        told = ngettext("已经答了 {n} 题：记中途停止（F7）", "已经答了 {n} 题：记中途停止（F7）", answered)
        return told.format(n=answered) if answered and not (draft and draft.version) else ""

    def _not_putting_off(self) -> str:
        if why := self._not_asking():
            return why
        draft, evening = self.running.draft, self.current.evening
        if not self._is_at_home():
            return _("没有抽户，没有可换的户")
        if draft is not None and (draft.answers or draft.version):
            return _("这一户已经开始，先记结果")
        return "" if evening is not None and len(evening.slots) > 1 else _("这个社区只剩这一户")

    def _not_going_onward(self) -> str:
        if self.running.slot is not None:
            return _("这个社区还有要访的户")
        return "" if self.current.is_open else _("没有在访的轮次")

    def _not_changing_last(self) -> str:
        if not self.visits.last:
            return _("还没有记过")
        return _("先记完这一户") if self.running.answered else ""
