"""现场检查: where next, what now, what helps; every answer is a digit and is kept at once."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor import wording
from auditor.drafts import AuditDraft
from auditor.errors import Problem, Refused, Unavailable
from auditor.site import Site
from auditor.wording import _, ngettext, number
from ui import theme
from ui.audit_answering import AuditAnswering
from ui.audit_keys import AuditKeys
from ui.audit_list import AuditList
from ui.audit_offers import AuditOffers
from ui.audit_reading import Plan, SiteCase, photo_place, shown_items
from ui.audit_saving import AuditSaving
from ui.audit_side import AuditSide
from ui.checking_pane import CheckingPane
from ui.checklist import Checklist
from ui.context import Context
from ui.drafting import DraftKeeper
from ui.key_row import KeyRow
from ui.messages import Message
from ui.open_visit import OpenVisit
from ui.outing_turn import OutingTurn
from ui.page import Page
from ui.panes import EmptyState
from ui.photo_pane import PhotoPane
from ui.side_panes import SidePanes
from ui.site_turn import SiteTurn
from ui.street_choice import StreetChoice
from ui.visit_turn import VisitTurn

ASIDE, ITEM_ROOM = 16, 84  # px: the margin at either side; what an item needs beside its four answers


class AuditPage(Page):
    """Audits of the sites of one street, one after the other."""

    id = "audit"
    icon = "audit"
    group = "do"
    kinds = frozenset({"site", "point", "audit", "community"})

    @classmethod
    def name(cls) -> str:
        """现场检查."""
        return _("现场检查")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.visit = OpenVisit(context.standard.name)
        self.checklist = Checklist()
        self.keeper = DraftKeeper(self, context.tasks, context.store)
        self.answering = AuditAnswering(self, self.visit, self.checklist, self.keeper)
        self.saving = AuditSaving(self, self.answering, context)
        self.turn = VisitTurn(self, self.answering)
        self.audit_keys = AuditKeys(self, self.answering, save=self.save, jump=self.jump, drop=self.turn.give_up)
        self.offers = AuditOffers(self, self.answering)
        self.list = AuditList(self.audit_keys.jump)
        self.sites = SiteTurn(self, context, self.turn, self.list)
        self.outing = OutingTurn(self, context, self.list, self.actions_here)
        self.list.offer(self.outing.plan, self.outing.choose)
        self.others_key = self.actions_here.declare(
            "audit.others", _("看别的点位"), self.open_others, when=self._why_no_others
        )
        self._build()
        self._connect()
        theme.follow(self.dress)
        self._show_draft()

    @property
    def plan(self) -> Plan | None:
        """The street's sites as they were read last."""
        return self.sites.plan

    @property
    def case(self) -> SiteCase | None:
        """The open site."""
        return self.visit.case

    @property
    def draft(self) -> AuditDraft | None:
        """What was typed there so far."""
        return self.visit.draft

    # -- making -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(ASIDE, 12, ASIDE, 0)
        whole.setSpacing(0)
        self.street = StreetChoice(self.context)
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(8)
        under.addWidget(self.street)
        under.addWidget(self.list, 1)
        self.middle = CheckingPane(self.visit, self.checklist, self.turn.offer)
        self.photos = PhotoPane(self)
        self.side = AuditSide(self.audit_keys.save, self.photos)
        self.panes = SidePanes(left, self.middle, self.side)
        whole.addLayout(self.panes.row, 1)
        self.keys_row = KeyRow(
            [
                *self.audit_keys.printed(),
                ("F8", _("照片"), self.photos.add),
                ("F7", self.offers.issue.text(), self.offers.issue),
            ]
        )
        whole.addWidget(self.keys_row)

    def _connect(self) -> None:
        self.list.left.connect(self.checklist.setFocus)
        self.side.before.change_asked.connect(self.turn.change_audit)
        self.side.form.changed.connect(self._fill)
        self.answering.changed.connect(self._show_answers)
        self.answering.moved.connect(self._show_counts)
        self.answering.settled.connect(self._show_moment)
        self.saving.turned.connect(self.actions_here.refresh)
        self.saving.saved.connect(self._go_on)
        self.saving.refused.connect(self._refuse)
        self.turn.shown.connect(self._show_case)
        self.sites.shown.connect(self._show_site)
        self.sites.emptied.connect(self._show_empty)
        self.sites.leaving.connect(self.panes.show_right)
        self.sites.failed.connect(self._tell_unread)
        self.saving.recorded.connect(self.offers.remind)
        self.offers.changed.connect(self._show_rest)
        self.side.unopened.clicked.connect(self.offers.go_to_open)
        self.outing.changed.connect(self.sites.refresh)
        self.outing.planned.connect(self._begin_outing)
        for speaker in (self.saving, self.turn, self.outing, self.offers):
            speaker.said.connect(self.say)
        self.photos.bringing.connect(self._keep_visit)
        self.photos.taken.connect(lambda _photo: self.side.view.ensureWidgetVisible(self.photos.rows))
        self.turn.photographed = lambda: len(self.photos.photos)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.failed.connect(self._say_not_kept)
        self.keeper.recovered.connect(self._say_recovered)
        self.context.where.changed.connect(self.sites.change_street)

    def dress(self) -> None:
        """The side panes follow the size of the type."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where the four answers would be cut, both side panes become tabs of one."""
        if self.panes.arrange(self.width() - 2 * ASIDE, self.checklist.open.bar.sizeHint().width() + ITEM_ROOM):
            self._show_draft()

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """The site, its community, what is being done."""
        return self.turn.about() or (self.plan.street_name if self.plan else "")

    def header_actions(self) -> list[QAction]:
        """Giving up this visit; saving stands at the foot of the right pane."""
        return [self.audit_keys.drop]

    def keys(self) -> list[tuple[str, str]]:
        """Jumping and saving."""
        return [("Ctrl J", _("跳到点位")), ("Ctrl Enter", _("保存"))]

    def first_field(self) -> QWidget | None:
        """The checklist, so that the first digit answers."""
        return self.checklist

    # -- which site -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew for the list and the open site; what is being typed stays."""
        self.street.refresh()
        self.sites.refresh()

    def open(self, subject: object) -> None:
        """A site, or its id."""
        site = subject.id if isinstance(subject, Site) else subject
        if isinstance(site, str) and site:
            self.sites.open_site(site)

    def jump(self) -> None:
        """Put the keyboard into the field that jumps to a site."""
        self.panes.show_left()
        self.list.jump.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.jump.selectAll()

    def _begin_outing(self) -> None:
        """The first of today's sites is opened, unless somebody is in the middle of another."""
        first = self.list.first()
        if first is not None and not self.visit.is_begun:
            self.sites.open_site(first.id)

    def open_others(self) -> None:
        """The site that is due first of those that are not for today."""
        following = self.list.outside()
        if following is not None:
            self.sites.open_site(following.id)

    def _why_no_others(self) -> str:
        return "" if self.list.outside() is not None else _("这条街今天都看过了")

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show_site(self, fresh: bool) -> None:
        self._show_case(fresh=fresh)

    def _show_case(self, *, fresh: bool = True) -> None:
        case = self.case
        if fresh:
            self.offers.leave()
        self.photos.show_place(photo_place(case, self.draft), items=shown_items(case))
        if case is None or self.draft is None:
            self._show_draft()
            return
        editing = self.visit.editing.id if self.visit.editing is not None else ""
        others = [a for a in case.audits if a.id != editing]
        self.checklist.show_sections(case.sections, others[0].findings if others else {})
        self.side.before.show_audits(case.audits, case.standard, editing, case.site.place_type, blind=case.blind)
        self.side.show_clock(case.clock)
        if fresh:  # else somebody may be typing in it
            self.checklist.may_undo = False
            self.side.form.show_draft(self.draft)
            self.side.view.verticalScrollBar().setValue(0)
            self.list.show_open(case.site.id)  # else somebody may be on the way down the list
        self._show_draft()
        self.header_changed.emit()
        if fresh and self.isVisible() and not self.side.form.isAncestorOf(self.focusWidget() or self):
            self.checklist.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_draft(self) -> None:
        shown = self.case is not None and self.draft is not None
        if not self.panes.is_narrow:
            self.side.setVisible(shown)
        self.middle.show_visit(awaited=bool(self.sites.wanted), why=self._why_no_visit)
        self._show_rest()
        self.actions_here.refresh()

    def _why_no_visit(self) -> QWidget:
        """No site is open: there is none, or all are seen today. Each is another sentence."""
        self.actions_here.refresh()  # a button that may not be pressed yet takes no keyboard
        plan = self.plan
        if plan is None or not plan.sites:
            return EmptyState("audit", _("没有要看的点位"), _("先在台账登记或导入点位。"))
        good, bad = self.list.tally()
        how = _("符合 {good} · 不符合 {bad}").format(good=number(good), bad=number(bad))
        if not self.list.outside():
            return EmptyState("check", _("这条街今天都看过了"), how)
        if not plan.outing.sites:
            return EmptyState("check", _("这个社区今天都看过了"), how, self.others_key)
        told = ngettext("今天的 {n} 处都看过了", "今天的 {n} 处都看过了", good + bad).format(n=number(good + bad))
        return EmptyState("check", told, how, self.others_key)

    def _show_answers(self) -> None:
        self.turn.offer.hide()
        self._show_draft()

    def _show_counts(self) -> None:
        self.middle.show_counts()
        self._show_rest()

    def _show_rest(self) -> None:
        case, draft = self.case, self.draft
        if case is not None and draft is not None:
            total = len(self.checklist.rows)
            self.side.show_yearly(case, draft)
            self.side.show_rest(total, total - draft.answered, self.list.next_after(case.site.id))
            self.side.show_unopened(len(self.offers.open_rows()))

    def _show_moment(self) -> None:
        if self.draft is not None:
            self.side.form.show_draft(self.draft)

    def _show_empty(self) -> None:
        self.photos.show_place(None)
        self._show_draft()
        self.header_changed.emit()

    def _keep_visit(self) -> None:
        """The first photograph begins a visit as an answer does: its audit's id is to be found again."""
        if self.draft is not None and self.visit.editing is None and not self.visit.touched:
            self.answering.keep()
            self.keeper.flush()  # before the photograph that belongs to it

    # -- keeping and saving -----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        if self.draft is not None:
            self.answering.fill(self.side.form.into(self.draft))

    def save(self) -> None:
        """Save this visit with all its answers and go on to the next site."""
        if self.draft is not None and self.case is not None and not self.visit.saving:
            self.visit.draft = self.side.form.into(self.draft)
            self.saving.save()

    def _go_on(self, case: SiteCase) -> None:
        self._show_saved(_("已保存 {at} · 在本机").format(at=f"{datetime.now():%H:%M:%S}"))
        self.sites.go_on(case)

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            self._tell_unsaved(error)
            return
        for problem in self.side.show_problems(error.problems):
            self._tell(Refused(Problem(problem.field, problem.code, problem.facts)))

    def _tell_unsaved(self, error: Exception) -> None:
        if isinstance(error, Unavailable):
            fact = _("没有保存，答案都在这里")
            self.say.emit(Message("bad", fact, wording.explain(error), about="saving"))

    def _tell_unread(self, error: Exception) -> None:
        self._tell(error)
        self._show_draft()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", wording.explain(error)))

    def _say_kept(self, at: datetime) -> None:
        self._show_saved(_("每答一项都已保存 {at}").format(at=f"{at:%H:%M:%S}"))

    def _say_not_kept(self, error: Exception) -> None:
        self.keys_row.show_saved("")
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("刚答的没有写下来"), wording.explain(error), about="draft"))

    def _say_recovered(self) -> None:
        self.say.emit(Message("ok", _("刚答的都写下了"), about="draft"))

    def _show_saved(self, text: str) -> None:
        self.keys_row.show_saved(text)
        self.saved_text.emit(text)

    # -- leaving ----------------------------------------------------------------------------------------------------

    def unwritten(self) -> str:
        """What could not be written and would be lost if the window closed now."""
        self.keeper.settle()
        return self.header_about() if self.keeper.is_unwritten else ""

    def may_leave(self) -> bool:
        """Always: what was typed is written before another page is shown."""
        self.keeper.settle()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)
