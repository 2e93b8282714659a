"""The list of what waits for a person: unsettled records, overdue first, then what was recorded twice."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.conflict_matters import SHOWN, Asked, Matter, Waiting
from auditor.conflict_wording import moment_text, state_word, unheard_text, what_text
from auditor.diary_wording import kind_word
from auditor.doubled import TwoInterviews
from auditor.duplicates import Pair
from auditor.history import State
from auditor.record import Line
from auditor.site import Site
from auditor.wording import _, listed, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.fields import Choice
from ui.layouts import digits_for
from ui.marks import paint_icon
from ui.panes import EmptyState, Pane, Text
from ui.record_model import Column, Group
from ui.record_table import Listing, RecordTable

ALL, LATE, MINE, CODES, VISITS = "all", "overdue", "mine", "codes", "visits"
SIDE = 16
_ICONS = {State.CONFLICT: "warning", State.INCOMPLETE: "clock", State.BROKEN: "cross", State.SETTLED: "check"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    id: str
    state: str
    icon: str
    tone: theme.Token
    what: str
    title: str
    due: str | None
    owner: str | None
    of: Matter | Pair | TwoInterviews | Line


def rows_of(waiting: Waiting, asked: str) -> list[Row | Group]:
    """The rows that a filter shows, in groups where several kinds stand together."""
    rows: list[Row | Group] = []
    if asked not in (CODES, VISITS):
        rows += [_of_matter(m, waiting) for m in waiting.matters]
    if asked in (ALL, CODES) and waiting.codes:
        rows.append(Group({"what": _("两个点位，一个编号")}))
        rows += [_of_pair(p) for p in waiting.codes]
    if asked in (ALL, VISITS) and waiting.interviews:
        rows.append(Group({"what": _("同一户访了两次，只计一次")}))
        rows += [_of_interviews(t, waiting) for t in waiting.interviews]
    if asked == ALL and waiting.unheard:
        rows.append(Group({"what": _("只有区里能定")}))
        rows += [_of_unheard(x, waiting) for x in waiting.unheard]
    return rows


def _of_matter(matter: Matter, waiting: Waiting) -> Row:
    of = matter.conflict
    tone: theme.Token = "bad" if matter.overdue or of.state is not State.INCOMPLETE else "unk"
    return Row(
        id=matter.id,
        state=_("逾期") if matter.overdue else state_word(of.state),
        icon=_ICONS[of.state],
        tone=tone,
        what=matter.title if of.kind == Site.KIND else f"{matter.title} · {kind_word(of.kind)}",
        title=what_text(of),
        due=_day(matter.due, waiting.today),
        owner=matter.owner_name or None,
        of=matter,
    )


def _day(day: date | None, today: date) -> str | None:
    if day is None:
        return None
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def _of_pair(pair: Pair) -> Row:
    told = listed((pair.left.name, pair.right.name), "、")
    return Row(pair.key, _("编号重复"), "register", "warn", f"{pair.left.code} {told}", "", None, None, pair)


def _of_interviews(two: TwoInterviews, waiting: Waiting) -> Row:
    first = two.visits[0]
    place = waiting.words.get(first.community, first.community)
    days = listed((moment_text(v.observed_at) for v in two.visits), "、")
    what = " · ".join((two.round.name, place, days))
    return Row(f"{two.round.id} {first.slot}", _("访了两次"), "interview", "ink2", what, "", None, None, two)


def _of_unheard(line: Line, waiting: Waiting) -> Row:
    what, said = unheard_text(line, waiting.own, waiting.words)
    return Row(line.name, _("说了不算"), "cross", "ink2", what, said, None, None, line)


class ConflictsList(Pane):
    """What is shown follows the filter; the order does not. `asked` comes when other records are to be read."""

    chosen = Signal(object)  # Row or None
    asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("等人定"), flush=True)
        self.waiting: Waiting | None = None
        self.after = 0
        self.filter = Choice(_("看哪些"))
        self.table: RecordTable[Row] = RecordTable(_columns(), _("等人定"), sortable=False)
        self.listing: Listing[Row] = Listing(self.table, EmptyState("clock", _("正在读"), ""))
        filters = QWidget()
        row = QHBoxLayout(filters)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.filter)
        row.addStretch(1)
        self.body.addWidget(filters)
        self.body.addWidget(self.listing, 1)
        self._build_pages()
        self.filter.picked.connect(self._turn)
        self.table.chosen.connect(self.chosen)

    def _build_pages(self) -> None:
        self.pages = QWidget()
        row = QHBoxLayout(self.pages)
        row.setContentsMargins(12, 6, 12, 6)
        self.page_text = Text("", "note", "ink2")
        self.back, self.on = Button(_("前一批"), "quiet", small=True), Button(_("后一批"), "quiet", small=True)
        self.back.clicked.connect(lambda _c=False: self._leaf(-SHOWN))
        self.on.clicked.connect(lambda _c=False: self._leaf(SHOWN))
        row.addWidget(self.page_text, 1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        self.body.addWidget(self.pages)
        self.pages.hide()

    # -- what is asked ----------------------------------------------------------------------------------------------

    def question(self, street: str, me: str) -> Asked:
        """What to read for the filter chosen."""
        value = str(self.filter.value())
        return Asked(
            street=street,
            state=State(value) if value in set(State) else None,
            owner=me if value == MINE else "",
            overdue=value == LATE,
            limit=SHOWN,
            after=self.after,
        )

    def _turn(self, _value: object) -> None:
        self.after = 0
        self.asked.emit()

    def _leaf(self, by: int) -> None:
        self.after = max(0, self.after + by)
        self.asked.emit()

    def show_all(self) -> None:
        """Take the filter away."""
        self.filter.choose(ALL)
        self._turn(ALL)

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_waiting(self, waiting: Waiting) -> None:
        """Show what was read; the chosen row stays chosen, or the bar goes to what took its place."""
        before, place = self.table.chosen_record(), self.table.currentIndex().row()
        self.waiting = waiting
        self.filter.show_options(_filters(waiting))
        value = str(self.filter.value())
        rows = rows_of(waiting, value)
        self.listing.show_empty(self._empty(waiting, value))
        self.table.show_records(rows)
        self.show_title(_("等人定"), number(waiting.open) if waiting.open else "", _late(waiting))
        self._show_pages(waiting)
        if before is not None and self.table.chosen_record() is None and self.table.records.rowCount():
            self.table.choose_row(min(max(place, 0), self.table.records.rowCount() - 1))
        if self.table.chosen_record() is None and (records := self.table.records.records()):
            self.table.choose(records[0])
        self.chosen.emit(self.table.chosen_record())

    def _show_pages(self, waiting: Waiting) -> None:
        shown = len(waiting.matters)
        self.pages.setVisible(waiting.total > shown)
        told = _("第 {first}–{last} 份，共 {n} 份")
        first, last = self.after + 1, self.after + shown
        self.page_text.setText(told.format(first=number(first), last=number(last), n=number(waiting.total)))
        self.back.setEnabled(self.after > 0)
        self.on.setEnabled(last < waiting.total)

    def _empty(self, waiting: Waiting, value: str) -> EmptyState:
        if value != ALL and (waiting.open or waiting.interviews or waiting.unheard):
            clear = Button(_("看全部"))
            clear.clicked.connect(self.show_all)
            return EmptyState("search", _("没有这样的"), _("换一种看，或看全部。"), clear)
        how = _("两台电脑改了同一份记录、缺了上一版、或编号重复时，会列在这里等人定。")
        return EmptyState("check", _("没有等人定的"), how)

    def choose(self, record: str) -> bool:
        """Put the bar on a record by its id; False where it is not listed."""
        row = next((r for r in self.table.records.records() if r.id == record), None)
        return row is not None and self.table.choose(row)

    def choose_next(self) -> None:
        """The row below, or the first."""
        row = self.table.currentIndex().row() + 1
        self.table.choose_row(row if row < self.table.records.rowCount() else 0)
        if self.table.chosen_record() is None and row + 1 < self.table.records.rowCount():
            self.table.choose_row(row + 1)  # a heading


def _late(waiting: Waiting) -> str:
    n = waiting.overdue
    return ngettext("逾期 {n} 份", "逾期 {n} 份", n).format(n=number(n)) if n else ""


def _filters(waiting: Waiting) -> list[tuple[str, object]]:
    def counted(word: str, n: int) -> str:
        return f"{word} {number(n)}"

    states = [(counted(state_word(s), waiting.counts.get(s, 0)), s.value) for s in _ICONS if s is not State.SETTLED]
    return [
        (counted(_("全部"), waiting.open), ALL),
        (counted(_("逾期"), waiting.overdue), LATE),
        (_("由我定的"), MINE),
        *states,
        (counted(_("编号重复"), len(waiting.codes)), CODES),
        (counted(_("同一户访了两次"), len(waiting.interviews)), VISITS),
    ]


def _columns() -> list[Column[Row]]:
    def paint_state(painter: QPainter, rect: QRect, row: Row) -> None:
        side = round(SIDE * theme.scale())
        box = QRectF(rect.left() - 4, rect.center().y() - side / 2, side, side)
        paint_icon(painter, box, row.icon, theme.current().of(row.tone))
        painter.setFont(theme.font("body", bold=row.tone == "bad"))
        painter.setPen(theme.current().of(row.tone))
        words = rect.adjusted(side + 4, 0, 8, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), row.state)

    def tip(row: Row) -> str:
        return "\n".join(word for word in (row.what, row.title) if word)

    widest = digits_for(
        [state_word(State.CONFLICT), _("不完整"), _("不合规则"), _("编号重复"), _("访了两次"), _("说了不算"), _("逾期")]
    )
    return [
        Column("state", _("情况"), lambda r: r.state, paint=paint_state, width=widest + 2),
        Column("what", _("哪一份"), lambda r: r.what, width=16, stretch=True, tooltip=tip),
        Column("due", _("期限"), lambda r: r.due, width=7),
        Column("owner", _("谁来定"), lambda r: r.owner, width=8, elide=True),
    ]
