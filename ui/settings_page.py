"""设置: the look, who records, what is printed as issuer, the database and its care, and the standard to read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.store import Check, Store
from auditor.use_cases import keeping
from auditor.wording import _, named, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice, TextField
from ui.first_start import role_word
from ui.form import Form
from ui.main_window import SCALES, MainWindow
from ui.marks import Mark, MarkWord
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import Pane, Scroll, Text
from ui.standard_pane import StandardPane
from ui.tasks import Job, Tell

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
    kinds: ClassVar[frozenset[str]] = frozenset({"person", "street"})

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
        for pane in (self._build_look(), self._build_people(), self._build_database()):
            side.addWidget(pane)
        side.addStretch(1)
        self._side = QWidget()
        side.setContentsMargins(0, 0, 0, 0)
        self._side.setLayout(side)
        self._across.addWidget(self._side)
        self.standard = StandardPane(context.standard)
        self._across.addWidget(self.standard, 1)
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
        self.issuer = TextField(_("签发单位"), chars=22)
        self.issuer.settled.connect(lambda text: self._change("issuer", text))
        self.prefix = TextField(_("代字"), chars=12)
        self.prefix.settled.connect(lambda text: self._change("number_prefix", text))
        self._person_row = self.form.add("name", _("检查人"), self.person)
        self.form.add("street", _("街道"), self.street)
        self.form.add("issuer", _("签发单位"), self.issuer)
        self.form.add("number_prefix", _("代字"), self.prefix)
        pane.body.addWidget(self.form)
        told = _("签发单位和代字空着时不能签发证明文件。")
        pane.body.addWidget(Text(told, "note", wrap=True))
        return pane

    def _build_database(self) -> Pane:
        pane = Pane(_("数据库"))
        self.place = Text(self.context.store.place, "note", "ink", wrap=True)
        self.station = Text("", "note", "ink", wrap=True)
        self.lines = Text("", "note", "ink")
        form = Form()
        for key, label, text in (
            ("place", _("位置"), self.place),
            ("station", _("本站编号"), self.station),
            ("lines", _("日志"), self.lines),
        ):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(label)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            form.add(key, label, text)
        pane.body.addWidget(form)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.backup_button = Button(_("备份"))
        self.backup_button.clicked.connect(self.back_up)
        self.check_button = Button(_("核对"))
        self.check_button.clicked.connect(self.check)
        self.rebuild_button = Button(_("重建索引"))
        self.rebuild_button.clicked.connect(self.rebuild)
        for button in (self.backup_button, self.check_button, self.rebuild_button):
            row.addWidget(button)
        row.addStretch(1)
        pane.body.addLayout(row)
        self.result = MarkWord(Mark.NOT_ANSWERED, "")
        self.result.hide()
        self.told = Text("", "note", "ink2", wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAccessibleName(_("结果"))
        self.told.hide()
        pane.body.addWidget(self.result)
        pane.body.addWidget(self.told)
        pane.body.addWidget(
            Text(_("备份写好后会打开核对，一致才算数。重建从日志算出索引，日志不变。"), "note", wrap=True)
        )
        return pane

    def dress(self) -> None:
        """The side keeps its measure in type; choices follow what F12 and Ctrl + chose."""
        for text in (self.place, self.station, self.lines):
            text.setMinimumHeight(theme.height(30))  # on one line with its label
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

    def _show(self, own: Own) -> None:
        self.own = own
        for field, text in (
            (self.person, own.person),
            (self.issuer, own.settings["issuer"]),
            (self.prefix, own.settings["number_prefix"]),
        ):
            if not field.hasFocus():
                field.show_text(text)
        self.street.show_options([(_("区级（全部街道）"), ""), *own.streets])
        self.street.choose(own.settings["street"])
        self.station.setText(own.station)
        self.lines.setText(ngettext("{n} 行", "{n} 行", own.lines).format(n=number(own.lines)))
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

    # -- database ---------------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """A checked copy in one file, at a place one chooses."""
        path, _kind = QFileDialog.getSaveFileName(self, _("备份到"), _("示范街评估-备份.sqlite3"), "SQLite (*.sqlite3)")
        if path:
            self._begin(_("正在备份"))
            self.context.tasks.run(partial(self.context.store.backup, path), partial(self._backed_up, path), self._fail)

    def _backed_up(self, path: str, found: Check) -> None:
        told = _("{lines} 行日志，{records} 份记录，打开核对一致。{path}")
        self._end(
            Mark.CONFORMING,
            _("已备份"),
            told.format(lines=number(found.lines), records=number(found.records), path=path),
        )

    def check(self) -> None:
        """Compare journal and index; nothing is changed."""
        self._begin(_("正在核对"))
        work = _checking(self.context.store)
        self._watch(self.context.tasks.run_long(_("正在核对数据库"), work, self._checked, self._fail))

    def _checked(self, found: Check) -> None:
        if found.faults:
            count = len(found.faults)
            word = ngettext("有 {n} 处不对", "有 {n} 处不对", count).format(n=count)
            self._end(Mark.NONCONFORMING, word, "\n".join(found.faults[:20]) + "\n" + _("先备份，再重建索引。"))
            return
        told = _("{lines} 行日志，{records} 份记录，索引与日志一致。根 {root}")
        self._end(
            Mark.CONFORMING,
            _("核对一致"),
            told.format(lines=number(found.lines), records=number(found.records), root=in_fours(found.root)),
        )

    def rebuild(self) -> None:
        """Make the index anew from the journal; it can be stopped, then the index before stands."""
        self._begin(_("正在重建"))
        work = _rebuilding(self.context.store)
        self._watch(self.context.tasks.run_long(_("正在重建索引"), work, self._rebuilt, self._fail))

    def _rebuilt(self, records: int) -> None:
        told = _("{n} 份记录的索引从日志算出，日志没有变。").format(n=number(records))
        self._end(Mark.CONFORMING, _("已重建索引"), told)
        self.context.tasks.announce(("site", "audit", "response"), ())

    def _fail(self, error: Exception) -> None:
        told = wording.explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        self._end(Mark.NONCONFORMING, _("没有做成"), told)

    def _watch(self, job: Job) -> None:
        job.ended.connect(lambda: self._stopped(job))

    def _stopped(self, job: Job) -> None:
        if job.cancelled:
            self._end(Mark.NOT_ANSWERED, _("停下了"), _("数据库和先前一样。"))

    def _begin(self, word: str) -> None:
        self._say_result(Mark.NOT_ANSWERED, word, "")

    def _end(self, mark: Mark, word: str, told: str) -> None:
        self._say_result(mark, word, told)
        self.refresh()

    def _say_result(self, mark: Mark, word: str, told: str) -> None:
        self.result.show_mark(mark, word)
        self.result.show()
        self.told.setText(told)
        self.told.setVisible(bool(told))


def in_fours(digits: str) -> str:
    """A root in groups of sixteen digits: they can be compared by eye, and the line can break."""
    return " ".join(digits[i : i + 16] for i in range(0, len(digits), 16))


def _checking(store: Store) -> Callable[[Tell], Check]:
    def work(tell: Tell) -> Check:
        return store.check(tell)

    return work


def _rebuilding(store: Store) -> Callable[[Tell], int]:
    def work(tell: Tell) -> int:
        return store.rebuild(tell)

    return work
