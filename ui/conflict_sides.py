"""The sayings side by side: a column a side, a row a field; what agrees stands below in grey."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.conflict import Conflict, Contested
from auditor.conflict_wording import (
    agreed_rows,
    brief_moment,
    broken_texts,
    moment_text,
    rows_of,
    station_text,
    value_text,
    who_text,
)
from auditor.field_words import field_word
from auditor.history import State
from auditor.kinds import group_of
from auditor.record import Body
from auditor.use_cases.settling import Told
from auditor.wording import _, listed, ngettext, number
from ui.buttons import Button
from ui.conflict_cells import Chosen
from ui.conflict_editor import FieldEditor, Options, keys_of
from ui.panes import Glyph, Hairline, Text


class ConflictSides(QWidget):
    """What a person decides of one record. `changed` comes with every choice; nothing is saved here."""

    changed = Signal()

    def __init__(self, told: Told, options: Options) -> None:
        super().__init__()
        self.told, self.options = told, options
        self.conflict: Conflict = told.conflict
        self.choices: dict[str, str] = {}
        self.editors: dict[str, FieldEditor] = {}
        self.heads: list[Chosen] = []
        self.cells: dict[tuple[str, str], list[Chosen]] = {}  # by field and line
        self._places: list[list[Chosen]] = []  # what takes the keyboard, row by row
        self._homes: dict[str, QVBoxLayout] = {}
        self._anew: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        self._column = column
        if self.conflict.fields:
            self._add_sides()
        else:
            self._add_single()
        self._add_agreed()
        self._add_earlier()
        column.addStretch(1)

    # -- what stands here -------------------------------------------------------------------------------------------

    def _add_sides(self) -> None:
        of, sides = self.conflict, self.conflict.sides
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for at in range(len(sides)):
            grid.setColumnStretch(2 + at, 3)
        grid.setColumnStretch(1, 2)
        grid.addWidget(Text(_("原来"), "note", "ink3"), 0, 1, Qt.AlignmentFlag.AlignBottom)
        for at, side in enumerate(sides):
            where = station_text(side.station, self.told.own, self.told.words)
            who = f"{who_text(side.person, self.told.words)} · {brief_moment(side.at, self.told.today)}"
            name = _("整个取{where}，{who}").format(where=where, who=who)
            head = Chosen(where, name, note=who, key=str(at + 1) if at < 9 else "")
            head.clicked.connect(partial(self.take, at))
            grid.addWidget(head, 0, 2 + at)
            self.heads.append(head)
        self._places.append(self.heads)
        for field in of.fields:
            self._add_field(grid, field)
        self._column.addLayout(grid)
        self._link()

    def _add_field(self, grid: QGridLayout, field: Contested) -> None:
        of, first, top = self.conflict, True, grid.rowCount()
        for row in rows_of(of.kind, field, self.told.words):
            at = grid.rowCount()
            grid.addWidget(Text(row.word, "body", bold=True, wrap=True), at, 0)
            grid.addWidget(Text(row.base, "note", "ink2", wrap=True), at, 1)
            line: list[Chosen] = []
            for place, side in enumerate(of.sides):
                said = side.says.get(field.name)
                if said is None:
                    grid.addWidget(Text(_("没有改"), "note"), at, 2 + place)
                    continue
                cell = self._cell(field, row.word, said, row.values[said])
                cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if first else Qt.FocusPolicy.ClickFocus)
                grid.addWidget(cell, at, 2 + place)
                line.append(cell)
            if first:
                self._places.append(line)
            first = False
        self._add_anew(grid, field.name, top)

    def _cell(self, field: Contested, word: str, said: str, value: str) -> Chosen:
        saying = field.saying(said)
        assert saying is not None
        who = _("{who}，{where}，{when}").format(
            who=who_text(saying.person, self.told.words),
            where=station_text(saying.station, self.told.own, self.told.words),
            when=brief_moment(saying.at, self.told.today),
        )
        cell = Chosen(value, _("{field}：{value}（{who}）").format(field=word, value=value, who=who))
        cell.setToolTip(who)
        cell.clicked.connect(partial(self.choose, field.name, said))
        self.cells.setdefault((field.name, said), []).append(cell)
        return cell

    def _add_anew(self, grid: QGridLayout, group: str, top: int) -> None:
        """At the right of a field's first row: write it anew, where it can be typed; below its rows the room for it."""
        keys = keys_of(self.conflict.kind, group)
        if not keys:
            return
        home = QVBoxLayout()
        button = Button(_("写成别的"), "quiet", small=True)
        words = listed((field_word(k, self.conflict.kind) for k in keys), "、")
        button.setAccessibleName(_("{field}，写成别的").format(field=words))
        button.clicked.connect(partial(self.write_anew, group))
        sides = len(self.conflict.sides) if self.conflict.fields else 1
        grid.addWidget(button, top, 2 + sides)
        grid.addLayout(home, grid.rowCount(), 2, 1, sides)
        self._homes[group], self._anew[group] = home, button

    def _add_single(self) -> None:
        """Nothing to choose between: what is missing or wrong, and every field that can be written anew."""
        of = self.conflict
        for icon, told in self._matters():
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Glyph(icon, "bad" if of.state is State.BROKEN else "unk"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(told, "body", wrap=True), 1)
            self._column.addLayout(row)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        for group in dict.fromkeys(group_of(of.kind)(k) for k in of.agreed):
            top = grid.rowCount()
            for key in (k for k in of.agreed if group_of(of.kind)(k) == group):
                at = grid.rowCount()
                grid.addWidget(Text(field_word(key, of.kind), "note", "ink2"), at, 0)
                value = value_text(key, of.agreed[key], self.told.words)
                grid.addWidget(Text(value, "body", wrap=True), at, 2)
            self._add_anew(grid, group, top)
        self._column.addLayout(grid)

    def _matters(self) -> list[tuple[str, str]]:
        of = self.conflict
        found = []
        if of.missing:
            n = len(of.missing)
            told = ngettext(
                "缺 {n} 个上一版，从 {day} 起还没收到。收到以后自己接上；等不到，可以在现在的样子上写。",
                "缺 {n} 个上一版，从 {day} 起还没收到。收到以后自己接上；等不到，可以在现在的样子上写。",
                n,
            )
            found.append(("clock", told.format(n=number(n), day=moment_text(of.since))))
        found += [("warning", told) for told in broken_texts(of)]
        return found

    def _add_agreed(self) -> None:
        of = self.conflict
        if not of.fields or not of.agreed:
            return
        self._column.addWidget(Text(_("以下相同，不用定"), "note", "ink3"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for word, value in agreed_rows(of, self.told.words):
            at = grid.rowCount()
            grid.addWidget(Text(word, "note", "ink3"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(value, "note", "ink2", wrap=True), at, 1)
        self._column.addLayout(grid)
        if of.missing:
            for _icon, told in self._matters():
                self._column.addWidget(Text(told, "note", "unk", wrap=True))

    def _add_earlier(self) -> None:
        if not self.told.earlier:
            return
        self._column.addWidget(Hairline())
        self._column.addWidget(Text(_("以前这样定过"), "note", "ink3"))
        for version in self.told.earlier:
            who = f"{moment_text(version.at)} {who_text(version.person, self.told.words)}"
            told = _("{who}：{reason}").format(who=who, reason=version.body["reason"])
            self._column.addWidget(Text(told, "note", "ink2", wrap=True))

    # -- the keyboard -----------------------------------------------------------------------------------------------

    def _link(self) -> None:
        """The arrows go from box to box; Tab goes to each once."""
        for row, line in enumerate(self._places):
            for column, cell in enumerate(line):
                cell.moved.connect(partial(self._move, row, column))

    def _move(self, row: int, column: int, down: int, right: int) -> None:
        row = min(max(row + down, 0), len(self._places) - 1)
        line = self._places[row]
        if line:
            line[min(max(column + right, 0), len(line) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> QWidget | None:
        """What takes the keyboard first."""
        return self._places[0][0] if self._places and self._places[0] else next(iter(self._anew.values()), None)

    # -- what is decided --------------------------------------------------------------------------------------------

    def take(self, at: int, _checked: object = None) -> None:
        """A side whole: every field it says; what it does not say is left as it was chosen."""
        if at < len(self.conflict.sides):
            for field, line in self.conflict.sides[at].says.items():
                self.choose(field, line)
        self._show()

    def choose(self, field: str, line: str, _checked: object = None) -> None:
        """One saying of one field, all its keys together."""
        self._drop_editor(field)
        self.choices[field] = line
        self._show()

    def write_anew(self, group: str, _checked: object = None) -> None:
        """A field to be typed, beginning with what was chosen or written last; the same button takes it back."""
        if group in self.editors:
            self._drop_editor(group)
            self._show()
            self._anew[group].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        editor = FieldEditor(self.conflict.kind, group, self._held(group), self.told.words, self.options)
        self.choices.pop(group, None)
        self.editors[group] = editor
        self._homes[group].insertWidget(0, editor)
        self._anew[group].show_text(_("不写了"))
        self._anew[group].setAccessibleName(_("{field}，不写了").format(field=field_word(group, self.conflict.kind)))
        self._show()
        editor.begin()

    def _held(self, group: str) -> Body:
        contested = self.conflict.contested(group)
        if contested is None:
            return self.conflict.agreed
        chosen = contested.saying(self.choices.get(group, ""))
        return (chosen or contested.sayings[-1]).values

    def _drop_editor(self, group: str) -> None:
        editor = self.editors.pop(group, None)
        if editor is not None:
            editor.hide()
            self._homes[group].removeWidget(editor)
            editor.deleteLater()
            words = listed((field_word(k, self.conflict.kind) for k in editor.fields), "、")
            self._anew[group].show_text(_("写成别的"))
            self._anew[group].setAccessibleName(_("{field}，写成别的").format(field=words))

    def _show(self) -> None:
        for (field, line), cells in self.cells.items():
            for cell in cells:
                cell.setChecked(self.choices.get(field) == line)
        for head, side in zip(self.heads, self.conflict.sides, strict=False):  # no heads where nothing is contested
            head.setChecked(bool(side.says) and all(self.choices.get(f) == line for f, line in side.says.items()))
        self.changed.emit()

    @property
    def open(self) -> list[str]:
        """The fields that are not decided yet, in words."""
        waiting = [f for f in self.conflict.fields if f.name not in self.choices and f.name not in self.editors]
        return [field_word(f.keys[0] if f.name != "whole" else "whole", self.conflict.kind) for f in waiting]

    @property
    def touched(self) -> bool:
        """Whether anything is chosen or being written."""
        return bool(self.choices or self.editors)

    def anew(self) -> dict[str, Body]:
        """The fields written anew; Refused, with the fields marked, for what cannot be read."""
        return {group: editor.value() for group, editor in self.editors.items()}

    def show_problem(self, key: str, sentence: str) -> bool:
        """Say what is wrong at the field being written; False where that is not here."""
        return any(editor.show_problem(key, sentence) for editor in self.editors.values())
