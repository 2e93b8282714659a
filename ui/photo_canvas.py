"""One photograph as large as there is room, and the boxes drawn over what is to be covered: by mouse or by keys."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.photo import Box
from auditor.wording import _, ngettext, number
from ui import theme

STEP, FINE = 32, 4  # of the long side of the picture: parts that an arrow moves; so many times finer with Ctrl
LEAST = 8  # px of the picture: a smaller box is a click, not a box


class PhotoCanvas(QWidget):
    """Shows a picture; while `covering`, boxes are drawn on it. Nothing is changed here: `boxes` says where."""

    changed = Signal()  # the boxes are others, or covering began or ended
    given_up = Signal()  # Esc: leave them

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.words = ""  # in the place of a picture
        self.covering = False
        self.boxes: list[QRect] = []  # px of the picture
        self.frame = QRect()  # the one that keys move, or the mouse draws
        self._from: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("照片"))

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 150)

    def show_image(self, image: QImage | None, words: str = "") -> None:
        """Another picture, or words where there is none; boxes drawn on the one before are forgotten."""
        self.image, self.words = image, words
        self.setAccessibleDescription(words)
        self.cover(False)

    def cover(self, on: bool) -> None:
        """Begin or end drawing boxes."""
        self.covering = on and self.image is not None
        self.boxes, self._from = [], None
        self._begin_frame()
        self.setCursor(Qt.CursorShape.CrossCursor if self.covering else Qt.CursorShape.ArrowCursor)
        self.update()
        self.changed.emit()

    def wanted(self) -> list[Box]:
        """The boxes as left, top, right, bottom in px of the picture."""
        return [(b.left(), b.top(), b.left() + b.width(), b.top() + b.height()) for b in self.boxes]

    def add_frame(self) -> None:
        """Take the frame as a box."""
        if self.covering:
            self.boxes.append(QRect(self.frame))
            self._tell()

    def take_back(self) -> None:
        """Forget the box drawn last."""
        if self.boxes:
            self.boxes.pop()
            self._tell()

    def _tell(self) -> None:
        n = len(self.boxes)
        self.setAccessibleDescription(ngettext("画了 {n} 处", "画了 {n} 处", n).format(n=number(n)))
        self.update()
        self.changed.emit()

    # -- where things are -------------------------------------------------------------------------------------------

    def _begin_frame(self) -> None:
        if self.image is not None:
            wide, high = self.image.width(), self.image.height()
            side = max(wide, high) // 8
            self.frame = QRect((wide - side) // 2, (high - side) // 2, side, side)

    def place(self) -> QRectF:
        """Where the picture is on the canvas."""
        if self.image is None or self.image.isNull():
            return QRectF()
        size = self.image.size()
        scale = min(self.width() / size.width(), self.height() / size.height(), 1.0)
        wide, high = size.width() * scale, size.height() * scale
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    def _in_picture(self, at: QPointF) -> QPoint:
        assert self.image is not None
        place = self.place()
        x = (at.x() - place.left()) / place.width() * self.image.width()
        y = (at.y() - place.top()) / place.height() * self.image.height()
        return QPoint(min(self.image.width(), max(0, round(x))), min(self.image.height(), max(0, round(y))))

    def on_canvas(self, box: QRect) -> QRectF:
        """Where a box of the picture is on the canvas."""
        assert self.image is not None
        place = self.place()
        x, y = place.width() / self.image.width(), place.height() / self.image.height()
        return QRectF(place.left() + box.left() * x, place.top() + box.top() * y, box.width() * x, box.height() * y)

    # -- hands ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.covering and event.button() == Qt.MouseButton.LeftButton:
            self._from = self._in_picture(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.covering and self._from is not None:
            self.frame = _between(self._from, self._in_picture(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.covering and self._from is not None:
            drawn = _between(self._from, self._in_picture(event.position()))
            self._from = None
            if min(drawn.width(), drawn.height()) >= LEAST:
                self.frame = drawn
                self.add_frame()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.covering or self.image is None:
            super().keyPressEvent(event)
            return
        keys = Qt.KeyboardModifier
        key, held = event.key(), event.modifiers()
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & keys.ControlModifier:
            self.add_frame()
        elif key == Qt.Key.Key_Backspace:
            self.take_back()
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in steps:
            size = max(self.image.width(), self.image.height()) // STEP
            size = max(1, size // FINE) if held & keys.ControlModifier else max(1, size)
            x, y = steps[Qt.Key(key)]
            self._move(x * size, y * size, sizing=bool(held & keys.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _move(self, x: int, y: int, *, sizing: bool) -> None:
        assert self.image is not None
        wide, high = self.image.width(), self.image.height()
        box = self.frame
        if sizing:
            new_wide = min(wide - box.left(), max(LEAST, box.width() + x))
            new_high = min(high - box.top(), max(LEAST, box.height() + y))
            self.frame = QRect(box.left(), box.top(), new_wide, new_high)
        else:
            left = min(wide - box.width(), max(0, box.left() + x))
            top = min(high - box.height(), max(0, box.top() + y))
            self.frame = QRect(left, top, box.width(), box.height())
        self.update()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.image is None or self.image.isNull():
            painter.fillRect(self.rect(), tokens.sunken)
            painter.setFont(theme.font("body"))
            painter.setPen(tokens.ink2)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self.words)
        else:
            painter.drawImage(self.place(), self.image)
            if self.covering:
                self._paint_boxes(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_boxes(self, painter: QPainter) -> None:
        """Boxes are covered here as they will be, the frame has a dark and a light line: it is seen on any picture."""
        dark, light = theme.PALETTES["light"].ink, theme.PALETTES["light"].surface
        for box in self.boxes:
            painter.fillRect(self.on_canvas(box), dark)
            painter.setPen(QPen(light, 1.5))
            painter.drawRect(self.on_canvas(box))
        frame = self.on_canvas(self.frame)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(dark, 4))
        painter.drawRect(frame)
        pen = QPen(light, 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRect(frame)


def _between(one: QPoint, other: QPoint) -> QRect:
    left, top = min(one.x(), other.x()), min(one.y(), other.y())
    return QRect(left, top, abs(one.x() - other.x()), abs(one.y() - other.y()))
