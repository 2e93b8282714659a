"""The list of corrections: overdue first; by stage, community and words; several of one site picked for one notice."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.correction import Stage
from auditor.correction_matters import Followed, Matter
from auditor.correction_wording import stage_name
from auditor.corrections import Reminder
from auditor.wording import _, listed, ngettext, number
from ui import theme
from ui.fields import Choice, SearchField
from ui.layouts import digits_for
from ui.marks import paint_icon
from ui.panes import EmptyState, Pane
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.score_rows import short_community

OPEN, LATE, DONE, ALL = "waiting", "overdue", "done", "all"
TONES: dict[Reminder, theme.Token] = {
    Reminder.OVERDUE: "bad",
    Reminder.UNSETTLED: "bad",
    Reminder.SOON: "warn",
    Reminder.UNLOOKED: "warn",
    Reminder.UNCLOSED: "ink",
}
SIDE = 16


class MatterTable(RecordTable[Matter]):
    """Space picks a row for the notice; the digits and letters are left to the page."""

    picked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.chosen_record() is not None:
            self.picked.emit(self.chosen_record())
            return
        super().keyPressEvent(event)


class CorrectionsList(Pane):
    """What is shown follows the filters; the order does not."""

    chosen = Signal(object)  # Matter or None
    opened = Signal(object)
    turned = Signal()  # other rows are picked

    def __init__(self, empty: Callable[[], EmptyState]) -> None:
        super().__init__(_("整改"), flush=True)
        self._followed: Followed | None = None
        self._empty = empty
        self._word = ""
        self.picked: set[str] = set()
        self.stage = Choice(_("阶段"), _stages())
        self.community = Choice(_("社区"), [(_("全街道"), "")])
        self.search = SearchField(_("找整改"), _("编号、点位、内容、单位"), chars=18)
        self.table = MatterTable(_columns(lambda m: m.id in self.picked, self._today_year), _("整改"), sortable=False)
        self.listing: Listing[Matter] = Listing(self.table, empty())
        filters = QWidget()
        row = QHBoxLayout(filters)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        for widget in (self.stage, self.community):
            row.addWidget(widget)
        row.addWidget(self.search, 1)
        self.body.addWidget(filters)
        self.body.addWidget(self.listing, 1)
        self.stage.picked.connect(lambda _v: self._arrange())
        self.community.picked.connect(lambda _v: self._arrange())
        self.search.searched.connect(self._look_for)
        self.search.left_down.connect(self.table.setFocus)
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.table.picked.connect(self._pick)

    def _today_year(self) -> int:
        return self._followed.today.year if self._followed else 0

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_followed(self, followed: Followed) -> None:
        """Show a street's corrections; the chosen one stays chosen."""
        self._followed = followed
        known = {m.id for m in followed.matters}
        self.picked &= known
        names = [(short_community(name), code) for code, name in followed.communities.items()]
        options: list[tuple[str, object]] = [(_("全街道"), ""), *names]
        if [self.community.itemText(i) for i in range(self.community.count())] != [w for w, _c in options]:
            self.community.show_options(options)
        self._arrange()

    def show_all(self) -> None:
        """Take every filter away."""
        self.stage.choose(ALL)
        self.community.choose("")
        self.search.clear()
        self._word = ""
        self._arrange()

    @property
    def filtered(self) -> bool:
        """Whether anything is hidden by a filter."""
        return bool(self._word) or bool(self.community.value()) or self.stage.value() != ALL

    def choose(self, correction: str) -> bool:
        """Put the bar on a correction, all filters off where they hide it; False where there is none."""
        matter = self.matter(correction)
        if matter is None:
            return False
        if not self._keeps(matter):
            self.show_all()
        return self.table.choose(matter)

    def matter(self, correction: str) -> Matter | None:
        """The correction of an id."""
        matters = self._followed.matters if self._followed else ()
        return next((m for m in matters if m.id == correction), None)

    def of_site(self, site: str) -> Matter | None:
        """The one of a site that presses most."""
        matters = self._followed.matters if self._followed else ()
        return next((m for m in matters if m.correction.site == site), None)

    def selection(self) -> list[Matter]:
        """The rows picked, in their order; else the chosen one."""
        matters = self._followed.matters if self._followed else ()
        picked = [m for m in matters if m.id in self.picked]
        chosen = self.table.chosen_record()
        return picked or ([chosen] if chosen is not None else [])

    def drop_picks(self) -> None:
        """Nothing is picked any more."""
        self.picked = set()
        self.table.viewport().update()
        self.turned.emit()

    def _look_for(self, word: str) -> None:
        self._word = word.casefold()
        self._arrange()

    def _keeps(self, matter: Matter) -> bool:
        made = matter.correction
        stage = self.stage.value()
        by_stage = (
            stage == ALL
            or (stage == OPEN and matter.open)
            or (stage == LATE and matter.reminder is Reminder.OVERDUE)
            or (stage == DONE and not matter.open)
            or (matter.open and stage == made.stage.value)
        )
        words = (matter.code, matter.name, matter.where, matter.item_name, made.found, made.recipient, made.asked)
        return (
            by_stage
            and self.community.value() in ("", None, matter.community)
            and (not self._word or any(self._word in w.casefold() for w in words))
        )

    def _arrange(self) -> None:
        followed = self._followed
        if followed is None:
            return
        rows = [m for m in followed.matters if self._keeps(m)]
        self.listing.show_empty(self._empty())
        self.table.show_records(rows)
        late = sum(m.reminder is Reminder.OVERDUE for m in rows)
        told = [_("逾期 {n}").format(n=number(late))] if late else []
        told += [_("选中 {n}").format(n=number(len(self.picked)))] if self.picked else []
        self.show_title(_("整改"), number(len(rows)) if rows else "", listed(told, "，"))
        if self.table.chosen_record() is None and rows:
            self.table.choose(rows[0])

    def _pick(self, matter: Matter) -> None:
        self.picked ^= {matter.id}
        self._arrange()
        self.table.viewport().update()
        self.turned.emit()


