"""台账: the tree of communities, the table of sites, and beside it the chosen one, read or edited."""

import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.record import new_id
from auditor.site import Site
from auditor.use_cases import exporting, recording
from auditor.wording import _, ngettext, number
from ui import theme
from ui.assignment_form import AssignmentForm
from ui.context import Context
from ui.fields import Choice, SearchField
from ui.import_wizard import ImportWizard
from ui.marks import Mark, unit_word
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import Elided, EmptyState, Hairline, Pane, Text
from ui.point_form import PointForm
from ui.questions import ask
from ui.record_form import RecordForm
from ui.record_table import Listing, RecordTable
from ui.register_rows import Branch, Register, RegisteredSite, read_register, short_name
from ui.register_table import Asked, columns, keeps
from ui.register_tree import Place, RegisterTree
from ui.site_detail import SiteDetail
from ui.site_form import SiteForm
from ui.site_reading import SitePoint, SiteView, read_site

TREE, DETAIL, EDITING = 172, 258, 296
# widths of the page at 100 % type below which the communities are a choice above; English columns are wider
NARROW_BELOW, NARROW_EDITING, ENGLISH = 1150, 1200, 100


class RegisterPage(Page):
    """The register of one street. Search has the keyboard; Ctrl N makes a site, F2 edits the chosen one."""

    id: ClassVar[str] = "register"
    icon: ClassVar[str] = "register"
    group: ClassVar[Group] = "know"
    kinds: ClassVar[frozenset[str]] = frozenset(
        {"street", "community", "site", "assignment", "point", "link", "audit", "demonstration"}
    )

    @classmethod
    def name(cls) -> str:
        return _("台账")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.register: Register | None = None
        self.form: RecordForm | None = None
        self._place: Place = ("", "")
        self._wanted = ""  # a site to choose when it is there
        self._asked = Asked()
        self._declare()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build())
        self.wizard = ImportWizard(context)
        self.wizard.left.connect(self._leave_import)
        self.wizard.say.connect(self.say)
        self.stack.addWidget(self.wizard)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.stack)
        theme.follow(self.dress)

    def _declare(self) -> None:
        declare = self.actions_here.declare
        declare("import", _("导入"), self.show_import, when=self._in_import)
        declare("export", _("导出"), self.export, when=self._no_sites)
        declare("new", _("新点位"), self.new_site, shortcut="Ctrl+N", when=self._no_street)
        declare("search", _("搜索"), self._to_search, shortcut="Ctrl+F")
        declare("edit", _("修改"), self.edit, shortcut="F2", when=self._no_site)
        declare("audit", _("现场检查"), self._audit, when=self._no_site)
        declare("withdraw", _("撤回"), self.withdraw, when=self._no_site)

    def _build(self) -> QWidget:
        self.tree = RegisterTree()
        self.tree.chosen.connect(self._choose_place)
        self._tree_pane = Pane(_("街道与社区"), flush=True)
        self._tree_pane.head.addWidget(Text(_("点位"), "note"))
        self._tree_pane.body.addWidget(self.tree)
        self.detail = SiteDetail(*(self.actions_here[name] for name in ("edit", "audit", "withdraw")))
        self.detail.assign_asked.connect(self._assign)
        self.detail.point_asked.connect(self._edit_point)
        self._side = QStackedWidget()
        self._side.addWidget(self.detail)
        self._side_pane = Pane(flush=True)
        self._side_pane.body.addWidget(self._side)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._tree_pane)
        row.addWidget(self._build_table(), 1)
        row.addWidget(self._side_pane)
        return inner

    def _build_table(self) -> QWidget:
        pane = Pane(flush=True)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        self.search = SearchField(_("搜索点位"), _("编号、名称"), chars=18)
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self._to_table)
        self.places = Choice(_("社区"))
        self.types = Choice(_("场所类型"))
        states = [(unit_word(mark), mark.value) for mark in (Mark.NONCONFORMING, Mark.UNKNOWN, Mark.CONFORMING)]
        self.states = Choice(_("结论"), [(_("结论：全部"), ""), *states, (_("不评"), "none")])
        for choice in (self.places, self.types):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12 if wording.language() == "en" else 8)
            choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.places.picked.connect(self._pick_community)
        self.types.picked.connect(lambda value: self._ask(place_type=str(value)))
        self.states.picked.connect(lambda value: self._ask(state=str(value)))
        self.count = Text("", "body", bold=True)
        self.where = Elided("", "note", "ink2")
        for widget in (self.search, self.places, self.types, self.states):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.count)
        bar.addWidget(self.where)
        pane.body.addLayout(bar)
        pane.body.addWidget(Hairline())
        self.table: RecordTable[RegisteredSite] = RecordTable(columns(self._today), _("点位"))
        self.table.chosen.connect(self._choose_site)
        self.table.opened.connect(lambda _site: self.edit())
        self.listing = Listing(self.table, EmptyState("clock", _("正在读台账")))
        pane.body.addWidget(self.listing, 1)
        return pane

    def dress(self) -> None:
        """Side panes keep their measure in type; in a narrow page the tree becomes a choice above the table."""
        self._tree_pane.setFixedWidth(theme.height(TREE))
        self._side_pane.setFixedWidth(theme.height(EDITING if self.form is not None else DETAIL))
        self._lay_out()

    def _lay_out(self) -> None:
        least = NARROW_BELOW if self.form is None else NARROW_EDITING
        least += ENGLISH if wording.language() == "en" else 0
        narrow = self.width() < theme.height(least)
        self._tree_pane.setVisible(not narrow)
        self.places.setVisible(narrow)
        self.where.setVisible(not narrow)
        self.count.setVisible(not narrow or self.form is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # -- page -------------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        if self.register is None or not self.register.street:
            return ""
        branch = self._branch()
        sites = ngettext("{n} 个点位", "{n} 个点位", branch.count).format(n=number(branch.count))
        return f"{branch.name} · {sites}"

    def header_actions(self) -> list[QAction]:
        return [self.actions_here[name] for name in ("import", "export", "new")]

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl F", _("搜索")), ("F2", _("修改")), ("Ctrl N", _("新点位"))]

    def first_field(self) -> QWidget | None:
        return self.search

    def refresh(self) -> None:
        work = partial(read_register, self.context.store, self._place[0], self.context.standard)
        self.context.tasks.run(work, self._show)

    def open(self, subject: object) -> None:
        """A site by its id; or a street or community by its code."""
        text = str(subject)
        if len(text) == 12 and text.isdigit():
            register = self.register
            known = {code: b.code for b in register.branches for code, _name in b.communities} if register else {}
            self._go_to((known.get(text, text), text if text in known else ""))
            return
        self._wanted = text
        self._clear()
        self.refresh()

    def may_leave(self) -> bool:
        return self.wizard.may_leave() and (self.form is None or self.form.may_leave())

    def _today(self) -> date:
        return self.register.today if self.register else date.today()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _branch(self) -> Branch:
        assert self.register is not None
        return next(b for b in self.register.branches if b.code == self.register.street)

    def _show(self, register: Register) -> None:
        if (
            self._place[0]
            and register.street != self._place[0]
            and self._place[0] in {b.code for b in register.branches}
        ):
            return  # an answer about a street one has left meanwhile
        self.register = register
        known = {code for b in register.branches if b.code == register.street for code, _name in b.communities}
        self._place = (register.street, self._place[1] if self._place[1] in known else "")
        wanted = next((s for s in register.sites if s.id == self._wanted), None)
        if wanted is not None and self._place[1] not in ("", wanted.community):
            self._place = (register.street, wanted.community)
        self.tree.show_branches(register.branches, self._place)
        self._show_choices(register)
        self.table.show_records(register.sites)
        self._filter()
        if wanted is not None:
            self._wanted = ""
            self.table.choose(wanted)
        elif self.table.chosen_record() is None and self.table.records.rowCount() and self.form is None:
            self.table.choose_row(0)
        if self.table.chosen_record() is not None:
            self._read_detail()
        self.header_changed.emit()

    def _show_choices(self, register: Register) -> None:
        here = {(s.place, s.place_type) for s in register.sites}
        self.types.show_options([(_("类型：全部"), ""), *sorted(here)])
        if register.street:
            communities = [(short_name(name), code) for code, name in self._branch().communities]
            self.places.show_options([(_("社区：全部"), ""), *communities])
            self.places.choose(self._place[1])

    def _filter(self) -> None:
        asked = Asked(self._asked.text, self._place[1], self._asked.place_type, self._asked.state)
        chosen = self.table.chosen_record()
        self.table.records.filter(keeps(asked))
        count = self.table.records.rowCount()
        self.count.setText(ngettext("{n} 个点位", "{n} 个点位", count).format(n=number(count)))
        self.where.setText(self._where())
        if not count:
            self.listing.show_empty(self._empty(asked))
        elif chosen is not None and not self.table.choose(chosen) and self.form is None:
            self.table.choose_row(0)
        self.actions_here.refresh()

    def _where(self) -> str:
        if self.register is None or not self.register.street:
            return ""
        branch = self._branch()
        names = {code: _("{name}社区").format(name=short_name(name)) for code, name in branch.communities}
        return names.get(self._place[1], branch.name)

    def _empty(self, asked: Asked) -> QWidget:
        if asked.narrows:
            clear = QAction(_("清除条件"), self)
            clear.triggered.connect(self._clear)
            return EmptyState("filter", _("没有符合条件的点位"), _("换个写法，或清除条件看全部。"), clear)
        if self._no_street():
            return EmptyState("register", _("还没有街道名单"), _("第一次使用时会登记南开区已公布的街道和社区。"))
        fact = _("这个社区还没有点位") if asked.community else _("这个街道还没有点位")
        how = _("从 Excel 台账一次导入，或按 Ctrl N 逐个登记。")
        return EmptyState("register", fact, how, self.actions_here["import"])

    # -- choosing ---------------------------------------------------------------------------------------------------

    def _choose_place(self, street: str, community: str) -> None:
        if self.form is not None and not self._close_form():
            self.tree.show_branches(self.register.branches if self.register else (), self._place)
            return
        self._go_to((street, community))

    def _go_to(self, place: Place) -> None:
        other = self.register is None or place[0] != self.register.street
        self._place = place
        if other:
            self.refresh()
            return
        assert self.register is not None
        self.tree.show_branches(self.register.branches, place)
        self.places.choose(place[1])
        self._filter()

    def _pick_community(self, code: object) -> None:
        self._choose_place(self._place[0], str(code or ""))

    def _search(self, text: str) -> None:
        self._ask(text=text)

    def _ask(self, **parts: str) -> None:
        asked = {"text": self._asked.text, "place_type": self._asked.place_type, "state": self._asked.state, **parts}
        self._asked = Asked(**asked)
        self._filter()

    def _clear(self) -> None:
        self.search.clear()
        self.types.choose("")
        self.states.choose("")
        self._ask(text="", place_type="", state="")

    def _choose_site(self, site: RegisteredSite | None) -> None:
        self.actions_here.refresh()
        shown = self.detail.view
        if self.form is not None:
            same = site is not None and shown is not None and site.id == shown.site.id
            if same or not self._close_form():
                return
        if site is None:
            self.detail.show_nothing()
        else:
            self._read_detail()

    def _read_detail(self) -> None:
        site = self.table.chosen_record()
        if site is not None and self.register is not None:
            work = partial(read_site, self.context.store, site.id, self.register, self.context.standard)
            self.context.tasks.run(work, self._show_detail)

    def _show_detail(self, view: SiteView) -> None:
        chosen = self.table.chosen_record()
        if chosen is not None and chosen.id == view.site.id:
            self.detail.show_view(view)
            self.actions_here.refresh()

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _to_table(self) -> None:
        if self.table.records.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.table.chosen_record() is None:
                self.table.choose_row(0)

    # -- editing ----------------------------------------------------------------------------------------------------

    def new_site(self) -> None:
        """A blank site in the community shown, with the next code; Ctrl N."""
        if self.register is None or (self.form is not None and not self._close_form()):
            return
        communities = self._communities()
        community = self._place[1] or (communities[0][0] if communities else "")
        first = next(iter(self.context.standard.place_types), "")
        site = Site(
            id=new_id(),
            street=self.register.street,
            code=next_code([s.code for s in self.register.sites if s.community == community]),
            name="",
            community=community,
            place_type=first,
        )
        self._wanted = site.id
        self._open_form(SiteForm(self.context, site, communities, new=True))

    def edit(self) -> None:
        """The chosen site as a form; F2."""
        view = self.detail.view
        if view is not None and self.form is None:
            self._open_form(SiteForm(self.context, view.site, self._communities()))

    def _communities(self) -> list[tuple[str, str]]:
        return [(code, short_name(name)) for code, name in self._branch().communities]

    def _assign(self, change: bool) -> None:
        view = self.detail.view
        if view is not None:
            self._open_form(AssignmentForm(self.context, view.site, view.assignment, self._today(), change=change))

    def _edit_point(self, shown: SitePoint | None) -> None:
        view = self.detail.view
        if view is None:
            return
        if shown is not None:
            self._open_form(PointForm(self.context, view.site, shown))
            return
        rest = view.site.households - sum(p.link.households for p in view.points if p.link and not p.link.alternative)
        code = next_code([p.point.code for p in view.points]) or "1"
        self._open_form(PointForm(self.context, view.site, None, code=code, rest=max(0, rest)))

    def _open_form(self, form: RecordForm) -> None:
        self.form = form
        form.saved.connect(self._saved)
        form.left.connect(self._close)
        self._side.addWidget(form)
        self._side.setCurrentWidget(form)
        self.dress()
        form.begin()

    def _saved(self, told: str) -> None:
        self.say.emit(Message("ok", told, _("在本机，还没装包")))
        self._close()
        self.refresh()

    def _close_form(self) -> bool:
        if self.form is not None and not self.form.may_leave():
            view = self.detail.view
            if view is not None:
                held = next((s for s in self.table.records.records() if s.id == view.site.id), None)
                if held is not None:
                    self.table.choose(held)
            return False
        self._close()
        return True

    def _close(self) -> None:
        if self.form is not None:
            self._side.setCurrentWidget(self.detail)
            self._side.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
            self.dress()
            self._to_table()

    def withdraw(self) -> None:
        """Withdraw the chosen site with a reason; it stays in the history and is counted no more."""
        site = self.table.chosen_record()
        if site is None:
            return
        told = _("{code} {name} 不再计数，历史和检查都留着。").format(code=site.code, name=site.name)
        reason = ask(self, _("撤回点位？"), told, verb=_("撤回点位"), stay=_("不撤回"), reason=_("为什么撤回（必填）"))
        if reason:
            work = partial(recording.withdraw, self.context.store, "site", site.id, reason)
            self.context.tasks.run(work, self._withdrawn)

    def _withdrawn(self, site: object) -> None:
        code = site.code if isinstance(site, Site) else ""
        self.say.emit(Message("ok", _("已撤回 {code}").format(code=code), _("记录还在，不再计数")))
        self.refresh()

    # -- elsewhere --------------------------------------------------------------------------------------------------

    def _audit(self) -> None:
        site = self.table.chosen_record()
        if site is not None:
            self.go.emit("audit", site.id)

    def show_import(self) -> None:
        """The import, in place of the table; the window stays free."""
        if self.form is not None and not self._close_form():
            return
        self.wizard.begin(self.register.street if self.register else "")
        self.stack.setCurrentWidget(self.wizard)
        self.actions_here.refresh()

    def _leave_import(self) -> None:
        self.stack.setCurrentIndex(0)
        self.actions_here.refresh()
        self._to_search()
        self.refresh()

    def export(self) -> None:
        """The register of the street shown as xlsx or csv."""
        assert self.register is not None
        name = _("台账-{street}-{day}.xlsx").format(street=self._branch().name, day=self._today().isoformat())
        path, _kind = QFileDialog.getSaveFileName(self, _("导出台账"), name, "Excel (*.xlsx);;CSV (*.csv)")
        if path:
            out, store, standard = Path(path), self.context.store, self.context.standard
            work = partial(exporting.export_register, store, out, standard, self.register.street)
            self.context.tasks.run(work, partial(self._exported, path))

    def _exported(self, path: str, _export: object) -> None:
        self.say.emit(Message("ok", _("已导出 {path}").format(path=path)))

    # -- when -------------------------------------------------------------------------------------------------------

    def _in_import(self) -> str:
        return _("正在导入") if hasattr(self, "stack") and self.stack.currentIndex() else ""

    def _no_street(self) -> str:
        return "" if self.register is not None and self.register.street else _("先登记街道名单")

    def _no_sites(self) -> str:
        return "" if self.register is not None and self.register.sites else _("还没有点位")

    def _no_site(self) -> str:
        return "" if hasattr(self, "table") and self.table.chosen_record() is not None else _("先选一个点位")


def next_code(codes: list[str]) -> str:
    """The code after the greatest one: 06-048 gives 06-049; "" where none ends in digits."""
    found = [m for code in codes if (m := re.fullmatch(r"(.*?)(\d+)", code))]
    if not found:
        return ""
    last = max(found, key=lambda m: (len(m[2]), int(m[2])))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"
