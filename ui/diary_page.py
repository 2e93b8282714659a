"""工作日记: what I, or anybody, did at this database on a day, what is left, and where the records are."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.diary import Diary, Entry, total
from auditor.errors import Refused
from auditor.telling import Tell
from auditor.use_cases import recounting
from auditor.use_cases.locating import locate
from auditor.wording import _, day, explain, ngettext, number
from ui import theme
from ui.buttons import ActionButton
from ui.context import Context
from ui.diary_rows import columns, goal_of, rows_of, text_of
from ui.diary_side import DiarySide
from ui.fields import Choice, DateField, SearchField, show_wrong
from ui.messages import Message
from ui.page import Group, Page
from ui.panes import EmptyState, Pane, Text
from ui.record_table import Listing, RecordTable
from ui.saving import ask_where, saved_message, writing
from ui.score_export import table_kinds
from ui.tasks import Job

SIDE, ABREAST, LOW = 310, 1000, 190  # logical pixels at 100 %
EVERYBODY = ""
ME = "me"


class DiaryPage(Page):
    """One day, or some days in a row."""

    id: ClassVar[str] = "diary"
    icon: ClassVar[str] = "calendar"
    group: ClassVar[Group] = "hand over"

    @classmethod
    def name(cls) -> str:
        """工作日记."""
        return _("工作日记")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Diary | None = None
        self._me = ""
        self._job: Job | None = None
        self.since, self.until = DateField(_("从")), DateField(_("到"))
        self.who = Choice(_("谁"), [(_("我"), ME), (_("全部"), EVERYBODY)])
        self.search = SearchField(_("在日记里找"), _("编号、名称、做了什么"), chars=18)
        self.table: RecordTable[Entry] = RecordTable(
            columns(lambda: self._shown, context.standard), _("做了什么"), dense=True
        )
        self.side = DiarySide()
        self.side.go.connect(self.go)
        self._declare()
        self._build()
        self._connect()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.before: QAction = declare("diary.before", _("前一天"), partial(self._step, -1), shortcut="F5")
        self.after: QAction = declare(
            "diary.after", _("后一天"), partial(self._step, 1), shortcut="F6", when=self._why_not_after
        )
        self.now: QAction = declare("diary.today", _("今天"), self._to_today, shortcut="F7")
        self.export: QAction = declare("diary.export", _("导出"), self._export, icon="export", when=self._why_not)
        self.print: QAction = declare("diary.print", _("打印日记"), self._print, shortcut="Ctrl+P", when=self._why_not)
        self.print.setProperty("primary", True)

    def _why_not(self) -> str:
        return "" if self._shown is not None else _("还没有读好")

    def _why_not_after(self) -> str:
        late = self._shown is not None and self._shown.until >= self._shown.today
        return _("明天还没有到") if late else ""

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(12)
        self.pane = Pane(_("做了什么"), flush=True)
        self._controls = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._controls.setSpacing(8)
        self._controls.addLayout(self._days())
        self._controls.addLayout(self._choices())
        whole.addLayout(self._controls)
        self.listing: Listing[Entry] = Listing(self.table, self._empty())
        self.pane.body.addWidget(self.listing)
        self._across.addWidget(self.pane, 1)
        self._across.addWidget(self.side)
        whole.addLayout(self._across, 1)
        theme.follow(self._arrange)

    def _days(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for word, field in ((_("从"), self.since), (_("到"), self.until)):
            label = Text(word, "note", "ink2")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        for action in (self.before, self.after, self.now):
            row.addWidget(ActionButton(action, small=True))
        row.addStretch(1)
        return row

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        label = Text(_("谁"), "note", "ink2")
        label.setBuddy(self.who)
        row.addWidget(label)
        row.addWidget(self.who)
        row.addWidget(self.search, 1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        scale = theme.scale()
        narrow = self.width() < ABREAST * scale
        turned = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(turned)
        self._controls.setDirection(turned)
        unbound = 16_777_215
        self.side.setMaximumWidth(unbound if narrow else round(SIDE * scale))
        self.side.setMinimumWidth(0 if narrow else round(SIDE * scale))
        self.side.setMaximumHeight(round(LOW * scale) if narrow else unbound)
        for field in (self.since, self.until):
            field.setMinimumWidth(field.sizeHint().width())

    def _empty(self) -> EmptyState:
        if self._shown is None:
            return EmptyState("clock", _("正在读日志"), "")
        if self._shown.entries:
            return EmptyState("search", _("没有找到"), _("换一个词，或清空查找框。"))
        return EmptyState("calendar", _("这段时间没有记录"), _("检查、入户、整改和改台账，存下就列在这里。"))

    def _connect(self) -> None:
        for field in (self.since, self.until):
            field.settled.connect(lambda _text: self._ask())
            field.returnPressed.connect(self._ask)
        self.who.picked.connect(lambda _value: self._ask())
        self.search.textChanged.connect(lambda _text: self._filter())
        self.table.opened.connect(lambda entry: self.go.emit(*goal_of(entry)))
        self.context.where.changed.connect(lambda _street: self._ask())

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the days and the person chosen; today and the person here at first."""
        self._ask()

    def first_field(self) -> QWidget:
        """The list."""
        return self.table if self.table.records.count else self.since

    def _ask(self) -> None:
        try:
            since, until = (field.day() if field.text() else None for field in (self.since, self.until))
        except ValueError:
            wrong = next(f for f in (self.since, self.until) if f.text() and _is_wrong(f))
            show_wrong(wrong, wrong=True)
            fact = _("{text} 不是一个日期。").format(text=wrong.text())
            self.say.emit(Message("bad", fact, _("形如 2026-11-22")))
            return
        self._read(since, until)

    def _read(self, since: date | None, until: date | None) -> None:
        if self._job is not None:
            self._job.cancel()
        store, standard, street = self.context.store, self.context.standard, self.context.where.street
        who = str(self.who.value() if self.who.value() is not None else ME)

        def work(tell: Tell) -> tuple[str, Diary]:
            with store.reading() as held:
                me = held.setting("person")
            person = me if who == ME else who
            found = recounting.recount(store, standard, since, until, person=person, street=street, tell=tell)
            return me, found

        job = self._job = self.context.tasks.run_long(_("正在读日志"), work, self._show, self._refuse)
        job.ended.connect(partial(self._tell_stopped, job, partial(self._read, since, until)))
        self.context.tasks.run(partial(locate, store), self.side.show_where)

    def _tell_stopped(self, job: Job, again: Callable[[], None]) -> None:
        if job.cancelled and job is self._job:  # by a person; asking anew cancels too, but puts another in its place
            self._job = None
            self.say.emit(Message("note", _("停下了"), _("日志没有读完"), _("再读一遍"), again))

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, Refused):
            field = self.since if error.problems[0].field == "since" else self.until
            show_wrong(field, wrong=True)
            self.say.emit(Message("bad", explain(error)))
        else:
            self.context.tasks.refused.emit(error)

    def _step(self, days: int) -> None:
        """Another day, of as many as are shown; never one that has not come."""
        found = self._shown
        if found is None:
            return
        until = min(found.today, found.until + timedelta(days=days))
        self._read(until - (found.until - found.since), until)

    def _to_today(self) -> None:
        if self._shown is not None:
            self._read(None, None)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self, answer: tuple[str, Diary]) -> None:
        self._job = None
        first = self._shown is None
        self._me, found = answer
        self._shown = found
        for field, shown in ((self.since, found.since), (self.until, found.until)):
            show_wrong(field, wrong=False)
            if not field.hasFocus() or not field.text() or field.day() != shown:
                field.show_date(shown)
        self._show_people(found)
        self.side.show_left(found)
        self.table.show_records(rows_of(found.entries, by_day=not found.is_one_day))
        self._filter()
        if first and self.isVisible() and found.entries and self.since.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _show_people(self, found: Diary) -> None:
        """I, everybody, and by name whoever else wrote something in these days. Nobody is ranked."""
        chosen = self.who.value()
        others = [p for p in found.recorded if p != self._me]
        if chosen not in (ME, EVERYBODY, *others):
            others.append(str(chosen))
        mine = found.people.get(self._me, "")
        options: list[tuple[str, object]] = [(_("我（{name}）").format(name=mine) if mine else _("我"), ME)]
        options.append((_("全部"), EVERYBODY))
        options += [(found.people.get(p, "") or _("没有登记的人"), p) for p in others]
        self.who.show_options(options)
        self.who.choose(chosen)

    def _filter(self) -> None:
        found = self._shown
        if found is None or self.search.composing:
            return
        wanted = self.search.text().strip().casefold()
        standard = self.context.standard
        texts = {e.id: text_of(e, found, standard) for e in found.entries} if wanted else {}
        self.listing.show_empty(self._empty())
        self.table.records.filter((lambda e: wanted in texts[e.id]) if wanted else None)
        shown = [e for e in found.entries if not wanted or wanted in texts[e.id]]
        self.side.show_totals(total(shown))
        n = len(shown)
        count = ngettext("{n} 条", "{n} 条", n).format(n=number(n)) if n else ""
        whole = ngettext("共 {n} 条", "共 {n} 条", len(found.entries)).format(n=number(len(found.entries)))
        self.pane.show_title(_("做了什么"), count, whole if n != len(found.entries) else "")

    def header_about(self) -> str:
        """Who and which days."""
        found = self._shown
        if found is None:
            return ""
        days = day(found.since) if found.is_one_day else f"{day(found.since)} – {day(found.until)}"
        who = found.people.get(found.person, "") if found.person else _("本库全部的人")
        return " · ".join(part for part in (who, days) if part)

    def header_actions(self) -> list[QAction]:
        """Export and print."""
        return [self.export, self.print]

    def keys(self) -> list[tuple[str, str]]:
        """Turning the days, opening a record."""
        return [("F5", _("前一天")), ("F6", _("后一天")), ("Enter", _("打开记录"))]

    # -- handing over -----------------------------------------------------------------------------------------------

    def _export(self) -> None:
        self._write(_("导出工作日记"), table_kinds())

    def _print(self) -> None:
        self._write(_("打印日记"), [("PDF", "pdf")])

    def _write(self, title: str, kinds: list[tuple[str, str]]) -> None:
        found = self._shown
        if found is None:
            return
        days = day(found.since) if found.is_one_day else f"{day(found.since)} {day(found.until)}"
        who = found.people.get(found.person, "")
        path = ask_where(self, title, " ".join(p for p in (_("工作日记"), who, days) if p), kinds)
        if path is None:
            return
        standard = self.context.standard

        def work(tell: Tell) -> Path:
            from auditor.use_cases import exporting_diary

            return writing(path, lambda to: exporting_diary.export_diary(found, to, standard, tell))

        self.context.tasks.run_long(title, work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))


def _is_wrong(field: DateField) -> bool:
    try:
        field.day()
    except ValueError:
        return True
    return False
