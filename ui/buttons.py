"""Buttons: the four kinds, a button of an action with its key beside the word, and keycaps that can be pressed."""

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from ui import marks, theme
from ui.actions import key_text, reason

Kind = Literal["plain", "primary", "quiet", "danger", "find"]
_GAP = "\u2002"


class Button(QPushButton):
    """A word, perhaps an icon before and a key behind it. One `primary` a page; `quiet` are links."""

    def __init__(self, text: str, kind: Kind = "plain", *, key: str = "", icon: str = "", small: bool = False) -> None:
        super().__init__()
        self.kind = kind
        self.setProperty("kind", kind)
        if small:
            self.setProperty("size", "small")
        if icon:
            self.setIcon(marks.icon(icon, "onaccent" if kind == "primary" else "ink2"))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "quiet" else Qt.CursorShape.ArrowCursor)
        self.show_text(text, key)
        theme.follow(self.dress)

    def dress(self) -> None:
        """Icons grow with the type."""
        side = round(16 * theme.scale())
        self.setIconSize(QSize(side, side))

    def show_text(self, text: str, key: str = "") -> None:
        """Change word and key; the accessible name is the word alone."""
        self.setText(f"{text}{_GAP}{key}" if key else text)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.kind == "primary" and self.hasFocus():  # the ring must show on the accent ground too
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().onaccent, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(3, 3, -3, -3), 2, 2)
            painter.end()


class ActionButton(Button):
    """The button of a declared action: same word, icon, key, and grey with the reason when it may not."""

    def __init__(self, action: QAction, kind: Kind = "plain", *, small: bool = False, with_key: bool = True) -> None:
        super().__init__(action.text(), kind, small=small)
        self.action = action
        self._with_key = with_key
        if not action.icon().isNull() and kind != "quiet":
            self.setIcon(action.icon())
        self.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def show_key(self, shown: bool) -> None:
        """With its key, or the word alone where there is no room."""
        if shown != self._with_key:
            self._with_key = shown
            self._follow()

    def _follow(self) -> None:
        self.show_text(self.action.text(), key_text(self.action) if self._with_key else "")
        self.setEnabled(self.action.isEnabled())
        self.setToolTip(reason(self.action))
        self.setVisible(self.action.isVisible()) if self.parent() is not None else None


class FindButton(Button):
    """The way into the command palette: looks like a field, its key in a cap at the right."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__(text, "find", icon="search")
        self.key, self._words = key, text
        self.setAccessibleName(f"{text} {key}")
        self.setToolTip(text)

    def show_brief(self, brief: bool) -> None:
        """The key alone, or the words with it; the accessible name is always whole."""
        wanted = "" if brief else self._words
        if self.text() != wanted:
            self.setText(wanted)
            self.updateGeometry()

    def _cap_width(self) -> int:
        return QFontMetrics(theme.font("key")).horizontalAdvance(self.key) + 10

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._cap_width() + 8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        high = QFontMetrics(theme.font("key")).height() + 3
        wide = self._cap_width()
        cap = QRect(self.width() - wide - 6, (self.height() - high) // 2, wide, high)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.edge, 1))
        painter.drawRoundedRect(cap.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(theme.font("key"))
        painter.setPen(tokens.ink2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)
        painter.end()


class KeyCap(QAbstractButton):
    """A key as it is printed on the keyboard, and the word for what it does. Pressing it is pressing the key.

    One that `gives` shows the key alone where there is no room for the word.
    """

    def __init__(
        self, key: str, word: str = "", action: QAction | None = None, *, large: bool = False, gives: bool = False
    ) -> None:
        super().__init__()
        self._gives = gives
        self.key, self.word, self._large = key, word, large
        self._action = action
        self._speaks = action is not None and word == action.text()  # the word is the action's, whatever it becomes
        self.setText(word or key)
        self.setAccessibleName(f"{word} {key}".strip())
        across = QSizePolicy.Policy.Maximum if gives else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        if action is not None:
            self.clicked.connect(lambda _checked=False: action.trigger())
            action.changed.connect(self._follow)
            self._follow()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _follow(self) -> None:
        if self._action is not None:
            self.setEnabled(self._action.isEnabled())
            self.setToolTip(reason(self._action))
            if self._speaks and self.word != self._action.text():
                self.word = self._action.text()
                self.setAccessibleName(f"{self.word} {self.key}")
                self.updateGeometry()
                self.update()

    def _fonts(self) -> tuple[QFontMetrics, QFontMetrics]:
        key, word = self._roles()
        return QFontMetrics(theme.font(key, bold=True)), QFontMetrics(theme.font(word))

    def _roles(self) -> tuple[theme.Role, theme.Role]:
        return ("section", "section") if self._large else ("key", "note")

    def _cap(self) -> QRect:
        metrics, _word = self._fonts()
        high = metrics.height() + 3
        wide = max(high, metrics.horizontalAdvance(self.key) + 10)
        return QRect(3, (self.height() - high) // 2, wide, high)

    def sizeHint(self) -> QSize:
        _key, metrics = self._fonts()
        wide = self._cap().width() + 6
        if self.word:
            wide += 6 + metrics.horizontalAdvance(self.word)
        return QSize(wide + 2, max(self._cap().height(), metrics.height()) + 6)

    def minimumSizeHint(self) -> QSize:
        if self._gives and self.word:
            return QSize(self._cap().width() + 8, self.sizeHint().height())
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, cap = theme.current(), self._cap()
        key_role, word_role = self._roles()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.soft if self.isDown() or self.isChecked() else tokens.surface)
        painter.setPen(QPen(tokens.edge, 1, Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DotLine))
        painter.drawRoundedRect(cap.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(theme.font(key_role, bold=True))
        painter.setPen(tokens.ink2 if self.isEnabled() else tokens.ink3)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)
        if self.word and self.width() >= self.sizeHint().width():
            painter.setFont(theme.font(word_role))
            painter.setPen(tokens.ink if self.isEnabled() else tokens.ink3)
            painter.drawText(self.rect().adjusted(cap.right() + 7, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.word)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def caps(keys: str, word: str, action: QAction | None = None) -> tuple[KeyCap, ...]:
    """Several keys pressed together, `Ctrl+Enter` as two caps with the word beside the last."""
    parts = keys.split("+")
    return tuple(KeyCap(part, word if part is parts[-1] else "", action) for part in parts)
