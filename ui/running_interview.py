"""The interview under way as a state: household, answers so far and the seconds it took; no widget, no store."""

from dataclasses import replace
from time import monotonic

from auditor.drafts import InterviewDraft
from auditor.record import new_id
from auditor.slots import Slot
from auditor.standard import Question


class RunningInterview:
    """One household at a time. Its clock counts while somebody is at it; pauses away from the page are not counted."""

    def __init__(self) -> None:
        self.questions: tuple[Question, ...] = ()
        self.slot: Slot | None = None
        self.draft: InterviewDraft | None = None
        self.interviewer = ""
        self.saving = False  # on its way into the database: it may not change meanwhile
        self.worth_keeping = False  # a draft of it was kept
        self._since = 0.0  # since when the clock runs; 0 while it stands

    def visit(self, slot: Slot, draft: InterviewDraft) -> None:
        """Put a household on the screen, with what was answered there."""
        self.slot, self.draft = slot, draft

    def leave(self) -> None:
        """No household is on the screen."""
        self.slot, self.draft = None, None

    def blank(self, round_id: str, slot: Slot) -> InterviewDraft:
        """An interview of this household with nothing answered."""
        return InterviewDraft(
            round=round_id,
            community=slot.community,
            slot=slot.slot,
            part=slot.part,
            response=new_id(),
            question=self.questions[0].id if self.questions else "",
            interviewer=self.interviewer,
        )

    # -- where it stands --------------------------------------------------------------------------------------------

    @property
    def answered(self) -> int:
        """How many questions are answered."""
        return len(self.draft.answers) if self.draft is not None else 0

    @property
    def place(self) -> int:
        """Which question is on the screen; as many as there are when all are answered."""
        wanted = self.draft.question if self.draft is not None else ""
        return next((i for i, q in enumerate(self.questions) if q.id == wanted), len(self.questions))

    @property
    def missing(self) -> int | None:
        """The place of the first question without an answer."""
        answers = self.draft.answers if self.draft is not None else {}
        return next((i for i, q in enumerate(self.questions) if q.id not in answers), None)

    # -- answering --------------------------------------------------------------------------------------------------

    def answer(self, option: str, at: str) -> None:
        """Answer the question on the screen and go on to the next; `at`, a stamp, begins the visit if nothing did."""
        draft, place = self.draft, self.place
        if draft is None or place >= len(self.questions):
            return
        self.draft = replace(
            draft,
            started_at=draft.started_at or at,
            answers={**draft.answers, self.questions[place].id: option},
            question=self.questions[place + 1].id if place + 1 < len(self.questions) else "",
        )
        self.start_clock()

    def go_to(self, place: int) -> None:
        """Put a question on the screen by its place; past the last one stands the screen that saves."""
        if self.draft is not None:
            wanted = self.questions[place].id if place < len(self.questions) else ""
            self.draft = replace(self.draft, question=wanted, outcome="")

    # -- the clock --------------------------------------------------------------------------------------------------

    @property
    def is_timed(self) -> bool:
        """Whether the clock runs."""
        return bool(self._since)

    @property
    def seconds(self) -> int:
        """Seconds this interview has taken so far."""
        if self.draft is None:
            return 0
        return self.draft.seconds + (int(monotonic() - self._since) if self._since else 0)

    def start_clock(self) -> None:
        """Let the clock run on."""
        if not self._since:
            self._since = monotonic()

    def note_seconds(self) -> None:
        """Write what the clock shows into the draft, which is about to be kept."""
        if self.draft is not None and self._since:
            self.draft = replace(self.draft, seconds=self.seconds)
            self._since = monotonic()

    def stop_clock(self) -> None:
        """Let the clock stand, with its seconds in the draft."""
        self.note_seconds()
        self._since = 0.0
