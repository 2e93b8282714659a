"""Which sites are for today: taken from what is missing, chosen by hand, put into another order; each can be undone."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.gap_wording import duration_text
from auditor.outing import Outing, sites_to_see
from auditor.standard import Standard
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.listing_missing import find_missing
from auditor.use_cases.setting_out import keep_outing
from auditor.wording import _, ngettext, number
from ui.actions import Actions
from ui.audit_list import AuditList
from ui.audit_reading import Plan
from ui.context import Context
from ui.messages import Message


def find_sites(store: Store, street: str, standard: Standard, tell: Tell) -> tuple[tuple[str, ...], int]:
    """Sites that have to be looked at, as many as fit a day, and the minutes they take together."""
    found = find_missing(store, street, standard, tell=tell)
    sites = sites_to_see(found.missing.needed, sorted(found.facts.communities), found.pace)
    return sites, len(sites) * found.pace.visit


class OutingTurn(QObject):
    """Changes the outing of the street that is shown."""

    changed = Signal()  # another outing is kept: ask anew
    planned = Signal()  # the sites of today are others now, all at once
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, context: Context, shown: AuditList, actions: Actions) -> None:
        super().__init__(parent)
        self.context, self.list = context, shown
        self._finding = False
        declare = actions.declare
        self.plan: QAction = declare("audit.plan", _("排今天"), self.take_missing, when=self._why_no_plan)
        self.choose: QAction = declare("audit.today", _("今天去"), self.toggle, when=self._why_no_site)
        self.earlier: QAction = declare("audit.earlier", _("早一点去"), partial(self.move, -1), when=self._why_no_site)
        self.later: QAction = declare("audit.later", _("晚一点去"), partial(self.move, 1), when=self._why_no_site)
        shown.chosen.connect(self._follow)
        self._actions = actions
        shown.toggled.connect(self.toggle)
        shown.moved.connect(self.move)

    def take_missing(self) -> None:
        """The sites of today are those that have to be looked at according to the list of what is missing."""
        plan = self.list.plan
        if plan is not None and not self._finding:
            self._finding = True
            work = partial(find_sites, self.context.store, plan.street, self.context.standard)
            self.context.tasks.run_long(_("排今天的点位"), work, partial(self._take, plan), self._fail)

    def _take(self, plan: Plan, found: tuple[tuple[str, ...], int]) -> None:
        self._finding = False
        sites, minutes = found
        known = {s.id for s in plan.sites}
        sites = tuple(s for s in sites if s in known)
        if not sites:
            how = _("想看哪一处，就在名单里站到它上面按空格。")
            self.said.emit(Message("note", _("差距清单里没有要看的点位"), how, about="outing"))
            return
        before = plan.outing
        self._keep(plan, Outing(plan.today, sites))
        told = ngettext("已排 {n} 处", "已排 {n} 处", len(sites)).format(n=number(len(sites)))
        how = _("按差距清单，约 {time}。空格加一处、去一处。").format(time=duration_text(minutes))
        back = partial(self._keep, plan, before)
        self.said.emit(Message("ok", told, how, _("还原"), back, about="outing"))
        self.planned.emit()

    def toggle(self) -> None:
        """The site under the bar is for today, or is not any more."""
        plan, site = self.list.plan, self.list.chosen_site()
        if plan is not None and site is not None:
            self._keep(plan, plan.outing.toggled(site.id))

    def move(self, by: int) -> None:
        """The site under the bar is seen earlier or later."""
        plan, site = self.list.plan, self.list.chosen_site()
        if plan is not None and site is not None and site.id in plan.outing.sites:
            self._keep(plan, plan.outing.moved(site.id, by))

    def _keep(self, plan: Plan, outing: Outing) -> None:
        of_today = Outing(plan.today, outing.sites)
        self.list.show_outing(of_today)
        self._follow()
        work = partial(keep_outing, self.context.store, plan.street, of_today)
        self.context.tasks.run(work, lambda _kept: self.changed.emit(), self._fail)

    def _fail(self, error: Exception) -> None:
        self._finding = False
        if isinstance(error, Refused | Unavailable):
            self.said.emit(Message("bad", wording.explain(error), about="outing"))
            self.changed.emit()

    def _follow(self) -> None:
        """The key says what it does to the site under the bar."""
        plan, site = self.list.plan, self.list.chosen_site()
        if plan is not None and site is not None:
            self.choose.setText(_("今天不去") if site.id in plan.outing.sites else _("今天去"))
        self._actions.refresh()

    def _why_no_plan(self) -> str:
        return "" if self.list.plan is not None and self.list.plan.sites else _("这里没有点位")

    def _why_no_site(self) -> str:
        return "" if self.list.chosen_site() is not None else _("先在名单里站到一处点位上")
