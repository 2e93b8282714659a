"""The live goal as a small line: measured months solid, the pace that is needed dashed; words stand beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.progress import GOAL, Month
from auditor.wording import _, percent, tenths, tenths_text
from ui import theme
from ui.charts import month_number

WIDE, HIGH, DOT = 200, 34, 3.5
Points = tuple[tuple[float, float], ...]  # month number, percent


def points_of(months: Sequence[Month]) -> Points:
    """Sites that conform, in percent, by month; a month with nothing registered has none."""
    return tuple((month_number(m.on), 100 * m.sites / m.sites_total) for m in months if m.sites_total)


class Sparkline(QWidget):
    """Drawn from the months; empty for less than two. The axis begins a little below the lowest month."""

    def __init__(self) -> None:
        super().__init__()
        self._points: Points = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(theme.height(WIDE), theme.height(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.height(WIDE // 2), theme.height(HIGH))

    def show_months(self, months: Sequence[Month]) -> None:
        """Show a street's months."""
        self._points = points_of(months)
        told = ""
        if self._points:
            told = _("{first} 到 {last}，每月最后一天").format(
                first=f"{months[0].on:%Y-%m}", last=f"{months[-1].on:%Y-%m}"
            )
            told += " · " + percent(tenths_text(tenths(months[-1].sites, months[-1].sites_total)))
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if len(self._points) < 2:
            return
        tokens = theme.current()
        field = self.rect().toRectF().adjusted(DOT + 1, DOT + 2, -2, -DOT - 1)
        start, end = self._points[0][0], GOAL[0] * 12 + GOAL[1] - 1
        floor = max(0.0, min(y for _x, y in self._points) - 5)

        def place(x: float, y: float) -> QPointF:
            return QPointF(
                field.left() + field.width() * (x - start) / max(1.0, end - start),
                field.bottom() - field.height() * (y - floor) / max(1.0, 100 - floor),
            )

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(place(start, 100), place(end, 100))
        last = self._points[-1]
        if last[0] < end and last[1] < 100:
            painter.setPen(QPen(tokens.ink3, 1.3, Qt.PenStyle.DashLine))
            painter.drawLine(place(*last), place(end, 100))
        painter.setPen(QPen(tokens.accent, 2))
        painter.drawPolyline(QPolygonF([place(*p) for p in self._points]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent)
        at = place(*last)
        painter.drawEllipse(QRectF(at.x() - DOT, at.y() - DOT, 2 * DOT, 2 * DOT))
        painter.end()
