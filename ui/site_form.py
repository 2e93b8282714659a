"""The form of a site of the register, new or held."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QSizePolicy

from auditor.cells import Unreadable, degrees_text, read_degrees
from auditor.division import code_of
from auditor.errors import Problem, refuse_if
from auditor.site import Site
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases import recording
from auditor.wording import _, named, pgettext
from ui.context import Context
from ui.fields import Choice, NoteField, NumberField, TextField
from ui.record_form import RecordForm


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
        self.latitude = TextField(_("纬度"), degrees_text(site.latitude), chars=12, example="39.1085")
        self.longitude = TextField(_("经度"), degrees_text(site.longitude), chars=12, example="117.1652")
        datum = _("WGS-84 十进制度。高德、腾讯地图的坐标是 GCJ-02，偏几百米，先换算再填。")
        for field in (self.latitude, self.longitude):
            field.setToolTip(datum)
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
        form.add("latitude", _("纬度"), self.latitude, "WGS-84", optional=True)
        form.add("longitude", _("经度"), self.longitude, _("不是 GCJ-02"), optional=True)
        self.since, self.until = self.add_period(site.since, site.until)
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
            latitude=_read_degrees("latitude", self.latitude, 90, found),
            longitude=_read_degrees("longitude", self.longitude, 180, found),
            since=self.read_day("since", self.since, found),
            until=self.read_day("until", self.until, found),
            note=self.note.text().strip(),
        )
        refuse_if([*made.problems(), *found])
        return partial(_keep_site, made, self.context.standard)


def _read_degrees(key: str, field: TextField, most: int, found: list[Problem]) -> int | None:
    """Millionths of a degree; None for an empty field; what cannot be read joins `found`."""
    try:
        return read_degrees(field.text(), most)
    except Unreadable as error:
        found.append(Problem(key, error.code, {"value": field.text().strip(), **error.facts}))
        return None


def _keep_site(site: Site, standard: Standard, store: Store) -> str:
    recording.save_site(store, site, standard)
    return _("已保存 {code}").format(code=site.code)
