"""The checklist in walking order: one item is open with its keys, the others are a line each."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.audit import Answer, Finding
from auditor.checklist import MOST_OCCURRENCES, counted
from auditor.drafts import AuditDraft
from auditor.wording import _
from ui import theme
from ui.answer_bar import AnswerBar
from ui.audit_reading import Part, Section
from ui.checklist_rows import Heading, ItemRow, ListHead
from ui.fields import TextField, show_wrong
from ui.panes import Scroll, Text
from ui.replies import Reply, method_words, replies_to


def _is_reply(reply: Reply, finding: Finding) -> bool:
    same = reply.finding.answer is finding.answer
    return same and (not reply.finding.band or finding.band in ("", reply.finding.band))


Findings = Mapping[str, Mapping[str, Finding]]


class NoteLine(TextField):
    """A line below the open item. Enter takes it and goes back to the list, Esc gives back what stood there."""

    entered = Signal()
    ended = Signal()  # with Esc: nothing was changed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
            return
        before = self.text()
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape and before == self.text():
            self.ended.emit()


class OpenItem(QWidget):
    """What the current item opens: its answers, how it is scored, and the note, or how many there are."""

    counted = Signal(int)  # occurrences typed, with Enter

    def __init__(self) -> None:
        super().__init__()
        self.bar = AnswerBar()
        self.hint = Text("", "note", "ink2", wrap=True)
        self.note = NoteLine(_("这一项的备注"), chars=48, example=_("这一项的备注，回车记下"))
        self.count = NoteLine(_("有几处"), chars=18, example=_("有几处，回车记下"))
        self.count.entered.connect(self._count)
        self.note.setMaximumWidth(560)
        self.count.setMaximumWidth(220)
        for widget in (self.bar, self.hint, self.count, self.note):
            widget.setParent(self)
        self.hint.hide()
        self.note.hide()
        self.count.hide()

    def _count(self) -> None:
        text = self.count.text().strip()
        if text.isdecimal() and 1 <= int(text) <= MOST_OCCURRENCES:
            self.counted.emit(int(text))
        else:
            show_wrong(self.count, wrong=True)

    def _rows(self) -> list[QWidget]:
        return [w for w in (self.bar, self.hint, self.count, self.note) if not w.isHidden()]

    def _high(self, widget: QWidget, width: int) -> int:
        return widget.heightForWidth(width) if widget in (self.bar, self.hint) else widget.sizeHint().height()

    def heightForWidth(self, width: int) -> int:
        """What stands in it, one below the other."""
        rows = self._rows()
        return sum(self._high(w, width) for w in rows) + 6 * (len(rows) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put its parts one below the other."""
        top = 0
        for widget in self._rows():
            high = self._high(widget, self.width())
            widget.setGeometry(0, top, min(self.width(), widget.maximumWidth()), high)
            top += high + 6

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 300)))


