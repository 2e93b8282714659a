"""How a listing is painted: one delegate for every cell, one header; no style is asked."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.marks import Mark, paint_mark
from ui.record_model import RECORD, Column, Group, RecordModel, cell_text

PAD = 12


class Cells(QStyledItemDelegate):
    """Paints one cell, all of it: no style is asked, so 100,000 rows scroll as lightly as ten."""

    def __init__(self, view: QAbstractItemView, records: RecordModel[Any]) -> None:
        super().__init__(view)
        self._view, self._records = view, records
        self.row_height = 28
        theme.follow(self.dress)

    def dress(self) -> None:
        self.regular = theme.font("body")
        self.strong = theme.font("body", bold=True)
        self.metrics = QFontMetrics(self.regular)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(0, self.row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = self._records
        column = model.columns[index.column()]
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stub
        record = model.data(index, RECORD)
        tokens = theme.current()
        if isinstance(record, Group):
            painter.fillRect(rect, tokens.sunken)
            self._write(painter, rect, record.words.get(column.key, ""), column, "ink", strong=True)
        else:
            chosen = self._view.selectionModel().isRowSelected(index.row(), QModelIndex())
            if chosen:
                painter.fillRect(rect, tokens.soft)
            self._paint_record(painter, rect, column, record)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, tokens.line)

    def _paint_record(self, painter: QPainter, rect: QRect, column: Column[Any], record: object) -> None:
        if column.paint is not None:
            painter.save()
            painter.setClipRect(rect)
            column.paint(painter, rect.adjusted(PAD, 0, -PAD, -1), record)
            painter.restore()
            return
        value = column.value(record)
        tone: theme.Token = "ink3" if value is None or (value == 0 and isinstance(value, int)) else "ink"
        strong = column.bold
        if column.tone is not None:
            tone = column.tone(record) or tone
        left = rect
        mark = column.mark(record) if column.mark is not None else None
        if mark is not None:
            side = self.row_height * 0.5
            spot = QRectF(rect.left() + PAD, rect.center().y() - side / 2 + 0.5, side, side)
            if column.align == "center" and not value:
                spot.moveCenter(QRectF(rect).center())
            paint_mark(painter, spot, mark)
            left = rect.adjusted(round(side * 1.45), 0, 0, 0)
            tone = mark.token if mark is not Mark.NOT_APPLICABLE else "ink3"
            strong = mark not in (Mark.CONFORMING, Mark.NOT_APPLICABLE, Mark.NOT_ANSWERED)
        if mark is None or value:
            self._write(painter, left, cell_text(value), column, tone, strong=strong)

    def _write(
        self, painter: QPainter, rect: QRect, text: str, column: Column[Any], tone: theme.Token, *, strong: bool
    ) -> None:
        if not text:
            return
        box = rect.adjusted(PAD, 0, -PAD, 0)
        if column.elide or column.stretch:
            text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(self.strong if strong else self.regular)
        painter.setPen(theme.current().of(tone))
        align = (
            Qt.AlignmentFlag.AlignVCenter
            | {
                "left": Qt.AlignmentFlag.AlignLeft,
                "right": Qt.AlignmentFlag.AlignRight,
                "center": Qt.AlignmentFlag.AlignHCenter,
            }[column.align]
        )
        painter.drawText(box, align | Qt.TextFlag.TextSingleLine, text)


class Head(QHeaderView):
    """Column heads on sunken ground over one line of `edge`; a small triangle shows the order."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model, tokens = self.model(), theme.current()
        painter.save()
        painter.fillRect(rect, tokens.sunken)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, tokens.edge)
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink2)
        text = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        align = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        box = rect.adjusted(PAD, 0, -PAD, 0)
        painter.drawText(box, align | Qt.TextFlag.TextSingleLine, text)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            middle = rect.right() - 5, rect.center().y()
            step = -3 if up else 3
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.ink2)
            painter.drawPolygon(
                QPolygon(
                    [
                        QPoint(middle[0] - 4, middle[1] - step // 2),
                        QPoint(middle[0] + 4, middle[1] - step // 2),
                        QPoint(middle[0], middle[1] + step + step // 3),
                    ]
                )
            )
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.height(28))
