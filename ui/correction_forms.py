"""The steps of a correction as forms over its detail: another deadline, 已改, 销号, withdrawing; each with its note."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.correction_matters import Matter
from auditor.correction_wording import preset_name
from auditor.corrections import PRESETS, due_after
from auditor.errors import Problem, refuse_if
from auditor.store import Store
from auditor.use_cases import correcting
from auditor.wording import _
from ui.buttons import Button
from ui.context import Context
from ui.fields import DateField, NoteField
from ui.panes import Text
from ui.record_form import RecordForm


class StepForm(RecordForm):
    """One step of one correction."""

    def __init__(self, context: Context, title: str, matter: Matter, step: str) -> None:
        super().__init__(context, title, f"correction:{matter.id}:{step}")
        self.matter = matter
        self.column.insertWidget(1, Text(f"{matter.place} · {matter.where}", "note", "ink2", wrap=True))

    def begin(self) -> None:
        """The first field takes the keys, a note as well as a line."""
        super().begin()
        first = self.form.findChild(DateField) or self.form.findChild(NoteField)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


class Presets(QWidget):
    """Deadlines to choose from, beside the field of the day."""

    chosen = Signal(int)  # calendar days

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for days in PRESETS:
            button = Button(preset_name(days), small=True)
            button.setAccessibleName(_("期限 {words}").format(words=preset_name(days)))
            button.clicked.connect(lambda _c=False, days=days: self.chosen.emit(days))
            row.addWidget(button)
        row.addStretch(1)


class DeadlineForm(StepForm):
    """Another deadline, counted in calendar days from today, and why."""

    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__(context, _("改期限"), matter, "due")
        self.day = DateField(_("期限"), matter.correction.due_on)
        self.presets = Presets()
        self.presets.chosen.connect(lambda days: self.day.show_date(due_after(matter.on, days)))
        self.reason = NoteField(_("为什么改"), lines=2)
        self.form.add("due_on", _("期限"), self.day, _("含当日，按自然日"))
        self.form.add("presets", _("从今天起"), self.presets)
        self.form.add("reason", _("为什么改"), self.reason)

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        day = self.read_day("due_on", self.day, found)
        if day is None and not found:
            found.append(Problem("due_on", "empty"))
        refuse_if(found)
        step = partial(
            correcting.change_deadline, correction=self.matter.id, due_on=day or date.min, reason=self.reason.text()
        )
        return partial(_saying, step, _("期限改为 {day}").format(day=day))


class FixedForm(StepForm):
    """已改, as whoever answers for the site says."""

    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__(context, _("报已改"), matter, "fixed")
        self.day = DateField(_("哪天改好"), matter.on)
        self.note = NoteField(_("怎么改的"), lines=2)
        self.form.add("fixed_on", _("哪天改好"), self.day)
        self.form.add("note", _("怎么改的"), self.note, optional=True)

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        day = self.read_day("fixed_on", self.day, found)
        refuse_if(found)
        step = partial(correcting.report_fixed, correction=self.matter.id, on=day, note=self.note.text())
        return partial(_saying, step, _("已记下已改，等复查"))


class ClosingForm(StepForm):
    """销号, after a re-check that conformed."""

    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__(context, _("销号"), matter, "close")
        self.note = NoteField(_("备注"), lines=2)
        self.form.add("note", _("备注"), self.note, optional=True)

    def work(self) -> Callable[[Store], str]:
        step = partial(correcting.close_corrections, corrections=[self.matter.id], note=self.note.text())
        return partial(_saying, step, _("已销号 {place}").format(place=self.matter.place))


class WithdrawForm(StepForm):
    """Withdrawing one that was opened by mistake."""

    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__(context, _("撤回整改"), matter, "withdraw")
        self.reason = NoteField(_("为什么撤回"), lines=2)
        self.form.add("reason", _("为什么撤回"), self.reason)

    def work(self) -> Callable[[Store], str]:
        step = partial(correcting.withdraw_correction, correction=self.matter.id, reason=self.reason.text())
        return partial(_saying, step, _("已撤回，留在历史里"))


def _saying(step: Callable[[Store], object], told: str, store: Store) -> str:
    """The step, and the sentence that it was taken."""
    step(store)
    return told
