"""Messages that do not interrupt: a strip of at most three; success goes after five seconds, trouble stays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from auditor.wording import _, ngettext
from ui import marks, theme
from ui.buttons import Button

Kind = Literal["ok", "note", "warn", "bad"]
SHOWN, STAYS_MS = 3, 5000
_ICONS: dict[Kind, tuple[str, theme.Token]] = {
    "ok": ("check", "ok"),
    "note": ("info", "ink2"),
    "warn": ("warning", "warn"),
    "bad": ("cross", "bad"),
}


@dataclass(frozen=True)
class Message:
    """A fact, a note, one thing to do about it; `key` prints the key of the deed (`Ctrl Z`).

    What is said later `about` the same thing takes the place of what was said before: trouble is settled by success.
    """

    kind: Kind
    fact: str
    note: str = ""
    deed: str = ""
    do: Callable[[], object] | None = None
    key: str = ""
    about: str = ""


class Glyph(QWidget):
    """One line icon in a colour of the theme; it says nothing by itself."""

    def __init__(self, name: str, token: theme.Token = "ink2", side: int = 18) -> None:
        super().__init__()
        self.name, self.side = name, side
        self.token: theme.Token = token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = round(self.side * theme.scale())
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        marks.paint_icon(painter, self.rect().toRectF(), self.name, theme.current().of(self.token))
        painter.end()


class _Row(QFrame):
    settled = Signal(object)

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message
        self.setProperty("part", "message")
        self.setProperty("kind", message.kind)
        self.setAccessibleName(f"{message.fact} {message.note}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(Glyph(*_ICONS[message.kind]))
        words = QVBoxLayout()
        words.setSpacing(0)
        fact = QLabel(message.fact)
        fact.setProperty("role", "body")
        fact.setProperty("weight", "bold")
        words.addWidget(fact)
        if message.note:
            note = QLabel(message.note)
            note.setProperty("role", "note")
            note.setProperty("tone", "ink2")
            note.setWordWrap(True)
            words.addWidget(note)
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
        row.addLayout(words, 1)
        if message.do is not None:
            button = Button(message.deed, "quiet", key=message.key)
            button.clicked.connect(self._do)
            row.addWidget(button)
        self.close_button = Button("", "quiet", icon="cross", small=True)
        self.close_button.setAccessibleName(_("收起消息"))
        self.close_button.setToolTip(_("收起消息"))
        self.close_button.clicked.connect(lambda: self.settled.emit(self))
        row.addWidget(self.close_button)
        self.setMinimumHeight(theme.height(38 if not message.note else 48))

    def _do(self) -> None:
        if self.message.do is not None:
            self.message.do()
        self.settled.emit(self)


class MessageStrip(QWidget):
    """Where a page or the window says what happened. It takes no room while it has nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._more = QLabel()
        self._more.setProperty("role", "note")
        self._column.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._arrange()

    def tell(self, message: Message) -> None:
        """Say it; the same message said again replaces itself, success goes after five seconds."""
        for row in list(self._rows):
            alike = (row.message.kind, row.message.fact) == (message.kind, message.fact)
            if alike or (message.about and row.message.about == message.about):
                self._remove(row)
        row = _Row(message)
        row.settled.connect(self._remove)
        self._rows.insert(0, row)
        self._column.insertWidget(0, row)
        if message.kind == "ok":
            QTimer.singleShot(STAYS_MS, row, lambda: self._remove(row))
        self._arrange()

    def settle(self, kind: Kind | None = None) -> None:
        """Take back all messages, or those of one kind."""
        for row in list(self._rows):
            if kind is None or row.message.kind == kind:
                self._remove(row)

    def messages(self) -> tuple[Message, ...]:
        """What is being said, newest first, hidden ones included."""
        return tuple(row.message for row in self._rows)

    def _remove(self, row: _Row) -> None:
        if row in self._rows:
            self._rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.setParent(None)
            row.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        # trouble before success: what must be settled is not pushed out of sight
        order = sorted(self._rows, key=lambda row: row.message.kind == "ok")
        for row in self._rows:
            row.setVisible(row in order[:SHOWN])
        more = len(self._rows) - SHOWN
        self._more.setText(ngettext("另有 {n} 条", "另有 {n} 条", more).format(n=more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(self._rows))
