"""Which standard this database works by, among the settings; the standard itself is read on its own page."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from auditor.standard import Standard
from auditor.standards import standard_of, standards_of
from auditor.store import Store
from auditor.use_cases.adopting import choose_standard
from auditor.wording import _, named
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice
from ui.panes import Pane, Text
from ui.standard_words import standard_word


def read_ids(store: Store) -> tuple[Standard, ...]:
    """Of every id at hand the standard in force."""
    with store.reading() as work:
        ids = dict.fromkeys(s.id for s in standards_of(work))
        return tuple(standard_of(work, code) for code in ids)


class StandardPane(Pane):
    """One choice, and the way to the page."""

    opened = Signal()
    changed = Signal()  # another id is worked by from now on

    def __init__(self, context: Context) -> None:
        super().__init__(_("标准"))
        self._context = context
        standard = context.standard
        self.which = Choice(_("本库所用标准"))
        self.which.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.which.picked.connect(self._choose)
        word = Text(_("本库所用标准"))
        word.setBuddy(self.which)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(word)
        row.addWidget(self.which, 1)
        self.body.addLayout(row)
        note = named(standard.note, standard.note_en)
        if note:
            self.body.addWidget(Text(note, "note", "ink2", wrap=True))
        told = _("定义、门槛、清单、问卷和调查规则都是标准的数据；每条旁边有算例，也可以看换一份标准会怎样。")
        self.body.addWidget(Text(told, "note", "ink2", wrap=True))
        self.look = Button(_("看标准"))
        self.look.clicked.connect(self.opened)
        self.body.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)

    def ask(self) -> None:
        """Ask anew which there are."""
        self._context.tasks.run(partial(read_ids, self._context.store), self._show)

    def _show(self, standards: tuple[Standard, ...]) -> None:
        self.which.show_options([(standard_word(s), s.id) for s in standards])
        self.which.choose(self._context.standard.id)

    def _choose(self, code: object) -> None:
        if str(code) != self._context.standard.id:
            work = partial(choose_standard, self._context.store, str(code))
            self._context.tasks.run(work, lambda _standard: self.changed.emit())
