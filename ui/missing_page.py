"""差距清单: what separates a street from its goal, as a day's work; beside it what will come by itself."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.day_plans import DAY_HOURS
from auditor.division import spoken_name
from auditor.gap_wording import (
    beside_text,
    choice_texts,
    duration_text,
    method_text,
    pace_details,
    pace_text,
    summary_text,
)
from auditor.gaps import Coming, Needed
from auditor.telling import Tell
from auditor.use_cases import listing_missing
from auditor.wording import _, day, ngettext, number
from auditor.work_list import WorkList
from ui import theme
from ui.context import Context
from ui.day_choice import DayChoice
from ui.fields import Choice, DateField, show_wrong
from ui.layouts import UNBOUND, hold_width, turn
from ui.messages import Message
from ui.missing_export import Write, export_kinds, export_list, print_list
from ui.missing_rows import columns, coming_told, goal_of, paint_coming, rows_by_community, rows_by_day
from ui.panes import ActionButton, Elided, EmptyState, Pane, Text
from ui.record_table import Listing, RecordTable
from ui.saving import ask_where, saved_message
from ui.score_lists import TallRows
from ui.street_page import StreetPage
from ui.tasks import Job

RIGHT, LOW, LEAST_WIDTH = 304, 150, 1000  # logical pixels at 100 %


class MissingPage(StreetPage):
    """One street on a day."""

    id = "missing"
    icon = "missing"
    group = "look"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "round", "response", "supplement", "correction"})

    @classmethod
    def name(cls) -> str:
        """差距清单."""
        return _("差距清单")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: WorkList | None = None
        self._wanted = ""
        self._job: Job | None = None
        self.picked: set[str] = set()
        self.by_day = False
        self.count, self.promise = Text("", "verdict"), Elided("", "section")
        self.how = Text("", "note", "ink2", wrap=True)
        self.time = Text("", "verdict")
        self.pace = Elided("", "note", "ink2")
        self.when = DayChoice()
        self.day = self.when.field
        self.street.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.street.choice.setMinimumContentsLength(8)
        self.planned = DateField(_("计划申报"))
        self.hours = Choice(_("每天几小时"), [(_("每天 {n} 小时").format(n=n), n) for n in range(4, 11)])
        self.hours.choose(DAY_HOURS)
        self.hours.hide()
        self.table: RecordTable[Needed] = RecordTable(
            columns(lambda: self._shown, context.standard, lambda n: n.id in self.picked, lambda: self.by_day),
            _("必须做"),
            dense=True,
            sortable=False,
        )
        told = coming_told(lambda: self._shown)
        self.coming: TallRows[Coming] = TallRows(_("将到来"), 46, paint_coming(lambda: self._shown), told)
        self._declare()
        self._build()
        self._connect()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.export: QAction = declare("missing.export", _("导出"), self._export, icon="export", when=self._why_not)
        self.print: QAction = declare(
            "missing.print", _("打印任务单"), self._print, shortcut="Ctrl+P", when=self._why_nothing
        )
        self.print.setProperty("primary", True)
        self.start: QAction = declare("missing.go", _("去办"), self._go, when=self._why_not_go)
        self.turn: QAction = declare("missing.turn", _("按日看"), self._turn, icon="calendar", shortcut="F2")

    def _why_not(self) -> str:
        return "" if self._shown is not None else _("还没有算好")

    def _why_nothing(self) -> str:
        if self._shown is None:
            return _("还没有算好")
        return "" if self._shown.missing.needed else _("没有缺的，没有可印的")

    def _why_not_go(self) -> str:
        return "" if self.table.chosen_record() is not None else _("先选一行")

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        whole.addLayout(self._head())
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(12)
        self.needed_pane = Pane(_("必须做"), flush=True)
        for widget in (self.street, self.when, self.hours, ActionButton(self.turn, "quiet", small=True)):
            self.needed_pane.head.addWidget(widget)
        self.listing: Listing[Needed] = Listing(self.table, self._empty())
        self.needed_pane.body.addWidget(self.listing)
        self.columns.addWidget(self.needed_pane, 1)
        self.coming_pane = Pane(_("将到来"), flush=True)
        word = Text(_("计划申报"), "note", "ink2")
        word.setBuddy(self.planned)
        self.coming_pane.head.addWidget(word)
        self.coming_pane.head.addWidget(self.planned)
        quiet = EmptyState("check", _("申报日前没有到期的"), _("证据到期的点位，按日期列在这里。"))
        self.coming_listing: Listing[Coming] = Listing(self.coming, quiet)
        self.coming_note = Text(_("不影响今天的结论"), "note")  # in the head it would cut the date
        self.coming_note.setContentsMargins(12, 6, 12, 6)
        self.coming_note.hide()
        self.coming_pane.body.addWidget(self.coming_note)
        self.coming_pane.body.addWidget(self.coming_listing)
        self.columns.addWidget(self.coming_pane)
        whole.addLayout(self.columns, 1)
        theme.follow(self._arrange)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(16)
        told = QVBoxLayout()
        told.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.count)
        first.addWidget(self.promise, 1)
        told.addLayout(first)
        told.addWidget(self.how)
        head.addLayout(told, 1)
        took = QVBoxLayout()
        took.setSpacing(0)
        for text in (self.pace, self.time):
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            took.addWidget(text)
        head.addLayout(took)
        head.addWidget(ActionButton(self.print, "primary"))
        return head

    def _empty(self) -> EmptyState:
        if self._shown is None or self._shown.missing.needed:
            return EmptyState("clock", _("正在列"), "")
        return EmptyState("check", _("今天没有缺的"), _("五项标准都达标。将到来的看右边。"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other; a long street's name gives way to the day."""
        scale = theme.scale()
        self.day.setMinimumWidth(self.day.sizeHint().width())
        narrow = self.width() < LEAST_WIDTH * scale
        turn(self.columns, narrow=narrow)
        hold_width(self.coming_pane, RIGHT, narrow=narrow)
        empty = not self.coming.records.count
        self.coming_listing.setVisible(not (narrow and empty))
        low = theme.height(42) if empty else round(LOW * scale)
        self.coming_pane.setMaximumHeight(low if narrow else UNBOUND)
        self.columns.setStretch(1, 1 if narrow else 0)
        self.columns.setStretch(0, 2 if narrow else 1)

    def _connect(self) -> None:
        self.when.changed.connect(self.read)
        self.when.say.connect(self.say)
        self.planned.settled.connect(lambda _text: self._plan())
        self.planned.returnPressed.connect(self._plan)
        self.hours.picked.connect(lambda _value: self.read())
        self.table.opened.connect(lambda _line: self._go())
        self.table.chosen.connect(lambda _line: self.actions_here.refresh())
        self.coming.opened.connect(self._open_coming)

    # -- asking -----------------------------------------------------------------------------------------------------

    def open(self, subject: object) -> None:
        """A street's code, or a line (the id of a `Needed`) of the street that is shown."""
        if isinstance(subject, str) and ":" in subject:
            self._wanted = subject
            self._reach()
        elif isinstance(subject, str):
            self.context.where.choose(subject)

    def _reach(self) -> None:
        """Put the bar on the line another page asked for; if it is done by now, the list stays as it is."""
        if self._wanted and self._shown is not None and self._job is None:
            line = next((n for n in self._shown.missing.needed if n.id == self._wanted), None)
            self._wanted = ""
            if line is not None and self.table.choose(line):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        try:
            on, planned = self.when.day(), self.planned.day() if self.planned.text() else None
        except ValueError:
            return
        if self._job is not None:
            self._job.cancel()
        if self._asked != self.context.where.street:
            self.picked = set()
        self._asked = self.context.where.street
        asked = partial(listing_missing.find_missing, self.context.store, self._asked, self.context.standard, on)
        hours = int(str(self.hours.value() or DAY_HOURS))

        def work(tell: Tell) -> WorkList:
            return asked(planned=planned, hours=hours, tell=tell)

        job = self.context.tasks.run_long(_("正在列差距清单"), work, self.show_list, self._refuse)
        job.ended.connect(partial(self._tell_stopped, job))
        self._job = job

    def _plan(self) -> None:
        try:
            planned = self.planned.day()
        except ValueError:
            show_wrong(self.planned, wrong=True)
            fact = _("{text} 不是一个日期。").format(text=self.planned.text())
            self.say.emit(Message("bad", fact, _("形如 2026-11-22")))
            return
        if self._shown is not None and planned != self._shown.missing.planned:
            self.read()

    def _tell_stopped(self, job: Job) -> None:
        if job.cancelled and job is self._job:
            self._job = None
            self.say.emit(Message("note", _("差距清单没有列完"), "", _("再列一次"), self.read))

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if not self.when.takes(error):
            self.context.tasks.refused.emit(error)

    def first_field(self) -> QWidget:
        """The list."""
        return self.table

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street and day."""
        if self._shown is None:
            return ""
        missing = self._shown.missing
        return f"{spoken_name(missing.street, missing.name)} · {day(missing.on)}"

    def header_actions(self) -> list[QAction]:
        """Export; printing stands in the head of the page."""
        return [self.export]

    def keys(self) -> list[tuple[str, str]]:
        """Going there, picking, printing."""
        return [("Enter", _("去办")), ("Space", _("选中")), ("Ctrl P", _("打印任务单"))]

    def show_list(self, found: WorkList) -> None:
        """Show one street's list."""
        self._job = None
        first, self._shown = self._shown is None, found
        missing = found.missing
        self.picked &= {n.id for n in missing.needed}
        self.when.show_days(missing.on, missing.on)
        show_wrong(self.planned, wrong=False)
        if not self.planned.hasFocus() or not self.planned.text():
            self.planned.show_date(missing.planned)
        self.listing.show_empty(self._empty())
        self._show_rows()
        n = len(missing.coming)
        self.coming_pane.show_title(_("将到来"), number(n) if n else "")
        self.coming_note.setVisible(bool(n))
        self.coming.show_records(missing.coming)
        self._arrange()
        self._show_summary()
        if first and self.isVisible() and missing.needed:  # the page opened on a field for want of a list
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reach()
        self.counted.emit(self.id, missing.count)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _show_rows(self) -> None:
        found = self._shown
        if found is None:
            return
        self.table.show_records(rows_by_day(found) if self.by_day else rows_by_community(found))
        n = found.missing.count
        self.needed_pane.show_title(_("必须做"), number(n) if n else "", _("每件只列一次") if n else "")
        if self.table.chosen_record() is None and found.missing.needed:
            first = next(r for r in range(self.table.records.rowCount()) if self.table.records.record(r) is not None)
            self.table.choose_row(first)

    def _show_summary(self) -> None:
        found = self._shown
        if found is None:
            return
        missing = found.missing
        chosen = [n for n in missing.needed if n.id in self.picked]
        self.count.setText(ngettext("{n} 件事", "{n} 件事", missing.count).format(n=number(missing.count)))
        self.promise.setText(_("做完，五项全部达标") if missing.needed else _("五项全部达标"))
        parts = [summary_text(missing), method_text(missing)] if missing.needed else []
        notes = (text for text in [*choice_texts(missing), beside_text(missing)] if text)
        parts += [_("{text}。").format(text=text) for text in notes]
        self.how.setText(" ".join(parts))
        total = sum(found.minutes(n) for n in chosen) if chosen else found.total_minutes
        self.time.setText(_("约 {time}").format(time=duration_text(total)) if missing.needed else "")
        if chosen:
            told = ngettext("选中 {n} 件的用时", "选中 {n} 件的用时", len(chosen)).format(n=len(chosen))
        else:
            told = pace_text(found.pace)
        self.pace.setText(told if missing.needed else "")
        self.pace.setToolTip(pace_details(found.pace))

    # -- doing ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.table.hasFocus():
            self._pick()
            return
        super().keyPressEvent(event)

    def _pick(self) -> None:
        line = self.table.chosen_record()
        if line is not None:
            self.picked ^= {line.id}
            self.table.viewport().update()
            self._show_summary()

    def _turn(self) -> None:
        self.by_day = not self.by_day
        self.turn.setText(_("按社区看") if self.by_day else _("按日看"))
        self.hours.setVisible(self.by_day)
        self._show_rows()

    def _go(self) -> None:
        line = self.table.chosen_record()
        if line is not None:
            self.go.emit(*goal_of(line))

    def _open_coming(self, coming: Coming) -> None:
        if coming.correction:
            self.go.emit("corrections", coming.correction)
        else:
            self.go.emit("survey" if coming.round else "audit", coming.site or None)

    # -- handing over -----------------------------------------------------------------------------------------------

    def _export(self) -> None:
        self._write(_("导出差距清单"), _("差距清单"), export_kinds(), export_list)

    def _print(self) -> None:
        self._write(_("打印任务单"), _("工作单"), [("PDF", "pdf")], print_list)

    def _write(self, title: str, word: str, kinds: list[tuple[str, str]], write: Write) -> None:
        found = self._shown
        if found is None:
            return
        missing = found.missing
        path = ask_where(self, title, f"{missing.name}{word} {missing.on}", kinds)
        if path is not None:
            work = partial(write, found, frozenset(self.picked), self.context.standard, path)
            self.context.tasks.run_long(title, work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))
