"""Drawn marks of a verdict, the bin shape of a waste category, and line icons in the colours of the theme."""

from enum import Enum
from functools import cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.wording import _
from ui import theme
from ui.icon_shapes import SHAPES, path_of

BinState = Literal["present", "missing", "unknown", "none"]
Category = Literal["food", "recy", "haz", "resi"]
CATEGORIES: tuple[Category, ...] = ("food", "recy", "haz", "resi")


class Mark(Enum):
    """What is known of a unit or a criterion; the shape differs with the colour, so that grey paper tells them."""

    CONFORMING = "conforming"
    NONCONFORMING = "nonconforming"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NOT_ANSWERED = "not_answered"

    @property
    def token(self) -> theme.Token:
        """The colour of the mark and of the word beside it."""
        return _TOKENS[self]


_TOKENS: dict[Mark, theme.Token] = {
    Mark.CONFORMING: "ok",
    Mark.NONCONFORMING: "bad",
    Mark.UNKNOWN: "unk",
    Mark.NOT_APPLICABLE: "ink3",
    Mark.NOT_ANSWERED: "edge",
}


def unit_word(mark: Mark) -> str:
    """The word for a site, a household or an item: 符合, 不符合, 未知 …; never for a criterion or a street."""
    return {
        Mark.CONFORMING: _("符合"),
        Mark.NONCONFORMING: _("不符合"),
        Mark.UNKNOWN: _("未知"),
        Mark.NOT_APPLICABLE: _("不适用"),
        Mark.NOT_ANSWERED: _("还没答"),
    }[mark]


def verdict_word(mark: Mark) -> str:
    """The word for a criterion, a community or a street: 达标, 未达标, 未定; KeyError for marks of single items."""
    return {Mark.CONFORMING: _("达标"), Mark.NONCONFORMING: _("未达标"), Mark.UNKNOWN: _("未定")}[mark]


def category_word(category: Category) -> str:
    """The name of one of the four categories of GB/T 19095-2019."""
    return {"food": _("厨余垃圾"), "recy": _("可回收物"), "haz": _("有害垃圾"), "resi": _("其他垃圾")}[category]


def bin_word(state: BinState) -> str:
    """What a bin shape says, for tooltips and screen readers."""
    return {"present": _("有"), "missing": _("缺"), "unknown": _("未知"), "none": _("不要求")}[state]


def _square(rect: QRectF) -> QRectF:
    side = min(rect.width(), rect.height())
    result = QRectF(0, 0, side, side)
    result.moveCenter(rect.center())
    return result


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, colour: QColor | None = None) -> None:
    """Draw the mark as large as the rectangle allows, in its own colour or the one given."""
    tokens = theme.current()
    ink = colour or tokens.of(mark.token)
    box = _square(rect)
    side = box.width()

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.x() + x * side, box.y() + y * side)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark is Mark.CONFORMING:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(tokens.surface, side * 0.12))
        painter.drawPolyline(QPolygonF([at(0.27, 0.52), at(0.44, 0.68), at(0.74, 0.35)]))
    elif mark is Mark.NONCONFORMING:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(
            box.adjusted(side * 0.03, side * 0.03, -side * 0.03, -side * 0.03), side * 0.15, side * 0.15
        )
        painter.setPen(_pen(tokens.surface, side * 0.13))
        painter.drawLine(at(0.32, 0.32), at(0.68, 0.68))
        painter.drawLine(at(0.68, 0.32), at(0.32, 0.68))
    elif mark is Mark.UNKNOWN:
        pen = _pen(ink, side * 0.1)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([2.95, 1.65])
        painter.setPen(pen)
        painter.drawEllipse(box.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(at(0.5, 0.5), side * 0.12, side * 0.12)
    elif mark is Mark.NOT_APPLICABLE:
        painter.setPen(_pen(ink, max(1.4, side * 0.11)))
        painter.drawLine(at(0.27, 0.5), at(0.73, 0.5))
    else:
        painter.setPen(_pen(ink, max(1.2, side * 0.08)))
        painter.drawEllipse(box.adjusted(side * 0.08, side * 0.08, -side * 0.08, -side * 0.08))
    painter.restore()


def paint_bin(painter: QPainter, rect: QRectF, category: Category, state: BinState) -> None:
    """The bin of a category: present filled, missing a crossed square, unknown a dashed square, none nothing."""
    if state == "none":
        return
    tokens = theme.current()
    box = _square(rect)
    side = box.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state == "present":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.of(category))
        painter.drawRoundedRect(
            QRectF(box.x() + side * 0.02, box.y() + side * 0.08, side * 0.96, side * 0.18), side * 0.05, side * 0.05
        )
        body = QPainterPath()
        body.moveTo(box.x() + side * 0.11, box.y() + side * 0.35)
        body.lineTo(box.x() + side * 0.89, box.y() + side * 0.35)
        body.lineTo(box.x() + side * 0.77, box.y() + side * 0.95)
        body.lineTo(box.x() + side * 0.23, box.y() + side * 0.95)
        body.closeSubpath()
        painter.drawPath(body)
    else:
        inner = box.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06)
        pen = _pen(tokens.bad if state == "missing" else tokens.hatch, max(1.2, side * 0.1))
        if state == "unknown":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.2, 1.6])
        painter.setPen(pen)
        painter.drawRoundedRect(inner, side * 0.14, side * 0.14)
        if state == "missing":
            inset = side * 0.24
            cross = inner.adjusted(inset, inset, -inset, -inset)
            painter.drawLine(cross.topLeft(), cross.bottomRight())
            painter.drawLine(cross.topRight(), cross.bottomLeft())
    painter.restore()


