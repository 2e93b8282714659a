"""Answering at one site: each answer, note and word of the visit is kept as a draft at once."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from auditor.audit import Finding
from auditor.drafts import AuditDraft, audit_form, text_of
from ui.checklist import Checklist
from ui.drafting import DraftKeeper
from ui.open_visit import OpenVisit
from ui.replies import Reply, replies_to


class AuditAnswering(QObject):
    """What a key does to the visit that is open, at the row the checklist stands on."""

    changed = Signal()  # the draft is another one: show it
    moved = Signal()  # the checklist stands on another row
    replied = Signal(str, str)  # unit and item that were answered
    settled = Signal()  # the visit began: its day and time are those of now

    def __init__(self, parent: QObject, visit: OpenVisit, checklist: Checklist, keeper: DraftKeeper) -> None:
        super().__init__(parent)
        self.visit, self.checklist, self.keeper = visit, checklist, keeper
        self._before: list[tuple[str, str, str, Finding | None]] = []  # audit, unit, item: what it had before
        checklist.pressed.connect(self.press)
        checklist.answered.connect(self.answer)
        checklist.cleared.connect(self.clear_answer)
        checklist.undone.connect(self.undo)
        checklist.noted.connect(self._note)
        checklist.moved.connect(self._move)

    def reply(self, digit: int) -> Reply | None:
        """What a digit answers the current item with; None where it answers nothing."""
        row = self.checklist.current
        return next((r for r in replies_to(row.item) if r.digit == digit), None) if row is not None else None

    def press(self, digit: int) -> None:
        """A digit: the answer, or the field for what the answer needs."""
        reply = self.reply(digit)
        if reply is None or self.visit.draft is None or self.visit.saving:
            return
        if reply.asks == "count":
            self.checklist.ask_count()
        elif reply.asks == "words":
            self.checklist.write_note()
        else:
            self.answer(reply.finding)

    def answer(self, finding: Finding) -> None:
        """Answer the current item and go on to the next."""
        row, visit = self.checklist.current, self.visit
        if row is None or visit.draft is None or visit.saving:
            return
        if visit.settle_moment():
            self.settled.emit()
        self._note_before(row.unit, row.item.id)
        visit.draft = visit.draft.with_finding(row.unit, row.item.id, finding)
        self.checklist.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.checklist.show_draft(visit.draft)
        self.replied.emit(row.unit, row.item.id)
        self.checklist.step(1)
        self.keep()

    def clear_answer(self) -> None:
        """Take the current item's answer back."""
        row, visit = self.checklist.current, self.visit
        if row is not None and visit.draft is not None and row.answer is not None and not visit.saving:
            self._note_before(row.unit, row.item.id)
            visit.draft = visit.draft.with_answer(row.unit, row.item.id, None)
            self.keep()

    def _note_before(self, unit: str, item: str) -> None:
        draft = self.visit.draft
        if draft is not None:
            self._before = [b for b in self._before if b[0] == draft.audit]  # of this visit alone
            self._before.append((draft.audit, unit, item, draft.finding(unit, item)))
            self.checklist.may_undo = True

    def undo(self) -> None:
        """Ctrl Z: the answer given or cleared last is as it was before, and its item is open; then the one before."""
        draft = self.visit.draft
        while self._before and (draft is None or self._before[-1][0] != draft.audit):
            self._before.pop()
        if draft is None or self.visit.saving or not self._before:
            return
        _audit, unit, item, finding = self._before.pop()
        self.checklist.may_undo = bool(self._before)
        self.visit.draft = replace(draft.with_finding(unit, item, finding), unit=unit, item=item)
        self.checklist.show_draft(self.visit.draft)
        self.checklist.go_to_item(unit, item)
        self.keep()

    def _note(self, text: str) -> None:
        row, visit = self.checklist.current, self.visit
        if row is not None and visit.draft is not None:
            visit.draft = visit.draft.with_note(row.unit, row.item.id, text)
            self.keep()

    def _move(self, unit: str, item: str) -> None:
        visit = self.visit
        if visit.draft is not None:
            visit.draft = replace(visit.draft, unit=unit, item=item)
            self.moved.emit()
            if visit.touched and not visit.saving:
                self.keep_unsaved()

    def fill(self, draft: AuditDraft) -> None:
        """Take over what stands in the fields of the visit."""
        visit = self.visit
        if visit.draft is not None and not visit.saving:
            visit.draft = draft
            if visit.editing is None:
                visit.inspectors = draft.inspectors
            self.keep()

    def keep(self) -> None:
        """Keep the draft as it is now, with the row the hand is on."""
        visit, row = self.visit, self.checklist.current
        if visit.draft is None or visit.saving:
            return
        visit.touched = True
        if row is not None:
            visit.draft = replace(visit.draft, unit=row.unit, item=row.item.id)
        self.keep_unsaved()
        self.changed.emit()

    def keep_unsaved(self) -> None:
        """Keep the draft and nothing else."""
        draft = self.visit.draft
        if draft is not None:
            self.keeper.change(audit_form(draft.site), partial(text_of, draft))
