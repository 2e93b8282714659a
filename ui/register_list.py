"""The sites of a street, or of all streets, as a table, with what they are searched and filtered by above it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from auditor import wording
from auditor.store import Only, Sought
from auditor.wording import _, ngettext, number
from ui.fields import Choice, SearchField
from ui.marks import Mark, unit_word
from ui.panes import Elided, EmptyState, Hairline, Pane, Text
from ui.record_table import Listing, RecordTable
from ui.register_filters import FilterChips, FilterMenu
from ui.register_rows import ALL, PAGE, UNCOUNTED, Register, RegisteredSite, all_of, short_name
from ui.register_table import LEAN, WHOLE, Asked, columns, fit, keeps


class RegisterList(Pane):
    """Shows what fits the question; an empty table says what to do, with the `importing` action where that helps.

    A street that was read whole is searched here. A lean list asks for its rows with `sought`, page by page, and they
    come through `show_page`.
    """

    chosen = Signal(object)  # RegisteredSite, or None
    opened = Signal()
    place_picked = Signal(str, str)  # street, community; "" for all of it
    filtered = Signal()  # other sites are listed now
    sought = Signal(object)  # Sought: rows that a lean list wants
    count_asked = Signal(object)  # Sought: how many rows it has
    reread_asked = Signal()  # the street is to be read anew: withdrawn sites are listed, or no more

    def __init__(self, importing: QAction) -> None:
        super().__init__(flush=True)
        self._importing = importing
        self._register: Register | None = None
        self._asked = Asked()
        self._order: tuple[str, bool] = ("", False)
        self._total, self._waiting = 0, Sought()
        self._best = False  # the best fit of a new search is chosen when it comes
        self.steady = False  # a form is open: no other row is chosen by itself
        self.search = SearchField(_("搜索点位"), _("编号、名称、拼音首字母"), chars=18)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self.enter_table)
        self.places = Choice(_("社区"))
        self.types = Choice(_("场所类型"))
        states = [(unit_word(mark), mark.value) for mark in (Mark.NONCONFORMING, Mark.UNKNOWN, Mark.CONFORMING)]
        self.states = Choice(_("结论"), [(_("结论：全部"), ""), *states, (_("不评"), "none")])
        for choice in (self.places, self.types):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12 if wording.language() == "en" else 8)
            choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.places.picked.connect(lambda place: self.place_picked.emit(*str(place).split(" ")))
        self.types.picked.connect(lambda value: self._ask(place_type=str(value)))
        self.states.picked.connect(lambda value: self._ask(state=str(value)))
        self.filters = FilterMenu()
        self.filters.picked.connect(self._narrow)
        self.chips = FilterChips()
        self.chips.dropped.connect(lambda only: self._narrow(self._asked.only - {only}))
        self.chips.cleared.connect(lambda: self._narrow(frozenset()))
        self.count = Text("", "body", bold=True)
        self.where = Elided("", "note", "ink2")
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        self._top, self._bar = QHBoxLayout(), bar
        self._top.setSpacing(8)
        bar.addWidget(self.search, 1)
        for widget in (self.places, self.types, self.states, self.filters):
            bar.addWidget(widget)
        bar.addWidget(self.count)
        bar.addWidget(self.where)
        self.body.addLayout(self._top)
        self.body.addLayout(bar)
        self.body.addWidget(self.chips)
        self.body.addWidget(Hairline())
        self.table: RecordTable[RegisteredSite] = RecordTable(columns(self._today, self._place_name), _("点位"))
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(lambda _site: self.opened.emit())
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.table.show_columns(LEAN, shown=False)
        self.listing = Listing(self.table, EmptyState("clock", _("正在读台账")))
        self.body.addWidget(self.listing, 1)

    def _today(self) -> date:
        return self._register.today if self._register else date.today()

    def _place_name(self, code: str) -> str:
        return self._register.place_name(code) if self._register else code

    # -- what is shown ----------------------------------------------------------------------------------------------

    @property
    def lean(self) -> bool:
        """Whether rows come page by page."""
        return self._register is not None and self._register.lean

    def show_register(self, register: Register, community: str, types: list[tuple[str, object]]) -> None:
        """Show a street, one community of it, or all streets; `types` are the place types one may choose."""
        self._register = register
        here = {s.place_type for s in register.sites}
        offered = [t for t in types if register.lean or t[1] in here]
        self.types.show_options([(_("类型：全部"), ""), *offered])
        self.states.show_closed(_("点位太多，不逐个评。在左边选一个街道，就有结论。") if register.lean else "")
        if register.lean:
            self.states.choose("")
        if register.street:
            self.places.show_options(_places(register))
            self.places.choose(f"{register.street} {community}")
        self.table.show_columns(WHOLE, shown=not register.lean)
        self.table.show_columns(LEAN, shown=register.lean)
        self.table.show_columns(("street",), shown=register.street == ALL)
        self.table.show_columns(("organisation",), shown=register.lean and register.street != ALL)
        self.table.records.order_elsewhere = self._order_by if register.lean else None
        if register.lean:
            self._asked = replace(self._asked, community=community, state="")
            self.table.records.filter(None)
            self._waiting = self.question()
            self.show_page(register.sought, register.sites, register.total)
            return
        self.table.show_records(register.sites)
        self._ask(community=community)

    def question(self) -> Sought:
        """What the list asks of the database, its first page."""
        return self._asked.sought(self._order[0], down=self._order[1])

    def show_page(self, sought: Sought, rows: Sequence[RegisteredSite], total: int) -> None:
        """Rows of a lean list: the first page in place of what was shown, a later one after it."""
        if not self.lean or replace(sought, limit=0, street="") != replace(self._waiting, limit=0, street=""):
            return  # something else was asked meanwhile
        self._waiting = Sought(limit=-1)
        if total != UNCOUNTED or not sought.after:  # a later page of a search that is counted already says nothing new
            self._total = total
        if total == UNCOUNTED and not sought.after:
            self.count_asked.emit(sought)
        chosen = self.table.chosen_record()
        if sought.after:
            self.table.records.add(rows)
        else:
            self.table.show_records(tuple(rows))
        self._tell(chosen)

    def show_total(self, sought: Sought, total: int) -> None:
        """How many rows the search has whose first page is shown."""
        if self.lean and replace(sought, limit=0, street="") == self.question():
            self._total = total
            self._say_count()

    def show_community(self, community: str) -> None:
        """Show one community of the same street; "" shows all."""
        if self._register is not None:
            self.places.choose(f"{self._register.street} {community}")
        self._ask(community=community)

    def show_room(self, *, narrow: bool) -> None:
        """In a narrow page the communities are a choice here, and less is said beside it."""
        self.places.setVisible(narrow)
        if narrow != bool(self._top.count()):
            had = self.search.hasFocus()
            row, margin = (self._top, 12) if narrow else (self._bar, 0)
            row.insertWidget(0, self.search, 1)
            self._top.setContentsMargins(margin, 8 if narrow else 0, margin, 0)
            if had:
                self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.where.setVisible(not narrow)
        self.count.setVisible(not narrow or not self.steady)

    def clear(self) -> None:
        """Ask nothing but the community."""
        self.search.clear()
        self.types.choose("")
        self.states.choose("")
        withdrawn = Only.WITHDRAWN in self._asked.only
        self._show_only(frozenset())
        self._ask(text="", place_type="", state="", only=frozenset())
        if withdrawn and not self.lean:
            self.reread_asked.emit()

    def _search(self, text: str) -> None:
        if text != self._asked.text:
            self._best = bool(text)
            self._ask(text=text)

    def _narrow(self, only: frozenset[Only]) -> None:
        turned = Only.WITHDRAWN in (only ^ self._asked.only)
        self._show_only(only)
        self._ask(only=only)
        if turned and not self.lean:
            self.reread_asked.emit()

    def _show_only(self, only: frozenset[Only]) -> None:
        self.filters.only = only
        self.chips.show_only(only)

    def _ask(self, **parts: object) -> None:
        self._asked = replace(self._asked, **parts)  # type: ignore[arg-type]
        if self.lean:
            self._seek(0)
            return
        chosen = self.table.chosen_record()
        self.table.records.filter(keeps(self._asked), fit(self._asked))
        self._total = self.table.records.rowCount()
        self._tell(chosen)

    def _order_by(self, key: str, down: bool) -> None:
        self._order = (key, down)
        self._seek(0)

    def _seek(self, after: int) -> None:
        self._waiting = replace(self.question(), after=after, limit=PAGE)
        self.sought.emit(self._waiting)

    def _scrolled(self, value: int) -> None:
        """Near the end of what was read, the next rows are asked for."""
        shown = self.table.records.rowCount()
        bar = self.table.verticalScrollBar()
        near = 0 < bar.maximum() < value + bar.pageStep() * 2
        more = shown < self._total or self._total == UNCOUNTED
        if self.lean and near and shown and more and self._waiting.limit < 0:
            self._seek(shown)

    def _tell(self, chosen: RegisteredSite | None) -> None:
        self._say_count()
        self.where.setText(self._where())
        best, self._best = self._best, False
        if not self._total:
            self.listing.show_empty(self._empty())
        elif (best and not self.steady) or (chosen is not None and not self.table.choose(chosen) and not self.steady):
            self.table.choose_row(0)
        self.filtered.emit()

    def _say_count(self) -> None:
        if self._total == UNCOUNTED:
            self.count.setText(_("{n} 个以上").format(n=number(self.table.records.rowCount())))
        else:
            self.count.setText(ngettext("{n} 个点位", "{n} 个点位", self._total).format(n=number(self._total)))

    def _where(self) -> str:
        if self._register is None or not self._register.street:
            return ""
        branch = self._register.branch
        names = {code: _("{name}社区").format(name=short_name(name)) for code, name in branch.communities}
        unused = self._register.unused(self.table.records.records())
        return " · ".join(filter(None, [names.get(self._asked.community, branch.name), unused]))

    def _empty(self) -> QWidget:
        if self._asked.narrows:
            clear = QAction(_("清除条件"), self)
            clear.triggered.connect(self.clear)
            return EmptyState("filter", _("没有符合条件的点位"), _("换个写法，或清除条件看全部。"), clear)
        if self._register is None or not self._register.street:
            return EmptyState("register", _("还没有街道名单"), _("第一次使用时会登记南开区已公布的街道和社区。"))
        fact = _("这个社区还没有点位") if self._asked.community else _("这个街道还没有点位")
        how = _("从 Excel 台账一次导入，或按 Ctrl N 逐个登记。")
        return EmptyState("register", fact, how, self._importing)

    # -- the row and the keyboard -----------------------------------------------------------------------------------

    def choose_any(self) -> None:
        """Choose the first row where none is chosen."""
        if self.table.chosen_record() is None and self.table.records.rowCount() and not self.steady:
            self.table.choose_row(0)

    def choose_id(self, site: str) -> None:
        """Choose the row of a site, where it is listed."""
        held = next((s for s in self.table.records.records() if s.id == site), None)
        if held is not None:
            self.table.choose(held)

    def enter_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def enter_table(self) -> None:
        """Put the keyboard on the rows, where there are any."""
        if self.table.records.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.table.chosen_record() is None:
                self.table.choose_row(0)


def _places(register: Register) -> list[tuple[str, object]]:
    """Where one may go from a narrow page: the communities of the street shown, then the other streets."""
    here = register.street
    options: list[tuple[str, object]] = [(_("社区：全部") if here != ALL else register.branch.name, f"{here} ")]
    options += [(short_name(name), f"{here} {code}") for code, name in register.branch.communities]
    if len(register.branches) > 1:
        others = [all_of(register.branches), *register.branches]
        options += [(b.name, f"{b.code} ") for b in others if b.code != here]
    return options
