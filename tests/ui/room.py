"""Texts that need more room than they have, and letters that no face has."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QRawFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ui import theme
from ui.buttons import KeyCap
from ui.marks import Mark
from ui.panes import Elided
from ui.record_cells import PAD
from ui.record_table import RecordTable, cell_text


def tight(root: QWidget) -> list[str]:
    """Every visible label, button, choice, example and column head that is cut, with what it needs and what it has.

    Only an Elided may be cut, and then its tooltip says it whole; a table's cell only if its column elides.
    """
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not root.window():
            continue
        found += [f"{type(widget).__name__}: {said}" for said in _tight(widget)]
    return found


def _tight(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel):
        return _of_label(widget)
    if isinstance(widget, KeyCap):
        return _short(widget.text(), widget.minimumSizeHint().width(), widget.width())
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        return _short(widget.text(), widget.sizeHint().width(), widget.width())
    if isinstance(widget, QAbstractButton):
        return []
    if isinstance(widget, QComboBox):
        needed = QFontMetrics(widget.font()).horizontalAdvance(widget.currentText()) + 34
        return [] if widget.toolTip() == widget.currentText() else _short(widget.currentText(), needed, widget.width())
    if isinstance(widget, QLineEdit):
        needed = QFontMetrics(widget.font()).horizontalAdvance(widget.placeholderText()) + 20
        told = widget.toolTip() == widget.placeholderText() or bool(widget.text())
        return [] if told else _short(widget.placeholderText(), needed, widget.width())
    if isinstance(widget, RecordTable):
        head = widget.horizontalHeader()
        metrics = QFontMetrics(head.font())
        return [
            said
            for i, column in enumerate(widget.records.columns)
            if not head.isSectionHidden(i)
            for said in _short(column.head, metrics.horizontalAdvance(column.head), head.sectionSize(i))
        ] + _of_cells(widget)
    return []


def _of_cells(table: RecordTable[Any]) -> list[str]:
    """Cells of the first rows that are cut, where their column is none that may be."""
    plain, strong = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("body", bold=True))
    found: dict[str, str] = {}
    for i, column in enumerate(table.records.columns):
        if column.elide or column.stretch or column.paint is not None or table.isColumnHidden(i):
            continue
        for row in range(min(40, table.records.rowCount())):
            record = table.records.record(row)
            if record is None:
                continue
            text, mark = cell_text(column.value(record)), column.mark(record) if column.mark is not None else None
            metrics = strong if column.bold or mark not in (None, Mark.CONFORMING) else plain
            needed = metrics.horizontalAdvance(text) + 2 * PAD + (round(table.row_height * 0.725) if mark else 0)
            for said in _short(text, needed, table.columnWidth(i)):
                found.setdefault(column.key, f"{table.accessibleName()}, {column.key}: {said}")
    return list(found.values())


def _of_label(label: QLabel) -> list[str]:
    text = label.text()
    if not text:
        return []
    metrics = QFontMetrics(label.font())
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return (
            [f"«{text[:40]}» needs {needed} px of height, has {label.height()}"] if needed > label.height() + 2 else []
        )
    wide = max(metrics.horizontalAdvance(line) for line in text.split("\n"))
    margins = label.contentsMargins()
    room = label.width() - margins.left() - margins.right()
    if isinstance(label, Elided):
        painted = not label.visibleRegion().isEmpty()  # what is scrolled away says it when it comes into view
        hidden = wide > room and not label.toolTip() and painted
        return [f"«{text[:40]}» is cut and no tooltip says it whole"] if hidden else []
    tall = metrics.height() * (text.count("\n") + 1)
    if tall > label.height() + 3:
        return [f"«{text[:40]}» needs {tall} px of height, has {label.height()}"]
    return _short(text, wide, room)


def _short(text: str, needed: int, has: int) -> list[str]:
    return [f"«{text[:40]}» needs {needed} px, has {has}"] if text and needed > has + 1 else []


def without_glyph(texts: set[str], fonts: list[QFont]) -> set[str]:
    """Characters of the texts that none of the faces has: they would be printed as boxes."""
    raw = [QRawFont.fromFont(QFont(family)) for font in fonts for family in font.families()]
    return {c for text in texts for c in text if c.isprintable() and not c.isspace() and not _has(raw, c)}


def _has(faces: list[QRawFont], character: str) -> bool:
    return any(face.supportsCharacter(ord(character)) for face in faces)


def texts_of(root: QWidget) -> set[str]:
    """Everything the visible labels, buttons and lists of a window say."""
    found: set[str] = set()
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.add(widget.text())
        if isinstance(widget, RecordTable):
            model = widget.records
            found |= {
                str(model.data(model.index(r, c), Qt.ItemDataRole.DisplayRole) or "")
                for r in range(min(40, model.rowCount()))
                for c in range(model.columnCount())
            }
    return found


def sideways(root: QWidget) -> list[str]:
    """What has to be scrolled sideways to be read."""
    return [
        f"{type(area).__name__} {area.accessibleName()} is {over} px wider than its room"
        for area in root.findChildren(QAbstractScrollArea)
        if area.isVisible() and (over := area.horizontalScrollBar().maximum()) > 0
    ]
