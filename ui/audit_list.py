"""Where next: the street's sites, those never seen or expired first; the order holds while one works in it."""

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.wording import _, ngettext, number
from ui import theme
from ui.actions import key_text
from ui.audit_reading import GROUPS, Group, Plan, PlanSite
from ui.buttons import KeyCap
from ui.fields import Choice, SearchField
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


class JumpField(SearchField):
    """Jumps to a site by code or name: Enter opens the first that fits, Esc on the empty field goes back."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.text():
            self.left.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()


class AuditList(QWidget):
    """The left pane. A click or Enter opens a site."""

    opened = Signal(str)  # id of a site
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
        picker.addWidget(self.community)
        self.pane.body.addLayout(picker)
        columns: list[Column[PlanSite]] = [
            Column("site", "", lambda s: f"{s.code} {_name(s)}", stretch=True, paint=_paint, tooltip=_tip)
        ]
        self.table: RecordTable[PlanSite] = RecordTable(columns, _("要看的点位"), sortable=False)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda site: self.opened.emit(site.id))
        self.table.clicked.connect(self._click)
        self._none = EmptyState("register", _("这里没有点位"), _("先在台账登记或导入。"))
        self._no_match = EmptyState("search", _("没有对得上的点位"), _("Esc 清掉要找的字。"))
        self.listing: Listing[PlanSite] = Listing(self.table, self._none)
        self.pane.body.addWidget(self.listing, 1)
        foot = self.pane.add_foot()
        foot.addWidget(KeyCap(key_text(jump), "", jump))
        self.jump = JumpField(_("跳到别的点位"), _("跳到：编号或名称"), chars=12)
        self.jump.searched.connect(self._search)
        self.jump.left_down.connect(self.table.setFocus)
        self.jump.entered.connect(self._open_first)
        self.jump.left.connect(self.left)
        foot.addWidget(self.jump, 1)

    # -- what is shown ----------------------------------------------------------------------------------------------

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
        rows: list[PlanSite | GroupRow] = []
        for group in GROUPS:
            inside = [mine[i] for i in self._order if self._groups[i] == group and self._fits(mine[i])]
            if inside:
                rows.append(GroupRow({"site": group_word(group, len(inside))}))
                rows += inside
        self.table.show_records(rows)
        done = sum(s.today is not Mark.NOT_ANSWERED for s in mine.values())
        self.pane.show_title(_("点位"), "", _("今天已看 {n}").format(n=number(done)))

    def _fits(self, site: PlanSite) -> bool:
        word = self._word.casefold()
        return not word or word in site.code.casefold() or word in site.name.casefold()

    def show_open(self, site: str) -> None:
        """Put the bar on the site that is open, without opening it again."""
        record = self._by_id(site)
        if record is not None:
            self.table.choose(record)

    def next_after(self, site: str) -> PlanSite | None:
        """The next site in order that was not seen today; from the top again at the end; None when all are."""
        order = [s for s in self._order if (p := self._by_id(s)) and p.today is Mark.NOT_ANSWERED]
        at = self._order.index(site) if site in self._order else -1
        after = [s for s in order if s != site and self._order.index(s) > at]
        rest = after or [s for s in order if s != site]
        return self._by_id(rest[0]) if rest else None

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
