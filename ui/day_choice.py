"""The day a page shows, the same on every page that can show an earlier one."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.errors import Refused
from auditor.wording import _, explain
from ui.fields import DateField, show_wrong
from ui.messages import Message
from ui.panes import Text


class DayChoice(QWidget):
    """当日 and its field. What is typed is asked for on Enter or on leaving; what cannot be is marked and told."""

    changed = Signal()  # another day than the one shown
    say = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = DateField(_("当日"))
        self._shown: date | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        word = Text(_("当日"), "note", "ink2")
        word.setBuddy(self.field)
        row.addWidget(word)
        row.addWidget(self.field)
        self.field.settled.connect(lambda _text: self._settle())
        self.field.returnPressed.connect(self._settle)

    def day(self) -> date | None:
        """The day typed, None for today; ValueError (marked) for what is no date."""
        try:
            return self.field.day()
        except ValueError:
            show_wrong(self.field, wrong=True)
            raise

    def show_day(self, on: date) -> None:
        """The day that is shown now; what somebody is typing stays."""
        self._shown = on
        show_wrong(self.field, wrong=False)
        self.field.setAccessibleDescription("")
        if not self.field.hasFocus() or not self.field.text():
            self.field.show_date(on)

    def takes(self, error: Exception) -> bool:
        """Whether the refusal is about the day; then it is marked and told here."""
        if not isinstance(error, Refused) or all(p.field != "on" for p in error.problems):
            return False
        show_wrong(self.field, wrong=True)
        self.field.setAccessibleDescription(explain(error))
        self.say.emit(Message("bad", explain(error)))
        return True

    def _settle(self) -> None:
        if self._shown is None:
            return
        try:
            on = self.day()
        except ValueError:
            fact = _("{text} 不是一个日期。").format(text=self.field.text())
            self.say.emit(Message("bad", fact, _("形如 2026-11-22")))
            return
        if on != self._shown:
            self.changed.emit()
