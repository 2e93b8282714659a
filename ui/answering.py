"""Answering at one household: each answer is kept as a draft at once, and what ends the visit is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.drafts import interview_form, text_of
from auditor.record import stamp
from auditor.survey import Outcome
from auditor.wording import _
from ui.drafting import DraftKeeper
from ui.messages import Message
from ui.running_interview import RunningInterview


class Answering(QObject):
    """What a key does to the interview under way. While it is being saved a key does nothing."""

    changed = Signal()  # another question, another answer: show it
    taken = Signal()  # a key was an answer or an outcome: the keyboard belongs to the question again
    ended = Signal(object, str)  # Outcome and, for a vacancy, who says so: to be recorded
    said = Signal(object)  # Message

    def __init__(
        self, parent: QObject, running: RunningInterview, keeper: DraftKeeper, now: Callable[[], datetime]
    ) -> None:
        super().__init__(parent)
        self.running, self.keeper, self._now = running, keeper, now

    @property
    def _is_free(self) -> bool:
        return self.running.draft is not None and not self.running.saving

    def choose(self, option: str) -> None:
        """Answer the question on the screen with an option, or the question after the source of a vacancy."""
        running = self.running
        if running.draft is None or running.saving:
            return
        if running.draft.outcome:
            self.ended.emit(Outcome(running.draft.outcome), option)
        elif running.place < len(running.questions):
            running.answer(option, stamp(self._now()))
            self.taken.emit()
            self.keep()
        # else the last screen, which is saved with Enter: a digit too many must not end an interview

    def go_back(self) -> None:
        """Backspace: to the question before; its answer stands until another is given."""
        draft = self.running.draft
        if draft is None or self.running.saving:
            return
        if draft.outcome:
            self.running.draft = replace(draft, outcome="")
            self.keep()
        else:
            self.step(-1)

    def step(self, by: int) -> None:
        """To an earlier or later question, without answering."""
        self.go_to(self.running.place + by)

    def go_to(self, place: int) -> None:
        """To a question by its place; past the last one stands the screen that saves."""
        if self._is_free and 0 <= place <= len(self.running.questions):
            self.running.go_to(place)
            self.keep()

    def end_with(self, outcome: Outcome) -> None:
        """F5 to F9: there was no whole interview. Vacant and not residential ask who says so."""
        draft = self.running.draft
        if draft is None or self.running.saving:
            return
        if outcome in (Outcome.VACANT, Outcome.NOT_RESIDENTIAL):
            self.running.draft = replace(draft, outcome=outcome.value)
            self.taken.emit()
            self.keep()
        else:
            self.ended.emit(outcome, "")

    @property
    def is_at_end(self) -> bool:
        """Whether the last screen is shown, the one that saves."""
        running = self.running
        return running.draft is not None and not running.draft.outcome and running.place >= len(running.questions)

    def save_if_answered(self) -> None:
        """Enter: saves on the last screen, and nowhere else."""
        if self.is_at_end:
            self.save()

    def save(self) -> None:
        """Save the interview; with a question unanswered, go there instead."""
        if not self._is_free:
            return
        missing = self.running.missing
        if missing is not None:
            self.go_to(missing)
            self.said.emit(Message("warn", _("这一题还没答"), _("答完才能保存；答不下去就记中途停止（F7）。")))
            return
        self.ended.emit(Outcome.COMPLETE, "")

    def name_interviewer(self, name: str) -> None:
        """Who asks, as typed: for this household and those after it."""
        self.running.interviewer = name
        if self.running.draft is not None:
            self.running.draft = replace(self.running.draft, interviewer=name)
            self.keep()

    def keep(self) -> None:
        """Keep the draft as it is now, or clear it once there is nothing in it worth keeping."""
        running = self.running
        if running.draft is None or running.saving:
            return
        running.note_seconds()
        draft = running.draft
        worth = bool(draft.answers or draft.outcome or draft.version)
        if worth:
            self.keep_unsaved()
        elif running.worth_keeping:
            self.keeper.clear(interview_form(draft.round))
        running.worth_keeping = worth
        self.changed.emit()

    def keep_unsaved(self) -> None:
        """Keep the draft whatever is in it: its saving was refused."""
        draft = self.running.draft
        if draft is not None:
            self.keeper.change(interview_form(draft.round), partial(text_of, draft))
