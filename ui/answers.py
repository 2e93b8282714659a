"""The four answers an item can get: word, mark, digit, and the buttons that show them where they work."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from auditor.audit import Answer
from auditor.wording import _
from ui import theme
from ui.marks import Mark, paint_mark

ORDER = (Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE, Answer.NOT_SEEN)  # the digits 1 to 4
MARKS = {
    Answer.PASS: Mark.CONFORMING,
    Answer.FAIL: Mark.NONCONFORMING,
    Answer.NOT_APPLICABLE: Mark.NOT_APPLICABLE,
    Answer.NOT_SEEN: Mark.UNKNOWN,
}


def answer_word(answer: Answer | None) -> str:
    """What an item got, in a word."""
    if answer is None:
        return _("还没答")
    return {
        Answer.PASS: _("符合"),
        Answer.FAIL: _("不符合"),
        Answer.NOT_APPLICABLE: _("不适用"),
        Answer.NOT_SEEN: _("未看到"),
    }[answer]


class AnswerButton(QAbstractButton):
    """A digit in its cap, a mark and a word; pressing it is pressing the digit."""

    def __init__(self, digit: int, word: str, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digit, self.mark = str(digit), mark
        self.setText(word)
        self.setAccessibleName(f"{self.digit} {word}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """What is chosen is said by the draft, not by the mouse."""

    def _cap_side(self) -> int:
        return QFontMetrics(theme.font("section")).height() + 4

    def sizeHint(self) -> QSize:
        side = self._cap_side()
        wide = QFontMetrics(theme.font("section")).horizontalAdvance(self.text())
        return QSize(8 + side + 8 + round(side * 0.7) + 8 + wide + 12, side + 12)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, side = theme.current(), self._cap_side()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.soft if self.isChecked() or self.isDown() else tokens.surface)
        ring = 2 if self.hasFocus() or self.isChecked() else 1
        colour = tokens.focus if self.hasFocus() else tokens.accent if self.isChecked() else tokens.edge
        painter.setPen(QPen(colour, ring))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2), 4, 4)
        cap = QRect(8, (self.height() - side) // 2, side, side)
        painter.setBrush(tokens.surface)
        painter.setPen(QPen(tokens.edge, 1))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(theme.font("section"))
        painter.setPen(tokens.ink2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.digit)
        mark = QRectF(0, 0, side * 0.7, side * 0.7)
        mark.moveCenter(QRectF(cap).center())
        mark.moveLeft(cap.right() + 9)
        paint_mark(painter, mark, self.mark)
        painter.setPen(tokens.ink)
        words = self.rect().adjusted(round(mark.right()) + 8, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()