class Checklist(QWidget):
    """The items of a site and its points. The page holds the draft; the list shows it and says what was asked."""

    pressed = Signal(int)  # a digit, for the current item
    answered = Signal(object)  # Finding, for the current item
    cleared = Signal()
    undone = Signal()  # the answer given last, with Ctrl Z
    noted = Signal(str)
    shown = Signal()  # the open item is drawn anew: its keys may be others
    moved = Signal(str, str)  # unit and item: the hand is on another question

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("检查项"))
        self.rows: list[ItemRow] = []
        self._headings: list[tuple[Heading, list[ItemRow]]] = []
        self.may_undo = False  # something was answered at this visit: Ctrl Z is the list's own
        self._at = -1
        self._strip: QWidget | None = None
        self._shown: tuple[tuple[Section, ...], Findings] = ((), {})
        self.head = ListHead()
        self.open = OpenItem()
        self.open.setParent(self)
        self.open.hide()  # until a row is opened
        self.open.bar.pressed.connect(self.pressed)
        self.open.counted.connect(lambda n: self.answered.emit(counted(n)))
        self.open.count.ended.connect(self.leave_note)
        self.open.note.textChanged.connect(self._note)
        self.open.note.ended.connect(self.leave_note)
        self.open.note.entered.connect(self._take_note)
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
        theme.after_change(self._settle)

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_sections(self, sections: tuple[Section, ...], before: Findings) -> None:
        """Show these items, with what each got last time; the draft comes after. Unchanged ones stay as they are."""
        if self._shown == (sections, before):
            return
        self._shown = (sections, before)
        self.place_under("", "", None)
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
            row.show_state(draft.finding(row.unit, row.item.id), draft.note_of(row.unit, row.item.id))
            row.show_correction(draft.days_of(row.unit, row.item.id))
        for heading, rows in self._headings:
            heading.show_count(sum(r.answer is not None for r in rows), len(rows))
        wanted = next((n for n, r in enumerate(self.rows) if (r.unit, r.item.id) == (draft.unit, draft.item)), 0)
        if self.rows and wanted != self._at:
            self._open(wanted)
        self._show_open()

    def place_under(self, unit: str, item: str, strip: QWidget | None) -> None:
        """Put a strip below the row of an item, without the keyboard; None takes the one there away."""
        if self._strip is not None and self._strip is not strip:
            self._strip.hide()
            self._strip.setParent(self)
        self._strip = strip
        row = next((r for r in self.rows if (r.unit, r.item.id) == (unit, item)), None)
        if strip is not None and row is not None:
            self._column.insertWidget(self._column.indexOf(row) + 1, strip)
            strip.show()
        self._settle()

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

    def go_to_item(self, unit: str, item: str) -> None:
        """Open an item of a unit."""
        places = [(row.unit, row.item.id) for row in self.rows]
        if (unit, item) in places:
            self.go_to(places.index((unit, item)))

    def _take(self, row: ItemRow) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.go_to(self.rows.index(row))

    def _open(self, place: int) -> None:
        if self.open.note.hasFocus() or self.open.count.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open.note.hide()
        self.open.count.hide()
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
        replies = replies_to(row.item)
        chosen = next((r.digit for r in replies if row.finding and _is_reply(r, row.finding)), 0)
        self.open.bar.show_replies(replies, chosen)
        no_answer = "" if row.item.not_applicable else _("这一项答「不适用」仍算未知")
        hints = (method_words(row.item), _("3 不算答案") if no_answer else "")
        self.open.hint.setText(" · ".join(h for h in hints if h))
        self.open.hint.setVisible(any(hints))
        for button, reply in zip(self.open.bar.buttons, replies, strict=True):
            told = no_answer if reply.finding.answer is Answer.NOT_APPLICABLE else ""
            button.setToolTip(told)
            button.setAccessibleDescription(told)
        if row.note and self.open.note.isHidden():
            self.open.note.show()
        if self.open.note.text() != row.note:
            self.open.note.show_text(row.note)
        row.open_with(self.open)
        if self.accessibleName() != row.spoken():
            self.setAccessibleName(row.spoken())
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.open.place()
        self._settle()
        self.shown.emit()

    # -- the note ---------------------------------------------------------------------------------------------------

    def write_note(self) -> None:
        """F4: the keyboard goes into the note of the current item."""
        row = self.current
        if row is not None:
            self.open.note.show()
            row.open_with(self.open)
            self._settle()
            self.open.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_count(self) -> None:
        """How many there are of what is wrong: the keyboard goes into a field of its own, Enter answers."""
        row = self.current
        if row is not None:
            held = row.finding.occurrences if row.finding else None
            self.open.count.show_text(str(held) if held else "")
            self.open.count.show()
            asked = _("有几处？填 1 到 {most}，回车记下").format(most=MOST_OCCURRENCES)
            self.open.hint.setText(f"{asked} · {method_words(row.item)}")
            row.open_with(self.open)
            self._settle()
            self.open.count.selectAll()
            self.open.count.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave_note(self) -> None:
        """Back from the note, or from the number, to the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open.count.hide()
        self._show_open()
        row = self.current
        if row is not None and not row.note:
            self.open.note.hide()
            row.open_with(self.open)

    def _take_note(self) -> None:
        """Enter: the words of an item that is assessed in words are its answer."""
        row = self.current
        self.leave_note()
        if row is not None and row.item.method == "written" and row.note.strip() and row.answer is not Answer.PASS:
            self.answered.emit(Finding(answer=Answer.PASS))

    def _note(self, text: str) -> None:
        row = self.current
        if row is not None and text != row.note:  # else it was put in from the draft
            self.noted.emit(text)

    # -- events -----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Ctrl Z takes back the last answer here; with nothing to take back it is the program's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.may_undo
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.may_undo and event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
            return
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
