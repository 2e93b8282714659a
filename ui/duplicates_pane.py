"""可能重复: two sites side by side, field by field, with what refers to each; joined, kept apart, or parted again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.cells import degrees_text
from auditor.record import china_date
from auditor.store import SiteListing, Store
from auditor.use_cases import joining
from auditor.use_cases.joining import Duplicates, Twin
from auditor.wording import _, listed, named, ngettext, number, pgettext
from ui import theme
from ui.actions import Actions
from ui.buttons import ActionButton, Button
from ui.context import Context
from ui.messages import Message
from ui.panes import EmptyState, Hairline, Pane, Scroll, Text
from ui.record_table import Column, Group, Listing, RecordTable
from ui.register_rows import ALL, Register

DUPLICATES = "duplicates"  # what the register is asked to open


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a pair that may be one place, or a site that was joined with the one it counts for."""

    id: str
    left: SiteListing
    right: SiteListing
    why: str
    joined: bool = False


def why_word(why: str) -> str:
    """Why two sites are shown side by side."""
    return {"code": _("编号相同"), "name": _("同社区同名"), "near": _("名称相近，地址或单位相同")}[why]


def _quiet(_line: Line) -> theme.Token:
    return "ink2"


def lines_of(found: Duplicates) -> list[Line | Group]:
    """The list: what to look at first, then what was joined, then joins in a circle."""
    rows: list[Line | Group] = []
    if found.pairs:
        rows.append(Group({"left": _("可能是同一处")}))
        rows += [Line(p.key, p.left, p.right, why_word(p.why)) for p in found.pairs]
    if found.joined:
        rows.append(Group({"left": _("已经并好")}))
        rows += [Line(site.id, site, lead, _("算到右边"), joined=True) for site, lead in found.joined]
    if found.circles:
        rows.append(Group({"left": _("绕成一圈")}))
        for ring in found.circles:
            told = _("绕成一圈，算到 {code}").format(code=ring[0].code)
            rows += [Line(f"ring {s.id}", s, ring[0], told, joined=True) for s in ring[1:]]
            rows.append(Line(f"ring {ring[0].id}", ring[0], ring[-1], told, joined=True))
    return rows


