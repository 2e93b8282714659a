"""Asking a household a second time: the questions in order with their answers; nothing of the first is shown."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.recheck import Recheck
from auditor.record import new_id
from auditor.standard import Standard
from auditor.survey import Basis, Outcome, Response
from auditor.wording import _, named
from ui import theme
from ui.buttons import Button
from ui.fields import Choice
from ui.interview_screens import source_word
from ui.panes import Elided, Pane, Scroll, Text
from ui.round_pane import outcome_word


class SecondInterview(Pane):
    """One household at a time. Every question may stay open; nothing is kept until it is saved."""

    saved = Signal(object)  # Response, its moment still to be set
    left = Signal()

    def __init__(self, standard: Standard) -> None:
        super().__init__(_("再问一遍"), flush=True)
        self._of: tuple[Recheck, str] | None = None
        self.fields: dict[str, Choice] = {}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        self.outcome = Choice(_("结果"), _outcomes())
        column.addWidget(Text(_("结果"), "note", "ink2"))
        column.addWidget(self.outcome)
        for question in standard.questions:
            words = named(question.text, question.text_en)
            field = Choice(words, [(_("还没有问"), ""), *((named(o.text, o.text_en), o.id) for o in question.options)])
            self.fields[question.id] = field
            label = Text(words, "body", wrap=True)
            label.setBuddy(field)
            column.addSpacing(6)
            column.addWidget(label)
            column.addWidget(field)
        column.addStretch(1)
        self.view = Scroll(inner)
        self.body.addWidget(self.view, 1)
        foot = self.add_foot()
        foot.addWidget(Elided(_("只和第一次比较，不计入评分。"), "note"), 1)
        self.back = Button(_("不问了"), "plain")
        self.save = Button(_("保存"), "primary")
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(self._save)
        self.outcome.picked.connect(lambda _o: self._follow())
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """Some questions without scrolling."""
        self.setMinimumHeight(round(420 * theme.scale()))

    def ask(self, recheck: Recheck, unit: str, where: str) -> None:
        """Begin with one household, nothing answered."""
        self._of = (recheck, unit)
        self.show_title(_("再问一遍"), "", where)
        self.outcome.choose((Outcome.COMPLETE, None))
        for field in self.fields.values():
            field.choose("")
        self._follow()
        self.view.verticalScrollBar().setValue(0)

    def _follow(self) -> None:
        for field in self.fields.values():
            field.setEnabled(self._chosen()[0] is Outcome.COMPLETE)

    def _chosen(self) -> tuple[Outcome, Basis | None]:
        chosen = self.outcome.value()
        assert isinstance(chosen, tuple)
        return chosen

    def _save(self) -> None:
        if self._of is None:
            return
        recheck, unit = self._of
        outcome, basis = self._chosen()
        answers = {q: str(f.value()) for q, f in self.fields.items() if f.value()}
        self.saved.emit(
            Response(
                id=new_id(),
                street=recheck.street,
                round="",  # that of the interview it repeats, as its community
                community="",
                outcome=outcome,
                observed_at="",
                interviewer=recheck.inspector,
                answers=answers if outcome is Outcome.COMPLETE else {},
                recheck=recheck.id,
                repeats=unit,
                basis=basis,
            )
        )


def _outcomes() -> list[tuple[str, object]]:
    """What the second visit came to; vacant with who or what says so."""
    vacant = [(f"{outcome_word(Outcome.VACANT)} · {source_word(b)}", (Outcome.VACANT, b)) for b in Basis]
    others = [(outcome_word(o), (o, None)) for o in (Outcome.COMPLETE, Outcome.NON_CONTACT, Outcome.REFUSAL)]
    return [*others, *vacant]
