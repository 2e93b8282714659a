"""A visit begun, gone on with, given up and taken back, or opened again to be changed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.audit import Audit
from auditor.drafts import AuditDraft, audit_form, draft_of, read_audit, shown_moment, text_of
from auditor.wording import _, ngettext, number
from ui.audit_answering import AuditAnswering
from ui.audit_reading import SiteCase
from ui.drafting import DraftOffer
from ui.messages import Message


class VisitTurn(QObject):
    """Puts one visit after the other on the page."""

    shown = Signal()  # another visit of the same site is open
    reread = Signal(str)  # id of the site, whose checklist is that of another standard now
    elsewhere = Signal(str)  # id of the site whose visit was taken back
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, answering: AuditAnswering) -> None:
        super().__init__(parent)
        self.answering, self.visit, self.keeper = answering, answering.visit, answering.keeper
        self.photographed: Callable[[], int] = lambda: 0  # how many photographs the open visit has
        self.offer = DraftOffer()
        self.offer.continued.connect(answering.checklist.setFocus)
        self.offer.given_up.connect(self.give_up)

    def about(self) -> str:
        """The open site, its community, what is being done; "" when none is open."""
        case, editing = self.visit.case, self.visit.editing
        if case is None:
            return ""
        words = [f"{case.site.code} {case.site.name}", case.community]
        if editing is not None:
            day, time = shown_moment(editing.observed_at)
            words.append(_("改 {day} {time} 的检查").format(day=day, time=time))
        return " · ".join(words)

    def leave(self) -> None:
        """No site is open; what was typed has to be written by then."""
        self.visit.leave()
        self.offer.hide()

    def begin(self, case: SiteCase) -> None:
        """A new visit, or the one that was not saved."""
        self.visit.begin(case)
        self.offer.hide()
        if case.draft is None:
            return
        try:
            kept = read_audit(case.draft.body)
        except ValueError:
            self.said.emit(
                Message("bad", _("上次没有保存完的内容读不出来"), _("它还在数据库里，没有删。这里从头开始。"))
            )
            return
        self._restore(case, kept, case.draft.at)

    def _restore(self, case: SiteCase, kept: AuditDraft, at: str) -> None:
        self.visit.go_on(kept)
        self.visit.touched = True
        if kept.standard != case.standard.name:
            self.reread.emit(case.site.id)  # its checklist is that of its own standard
        day, time = shown_moment(at)
        fact = _("上次没有保存完：{code} {name}").format(code=case.site.code, name=case.site.name)
        told = ngettext("{day} {time} 停在这一项，已答 {n} 项", "{day} {time} 停在这一项，已答 {n} 项", kept.answered)
        self.offer.offer(fact, told.format(day=day, time=time, n=number(kept.answered)))

    def give_up(self) -> None:
        """Throw the visit away; it can be taken back as long as the message stands."""
        draft, case = self.visit.draft, self.visit.case
        if draft is None or case is None:
            return
        self.offer.hide()
        photos = self.photographed()
        self.keeper.clear(audit_form(draft.site))
        self.visit.begin(case)
        if case.standard.name != self.visit.standard:
            self.reread.emit(case.site.id)
        self.shown.emit()
        told = ngettext("已放弃，{n} 项答案没有留下", "已放弃，{n} 项答案没有留下", draft.answered)
        stays = ngettext("{n} 张照片留在这个点位", "{n} 张照片留在这个点位", photos).format(n=number(photos))
        note = " · ".join([case.site.name, stays] if photos else [case.site.name])
        back = partial(self._take_back, draft)
        self.said.emit(Message("ok", told.format(n=number(draft.answered)), note, _("还是接着做"), back))

    def _take_back(self, draft: AuditDraft) -> None:
        case = self.visit.case
        if case is not None and case.site.id == draft.site:
            self.visit.go_on(draft)
            self.shown.emit()
            self.answering.keep()
        else:
            self.keeper.change(audit_form(draft.site), partial(text_of, draft))
            self.keeper.flush()
            self.elsewhere.emit(draft.site)

    def change_audit(self, audit: Audit) -> None:
        """Open an audit that was saved: saving again makes its further version."""
        visit = self.visit
        if visit.draft is not None and visit.draft.is_begun:
            self.said.emit(Message("warn", _("先保存或放弃本次检查，再改以前的"), self.about()))
            return
        self.keeper.drop(audit_form(audit.site))
        visit.editing, visit.touched = audit, False
        visit.draft = draft_of(audit)
        if visit.case is not None and audit.standard != visit.case.standard.name:
            self.reread.emit(audit.site)
        self.shown.emit()
