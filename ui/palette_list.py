"""The rows of the palette, painted: a group's name, or icon, words, note and keycaps at the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui import marks, theme
from ui.palette_entries import Entry, Head, Row

Index = QModelIndex | QPersistentModelIndex
PAD, GAP = 16, 10


def sentence(row: Row) -> str:
    """What a screen reader says of a row."""
    if isinstance(row, Head):
        return row.words
    note = row.refused or ("" if row.note == row.words else row.note)
    return " · ".join(word for word in (row.words, note, row.keys) if word)


class Rows(QAbstractListModel):
    """The rows shown; a group's name can be neither chosen nor opened."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return sentence(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Paint(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        model = index.model()
        assert isinstance(model, Rows)
        return QSize(0, theme.height(28 if isinstance(model.rows[index.row()], Head) else 36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view = index.model(), self.parent()
        assert isinstance(model, Rows)
        assert isinstance(view, PaletteList)
        row, rect = model.rows[index.row()], QRect(option.rect)  # type: ignore[attr-defined]  # missing in the stub
        tokens = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Head):
            painter.setFont(theme.font("note", bold=True))
            painter.setPen(tokens.ink2)
            painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), Qt.AlignmentFlag.AlignVCenter, row.words)
        else:
            chosen = index.row() == view.currentIndex().row()
            if chosen:
                painter.fillRect(rect, tokens.soft)
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), tokens.accent)
            _paint_entry(painter, rect, row, chosen=chosen)
        painter.restore()


def _paint_entry(painter: QPainter, rect: QRect, entry: Entry, *, chosen: bool) -> None:
    tokens = theme.current()
    side = round(16 * theme.scale())
    if entry.icon:
        box = QRectF(rect.left() + PAD, rect.center().y() - side / 2 + 0.5, side, side)
        marks.paint_icon(painter, box, entry.icon, tokens.ink3 if entry.refused else tokens.ink2)
    left = rect.left() + PAD + side + GAP
    right = _paint_keys(painter, rect, "" if entry.refused or (entry.keys == "Enter" and not chosen) else entry.keys)
    font = theme.font("body", bold=entry.place is not None and not entry.is_deed)
    metrics = QFontMetrics(font)
    words = metrics.elidedText(entry.words, Qt.TextElideMode.ElideRight, right - left)
    painter.setFont(font)
    painter.setPen(tokens.ink3 if entry.refused else tokens.ink)
    painter.drawText(QRect(left, rect.top(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, words)
    left += metrics.horizontalAdvance(words) + GAP
    note = entry.refused or entry.note
    if note and note != entry.words and left < right:
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink2)
        cut = QFontMetrics(theme.font("note")).elidedText(note, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, cut)


def _paint_keys(painter: QPainter, rect: QRect, keys: str) -> int:
    """Keycaps from the right; the x where words must end."""
    tokens, font = theme.current(), theme.font("key", bold=True)
    metrics = QFontMetrics(font)
    right = rect.right() - PAD
    painter.setFont(font)
    for key in reversed(keys.split()):
        wide, high = max(metrics.height() + 3, metrics.horizontalAdvance(key) + 10), metrics.height() + 3
        cap = QRect(right - wide, rect.top() + (rect.height() - high) // 2, wide, high)
        painter.setBrush(tokens.surface)
        painter.setPen(QPen(tokens.edge, 1))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(tokens.ink2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        right = cap.left() - 5
    return right - GAP


class PaletteList(QListView):
    """The keyboard stays in the field above; the arrows typed there move the bar here."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.shown = Rows()
        self.setModel(self.shown)
        self.setItemDelegate(_Paint(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        theme.follow(self.dress)

    def dress(self) -> None:
        """Rows are measured anew in the size of type now."""
        self.doItemsLayout()

    @property
    def rows_height(self) -> int:
        """Logical pixels that all rows need."""
        return sum(theme.height(28 if isinstance(row, Head) else 36) for row in self.shown.rows)

    def chosen(self) -> Entry | None:
        """The row under the bar."""
        at = self.currentIndex().row()
        row = self.shown.rows[at] if 0 <= at < len(self.shown.rows) else None
        return row if isinstance(row, Entry) else None

    def choose(self, at: int) -> None:
        """Put the bar on a row; a group's first row comes into view with its name."""
        if not 0 <= at < len(self.shown.rows):
            return
        if at and isinstance(self.shown.rows[at - 1], Head):
            self.scrollTo(self.shown.index(at - 1, 0))
        self.setCurrentIndex(self.shown.index(at, 0))
        self.scrollTo(self.shown.index(at, 0))
        self.viewport().update()

    def first(self, after: int = -1, step: int = 1) -> int:
        """The next row that can be chosen, -1 for none."""
        at = after + step
        while 0 <= at < len(self.shown.rows):
            if isinstance(self.shown.rows[at], Entry):
                return at
            at += step
        return -1
