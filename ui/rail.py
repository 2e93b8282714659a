"""The navigation rail: icon and word, grouped by the day's use; holding Alt shows the digits."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor.wording import _, number
from ui import marks, theme
from ui.messages import Glyph
from ui.panes import Elided, Hairline, Text

WIDTH, NARROW = 152, 56
LEFT, ICON = 18, 18


class Entry(QAbstractButton):
    """One page in the rail, with a badge where something waits: outlined for work to do, filled for what is overdue."""

    def __init__(self, name: str, icon: str, digit: str) -> None:
        super().__init__()
        self.icon_name, self.digit = icon, digit
        self.badge, self.filled = 0, False
        self.digits_shown = False
        self.narrow = False
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()

    def show_badge(self, count: int, *, filled: bool) -> None:
        """How many wait; 0 takes the badge away."""
        self.badge, self.filled = count, filled
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        waiting = _("{n} 件").format(n=self.badge) if self.badge else ""
        self.setAccessibleName(" · ".join(word for word in (self.text(), waiting) if word))
        key = f"Alt {self.digit}" if self.digit else ""
        self.setToolTip(" · ".join(word for word in (self.text() if self.narrow else "", key) if word))

    def show_narrow(self, narrow: bool) -> None:
        """Icon alone, the name as tooltip; for windows below 1200 px."""
        self.narrow = narrow
        self._name()
        self.update()

    def _badge_width(self) -> int:
        if not self.badge:
            return 0
        return max(18, QFontMetrics(theme.font("key")).horizontalAdvance(number(self.badge)) + 10)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(self.text())
        return QSize(
            LEFT + round(ICON * theme.scale()) + 8 + words + 12 + (self._badge_width() + 8 if self.badge else 0),
            theme.height(36),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROW - 1, theme.height(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, rect = theme.current(), self.rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.fillRect(rect, tokens.surface)
            painter.fillRect(0, 0, 3, rect.height(), tokens.accent)
        elif self.underMouse():
            painter.fillRect(rect, tokens.row)
            painter.fillRect(rect.right(), 0, 1, rect.height(), tokens.line)
        else:
            painter.fillRect(rect.right(), 0, 1, rect.height(), tokens.line)
        middle = rect.height() / 2
        side = round(ICON * theme.scale())
        left = (rect.width() - side) / 2 if self.narrow else LEFT
        ink = tokens.accent if self.isChecked() else tokens.ink2
        if self.digits_shown and self.digit:
            box = QRectF(left - 1, middle - 10, 20, 20)
            painter.setPen(QPen(tokens.edge, 1))
            painter.setBrush(tokens.surface)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setFont(theme.font("key"))
            painter.setPen(tokens.ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.digit)
        else:
            marks.paint_icon(painter, QRectF(left, middle - side / 2, side, side), self.icon_name, ink)
        if not self.narrow:
            painter.setFont(theme.font("body", bold=self.isChecked()))
            painter.setPen(tokens.ink if self.isChecked() else tokens.ink2)
            words = rect.adjusted(LEFT + side + 8, 0, -4, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self.text())
        if self.badge:
            self._paint_badge(painter, rect)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(rect.toRectF().adjusted(5, 2, -2, -2), 4, 4)
        painter.end()

    def _paint_badge(self, painter: QPainter, rect: QRect) -> None:
        tokens = theme.current()
        high = QFontMetrics(theme.font("key")).height() + 2
        wide = max(high, self._badge_width())
        top = 1 if self.narrow else (rect.height() - high) / 2
        box = QRectF(rect.width() - wide - (2 if self.narrow else 10), top, wide, high)
        painter.setBrush(tokens.bad if self.filled else tokens.sunken)
        painter.setPen(Qt.PenStyle.NoPen if self.filled else QPen(tokens.edge, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), high / 2, high / 2)
        painter.setFont(theme.font("key"))
        painter.setPen(tokens.surface if self.filled else tokens.ink2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number(self.badge))


class Rail(QFrame):
    """All pages; `picked` says which is wanted, the window decides."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "rail")
        self.setAccessibleName(_("页"))
        self.entries: dict[str, Entry] = {}
        self._narrow = False
        self._buttons = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QFrame()
        self._head.setProperty("part", "rail-head")
        inside = QVBoxLayout(self._head)
        inside.setContentsMargins(16, 0, 8, 0)
        inside.setSpacing(0)
        inside.addStretch(1)
        self._title = Text(_("示范街评估"), "thing")
        self.place = Elided("", "note", "ink2")
        inside.addWidget(self._title)
        inside.addWidget(self.place)
        inside.addStretch(1)
        column.addWidget(self._head)
        column.addSpacing(8)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(0)
        column.addLayout(self._pages)
        column.addStretch(1)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(LEFT, 4, 8, 8)
        row.addWidget(Glyph("person", "ink2", 16))
        self.person = Elided("", "note", "ink2")
        row.addWidget(self.person, 1)
        column.addWidget(self._foot)
        self._foot.hide()
        theme.follow(self.dress)

    def dress(self) -> None:
        """As wide as the longest name needs, 152 at least; the head as high as the page header."""
        self._head.setFixedHeight(theme.height(57))
        words = [entry.sizeHint().width() for entry in self.entries.values()]
        title = QFontMetrics(theme.font("thing")).horizontalAdvance(self._title.text()) + 28
        person = QFontMetrics(theme.font("note")).horizontalAdvance(self.person.text()) + 58
        self.setFixedWidth(NARROW if self._narrow else max(WIDTH, title, min(person, 240), *words) if words else WIDTH)

    def add(self, page: str, name: str, icon: str, digit: str) -> None:
        """Add a page at the end of its group."""
        entry = Entry(name, icon, digit)
        self._buttons.addButton(entry)
        self._pages.addWidget(entry)
        self.entries[page] = entry
        entry.clicked.connect(lambda _checked=False: self.picked.emit(page))
        self.dress()

    def add_gap(self) -> None:
        """A hairline between groups."""
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(16, 5, 16, 5)
        inside.addWidget(Hairline())
        self._pages.addWidget(holder)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.current().line)
        painter.end()

    def show_chosen(self, page: str) -> None:
        """Mark the page that is shown."""
        self.entries[page].setChecked(True)

    def show_badge(self, page: str, count: int, *, filled: bool = False) -> None:
        """Open needed actions (outline) or overdue corrections (filled); nothing for a page that is not there."""
        if page in self.entries:
            self.entries[page].show_badge(count, filled=filled)
            self.dress()

    def show_place(self, place: str) -> None:
        """The office this laptop works for."""
        self.place.setText(place)

    def show_person(self, person: str) -> None:
        """Who works: name · role."""
        self.person.setText(person)
        self._foot.setVisible(bool(person))
        self.dress()

    def show_digits(self, shown: bool) -> None:
        """Alt is held: print the digits."""
        for entry in self.entries.values():
            entry.digits_shown = shown
            entry.update()

    def show_narrow(self, narrow: bool) -> None:
        """Icons alone for windows below 1200 px."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for widget in (self._title, self.place, self.person):
            widget.setVisible(not narrow)
        for entry in self.entries.values():
            entry.show_narrow(narrow)
        self.dress()
