"""The daily backup: some seconds after the start and then every half hour it is asked whether one is wanted."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from auditor.copies import Copy
from auditor.errors import Refused, Unavailable
from auditor.store import Store
from auditor.use_cases import backing_up
from auditor.use_cases.caring_for_photos import copy_photos
from auditor.wording import _, explain
from ui.messages import Message
from ui.tasks import Job, Tasks

FIRST_MS, AGAIN_MS = 15_000, 30 * 60_000


def copy_today(store: Store, tell: Callable[[int, int], None]) -> Copy | None:
    """The copy of today if it is wanted, and beside it the photographs not copied yet."""
    made = backing_up.back_up_daily(store, tell)
    if made is not None:
        copy_photos(store, made.path, tell)
    return made


class DailyBackup(QObject):
    """It has a worker of its own: a copy takes long, and no save waits for it."""

    say = Signal(object)  # a Message: only where it went wrong
    made = Signal(object)  # the Copy

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.tasks = Tasks()
        self._job: Job | None = None
        self._timer = QTimer(self, interval=AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._first.timeout.connect(self.look)

    def begin(self) -> None:
        """Look for the first time when the window has come to rest, then again and again: it may stay open for days."""
        self._first.start()
        self._timer.start()

    def look(self) -> None:
        """Make the copy of today if it is wanted and nobody is at it."""
        if self._job is None:
            work = partial(copy_today, self.store)
            self._job = self.tasks.run_long(_("每日备份"), work, self._done, self._fail)
            self._job.ended.connect(self._end)

    def close(self) -> None:
        """Stop; a copy that is not finished leaves nothing behind."""
        self._first.stop()
        self._timer.stop()
        self.tasks.close()

    def _end(self) -> None:
        self._job = None

    def _done(self, made: Copy | None) -> None:
        if made is not None:
            self.made.emit(made)

    def _fail(self, error: Exception) -> None:
        told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        self.say.emit(Message("warn", _("今天的备份没有做成"), told, _("再试一次"), self.look))
