"""Beside the list of sites: the chosen one, read, or a form over it in which it is edited."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from auditor.past import NOW
from auditor.record import new_id
from auditor.site import Site
from auditor.wording import named
from ui.actions import Actions
from ui.assignment_form import AssignmentForm
from ui.context import Context
from ui.past_pane import Asked as PastAsked
from ui.past_pane import PastPane, names_of
from ui.point_form import PointForm
from ui.record_form import RecordForm
from ui.register_rows import Register, short_name
from ui.site_detail import SiteDetail
from ui.site_form import SiteForm
from ui.site_reading import SitePoint


class RegisterSide(QStackedWidget):
    """The detail, and over it at most one form, or the past."""

    saved = Signal(str)  # what was saved, as a sentence
    turned = Signal()  # a form was opened or closed
    closed = Signal()
    restored = Signal(str)  # a value of the past was saved anew, as a sentence

    def __init__(self, context: Context, actions: Actions) -> None:
        super().__init__()
        self.context = context
        self.register: Register | None = None
        self.form: RecordForm | None = None
        self.past: PastPane | None = None
        self.detail = SiteDetail(actions)
        self.detail.assign_asked.connect(self._assign)
        self.detail.point_asked.connect(self._edit_point)
        self.detail.past_asked.connect(self.look_back)
        self.addWidget(self.detail)

    def new_site(self, community: str) -> Site | None:
        """A blank site in the community, else in the first one, with the next code; None before a street is read."""
        if self.register is None:
            return None
        communities = self._communities(self.register.street)
        community = community or (communities[0][0] if communities else "")
        site = Site(
            id=new_id(),
            street=self.register.street,
            code=""
            if self.register.lean
            else next_code([s.code for s in self.register.sites if s.community == community]),
            name="",
            community=community,
            place_type=next(iter(self.context.standard.place_types), ""),
        )
        self._open(SiteForm(self.context, site, communities, new=True))
        return site

    def edit(self) -> None:
        """The site shown as a form."""
        view = self.detail.view
        if view is not None and self.form is None:
            self._open(SiteForm(self.context, view.site, self._communities(view.site.street)))

    def _communities(self, street: str) -> list[tuple[str, str]]:
        return [(code, short_name(name)) for code, name in self.register.communities(street)] if self.register else []

    def _assign(self, change: bool) -> None:
        view = self.detail.view
        if view is not None and self.register is not None:
            today = self.register.today
            self._open(AssignmentForm(self.context, view.site, view.assignment, today, change=change))

    def _edit_point(self, shown: SitePoint | None) -> None:
        view = self.detail.view
        if view is None:
            return
        if shown is not None:
            self._open(PointForm(self.context, view.site, shown))
            return
        rest = view.site.households - sum(p.link.households for p in view.points if p.link and not p.link.alternative)
        code = next_code([p.point.code for p in view.points]) or "1"
        self._open(PointForm(self.context, view.site, None, code=code, rest=max(0, rest)))

    def look_back(self, until: str = NOW) -> None:
        """The site shown as it stood at a moment."""
        view, register = self.detail.view, self.register
        if view is None or register is None or self.form is not None:
            return
        self.close_past()
        types = {t.id: named(t.name, t.name_en) for t in self.context.standard.place_types.values()}
        names = names_of(types, dict(register.communities(view.site.street)))
        self.past = PastPane(self.context, PastAsked(view.site.id, names), until)
        self.past.left.connect(self._leave_past)
        self.past.restored.connect(self.restored)
        self.addWidget(self.past)
        self.setCurrentWidget(self.past)
        self.turned.emit()

    def _leave_past(self) -> None:
        self.close_past()
        self.closed.emit()

    def close_past(self) -> None:
        """Back to now."""
        if self.past is not None:
            self.setCurrentWidget(self.detail)
            self.removeWidget(self.past)
            self.past.deleteLater()
            self.past = None
            self.turned.emit()

    def _open(self, form: RecordForm) -> None:
        self.close_past()
        self.form = form
        form.saved.connect(self.saved)
        form.left.connect(self.close_form)
        self.addWidget(form)
        self.setCurrentWidget(form)
        self.turned.emit()
        form.begin()

    def may_close(self) -> bool:
        """Whether no form is open, or what is typed in it may be given up."""
        return self.form is None or self.form.may_leave()

    def close_form(self) -> None:
        """Back to the detail."""
        if self.form is not None:
            self.setCurrentWidget(self.detail)
            self.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
            self.turned.emit()
            self.closed.emit()


def next_code(codes: list[str]) -> str:
    """The code after the greatest one: 06-048 gives 06-049; "" where none ends in digits."""
    found = [m for code in codes if (m := re.fullmatch(r"(.*?)(\d+)", code))]
    if not found:
        return ""
    last = max(found, key=lambda m: (len(m[2]), int(m[2])))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"
