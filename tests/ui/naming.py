"""Looks for widgets that take the keyboard and have no name for those who cannot see them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QScrollBar, QWidget


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
