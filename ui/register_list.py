"""The sites of one street as a table, with what they are searched and filtered by above it."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from auditor import wording
from auditor.wording import _, ngettext, number
from ui.fields import Choice, SearchField
from ui.marks import Mark, unit_word
from ui.panes import Elided, EmptyState, Hairline, Pane, Text
from ui.record_table import Listing, RecordTable
from ui.register_rows import Register, RegisteredSite, short_name
from ui.register_table import Asked, columns, keeps


class RegisterList(Pane):
    """Shows what fits the question; an empty table says what to do, with the `importing` action where that helps."""

    chosen = Signal(object)  # RegisteredSite, or None
    opened = Signal()
    community_picked = Signal(str)  # code; "" for all
    filtered = Signal()  # other sites are listed now

    def __init__(self, importing: QAction) -> None:
        super().__init__(flush=True)
        self._importing = importing
        self._register: Register | None = None
        self._asked = Asked()
        self.steady = False  # a form is open: no other row is chosen by itself
        self.search = SearchField(_("搜索点位"), _("编号、名称"), chars=18)
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
        self.places.picked.connect(lambda code: self.community_picked.emit(str(code or "")))
        self.types.picked.connect(lambda value: self._ask(place_type=str(value)))
        self.states.picked.connect(lambda value: self._ask(state=str(value)))
        self.count = Text("", "body", bold=True)
        self.where = Elided("", "note", "ink2")
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        for widget in (self.search, self.places, self.types, self.states):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.count)
        bar.addWidget(self.where)
        self.body.addLayout(bar)
        self.body.addWidget(Hairline())
        self.table: RecordTable[RegisteredSite] = RecordTable(columns(self._today), _("点位"))
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(lambda _site: self.opened.emit())
        self.listing = Listing(self.table, EmptyState("clock", _("正在读台账")))
        self.body.addWidget(self.listing, 1)

    def _today(self) -> date:
        return self._register.today if self._register else date.today()

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_register(self, register: Register, community: str) -> None:
        """Show a street, or one community of it."""
        self._register = register
        self.types.show_options([(_("类型：全部"), ""), *sorted({(s.place, s.place_type) for s in register.sites})])
        if register.street:
            communities = [(short_name(name), code) for code, name in register.branch.communities]
            self.places.show_options([(_("社区：全部"), ""), *communities])
            self.places.choose(community)
        self.table.show_records(register.sites)
        self._ask(community=community)

    def show_community(self, community: str) -> None:
        """Show one community of the same street; "" shows all."""
        self.places.choose(community)
        self._ask(community=community)

    def show_room(self, *, narrow: bool) -> None:
        """In a narrow page the communities are a choice here, and less is said beside it."""
        self.places.setVisible(narrow)
        self.where.setVisible(not narrow)
        self.count.setVisible(not narrow or not self.steady)

    def clear(self) -> None:
        """Ask nothing but the community."""
        self.search.clear()
        self.types.choose("")
        self.states.choose("")
        self._ask(text="", place_type="", state="")

    def _search(self, text: str) -> None:
        self._ask(text=text)

    def _ask(self, **parts: str) -> None:
        held = self._asked
        asked = {"text": held.text, "community": held.community, "place_type": held.place_type, "state": held.state}
        self._asked = Asked(**{**asked, **parts})
        chosen = self.table.chosen_record()
        self.table.records.filter(keeps(self._asked))
        count = self.table.records.rowCount()
        self.count.setText(ngettext("{n} 个点位", "{n} 个点位", count).format(n=number(count)))
        self.where.setText(self._where())
        if not count:
            self.listing.show_empty(self._empty())
        elif chosen is not None and not self.table.choose(chosen) and not self.steady:
            self.table.choose_row(0)
        self.filtered.emit()

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
