"""What is asked at the door, on the screen: the unsaved interview on offer, the question, the outcomes, the clock."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.survey import Outcome
from auditor.wording import _, named
from ui.buttons import KeyCap
from ui.household_turn import HouseholdTurn
from ui.interview import Interview
from ui.interview_screens import last_screen, question_screen, source_screen, whom_to_ask
from ui.layouts import Flow
from ui.marks import Mark, MarkWord
from ui.panes import Pane


class AskingPane(QWidget):
    """Shows the interview under way; `outcomes` are the actions that end it otherwise, by their keys."""

    def __init__(self, turn: HouseholdTurn, outcomes: Mapping[str, QAction]) -> None:
        super().__init__()
        self._running, self._answering = turn.running, turn.answering
        self.offer = turn.offer
        self.interview = Interview()
        self.interview.chosen.connect(self._press)
        self.interview.back.connect(turn.answering.go_back)
        self.interview.onward.connect(partial(turn.answering.step, 1))
        self.interview.entered.connect(turn.answering.save_if_answered)
        self.interview.jumped.connect(turn.answering.go_to)
        turn.answering.taken.connect(partial(self.interview.setFocus, Qt.FocusReason.ShortcutFocusReason))
        self.offer.continued.connect(self.interview.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        question = Pane(flush=True)
        question.body.addWidget(self.offer)
        question.body.addWidget(self.interview, 1)
        column.addWidget(question, 1)
        self.outcome_pane = Pane(_("没有答成？记结果"), "", whom_to_ask())
        self.outcome_pane.body.setContentsMargins(12, 6, 12, 8)
        self.saved = MarkWord(Mark.CONFORMING, "", "note")
        self.saved.hide()
        self.outcome_pane.head.addWidget(self.saved)
        keys = Flow(across=20, down=2)
        for key, action in outcomes.items():
            keys.addWidget(KeyCap(key, action.text(), action))
        self.outcome_pane.body.addLayout(keys)
        column.addWidget(self.outcome_pane)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._show_clock)

    def choose(self, place: int) -> None:
        """Digit place + 1: answer the question on the screen and go on."""
        if 0 <= place < len(self.interview.buttons):
            self._answering.choose(self.interview.buttons[place].choice.id)

    def _press(self, place: int) -> None:
        """A button under the mouse: an answer, or on the last screen the one that saves."""
        if self._answering.is_at_end:
            self._answering.save()
        else:
            self.choose(place)

    def show_question(self, begun: str) -> None:
        """Show the question, the source of a vacancy, or the last screen; `begun` says why no outcome is taken."""
        draft, questions, place = self._running.draft, self._running.questions, self._running.place
        if draft is None:
            return
        if draft.outcome:
            self.interview.show_screen(source_screen(Outcome(draft.outcome)))
        elif place < len(questions):
            self.interview.show_screen(question_screen(questions, place, draft))
        else:
            self.interview.show_screen(last_screen(questions, draft))
        shown = -1 if draft.outcome else place
        words = [named(q.short, q.short_en) for q in questions]
        self.interview.steps.show_steps(words, [q.id in draft.answers for q in questions], shown)
        drawn = self._running.slot is not None and bool(self._running.slot.slot)
        self.outcome_pane.show_title(_("没有答成？记结果"), "", begun or whom_to_ask(drawn=drawn))
        self._show_clock()

    def _show_clock(self) -> None:
        seconds, timed = self._running.seconds, self._running.is_timed
        if timed != self._second.isActive():
            if timed:
                self._second.start()
            else:
                self._second.stop()
        told = _("用时 {m}:{s:02}").format(m=seconds // 60, s=seconds % 60) if seconds or timed else ""
        self.interview.clock.setText(told)

    def show_saved(self, text: str) -> None:
        """Say what stands in the database; "" says nothing."""
        self.saved.show_mark(Mark.CONFORMING, text)
        self.saved.setVisible(bool(text))
