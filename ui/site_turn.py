"""Which site is open and which comes next, asked anew from the store for the street of the window."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from ui.audit_list import AuditList
from ui.audit_reading import Plan, SiteCase, read_both
from ui.context import Context
from ui.visit_turn import VisitTurn


class SiteTurn(QObject):
    """Opens one site after the other: what was not saved first, else what is due first."""

    shown = Signal(bool)  # a site is open as it was read now; whether it was not open before
    emptied = Signal()  # there is none to open
    leaving = Signal()  # another site was asked for
    failed = Signal(object)  # Refused or Unavailable: the site cannot be read

    def __init__(self, parent: QObject, context: Context, turn: VisitTurn, plan: AuditList) -> None:
        super().__init__(parent)
        self.context, self.turn, self.visit, self.list = context, turn, turn.visit, plan
        self.plan: Plan | None = None
        self.wanted = ""  # the site asked for last; an answer about another one is dropped
        turn.reread.connect(self._read)
        turn.elsewhere.connect(self.open_site)
        plan.opened.connect(self.open_site)

    def refresh(self) -> None:
        """Ask anew for the list and the open site; what is being typed stays."""
        self._read(self.wanted)

    def change_street(self, street: str) -> None:
        """The window works for another street now."""
        case = self.visit.case
        if case is not None and case.site.street != street:
            self.turn.keeper.flush()
            self._forget()
        self._read(self.wanted)

    def _forget(self) -> None:
        self.wanted = ""
        self.turn.leave()

    def _read(self, site: str) -> None:
        street = self.context.where.street
        if not street:
            return
        standard = self.visit.draft.standard if self.visit.draft is not None else ""
        work = partial(read_both, self.context.store, self.context.standard, street, site, standard)
        self.context.tasks.run(work, partial(self._take, site), self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._forget()
        self.failed.emit(error)

    def _take(self, site: str, found: tuple[Plan, SiteCase | None]) -> None:
        plan, case = found
        if plan.street != self.context.where.street or site != self.wanted:
            return
        if case is not None and case.site.street != plan.street:
            self.context.where.choose(case.site.street)  # the site asked for lies elsewhere: look there
            return
        self.plan = plan
        self.visit.inspectors = self.visit.inspectors or plan.person
        self.list.show_plan(plan)
        if case is None:
            self._open_due(plan)
            return
        open_now = self.visit.case
        fresh = open_now is None or open_now.site.id != case.site.id or self.visit.draft is None
        self.visit.show(case)
        if fresh:
            self.turn.begin(case)
        self.shown.emit(fresh)

    def _open_due(self, plan: Plan) -> None:
        """Opening the page: what was not saved comes first, else the site that is due first."""
        known = {s.id for s in plan.sites}
        unsaved = next((site for site in plan.drafts if site in known), "")
        first = self.list.first()
        if unsaved or first is not None:
            self.open_site(unsaved or (first.id if first is not None else ""))
        else:
            self._forget()
            self.emptied.emit()

    def open_site(self, site: str) -> None:
        """Show a site's checklist; what was typed at the one before is kept as its draft."""
        if site == self.wanted and self.visit.draft is not None:
            self.turn.answering.checklist.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.turn.keeper.flush()
        self.leaving.emit()
        self._forget()
        self.wanted = site
        self._read(site)

    def go_on(self, case: SiteCase) -> None:
        """This site was seen: open the next one, or say that all are seen."""
        following = self.list.next_after(case.site.id)
        if following is not None:
            self.open_site(following.id)
        else:
            self._forget()
            self._read("")
