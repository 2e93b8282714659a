"""One question a screen: large words for a dim stairwell, a digit an answer, no word whether it was right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor.site import Category
from auditor.wording import _, listed
from ui import marks, theme
from ui.panes import Scroll, Text

TALL, LOW, GAP = 62, 44, 8  # an answer is 62 high; on a low window it gives way, to 44
BINS: dict[str, marks.Category] = {
    Category.FOOD: "food",
    Category.RECYCLABLE: "recy",
    Category.HAZARDOUS: "haz",
    Category.RESIDUAL: "resi",
}


@dataclass(frozen=True, slots=True)
class Choosable:
    """One thing a digit chooses: an option of a question, or a source for a vacancy."""

    id: str
    text: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is on the screen: a line above, the question, what may be chosen, and which of it is."""

    above: str
    question: str
    hint: str
    choices: tuple[Choosable, ...]
    chosen: str = ""
    key: str = ""  # the key of the one choice, where it is no digit
    lines: tuple[str, ...] = ()  # what was answered, on the last screen


class OptionButton(QAbstractButton):
    """An answer with its digit; pressing it is pressing the digit."""

    def __init__(self, key: str, choice: Choosable) -> None:
        super().__init__()
        self.digit, self.choice = key, choice
        self.setText(choice.text)
        self.setAccessibleName(f"{self.digit} {choice.text}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def nextCheckState(self) -> None:
        """What is chosen is said by the draft, not by the mouse."""

    def sizeHint(self) -> QSize:
        return QSize(400, theme.height(TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, theme.height(LOW))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, chosen = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = 2 if chosen or self.hasFocus() else 1
        painter.setBrush(tokens.row if chosen or self.isDown() else tokens.surface)
        painter.setPen(QPen(tokens.focus if chosen or self.hasFocus() else tokens.edge, ring))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2), 4, 4)
        side = round(32 * theme.scale())
        wide = max(side, QFontMetrics(theme.font("index")).horizontalAdvance(self.digit) + 16)
        cap = QRect(14, (self.height() - side) // 2, wide, side)
        painter.setBrush(tokens.surface)
        painter.setPen(QPen(tokens.edge, 1))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(theme.font("index"))
        painter.setPen(tokens.ink2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.digit)
        left = cap.right() + round(16 * theme.scale())
        if (kind := BINS.get(self.choice.category)) is not None:
            high = round(24 * theme.scale())
            marks.paint_bin(painter, QRectF(left, (self.height() - high) / 2, high, high), kind, "present")
        left += round(40 * theme.scale())
        self._write(painter, QRect(left, 0, self.width() - left - 12, self.height()))
        painter.end()

    def _write(self, painter: QPainter, box: QRect) -> None:
        """The words at 18 pt; where they do not fit one line, smaller on two."""
        font = theme.font("answer", bold=self.isChecked())
        if QFontMetrics(font).horizontalAdvance(self.text()) > box.width():
            font.setPointSizeF(theme.pt("section"))
        painter.setFont(font)
        painter.setPen(theme.current().ink)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self.text())


