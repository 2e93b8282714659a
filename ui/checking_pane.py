"""The middle of the audit page: the unsaved visit on offer, the checklist under its title, or why there is none."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from auditor.audit import SITE, Answer, Visit
from auditor.checklist import marks_by_part, total_marks
from auditor.wording import _, ngettext, number
from ui.audit_side import visit_word
from ui.bars import ThreePartBar
from ui.checklist import Checklist
from ui.drafting import DraftOffer
from ui.open_visit import OpenVisit
from ui.panes import Pane
from ui.replies import marks_line


class CheckingPane(Pane):
    """Shows the visit that is open."""

    def __init__(self, visit: OpenVisit, checklist: Checklist, offer: DraftOffer) -> None:
        super().__init__(_("检查项"), flush=True)
        self._visit, self.checklist = visit, checklist
        self.bar = ThreePartBar(high=8)
        self.bar.setFixedWidth(110)
        self.head.addWidget(self.bar)
        self.body.addWidget(offer)
        self.body.addWidget(checklist, 1)
        self.no_site = QStackedWidget()
        self.body.addWidget(self.no_site, 1)

    def show_visit(self, *, awaited: bool, why: Callable[[], QWidget]) -> None:
        """Show answers and counts; where no site is open, whether one is `awaited` from the store, else `why`."""
        had_keyboard = self.checklist.hasFocus()
        draft = self._visit.draft if self._visit.case is not None else None
        for widget in (self.checklist, self.bar):
            widget.setVisible(draft is not None)
        self.no_site.setVisible(draft is None and not awaited)
        if draft is None and not awaited:
            self._say_why(why(), take_keyboard=had_keyboard or self.no_site.isAncestorOf(self.focusWidget() or self))
        if draft is None:
            self.show_title(_("检查项"))
        else:
            self.checklist.show_draft(draft)
            self.show_counts()

    def _say_why(self, why: QWidget, *, take_keyboard: bool) -> None:
        """Say why no site is open; its button, where it has one, takes the keyboard that the checklist had."""
        old = self.no_site.currentWidget()
        self.no_site.setCurrentIndex(self.no_site.addWidget(why))
        if old is not None:
            self.no_site.removeWidget(old)
            old.deleteLater()
        button = why.findChild(QAbstractButton)
        if button is not None and take_keyboard:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_counts(self) -> None:
        """Title of the unit the checklist stands in, answered of all, the bar."""
        case, draft = self._visit.case, self._visit.draft
        if case is None or draft is None:
            return
        row = self.checklist.current
        unit = row.unit if row is not None else SITE
        title = next((s.name for s in case.sections if s.unit == unit), case.site.name)
        houses = ngettext("{n} 户", "{n} 户", case.site.households).format(n=number(case.site.households))
        marks = total_marks(marks_by_part(case.items(), draft.findings()))
        words = (
            marks_line(marks) if marks.of else "",
            case.place,
            houses if case.site.households else "",
            visit_word(Visit(draft.visit)),
        )
        total = len(self.checklist.rows)
        self.show_title(title, f"{draft.answered} / {total}", " · ".join(w for w in words if w))
        passed, failed = draft.count(Answer.PASS), draft.count(Answer.FAIL)
        self.bar.show_counts(passed, failed, max(0, total - passed - failed))
