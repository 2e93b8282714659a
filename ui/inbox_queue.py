"""The inbox's one worker: takes in what has come, one after the other, and makes what stations ask for, from a folder.

A package lies in `spooled/` from the moment its sender is told so until the database has told what became of it. So
nothing is forgotten when the program is killed in between: at the next start it is taken in again, which changes
nothing where it had been.
"""

import hashlib
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import Cancelled, Refused, Unavailable
from auditor.inbox import Bureau, Receipt, Stage, is_name
from auditor.wording import explain

MOST_WAITING = 256  # packages that have come and wait; further ones are asked to come later
MOST_TOLD = 2_000  # receipts of packages no database keeps, remembered for their senders
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0  # seconds before something is tried again
BROKE = "inbox_broke"  # nobody expected what happened; the file stays
KEPT_SECONDS = 86_400.0  # how long a package for a station may be fetched


@dataclass(slots=True)
class Answer:
    """What a station asked for: its package once it is made, None where there is nothing; or why it cannot be made."""

    station: str
    made: threading.Event = field(default_factory=threading.Event)
    package: Path | None = None
    failed: Exception | None = None


@dataclass(slots=True)
class _Waiting:
    path: Path
    after: float = 0.0  # by the monotonic clock
    pause: float = field(default_factory=lambda: FIRST_PAUSE)


class Queue:
    """Packages that wait and the thread that takes them in. `heard` is told, on that thread, whenever something has
    become of one; `broken` is told what nobody expected."""

    def __init__(self, bureau: Bureau, folder: Path) -> None:
        self.heard: Callable[[str, Receipt], None] = _nobody
        self.broken: Callable[[Exception], None] = _silent
        self.spooled, self.made = folder / "spooled", folder / "made"
        self._bureau = bureau
        self._turn = threading.Condition()
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._asked: deque[Answer] = deque()
        self._answers: dict[str, Answer] = {}
        self._told: OrderedDict[str, Receipt] = OrderedDict()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take up what lies there. OSError where the folder cannot be made."""
        for folder in (self.spooled, self.made):
            folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(self.spooled.glob("*.sap"), key=lambda f: (f.stat().st_mtime, f.name)):
            if is_name(file.stem):
                self._waiting[file.stem] = _Waiting(file)
        for file in self.made.glob("*"):
            if file.suffix != ".sap" or file.stat().st_mtime < time.time() - KEPT_SECONDS:
                file.unlink(missing_ok=True)
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="inbox-queue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the present step; a package half taken in is rolled back and taken in at the next start."""
        with self._turn:
            self._stopping = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._waiting.clear()

    @property
    def waiting(self) -> int:
        """How many packages have come and are not taken in."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether no further package may come just now: those count too that the program could not read."""
        return sum(1 for _file in self.spooled.iterdir()) >= MOST_WAITING

    def put(self, partial: Path, name: str) -> None:
        """A package that came whole: from now on it is the bureau's to keep. Unavailable if it cannot be put there."""
        target = self.spooled / f"{name}.sap"
        with self._turn:
            if name in self._waiting:  # from another station, or by another way, in the meantime
                partial.unlink(missing_ok=True)
                return
            try:
                os.replace(partial, target)
                _flush(self.spooled)
            except OSError as error:
                raise Unavailable("inbox_full") from error
            self._told.pop(name, None)
            self._waiting[name] = _Waiting(target)
            self._turn.notify_all()

    def receipt(self, name: str) -> Receipt | None:
        """What is known of a package without asking the database: that it waits, or what became of it lately."""
        with self._turn:
            if name in self._told:
                return self._told[name]
            return Receipt(state=Stage.SPOOLED) if name in self._waiting else None

    def ask(self, station: str) -> Answer:
        """Have a package made for a station; one that is being made already is the same."""
        with self._turn:
            if station not in self._answers:
                self._answers[station] = Answer(station)
                self._asked.append(self._answers[station])
                self._turn.notify_all()
            return self._answers[station]

    def forget(self, answer: Answer) -> None:
        """The station was told: the next time it asks, it is made anew."""
        with self._turn:
            if self._answers.get(answer.station) is answer:
                del self._answers[answer.station]

    def package_for(self, station: str, name: str) -> Path | None:
        """A package made for this station; None if there is none of that name."""
        file = self.made / f"{station}-{name}.sap"
        return file if file.is_file() else None

    # -- on its own thread --------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._turn:
                while not (todo := self._next()) and not self._stopping:
                    self._turn.wait(self._until_next())
                if self._stopping:
                    return
            if isinstance(todo, Answer):
                self._make(todo)
            else:
                assert todo is not None
                self._take(todo.path.stem, todo)

    def _next(self) -> "Answer | _Waiting | None":
        """The next thing to do: what stations wait for first, for they sit before it; then packages as they came."""
        if self._asked:
            return self._asked.popleft()
        now = time.monotonic()
        return next((w for w in self._waiting.values() if w.after <= now), None)

    def _until_next(self) -> float | None:
        if not self._waiting:
            return None
        return max(0.01, min(w.after for w in self._waiting.values()) - time.monotonic())

    def _take(self, name: str, waiting: _Waiting) -> None:
        try:
            receipt = self._bureau.take_in(waiting.path, self._tell)
        except Cancelled:
            return  # it lies there for the next start
        except Refused as error:
            receipt = Receipt(state=Stage.REFUSED, code=error.problems[0].code, sentence=explain(error))
        except Unavailable as error:
            waiting.after = time.monotonic() + waiting.pause
            waiting.pause = min(LONGEST_PAUSE, waiting.pause * 2)
            self.broken(error)
            return
        except Exception as error:  # noqa: BLE001 - one package must not stop the others; the next start tries again
            self._end(name, Receipt(state=Stage.REFUSED, code=BROKE, sentence=explain(Unavailable(BROKE))))
            self.broken(error)
            return
        self._end(name, receipt)

    def _end(self, name: str, receipt: Receipt) -> None:
        with self._turn:
            waiting = self._waiting.pop(name)
            if receipt.code != BROKE:
                with suppress(OSError):  # where it stays, the next start takes it in again and nothing changes
                    waiting.path.unlink()
            if receipt.state is Stage.REFUSED:  # of all others the database tells, and what it tells may change
                self._told[name] = receipt
            while len(self._told) > MOST_TOLD:
                self._told.popitem(last=False)
        self.heard(name, receipt)

    def _make(self, answer: Answer) -> None:
        aside = self.made / f"{answer.station}.making"
        try:
            aside.unlink(missing_ok=True)
            if self._bureau.answer(answer.station, aside):
                for old in self.made.glob(f"{answer.station}-*.sap"):
                    with suppress(OSError):  # one that is being fetched just now, on a system that keeps open files
                        old.unlink()
                answer.package = self.made / f"{answer.station}-{_digest(aside)}.sap"
                os.replace(aside, answer.package)
        except (Refused, Unavailable) as error:
            answer.failed = error
        except Exception as error:  # noqa: BLE001 - told to the station and the window
            answer.failed = error
            self.broken(error)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            answer.made.set()

    def _tell(self, _done: int, _total: int) -> None:
        if self._stopping:
            raise Cancelled


def _digest(file: Path) -> str:
    with file.open("rb") as open_file:
        return hashlib.file_digest(open_file, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _nobody(_name: str, _receipt: Receipt) -> None:
    """Nobody listens."""


def _silent(_error: Exception) -> None:
    """Nobody listens."""
