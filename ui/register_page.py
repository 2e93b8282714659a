"""台账: the tree of communities, the table of sites, and beside it the chosen one, read or edited."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.listing import Export
from auditor.photo import PhotoPlace
from auditor.site import Site
from auditor.standard import Standard
from auditor.store import Sought, Store
from auditor.telling import Tell
from auditor.use_cases import exporting, recording
from auditor.use_cases.joining import Duplicates, find_duplicates
from auditor.use_cases.remembering import bring_back
from auditor.wording import _, named, ngettext, number
from ui import theme
from ui.buttons import ActionButton
from ui.context import Context
from ui.duplicates_pane import DUPLICATES, DuplicatesPane
from ui.import_wizard import ImportWizard
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import Pane, Text
from ui.photo_viewer import PhotoViewer
from ui.questions import ask
from ui.record_form import RecordForm
from ui.register_list import RegisterList
from ui.register_rows import ALL, WHOLE_AT_MOST, Register, RegisteredSite, count_sites, read_page, read_register
from ui.register_side import RegisterSide
from ui.register_tree import Place, RegisterTree
from ui.row_editing import RowEditing
from ui.site_reading import SiteView, read_site

TREE, TREES, DETAIL, EDITING = 172, 196, 276, 324  # TREES: of several streets
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
        self._reading: tuple[str, Register] | None = None  # the detail that is on its way
        self._read_again = self._later = False
        self._wanted = ""  # a site to choose when it is there
        self._types: list[tuple[str, object]] = [
            (named(t.name, t.name_en), t.id) for t in context.standard.place_types.values()
        ]
        self._declare()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build())
        self.wizard = ImportWizard(context)
        self.wizard.left.connect(self._leave_import)
        self.wizard.say.connect(self.say)
        self.stack.addWidget(self.wizard)
        self.duplicates = DuplicatesPane(context)
        self.duplicates.left.connect(self._leave_import)
        self.duplicates.say.connect(self.say)
        self.duplicates.shown.connect(self._show_in_list)
        self.stack.addWidget(self.duplicates)
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
        declare("row", _("修改"), self.edit_row, shortcut="F2", when=self._no_site)
        declare("edit", _("全部字段"), self.edit, shortcut="Shift+F2", when=self._no_site)
        declare("audit", _("现场检查"), self._audit, when=self._no_site)
        declare("duplicates", _("可能重复"), self.show_duplicates, when=self._no_sites)
        declare("past", _("看当时的样子"), self._look_back, shortcut="Ctrl+H", when=self._no_site)
        declare("withdraw", _("撤回"), self.withdraw, when=self._not_withdrawable)
        declare("reinstate", _("恢复计数"), self.reinstate, when=self._not_withdrawn)

    def _build(self) -> QWidget:
        self.tree = RegisterTree()
        self.tree.chosen.connect(self._choose_place)
        self._tree_pane = Pane(_("街道与社区"), flush=True)
        self._tree_pane.head.addWidget(Text(_("点位"), "note"))
        self._tree_pane.body.addWidget(self.tree)
        self._alike = ActionButton(self.actions_here["duplicates"], "quiet", small=True)
        foot = self._tree_pane.add_foot()
        foot.addWidget(self._alike)
        foot.addStretch(1)
        self.list = RegisterList(self.actions_here["import"])
        self.list.chosen.connect(self._choose_site)
        self.list.opened.connect(self.edit)
        self.list.place_picked.connect(self._choose_place)
        self.list.filtered.connect(self.actions_here.refresh)
        self.list.sought.connect(self._seek)
        self.list.count_asked.connect(self._count)
        self.list.reread_asked.connect(self.refresh)
        self.editing = RowEditing(self.list.table, self.context)
        self.editing.saved.connect(self._row_saved)
        self.editing.ended.connect(self._row_left)
        self.side = RegisterSide(self.context, self.actions_here)
        self.photos = PhotoViewer(self)
        self.side.detail.photos_asked.connect(lambda s: self.photos.show_place(PhotoPlace(street=s.street, site=s.id)))
        self.side.turned.connect(self._turn)
        self.side.closed.connect(self.list.enter_table)
        self.side.saved.connect(self._saved)
        self.side.restored.connect(self._restored)
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
        several = self.register is not None and len(self.register.branches) > 1
        self._tree_pane.setFixedWidth(theme.height(TREES if several else TREE))
        self._side_pane.setFixedWidth(
            theme.height(EDITING if self.form is not None or self.side.past is not None else DETAIL)
        )
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
        listed = () if self.register.lean else [s for s in self.register.sites if not s.withdrawn]
        return " · ".join(filter(None, [branch.name, sites, self.register.unused(listed)]))

    def header_actions(self) -> list[QAction]:
        return [self.actions_here[name] for name in ("import", "export", "new")]

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl F", _("搜索")), ("F2", _("修改")), ("Ctrl N", _("新点位"))]

    def first_field(self) -> QWidget | None:
        return self.list.search

    def refresh(self) -> None:
        if self.editing.active:
            self._later = True  # the rows hold still under the hand
            return
        self._later = False
        sought = replace(self.list.question(), community=self._place[1])
        work = partial(read_register, self.context.store, self._place[0], self.context.standard, sought)
        self.context.tasks.run(work, self._show)

    def _seek(self, sought: Sought) -> None:
        """Rows that a lean list wants."""
        street = "" if self._place[0] == ALL else self._place[0]
        work = partial(read_page, self.context.store, replace(sought, street=street), self.context.standard)
        self.context.tasks.run(work, partial(self._show_page, sought))

    def _count(self, sought: Sought) -> None:
        """How many sites a search found, after its first page is shown."""
        street = "" if self._place[0] == ALL else self._place[0]
        work = partial(count_sites, self.context.store, replace(sought, street=street), self.context.standard)
        self.context.tasks.run(work, partial(self._show_total, sought))

    def _show_total(self, sought: Sought, total: int) -> None:
        self.list.show_total(sought, total)

    def _show_page(self, sought: Sought, found: tuple[tuple[RegisteredSite, ...], int]) -> None:
        self.list.show_page(sought, *found)
        self.list.choose_any()

    def open(self, subject: object) -> None:
        """A site by its id; a street or community by its code; or the duplicates."""
        text = str(subject)
        if text == DUPLICATES:
            self._wanted = DUPLICATES
            if self.register is not None:
                self._open_duplicates()
            return
        if len(text) == 12 and text.isdigit():
            register = self.register
            known = {code: b.code for b in register.branches for code, _name in b.communities} if register else {}
            street = known.get(text, text[:9] + "000")  # a community's code begins with its street's
            self._go_to((street, "" if street == text else text))
            return
        self._wanted = text
        self.context.tasks.run(partial(_site_of, self.context.store, text), self._go_to_site)

    def _open_duplicates(self) -> None:
        self._wanted = ""
        self.show_duplicates()

    def _go_to_site(self, site: Site | None) -> None:
        """A site wherever it lies: in its street, found by its code where there are very many."""
        if site is None:
            return
        self._wanted = site.id
        self.list.clear()
        if self.register is not None and self.register.street not in ("", site.street):
            self._place = (site.street, "")
        if self.register is not None and self.register.count_of(site.street) > WHOLE_AT_MOST:
            self.list.search.setText(site.code)
        self.refresh()

    def may_leave(self) -> bool:
        self.editing.end()
        return self.wizard.may_leave() and self.side.may_close()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self, register: Register) -> None:
        reachable = {ALL, *(b.code for b in register.branches)}
        if self._place[0] and register.street != self._place[0] and self._place[0] in reachable:
            return  # an answer about a street one has left meanwhile
        self.register = register
        known = {code for b in register.branches if b.code == register.street for code, _name in b.communities}
        self._place = (register.street, self._place[1] if self._place[1] in known else "")
        wanted = next((s for s in register.sites if s.id == self._wanted), None)
        if wanted is not None and self._place[1] not in ("", wanted.community):
            self._place = (register.street, wanted.community)
        self.tree.show_branches(register.branches, self._place)
        self.dress()
        self.side.register = register
        self.list.show_register(register, self._place[1], self._types)
        if self._wanted == DUPLICATES:
            self._open_duplicates()
        if wanted is not None:
            self._wanted = ""
            self.list.table.choose(wanted)
        else:
            self.list.choose_any()
        self._read_detail()
        self.header_changed.emit()
        if self.stack.currentWidget() is self.duplicates:
            self.duplicates.refresh()
        if not register.lean and register.street:
            work = partial(find_duplicates, self.context.store, register.street)
            self.context.tasks.run(work, self._count_alike)
        else:
            self._alike.show_text(self.actions_here["duplicates"].text())

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

    def _choose_site(self, site: RegisteredSite | None) -> None:
        self.actions_here.refresh()
        shown = self.side.detail.view
        if self.side.past is not None and (site is None or shown is None or site.id != shown.site.id):
            self.side.close_past()
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
        """Ask for the chosen site; while an answer is on its way only the last one chosen waits for the next."""
        site = self.list.table.chosen_record()
        if site is None or self.register is None:
            return
        if self._reading is not None:
            self._read_again |= self._reading[0] != site.id or self._reading[1] is not self.register
            return
        self._reading, self._read_again = (site.id, self.register), False
        work = partial(read_site, self.context.store, site.id, self.register, self.context.standard)
        self.context.tasks.run(work, self._show_detail, self._detail_refused)

    def _show_detail(self, view: SiteView) -> None:
        self._reading = None
        chosen = self.list.table.chosen_record()
        if chosen is not None and chosen.id == view.site.id:
            self.side.detail.show_view(view)
            self.actions_here.refresh()
        if self._read_again:
            self._read_detail()

    def _detail_refused(self, error: Exception) -> None:
        self._reading = None
        self.context.tasks.refused.emit(error)

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
        """The chosen site as a form; Shift F2, or Enter on its row."""
        self.side.edit()

    def edit_row(self) -> None:
        """The chosen site in its row; F2."""
        if self._close_form():
            self.editing.begin()

    def _row_saved(self, site: Site) -> None:
        told = _("已保存 {code}").format(code=site.code)
        self.say.emit(self.context.undoing.message(self.context, told, _("在本机，还没装包")))
        shown = next((s for s in self.list.table.records.records() if s.id == site.id), None)
        if shown is not None:
            place = self.context.standard.place_types.get(site.place_type)
            self.list.table.records.renew(
                replace(
                    shown,
                    code=site.code,
                    name=site.name,
                    place_type=site.place_type,
                    place=named(place.name, place.name_en) if place else site.place_type,
                    households=site.households if place is None or place.residential else None,
                )
            )
        self._read_again = True
        self._read_detail()

    def _row_left(self) -> None:
        if self._later:
            self.refresh()

    def _turn(self) -> None:
        self.list.steady = self.form is not None
        self.dress()

    def _saved(self, told: str) -> None:
        self.say.emit(self.context.undoing.message(self.context, told, _("在本机，还没装包")))
        self.side.close_form()
        self.refresh()

    def _restored(self, told: str) -> None:
        self.say.emit(self.context.undoing.message(self.context, told, _("在本机，还没装包")))

    def _look_back(self) -> None:
        self.side.look_back()

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
            work = partial(recording.withdraw, kind="site", record=site.id, reason=reason)
            self.context.undoing.save(self.context, _("撤回 {code}").format(code=site.code), work, self._withdrawn)

    def _withdrawn(self, site: object) -> None:
        code = site.code if isinstance(site, Site) else ""
        told = _("已撤回 {code}").format(code=code)
        self.say.emit(self.context.undoing.message(self.context, told, _("记录还在，不再计数")))
        self.refresh()

    def reinstate(self) -> None:
        """A withdrawn site counts again."""
        site = self.list.table.chosen_record()
        if site is not None:
            work: Callable[[Store], object] = partial(
                bring_back, of=("site", site.id), then={}, keys=["withdrawn"], standard=self.context.standard
            )
            told = _("恢复 {code}").format(code=site.code)
            self.context.undoing.save(self.context, told, work, self._reinstated)

    def _reinstated(self, site: object) -> None:
        code = site.code if isinstance(site, Site) else ""
        self._restored(_("已恢复 {code}").format(code=code))

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

    def show_duplicates(self) -> None:
        """Sites that may be one place, side by side, in place of the table."""
        if self._close_form() and self.register is not None:
            self.editing.end()
            self.stack.setCurrentWidget(self.duplicates)
            self.duplicates.begin(self.register)
            self.actions_here.refresh()

    def _show_in_list(self, site: str) -> None:
        self._leave_import()
        self.open(site)

    def _count_alike(self, found: Duplicates) -> None:
        word = self.actions_here["duplicates"].text()
        count = len(found.pairs) + len(found.circles)
        self._alike.show_text(f"{word} {number(count)}" if count else word)

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
            street = "" if self.register.street == ALL else self.register.street
            work = partial(_export, store, out, standard, street)
            self.context.tasks.run_long(_("正在导出台账"), work, partial(self._exported, path))

    def _exported(self, path: str, _export: object) -> None:
        self.say.emit(Message("ok", _("已导出 {path}").format(path=path)))

    # -- when -------------------------------------------------------------------------------------------------------

    def _in_import(self) -> str:
        return _("正在导入") if hasattr(self, "wizard") and self.stack.currentWidget() is self.wizard else ""

    def _no_street(self) -> str:
        if self.register is None or not self.register.street:
            return _("先登记街道名单")
        return _("先在左边选一个街道") if self.register.street == ALL else ""

    def _no_sites(self) -> str:
        return "" if self.register is not None and self.register.sites else _("还没有点位")

    def _not_withdrawable(self) -> str:
        site = self.list.table.chosen_record() if hasattr(self, "list") else None
        return self._no_site() or (_("已经撤回") if site is not None and site.withdrawn else "")

    def _not_withdrawn(self) -> str:
        site = self.list.table.chosen_record() if hasattr(self, "list") else None
        return self._no_site() or (_("没有撤回") if site is not None and not site.withdrawn else "")

    def _no_site(self) -> str:
        return "" if hasattr(self, "list") and self.list.table.chosen_record() is not None else _("先选一个点位")


def _site_of(store: Store, site: str) -> Site | None:
    with store.reading() as work:
        return work.sites.find(site)


def _export(store: Store, out: Path, standard: Standard, street: str, tell: Tell) -> Export:
    return exporting.export_register(store, out, standard, street, tell=tell)
