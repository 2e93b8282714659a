"""Forms of the register: a site, its responsible organisation, a placement point with the households it serves."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from auditor import wording
from auditor.division import code_of
from auditor.errors import Problem, Refused, refuse_if
from auditor.reasons import category_name
from auditor.record import new_id
from auditor.site import MOST_HOUSEHOLDS, Assignment, Category, Container, Link, Point, Site
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases import keeping, recording
from auditor.wording import _, named, pgettext
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice, DateField, NoteField, NumberField, TextField, Tick
from ui.form import Form
from ui.messages import Message, MessageStrip
from ui.panes import Hairline, Scroll, Text
from ui.questions import ask
from ui.site_reading import SitePoint

DRAFT_AFTER_MS = 700


class RecordForm(QWidget):
    """A form over the detail: Ctrl Enter saves, Esc leaves (and asks first if something is typed)."""

    saved = Signal(str)  # what was saved, as a sentence
    left = Signal()

    def __init__(self, context: Context, title: str, draft: str) -> None:
        """`draft` is the name under which what is typed is kept until it is saved."""
        super().__init__()
        self.context, self.draft = context, draft
        self._later = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._later.timeout.connect(self._keep_draft)
        self.busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(8)
        self.column.addWidget(Text(title, "thing", wrap=True))
        self.strip = MessageStrip()
        self.column.addWidget(self.strip)
        self.form = Form()
        self.form.save_asked.connect(self.save)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        column.addWidget(Scroll(inner), 1)
        column.addWidget(Hairline())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(14, 8, 14, 8)
        self.foot.setSpacing(8)
        self.save_button = Button(_("保存"), "primary", key="Ctrl Enter")
        self.save_button.clicked.connect(self.save)
        self.leave_button = Button(_("不改了"), key="Esc")
        self.leave_button.clicked.connect(self.leave)
        self.foot.addWidget(self.save_button)
        self.foot.addWidget(self.leave_button)
        self.foot.addStretch(1)
        column.addLayout(self.foot)
        self._as_shown: tuple[object, ...] = ()

    def begin(self) -> None:
        """Called when every field is filled: from here on a difference is something typed. The first takes the keys."""
        self._as_shown = self._typed()
        for line in self.form.findChildren(QLineEdit):
            line.textChanged.connect(self._later.start)
        for note in self.form.findChildren(QPlainTextEdit):
            note.textChanged.connect(self._later.start)
        for choice in self.form.findChildren(Choice):
            choice.currentIndexChanged.connect(self._later.start)
        for tick in self.form.findChildren(Tick):
            tick.toggled.connect(self._later.start)
        self.context.tasks.run(partial(_read_draft, self.context.store, self.draft), self._offer)
        first = next((f for f in self.form.findChildren(QLineEdit)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self._typed() != self._as_shown

    def _typed(self) -> tuple[object, ...]:
        lines = tuple(field.text() for field in self.form.findChildren(QLineEdit))
        notes = tuple(field.toPlainText() for field in self.form.findChildren(QPlainTextEdit))
        choices = tuple(field.value() for field in self.form.findChildren(Choice))
        return lines + notes + choices + tuple(tick.isChecked() for tick in self.form.findChildren(Tick))

    # -- draft ------------------------------------------------------------------------------------------------------

    def _fill(self, values: tuple[object, ...]) -> None:
        """Put values in, in the order of `_typed`; those of another shape of the form are left alone."""
        if len(values) != len(self._typed()):
            return
        given = iter(values)
        for line in self.form.findChildren(QLineEdit):
            line.setText(str(next(given)))
        for note in self.form.findChildren(QPlainTextEdit):
            note.setPlainText(str(next(given)))
        for choice in self.form.findChildren(Choice):
            choice.choose(next(given))
        for tick in self.form.findChildren(Tick):
            tick.setChecked(bool(next(given)))

    def _keep_draft(self) -> None:
        text = json.dumps(self._typed(), ensure_ascii=False) if self.dirty else ""
        self.context.tasks.run(partial(keeping.keep_draft, self.context.store, self.draft, text), _nothing)

    def _drop_draft(self) -> None:
        self._later.stop()
        self.context.tasks.run(partial(keeping.keep_draft, self.context.store, self.draft, ""), _nothing)

    def _offer(self, text: str) -> None:
        """What was typed and not saved comes back; it can be given up."""
        try:
            values = json.loads(text) if text else []
        except ValueError:
            values = []
        if isinstance(values, list) and values and not self.dirty:
            self._fill(tuple(values))
            note = _("上次没有保存，接着填就行。")
            self.strip.tell(Message("note", _("填到一半的内容还在"), note, _("不要了"), self._give_up))

    def _give_up(self) -> None:
        self._fill(self._as_shown)
        self._drop_draft()

    # -- saving -----------------------------------------------------------------------------------------------------

    def work(self) -> Callable[[Store], str]:
        """What the worker is to do, made of the values typed; Refused for what cannot be read as a value."""
        raise NotImplementedError

    def save(self) -> None:
        """Save; a refusal is shown at its fields and nothing typed is lost."""
        if self.busy:
            return
        try:
            keep = self.work()
        except Refused as refused:
            self.refuse(refused)
            return
        self._be_busy(True)
        self.context.tasks.run(partial(keep, self.context.store), self._done, self.refuse)

    def _done(self, told: str) -> None:
        self._be_busy(False)
        self._as_shown = self._typed()
        self._drop_draft()
        self.saved.emit(told)

    def refuse(self, error: Exception) -> None:
        """Show what was refused: at the fields, the rest above the form."""
        self._be_busy(False)
        self.strip.settle()
        if isinstance(error, Refused):
            for problem in self.form.show_problems(error.problems):
                self.strip.tell(Message("bad", wording.explain(Refused(problem))))
        else:
            self.strip.tell(Message("bad", str(error)))

    def _be_busy(self, busy: bool) -> None:
        self.busy = busy
        self.save_button.setEnabled(not busy)

    def leave(self) -> None:
        """Leave without saving."""
        if self.may_leave():
            self.left.emit()

    def may_leave(self) -> bool:
        """Whether what is typed may be given up: asked only if there is something."""
        if not self.dirty:
            return True
        told = _("改过的内容还没有保存。")
        if ask(self, _("放弃修改？"), told, verb=_("放弃修改"), stay=_("继续修改")) is None:
            return False
        self._drop_draft()
        self._as_shown = self._typed()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    # -- reading fields ---------------------------------------------------------------------------------------------

    def read_whole(self, key: str, field: NumberField, found: list[Problem]) -> int:
        """The number typed, 0 for none; what is no number joins `found`."""
        try:
            return field.number() or 0
        except ValueError:
            facts = {"value": field.text().strip(), "most": MOST_HOUSEHOLDS}
            found.append(Problem(key, "households_range", facts))
            return 0

    def read_day(self, key: str, field: DateField, found: list[Problem]) -> date | None:
        """The date typed; what is no date joins `found`."""
        try:
            return field.day()
        except ValueError:
            found.append(Problem(key, "not_a_moment", {"value": field.text().strip()}))
            return None


def _read_draft(store: Store, name: str) -> str:
    with store.reading() as work:
        return next((draft.body for draft in work.drafts() if draft.form == name), "")


def _nothing(_done: object) -> None:
    """A draft is kept without a word."""


def _add_period(form: Form, since: date | None, until: date | None) -> tuple[DateField, DateField]:
    start, end = DateField(_("启用"), since), DateField(_("停用"), until)
    form.add("since", _("启用"), start, optional=True)
    form.add("until", _("停用"), end, optional=True)
    return start, end


class SiteForm(RecordForm):
    """A site of the register, new or held."""

    def __init__(self, context: Context, site: Site, communities: list[tuple[str, str]], *, new: bool = False) -> None:
        title = _("新点位") if new else _("修改 {code}").format(code=site.code)
        super().__init__(context, title, "site:new" if new else f"site:{site.id}")
        self.site = site
        standard = context.standard
        self.code = TextField(_("编号"), site.code, chars=10)
        self.name = TextField(_("名称"), site.name, chars=18)
        self.community = Choice(_("社区"), [(name, code) for code, name in communities])
        self.community.choose(site.community)
        places = [(named(t.name, t.name_en), t.id) for t in standard.place_types.values()]
        if site.place_type and site.place_type not in standard.place_types:
            places.insert(0, (site.place_type, site.place_type))
        self.place = Choice(_("场所类型"), list(places))
        self.place.choose(site.place_type)
        self.households = NumberField(_("户数"), site.households)
        self.address = TextField(_("地址"), site.address, chars=18)
        self.note = NoteField(_("备注"), site.note, lines=2)
        for choice in (self.community, self.place):
            choice.setMinimumContentsLength(8)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form = self.form
        form.add("code", _("编号"), self.code, _("形如 07-012"))
        form.add("name", _("名称"), self.name)
        form.add("community", _("社区"), self.community)
        form.add("place_type", _("场所类型"), self.place)
        self._households = form.add("households", _("户数"), self.households, pgettext("单位", "户"))
        form.add("address", _("地址"), self.address, optional=True)
        self.since, self.until = _add_period(form, site.since, site.until)
        form.add("note", _("备注"), self.note, optional=True)
        self.place.currentIndexChanged.connect(self._ask_households)
        self._ask_households()

    def _ask_households(self) -> None:
        place = self.context.standard.place_types.get(str(self.place.value()))
        asked = place is None or place.residential or bool(self.households.text().strip("0 "))
        self.households.setEnabled(asked)
        self.households.setToolTip("" if asked else _("这类场所没有居民户"))

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        made = replace(
            self.site,
            code=code_of(self.code.text()),
            name=self.name.text().strip(),
            community=str(self.community.value() or ""),
            place_type=str(self.place.value() or ""),
            households=self.read_whole("households", self.households, found),
            address=self.address.text().strip(),
            since=self.read_day("since", self.since, found),
            until=self.read_day("until", self.until, found),
            note=self.note.text().strip(),
        )
        refuse_if([*made.problems(), *found])
        return partial(_keep_site, made, self.context.standard)


def _keep_site(site: Site, standard: Standard, store: Store) -> str:
    recording.save_site(store, site, standard)
    return _("已保存 {code}").format(code=site.code)


class AssignmentForm(RecordForm):
    """Who is responsible for a site from a day on. The organisation before ends the day before."""

    def __init__(self, context: Context, site: Site, held: Assignment | None, today: date, *, change: bool) -> None:
        title = _("换责任单位") if held and not change else _("责任单位")
        super().__init__(context, title, f"assignment:{site.id}:{held.id if held and change else 'new'}")
        self.held, self.change = held, change
        empty = Assignment(id=new_id(), street=site.street, site=site.id, organisation="", since=today)
        self.assignment = held if held is not None and change else empty
        shown = self.assignment
        self.organisation = TextField(_("责任单位"), shown.organisation, chars=18)
        self.officer = TextField(_("负责人"), shown.officer, chars=12)
        self.basis = TextField(_("依据"), shown.basis, chars=18, example=_("物业服务合同"))
        self.form.add("organisation", _("责任单位"), self.organisation)
        self.form.add("officer", _("负责人"), self.officer, optional=True)
        self.form.add("basis", _("依据"), self.basis, optional=True)
        self.since, self.until = _add_period(self.form, shown.since, shown.until)
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


@dataclass
class _HeldPoint:
    """What of a point is saved so far: a link may be refused after its point was kept."""

    point: Point
    link: Link | None


class PointForm(RecordForm):
    """A placement point at a site, its containers, and how many households of the site it serves."""

    def __init__(self, context: Context, site: Site, held: SitePoint | None, *, code: str = "1", rest: int = 0) -> None:
        """`code` and `rest` (households not yet served) are what a new point starts with."""
        point, link = (held.point, held.link) if held else (None, None)
        title = _("新投放点") if point is None else _("修改投放点 {code}").format(code=point.code)
        super().__init__(context, title, f"point:{site.id}:{point.id if point else 'new'}")
        self.site = site
        shown = point or Point(id=new_id(), street=site.street, code=code, site=site.id)
        self._held = _HeldPoint(shown, link)
        self.code = TextField(_("编号"), shown.code, chars=8)
        self.name = TextField(_("位置"), shown.name, chars=16, example=_("3 号楼东侧"))
        self.form.add("code", _("编号"), self.code)
        self.form.add("name", _("位置"), self.name, optional=True)
        self.containers = {category: Tick(category_name(category.value)) for category in Category}
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for i, (category, tick) in enumerate(self.containers.items()):
            tick.setChecked(category.value in shown.containers)
            grid.addWidget(tick, i, 0)
        self.form.add("containers", _("容器"), box)
        place = context.standard.place_types.get(site.place_type)
        self.residential = place is None or place.residential
        given = link.households if link else (rest if point is None else 0)
        self.households = NumberField(_("服务户数"), given if self.residential else 0)
        self.households.setEnabled(self.residential)
        self.form.add("households", _("服务户数"), self.households, pgettext("单位", "户"))
        self.since, self.until = _add_period(self.form, shown.since, shown.until)

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        held = self._held.point
        boxes = {
            category.value: held.containers.get(category.value, Container(category=category))
            for category, tick in self.containers.items()
            if tick.isChecked()
        }
        point = replace(
            held,
            code=code_of(self.code.text()),
            name=self.name.text().strip(),
            containers=boxes,
            since=self.read_day("since", self.since, found),
            until=self.read_day("until", self.until, found),
        )
        households = self.read_whole("households", self.households, found)
        link = self._held.link or Link(id=new_id(), street=self.site.street, point=point.id, site=self.site.id)
        link = replace(link, households=households)
        refuse_if([*point.problems(), *link.problems(), *found])
        return partial(_keep_point, self._held, point, link)


def _keep_point(held: _HeldPoint, point: Point, link: Link, store: Store) -> str:
    """The point, then its link. `held` remembers what was kept, so that saving again goes on from there."""
    held.point = recording.save_point(store, point)
    held.link = recording.save_link(store, link)
    return _("已保存投放点 {code}").format(code=point.code)
