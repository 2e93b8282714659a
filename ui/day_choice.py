"""The day a page shows and whether as it was known then, the same on every page that can show an earlier one."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.errors import Refused
from auditor.wording import _, explain
from ui.fields import DateField, Tick, show_wrong
from ui.messages import Message
from ui.panes import Text


class DayChoice(QWidget):
    """当日, its field, and where a page may look back 按当时所知, off until it is ticked. What is typed is asked for on
    Enter or on leaving; what cannot be is marked and told."""

    changed = Signal()  # another day than the one shown, or with other eyes
    say = Signal(object)

    def __init__(self, *, looking_back: bool = False) -> None:
        super().__init__()
        self.field = DateField(_("当日"))
        self.shown_known: date | None = None  # the day whose knowledge is shown; None: all that is held now
        self._shown: date | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        word = Text(_("当日"), "note", "ink2")
        word.setBuddy(self.field)
        row.addWidget(word)
        row.addWidget(self.field)
        self.then = Tick(_("按当时所知"))
        self.then.setEnabled(False)
        row.addWidget(self.then)
        if not looking_back:
            self.then.hide()
        self.then.toggled.connect(lambda _on: self._look())
        self.field.settled.connect(lambda _text: self._settle())
        self.field.returnPressed.connect(self._settle)

    def day(self) -> date | None:
        """The day typed, None for today; ValueError (marked) for what is no date."""
        try:
            return self.field.day()
        except ValueError:
            show_wrong(self.field, wrong=True)
            raise

    def known(self) -> date | None:
        """The day whose knowledge is asked for, None for all that is held now; ValueError for what is no date."""
        return self.day() if self.then.isChecked() else None

    def show_days(self, on: date, known: date) -> None:
        """The two dates that are shown now; what somebody is typing stays."""
        self._shown = on
        self.shown_known = known if self.then.isChecked() else None
        past = on < known or self.then.isChecked()  # of today there is nothing else to know
        self.then.setEnabled(past)
        told = _("只按本库到当日为止收到的记录：后来收到的、改正的、撤回的都不算。")
        self.then.setToolTip(told if past else _("当日是今天，当时所知就是现在所知。"))
        self.then.setAccessibleDescription(self.then.toolTip())
        show_wrong(self.field, wrong=False)
        self.field.setAccessibleDescription("")
        if not self.field.hasFocus() or not self.field.text():
            self.field.show_date(on)

    def takes(self, error: Exception) -> bool:
        """Whether the refusal is about the day; then it is marked and told here."""
        if not isinstance(error, Refused) or all(p.field not in ("on", "known") for p in error.problems):
            return False
        show_wrong(self.field, wrong=True)
        self.field.setAccessibleDescription(explain(error))
        self.say.emit(Message("bad", explain(error)))
        return True

    def of_day(self, on: date) -> str:
        """The day as a file is named by it: `2026-11-01`, `2026-11-01 按当时所知`."""
        return on.isoformat() if self.shown_known is None else f"{on.isoformat()} {self.then.text()}"

    def _look(self) -> None:
        if self._shown is not None:
            self.changed.emit()

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
