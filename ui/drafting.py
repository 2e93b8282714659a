"""Drafts in the window: kept within a second of a keystroke, told only when they are written, offered again later."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from auditor.store import Store
from auditor.use_cases.keeping import keep_draft
from auditor.wording import _
from ui.buttons import Button
from ui.messages import Glyph
from ui.panes import Text
from ui.tasks import Tasks

KEEP_MS, AGAIN_MS, PATIENCE_S = 300, 2000, 2.0


class DraftKeeper(QObject):
    """Writes the state of forms. The first change starts the clock, later ones do not put it off.

    What could not be written is tried again until it is: a disk that is full now may have room in a minute.
    """

    kept = Signal(object)  # datetime by this computer's clock: all that was changed before it stands in the database
    failed = Signal(object)  # Refused or Unavailable: nothing of the draft was written; told once until it is
    recovered = Signal()  # what could not be written is written now, or its form was saved

    def __init__(self, parent: QObject, tasks: Tasks, store: Store) -> None:
        super().__init__(parent)
        self._tasks, self._store = tasks, store
        self._under_way = 0
        self._waiting: dict[str, Callable[[], str]] = {}  # form: what gives its text
        self._in_trouble = False
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def waiting(self) -> bool:
        """Whether something typed has not been handed to the database yet."""
        return bool(self._waiting)

    @property
    def is_unwritten(self) -> bool:
        """Whether something typed could not be written, and would be lost if the program ended now."""
        return self._in_trouble and self.waiting

    def change(self, form: str, body: Callable[[], str]) -> None:
        """Something was typed: `body` is asked for the text when it is written. Another form is written now."""
        if self._waiting and form not in self._waiting:
            self.flush()
        self._waiting[form] = body
        if not self._timer.isActive():
            self._timer.start(AGAIN_MS if self._in_trouble else KEEP_MS)

    def flush(self) -> None:
        """Write now what waits: before another form is shown, and on leaving."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        for form, body in waiting.items():
            self._under_way += 1
            text = body()
            work = partial(keep_draft, self._store, form, text)
            self._tasks.run(work, self._told, partial(self._fail, form, text))

    def settle(self) -> None:
        """Write what waits and wait for it, two seconds at most: a window that closes drops what is still queued."""
        self.flush()
        until = monotonic() + PATIENCE_S
        while self._under_way and monotonic() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 20)

    def drop(self, form: str) -> None:
        """Forget what waits of a form: it was saved, and its draft went in the same transaction."""
        self._waiting.pop(form, None)
        if not self._waiting:
            self._timer.stop()
            self._recover()

    def clear(self, form: str, done: Callable[[], object] | None = None) -> None:
        """The form was given up: its draft goes."""
        self.drop(form)
        self._tasks.run(
            partial(keep_draft, self._store, form, ""),
            lambda _v: done() if done is not None else None,
            self.failed.emit,
        )

    def _fail(self, form: str, text: str, error: Exception) -> None:
        self._under_way -= 1
        self._waiting.setdefault(form, lambda: text)  # unless something newer waits
        self._timer.start(AGAIN_MS)
        if not self._in_trouble:
            self._in_trouble = True
            self.failed.emit(error)

    def _told(self, _nothing: object) -> None:
        self._under_way -= 1
        if not self.waiting:
            self._recover()
            self.kept.emit(datetime.now())

    def _recover(self) -> None:
        if self._in_trouble:
            self._in_trouble = False
            self.recovered.emit()


class DraftOffer(QFrame):
    """Says which unsaved form was found and is shown again, on the same question: go on with it, or give it up."""

    continued = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "message")
        self.setProperty("kind", "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(Glyph("clock", "warn"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.fact = Text("", "body", bold=True, wrap=True)
        self.note = Text("", "note", "ink2", wrap=True)
        words.addWidget(self.fact)
        words.addWidget(self.note)
        row.addLayout(words, 1)
        self.go_on = Button(_("接着做"))
        self.give_up = Button(_("放弃"), "quiet")
        self.go_on.clicked.connect(self._continue)
        self.give_up.clicked.connect(self._give_up)
        row.addWidget(self.go_on)
        row.addWidget(self.give_up)
        self.hide()

    def offer(self, fact: str, note: str) -> None:
        """Show it."""
        self.fact.setText(fact)
        self.note.setText(note)
        self.setAccessibleName(f"{fact} {note}")
        self.show()

    def _continue(self) -> None:
        self.hide()
        self.continued.emit()

    def _give_up(self) -> None:
        self.hide()
        self.given_up.emit()
