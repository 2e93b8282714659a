"""One table model over columns: it shows records, orders and filters them, 100,000 of them in a blink."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter

from auditor.wording import number
from ui import theme
from ui.marks import Mark

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Align = Literal["left", "right", "center"]
Paint = Callable[[QPainter, QRect, R], None]

RECORD = int(Qt.ItemDataRole.UserRole) + 1
SORT = int(Qt.ItemDataRole.UserRole) + 2
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a listing.

    `value` gives text, an int (printed with commas, zero in grey) or None (printed –). `sort` gives what to sort by
    where that differs. `width` counts digits; a Han character is two. `mark` puts a drawn mark before the word; the
    word of a mark that is not CONFORMING is bold. `paint` draws the cell instead of text; `value` is then what tooltip
    and screen reader say. `tone` names the colour of the text, `bold` says it is the answer. Only a column that may
    `elide` or `stretch` is ever cut.
    """

    key: str
    head: str
    value: Callable[[R], object]
    sort: Callable[[R], object] | None = None
    align: Align = "left"
    width: int = 10
    paint: Paint[R] | None = None
    tooltip: Callable[[R], str] | None = None
    mark: Callable[[R], Mark | None] | None = None
    tone: Callable[[R], theme.Token | None] | None = None
    bold: bool = False
    stretch: bool = False
    elide: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A row between records: bold words under the keys of columns, on sunken ground; neither chosen nor sorted."""

    words: Mapping[str, str] = field(default_factory=dict)


def cell_text(value: object) -> str:
    """A value as a cell prints it."""
    if value is None:
        return _NOTHING
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _identity(record: object) -> object:
    return getattr(record, "id", record)


def _renewed(rows: list[R | Group], newer: Mapping[object, R]) -> list[R | Group]:
    return [
        r if isinstance(r, Group) else newer[_identity(r)]
        for r in rows
        if isinstance(r, Group) or _identity(r) in newer
    ]


class RecordModel(QAbstractTableModel, Generic[R]):
    """Records in an order, seen through columns. Records are values: an edit shows a new one in the old one's place."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._all: list[R | Group] = []
        self._rows: list[R | Group] = []
        self._keep: Callable[[R], bool] | None = None
        self._rank: Callable[[R], int] | None = None
        self.order_elsewhere: Callable[[str, bool], object] | None = None  # rows come in order: column key, downwards
        self._sorted: tuple[int, bool] | None = None

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show(self, records: Sequence[R | Group]) -> None:
        """Show these records, sorted and filtered as the person has chosen."""
        self.beginResetModel()
        self._all = list(records)
        self._arrange()
        self.endResetModel()

    def refresh(self, records: Sequence[R]) -> None:
        """Show what became of the records without moving them: known ones keep their places, new ones come last."""
        newer = {_identity(record): record for record in records}
        known = {_identity(record) for record in self._all if not isinstance(record, Group)}
        added = [record for record in records if _identity(record) not in known]
        seen = [record for record in added if self._keep is None or self._keep(record)]
        rows = _renewed(self._rows, newer)
        self._all = [*_renewed(self._all, newer), *added]
        if not seen and len(rows) == len(self._rows):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = [*rows, *seen]
        self.endResetModel()

    def add(self, records: Sequence[R]) -> None:
        """Show more records after those there are; nothing moves."""
        if records:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(records) - 1)
            self._all += records
            self._rows += records
            self.endInsertRows()

    def renew(self, record: R) -> None:
        """Show what became of one record in its place."""
        row, wanted = self.row_of(record), _identity(record)
        self._all = [record if _identity(r) == wanted else r for r in self._all]
        if row >= 0:
            self._rows[row] = record
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def filter(self, keep: Callable[[R], bool] | None, rank: Callable[[R], int] | None = None) -> None:
        """Show only the records for which `keep` is true; all for None. A group without records is left out.

        With `rank` those of the smallest number come first, unless the person chose an order.
        """
        self.beginResetModel()
        self._keep, self._rank = keep, rank
        self._arrange()
        self.endResetModel()

    def record(self, row: int) -> R | None:
        """The record of a row; None for a group."""
        found = self._rows[row]
        return None if isinstance(found, Group) else found

    def row_of(self, record: R) -> int:
        """The row of the record with the same id (or equal to it), -1 when it is not shown."""
        wanted = _identity(record)
        return next((i for i, r in enumerate(self._rows) if _identity(r) == wanted), -1)

    def records(self) -> list[R]:
        """The records shown, in order."""
        return [r for r in self._rows if not isinstance(r, Group)]

    def column(self, key: str) -> int:
        """The number of a column by its key; KeyError for none."""
        for i, column in enumerate(self.columns):
            if column.key == key:
                return i
        raise KeyError(key)

    @property
    def count(self) -> int:
        """How many records are shown; groups are not counted."""
        return sum(1 for r in self._rows if not isinstance(r, Group))

    # -- order ------------------------------------------------------------------------------------------------------

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, groups staying where they are; equal ones keep their order, nothing (–) comes last."""
        if self.order_elsewhere is not None:
            self.order_elsewhere(self.columns[column].key if column >= 0 else "", order == Qt.SortOrder.DescendingOrder)
            return
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        marked = [self._rows[index.row()] for index in before]
        self._arrange()
        place = {id(record): row for row, record in enumerate(self._rows)}
        after = [self.index(place[id(r)], i.column()) for r, i in zip(marked, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        result: list[R | Group] = []
        run: list[R] = []
        head: Group | None = None
        for record in self._all:
            if isinstance(record, Group):
                self._close(result, head, run)
                head, run = record, []
            elif self._keep is None or self._keep(record):
                run.append(record)
        self._close(result, head, run)
        self._rows = result

    def _close(self, result: list[R | Group], head: Group | None, run: list[R]) -> None:
        if head is not None and (run or self._keep is None):
            result.append(head)
        if self._sorted is None or self._sorted[0] >= len(self.columns):
            if self._rank is not None:
                run = sorted(run, key=self._rank)
            result.extend(run)
            return
        column, down = self.columns[self._sorted[0]], self._sorted[1]
        by = column.sort or column.value
        keyed = [(by(record), record) for record in run]
        there = [pair for pair in keyed if pair[0] is not None]
        kinds = {isinstance(key, str) for key, _record in there}
        if len(kinds) > 1:  # words among numbers: compare as words
            there = [(str(key), record) for key, record in there]
        there.sort(key=_first, reverse=down)
        result.extend(record for _key, record in there)
        result.extend(record for key, record in keyed if key is None)

    # -- what Qt asks -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        record, column = self._rows[index.row()], self.columns[index.column()]
        if role == RECORD:
            return record
        if isinstance(record, Group):
            return record.words.get(column.key, "") if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.paint is not None else cell_text(column.value(record))
        if role == SORT:
            return (column.sort or column.value)(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            if column.tooltip is not None:
                return column.tooltip(record)
            return cell_text(column.value(record)) if role != Qt.ItemDataRole.ToolTipRole or column.paint else None
        return None


def _first(pair: tuple[Any, object]) -> Any:
    return pair[0]