class DuplicatesPane(QWidget):
    """In place of the table. Digits settle the pair that is chosen; Esc goes back to the register."""

    left = Signal()
    say = Signal(object)
    shown = Signal(str)  # a site to look at in the register

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.register: Register | None = None
        self._line: Line | None = None
        self.actions_here = Actions(self)
        declare = self.actions_here.declare
        declare("left", _("同一处，以左边为准"), lambda: self._join(keep_left=True), shortcut="1", when=self._no_pair)
        declare("right", _("同一处，以右边为准"), lambda: self._join(keep_left=False), shortcut="2", when=self._no_pair)
        declare("apart", _("不是同一处"), self._keep_apart, shortcut="3", when=self._no_pair)
        declare("part", _("分开"), self._part, shortcut="4", when=self._not_joined)
        declare("look", _("在台账里看"), self._look, when=self._nothing)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        across.addWidget(self._build_list(), 5)
        across.addWidget(self._build_sides(), 6)

    def _build_list(self) -> Pane:
        self.pane = Pane(_("可能重复"), flush=True)
        back = Button(_("回到台账"), "quiet", key="Esc", small=True)
        back.clicked.connect(self.left)
        self.pane.head.addWidget(back)
        first, second = pgettext("并列", "左"), pgettext("并列", "右")
        columns: list[Column[Line]] = [
            Column("left", first, lambda r: f"{r.left.code} {r.left.name}", stretch=True, elide=True, width=12),
            Column("right", second, lambda r: f"{r.right.code} {r.right.name}", elide=True, width=18),
            Column("why", _("为什么"), lambda r: r.why, elide=True, width=13, tone=_quiet, tooltip=lambda r: r.why),
        ]
        self.table: RecordTable[Line] = RecordTable(columns, _("可能重复"), sortable=False)
        self.table.chosen.connect(self._choose)
        none = EmptyState(
            "check", _("没有看着像重复的点位"), _("编号相同、同社区同名、名称相近且地址或单位相同的，会列在这里。")
        )
        self.listing = Listing(self.table, none)
        self.pane.body.addWidget(self.listing, 1)
        foot = self.pane.add_foot()
        foot.addWidget(Text(_("「不是同一处」只记在这台电脑上，不随数据包走。"), "note", "ink2", wrap=True), 1)
        return self.pane

    def _build_sides(self) -> Pane:
        pane = Pane(_("并列比较"), flush=True)
        pane.add_link(self.actions_here["look"])
        self.scroll_area = Scroll(QWidget())
        pane.body.addWidget(self.scroll_area, 1)
        foot = QVBoxLayout()
        told = Text(
            _("并了以后，检查和投放点都算到留下的那个；两份记录都还在，随时能分开。"), "note", "ink2", wrap=True
        )
        foot.addWidget(told)
        for names in (("left", "right"), ("apart", "part")):
            row = QHBoxLayout()
            row.setSpacing(8)
            for name in names:
                row.addWidget(ActionButton(self.actions_here[name]))
            row.addStretch(1)
            foot.addLayout(row)
        foot.setSpacing(8)
        pane.add_foot().addLayout(foot)
        return pane

    # -- what is shown ----------------------------------------------------------------------------------------------

    def begin(self, register: Register) -> None:
        """Look for pairs in the street shown."""
        self.register = register
        self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look anew."""
        if self.register is not None:
            street = "" if self.register.street == ALL else self.register.street
            self.context.tasks.run(partial(joining.find_duplicates, self.context.store, street), self._show)

    def _show(self, found: Duplicates) -> None:
        count = ngettext("{n} 对", "{n} 对", len(found.pairs)).format(n=number(len(found.pairs)))
        self.pane.show_title(_("可能重复"), count)
        self.table.show_records(lines_of(found))
        if self.table.records.records() and self.table.chosen_record() is None:
            self.table.choose(self.table.records.records()[0])
        self._choose(self.table.chosen_record())

    def _choose(self, line: Line | None) -> None:
        self._line = line
        self.actions_here.refresh()
        if line is None:
            self.scroll_area.setWidget(QWidget())
            return
        work = partial(joining.compare, self.context.store, line.left.id, line.right.id)
        self.context.tasks.run(work, partial(self._compare, line))

    def _compare(self, line: Line, twins: tuple[Twin, Twin]) -> None:
        if line is not self._line:
            return
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 10, 14, 12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for label, left, right in self._rows(*twins):
            at, differs = grid.rowCount(), left != right
            grid.addWidget(Text(label, "note"), at, 0, Qt.AlignmentFlag.AlignTop)
            for side, value in ((1, left), (2, right)):
                tone: theme.Token = "ink" if differs else "ink2"
                grid.addWidget(Text(value or "–", "body", tone, bold=differs, wrap=True), at, side)
        column.addLayout(grid)
        column.addWidget(Hairline())
        column.addWidget(Text(_("粗的是两边不同的。"), "note"))
        column.addStretch(1)
        self.scroll_area.setWidget(inner)
        inner.setAutoFillBackground(False)

    def _rows(self, left: Twin, right: Twin) -> Sequence[tuple[str, str, str]]:
        assert self.register is not None
        register, types = self.register, self.context.standard.place_types

        def both(label: str, of: Callable[[Twin], str]) -> tuple[str, str, str]:
            return label, of(left), of(right)

        def place(twin: Twin) -> str:
            held = types.get(twin.site.place_type)
            return named(held.name, held.name_en) if held else twin.site.place_type

        def households(count: int) -> str:
            return ngettext("{n} 户", "{n} 户", count).format(n=number(count))

        def spot(twin: Twin) -> str:
            s = twin.site
            return "" if s.latitude is None else f"{degrees_text(s.latitude)}, {degrees_text(s.longitude)}"

        return (
            both(_("编号"), lambda t: t.site.code),
            both(_("名称"), lambda t: t.site.name),
            both(_("社区"), lambda t: register.place_name(t.site.community)),
            both(_("场所类型"), place),
            both(_("户数"), lambda t: households(t.site.households)),
            both(_("地址"), lambda t: t.site.address),
            both(_("坐标"), spot),
            both(_("责任单位"), lambda t: listed(dict.fromkeys(a.organisation for a in t.assignments))),
            both(_("投放点"), lambda t: listed(sorted(p.code for p in t.points))),
            both(_("服务户数"), lambda t: households(sum(k.households for k in t.links if not k.alternative))),
            both(_("检查"), lambda t: ngettext("{n} 次", "{n} 次", t.audits).format(n=number(t.audits))),
            both(_("最近检查"), lambda t: china_date(t.last_audit).isoformat() if t.last_audit else ""),
            both(_("备注"), lambda t: t.site.note),
        )

    # -- what is done -----------------------------------------------------------------------------------------------

    def _join(self, *, keep_left: bool) -> None:
        line = self._line
        if line is None:
            return
        kept, gone = (line.left, line.right) if keep_left else (line.right, line.left)
        work: Callable[[Store], object] = partial(joining.join, site=gone.id, leading=kept.id)
        told = _("{code} 并到 {other}").format(code=gone.code, other=kept.code)
        self.context.undoing.save(self.context, told, work, partial(self._done, told))

    def _part(self) -> None:
        line = self._line
        if line is None:
            return
        work: Callable[[Store], object] = partial(joining.part, site=line.left.id)
        told = _("{code} 分开").format(code=line.left.code)
        self.context.undoing.save(self.context, told, work, partial(self._done, told))

    def _done(self, told: str, _site: object) -> None:
        self.say.emit(self.context.undoing.message(self.context, told, _("在本机，还没装包")))
        self.refresh()

    def _keep_apart(self, *, apart: bool = True, pair: str = "") -> None:
        key = pair or (self._line.id if self._line is not None else "")
        work = partial(joining.keep_apart, self.context.store, key, apart=apart)
        self.context.tasks.run(work, partial(self._kept, key, apart))

    def _kept(self, key: str, apart: bool, _none: object) -> None:
        if apart:
            told, note = _("已记下：不是同一处"), _("只记在这台电脑上，不再列出")
            back = partial(self._keep_apart, apart=False, pair=key)
            self.say.emit(Message("ok", told, note, _("还要列出"), back))
        self.refresh()

    def _look(self) -> None:
        if self._line is not None:
            self.shown.emit(self._line.left.id)

    def _nothing(self) -> str:
        return "" if self._line is not None else _("先选一对")

    def _no_pair(self) -> str:
        return self._nothing() or (_("已经并好，先分开") if self._line is not None and self._line.joined else "")

    def _not_joined(self) -> str:
        return self._nothing() or ("" if self._line is not None and self._line.joined else _("还没有并"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
