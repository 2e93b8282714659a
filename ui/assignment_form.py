"""The form of who is responsible for a site, and from which day on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from auditor.errors import Problem, refuse_if
from auditor.record import new_id
from auditor.site import Assignment, Site
from auditor.store import Store
from auditor.use_cases import recording
from auditor.wording import _
from ui.context import Context
from ui.fields import TextField
from ui.panes import Text
from ui.record_form import RecordForm


class AssignmentForm(RecordForm):
    """Who is responsible for a site from a day on. The organisation before ends the day before."""

    def __init__(self, context: Context, site: Site, held: Assignment | None, today: date, *, change: bool) -> None:
        title = _("换责任单位") if held and not change else _("责任单位")
        super().__init__(context, title, f"assignment:{site.id}:{held.id if held and change else 'new'}")
        self.held, self.change = held, change
        empty = Assignment(id=new_id(), street=site.street, site=site.id, organisation="", since=today)
        self.assignment = held if held is not None and change else empty
        shown = self.assignment
        place = context.standard.place_types.get(site.place_type)
        usual = place.responsible if place else ""  # of the standard; empty where the field's text is unknown
        hint = _("通常是{who}").format(who=usual) if usual else ""
        self.organisation = TextField(_("责任单位"), shown.organisation, chars=18, example=hint)
        self.officer = TextField(_("负责人"), shown.officer, chars=12)
        self.basis = TextField(_("依据"), shown.basis, chars=18, example=_("物业服务合同"))
        self.form.add("organisation", _("责任单位"), self.organisation)
        self.form.add("officer", _("负责人"), self.officer, optional=True)
        self.form.add("basis", _("依据"), self.basis, optional=True)
        self.since, self.until = self.add_period(shown.since, shown.until)
        if held is not None and change:
            self.offer_withdrawal(
                _("撤回责任单位？"),
                _("「{name}」是录错的才撤回；不再负责的，写停用日期。").format(name=held.organisation),
                partial(recording.withdraw, kind="assignment", record=held.id),
                _("撤回责任单位 {name}").format(name=held.organisation),
            )
        if held is not None and not change:
            told = _("「{name}」到新单位启用的前一天为止。").format(name=held.organisation)
            self.column.insertWidget(1, Text(told, "note", "ink2", wrap=True))

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        made = replace(
            self.assignment,
            organisation=self.organisation.text().strip(),
            officer=self.officer.text().strip(),
            basis=self.basis.text().strip(),
            since=self.read_day("since", self.since, found),
            until=self.read_day("until", self.until, found),
        )
        refuse_if([*made.problems(), *found])
        before = None
        if self.held is not None and not self.change and made.since is not None:
            before = replace(self.held, until=made.since - timedelta(days=1))
            refuse_if(Problem("since", p.code, p.facts) for p in before.problems())
        return partial(_keep_assignment, made, before)


def _keep_assignment(made: Assignment, before: Assignment | None, store: Store) -> str:
    if before is not None:
        recording.save_assignment(store, before)
    recording.save_assignment(store, made)
    return _("已保存责任单位 {name}").format(name=made.organisation)
