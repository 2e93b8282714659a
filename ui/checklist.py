"""The checklist in walking order: one item is open with its keys, the others are a line each."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.audit import Finding
from auditor.drafts import AuditDraft
from auditor.wording import _
from ui import theme
from ui.answers import AnswerBar
from ui.audit_reading import Part, Section
from ui.checklist_rows import Heading, ItemRow, ListHead
from ui.fields import TextField
from ui.panes import Elided, Scroll

Findings = Mapping[str, Mapping[str, Finding]]


class NoteLine(TextField):
    """The note of the open item. Enter keeps it and goes back to the list, Esc gives back what stood there."""

    ended = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.ended.emit()
            return
        before = self.text()
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape and before == self.text():
            self.ended.emit()


class OpenItem(QWidget):
    """What the current item opens: the four answers, a word where 不适用 is no answer, and the note."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.bar = AnswerBar()
        self.hint = Elided("", "note")
        top.addWidget(self.bar)
        top.addWidget(self.hint, 1)
        column.addLayout(top)
        self.note = NoteLine(_("这一项的备注"), chars=48, example=_("这一项的备注，回车记下"))
        self.note.setMaximumWidth(560)
        column.addWidget(self.note)
        self.note.hide()

    def sizeHint(self) -> QSize:
        high = self.bar.sizeHint().height()
        if not self.note.isHidden():
            high += 6 + self.note.sizeHint().height()
        return QSize(300, high)


class Checklist(QWidget):
    """The items of a site and its points. The page holds the draft; the list shows it and says what was asked."""

    answered = Signal(object)  # Answer, for the current item
    cleared = Signal()
    noted = Signal(str)
    moved = Signal(str, str)  # unit and item: the hand is on another question

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("检查项"))
        self.rows: list[ItemRow] = []
        self._headings: list[tuple[Heading, list[ItemRow]]] = []
        self._at = -1
        self._shown: tuple[tuple[Section, ...], Findings] = ((), {})
        self.head = ListHead()
        self.open = OpenItem()
        self.open.bar.pressed.connect(self.answered)
        self.open.note.textChanged.connect(self._note)
        self.open.note.ended.connect(self.leave_note)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.view = Scroll(self._inner)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.view, 1)
        theme.changed.connect(self._settle)

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_sections(self, sections: tuple[Section, ...], before: Findings) -> None:
        """Show these items, with what each got last time; the draft comes after. Unchanged ones stay as they are."""
        if self._shown == (sections, before):
            return
        self._shown = (sections, before)
        self.open.setParent(self)
        self.open.hide()
        while self._column.count() > 1:
            old = self._column.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.rows, self._headings, self._at = [], [], -1
        for section in sections:
            unit_head, first = self._add_heading(section.name, unit=True), len(self.rows)
            for part in section.parts:
                self._add_part(section, part, before)
            self._headings.append((unit_head, self.rows[first:]))

    def _add_heading(self, words: str, *, unit: bool) -> Heading:
        heading = Heading(words, unit=unit)
        self._column.insertWidget(self._column.count() - 1, heading)
        return heading

    def _add_part(self, section: Section, part: Part, before: Findings) -> None:
        heading = self._add_heading(part.name, unit=False) if part.name else None
        mine = []
        for item in part.items:
            row = ItemRow(len(self.rows) + 1, section.unit, item)
            row.show_before(before.get(section.unit, {}).get(item.id))
            row.clicked.connect(lambda row=row: self._take(row))
            self._column.insertWidget(self._column.count() - 1, row)
            self.rows.append(row)
            mine.append(row)
        if heading is not None:
            self._headings.append((heading, mine))

    def show_draft(self, draft: AuditDraft) -> None:
        """Show answers and notes, and open the question the draft is on (the first, where it is on none)."""
        for row in self.rows:
            row.show_state(draft.answer(row.unit, row.item.id), draft.note_of(row.unit, row.item.id))
        for heading, rows in self._headings:
            heading.show_count(sum(r.answer is not None for r in rows), len(rows))
        wanted = next((n for n, r in enumerate(self.rows) if (r.unit, r.item.id) == (draft.unit, draft.item)), 0)
        if self.rows and wanted != self._at:
            self._open(wanted)
        self._show_open()

    @property
    def current(self) -> ItemRow | None:
        """The open row; None where there is no item at all."""
        return self.rows[self._at] if 0 <= self._at < len(self.rows) else None

    def step(self, by: int) -> None:
        """Open the next or an earlier item; at the ends it stays."""
        if self.rows:
            self.go_to(min(len(self.rows) - 1, max(0, self._at + by)))

    def go_to(self, place: int) -> None:
        """Open an item by its place in the walk."""
        if place != self._at:
            self._open(place)
            self._show_open()
            row = self.rows[place]
            self.moved.emit(row.unit, row.item.id)

    def _take(self, row: ItemRow) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.go_to(self.rows.index(row))

    def _open(self, place: int) -> None:
        if self.open.note.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open.note.hide()
        before = self.current
        if before is not None:
            before.open_with(None)
        self._at = place
        row = self.rows[place]
        row.open_with(self.open)
        row.lit = self.hasFocus()

    def _show_open(self) -> None:
        row = self.current
        if row is None:
            return
        self.open.bar.show_answer(row.answer)
        no_answer = "" if row.item.not_applicable else _("这一项答「不适用」仍算未知")
        self.open.hint.setText(_("3 不算答案") if no_answer else "")
        self.open.bar.buttons[2].setToolTip(no_answer)
        self.open.bar.buttons[2].setAccessibleDescription(no_answer)
        if row.note and self.open.note.isHidden():
            self.open.note.show()
        if self.open.note.text() != row.note:
            self.open.note.show_text(row.note)
        row.open_with(self.open)
        if self.accessibleName() != row.spoken():
            self.setAccessibleName(row.spoken())
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self._settle()

    # -- the note ---------------------------------------------------------------------------------------------------

    def write_note(self) -> None:
        """F4: the keyboard goes into the note of the current item."""
        row = self.current
        if row is not None:
            self.open.note.show()
            row.open_with(self.open)
            self._settle()
            self.open.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave_note(self) -> None:
        """Back from the note to the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        row = self.current
        if row is not None and not row.note:
            self.open.note.hide()
            row.open_with(self.open)

    def _note(self, text: str) -> None:
        row = self.current
        if row is not None and text != row.note:  # else it was put in from the draft
            self.noted.emit(text)

    # -- events -----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.view.viewport().height() // theme.height(31) - 2)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        key = Qt.Key(event.key())
        if key in steps:
            self.step(steps[key])
        elif key == Qt.Key.Key_Home:
            self.step(-len(self.rows))
        elif key == Qt.Key.Key_End:
            self.step(len(self.rows))
        elif key == Qt.Key.Key_Backspace and not event.isAutoRepeat():
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._light(lit=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._light(lit=False)

    def _light(self, *, lit: bool) -> None:
        row = self.current
        if row is not None:
            row.lit = lit
            row.update()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self.head.fit(self.view.viewport().width())
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Once the layout has taken the new height: the open row whole in view, with a line of what comes next."""
        QTimer.singleShot(0, self, self._bring_into_view)

    def _bring_into_view(self) -> None:
        row = self.current
        if row is None:
            return
        self._column.activate()
        bar, line = self.view.verticalScrollBar(), theme.height(31)
        top, high = row.y(), self.view.viewport().height()
        if top - line < bar.value():
            bar.setValue(top - line - theme.height(30))
        elif top + row.height() + 2 * line > bar.value() + high:
            bar.setValue(top + row.height() + 2 * line - high)
