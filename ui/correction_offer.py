"""The offer of a correction below a failed item: its words, its deadline and its keys; it never takes the keyboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor.correction_wording import preset_name
from auditor.corrections import PRESETS
from auditor.wording import _
from ui import theme
from ui.buttons import Button, KeyCap
from ui.messages import Glyph
from ui.panes import Elided, Text


class CorrectionOffer(QWidget):
    """One offer at a time. F7 asks for the correction or takes that back, F6 changes the deadline."""

    chosen = Signal(int)  # a deadline, in calendar days

    def __init__(self, issue: QAction, deadline: QAction) -> None:
        super().__init__()
        self.days = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(52, 8, 20, 10)
        whole.setSpacing(10)
        whole.addWidget(Glyph("correction", "bad", 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.fact, self.whom = Elided("", "body", bold=True), Elided("", "note", "ink2")
        for text in (self.fact, self.whom):
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            words.addWidget(text)
        whole.addLayout(words, 1)
        self.label = Text(_("期限"), "note", "ink2")
        whole.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.presets = {days: Button(_short(days), small=True) for days in PRESETS}
        for days, button in self.presets.items():
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F6 goes through them; the digits go on answering
            button.setAccessibleName(_("期限 {words}").format(words=preset_name(days)))
            button.clicked.connect(lambda _c=False, days=days: self.chosen.emit(days))
            row.addWidget(button)
        whole.addLayout(row)
        self.issue = KeyCap("F7", issue.text(), issue)
        self.turn = KeyCap("F6", deadline.text(), deadline)
        for cap in (self.issue, self.turn):
            cap.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            whole.addWidget(cap)
        self.hide()
        theme.follow(self._fit)

    def show_offer(self, fact: str, whom: str, days: int | None) -> None:
        """Say what is offered; without `days` there is nothing to choose."""
        self.fact.setText(fact)
        self.whom.setText(whom)
        self.days = days if days is not None else -1
        for preset, button in self.presets.items():
            button.setChecked(preset == days)
        for widget in (self.label, self.issue, self.turn):
            widget.setVisible(days is not None)
        self.setAccessibleName(f"{fact} {whom}")
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for all deadlines the chosen one stands alone; F6 goes round them all the same."""
        fixed = sum(w.sizeHint().width() + 10 for w in (self.label, self.issue, self.turn))
        wide = sum(b.sizeHint().width() + 4 for b in self.presets.values())
        room = self.width() - 52 - 20 - 28 - fixed - round(200 * theme.scale())
        for days, button in self.presets.items():
            button.setVisible(self.days >= 0 and (wide <= room or days == self.days))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.badsoft)
        painter.setPen(QPen(tokens.bad, 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(40.5, 2.5, -8.5, -4.5), 4, 4)
        painter.end()


def _short(days: int) -> str:
    """A deadline in the fewest letters."""
    return preset_name(days) if days else _("立改")
