"""What pages are made of: text in a role, panes with a title, page header, empty state."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from auditor.wording import _
from ui import theme
from ui.buttons import ActionButton, Button, FindButton, KeyCap, caps
from ui.messages import Glyph, Message, MessageStrip

__all__ = [
    "ActionButton",
    "Button",
    "Elided",
    "EmptyState",
    "Glyph",
    "Hairline",
    "KeyCap",
    "Message",
    "MessageStrip",
    "PageHeader",
    "Pane",
    "Scroll",
    "Text",
    "caps",
]


class Text(QLabel):
    """Words in a role of type, plain text, so that nobody's name is taken for markup."""

    def __init__(
        self,
        text: str = "",
        role: theme.Role = "body",
        tone: theme.Token | None = None,
        *,
        bold: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if bold:
            self.setProperty("weight", "bold")
        self.setWordWrap(wrap)
        if tone is not None:
            self.setProperty("tone", tone)

    def show_tone(self, tone: theme.Token) -> None:
        """Change the colour; one of ink, ink2, ink3, ok, bad, unk, warn, accent."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class Elided(Text):
    """A name or a note that may be cut where there is no room; the tooltip says it whole."""

    cut_at = Qt.TextElideMode.ElideRight  # a path is cut at its beginning: its end tells it from others

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        cut = self.fontMetrics().elidedText(self.text(), self.cut_at, self.width())
        self.setToolTip(self.text() if cut != self.text() else "")
        if cut == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, cut)
        painter.end()


class Hairline(QFrame):
    """A line of one pixel, lying or upright."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "upright" if upright else "hairline")


class Scroll(QScrollArea):
    """Room that scrolls when the window is low or the type large; the ground behind shows through."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)


class Pane(QFrame):
    """A surface with a hairline round it: title, count and note above, then what `body` is given.

    `flush` leaves no margin round the body (tables, trees); else 12 px, and a hairline below the title only if flush.
    """

    def __init__(self, title: str = "", count: str = "", note: str = "", *, flush: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "pane")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(12, 0, 12, 0)
        self.head.setSpacing(8)
        self.title = Text(title, "section")
        self.count = Text(count, "section")
        self.note = Elided(note, "note")
        for label in (self.title, self.count, self.note):
            self.head.addWidget(label)
        self.head.addStretch(1)
        self._head = QWidget()
        self._head.setLayout(self.head)
        column.addWidget(self._head)
        self._line = Hairline()
        column.addWidget(self._line)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*((0, 0, 0, 0) if flush else (12, 10, 12, 12)))
        self.body.setSpacing(0 if flush else 8)
        column.addLayout(self.body, 1)
        self._column = column
        self.show_title(title, count, note)
        theme.follow(self.dress)

    def dress(self) -> None:
        """The title is 38 px high, more with larger type."""
        self._head.setFixedHeight(theme.height(38))

    def show_title(self, title: str, count: str = "", note: str = "") -> None:
        """Change title, count and note; a pane without a title has no head."""
        for label, text in ((self.title, title), (self.count, count), (self.note, note)):
            label.setText(text)
            label.setVisible(bool(text))
        self._head.setVisible(bool(title))
        self._line.setVisible(bool(title))

    def add_link(self, action: QAction) -> ActionButton:
        """A quiet button at the right of the title."""
        button = ActionButton(action, "quiet", small=True, with_key=False)
        self.head.addWidget(button)
        return button

    def add_foot(self) -> QHBoxLayout:
        """A row at the foot, above it a hairline: for what is done with the pane."""
        self._column.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        self._column.addLayout(foot)
        return foot


class EmptyState(QWidget):
    """Nothing to list: an icon, one fact, one sentence how it fills, one button. Say which nothing it is."""

    def __init__(self, icon: str, fact: str, how: str = "", button: QAbstractButton | QAction | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Glyph(icon, "ink3", 30), 0, Qt.AlignmentFlag.AlignHCenter)
        self.fact = Text(fact, "section", wrap=True)
        self.fact.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.fact)
        if how:
            told = Text(how, "note", "ink2", wrap=True)
            told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(told)
        if button is not None:
            shown = ActionButton(button) if isinstance(button, QAction) else button
            if isinstance(shown, QPushButton):
                shown.setAutoDefault(True)  # Enter does it as well as the space bar
            column.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


class PageHeader(QFrame):
    """Page name, what it is about, 演示数据 when it is so, at most three actions, then 查找或执行 Ctrl K."""

    find_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "header")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(12)
        self.name = Text("", "page")
        self.about = Elided("", "note", "ink2")
        self._shown: list[ActionButton] = []
        self.badge = Text(_("演示数据"), "key")
        self.badge.setProperty("part", "badge")
        self.badge.hide()
        row.addWidget(self.name)
        row.addWidget(self.about)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        self.find_button = FindButton(_("查找或执行"), "Ctrl K")
        self.find_button.clicked.connect(self.find_asked)
        row.addWidget(self.find_button)
        theme.follow(self.dress)

    def dress(self) -> None:
        """57 px with the rail's head, so that one hairline runs through both."""
        self.setFixedHeight(theme.height(57))
        self._fit()

    def show_page(self, name: str, about: str, actions: list[QAction]) -> None:
        """Show the head of another page; `actions` are at most three, ValueError for more."""
        if len(actions) > 3:
            raise ValueError(f"{len(actions)} actions in the header of {name}")
        self.name.setText(name)
        self.about.setText(about)
        self.about.setToolTip(about)
        while self._actions.count():
            old = self._actions.takeAt(0).widget()
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._shown = [ActionButton(a, "primary" if a.property("primary") else "plain") for a in actions]
        for button in self._shown:
            self._actions.addWidget(button)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room the way into the palette says its key alone, then the actions leave theirs out."""
        for brief in (False, True):
            self.find_button.show_brief(brief)
            for button in self._shown:
                button.show_key(True)
            if self._needed() <= self.width():
                return
        for button in self._shown:
            button.show_key(False)

    def _needed(self) -> int:
        fixed = [self.name, self.find_button, *self._shown] + ([self.badge] if not self.badge.isHidden() else [])
        return sum(w.sizeHint().width() for w in fixed) + self.about.minimumSizeHint().width() + 12 * len(fixed) + 60
