"""What can be chosen in a conflict: a side with its key, and one saying of a field; the chosen one is filled, ringed by
the accent, and ticked or its key filled."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.marks import Mark, paint_mark

PAD, LEAST, TICK, CAP = 10, 96, 16, 20  # logical pixels at 100 %
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def _flags(role: theme.Role, text: str, across: int) -> int:
    """Lines end between words; where one word alone is too wide, anywhere."""
    metrics = QFontMetrics(theme.font(role, bold=role == "body"))
    whole = metrics.boundingRect(QRect(0, 0, across, 10_000), int(Qt.TextFlag.TextWordWrap), text)
    return int(Qt.TextFlag.TextWordWrap if whole.width() <= across else Qt.TextFlag.TextWrapAnywhere)


def _wrapped(role: theme.Role, text: str, across: int) -> QRect:
    metrics = QFontMetrics(theme.font(role, bold=role == "body"))
    return metrics.boundingRect(QRect(0, 0, across, 10_000), _flags(role, text, across), text)


class Chosen(QAbstractButton):
    """A box of words that is chosen or not. Words wrap; the arrows ask for the box beside, above or below."""

    moved = Signal(int, int)  # rows down, columns to the right

    def __init__(self, text: str, name: str, *, note: str = "", key: str = "") -> None:
        super().__init__()
        self.note, self.key = note, key
        self.setText(text)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _left(self) -> int:
        return PAD + (round(CAP * theme.scale()) + 8 if self.key else 0)

    def _rects(self, wide: int) -> tuple[QRect, QRect]:
        """Where text and note stand in so much width."""
        tick = 0 if self.key else round(TICK * theme.scale()) + 6
        across = max(1, wide - self._left() - PAD - tick)
        text = _wrapped("body", self.text() or "–", across)
        top = PAD - 2
        first = QRect(self._left(), top, across, text.height())
        if not self.note:
            return first, QRect()
        below = max(first.bottom(), PAD + round(CAP * theme.scale())) + 3
        told = _wrapped("note", self.note, wide - 2 * PAD)
        return first, QRect(PAD, below, wide - 2 * PAD, told.height())

    def heightForWidth(self, wide: int) -> int:
        text, note = self._rects(wide)
        return max(theme.height(34), (note if self.note else text).bottom() + PAD - 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        wide = round(LEAST * 1.6 * theme.scale())
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(LEAST * theme.scale()), theme.height(34))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _MOVES.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(*step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, chosen = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.soft if chosen else tokens.row if self.underMouse() else tokens.surface)
        wide = 2 if chosen else 1
        painter.setPen(QPen(tokens.accent if chosen else tokens.edge, wide))
        inset = wide / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 4, 4)
        text, note = self._rects(self.width())
        if self.key:
            self._paint_key(painter)
        spare = 0 if self.key else max(0, (self.height() - (note if self.note else text).bottom() - PAD + 2) // 2)
        painter.setFont(theme.font("body", bold=chosen or bool(self.key)))
        painter.setPen(tokens.ink)
        painter.drawText(text.translated(0, spare), _flags("body", self.text(), text.width()), self.text() or "–")
        if self.note:
            painter.setFont(theme.font("note"))
            painter.setPen(tokens.ink2)
            painter.drawText(note.translated(0, spare), _flags("note", self.note, note.width()), self.note)
        if chosen and not self.key:
            side = round(TICK * theme.scale())
            spot = QRectF(self.width() - side - 8, (self.height() - side) / 2, side, side)
            paint_mark(painter, spot, Mark.CONFORMING, tokens.accent)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(3, 3, -3, -3), 3, 3)
        painter.end()

    def _paint_key(self, painter: QPainter) -> None:
        tokens, chosen, side = theme.current(), self.isChecked(), round(CAP * theme.scale())
        box = QRectF(PAD, PAD - 1, side, side)
        painter.save()
        painter.setBrush(tokens.accent if chosen else tokens.surface)
        painter.setPen(QPen(tokens.accent if chosen else tokens.edge, 1))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(theme.font("key"))
        painter.setPen(tokens.onaccent if chosen else tokens.ink2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        painter.restore()
