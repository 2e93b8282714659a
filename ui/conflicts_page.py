"""冲突: what waits for a person's word at the left, the sayings side by side at the right; nothing settles itself."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.conflict_matters import Matter, Waiting
from auditor.conflict_wording import record_text
from auditor.doubled import TwoInterviews
from auditor.duplicates import Pair
from auditor.errors import Refused, Unavailable
from auditor.record import Line, Record
from auditor.use_cases import settling
from auditor.use_cases.listing_conflicts import list_conflicts
from auditor.use_cases.settling import Told
from auditor.wording import _, explain, named, ngettext, number
from ui import theme
from ui.conflict_editor import Options
from ui.conflicts_list import ConflictsList, Row
from ui.context import Context
from ui.doubled_pane import DoubledPane
from ui.layouts import hold_width, turn
from ui.messages import Message
from ui.panes import EmptyState
from ui.settle_pane import SettlePane
from ui.street_page import StreetPage

LEFT, LEAST_WIDTH = 480, 1008  # logical pixels at 100 %
SIDES = 4  # that have a digit


class ConflictsPage(StreetPage):
    """A street's list at the left; at the right one record, decided field by field with a reason."""

    id = "conflicts"
    icon = "warning"
    group = "know"

    @classmethod
    def name(cls) -> str:
        """冲突."""
        return _("冲突")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.waiting: Waiting | None = None
        self._wanted = ""  # a record asked for before the list was read
        self.list = ConflictsList()
        self.list.head.addWidget(self.street)
        self._declare()
        self.pane = SettlePane(self.settle, self.later)
        self.doubled = DoubledPane()
        self._build()
        self.list.chosen.connect(self._choose)
        self.list.asked.connect(self.read)
        self.list.table.opened.connect(lambda _r: self._enter())
        self.pane.changed.connect(self.actions_here.refresh)
        self.pane.assigned.connect(self._assign)
        self.doubled.go.connect(self.go)

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.settle: QAction = declare(
            "conflicts.settle", _("就这样定"), self._settle, shortcut="Ctrl+Return", when=self.pane_why_not
        )
        self.later: QAction = declare(
            "conflicts.later", _("以后再定"), self._later, shortcut="0", when=self._why_not_later
        )
        for n in range(1, SIDES + 1):
            text = _("整个取第 {n} 边").format(n=n)
            take = partial(self._take, n)
            declare(f"conflicts.take{n}", text, take, shortcut=str(n), when=partial(self._why_not_take, n))

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(12)
        self.right = QStackedWidget()
        self.nothing = EmptyState("check", _("没有选中的"), _("左边选一份，两边写的会并列在这里。"))
        for widget in (self.nothing, self.pane, self.doubled):
            self.right.addWidget(widget)
        self.columns.addWidget(self.list)
        self.columns.addWidget(self.right, 1)
        whole.addLayout(self.columns, 1)
        theme.follow(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        scale = theme.scale()
        narrow = self.width() < LEAST_WIDTH * scale
        turn(self.columns, narrow=narrow)
        hold_width(self.list, LEFT, narrow=narrow)

    # -- why not ----------------------------------------------------------------------------------------------------

    def pane_why_not(self) -> str:
        """Why the chosen record cannot be settled yet."""
        return self.pane.why_not() if self._matter() is not None else _("先选一份")

    def _why_not_later(self) -> str:
        return "" if self._matter() is not None else _("先选一份")

    def _why_not_take(self, n: int) -> str:
        if self._matter() is None or self.pane.sides is None:
            return _("先选一份")
        return "" if n <= len(self.pane.sides.heads) else _("没有第 {n} 边").format(n=n)

    def _matter(self) -> Matter | None:
        row = self.list.table.chosen_record()
        return row.of if row is not None and isinstance(row.of, Matter) else None

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street, and how many wait."""
        if self.waiting is None:
            return ""
        n = self.waiting.open
        told = ngettext("{street} · {n} 份等人定", "{street} · {n} 份等人定", n)
        return told.format(street=self.waiting.street_name, n=number(n))

    def keys(self) -> list[tuple[str, str]]:
        """Taking a side, later, settling."""
        return [("1 2", _("整个取一边")), ("0", _("以后再定")), ("Ctrl Enter", _("就这样定"))]

    def first_field(self) -> QWidget:
        """The list."""
        return self.list.table

    # -- asking -----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        if self._asked != self.context.where.street:
            self.list.after = 0
        self._asked = self.context.where.street
        asked = self.list.question(self._asked, self.waiting.me if self.waiting else "")
        work = partial(list_conflicts, self.context.store, self.context.standard, asked)
        self.context.tasks.run(work, self.show_waiting)

    def open(self, subject: object) -> None:
        """A record by its id."""
        if isinstance(subject, str) and subject:
            self._wanted = subject
            self._find_wanted()

    def _find_wanted(self) -> None:
        if self._wanted and self.waiting is not None and self.list.choose(self._wanted):
            self._wanted = ""

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_waiting(self, waiting: Waiting) -> None:
        """Show what was read."""
        if waiting.street != self.context.where.street:
            return
        first, self.waiting = self.waiting is None, waiting
        self.pane.show_people(sorted((name, id_) for id_, name in waiting.people.items()))
        self.list.show_waiting(waiting)
        self._find_wanted()
        if first and self.isVisible() and self.list.table.records.rowCount():
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _choose(self, row: Row | None) -> None:
        if row is None or self.waiting is None:
            self.right.setCurrentWidget(self.nothing)
        elif isinstance(row.of, Pair):
            self.doubled.show_pair(row.of)
            self.right.setCurrentWidget(self.doubled)
        elif isinstance(row.of, TwoInterviews):
            self.doubled.show_interviews(row.of, self.waiting)
            self.right.setCurrentWidget(self.doubled)
        elif isinstance(row.of, Line):
            self.doubled.show_unheard(row.of, self.waiting)
            self.right.setCurrentWidget(self.doubled)
        else:
            work = partial(settling.read_conflict, self.context.store, row.id, self.context.standard)
            self.context.tasks.run(work, partial(self._show_told, row.id), self._refuse)
        self.actions_here.refresh()

    def _show_told(self, record: str, told: Told) -> None:
        matter = self._matter()
        if matter is None or matter.id != record:
            return
        self.pane.show_told(told, self._options())
        self.right.setCurrentWidget(self.pane)
        self.actions_here.refresh()

    def _options(self) -> Options:
        places = self.context.standard.place_types.values()
        return {"place_type": [(named(p.name, p.name_en), p.id) for p in places]}

    def _enter(self) -> None:
        if self.right.currentWidget() is self.pane:
            self.pane.begin()
        elif self.right.currentWidget() is self.doubled and self.doubled.buttons:
            self.doubled.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- doing ------------------------------------------------------------------------------------------------------

    def _take(self, n: int) -> None:
        if self.pane.sides is not None:
            self.pane.sides.take(n - 1)
            if not self.pane.sides.open:
                self.pane.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _later(self) -> None:
        """Leave it as it is and look at the next; nothing is written."""
        self.list.choose_next()
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        told, sides = self.pane.told, self.pane.sides
        if told is None or sides is None:
            return
        try:
            anew = sides.anew()
        except Refused:
            return  # each is said at its field
        work = partial(
            settling.settle,
            self.context.store,
            told.conflict.record,
            told.conflict.version,
            dict(sides.choices),
            self.context.standard,
            reason=self.pane.reason.text(),
            anew=anew,
        )
        self.context.tasks.run(work, partial(self._tell_settled, told), self._refuse)

    def _tell_settled(self, told: Told, _record: Record) -> None:
        what = record_text(told.conflict, told.words)
        note = _("两边的说法和说明都留在历史里；在本机，还没装包")
        self.say.emit(Message("ok", _("已定：{record}").format(record=what), note))
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    def _assign(self, owner: str, due: date | None) -> None:
        told = self.pane.told
        if told is not None:
            work = partial(settling.assign, self.context.store, told.conflict.record, owner=owner, due=due)
            self.context.tasks.run(work, lambda _d: self.read(), self._refuse)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.pane.show_refused(error)
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", explain(error)))