@cache
def _outline(name: str) -> QPainterPath:
    return path_of(name)


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw a line icon as large as the rectangle allows."""
    box = _square(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 24, box.width() / 24)
    # thin strokes of small icons vanish; hold them at 1.2 logical pixels
    painter.setPen(_pen(colour, max(1.7, 1.2 * 24 / max(1.0, box.width()))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_outline(name))
    painter.restore()


class _LineIcon(QIconEngine):
    """Draws itself in the theme of the moment, so that a change of theme needs no new icons."""

    def __init__(self, name: str, token: theme.Token) -> None:
        super().__init__()
        self._name = name
        self._token: theme.Token = token

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._token)

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        token: theme.Token = "ink3" if mode is QIcon.Mode.Disabled else self._token
        paint_icon(painter, QRectF(rect), self._name, theme.current().of(token))  # type: ignore[call-overload]  # the token is a plain name

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRectF(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return result


def icon(name: str, token: theme.Token = "ink2") -> QIcon:
    """A line icon that follows the theme; KeyError for a name that is not drawn."""
    if name not in SHAPES:
        raise KeyError(name)
    return QIcon(_LineIcon(name, token))


def _metrics(role: theme.Role, bold: bool | None) -> tuple[QFontMetrics, float]:
    """Metrics of the word and the side of its mark: as high as the digits look beside Han characters."""
    metrics = QFontMetrics(theme.font(role, bold))
    return metrics, max(13.0, metrics.height() * 0.72)


class MarkWord(QWidget):
    """A mark and its word, as large as the role of type; the accessible name is the word."""

    def __init__(self, mark: Mark, word: str, role: theme.Role = "body", bold: bool | None = None) -> None:
        super().__init__()
        self._role: theme.Role = role
        self._bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(mark, word)

    def show_mark(self, mark: Mark, word: str) -> None:
        """Change mark and word."""
        self.mark, self.word = mark, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = _metrics(self._role, self._bold)
        return QSize(round(metrics[1] * 1.45 + metrics[0].horizontalAdvance(self.word)) + 2, metrics[0].height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        side = _metrics(self._role, self._bold)[1]
        paint_mark(painter, QRectF(0, (self.height() - side) / 2, side, side), self.mark)
        painter.setFont(theme.font(self._role, self._bold))
        quiet = self.mark in (Mark.NOT_APPLICABLE, Mark.NOT_ANSWERED) or (self._role == "body" and not self._bold)
        painter.setPen(theme.current().ink if quiet else theme.current().of(self.mark.token))
        left = round(side * 1.45)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.word)
        painter.end()