class Steps(QWidget):
    """The questions as a line of segments: answered, current, still to come. A click goes to one."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.words: tuple[str, ...] = ()
        self.answered: tuple[bool, ...] = ()
        self.at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, words: Sequence[str], answered: Sequence[bool], at: int) -> None:
        """Short words of the questions, which are answered, which is on the screen (-1: none)."""
        self.words, self.answered, self.at = tuple(words), tuple(answered), at
        self.setToolTip(_("已答 {n} 题，共 {all} 题").format(n=sum(answered), all=len(words)))
        self.setAccessibleName(self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, theme.height(34))

    def _box(self, place: int) -> QRect:
        wide = (self.width() + 6) / max(1, len(self.words))
        return QRect(round(place * wide), 0, round(wide) - 6, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in range(len(self.words)):
            if self._box(place).contains(event.position().toPoint()):
                self.picked.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        for place, word in enumerate(self.words):
            box = self._box(place)
            here = place == self.at
            painter.setFont(theme.font("note", bold=here))
            painter.setPen(tokens.ink if here else tokens.ink2 if self.answered[place] else tokens.ink3)
            text = f"{place + 1} {word}"
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box.adjusted(0, 0, 0, -8), int(Qt.AlignmentFlag.AlignCenter), text)
            line = QRect(box.left(), box.bottom() - 4, box.width(), 4)
            if here or self.answered[place]:
                painter.fillRect(line, tokens.focus if here else tokens.accent)
            else:
                painter.setPen(QPen(tokens.edge, 1))
                painter.drawRect(line.adjusted(0, 0, -1, -1))
        painter.end()


class Interview(QWidget):
    """The question and its answers. The page holds the draft; this shows a screen of it and says what was pressed."""

    chosen = Signal(int)  # place of a choice, from 0
    back = Signal()
    onward = Signal()  # to the next question without answering
    entered = Signal()
    jumped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons: list[OptionButton] = []
        self._choices: tuple[Choosable, ...] = ()
        self._columns = 0
        self.above = Text("", "body", "ink2")
        self.clock = Text("", "body", "ink2")
        self.hint = Text("", "note", "ink2", wrap=True)
        self.question = Text("", "question", wrap=True)
        self.steps = Steps()
        self.steps.picked.connect(self.jumped)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 10, 28, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self.above)
        top.addStretch(1)
        top.addWidget(self.clock)
        column.addLayout(top)
        column.addWidget(self.question)
        column.addWidget(self.hint)
        column.addSpacing(2)
        self._options = QGridLayout()
        self._options.setSpacing(GAP)
        column.addLayout(self._options)
        self.lines = Text("", "body", "ink2", wrap=True)
        column.addWidget(self.lines)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.view = Scroll(inner)
        whole.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(28, 0, 28, 8)
        foot.addWidget(self.steps)
        whole.addLayout(foot)

    def show_screen(self, screen: Screen) -> None:
        """Show a question; the same question keeps its buttons, so that nothing flickers."""
        self.above.setText(screen.above)
        self.question.setText(screen.question)
        self.hint.setText(screen.hint)
        self.lines.setText("\n".join(screen.lines))
        self.lines.setVisible(bool(screen.lines))
        if self._choices != screen.choices:
            self._rebuild(screen.choices, screen.key)
        self._lay_out()
        for button in self.buttons:
            button.setChecked(button.choice.id == screen.chosen)
        self.view.verticalScrollBar().setValue(0)
        told = next((b.text() for b in self.buttons if b.isChecked()), "")
        spoken = listed(w for w in (screen.above, screen.question, told) if w)
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _rebuild(self, choices: tuple[Choosable, ...], key: str) -> None:
        self._choices = choices
        for button in self.buttons:
            if button.hasFocus():
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._options.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [OptionButton(key or str(digit), choice) for digit, choice in enumerate(choices, 1)]
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _c=False, place=place: self.chosen.emit(place))
        self._columns = 0

    def _lay_out(self) -> None:
        """Answers are 62 high and give way, to 44, on a low window; where one would be scrolled away even then, they
        stand in two columns, still in their order; at last hint and steps go, and the question is smaller."""
        if not self.buttons or self.view.viewport().height() < 100:
            return
        low = theme.height(LOW)
        for tight, columns in ((False, 1), (False, 2), (True, 2)):
            self._tighten(tight)
            free = self._room_for_answers()
            if -(-len(self.buttons) // columns) * (low + GAP) <= free:
                break
        lines = -(-len(self.buttons) // columns)
        high = max(low, min(theme.height(TALL), free // lines - GAP))
        for place, button in enumerate(self.buttons):
            button.setFixedHeight(high)
            if columns != self._columns:
                self._options.removeWidget(button)
                self._options.addWidget(button, place // columns, place % columns)
        self._columns = columns

    def _room_for_answers(self) -> int:
        """What is left of the whole height below the question, whatever is scrolled now."""
        inside = self.view.widget()
        above = sum(w.sizeHint().height() + 6 for w in (self.above, self.hint) if not w.isHidden()) + 34
        above += self.question.heightForWidth(max(200, inside.width() - 56))
        foot = 0 if self.steps.isHidden() else self.steps.sizeHint().height()
        return self.height() - foot - 8 - above

    def _tighten(self, tight: bool) -> None:
        """On a window too low for all of it the question and its answers stay."""
        self.hint.setVisible(bool(self.hint.text()) and not tight)
        self.steps.setVisible(not tight)
        role = "page" if tight else "question"
        if self.question.property("role") != role:
            self.question.setProperty("role", role)
            self.question.style().unpolish(self.question)
            self.question.style().polish(self.question)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._lay_out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.isAutoRepeat() and key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left):
            self.back.emit()
        elif key == Qt.Key.Key_Right:
            self.onward.emit()
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
