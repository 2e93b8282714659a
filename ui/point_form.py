"""The form of a placement point with its containers and the households it serves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from auditor.division import code_of
from auditor.errors import Problem, refuse_if
from auditor.reasons import category_name
from auditor.record import new_id
from auditor.site import Category, Container, Link, Point, Site
from auditor.store import Store
from auditor.use_cases import recording
from auditor.wording import _, pgettext
from ui.context import Context
from ui.fields import NumberField, TextField, Tick
from ui.panes import Text
from ui.record_form import RecordForm
from ui.site_reading import SitePoint


class ContainerBox(QWidget):
    """The four categories, each with its number of containers and the litres of one."""

    def __init__(self, held: Mapping[str, Container]) -> None:
        super().__init__()
        self._held = held
        self.ticks: dict[Category, Tick] = {}
        self.counts: dict[Category, NumberField] = {}
        self.litres: dict[Category, NumberField] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for i, category in enumerate(Category):
            word, known = category_name(category.value), held.get(category.value)
            tick = Tick(word, ticked=known is not None)
            count = NumberField(_("{category}的个数").format(category=word), known.count if known else 1, chars=2)
            litres = NumberField(
                _("{category}每个多少升").format(category=word), (known.litres or None) if known else None, chars=4
            )
            for at, widget in enumerate((tick, count, Text(pgettext("单位", "个"), "note"), litres, Text("L", "note"))):
                grid.addWidget(widget, i, at)
            for field in (count, litres):
                field.setEnabled(tick.isChecked())
                tick.toggled.connect(field.setEnabled)
            self.ticks[category], self.counts[category], self.litres[category] = tick, count, litres
        grid.setColumnStretch(5, 1)
        self.setFocusProxy(self.ticks[Category.FOOD])

    def read(self, found: list[Problem]) -> dict[str, Container]:
        """What is ticked; what is no number, or a count below 1, joins `found`."""
        result = {}
        for category, tick in self.ticks.items():
            if not tick.isChecked():
                continue
            held = self._held.get(category.value, Container(category=category))
            try:
                count, litres = self.counts[category].number() or 0, self.litres[category].number() or 0
            except ValueError:
                typed = self.counts[category].text().strip() + " " + self.litres[category].text().strip()
                found.append(Problem("containers", "no_number", {"value": typed.strip()}))
                continue
            if litres < 0:
                found.append(Problem("containers", "negative", {"value": litres}))
            result[category.value] = replace(held, count=count, litres=litres)
        return result


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
        box = ContainerBox(shown.containers)
        self.boxes = box
        self.form.add("containers", _("容器"), box)
        place = context.standard.place_types.get(site.place_type)
        self.residential = place is None or place.residential
        given = link.households if link else (rest if point is None else 0)
        self.households = NumberField(_("服务户数"), given if self.residential else 0)
        self.households.setEnabled(self.residential)
        self.form.add("households", _("服务户数"), self.households, pgettext("单位", "户"))
        self.since, self.until = self.add_period(shown.since, shown.until)
        if point is not None:
            self.offer_withdrawal(
                _("撤回投放点？"),
                _("投放点 {code} 和它服务的户数不再计数，历史和检查都留着。").format(code=point.code),
                partial(recording.withdraw_point, point=point.id),
                _("撤回投放点 {code}").format(code=point.code),
            )

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        held = self._held.point
        point = replace(
            held,
            code=code_of(self.code.text()),
            name=self.name.text().strip(),
            containers=self.boxes.read(found),
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
