"""The number of overdue corrections in the rail: counted at the start, after every change, and when the day turns."""

from PySide6.QtCore import QObject, QTimer

from auditor.use_cases.listing_corrections import count_overdue
from auditor.use_cases.looking import home_street
from ui.context import Context
from ui.main_window import OVERDUE_PAGE, MainWindow

EVERY_MS = 10 * 60 * 1000  # a deadline passes at midnight without anybody writing


class OverdueBadge(QObject):
    """Counts for the street the window looks at, whether or not the page was ever shown."""

    def __init__(self, window: MainWindow, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        context.tasks.changed.connect(self._hear)
        context.where.changed.connect(lambda _street: self.count())
        clock = QTimer(self, interval=EVERY_MS)
        clock.timeout.connect(self.count)
        clock.start()
        self.count()

    def _hear(self, kinds: frozenset[str], _streets: frozenset[str]) -> None:
        if "correction" in kinds:
            self.count()

    def count(self) -> None:
        """Ask anew."""
        store, street = self._context.store, self._context.where.street
        self._context.tasks.run(lambda: count_overdue(store, street or home_street(store)), self._show)

    def _show(self, count: int) -> None:
        self._window.show_badge(OVERDUE_PAGE, count)
