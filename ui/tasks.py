"""Tasks: one worker thread that runs use cases and hands back values; widgets stay on the GUI thread."""

import gc
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import MethodType
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from auditor.errors import Cancelled, Refused, Unavailable
from auditor.telling import Tell
from ui.steady import SWEEP_MS, collect_between, sweep

T = TypeVar("T")


class Job(QObject):
    """A handle on one piece of work: follow its progress, cancel it."""

    progressed = Signal(int, int)
    ended = Signal()

    def __init__(self, name: str, asker: QObject | None, leaves: str = "") -> None:
        super().__init__()
        self.name, self.leaves = name, leaves  # what it is called, and what cancelling it leaves behind
        self.asker = asker
        self.done, self.total = 0, 0
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop at the next `tell`, or before the start; the work's transaction rolls back and nothing is answered."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether someone asked to stop."""
        return self._cancelled.is_set()

    def tell(self, done: int, total: int) -> None:
        """Called by the work, on the worker: how far it is. Raises Cancelled when it is to stop."""
        if self._cancelled.is_set():
            raise Cancelled
        self.done, self.total = done, total


class Tasks(QObject):
    """One worker. Work is done in the order asked; answers, failures and news arrive on the GUI thread.

    The window has one for everything that pages ask. What waits for others (a shared folder, a line, the disk of the
    copies) has its own, so that no save waits for it.
    """

    changed = Signal(frozenset, frozenset)  # kinds, streets: every list that shows them asks again
    started = Signal(object)  # Job with a name: something a person may want to watch or cancel
    refused = Signal(object)  # Refused or Unavailable nobody else took
    broken = Signal(object)  # any other exception, told by ui.trouble

    _answered = Signal(object)
    _at_work = 0  # how many have a thread that runs

    def __init__(self) -> None:
        super().__init__()
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._running: set[Job] = set()
        self._kinds: frozenset[str] = frozenset()
        self._streets: frozenset[str] = frozenset()
        self._news = QTimer(self, singleShot=True, interval=30)
        self._news.timeout.connect(self._spread)
        self._watch = QTimer(self, interval=100)
        self._watch.timeout.connect(self._report)
        self._sweep = QTimer(self, interval=SWEEP_MS)
        self._sweep.timeout.connect(self._tidy)
        self._ended: list[Job] = []  # kept until the worker has let go of them: the last hold on a job is the window's
        self._old = 0
        self._thread: threading.Thread | None = None  # from the first work on
        self._over = False

    def run(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[Exception], object] | None = None
    ) -> Job:
        """Do `work` on the worker and give its value to `done`; errors of `auditor.errors` go to `failed` if given.

        When `done` is a method of a widget that is gone by then, nobody is told.
        """
        return self._ask(Job("", asker(done)), work, done, failed)

    def run_long(
        self,
        name: str,
        work: Callable[[Tell], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        leaves: str = "",
    ) -> Job:
        """As `run` for work that takes a `tell(done, total)`; it shows its progress and can be cancelled."""
        job = Job(name, asker(done), leaves)
        self._ask(job, partial(work, job.tell), done, failed)
        self._watch.start()
        self.started.emit(job)
        return job

    def run_parts(
        self,
        name: str,
        parts: Sequence[Callable[[], T]],
        each: Callable[[T], object],
        done: Callable[[], object],
        failed: Callable[[int, Exception], object],
        *,
        leaves: str = "",
    ) -> Job:
        """Pieces of work one after the other; what others ask in the meantime is done between them.

        `each` gets every value; `failed` the place of a piece and its error, and the next piece is done all the same.
        Stopped, it ends before the next piece and what is done stays, as `leaves` says. `done` comes at the end.
        """
        job = Job(name, asker(each), leaves)
        job.total = len(parts)
        self._running.add(job)
        self.started.emit(job)

        def go_on(place: int) -> None:
            job.done = place
            job.progressed.emit(place, len(parts))
            if place == len(parts) or job.cancelled:
                self._finish(job, done)
            else:
                self._ask(Job("", None), partial(_attempt, parts[place]), partial(got, place), None)

        def got(place: int, came: tuple[T | None, Exception | None]) -> None:
            value, error = came
            if job.asker is None or isValid(job.asker):
                if error is not None:
                    self._fail(error, partial(failed, place))
                else:
                    each(cast("T", value))
            go_on(place + 1)

        go_on(0)
        return job

    def announce(self, kinds: Iterable[str], streets: Iterable[str]) -> None:
        """Told by the store after a commit, on any thread: what was touched. Spread as `changed`, several in one."""
        self._answered.emit(partial(self._gather, frozenset(kinds), frozenset(streets)))

    @property
    def idle(self) -> bool:
        """Whether every answer has been delivered, and what was touched has been told."""
        return not self._running and not self._news.isActive()

    def close(self, seconds: float = 30.0) -> None:
        """Cancel long work that a person may cancel, let waiting saves and drafts be done, stop the worker."""
        for job in self._running:
            if job.name:
                job.cancel()
        self._news.stop()
        self._watch.stop()
        self._sweep.stop()
        if self._thread is not None and not self._over:
            self._asked.put(None)
            self._thread.join(seconds)
            Tasks._at_work -= 1
            if not Tasks._at_work:
                gc.enable()
        self._over = True

    def _begin(self) -> None:
        """The thread, with the first work."""
        if self._thread is None and not self._over:
            Tasks._at_work += 1
            gc.disable()  # here it would run on whichever thread asks for memory: see ui/steady.py
            self._sweep.start()
            self._thread = threading.Thread(target=self._work, name="tasks", daemon=True)
            self._thread.start()

    def _ask(
        self, job: Job, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[Exception], object] | None
    ) -> Job:
        self._running.add(job)
        self._begin()

        def carry_out() -> None:
            answer: Callable[[], object]
            try:
                if job.cancelled:
                    raise Cancelled
                answer = partial(done, work())
            except Cancelled:
                answer = _nothing
            except Exception as error:  # noqa: BLE001 - everything is carried to the GUI thread and told there
                answer = partial(self._fail, error, failed)
            self._answered.emit(partial(self._finish, job, answer))

        self._asked.put(carry_out)
        return job

    def _work(self) -> None:
        while (work := self._asked.get()) is not None:
            work()
            del work  # and with it the values it made

    def _deliver(self, what: Callable[[], None]) -> None:
        what()

    def _finish(self, job: Job, answer: Callable[[], object]) -> None:
        self._running.discard(job)
        self._ended.append(job)
        if not any(j.name for j in self._running):
            self._watch.stop()
        if job.total and not job.cancelled:
            job.progressed.emit(job.total, job.total)
        job.ended.emit()
        if job.asker is None or isValid(job.asker):
            answer()
        collect_between()

    def _tidy(self) -> None:
        """Let go of the jobs that ended before the last time, and sweep."""
        del self._ended[: self._old]
        self._old = len(self._ended)
        sweep()

    def _fail(self, error: Exception, failed: Callable[[Exception], object] | None) -> None:
        if not isinstance(error, Refused | Unavailable):
            self.broken.emit(error)
        elif failed is not None:
            failed(error)
        else:
            self.refused.emit(error)

    def _gather(self, kinds: frozenset[str], streets: frozenset[str]) -> None:
        self._kinds |= kinds
        self._streets |= streets
        self._news.start()

    def _spread(self) -> None:
        kinds, streets = self._kinds, self._streets
        self._kinds = self._streets = frozenset()
        self.changed.emit(kinds, streets)

    def _report(self) -> None:
        for job in self._running:
            if job.name and job.total:
                job.progressed.emit(job.done, job.total)


def _attempt(part: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """What came of one piece of work: the pieces after it are done whatever it was."""
    try:
        return part(), None
    except Exception as error:  # noqa: BLE001 - carried to the GUI thread and told there
        return None, error


def _nothing() -> None:
    """The answer of cancelled work."""


def asker(done: Callable[..., object]) -> QObject | None:
    """The object whose method is to be told; None for a function."""
    owner = done.__self__ if isinstance(done, MethodType) else None
    while isinstance(done, partial) and owner is None:
        done = done.func
        owner = done.__self__ if isinstance(done, MethodType) else None
    return owner if isinstance(owner, QObject) else None
