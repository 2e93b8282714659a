"""Bars: the three-part bar of what conforms, does not, is unknown; the goal bar; the progress of a task."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.wording import _, number
from ui import theme

LEAST, GAP, TRIANGLE = 7.0, 2.0, 6.0


def part_widths(counts: tuple[int, int, int], width: float) -> tuple[float, float, float]:
    """Pixels of the three parts, gaps of 2 px taken off.

    A share above zero keeps 7 px and takes them from the largest. A sum of 0 is all 0 wide.
    """
    total = sum(counts)
    shown = [n for n in counts if n]
    if not total or width <= 0:
        return (0.0, 0.0, 0.0)
    room = width - GAP * (len(shown) - 1)
    widths = [room * n / total for n in counts]
    least = min(LEAST, room / len(shown))
    largest = counts.index(max(counts))
    for i, n in enumerate(counts):
        if n and widths[i] < least and i != largest:
            widths[largest] -= least - widths[i]
            widths[i] = least
    return (widths[0], widths[1], widths[2])


def paint_three_parts(painter: QPainter, rect: QRectF, conforming: int, nonconforming: int, unknown: int) -> None:
    """Draw the bar in the rectangle; the triangle over the nonconforming part stands 6 px above it."""
    tokens = theme.current()
    counts = (conforming, nonconforming, unknown)
    widths = part_widths(counts, rect.width())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect.adjusted(-1, -TRIANGLE - 1, 1, 1))
    left = rect.left()
    boxes = []
    for n, wide in zip(counts, widths, strict=True):
        boxes.append(QRectF(left, rect.top(), wide, rect.height()))
        left += wide + (GAP if n else 0)
    outline = QPainterPath()
    outline.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    if sum(counts) == 0:
        painter.setPen(QPen(tokens.hatch, 1, Qt.PenStyle.DashLine))
        painter.drawPath(outline)
        painter.restore()
        return
    painter.save()
    whole = QPainterPath()
    whole.addRoundedRect(rect, 2, 2)
    painter.setClipPath(whole, Qt.ClipOperation.IntersectClip)
    if conforming:
        painter.fillRect(boxes[0], tokens.ok)
    if nonconforming:
        _paint_stripes(painter, boxes[1])
    if unknown:
        _paint_hatch(painter, boxes[2])
    painter.restore()
    if unknown:
        painter.setPen(QPen(tokens.hatch, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
    if nonconforming:
        middle = boxes[1].center().x()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.bad)
        top = rect.top() - TRIANGLE
        painter.drawPolygon(
            QPolygonF([QPointF(middle - 4.5, top), QPointF(middle + 4.5, top), QPointF(middle, top + 5)])
        )
    painter.restore()


def _paint_stripes(painter: QPainter, box: QRectF) -> None:
    tokens = theme.current()
    painter.fillRect(box, tokens.bad)
    if box.width() < 12:  # too narrow for a pattern: the triangle above tells it
        return
    painter.setPen(QPen(tokens.surface, 1))
    x = box.left() + 4.5
    while x < box.right() - 2:
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        x += 5


def _paint_hatch(painter: QPainter, box: QRectF) -> None:
    tokens = theme.current()
    painter.fillRect(box, tokens.unksoft)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(tokens.hatch, 1.1))
    high = box.height()
    x = box.left() - high
    while x < box.right():
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + high, box.top()))
        x += 4.5
    painter.restore()


def paint_goal(painter: QPainter, rect: QRectF, share: float) -> None:
    """Progress towards a date: accent in an empty outline; the share is 0..1."""
    tokens = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5)
    painter.fillPath(outline, tokens.surface)
    done = QRectF(rect)
    done.setWidth(rect.width() * min(1.0, max(0.0, share)))
    painter.save()
    painter.setClipPath(outline)
    painter.fillRect(done, tokens.accent)
    painter.restore()
    painter.setPen(QPen(tokens.edge, 1))
    painter.drawPath(outline)
    painter.restore()


def counts_text(conforming: int, nonconforming: int, unknown: int) -> str:
    """The three counts in words, for tooltips and screen readers."""
    text = _("符合 {conforming} · 不符合 {nonconforming} · 未知 {unknown}")
    return text.format(conforming=number(conforming), nonconforming=number(nonconforming), unknown=number(unknown))


class _Bar(QWidget):
    """A bar as high as it should be, as wide as it may."""

    def __init__(self, high: int, above: int = 0) -> None:
        super().__init__()
        self._high, self._above = high, above
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, self._high + 2 * self._above)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._high + 2 * self._above)

    def _box(self) -> QRectF:
        return QRectF(0, (self.height() - self._high) / 2, self.width(), self._high)


class ThreePartBar(_Bar):
    """Conforming, nonconforming, unknown, always in this order; room for the triangle is kept so that nothing jumps."""

    def __init__(self, conforming: int = 0, nonconforming: int = 0, unknown: int = 0, high: int = 12) -> None:
        super().__init__(high, above=int(TRIANGLE))
        self.show_counts(conforming, nonconforming, unknown)

    def show_counts(self, conforming: int, nonconforming: int, unknown: int) -> None:
        """Change the counts; tooltip and accessible name say them."""
        self.counts = (conforming, nonconforming, unknown)
        self.setToolTip(counts_text(*self.counts))
        self.setAccessibleName(counts_text(*self.counts))
        self.update()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_three_parts(painter, self._box(), *self.counts)
        painter.end()


class GoalBar(_Bar):
    """How far towards a goal, 0..1."""

    def __init__(self, share: float = 0.0, high: int = 11) -> None:
        super().__init__(high)
        self.show_share(share)

    def show_share(self, share: float) -> None:
        """Change the share; cut, never rounded, in the accessible name."""
        self.share = share
        self.setAccessibleName(f"{int(share * 1000) / 10:.1f} %")
        self.update()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_goal(painter, self._box(), self.share)
        painter.end()


class WorkBar(_Bar):
    """The bar of a running task; before its total is known it shows an empty groove."""

    def __init__(self) -> None:
        super().__init__(8)
        self.done, self.total = 0, 0

    def show_progress(self, done: int, total: int) -> None:
        """How many of how many."""
        self.done, self.total = done, total
        self.setAccessibleName(f"{number(done)} / {number(total)}" if total else _("正在数"))
        self.update()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        tokens = theme.current()
        box = self._box()
        groove = QPainterPath()
        groove.addRoundedRect(box, 4, 4)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(groove, tokens.sunken)
        if self.total:
            painter.setClipPath(groove)
            part = QPainterPath()
            part.addRoundedRect(QRectF(box.x(), box.y(), box.width() * min(1.0, self.done / self.total), 8), 4, 4)
            painter.fillPath(part, tokens.accent)
            painter.setClipping(False)
        painter.setPen(QPen(tokens.edge, 1))
        painter.drawPath(groove)
        painter.end()
