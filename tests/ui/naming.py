"""Looks for widgets that take the keyboard and have no name for those who cannot see them."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QScrollBar, QWidget

from ui.record_model import RecordModel
from ui.record_table import RecordTable


def unnamed(root: QWidget, *, seen: bool = False) -> list[str]:
    """The classes of all focusable widgets under `root`, or of those seen, whose accessible name is empty."""
    found = []
    for widget in root.findChildren(QWidget):
        inside_line = isinstance(widget.parent(), QLineEdit)
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar) or inside_line:
            continue
        if seen and not widget.isVisible():
            continue
        parent = widget.parent()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(parent).__name__}")
    return found


def silent(root: QWidget) -> list[str]:
    """The painted and marked cells of tables of which a screen reader would say nothing."""
    found: dict[str, str] = {}
    for table in root.findChildren(RecordTable):
        model: RecordModel[Any] = table.records
        for row in range(min(40, model.rowCount()) if table.isVisible() else 0):
            if model.record(row) is None:
                continue  # a group is said by its words
            for i, column in enumerate(model.columns):
                if column.paint is None and column.mark is None:
                    continue
                if not model.data(model.index(row, i), Qt.ItemDataRole.AccessibleTextRole):
                    found.setdefault(column.key, f"{column.key} of {table.accessibleName()}, row {row}")
    return list(found.values())
