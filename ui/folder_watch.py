"""The shared folder while the window is open: a round at the start, then every five minutes."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from auditor.drafts import shown_moment
from auditor.errors import Refused, Unavailable
from auditor.exchanged_wording import exchanged_lines
from auditor.record import stamp
from auditor.wording import _, explain
from ui.folder_exchange import exchange
from ui.tasks import Tasks

if TYPE_CHECKING:
    from auditor.exchanged import Exchanged
    from auditor.store import Store
    from auditor.telling import Tell
    from ui.tasks import Job

FOLDER = "exchange_folder"  # setting of this database; "" for none
FIRST_MS, EVERY_MS = 15_000, 5 * 60_000
LAST_WAIT = 3.0  # seconds that the end of the program waits for a round


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, and when it ended, a stamp."""

    found: "Exchanged"
    at: str


def folder_of(store: "Store") -> str:
    """The folder this database exchanges through; "" for none."""
    with store.reading() as work:
        return work.setting(FOLDER)


def keep_folder(store: "Store", folder: str) -> str:
    """Exchange through this folder from now on, or through none."""
    with store.writing() as work:
        work.set_setting(FOLDER, folder)
    return folder


def one_round(store: "Store", folder: str, tell: "Tell") -> Round:
    """Exchange once. Unavailable where the folder cannot be read."""
    found = exchange(store, Path(folder), tell)
    with store.reading() as work:
        return Round(found, stamp(work.now()))


class FolderWatch(QObject):
    """It outlives a window that is made anew (another language) and ends with the program.

    It has a worker of its own: a share that does not answer holds up no save. That worker alone looks at the folder, by
    the clock: a watcher of the system touches it on the thread of the window, which stands still as long as a share
    does not answer, and hears nothing of what others write there.
    """

    changed = Signal()  # the folder, what is said of it, or whether a round is under way
    exchanged = Signal()  # something went or came
    packed = Signal(int)  # a package was written; so many lines of others are here and not at the bureau

    def __init__(self) -> None:
        super().__init__()
        self.folder = ""
        self.done = ""  # what the last round did that did anything
        self.trouble = ""  # what is the matter as of the last round, in sentences
        self.others = 0  # lines of others that the bureau lacks, as of the last package written
        self.tasks = Tasks()
        self._ours: tuple[Store, Tasks] | None = None  # the window's worker: what only the database is asked
        self._job: Job | None = None
        self._again = False  # another folder was chosen while a round was under way
        self._asked = False  # by a person, who is told in any case
        self._over = False
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.look)
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._first.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self._job is not None

    def begin(self, store: "Store", tasks: Tasks) -> None:
        """Exchange when the window has come to rest, then again and again."""
        self.ask(store, tasks)
        self._first.start()

    def ask(self, store: "Store", tasks: Tasks) -> None:
        """Ask which folder was chosen; after the end nobody's late question begins it anew."""
        if self._over:
            return
        self._ours = store, tasks
        tasks.run(partial(folder_of, store), self._take)

    def choose(self, store: "Store", tasks: Tasks, folder: str) -> None:
        """Exchange through this folder from now on, at once; "" for none any more."""
        self._ours = store, tasks
        if self._job is not None:
            self._job.cancel()
        tasks.run(partial(keep_folder, store, folder), self._begin_anew, partial(self._fail, self.folder))

    def look(self, *, asked: bool = False) -> None:
        """One round, if a folder is chosen and none is under way; `asked` by a person."""
        if self._ours is None or not self.folder or self._job is not None:
            return
        self._asked = asked
        work = partial(one_round, self._ours[0], self.folder)
        leaves = _("已并入的都在，没有做完的下一轮接着做")
        done, failed = partial(self._done, self.folder), partial(self._fail, self.folder)
        self._job = self.tasks.run_long(_("共享文件夹交换"), work, done, failed, leaves=leaves)
        self._job.ended.connect(self._end)
        self.changed.emit()

    def stop(self, seconds: float = LAST_WAIT) -> None:
        """Look no more. A round under way ends at its next step; one that hangs is left behind after some seconds: what
        it took in is in, and the next start does what it left."""
        self._over = True
        self.timer.stop()
        self._first.stop()
        self._ours = None
        self.tasks.close(seconds)

    def _take(self, folder: str) -> None:
        if folder != self.folder:
            self.folder, self.done, self.trouble = folder, "", ""
        if not folder or self._ours is None:
            self.timer.stop()
        elif not self.timer.isActive():
            self.timer.start()
        self.changed.emit()

    def _begin_anew(self, folder: str) -> None:
        self.done = self.trouble = ""
        self._take(folder)
        self._again = self._job is not None
        self.look(asked=True)

    def _end(self) -> None:
        self._job = None
        again, self._again = self._again, False
        self.changed.emit()
        if again:
            self.look(asked=True)

    def _done(self, folder: str, made: Round) -> None:
        found = made.found
        moved = bool(found.taken or found.written or found.removed or found.waiting)
        if folder == self.folder:  # else it was stopped too late, and nobody asks about that folder any more
            self.trouble = "\n".join(found.told)
            if moved or self._asked:
                _day, minute = shown_moment(made.at)
                self.done = " ".join((minute, *exchanged_lines(found)))
            self.changed.emit()
        if found.written:
            self.others = found.others
            self.packed.emit(found.others)
        if moved:
            self._tell_moved()

    def _tell_moved(self) -> None:
        if self._ours is not None:
            self._ours[1].announce({"delivery"}, ())
        self.exchanged.emit()

    def _fail(self, folder: str, error: Exception) -> None:
        if folder == self.folder:
            self.trouble = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
            self.changed.emit()
