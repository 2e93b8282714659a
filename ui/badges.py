"""The numbers in the rail: counted at the start, after every change that may matter, and when the day turns."""

from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

from auditor.store import Store
from auditor.use_cases.listing_conflicts import count_conflicts
from auditor.use_cases.listing_corrections import count_overdue
from auditor.use_cases.looking import home_street
from ui.context import Context
from ui.main_window import OVERDUE_PAGE, MainWindow

EVERY_MS = 10 * 60 * 1000  # a deadline passes at midnight without anybody writing


class Badge(QObject):
    """Counts for the street the window looks at, whether or not the page was ever shown."""

    page: ClassVar[str] = ""
    kinds: ClassVar[frozenset[str]] = frozenset()  # news about other kinds are no reason to count; empty: all are

    def __init__(self, window: MainWindow, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        context.tasks.changed.connect(self._hear)
        context.where.changed.connect(lambda _street: self.count())
        clock = QTimer(self, interval=EVERY_MS)
        clock.timeout.connect(self.count)
        clock.start()
        self.count()

    def how_many(self, store: Store, street: str) -> int:
        """Asked on the worker."""
        raise NotImplementedError

    def _hear(self, kinds: frozenset[str], _streets: frozenset[str]) -> None:
        if not self.kinds or kinds & self.kinds:
            self.count()

    def count(self) -> None:
        """Ask anew."""
        store, street = self._context.store, self._context.where.street
        self._context.tasks.run(lambda: self.how_many(store, street or home_street(store)), self._show)

    def _show(self, count: int) -> None:
        self._window.show_badge(self.page, count)


class OverdueBadge(Badge):
    """Corrections past their deadline."""

    page = OVERDUE_PAGE
    kinds = frozenset({"correction"})

    def how_many(self, store: Store, street: str) -> int:
        return count_overdue(store, street)


class ConflictBadge(Badge):
    """What waits for a person's word; any kind of record may."""

    page = "conflicts"

    def how_many(self, store: Store, street: str) -> int:
        return count_conflicts(store, street)
