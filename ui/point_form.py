"""The form of a placement point with its containers and the households it serves."""

from collections.abc import Callable
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
from ui.record_form import RecordForm
from ui.site_reading import SitePoint


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
        self.since, self.until = self.add_period(shown.since, shown.until)

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
