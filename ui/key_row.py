"""The row of keys below a working page: every key that works now, printed; at the right what is saved, and when."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.buttons import KeyCap
from ui.marks import Mark, MarkWord


class KeyRow(QWidget):
    """Keycaps that can be pressed, and the page's own truth about saving."""

    def __init__(self, keys: list[tuple[str, str, QAction | None]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.caps = [KeyCap(key, word, action) for key, word, action in keys]
        for cap in self.caps:
            row.addWidget(cap)
        row.addStretch(1)
        self.saved = MarkWord(Mark.CONFORMING, "", "note")
        row.addWidget(self.saved)
        self.saved.hide()
        theme.follow(self.dress)

    def dress(self) -> None:
        """38 px high, more with larger type."""
        self.setFixedHeight(theme.height(38))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # a key has another word, or the moment of saving is longer
            self._fit()
        return done

    def _fit(self) -> None:
        """Where there is no room for all, the digits go: they stand on the answers themselves; then the first ones."""
        room = self.width() - (self.saved.sizeHint().width() + 10 if not self.saved.isHidden() else 0)
        wide = [cap.sizeHint().width() + 10 for cap in self.caps]
        crowded = sum(wide) > room
        for cap, width in reversed(list(zip(self.caps, wide, strict=True))):
            room -= width
            cap.setVisible(room >= 0 and not (crowded and cap.key.isdigit()))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, theme.height(38))

    def show_saved(self, text: str) -> None:
        """Say it, or say nothing where it is not so."""
        self.saved.show_mark(Mark.CONFORMING, text)
        self.saved.setVisible(bool(text))
        self._fit()
