"""Where the window stood when it was closed, and putting it there again if a screen is still there."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

Place = tuple[int, ...]  # left, top, width, height, 1 if it filled the screen; () for not known
LEAST_SEEN = 120  # px of the title that must lie on a screen, so that one can take hold of it


def place_of(window: QWidget) -> Place:
    """Where it stands now; filling the screen, where it would stand otherwise."""
    rect = window.normalGeometry() if window.isMaximized() else window.geometry()
    return (rect.x(), rect.y(), rect.width(), rect.height(), int(window.isMaximized()))


def put(window: QWidget, place: Place) -> None:
    """Put the window where it stood, no larger than its screen; where no screen is there any more, on the first one."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if len(place) != 5 or not screens:
        if screens:
            window.resize(window.size().boundedTo(screens[0].size()))
        return
    x, y, wide, high, filled = place
    wanted = QRect(x, y, wide, high)
    title = QRect(x, y, wide, 30)
    screen = next((s for s in screens if s.intersected(title).width() >= min(LEAST_SEEN, wide)), None)
    if screen is None:
        screen = screens[0]
        wanted.moveTopLeft(screen.topLeft())
    wanted.setSize(wanted.size().boundedTo(screen.size()))
    window.setGeometry(wanted)
    if filled:
        window.showMaximized()
