"""Facts in a row, each a button that leads to its page: an icon, what it is, a note, and a count at the right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor.wording import listed
from ui import theme
from ui.buttons import Button
from ui.marks import paint_icon
from ui.panes import Elided, Text

HIGH, ICON, GAP = 26, 15, 10  # logical pixels at 100 %
LEAST = 84  # for the icon and the first letters of the text


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. `say` is what a screen reader is told besides; `go` where it leads."""

    icon: str
    text: str
    note: str
    count: str
    go: Callable[[], object]
    tone: theme.Token = "ink"


class FactRow(QAbstractButton):
    """A fact that can be pressed. Its text is cut before its note is, its count never; the tooltip says it whole."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.fact = fact
        whole = listed(word for word in (fact.text, fact.note, fact.count) if word)
        self.setText(fact.text)
        self.setAccessibleName(whole)
        self.setToolTip(whole)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda _checked=False: fact.go())

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("body"))
        wide = sum(metrics.horizontalAdvance(word) for word in (self.fact.text, self.fact.count))
        return QSize(wide + theme.height(ICON + 5 * GAP), theme.height(HIGH))

    def minimumSizeHint(self) -> QSize:
        count = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(self.fact.count)
        return QSize(count + theme.height(LEAST), theme.height(HIGH))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.click()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, fact = theme.current(), self.fact
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), tokens.row)
        side, gap = round(ICON * theme.scale()), round(GAP * theme.scale())
        paint_icon(painter, QRectF(2, (self.height() - side) / 2, side, side), fact.icon, tokens.of(fact.tone))
        left, right = 2 + side + gap, self.width() - 4
        count = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(fact.count)
        self._write(painter, QRect(right - count, 0, count, self.height()), fact.count, fact.tone, bold=True)
        room = right - count - gap - left
        metrics = QFontMetrics(theme.font("body"))
        wide = min(metrics.horizontalAdvance(fact.text) + 2, room)  # widths are rounded: without air it would be cut
        text = metrics.elidedText(fact.text, Qt.TextElideMode.ElideRight, wide)
        self._write(painter, QRect(left, 0, wide, self.height()), text, "ink")
        rest = room - wide - gap
        if rest > 4 * gap and fact.note:
            note = QFontMetrics(theme.font("note")).elidedText(fact.note, Qt.TextElideMode.ElideRight, rest)
            box = QRect(left + wide + gap, 0, rest, self.height())
            painter.setFont(theme.font("note"))
            painter.setPen(tokens.ink2)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, note)
        if self.hasFocus():
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _write(self, painter: QPainter, box: QRect, text: str, tone: theme.Token, *, bold: bool = False) -> None:
        painter.setFont(theme.font("body", bold))
        painter.setPen(theme.current().of(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


class FactSection(QWidget):
    """A title with its count and the link to its page, and below it the facts; or one quiet sentence for none."""

    def __init__(self, title: str, link: str, go: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title, self.count = Elided(title, "section"), Text("", "section")
        self.note = Elided("", "note", "ink2")
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # gives way first
        self.link = Button(link, "quiet", small=True)
        self.link.clicked.connect(lambda _checked=False: go())
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addWidget(self.note, 1)
        head.addWidget(self.link)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)

    def show_facts(self, count: str, note: str, facts: list[Fact], none: str, tone: theme.Token = "ink") -> None:
        """Show them; `none` is said where there are none. The row with the keyboard keeps it by its place."""
        place = next((i for i, row in enumerate(self.rows()) if row.hasFocus()), -1)
        while self._rows.count():
            old = self._rows.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.count.setText(count)
        self.count.setVisible(bool(count))
        self.count.show_tone(tone)
        self.note.setText(note)
        for fact in facts:
            self._rows.addWidget(FactRow(fact))
        if not facts:
            self._rows.addWidget(Text(none, "note", "ink2", wrap=True))
        rows = self.rows()
        if place >= 0:
            (rows[min(place, len(rows) - 1)] if rows else self.link).setFocus(Qt.FocusReason.OtherFocusReason)
        before: QWidget = self.link
        for row in rows:  # made later than what follows: Tab goes down the page all the same
            QWidget.setTabOrder(before, row)
            before = row

    def rows(self) -> list[FactRow]:
        """The facts that are shown."""
        found = (self._rows.itemAt(i).widget() for i in range(self._rows.count()))
        return [row for row in found if isinstance(row, FactRow)]
