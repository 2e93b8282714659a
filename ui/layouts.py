"""Layouts that are filled anew, and room for a detail below a list that gives way first."""

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from ui import theme
from ui.panes import Scroll


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
