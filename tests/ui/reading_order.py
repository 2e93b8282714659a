"""Where Tab goes, whether that is the order of reading, and whether one sees where one is."""

import itertools

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QTextBrowser, QWidget

from ui import theme

MOST_STEPS = 400


def stops(window: QWidget) -> list[QWidget]:
    """Everything Tab must reach: seen, enabled, and takes the keyboard by Tab."""
    return [
        w
        for w in window.findChildren(QWidget)
        if w.isVisible()
        and w.isEnabled()
        and w.window() is window
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
    ]


def walk(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Every widget that has the keyboard, from where it is now once round; AssertionError where one traps it."""
    start = QApplication.focusWidget()
    assert start is not None, "nothing has the keyboard"
    seen = [start]
    modifiers = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
    for _step in range(MOST_STEPS):
        here = QApplication.focusWidget()
        assert here is not None
        QTest.keyClick(here, key, modifiers)
        there = QApplication.focusWidget()
        if isinstance(here, QTextBrowser):  # Tab goes through its links first
            for _link in range(MOST_STEPS):
                if there is not here:
                    break
                QTest.keyClick(here, key, modifiers)
                there = QApplication.focusWidget()
        assert there is not None, f"Tab from {said(here)} leads nowhere"
        assert there is not here or len(stops(window)) == 1, f"{said(here)} traps Tab"
        if there is start:
            return seen
        assert there not in seen, f"Tab goes in a circle at {said(there)} and never comes back to {said(start)}"
        seen.append(there)
    raise AssertionError(f"Tab never comes back to {said(start)}")


def said(widget: QWidget) -> str:
    """A widget as a person would point it out."""
    return f"{type(widget).__name__} «{widget.accessibleName()}»"


def place_of(widget: QWidget) -> QRect:
    """Where it stands in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def pane_of(widget: QWidget) -> QWidget:
    """The pane, header or rail it stands in; else the page."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow() and not parent.property("part"):
        parent = parent.parentWidget()
    return parent or widget


def backward(order: list[QWidget]) -> list[str]:
    """Steps against the order of reading.

    Within one pane a step must not go to something wholly above that is not to the right of it, nor to the left in
    the same line. Between panes any step is good that does not come back to a pane that was left.
    """
    found = []
    for here, there in itertools.pairwise(order):
        a, b = place_of(here), place_of(there)
        if pane_of(here) is not pane_of(there) or here.isAncestorOf(there):
            continue
        above = b.bottom() <= a.top() and b.left() <= a.right()
        same_line = a.top() < b.bottom() and b.top() < a.bottom()
        if above or (same_line and b.right() <= a.left()):
            found.append(f"{said(here)} → {said(there)}")
    left: list[QWidget] = []
    for here, there in itertools.pairwise(order):
        pane, next_pane = pane_of(here), pane_of(there)
        if next_pane is not pane and next_pane in left and next_pane.property("part") and not _holds(next_pane, pane):
            found.append(f"{said(here)} → back into the pane of {said(there)}")
        left.append(pane)
    return found


def _holds(outer: QWidget, inner: QWidget) -> bool:
    return outer.isAncestorOf(inner)


def from_the_top(order: list[QWidget]) -> list[QWidget]:
    """The same round, begun at the rail, in a dialog at its top."""
    seen = [i for i, w in enumerate(order) if not w.visibleRegion().isEmpty()]  # not what is scrolled away
    first = min(seen, key=lambda i: (place_of(order[i]).left() > 60, place_of(order[i]).top()))
    return order[first:] + order[:first]


def ring(widget: QWidget) -> bool:
    """Whether having the keyboard paints something in the colour of the focus ring that is not there without it."""
    window = widget.window()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    QApplication.processEvents()
    primary = getattr(widget, "kind", "") == "primary"  # on the ground of the accent the ring is white
    wanted = theme.current().onaccent if primary else theme.current().focus
    frame = place_of(widget).adjusted(-3, -3, 3, 3)
    with_it = coloured(window.grab(frame).toImage(), wanted)
    widget.clearFocus()
    QApplication.processEvents()
    without = coloured(window.grab(frame).toImage(), wanted)
    return with_it > without


def coloured(image: QImage, wanted: QColor) -> int:
    """How many pixels are painted in one colour."""
    if image.isNull():  # nothing of it is seen
        return 0
    drawn = image.convertToFormat(QImage.Format.Format_RGB32)
    return bytes(drawn.constBits()).count(wanted.rgb().to_bytes(4, "little"))
