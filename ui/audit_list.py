"""Where next: the street's sites, those never seen or expired first; the order holds while one works in it."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.outing import Outing
from auditor.wording import _, ngettext, number
from ui import theme
from ui.actions import key_text
from ui.audit_reading import GROUPS, Group, Plan, PlanSite
from ui.buttons import ActionButton, KeyCap
from ui.fields import Choice, JumpField
from ui.marks import Mark, paint_mark, unit_word
from ui.panes import EmptyState, Pane
from ui.record_model import Column
from ui.record_model import Group as GroupRow
from ui.record_table import Listing, RecordTable

LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def group_word(group: Group, count: int) -> str:
    """A heading of the list with its count."""
    return {
        "never": ngettext("从没看过 {n}", "从没看过 {n}", count),
        "expired": ngettext("证据过期 {n}", "证据过期 {n}", count),
        "valid": ngettext("证据有效 {n}", "证据有效 {n}", count),
    }[group].format(n=number(count))


class SiteTable(RecordTable[PlanSite]):
    """The sites. The space bar puts one on the way of today or takes it off, Ctrl with an arrow changes its turn."""

    toggled = Signal()
    moved = Signal(int)  # places: -1 earlier, 1 later

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space and not event.modifiers():
            self.toggled.emit()
        elif key in turns and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.moved.emit(turns[key])
        else:
            super().keyPressEvent(event)


class AuditList(QWidget):
    """The left pane. A click or Enter opens a site."""

    opened = Signal(str)  # id of a site
    chosen = Signal()  # the bar is on another site
    toggled = Signal()  # the site under the bar is for today, or is not any more
    moved = Signal(int)  # it is seen earlier or later, by so many places
    left = Signal()  # Esc in the empty jump field

    def __init__(self, jump: QAction) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._order: list[str] = []
        self._groups: dict[str, Group] = {}  # as they were when the order was made
        self._shown: tuple[str, str] = ("", "")  # street and community the order was made for
        self._word = ""
        self._options: list[tuple[str, object]] = []
        self.pane = Pane(_("点位"), flush=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)
        self.community = Choice(_("社区"))
        self.community.picked.connect(lambda _v: self._choose_community())
        picker = QVBoxLayout()
        picker.setContentsMargins(8, 8, 8, 8)
        picker.setSpacing(6)
        picker.addWidget(self.community)
        self.turns = QHBoxLayout()
        self.turns.setSpacing(4)
        picker.addLayout(self.turns)
        self.pane.body.addLayout(picker)
        columns: list[Column[PlanSite]] = [
            Column("site", "", lambda s: f"{s.code} {_name(s)}", stretch=True, paint=_paint, tooltip=_tip)
        ]
        self.table = SiteTable(columns, _("要看的点位"), sortable=False)
        self.table.toggled.connect(self.toggled)
        self.table.moved.connect(self.moved)
        self.table.chosen.connect(lambda _site: self.chosen.emit())
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda site: self.opened.emit(site.id))
        self.table.clicked.connect(self._click)
        none = EmptyState("register", _("这里没有点位"), _("先在台账登记或导入。"))
        self.listing: Listing[PlanSite] = Listing(self.table, none)
        self.pane.body.addWidget(self.listing, 1)
        foot = self.pane.add_foot()
        foot.addWidget(KeyCap(key_text(jump), "", jump))
        self.jump = JumpField(_("跳到别的点位：编号、名称或拼音首字母"), _("编号、首字母"), chars=12)
        self.jump.searched.connect(self._search)
        self.jump.left_down.connect(self.table.setFocus)
        self.jump.entered.connect(self._open_first)
        self.jump.left.connect(self.left)
        foot.addWidget(self.jump, 1)

    def offer(self, plan: QAction, choose: QAction) -> None:
        """Print what makes the outing of today: all at once, and one by one."""
        self.turns.addWidget(ActionButton(plan, small=True, with_key=False))
        self.turns.addWidget(KeyCap(_("空格"), choose.text(), choose))
        self.turns.addStretch(1)

    # -- what is shown ----------------------------------------------------------------------------------------------

    @property
    def plan(self) -> Plan | None:
        """The sites as they were read last."""
        return self._plan

    def chosen_site(self) -> PlanSite | None:
        """The site under the bar."""
        return self.table.chosen_record()

    def show_outing(self, outing: Outing) -> None:
        """Show another outing at once; what is kept is read afterwards."""
        if self._plan is not None:
            self.show_plan(replace(self._plan, outing=outing))

    def show_plan(self, plan: Plan) -> None:
        """Show the sites; those known keep their places, so that the list does not jump after each save."""
        self._plan = plan
        options: list[tuple[str, object]] = [(_("全街道"), ""), *((c.name, c.code) for c in plan.communities)]
        if options != self._options:
            self._options = options
            self.community.show_options(options)
        self._arrange()

    def _choose_community(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        plan = self._plan
        if plan is None:
            return
        community = str(self.community.value() or "")
        mine = {s.id: s for s in plan.sites if community in ("", s.community)}
        if self._shown != (plan.street, community):
            self._shown, self._order, self._groups = (plan.street, community), [], {}
        known = set(self._order)
        for site in mine.values():
            if site.id not in known:
                self._groups[site.id] = site.group
        self._order = sorted((s for s in mine), key=lambda i: (GROUPS.index(self._groups[i]), mine[i].code))
        everywhere = {s.id: s for s in plan.sites}
        on_way = [everywhere[i] for i in plan.outing.sites]
        rows: list[PlanSite | GroupRow] = []
        if plan.outing.day != plan.today and on_way:
            left = ngettext("{day} 剩下 {n}", "{day} 剩下 {n}", len(on_way))
            rows.append(GroupRow({"site": left.format(day=f"{plan.outing.day:%m-%d}", n=number(len(on_way)))}))
        rows += [s for s in on_way if self._fits(s)]
        for group in GROUPS:
            others = [mine[i] for i in self._order if self._groups[i] == group and i not in plan.outing.sites]
            inside = [s for s in others if self._fits(s)]
            if inside:
                rows.append(GroupRow({"site": group_word(group, len(inside))}))
                rows += inside
        self.table.show_records(rows)
        self._count(on_way, list(mine.values()))

    def _count(self, on_way: list[PlanSite], all_here: list[PlanSite]) -> None:
        """Seen of those for today; without an outing how many were seen at all."""
        if on_way:
            self.pane.show_title(_("今天的点位"), f"{sum(map(_is_seen, on_way))} / {len(on_way)}")
        else:
            self.pane.show_title(_("点位"), "", _("今天已看 {n}").format(n=number(sum(map(_is_seen, all_here)))))

    def _fits(self, site: PlanSite) -> bool:
        word = self._word.casefold().strip()
        return not word or any(word in text for text in (site.code.casefold(), site.name.casefold(), site.initials))

    def show_open(self, site: str) -> None:
        """Put the bar on the site that is open, without opening it again."""
        record = self._by_id(site)
        if record is not None:
            self.table.choose(record)

    def next_after(self, site: str) -> PlanSite | None:
        """The next site not seen today, of today's where there are some: after this one, from the top again at the
        end; None when all are seen."""
        order = list(self._plan.outing.sites) if self._plan is not None else []
        order = order or self._order
        open_ = {s for s in order if (p := self._by_id(s)) is not None and not _is_seen(p) and s != site}
        at = order.index(site) if site in order else -1
        return next((self._by_id(s) for s in [*order[at + 1 :], *order[: at + 1]] if s in open_), None)

    def outside(self) -> PlanSite | None:
        """The site that is due first of those that are not for today; None when all are seen."""
        return next((s for s in self._plan.sites if not _is_seen(s)), None) if self._plan is not None else None

    def tally(self) -> tuple[int, int]:
        """How many of today's sites were found in order, and how many were not."""
        plan = self._plan
        if plan is None:
            return 0, 0
        seen = [s.today for s in plan.sites if not plan.outing.sites or s.id in plan.outing.sites]
        return seen.count(Mark.CONFORMING), seen.count(Mark.NONCONFORMING)

    def first(self) -> PlanSite | None:
        """The site that is due first."""
        return self.next_after("")

    def _by_id(self, site: str) -> PlanSite | None:
        return next((s for s in self._plan.sites if s.id == site), None) if self._plan is not None else None

    # -- events -----------------------------------------------------------------------------------------------------

    def _search(self, word: str) -> None:
        if word != self._word:
            self._word = word
            self.listing.show_empty(
                EmptyState("search", _("没有对得上的点位"), _("Esc 清掉要找的字。"))
                if word
                else EmptyState("register", _("这里没有点位"), _("先在台账登记或导入。"))
            )
            self._arrange()

    def _open_first(self) -> None:
        found = self.table.records.records()
        if found:
            chosen = found[0]
            self.jump.clear()
            self._search("")
            self.opened.emit(chosen.id)

    def _click(self, index: QModelIndex) -> None:
        record = self.table.records.record(index.row())
        if record is not None:
            self.opened.emit(record.id)


