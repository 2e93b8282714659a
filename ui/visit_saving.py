"""A visit on its way into the database and back: recorded, refused, or opened again to be changed."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.drafts import interview_form, interview_of
from auditor.record import stamp
from auditor.slots import Slot
from auditor.standard import Standard
from auditor.store import Store
from auditor.survey import Basis, Outcome, Response
from auditor.use_cases.recording import record_response
from auditor.wording import _
from ui.answering import Answering
from ui.current_evening import CurrentEvening
from ui.messages import Message
from ui.round_pane import household_word, outcome_word
from ui.survey_reading import read_visit


def save_visit(store: Store, response: Response, standard: Standard) -> Response:
    """Record it; its moment is never later than the database's clock, which may have been set back meanwhile."""
    with store.reading() as work:
        now = stamp(work.now())
    return record_response(store, replace(response, observed_at=min(response.observed_at, now)), standard)


class VisitSaving(QObject):
    """Saves the interview under way; the visit recorded last may be changed by a further version."""

    turned = Signal()  # saving began, or ended without success
    saved = Signal()
    refused = Signal(object)  # Refused or Unavailable: nothing was recorded
    reopened = Signal()
    failed = Signal(object)  # Refused or Unavailable: the visit recorded last cannot be opened
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, answering: Answering, current: CurrentEvening) -> None:
        super().__init__(parent)
        self.answering, self.current = answering, current
        self.running, self.context = answering.running, current.context
        self.last = ""  # id of the visit recorded last
        self.context.tasks.broken.connect(self._stop)

    def record(self, outcome: Outcome, basis: str = "") -> None:
        """Record the visit with what it came to, and for a vacancy who says so."""
        running, evening, slot = self.running, self.current.evening, self.running.slot
        if running.draft is None or evening is None or slot is None:
            return
        running.stop_clock()
        draft = running.draft = replace(running.draft, interviewer=running.interviewer)
        self.answering.keeper.flush()  # whatever happens to the saving, the answers are written
        running.saving = True
        self.turned.emit()
        source = Basis(basis) if basis else None
        response = draft.record(evening.street, outcome, draft.started_at or stamp(self.current.now()), source)
        work = partial(save_visit, self.context.store, response, evening.standard)
        self.context.tasks.run(work, partial(self._recorded, slot), self._refused)

    def _recorded(self, slot: Slot, response: Response) -> None:
        self.running.saving = False
        self.answering.keeper.drop(interview_form(response.round))  # what failed to be written must not come back
        self.last = response.id
        fact = _("已记：{what}").format(what=outcome_word(response.outcome))
        note = f"{slot.site_name} {household_word(slot)}".strip()
        self.said.emit(Message("ok", fact, note, _("改"), self.change_last, "Ctrl Z", "saving"))
        self.running.leave()
        self.saved.emit()

    def _stop(self, _error: object = None) -> None:
        self.running.saving = False
        self.turned.emit()

    def _refused(self, error: Exception) -> None:
        self._stop()
        self.answering.keep_unsaved()
        self.refused.emit(error)

    def change_last(self) -> None:
        """Open the visit recorded last; saving again makes its further version."""
        if self.last and not self.running.answered:
            self.context.tasks.run(partial(read_visit, self.context.store, self.last), self._reopen, self.failed.emit)

    def _reopen(self, found: tuple[Response, Slot | None]) -> None:
        response, slot = found
        if slot is None or response.round != self.current.round:
            return
        questions = self.running.questions
        self.running.visit(slot, replace(interview_of(response), question=questions[0].id if questions else ""))
        self.reopened.emit()
