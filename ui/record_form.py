"""A form over the detail of the register: filled, kept as a draft, saved, or left after a question."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Problem, Refused
from auditor.site import MOST_HOUSEHOLDS
from auditor.store import Store
from auditor.use_cases import keeping
from auditor.wording import _
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice, DateField, NumberField, Tick
from ui.form import Form
from ui.messages import Message, MessageStrip
from ui.panes import Hairline, Scroll, Text
from ui.questions import ask

DRAFT_AFTER_MS = 700


class RecordForm(QWidget):
    """A form over the detail: Ctrl Enter saves, Esc leaves (and asks first if something is typed)."""

    saved = Signal(str)  # what was saved, as a sentence
    left = Signal()

    def __init__(self, context: Context, title: str, draft: str) -> None:
        """`draft` is the name under which what is typed is kept until it is saved."""
        super().__init__()
        self.context, self.title, self.draft = context, title, draft
        self._later = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._later.timeout.connect(self._keep_draft)
        self.busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(8)
        self.column.addWidget(Text(title, "thing", wrap=True))
        self.strip = MessageStrip()
        self.column.addWidget(self.strip)
        self.form = Form()
        self.form.save_asked.connect(self.save)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        column.addWidget(Scroll(inner), 1)
        column.addWidget(Hairline())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(14, 8, 14, 8)
        self.foot.setSpacing(8)
        self.save_button = Button(_("保存"), "primary", key="Ctrl Enter")
        self.save_button.clicked.connect(self.save)
        self.leave_button = Button(_("不改了"), key="Esc")
        self.leave_button.clicked.connect(self.leave)
        self.foot.addWidget(self.save_button)
        self.foot.addWidget(self.leave_button)
        self.foot.addStretch(1)
        column.addLayout(self.foot)
        self._as_shown: tuple[object, ...] = ()

    def begin(self) -> None:
        """Called when every field is filled: from here on a difference is something typed. The first takes the keys."""
        self._as_shown = self._typed()
        for line in self.form.findChildren(QLineEdit):
            line.textChanged.connect(self._later.start)
        for note in self.form.findChildren(QPlainTextEdit):
            note.textChanged.connect(self._later.start)
        for choice in self.form.findChildren(Choice):
            choice.currentIndexChanged.connect(self._later.start)
        for tick in self.form.findChildren(Tick):
            tick.toggled.connect(self._later.start)
        self.context.tasks.run(partial(_read_draft, self.context.store, self.draft), self._offer)
        first = next((f for f in self.form.findChildren(QLineEdit)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self._typed() != self._as_shown

    def _typed(self) -> tuple[object, ...]:
        lines = tuple(field.text() for field in self.form.findChildren(QLineEdit))
        notes = tuple(field.toPlainText() for field in self.form.findChildren(QPlainTextEdit))
        choices = tuple(field.value() for field in self.form.findChildren(Choice))
        return lines + notes + choices + tuple(tick.isChecked() for tick in self.form.findChildren(Tick))

    # -- draft ------------------------------------------------------------------------------------------------------

    def _fill(self, values: tuple[object, ...]) -> None:
        """Put values in, in the order of `_typed`; those of another shape of the form are left alone."""
        if len(values) != len(self._typed()):
            return
        given = iter(values)
        for line in self.form.findChildren(QLineEdit):
            line.setText(str(next(given)))
        for note in self.form.findChildren(QPlainTextEdit):
            note.setPlainText(str(next(given)))
        for choice in self.form.findChildren(Choice):
            choice.choose(next(given))
        for tick in self.form.findChildren(Tick):
            tick.setChecked(bool(next(given)))

    def _keep_draft(self) -> None:
        text = json.dumps(self._typed(), ensure_ascii=False) if self.dirty else ""
        self.context.tasks.run(partial(keeping.keep_draft, self.context.store, self.draft, text), _nothing)

    def _drop_draft(self) -> None:
        self._later.stop()
        self.context.tasks.run(partial(keeping.keep_draft, self.context.store, self.draft, ""), _nothing)

    def _offer(self, text: str) -> None:
        """What was typed and not saved comes back; it can be given up."""
        try:
            values = json.loads(text) if text else []
        except ValueError:
            values = []
        if isinstance(values, list) and values and not self.dirty:
            self._fill(tuple(values))
            note = _("上次没有保存，接着填就行。")
            self.strip.tell(Message("note", _("填到一半的内容还在"), note, _("不要了"), self._give_up))

    def _give_up(self) -> None:
        self._fill(self._as_shown)
        self._drop_draft()

    # -- saving -----------------------------------------------------------------------------------------------------

    def work(self) -> Callable[[Store], str]:
        """What the worker is to do, made of the values typed; Refused for what cannot be read as a value."""
        raise NotImplementedError

    def save(self) -> None:
        """Save; a refusal is shown at its fields and nothing typed is lost."""
        if self.busy:
            return
        try:
            keep = self.work()
        except Refused as refused:
            self.refuse(refused)
            return
        self._be_busy(True)
        self.context.undoing.save(self.context, self.title, keep, self._done, self.refuse)

    def _done(self, told: str) -> None:
        self._be_busy(False)
        self._as_shown = self._typed()
        self._drop_draft()
        self.saved.emit(told)

    def refuse(self, error: Exception) -> None:
        """Show what was refused: at the fields, the rest above the form."""
        self._be_busy(False)
        self.strip.settle()
        if isinstance(error, Refused):
            for problem in self.form.show_problems(error.problems):
                self.strip.tell(Message("bad", wording.explain(Refused(problem))))
        else:
            self.strip.tell(Message("bad", str(error)))

    def _be_busy(self, busy: bool) -> None:
        self.busy = busy
        self.save_button.setEnabled(not busy)

    def leave(self) -> None:
        """Leave without saving."""
        if self.may_leave():
            self.left.emit()

    def may_leave(self) -> bool:
        """Whether what is typed may be given up: asked only if there is something."""
        if not self.dirty:
            return True
        told = _("改过的内容还没有保存。")
        if ask(self, _("放弃修改？"), told, verb=_("放弃修改"), stay=_("继续修改")) is None:
            return False
        self._drop_draft()
        self._as_shown = self._typed()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def offer_withdrawal(self, question: str, told: str, work: Callable[..., object], done: str) -> None:
        """A button that withdraws what the form shows, after a reason: `work` takes the store and `reason`."""
        button = Button(_("撤回"), "danger")
        button.clicked.connect(lambda: self._withdraw(question, told, work, done))
        self.foot.addWidget(button)

    def _withdraw(self, question: str, told: str, work: Callable[..., object], done: str) -> None:
        reason = ask(self, question, told, verb=_("撤回"), stay=_("不撤回"), reason=_("为什么撤回（必填）"))
        if reason and not self.busy:
            self._be_busy(True)
            keep = partial(_told, partial(work, reason=reason), done)
            self.context.undoing.save(self.context, done, keep, self._done, self.refuse)

    # -- reading fields ---------------------------------------------------------------------------------------------

    def read_whole(self, key: str, field: NumberField, found: list[Problem]) -> int:
        """The number typed, 0 for none; what is no number joins `found`."""
        try:
            return field.number() or 0
        except ValueError:
            facts = {"value": field.text().strip(), "most": MOST_HOUSEHOLDS}
            found.append(Problem(key, "households_range", facts))
            return 0

    def read_day(self, key: str, field: DateField, found: list[Problem]) -> date | None:
        """The date typed; what is no date joins `found`."""
        try:
            return field.day()
        except ValueError:
            found.append(Problem(key, "not_a_moment", {"value": field.text().strip()}))
            return None

    def add_period(self, since: date | None, until: date | None) -> tuple[DateField, DateField]:
        """The two days between which a record holds, as fields."""
        start, end = DateField(_("启用"), since), DateField(_("停用"), until)
        self.form.add("since", _("启用"), start, optional=True)
        self.form.add("until", _("停用"), end, optional=True)
        return start, end


def _read_draft(store: Store, name: str) -> str:
    with store.reading() as work:
        return next((draft.body for draft in work.drafts() if draft.form == name), "")


def _told(work: Callable[..., object], told: str, store: Store) -> str:
    work(store)
    return told


def _nothing(_done: object) -> None:
    """A draft is kept without a word."""
