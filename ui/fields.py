"""Fields that are typed in: text, number, date, search, note, choice; nothing is judged while composing."""

import re
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from auditor.wording import _
from ui import marks, theme

SEARCH_PAUSE_MS = 120


def show_wrong(field: QWidget, *, wrong: bool) -> None:
    """Give the field the border of an error, or take it away."""
    if field.property("wrong") != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)


class TextField(QLineEdit):
    """A line of text, `chars` digits wide. Esc gives back what stood there; `settled` comes on leaving, if it changed.

    There is no length limit: Qt counts UTF-16 units and would cut rare names; lengths are checked by the rules.
    """

    settled = Signal(str)

    def __init__(self, name: str, text: str = "", *, chars: int = 20, example: str = "") -> None:
        super().__init__(text)
        self.chars = chars
        self.composing = False
        self._before = text
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(lambda: show_wrong(self, wrong=False))

    def sizeHint(self) -> QSize:
        digit = QFontMetrics(theme.font("body")).horizontalAdvance("0")
        return QSize(self.chars * digit + 24, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        digit = QFontMetrics(theme.font("body")).horizontalAdvance("0")
        return QSize(min(self.chars, 8) * digit + 24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        example = self.placeholderText()
        cut = QFontMetrics(self.font()).horizontalAdvance(example) + 24 > self.width()
        if self.toolTip() in ("", example):
            self.setToolTip(example if cut else "")

    def show_text(self, text: str) -> None:
        """Put in what is saved; Esc comes back to it."""
        self._before = text
        if text != self.text():
            self.setText(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._before = self.text()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composing = False
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.text() != self._before:
            self._before = self.text()
            self.settled.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.returnPressed.emit()
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class NumberField(TextField):
    """A whole number; full-width digits and commas are understood, anything else stays to be seen and corrected."""

    def __init__(self, name: str, number: int | None = None, *, chars: int = 8) -> None:
        super().__init__(name, "" if number is None else str(number), chars=chars)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def number(self) -> int | None:
        """The number typed; None for an empty field, ValueError for what is no whole number."""
        text = self.text().strip().replace(",", "").replace("，", "").replace(" ", "")
        if not text:
            return None
        return int(text.replace("−", "-"))


def read_date(text: str, today: date) -> date | None:
    """A date as people type it: 2026-11-22, 2026.11.22, 20261122, 11-22, 1122, 今天, 昨天.

    None for empty, ValueError for what is no date. A date without a year is the one of this year.
    """
    text = text.strip().translate(str.maketrans("０１２３４５６７８９．／－", "0123456789./-"))
    if not text:
        return None
    if text in ("今天", "today"):
        return today
    if text in ("昨天", "yesterday"):
        return today - timedelta(days=1)
    parts = [int(part) for part in re.split(r"[-./年月日\s]+", text) if part]
    if len(parts) == 1 and len(text) == 8:
        return date(parts[0] // 10000, parts[0] // 100 % 100, parts[0] % 100)
    if len(parts) == 1 and len(text) == 4:
        return date(today.year, parts[0] // 100, parts[0] % 100)
    if len(parts) == 2:
        return date(today.year, parts[0], parts[1])
    if len(parts) == 3:
        return date(*parts)
    raise ValueError(text)


class DateField(TextField):
    """A date as people write it; on leaving it stands as 2026-11-22. Up and Down go by days, Page keys by weeks."""

    def __init__(self, name: str, day: date | None = None) -> None:
        super().__init__(name, day.isoformat() if day else "", chars=14, example=_("形如 2026-11-22"))

    def minimumSizeHint(self) -> QSize:
        digit = QFontMetrics(theme.font("body")).horizontalAdvance("0")
        return QSize(11 * digit + 24, super().minimumSizeHint().height())  # a date is never cut

    def day(self) -> date | None:
        """The date typed; None for an empty field, ValueError for what is no date."""
        return read_date(self.text(), date.today())

    def show_date(self, day: date | None) -> None:
        """Put in a date that is saved."""
        self.show_text(day.isoformat() if day else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        try:
            day = self.day()
        except ValueError:
            show_wrong(self, wrong=True)
        else:
            if day is not None and day.isoformat() != self.text():
                self.setText(day.isoformat())
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        try:
            day = self.day() or date.today() - timedelta(days=step)
            self.setText((day + timedelta(days=step)).isoformat())
        except (ValueError, OverflowError):
            return


class SearchField(TextField):
    """Looks for what is typed after a short pause, never while composing. Esc clears, Down goes on to the list."""

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, name: str, hint: str, *, chars: int = 24) -> None:
        super().__init__(name, chars=chars, example=hint)
        self.addAction(marks.icon("search", "ink3"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(self._pause.start)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._has_nothing(event):
            event.ignore()  # an empty search has nothing to take back: the key is the program's
            return False
        return super().event(event)

    def _has_nothing(self, event: QKeyEvent) -> bool:
        undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
        return (undo and not self.text() and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self.searched.emit(self.text().strip())
        else:
            super().keyPressEvent(event)


class NoteField(QPlainTextEdit):
    """Several lines; Tab leaves the field, Esc gives back what stood there."""

    settled = Signal(str)

    def __init__(self, name: str, text: str = "", *, lines: int = 3, example: str = "") -> None:
        super().__init__(text)
        self._lines, self._before = lines, text
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: show_wrong(self, wrong=False))
        theme.follow(self.dress)

    def dress(self) -> None:
        """As high as its lines."""
        self.setFixedHeight(QFontMetrics(theme.font("body")).lineSpacing() * self._lines + 20)

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._before = self.text()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.text() != self._before:
            self._before = self.text()
            self.settled.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setPlainText(self._before)
            return
        super().keyPressEvent(event)


class Choice(QComboBox):
    """One of several, by word and value. The wheel turns the page, never the choice."""

    picked = Signal(object)

    def __init__(self, name: str, options: list[tuple[str, object]] | None = None, *, before: str = "") -> None:
        super().__init__()
        self._before = before
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.view().setAccessibleName(name)
        self.show_options(options or [])
        self.activated.connect(lambda i: self.picked.emit(self.itemData(i)))
        self.currentTextChanged.connect(self._tell_whole)

    def show_options(self, options: list[tuple[str, object]]) -> None:
        """Change the options; the chosen value stays when it is still among them."""
        kept = self.currentData()
        self.clear()
        for word, value in options:
            self.addItem(word, value)
        self.choose(kept)

    def choose(self, value: object) -> None:
        """Choose by value; the first when there is no such value."""
        values = [self.itemData(i) for i in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else 0)

    def value(self) -> object:
        """The value chosen."""
        return self.currentData()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        """A word that has no room is said whole by the tooltip; before that, why nothing may be chosen."""
        cut = QFontMetrics(self.font()).horizontalAdvance(self.currentText()) + 34 > self.width()
        self.setToolTip(self.accessibleDescription() or (self.currentText() if cut else ""))

    def show_closed(self, why: str) -> None:
        """Nothing may be chosen now, and why; "" opens it again."""
        self.setEnabled(not why)
        self.setAccessibleDescription(why)
        self._tell_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        extra = QFontMetrics(theme.font("body")).horizontalAdvance(self._before)
        return super().sizeHint() + QSize(extra, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = 16.0
        box = self.rect().toRectF()
        box.setRect(box.right() - side - 8, box.center().y() - side / 2, side, side)
        token: theme.Token = "ink2" if self.isEnabled() else "ink3"
        marks.paint_icon(painter, box, "down", theme.current().of(token))
        painter.end()


class Tick(QCheckBox):
    """A yes or no with its words; the box is drawn with the borders of the theme."""

    def __init__(self, text: str, *, ticked: bool = False) -> None:
        super().__init__(text)
        self.setChecked(ticked)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("body"))
        return QSize(metrics.horizontalAdvance(self.text()) + round(26 * theme.scale()) + 8, theme.height(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - words and box are one target
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        side = round(16 * theme.scale())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF()
        box.setRect(4.5, round((self.height() - side) / 2) + 0.5, side - 1, side - 1)
        painter.setPen(QPen(tokens.edge if self.isEnabled() else tokens.line, 1))
        painter.setBrush(tokens.accent if self.isChecked() else tokens.surface)
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            marks.paint_icon(painter, box.adjusted(1, 1, -1, -1), "check", tokens.onaccent)
        painter.setPen(tokens.ink if self.isEnabled() else tokens.ink3)
        painter.setFont(theme.font("body"))
        painter.drawText(self.rect().adjusted(side + 12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class JumpField(SearchField):
    """Jumps to what is found first: Enter opens it, Esc clears what is looked for and then goes back."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.text():
            self.left.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
