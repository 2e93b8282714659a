"""The right of the conflicts page: one record side by side, who settles it by when, why so, and the word itself."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.conflict_wording import base_text, record_text, state_word
from auditor.errors import Problem, Refused
from auditor.history import State
from auditor.use_cases.settling import Told
from auditor.wording import _, explain
from ui.buttons import ActionButton
from ui.conflict_editor import Options
from ui.conflict_sides import ConflictSides
from ui.fields import Choice, DateField, TextField, show_wrong
from ui.panes import Elided, Glyph, Pane, Scroll, Text


class SettlePane(Pane):
    """Keeps what was chosen while the record stays the same; another version of it begins anew."""

    changed = Signal()
    assigned = Signal(str, object)  # owner (a person's id or ""), due date or None

    def __init__(self, settle: QAction, later: QAction) -> None:
        super().__init__(state_word(State.CONFLICT), flush=True)
        self.told: Told | None = None
        self.sides: ConflictSides | None = None
        self._scroll = Scroll(QWidget())
        self.body.addWidget(self._scroll, 1)
        self.owner = Choice(_("谁来定"))
        self.due = DateField(_("哪天以前定"))
        self.reason = TextField(
            _("说明（留在历史里，必填）"), chars=40, example=_("例：已电话核对，11-20 起由新单位管理")
        )
        self._told_wrong = Text("", "note", "bad", wrap=True)
        self._told_wrong.hide()
        self.lacking = Elided("", "note")  # before it can be settled
        self.changed.connect(self._show_lacking)
        foot = QVBoxLayout()
        foot.setSpacing(6)
        foot.addLayout(self._build_care())
        label = Text(_("说明（留在历史里，必填）"), "note", "ink2")
        label.setBuddy(self.reason)
        foot.addWidget(label)
        foot.addWidget(self.reason)
        foot.addWidget(self._told_wrong)
        foot.addLayout(self._build_buttons(settle, later))
        self.add_foot().addLayout(foot)
        self.reason.textChanged.connect(lambda _t: self._type())
        self.owner.picked.connect(lambda _v: self._care())
        self.due.settled.connect(lambda _t: self._care())
        self.due.returnPressed.connect(self._care)

    def _build_care(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for word, field in ((_("谁来定"), self.owner), (_("哪天以前定"), self.due)):
            label = Text(word, "note", "ink2")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        return row

    def _build_buttons(self, settle: QAction, later: QAction) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(ActionButton(later))
        self.lacking.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.lacking, 1)
        row.addWidget(ActionButton(settle, "primary"))
        return row

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Who may be given a record: name and id."""
        options: list[tuple[str, object]] = [(_("还没有指定"), ""), *people]
        if [self.owner.itemText(i) for i in range(self.owner.count())] != [name for name, _id in options]:
            self.owner.show_options(options)

    def show_told(self, told: Told, options: Options) -> None:
        """Show a record; what was chosen of the same version stays."""
        same = self.told is not None and self.told.conflict.version == told.conflict.version
        self.told = told
        of = told.conflict
        self.show_title(state_word(of.state), "", record_text(of, told.words))
        self.note.show_tone("ink")
        if not self.owner.hasFocus() or not same:
            self.owner.choose(told.dispute.owner if told.dispute else "")
        if not self.due.hasFocus() or not same:
            self.due.show_date(told.dispute.due if told.dispute else None)
        if same:
            return
        self.reason.show_text("")
        self.show_problem("")
        held = self.focusWidget()
        lost = held is not None and self._scroll.isAncestorOf(held)
        self.sides = ConflictSides(told, options)
        self.sides.changed.connect(self.changed)
        room = QWidget()
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(12, 10, 12, 0)
        row.setSpacing(6)
        row.addWidget(Glyph("clock", "ink3", 16), 0, Qt.AlignmentFlag.AlignTop)
        meanwhile = _("定下来以前按未知计；所有说法都留着。")
        said = f"{base_text(of)} · {meanwhile}" if of.state is State.CONFLICT else meanwhile
        row.addWidget(Text(said, "note", "ink2", wrap=True), 1)
        column.addLayout(row)
        column.addWidget(self.sides, 1)
        self._scroll.setWidget(room)
        room.setAutoFillBackground(False)
        self._show_lacking()
        if lost:
            self.begin()

    def _show_lacking(self) -> None:
        """A grey button has its reason beside it."""
        self.lacking.setText(self.why_not())

    def begin(self) -> None:
        """The keyboard on the first side, or on the reason where there is nothing to choose."""
        first = self.sides.begin() if self.sides is not None else None
        (first or self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, sentence: str) -> None:
        """What is wrong with the reason, or with the whole."""
        self._told_wrong.setText(sentence)
        self._told_wrong.setVisible(bool(sentence))
        self.reason.setAccessibleDescription(sentence)

    def show_refused(self, error: Refused) -> None:
        """Each problem at its field, the others above the buttons."""
        elsewhere: list[Problem] = []
        for problem in error.problems:
            here = self.sides is not None and self.sides.show_problem(problem.field, explain(Refused(problem)))
            if not here:
                elsewhere.append(problem)
        show_wrong(self.reason, wrong=any(p.field == "reason" for p in elsewhere))
        self.show_problem(explain(Refused(*elsewhere)) if elsewhere else "")

    # -- what is decided --------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why it cannot be settled yet; "" when it can."""
        if self.told is None or self.sides is None:
            return _("先选一份")
        if self.told.conflict.state is State.SETTLED:
            return _("这份已经定了")
        if open_ := self.sides.open:
            return _("{field}还没有定").format(field=open_[0])
        return "" if self.reason.text().strip() else _("写明为什么这样定")

    def _type(self) -> None:
        show_wrong(self.reason, wrong=False)
        self.show_problem("")
        self.changed.emit()

    def _care(self) -> None:
        try:
            due: date | None = self.due.day()
        except ValueError:
            show_wrong(self.due, wrong=True)
            return
        if self.told is None:
            return
        held = self.told.dispute
        owner = str(self.owner.value() or "")
        if (owner, due) != ((held.owner, held.due) if held else ("", None)):
            self.assigned.emit(owner, due)
