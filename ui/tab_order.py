"""Where Tab goes: what takes the keyboard, in the order it stands on the screen, however late it was put there."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget


def step(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next widget of the window, or the one before; False where none takes it.

    Qt goes by the order in which widgets were made; what a page puts up later would come last.
    """
    order = stops(window)
    if not order:
        return False
    here = QApplication.focusWidget()
    at = order.index(here) if here in order else (-1 if forward else 0)
    following = order[(at + (1 if forward else -1)) % len(order)]
    following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    parent = following.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(following)
        parent = parent.parentWidget()
    return True


def stops(root: QWidget) -> list[QWidget]:
    """Everything under `root` that takes the keyboard by Tab now, as one reads."""
    return [w for w in _read(root) if _takes(w)]


def _takes(widget: QWidget) -> bool:
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
    )


def _read(widget: QWidget) -> Iterator[QWidget]:
    """The widget and all that is seen in it: by layouts, and where there is none from the top, from the left."""
    yield widget
    laid = list(_laid_out(widget.layout()))
    loose = [w for w in widget.children() if isinstance(w, QWidget) and w not in laid]
    for child in (*laid, *sorted(loose, key=lambda w: (w.y(), w.x()))):
        if child.isVisible() and not child.isWindow() and child.parentWidget() is widget:
            yield from _read(child)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    for i in range(layout.count()):
        item = layout.itemAt(i)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
