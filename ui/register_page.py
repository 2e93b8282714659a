"""台账: the tree of communities, the table of sites, and beside it the chosen one, read or edited."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.photo import PhotoPlace
from auditor.site import Site
from auditor.use_cases import exporting, recording
from auditor.wording import _, ngettext, number
from ui import theme
from ui.context import Context
from ui.import_wizard import ImportWizard
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import Pane, Text
from ui.photo_viewer import PhotoViewer
from ui.questions import ask
from ui.record_form import RecordForm
from ui.register_list import RegisterList
from ui.register_rows import Register, RegisteredSite, read_register
from ui.register_side import RegisterSide
from ui.register_tree import Place, RegisterTree
from ui.site_reading import SiteView, read_site

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
        self._place: Place = ("", "")
        self._wanted = ""  # a site to choose when it is there
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
        declare("search", _("搜索"), self._search, shortcut="Ctrl+F")
        declare("edit", _("修改"), self.edit, shortcut="F2", when=self._no_site)
        declare("audit", _("现场检查"), self._audit, when=self._no_site)
        declare("withdraw", _("撤回"), self.withdraw, when=self._no_site)

    def _build(self) -> QWidget:
        self.tree = RegisterTree()
        self.tree.chosen.connect(self._choose_place)
        self._tree_pane = Pane(_("街道与社区"), flush=True)
        self._tree_pane.head.addWidget(Text(_("点位"), "note"))
        self._tree_pane.body.addWidget(self.tree)
        self.list = RegisterList(self.actions_here["import"])
        self.list.chosen.connect(self._choose_site)
        self.list.opened.connect(self.edit)
        self.list.community_picked.connect(self._choose_community)
        self.list.filtered.connect(self.actions_here.refresh)
        self.side = RegisterSide(self.context, *(self.actions_here[name] for name in ("edit", "audit", "withdraw")))
        self.photos = PhotoViewer(self)
        self.side.detail.photos_asked.connect(lambda s: self.photos.show_place(PhotoPlace(street=s.street, site=s.id)))
        self.side.turned.connect(self._turn)
        self.side.closed.connect(self.list.enter_table)
        self.side.saved.connect(self._saved)
        self._side_pane = Pane(flush=True)
        self._side_pane.body.addWidget(self.side)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._tree_pane)
        row.addWidget(self.list, 1)
        row.addWidget(self._side_pane)
        return inner

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
        self.list.show_room(narrow=narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # -- page -------------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        if self.register is None or not self.register.street:
            return ""
        branch = self.register.branch
        sites = ngettext("{n} 个点位", "{n} 个点位", branch.count).format(n=number(branch.count))
        return " · ".join(filter(None, [branch.name, sites, self.register.unused(self.register.sites)]))

    def header_actions(self) -> list[QAction]:
        return [self.actions_here[name] for name in ("import", "export", "new")]

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl F", _("搜索")), ("F2", _("修改")), ("Ctrl N", _("新点位"))]

    def first_field(self) -> QWidget | None:
        return self.list.search

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
        self.list.clear()
        self.refresh()

    def may_leave(self) -> bool:
        return self.wizard.may_leave() and self.side.may_close()

    # -- showing ----------------------------------------------------------------------------------------------------

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
        self.side.register = register
        self.list.show_register(register, self._place[1])
        if wanted is not None:
            self._wanted = ""
            self.list.table.choose(wanted)
        else:
            self.list.choose_any()
        self._read_detail()
        self.header_changed.emit()

    # -- choosing ---------------------------------------------------------------------------------------------------

    def _choose_place(self, street: str, community: str) -> None:
        if not self._close_form():
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
        self.list.show_community(place[1])

    def _choose_community(self, code: str) -> None:
        self._choose_place(self._place[0], code)

    def _choose_site(self, site: RegisteredSite | None) -> None:
        self.actions_here.refresh()
        shown = self.side.detail.view
        if self.form is not None:
            same = site is not None and shown is not None and site.id == shown.site.id
            if same or not self._close_form():
                return
        if site is None:
            self.side.detail.show_nothing()
        else:
            self._read_detail()

    def _search(self) -> None:
        self.list.enter_search()

    def _read_detail(self) -> None:
        site = self.list.table.chosen_record()
        if site is not None and self.register is not None:
            work = partial(read_site, self.context.store, site.id, self.register, self.context.standard)
            self.context.tasks.run(work, self._show_detail)

    def _show_detail(self, view: SiteView) -> None:
        chosen = self.list.table.chosen_record()
        if chosen is not None and chosen.id == view.site.id:
            self.side.detail.show_view(view)
            self.actions_here.refresh()

    # -- editing ----------------------------------------------------------------------------------------------------

    @property
    def form(self) -> RecordForm | None:
        """The form that is open over the detail."""
        return self.side.form

    def new_site(self) -> None:
        """A blank site in the community shown, with the next code; Ctrl N."""
        if self._close_form():
            made = self.side.new_site(self._place[1])
            self._wanted = made.id if made is not None else self._wanted

    def edit(self) -> None:
        """The chosen site as a form; F2."""
        self.side.edit()

    def _turn(self) -> None:
        self.list.steady = self.form is not None
        self.dress()

    def _saved(self, told: str) -> None:
        self.say.emit(Message("ok", told, _("在本机，还没装包")))
        self.side.close_form()
        self.refresh()

    def _close_form(self) -> bool:
        """Close the form that may be open; False where what is typed stays, and its site stays chosen."""
        if self.side.may_close():
            self.side.close_form()
            return True
        view = self.side.detail.view
        if view is not None:
            self.list.choose_id(view.site.id)
        return False

    def withdraw(self) -> None:
        """Withdraw the chosen site with a reason; it stays in the history and is counted no more."""
        site = self.list.table.chosen_record()
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
        site = self.list.table.chosen_record()
        if site is not None:
            self.go.emit("audit", site.id)

    def show_import(self) -> None:
        """The import, in place of the table; the window stays free."""
        if not self._close_form():
            return
        self.wizard.begin()
        self.stack.setCurrentWidget(self.wizard)
        self.actions_here.refresh()

    def _leave_import(self) -> None:
        self.stack.setCurrentIndex(0)
        self.actions_here.refresh()
        self.list.enter_search()
        self.refresh()

    def export(self) -> None:
        """The register of the street shown as xlsx or csv."""
        assert self.register is not None
        name = _("台账-{street}-{day}.xlsx").format(
            street=self.register.branch.name, day=self.register.today.isoformat()
        )
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
        return "" if hasattr(self, "list") and self.list.table.chosen_record() is not None else _("先选一个点位")
