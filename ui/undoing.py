"""撤销: the saves made since the program was started, taken back one after another, from any page."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from auditor.errors import Outdated
from auditor.store import Store, Written
from auditor.use_cases.undoing import Step, noted, rebased, take_back
from auditor.wording import _
from ui.messages import Message
from ui.tasks import Job, asker

if TYPE_CHECKING:
    from ui.context import Context

T = TypeVar("T")
MOST_STEPS = 200
UNDO_KEY, REDO_KEY = "Ctrl Z", "Ctrl Y"


class Undoing(QObject):
    """Two piles of steps. A page saves through `save`; the window's Ctrl Z and the message's button take back."""

    changed = Signal()  # there is more or less to take back
    said = Signal(object)  # Message

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._busy = 0  # saves and undoings on their way: what is asked meanwhile waits for them
        self._waiting: list[tuple[Context, bool]] = []
        self._kept = False  # whether the last save was a step

    def save(
        self,
        context: "Context",
        what: str,
        work: Callable[[Store], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do a deed on the worker as `tasks.run` does, and keep it as the last step; `what` is said when it is taken
        back: 修改 06-031."""
        job = context.tasks.run(partial(noted, context.store, work), partial(self._keep, what, done), failed)
        self._watch(job)

    def _watch(self, job: Job) -> None:
        """Until a piece of work is answered, however it ended, what is asked waits."""
        self._busy += 1
        job.ended.connect(lambda: QTimer.singleShot(0, self, self._ready))

    def _ready(self) -> None:
        self._busy -= 1
        if not self._busy and self._waiting:
            context, again = self._waiting.pop(0)
            self._turn(context, again=again)

    def _keep(self, what: str, done: Callable[[T], object], answer: tuple[T, tuple[Written, ...]]) -> None:
        value, writes = answer
        step = Step(what, writes)
        self._kept = step.undoable
        if step.undoable:
            self._done = [*self._done[1 - MOST_STEPS :], step]
            self._undone = []
            self.changed.emit()
        owner = asker(done)
        if owner is None or isValid(owner):
            done(value)

    @property
    def next_undo(self) -> str:
        """What would be taken back now; "" for nothing."""
        return self._done[-1].what if self._done else ""

    @property
    def next_redo(self) -> str:
        """What would be done again now; "" for nothing."""
        return self._undone[-1].what if self._undone else ""

    def no_undo(self) -> str:
        """Why nothing can be taken back; "" where something can."""
        return "" if self._done else _("这次打开程序以来没有可以撤销的保存")

    def no_redo(self) -> str:
        """Why nothing can be done again; "" where something can."""
        return "" if self._undone else _("没有刚撤销的保存")

    def undo(self, context: "Context") -> None:
        """Take the last save back."""
        self._turn(context, again=False)

    def redo(self, context: "Context") -> None:
        """Do again what was taken back last."""
        self._turn(context, again=True)

    def _turn(self, context: "Context", *, again: bool) -> None:
        source = self._undone if again else self._done
        if self._busy:
            self._waiting.append((context, again))
            return
        if not source:
            return
        step = source[-1]
        work = partial(take_back, writes=step.writes, standard=context.standard)
        job = context.tasks.run(
            partial(noted, context.store, work),
            partial(self._turned, context, step, again),
            partial(self._refused, context, step),
        )
        self._watch(job)

    def _turned(self, context: "Context", step: Step, again: bool, answer: tuple[None, tuple[Written, ...]]) -> None:
        made = answer[1]
        done, undone = (
            [*rebased((s for s in pile if s is not step), step, made)] for pile in (self._done, self._undone)
        )
        turned = Step(step.what, made)
        self._done, self._undone = ([*done, turned], undone) if again else (done, [*undone, turned])
        self.changed.emit()
        note = _("写成新的一版，历史里都留着")
        if again:
            told, deed = _("已重做：{what}").format(what=step.what), _("撤销")
            self.said.emit(Message("ok", told, note, deed, partial(self.undo, context), UNDO_KEY))
        else:
            told, deed = _("已撤销：{what}").format(what=step.what), _("重做")
            self.said.emit(Message("ok", told, note, deed, partial(self.redo, context), REDO_KEY))

    def _refused(self, context: "Context", step: Step, error: Exception) -> None:
        self._waiting.clear()
        if isinstance(error, Outdated):  # nor will it ever be possible: the way is free for the step before
            self._done = [s for s in self._done if s is not step]
            self._undone = [s for s in self._undone if s is not step]
            self.changed.emit()
        context.tasks.refused.emit(error)

    def message(self, context: "Context", fact: str, note: str = "") -> Message:
        """That what `save` did is saved, with the button that takes it back where it can be."""
        if not self._kept:
            return Message("ok", fact, note)
        return Message("ok", fact, note, _("撤销"), partial(self.undo, context), UNDO_KEY)