def _is_seen(site: PlanSite) -> bool:
    return site.today is not Mark.NOT_ANSWERED


def _name(site: PlanSite) -> str:
    return _("未存完 · {name}").format(name=site.name) if site.drafted else site.name


def _paint(painter: QPainter, rect: QRect, site: PlanSite) -> None:
    """The mark of today, the code, the name: the name alone is ever cut."""
    tokens = theme.current()
    side = round(14 * theme.scale())
    paint_mark(painter, QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side), site.today)
    seen = site.today is not Mark.NOT_ANSWERED
    code = rect.adjusted(side + 7, 0, 0, 0)
    painter.setFont(theme.font("note"))
    painter.setPen(tokens.ink2 if seen else tokens.ink3)
    painter.drawText(code, LINE, site.code)
    name = code.adjusted(painter.fontMetrics().horizontalAdvance(site.code) + 10, 0, 6, 0)
    painter.setFont(theme.font("body"))
    painter.setPen(tokens.warn if site.drafted else tokens.ink)
    painter.drawText(
        name, LINE, painter.fontMetrics().elidedText(_name(site), Qt.TextElideMode.ElideRight, name.width())
    )


def _tip(site: PlanSite) -> str:
    today = _("今天还没看") if site.today is Mark.NOT_ANSWERED else _("今天：{word}").format(word=unit_word(site.today))
    return f"{site.code} {_name(site)}\n{today}"