def _stages() -> list[tuple[str, object]]:
    stages: list[tuple[str, object]] = [(stage_name(s), s.value) for s in (Stage.OPEN, Stage.FIXED, Stage.RECHECKED)]
    return [(_("未办结"), OPEN), (_("逾期"), LATE), *stages, (_("已办结"), DONE), (_("全部"), ALL)]


def _columns(picked: Callable[[Matter], bool], year: Callable[[], int]) -> list[Column[Matter]]:
    def paint_state(painter: QPainter, rect: QRect, matter: Matter) -> None:
        side, chosen = round(SIDE * theme.scale()), picked(matter)
        box = QRectF(rect.left() - 4, rect.center().y() - side / 2, side, side)
        tone = TONES[matter.reminder] if matter.reminder else "ink2"
        icon = "check" if chosen else "warning" if matter.reminder is Reminder.OVERDUE else "correction"
        paint_icon(painter, box, icon, theme.current().of("accent" if chosen else tone))
        bold = matter.reminder in (Reminder.OVERDUE, Reminder.UNSETTLED) or chosen
        painter.setFont(theme.font("body", bold=bold))
        painter.setPen(theme.current().of(tone))
        words = rect.adjusted(side + 4, 0, 8, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), state(matter))

    def state(matter: Matter) -> str:
        return matter.said or stage_name(matter.correction.stage)

    def told(matter: Matter) -> str:
        return listed([state(matter), _("已选")]) if picked(matter) else state(matter)

    def due(matter: Matter) -> str:
        day = matter.correction.due_on
        return f"{day:%m-%d}" if day.year == year() else day.isoformat()

    widest = digits_for(
        [
            _("复查不符合"),
            ngettext("逾期 {n} 天", "逾期 {n} 天", 88).format(n=88),
            ngettext("{n} 天没复查", "{n} 天没复查", 88).format(n=88),
        ]
    )
    return [
        Column("state", _("情况"), told, paint=paint_state, width=widest + 2),
        Column("due", _("期限"), due, width=10),
        Column("site", _("点位"), lambda m: m.place, width=18, elide=True, tooltip=lambda m: m.place),
        Column("what", _("所见"), lambda m: m.correction.found, width=16, stretch=True, tooltip=_tip),
        Column("to", _("交给"), lambda m: m.correction.recipient or None, width=12, elide=True),
    ]


def _tip(matter: Matter) -> str:
    made = matter.correction
    whom = _("交给 {name}").format(name=made.recipient) if made.recipient else _("没有登记责任单位")
    return "\n".join([f"{matter.place} · {matter.where}", made.found, made.asked, whom])
