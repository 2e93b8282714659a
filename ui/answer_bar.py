"""The answers of the current item as buttons where they work, on as many lines as they need."""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.answers import MARKS, ORDER, AnswerButton, answer_word
from ui.replies import Reply

GAP = 8


class AnswerBar(QWidget):
    """The replies to one item; there is none that answers more than one item."""

    pressed = Signal(int)  # the digit

    def __init__(self) -> None:
        super().__init__()
        self.buttons: tuple[AnswerButton, ...] = ()
        self._replies: tuple[Reply, ...] = ()
        self._usual = [AnswerButton(n, answer_word(a), MARKS[a], self) for n, a in enumerate(ORDER, 1)]
        for button in self._usual:
            button.hide()  # measured only
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.after_change(self._place)

    def show_replies(self, replies: tuple[Reply, ...], chosen: int) -> None:
        """Show what may be pressed; `chosen` is the digit of what was, 0 for nothing."""
        if replies != self._replies:
            for old in self.buttons:
                old.hide()
                old.deleteLater()
            self._replies = replies
            self.buttons = tuple(AnswerButton(r.digit, r.word, r.mark, self) for r in replies)
            for button, reply in zip(self.buttons, replies, strict=True):
                button.clicked.connect(lambda _c=False, digit=reply.digit: self.pressed.emit(digit))
                button.show()
            self._place()
        for button, reply in zip(self.buttons, replies, strict=True):
            button.setChecked(reply.digit == chosen)

    def _rects(self, width: int) -> list[QRect]:
        found: list[QRect] = []
        x = y = 0
        for button in self.buttons:
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + size.height() + 6
            found.append(QRect(x, y, size.width(), size.height()))
            x += size.width() + GAP
        return found

    def _place(self) -> None:
        for button, rect in zip(self.buttons, self._rects(self.width()), strict=True):
            button.setGeometry(rect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def heightForWidth(self, width: int) -> int:
        """As many lines as the buttons need."""
        rects = self._rects(width)
        return rects[-1].bottom() + 1 if rects else self.sizeHint().height()

    def sizeHint(self) -> QSize:
        """The four usual answers side by side: the page keeps this much room whatever the item."""
        sizes = [button.sizeHint() for button in self._usual]
        return QSize(sum(s.width() for s in sizes) + GAP * (len(sizes) - 1), sizes[0].height())
