"""What failed on the audit page and the corrections asked for there: part of the draft, saved with its audit."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from auditor.audit import Answer, Audit
from auditor.correction import Correction
from auditor.correction_rules import asked_words, failed_of
from auditor.correction_wording import preset_name
from auditor.corrections import next_preset
from auditor.errors import Refused, Unavailable
from auditor.standard import Item
from auditor.use_cases.correcting import open_on_audit
from auditor.wording import _, explain, listed, named, ngettext, number
from ui.audit_answering import AuditAnswering
from ui.audit_reading import SiteCase
from ui.checklist_rows import ItemRow
from ui.correction_offer import CorrectionOffer
from ui.messages import Message
from ui.page import Page


class AuditOffers(QObject):
    """A failed item opens an offer below it; F7 asks for the correction with the deadline shown, F6 changes it.

    What is asked for lies in the draft like an answer and is opened in the transaction that saves the audit: a visit
    given up leaves no correction behind, and a crash loses none.
    """

    said = Signal(object)  # Message
    changed = Signal()  # other corrections are asked for

    def __init__(self, page: Page, answering: AuditAnswering) -> None:
        super().__init__(page)
        self.context, self.answering, self.visit = page.context, answering, answering.visit
        self.checklist = answering.checklist
        self._at: tuple[str, str] | None = None  # the item under which the offer stands
        self._days: int | None = None  # as chosen last, for the next offer
        declare = page.actions_here.declare
        self.issue: QAction = declare("audit.correct", _("开整改"), self._issue, shortcut="F7", when=self._why_not)
        self.deadline: QAction = declare("audit.deadline", _("换期限"), self._turn, shortcut="F6", when=self._why_not)
        self._refresh = page.actions_here.refresh
        self.strip = CorrectionOffer(self.issue, self.deadline)
        self.strip.setParent(self.checklist)
        self.strip.chosen.connect(self._choose)
        answering.replied.connect(self._meet)
        answering.changed.connect(self._follow)
        answering.moved.connect(self._refresh)

    # -- what it is about -------------------------------------------------------------------------------------------

    def _row(self) -> ItemRow | None:
        """The failed item that F7 concerns: the one the hand is on, else the one the offer stands under."""
        row = self.checklist.current
        if row is not None and row.answer is Answer.FAIL:
            return row
        return next((r for r in self.checklist.rows if (r.unit, r.item.id) == self._at), None)

    def _due(self, row: ItemRow) -> str:
        """The deadline of a correction of this item that waits already; "" for none."""
        case = self.visit.case
        due = case.waiting.get((row.unit, row.item.id)) if case is not None else None
        return due.isoformat() if due else ""

    def _why_not(self) -> str:
        if self.visit.draft is None or self.visit.case is None:
            return _("还没有打开点位")
        row = self._row()
        if row is None or row.answer is not Answer.FAIL:
            return _("没有不符合的项")
        due = self._due(row)
        return _("这一项已有整改，{due} 到期").format(due=due) if due else ""

    def open_rows(self) -> list[ItemRow]:
        """Failed items for which none is asked for and none waits."""
        draft = self.visit.draft
        if draft is None:
            return []
        return [
            r
            for r in self.checklist.rows
            if r.answer is Answer.FAIL and draft.days_of(r.unit, r.item.id) is None and not self._due(r)
        ]

    # -- showing ----------------------------------------------------------------------------------------------------

    def _meet(self, unit: str, item: str) -> None:
        row = next((r for r in self.checklist.rows if (r.unit, r.item.id) == (unit, item)), None)
        if row is not None and row.answer is Answer.FAIL:
            self.offer_on(row)

    def offer_on(self, row: ItemRow) -> None:
        """Open the offer under this row; the keyboard stays where it is."""
        self._at = (row.unit, row.item.id)
        self._show(row)
        self.checklist.place_under(row.unit, row.item.id, self.strip)
        self._refresh()

    def _show(self, row: ItemRow) -> None:
        case, draft = self.visit.case, self.visit.draft
        if case is None or draft is None:
            return
        whom = _("交给 {name}").format(name=case.organisation) if case.organisation else _("没有登记责任单位")
        asked = draft.days_of(row.unit, row.item.id)
        self.issue.setText(_("不开了") if asked is not None else _("开整改"))
        if due := self._due(row):
            self.strip.show_offer(_("这一项已有整改，{due} 到期").format(due=due), whom, None)
        elif asked is not None:
            told = _("整改已记下，{days}；保存时开单").format(days=preset_name(asked))
            self.strip.show_offer(told, whom, asked)
        else:
            self.strip.show_offer(_("要开整改吗？{asked}").format(asked=_words(row.item)), whom, self._usual())

    def _usual(self) -> int:
        case = self.visit.case
        return self._days if self._days is not None else case.days if case is not None else 0

    def _follow(self) -> None:
        """The draft is another: what no longer fails is not offered, what is asked for says so."""
        row = next((r for r in self.checklist.rows if (r.unit, r.item.id) == self._at), None)
        if row is None or row.answer is not Answer.FAIL:
            self._at = None
            self.checklist.place_under("", "", None)
        else:
            self._show(row)
            if self.strip.isHidden():  # the list was drawn anew
                self.checklist.place_under(row.unit, row.item.id, self.strip)
        self._refresh()
        self.changed.emit()

    def leave(self) -> None:
        """Another visit is open: nothing is offered there yet."""
        self._at = None
        self.checklist.place_under("", "", None)

    # -- asking -----------------------------------------------------------------------------------------------------

    def _issue(self) -> None:
        row, draft = self._row(), self.visit.draft
        if row is None or draft is None or self.visit.saving:
            return
        if draft.days_of(row.unit, row.item.id) is not None:
            self._keep(row, None)
        elif self._at == (row.unit, row.item.id):
            self._keep(row, self.strip.days)
        else:
            self._keep(row, self._usual())
        self.offer_on(row)

    def _turn(self) -> None:
        row, draft = self._row(), self.visit.draft
        if row is not None and draft is not None:
            if self._at != (row.unit, row.item.id):
                self.offer_on(row)
            held = draft.days_of(row.unit, row.item.id)
            self._choose(next_preset(held if held is not None else self._usual()))

    def _choose(self, days: int) -> None:
        row = next((r for r in self.checklist.rows if (r.unit, r.item.id) == self._at), None)
        draft = self.visit.draft
        if row is None or draft is None or self.visit.saving:
            return
        self._days = days
        if draft.days_of(row.unit, row.item.id) is not None:
            self._keep(row, days)
        else:
            self._show(row)

    def _keep(self, row: ItemRow, days: int | None) -> None:
        draft = self.visit.draft
        if draft is not None:
            self.visit.draft = draft.with_correction(row.unit, row.item.id, days)
            self.checklist.show_draft(self.visit.draft)
            self.answering.keep()

    def go_to_open(self) -> None:
        """To the first failed item for which nothing is asked for, with its offer."""
        rows = self.open_rows()
        if rows:
            self.checklist.go_to(self.checklist.rows.index(rows[0]))
            self.checklist.setFocus()
            self.offer_on(rows[0])

    # -- after saving -----------------------------------------------------------------------------------------------

    def remind(self, case: SiteCase, audit: Audit) -> None:
        """Failed items of a saved audit that nobody asked a correction for: said, with the way to open them now."""
        draft = self.visit.draft
        asked = draft.asked_for() if draft is not None and draft.audit == audit.id else {}
        left = [
            (unit, item)
            for unit, item in failed_of(audit, case.standard)
            if item.id not in asked.get(unit, {}) and (unit, item.id) not in case.waiting
        ]
        if not left:
            return
        n = len(left)
        fact = ngettext("{code}：{n} 项不符合还没有开整改", "{code}：{n} 项不符合还没有开整改", n).format(
            code=case.site.code, n=number(n)
        )
        names = listed((named(i.name, i.name_en) for _unit, i in left), "；")
        deed = _("开整改，{days}").format(days=preset_name(case.days))
        self.said.emit(Message("note", fact, names, deed, partial(self._open_left, case, audit, left)))

    def _open_left(self, case: SiteCase, audit: Audit, left: list[tuple[str, Item]]) -> None:
        days = {(unit, item.id): case.days for unit, item in left}
        work = partial(open_on_audit, audit=audit.id, days=days, standard=case.standard)
        self.context.undoing.save(self.context, _("开整改"), work, self._tell_opened, self._tell_refused)

    def _tell_opened(self, made: list[Correction]) -> None:
        n = len(made)
        told = ngettext("已开 {n} 条整改", "已开 {n} 条整改", n).format(n=number(n))
        self.said.emit(self.context.undoing.message(self.context, told))

    def _tell_refused(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.said.emit(Message("bad", explain(error)))


def _words(item: Item) -> str:
    """What would be asked, in the language of the window."""
    return asked_words(item) if item.remedy else named(item.name, item.name_en)
