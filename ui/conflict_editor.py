"""写成别的: the keys of one field of a record as fields to type in, each with what is wrong with it below."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from auditor.conflict_wording import Words, value_text
from auditor.errors import Problem, Refused
from auditor.field_values import as_typed, is_flag, may_be_typed, options_of, read_typed
from auditor.field_words import field_word
from auditor.kinds import KINDS, group_of
from auditor.record import Body, Value
from auditor.wording import _, explain
from ui.fields import Choice, TextField, show_wrong
from ui.panes import Text

Options = Mapping[str, list[tuple[str, object]]]  # by key: words and values of a closed list


def keys_of(kind: str, group: str) -> list[str]:
    """The keys that make up a field, in the order of the record; [] where one of them cannot be typed."""
    record = KINDS.get(kind)
    names = list(record.__dataclass_fields__) if record is not None else []
    keys = [k for k in names if group_of(kind)(k) == group]
    return keys if keys and all(may_be_typed(kind, k) for k in keys) else []


class FieldEditor(QWidget):
    """Begins with what stood there; `value` reads it back."""

    def __init__(self, kind: str, group: str, held: Body, words: Words, options: Options) -> None:
        super().__init__()
        self.kind, self.group = kind, group
        self.fields: dict[str, TextField | Choice] = {}
        self._told: dict[str, Text] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for key in keys_of(kind, group):
            word = field_word(key, kind)
            field = _field(kind, key, held.get(key), words, options)
            field.setAccessibleName(_("{field}，写成别的").format(field=word))
            label, told = Text(word, "note", "ink2"), Text("", "note", "bad", wrap=True)
            label.setBuddy(field)
            told.hide()
            row = grid.rowCount()
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, row, 1)
            grid.addWidget(told, row + 1, 1)
            self.fields[key], self._told[key] = field, told

    def begin(self) -> None:
        """The keyboard in the first field."""
        next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> dict[str, Value]:
        """The keys as typed, empty ones left out; Refused, with each wrong field marked."""
        found: dict[str, Value] = {}
        wrong: list[Problem] = []
        for key, field in self.fields.items():
            self.show_problem(key, "")
            try:
                typed = field.value() if isinstance(field, Choice) else read_typed(self.kind, key, field.text())
            except Refused as error:
                wrong += error.problems
                self.show_problem(key, explain(error))
            else:
                if typed not in (None, ""):
                    found[key] = typed
        if wrong:
            self.fields[wrong[0].field].setFocus(Qt.FocusReason.OtherFocusReason)
            raise Refused(*wrong)
        return found

    def show_problem(self, key: str, sentence: str) -> bool:
        """Mark a field and say what is wrong with it; "" takes it back. False where the field is not here."""
        if key not in self.fields:
            return False
        show_wrong(self.fields[key], wrong=bool(sentence))
        self.fields[key].setAccessibleDescription(sentence)
        self._told[key].setText(sentence)
        self._told[key].setVisible(bool(sentence))
        return True


def _field(kind: str, key: str, value: Value, words: Words, options: Options) -> TextField | Choice:
    word = field_word(key, kind)
    closed: list[tuple[str, object]] = list(options.get(key, []))
    closed = closed or [(value_text(key, v, words), v) for v in options_of(kind, key)]
    if is_flag(kind, key):
        closed = [(_("否"), False), (_("是"), True)]
    if not closed:
        return TextField(word, as_typed(key, value), chars=24)
    choice = Choice(word, closed)
    choice.choose(value)
    return choice
