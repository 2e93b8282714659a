"""Layouts that are filled anew or turned, and room for a detail below a list that gives way first."""

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QSizePolicy, QWidget

from ui import theme
from ui.panes import Scroll

UNBOUND = 16_777_215  # Qt's own "no bound"


def digits_for(words: Iterable[str]) -> int:
    """The width of a column that never cuts one of these words, bold, after a mark: in digits."""
    bold, plain = QFontMetrics(theme.font("body", bold=True)), QFontMetrics(theme.font("body"))
    return ceil(max(bold.horizontalAdvance(w) for w in words) / plain.horizontalAdvance("0")) + 1


def empty_layout(layout: QLayout) -> None:
    """Take out and let go of every widget of a layout; it is gone from sight at once."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def turn(columns: QBoxLayout, *, narrow: bool) -> None:
    """Side by side where there is room, else one below the other."""
    columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


def hold_width(side: QWidget, width: int, *, narrow: bool) -> None:
    """A side column as wide as that, in logical pixels at 100 %; as wide as there is room where it stands below."""
    wide = round(width * theme.scale())
    side.setMinimumWidth(0 if narrow else wide)
    side.setMaximumWidth(UNBOUND if narrow else wide)


class Flow(QLayout):
    """Widgets in a row at their own size; those that have no room go on in the next row, like words in a text."""

    def __init__(self, *, across: int = 8, down: int = 4) -> None:
        super().__init__()
        self._across, self._down = across, down
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # None is what Qt asks for
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(s.width() for s in sizes) + self._across * max(0, len(sizes) - 1)
        return QSize(wide, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, high = rect.x(), y + high + self._down, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._across
            high = max(high, size.height())
        return y + high - rect.y()


class DetailRoom(Scroll):
    """As high as what it holds, so long as there is room; then it scrolls."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__(inner)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        inner = self.widget()
        wide = self.viewport().width()
        high = inner.heightForWidth(wide) if inner.hasHeightForWidth() else inner.sizeHint().height()
        return QSize(inner.sizeHint().width(), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, min(theme.height(110), self.sizeHint().height()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
