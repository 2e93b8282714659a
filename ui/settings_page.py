"""设置: the look, who records, what is printed as issuer, the database and its care, and the standard it works by."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from auditor import wording
from auditor.correction_wording import preset_name
from auditor.corrections import PRESETS, SETTING, usual_days
from auditor.errors import Refused
from auditor.identity import NAME
from auditor.store import Store
from auditor.use_cases import keeping
from auditor.wording import _, named
from ui import theme
from ui.context import Context
from ui.copies_pane import CopiesPane
from ui.database_pane import DatabasePane
from ui.fields import Choice, TextField
from ui.first_start import role_word
from ui.form import Form
from ui.main_window import SCALES, MainWindow
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import Pane, Scroll, Text
from ui.standard_pane import StandardPane

SIDE = 430
NARROW_BELOW = 940  # of the page at 100 % type: then the standard stands below


@dataclass(frozen=True, slots=True)
class Own:
    """What this database says of itself."""

    settings: dict[str, str]
    person: str
    role: str
    station: str
    lines: int
    streets: tuple[tuple[str, str], ...]  # (name, code)


def read_own(store: Store) -> Own:
    """Settings, person, station, size, and the streets one may work for."""
    settings = keeping.read_settings(store)
    with store.reading() as work:
        person = work.people.find(work.setting("person"))
        streets = sorted(work.streets.all(), key=lambda s: s.code)
        return Own(
            settings=settings,
            person=person.name if person else "",
            role=role_word(person.role) if person else "",
            station=work.setting("station"),
            lines=work.journal.count(),
            streets=tuple((named(s.name, s.name_en), s.code) for s in streets),
        )


class SettingsPage(Page):
    """What is chosen here holds at once; there is nothing to save."""

    id: ClassVar[str] = "settings"
    icon: ClassVar[str] = "settings"
    group: ClassVar[Group] = "hand over"
    kinds: ClassVar[frozenset[str]] = frozenset({"person", "street", "standard"})

    @classmethod
    def name(cls) -> str:
        return _("设置")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.own: Own | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        inner = QWidget()
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(12)
        side = QVBoxLayout()
        side.setSpacing(12)
        self.database = DatabasePane(context)
        self.database.changed.connect(self.refresh)
        self.copies = CopiesPane(context)
        self.copies.say.connect(self.say)
        self.copies.restored.connect(self.renewal_asked)
        for pane in (self._build_look(), self._build_people()):
            side.addWidget(pane)
        side.addStretch(1)
        self._side = QWidget()
        side.setContentsMargins(0, 0, 0, 0)
        self._side.setLayout(side)
        self._across.addWidget(self._side)
        self.standard = StandardPane(context)
        self.standard.opened.connect(partial(self.go.emit, "standard", None))
        self.standard.changed.connect(self.renewal_asked)
        rest = QVBoxLayout()
        rest.setSpacing(12)
        rest.addWidget(self.standard)
        rest.addWidget(self.database)
        rest.addWidget(self.copies)
        rest.addStretch(1)
        self._across.addLayout(rest, 1)
        column.addWidget(Scroll(inner))
        theme.follow(self.dress)

    # -- parts ------------------------------------------------------------------------------------------------------

    def _build_look(self) -> Pane:
        pane = Pane(_("显示"))
        form = Form()
        self.language = Choice("语言 Language", [("中文", "zh"), ("English", "en")])
        self.language.choose(wording.language())
        self.language.picked.connect(self._pick_language)
        themes = [(_("浅色"), "light"), (_("深色"), "dark"), (_("阳光下"), "sun")]
        self.theme = Choice(_("配色"), list(themes))
        self.theme.picked.connect(lambda name: self._pick_look(name=str(name)))
        self.scale = Choice(_("字号"), [(f"{round(s * 100)} %", s) for s in SCALES])
        self.scale.picked.connect(lambda scale: self._pick_look(scale=float(str(scale))))
        form.add("language", "语言 Language", self.language)
        form.add("theme", _("配色"), self.theme, "F12")
        form.add("scale", _("字号"), self.scale, "Ctrl + / Ctrl −")
        pane.body.addWidget(form)
        return pane

    def _build_people(self) -> Pane:
        pane = Pane(_("人和单位"))
        self.form = Form()
        self.person = TextField(_("检查人"), chars=16)
        self.person.settled.connect(self._change_person)
        self.street = Choice(_("街道"))
        self.street.picked.connect(lambda code: self._change("street", str(code)))
        self.station_name = TextField(_("本机名称"), chars=16, example=_("二号笔记本"))
        self.station_name.settled.connect(lambda text: self._change(NAME, text))
        self.issuer = TextField(_("签发单位"), chars=22)
        self.issuer.settled.connect(lambda text: self._change("issuer", text))
        self.prefix = TextField(_("代字"), chars=12)
        self.prefix.settled.connect(lambda text: self._change("number_prefix", text))
        self.days = Choice(_("整改期限"), [(preset_name(d), str(d)) for d in PRESETS])
        self.days.picked.connect(lambda days: self._change(SETTING, str(days)))
        self._person_row = self.form.add("name", _("检查人"), self.person)
        self.form.add("street", _("街道"), self.street)
        self.form.add(NAME, _("本机名称"), self.station_name)
        self.form.add("issuer", _("签发单位"), self.issuer)
        self.form.add("number_prefix", _("代字"), self.prefix)
        self.form.add("correction_days", _("整改期限"), self.days, _("自然日，先给这个"))
        pane.body.addWidget(self.form)
        told = _("签发单位和代字空着时不能签发证明文件。")
        pane.body.addWidget(Text(told, "note", wrap=True))
        whose = _("整改期限没有找到统一规定，这几档由本程序拟定（P），每一条都可以改。")
        pane.body.addWidget(Text(whose, "note", wrap=True))
        return pane

    def dress(self) -> None:
        """The side keeps its measure in type; choices follow what F12 and Ctrl + chose."""
        self.database.fit_type()
        self.theme.choose(theme.current().name)
        nearest = min(SCALES, key=lambda s: abs(s - theme.scale()))
        self.scale.choose(nearest)
        self._lay_out()

    def _lay_out(self) -> None:
        narrow = self.width() < theme.height(NARROW_BELOW)
        self._side.setMaximumWidth(16777215 if narrow else theme.height(SIDE))
        self._side.setMinimumWidth(0 if narrow else theme.height(SIDE))
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # -- page -------------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        return " · ".join(part for part in (self.own.person, self.own.role) if part) if self.own else ""

    def first_field(self) -> QWidget | None:
        return self.language

    def refresh(self) -> None:
        self.context.tasks.run(partial(read_own, self.context.store), self._show)
        self.standard.ask()
        self.copies.ask()

    def _show(self, own: Own) -> None:
        self.own = own
        for field, text in (
            (self.person, own.person),
            (self.station_name, own.settings[NAME]),
            (self.issuer, own.settings["issuer"]),
            (self.prefix, own.settings["number_prefix"]),
        ):
            if not field.hasFocus():
                field.show_text(text)
        self.days.choose(str(usual_days(own.settings[SETTING])))
        self.street.show_options([(_("区级（全部街道）"), ""), *own.streets])
        self.street.choose(own.settings["street"])
        self.database.show_size(own.station, own.lines)
        window = self.window()
        if isinstance(window, MainWindow):
            names = {code: name for name, code in own.streets}
            window.rail.show_place(names.get(own.settings["street"], _("区级")))
            window.rail.show_person(own.person)
        self.header_changed.emit()

    # -- look -------------------------------------------------------------------------------------------------------

    def _pick_look(self, name: str = "", scale: float = 0.0) -> None:
        chosen, size = name or theme.current().name, scale or theme.scale()
        theme.use(chosen, size)
        self._keep(theme=chosen, scale=size)

    def _pick_language(self, language: object) -> None:
        if str(language) != wording.language():
            self._keep(language=str(language))  # the window is made anew by whoever opened it

    def _keep(self, **choices: object) -> None:
        window = self.window()
        if isinstance(window, MainWindow):
            window.choose(**choices)
        else:
            self.context.settings.changed(**choices)

    # -- people -----------------------------------------------------------------------------------------------------

    def _change(self, key: str, value: str) -> None:
        work = partial(keeping.change_setting, self.context.store, key, value)
        self.context.tasks.run(work, self._changed)

    def _changed(self, _nothing: object) -> None:
        self.say.emit(Message("ok", _("已保存设置"), _("在本机")))
        self.refresh()

    def _change_person(self, name: str) -> None:
        work = partial(keeping.change_person, self.context.store, name)
        self.context.tasks.run(work, self._changed, self._refuse_person)

    def _refuse_person(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._person_row.show_problem(wording.explain(error))
