"""A visit to a site on its way into the database: recorded with all its answers, or refused."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.audit import Audit
from auditor.drafts import audit_form
from auditor.record import stamp
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases.recording import record_audit
from auditor.wording import _, ngettext, number
from ui.audit_answering import AuditAnswering
from ui.audit_reading import SiteCase
from ui.context import Context
from ui.messages import Message


def save_audit(
    store: Store, audit: Audit, standard: Standard, corrections: Mapping[str, Mapping[str, int]] | None = None
) -> Audit:
    """Record it, with the corrections asked for. A moment this program took itself is never later than the database's
    clock, which may have been set back meanwhile."""
    with store.reading() as work:
        now = stamp(work.now())
    audit = audit if audit.version else replace(audit, observed_at=min(audit.observed_at, now))
    return record_audit(store, audit, standard, corrections)


class AuditSaving(QObject):
    """Saves the visit that is open."""

    turned = Signal()  # saving began, or ended without success
    saved = Signal(object)  # SiteCase: the site that was seen
    recorded = Signal(object, object)  # SiteCase and Audit, as they were recorded
    refused = Signal(object)  # Refused or Unavailable: nothing was recorded
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, answering: AuditAnswering, context: Context) -> None:
        super().__init__(parent)
        self.answering, self.visit, self.context = answering, answering.visit, context
        context.tasks.broken.connect(self._stop)

    def save(self) -> None:
        """Save this visit with all its answers; a note without an answer is shown first."""
        visit, checklist = self.visit, self.answering.checklist
        case, draft = visit.case, visit.draft
        if case is None or draft is None or visit.saving:
            return
        loose = draft.loose_notes()
        if loose:
            checklist.go_to_item(*loose[0])
            self.said.emit(Message("warn", _("这一项写了备注，还没有答"), _("答了再保存，备注才留得下。")))
            return
        self.answering.keeper.flush()  # whatever happens to the saving, the answers are written
        visit.saving = True
        self.turned.emit()
        audit, corrections = draft.record(case.site.street), draft.asked_for()
        work = partial(save_audit, self.context.store, audit, case.standard, corrections)
        self.context.tasks.run(work, partial(self._recorded, case), self._refused)

    def _recorded(self, case: SiteCase, audit: Audit) -> None:
        self.visit.saving = False
        self.answering.keeper.drop(audit_form(case.site.id))  # what failed to be written before must not come back
        told = _("已保存 {code} {name}").format(code=case.site.code, name=case.site.name)
        count = sum(len(items) for items in audit.findings.values())
        answers = ngettext("{n} 项答案，在本机", "{n} 项答案，在本机", count).format(n=number(count))
        self.said.emit(Message("ok", told, answers, about="saving"))
        self.recorded.emit(case, audit)
        self.saved.emit(case)

    def _stop(self, _error: object = None) -> None:
        self.visit.saving = False
        self.turned.emit()

    def _refused(self, error: Exception) -> None:
        self._stop()
        self.answering.keep_unsaved()
        self.refused.emit(error)
