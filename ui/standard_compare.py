"""换一份标准会怎样: the streets under another standard, which verdicts turn, and the clauses that decide it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.comparison import Comparison, StreetChange
from auditor.division import spoken_name
from auditor.errors import Refused, Unavailable
from auditor.standard import Standard, criterion_name
from auditor.standard_differences import clause_word
from auditor.store import Store
from auditor.use_cases.comparing import compare
from auditor.verdict import CriterionScore
from auditor.wording import _, explain, listed, percent
from ui.day_choice import DayChoice
from ui.fields import Choice
from ui.layouts import digits_for
from ui.marks import Mark, verdict_word
from ui.messages import Message
from ui.panes import EmptyState, Hairline, Scroll, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.score_rows import VERDICT_MARKS
from ui.standard_words import standard_word
from ui.tasks import Job, Tasks


def write_comparison(found: Comparison, path: Path) -> Path:
    """Write a comparison as its suffix says; Unavailable where it cannot be written."""
    from auditor.use_cases import exporting_results

    exporting_results.export_comparison(found, path)
    return path


def _side(score: CriterionScore) -> str:
    return f"{verdict_word(VERDICT_MARKS[score.verdict])} {percent(score.percent)}"


def decided_by(street: StreetChange, found: Comparison) -> str:
    """The clauses that turn a street, in a line."""
    turning = [c for c in street.changes if c.flips]
    names = [
        _("{criterion}：{clauses}").format(
            criterion=criterion_name(found.before.criteria[c.criterion]),
            clauses=listed((clause_word(d.clause) for d in c.deciding), "、"),
        )
        for c in turning
    ]
    return listed(names, "；")


class ComparePart(QWidget):
    """Chooses the other standard and a day, and shows what came of it."""

    say = Signal(object)  # Message
    shown = Signal()  # another comparison stands here

    def __init__(self, store: Store, tasks: Tasks) -> None:
        super().__init__()
        self._store, self._tasks = store, tasks
        self._job: Job | None = None
        self._stale = True
        self.first: Standard | None = None
        self.others: tuple[Standard, ...] = ()
        self.found: Comparison | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 10)
        head.setSpacing(10)
        self.other = Choice(_("换成"))
        self.other.picked.connect(lambda _value: self.ask())
        self.when = DayChoice()
        self.when.changed.connect(self.ask)
        self.when.say.connect(self.say)
        head.addWidget(Text(_("换成"), "note", "ink2"))
        head.addWidget(self.other, 1)
        head.addWidget(self.when)
        column.addLayout(head)
        self.told = Text("", "note", "ink2", wrap=True)
        self.told.setContentsMargins(16, 0, 16, 8)
        column.addWidget(self.told)
        self.table = RecordTable(_columns(self._decided), _("街道"))
        nothing = EmptyState("info", _("没有可比的"), _("登记点位以后，各街道列在这里；至少要有两份标准。"))
        self.listing: Listing[StreetChange] = Listing(self.table, nothing)
        column.addWidget(self.listing, 1)
        self.detail = Text("", wrap=True)
        self.detail.setContentsMargins(16, 10, 16, 12)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.table.chosen.connect(self._show_detail)
        column.addWidget(Hairline())
        self.room = Scroll(self.detail)
        self.room.setMinimumHeight(110)
        self.room.setMaximumHeight(190)
        column.addWidget(self.room)

    def _decided(self, street: StreetChange) -> str:
        return decided_by(street, self.found) if self.found is not None else ""

    def show_standards(self, first: Standard, standards: tuple[Standard, ...]) -> None:
        """Compare `first` with one of the others; the one chosen stays chosen."""
        self.first = first
        self.others = tuple(s for s in standards if s.name != first.name)
        before = self.other.value()
        self.other.show_options([(standard_word(s), s.name) for s in self.others])
        if before in {s.name for s in self.others}:
            self.other.choose(before)
        self._stale = True

    def look(self) -> None:
        """Ask where what stands here is no longer so: two scores of every street are not computed unseen."""
        if self._stale:
            self.ask()

    def ask(self) -> None:
        """Score the streets by both, on the worker."""
        self._stale = False
        second = next((s for s in self.others if s.name == self.other.value()), None)
        if self.first is None or second is None:
            self._show(None)
            return
        try:
            on = self.when.day()
        except ValueError:
            return
        if self._job is not None:
            self._job.cancel()
        work: Callable[[], Comparison] = partial(_compare, self._store, (self.first, second), on)
        self.told.setText(_("正在按两份标准各算一遍…"))
        self.listing.setVisible(self.found is not None)  # what stood there stays until the new one comes
        self._job = self._tasks.run(work, self._show, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if not self.when.takes(error) and isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", explain(error)))

    def _show(self, found: Comparison | None) -> None:
        self._job = None
        self.found = found
        self.listing.show()
        if found is None:
            self.told.setText("")
            self.table.show_records([])
        else:
            self.when.show_days(found.on, found.streets[0].before.known if found.streets else found.on)
            turned = sum(s.flips for s in found.streets)
            single = sum(any(c.flips for c in s.changes) for s in found.streets)
            told = _("{n} 个街道里，总结论会变的 {turned} 个，有单项会变的 {single} 个；两份标准有 {clauses} 条不同。")
            n, clauses = len(found.streets), len(found.differences)
            self.told.setText(told.format(n=n, turned=turned, single=single, clauses=clauses))
            self.table.show_records(list(found.streets))
            if found.streets:
                self.table.choose(max(found.streets, key=lambda s: (s.flips, len(s.changes))))
        self.shown.emit()

    def _show_detail(self, street: StreetChange | None) -> None:
        if street is None or self.found is None:
            self.detail.setText("")
            return
        lines = []
        for change in street.changes:
            name = criterion_name(self.found.before.criteria[change.criterion])
            lines.append(f"{name}  {_side(change.before)} → {_side(change.after)}")
            if change.alone and len(change.deciding) > 1:
                lines.append("    " + _("下面任一条都会使它改变："))
            elif not change.alone and change.flips and len(change.deciding) > 1:
                lines.append("    " + _("没有一条单独使它改变，合起来才会："))
            for d in change.deciding:
                words = _("{clause}：{before} → {after}")
                lines.append("    " + words.format(clause=clause_word(d.clause), before=d.before, after=d.after))
        self.detail.setText("\n".join(lines) or _("五项的结论和已证明的比例都不变。"))


def _compare(store: Store, standards: tuple[Standard, Standard], on: date | None) -> Comparison:
    if on is None:
        with store.reading() as work:
            on = work.today()
    return compare(store, *standards, on)


def _mark(score_of: Callable[[StreetChange], object]) -> Callable[[StreetChange], Mark | None]:
    return lambda street: VERDICT_MARKS[score_of(street)]  # type: ignore[index]  # verdicts are its keys


def _columns(decided: Callable[[StreetChange], str]) -> list[Column[StreetChange]]:
    wide = digits_for(verdict_word(mark) for mark in VERDICT_MARKS.values())
    return [
        Column("street", _("街道"), lambda s: spoken_name(s.before.street, s.before.name), width=18, elide=True),
        Column(
            "before",
            _("现在"),
            lambda s: verdict_word(VERDICT_MARKS[s.before.verdict]),
            mark=_mark(lambda s: s.before.verdict),
            width=wide,
        ),
        Column(
            "after",
            _("换后"),
            lambda s: verdict_word(VERDICT_MARKS[s.after.verdict]),
            mark=_mark(lambda s: s.after.verdict),
            width=wide,
        ),
        Column("clauses", _("使它改变的条款"), decided, stretch=True, elide=True, width=30),
    ]
