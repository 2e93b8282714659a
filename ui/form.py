"""A form: rows of label, field, unit and error; Enter goes on, Ctrl Enter saves, problems are shown at their field."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Problem, Refused
from auditor.wording import _
from ui import theme
from ui.fields import show_wrong
from ui.panes import Glyph, Text

HINT = 8  # letters: a longer one goes on in a second line where there is no room


class FieldRow:
    """One field in a form: its label, its unit or hint, and below it the one sentence that is wrong with it."""

    def __init__(self, label: QLabel, field: QWidget, error: QWidget, sentence: QLabel) -> None:
        self.label, self.field = label, field
        self._error, self._sentence = error, sentence

    @property
    def problem(self) -> str:
        """The sentence shown, empty for none."""
        return self._sentence.text()

    def show_problem(self, sentence: str) -> None:
        """Mark the field and say what is wrong; an empty sentence takes it back."""
        show_wrong(self.field, wrong=bool(sentence))
        self._sentence.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)


class _Label(Text):
    """As high as the field beside it, so that both stand on one line."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        theme.follow(self.dress)

    def dress(self) -> None:
        self.setMinimumHeight(theme.height(30))


class Form(QWidget):
    """Rows of fields with their labels on one edge. `save_asked` comes with Ctrl Enter."""

    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, FieldRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        save = QAction(self)
        save.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        save.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.triggered.connect(self.save_asked)
        self.addAction(save)

    def add(self, key: str, label: str, field: QWidget, unit: str = "", *, optional: bool = False) -> FieldRow:
        """Add a row; `unit` stands right of the field (户, or a hint: 形如 07-012). Optional fields say 可不填."""
        words = _Label(label)
        words.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        at = self._grid.rowCount()
        self._grid.addWidget(words, at, 0, Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(field)
        told = " · ".join(word for word in (unit, _("可不填") if optional else "") if word)
        if told:
            hint = Text(told, "note", wrap=len(told) > HINT)
            line.addWidget(hint, int(len(told) > HINT))
        if field.sizePolicy().horizontalPolicy() != QSizePolicy.Policy.Expanding:
            line.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(line)
        error = QWidget()
        inside = QHBoxLayout(error)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(6)
        inside.addWidget(Glyph("warning", "bad", 16), 0, Qt.AlignmentFlag.AlignTop)
        sentence = Text("", "note", "bad", wrap=True)
        inside.addWidget(sentence, 1)
        error.hide()
        column.addWidget(error)
        self._grid.addLayout(column, at, 1)
        row = FieldRow(words, field, error, sentence)
        self._rows[key] = row
        return row

    def add_wide(self, widget: QWidget) -> None:
        """Add a widget across labels and fields."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def __getitem__(self, key: str) -> FieldRow:
        return self._rows[key]

    def show_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Show each problem at its field, the keyboard on the first; gives back those that have no field here."""
        for row in self._rows.values():
            row.show_problem("")
        elsewhere: list[Problem] = []
        first: FieldRow | None = None
        for problem in problems:
            row_of = self._rows.get(problem.field)
            if row_of is None:
                elsewhere.append(problem)
            elif not row_of.problem:
                row_of.show_problem(wording.explain(Refused(problem)))
                first = first or row_of
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return tuple(elsewhere)
