"""The one table of the window: rows of set height, hairlines, marks before verdicts, a bar at the chosen row."""

from collections.abc import Collection, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTableView,
    QWidget,
)

from auditor.wording import _
from ui import theme
from ui.record_cells import PAD, Cells, Head
from ui.record_model import RECORD, SORT, Column, Group, RecordModel, cell_text

__all__ = ["RECORD", "SORT", "Column", "Group", "Listing", "RecordModel", "RecordTable", "cell_text"]

R = TypeVar("R")

LEAST_CUT = 7  # digits: what a column that may be cut keeps before the table scrolls


class RecordTable(QTableView, Generic[R]):
    """A listing. Enter or a double click opens the record; letters and digits are left to the page."""

    chosen = Signal(object)  # the record under the bar, or None
    opened = Signal(object)

    def __init__(self, columns: "list[Column[R]]", name: str, *, dense: bool = False, sortable: bool = True) -> None:
        super().__init__()
        self.records: RecordModel[R] = RecordModel(columns)
        self._dense = dense
        self._kept: object = None
        self._place = 0
        self.setAccessibleName(name)
        self.setModel(self.records)
        head = Head(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(head)
        head.setHighlightSections(False)
        head.setSectionsClickable(sortable)
        head.setMinimumSectionSize(24)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cells = Cells(self, self.records)
        self.setItemDelegate(self._cells)
        self.setSortingEnabled(False)
        head.setSortIndicatorShown(sortable)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if sortable:
            head.setSortIndicatorClearable(True)
            head.sortIndicatorChanged.connect(self.records.sort)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(False)
        self.records.modelAboutToBeReset.connect(self._note_place)
        self.records.modelReset.connect(self._take_place)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.doubleClicked.connect(self._open_index)
        theme.follow(self.dress)

    @property
    def row_height(self) -> int:
        """Logical pixels of a row: 28, or 26 when dense, more with larger type."""
        return theme.height(26 if self._dense else 28)

    def dress(self) -> None:
        """Heights and widths from the metrics of the theme; the content is never measured."""
        rows = self.verticalHeader()
        self._cells.row_height = self.row_height
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self.row_height)
        rows.setDefaultSectionSize(self.row_height)
        self._set_widths()

    def _set_widths(self) -> None:
        digit = QFontMetrics(theme.font("body")).horizontalAdvance("0")
        note = QFontMetrics(theme.font("note"))
        wide = [
            max(round(c.width * digit), note.horizontalAdvance(c.head)) + 2 * PAD + (digit * 2 if c.mark else 0)
            for c in self.records.columns
        ]
        spare = self.viewport().width() - sum(w for i, w in enumerate(wide) if not self.isColumnHidden(i))
        stretched = next((i for i, c in enumerate(self.records.columns) if c.stretch), -1)
        if stretched >= 0 and spare > 0:
            wide[stretched] += spare
        elif spare < 0:
            heads = [note.horizontalAdvance(c.head) for c in self.records.columns]
            self._narrow(wide, -spare, [max(LEAST_CUT * digit, head) + 2 * PAD for head in heads])
        for i, width in enumerate(wide):
            if not self.isColumnHidden(i) and self.columnWidth(i) != width:
                self.setColumnWidth(i, width)

    def _narrow(self, wide: list[int], lacking: int, least: Sequence[int]) -> None:
        """Take what is lacking from the columns that may be cut, from each by what it has to give; the rest scrolls."""
        give = {
            i: wide[i] - least[i]
            for i, c in enumerate(self.records.columns)
            if (c.elide or c.stretch) and wide[i] > least[i] and not self.isColumnHidden(i)
        }
        asked, left = min(lacking, sum(give.values())), sum(give.values())
        for i, most in give.items():
            taken = -(-asked * most // left) if left else 0
            wide[i] -= taken
            asked, left = asked - taken, left - most

    def show_columns(self, keys: Collection[str], *, shown: bool) -> None:
        """Show or hide columns by their keys."""
        for i, column in enumerate(self.records.columns):
            if column.key in keys:
                self.setColumnHidden(i, not shown)
        self._set_widths()

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_records(self, records: "list[R] | tuple[R, ...] | list[R | Group]") -> None:
        """Show these records; the chosen one stays chosen and the list keeps its place."""
        self.records.show(records)

    def choose(self, record: R) -> bool:
        """Put the bar on the record with the same id; False when it is not shown."""
        row = self.records.row_of(record)
        if row >= 0:
            self.choose_row(row)
        return row >= 0

    def choose_row(self, row: int) -> None:
        """Put the bar on a row and bring it into view."""
        self.selectionModel().setCurrentIndex(
            self.records.index(row, 0),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.scrollTo(self.records.index(row, 0))

    def chosen_record(self) -> R | None:
        """The record under the bar."""
        index = self.currentIndex()
        return self.records.record(index.row()) if index.isValid() else None

    def _note_place(self) -> None:
        self._kept = self.chosen_record()
        self._place = self.verticalScrollBar().value()

    def _take_place(self) -> None:
        kept = self._kept
        row = self.records.row_of(kept) if kept is not None else -1  # type: ignore[arg-type]
        if row >= 0:
            quiet = self.selectionModel().blockSignals(True)
            self.selectionModel().setCurrentIndex(
                self.records.index(row, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.selectionModel().blockSignals(quiet)
            self.verticalScrollBar().setValue(self._place)
            if self.records.record(row) != kept:
                self.chosen.emit(self.records.record(row))
        elif kept is not None:
            self.chosen.emit(None)

    def _choose(self, current: QModelIndex) -> None:
        self.viewport().update()
        self.chosen.emit(self.records.record(current.row()) if current.isValid() else None)

    def _open_index(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open(self, row: int) -> None:
        record = self.records.record(row) if 0 <= row < self.records.rowCount() else None
        if record is not None:
            self.opened.emit(record)

    # -- events -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        tokens, index = theme.current(), self.currentIndex()
        row = QRect(0, self.rowViewportPosition(index.row()), self.viewport().width(), self.row_height)
        if index.isValid() and self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            painter.fillRect(0, row.top(), 3, row.height() - 1, tokens.accent)
        if self.hasFocus():
            ring = row.adjusted(1, 1, -1, -2) if index.isValid() else self.viewport().rect().adjusted(1, 1, -1, -1)
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRect(ring)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (
            event.text().isprintable() and event.text() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()  # digits and letters belong to the page
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.records.rowCount():
            rows = range(self.records.rowCount())
            wanted = rows if event.key() == Qt.Key.Key_Home else reversed(rows)
            self.choose_row(next((r for r in wanted if self.records.record(r) is not None), 0))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # a row is one thing; columns of a page are changed by the page
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the chosen row as text between tabs."""
        record = self.chosen_record()
        if record is not None:
            QGuiApplication.clipboard().setText("\t".join(cell_text(c.value(record)) for c in self.records.columns))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same from the menu key as from the mouse: copy, and the order, which has no key of its own."""
        self.menu().exec(event.globalPos())

    def menu(self) -> QMenu:
        """Copy and orders."""
        menu = QMenu(self)
        copy = menu.addAction(_("复制这一行"))
        copy.setEnabled(self.chosen_record() is not None)
        copy.triggered.connect(self.copy)
        if self.horizontalHeader().isSortIndicatorShown():
            menu.addSeparator()
            head = self.horizontalHeader()
            for i, column in enumerate(self.records.columns):
                if column.head:
                    by = menu.addAction(_("按{column}排").format(column=column.head))
                    by.triggered.connect(lambda _c=False, i=i: head.setSortIndicator(i, Qt.SortOrder.AscendingOrder))
        return menu


class Listing(QStackedWidget, Generic[R]):
    """A table, or what to say while it is empty."""

    def __init__(self, table: RecordTable[R], empty: QWidget) -> None:
        super().__init__()
        self.table = table
        self.addWidget(table)
        self.addWidget(empty)
        table.records.modelReset.connect(self._turn)
        self._turn()

    def show_empty(self, empty: QWidget) -> None:
        """Change what is said while the table is empty: nothing yet, nothing matches, all done."""
        old = self.widget(1)
        self.removeWidget(old)
        old.deleteLater()
        self.addWidget(empty)
        self._turn()

    def _turn(self) -> None:
        self.setCurrentIndex(0 if self.table.records.rowCount() else 1)
