"""Editing in the row: a field over one cell of the register; Enter saves it and goes on, Esc gives back what stood."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from auditor import wording
from auditor.division import code_of
from auditor.errors import Problem, Refused, Unavailable
from auditor.site import MOST_HOUSEHOLDS, Site
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases import recording
from auditor.wording import _, named
from ui import theme
from ui.context import Context
from ui.fields import Choice, NumberField, TextField, show_wrong
from ui.panes import Glyph, Text
from ui.record_table import RecordTable
from ui.register_rows import RegisteredSite

ORDER = ("code", "name", "place", "households")  # columns that are edited in the row, as Enter goes through them
FIRST = "name"
_FIELD = {"place": "place_type"}
_FORWARD, _BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab), (Qt.Key.Key_Backtab,)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the keyboard goes after a cell was saved: so many cells and rows on; nowhere leaves the row."""

    cells: int = 0
    rows: int = 0


class _Cell:
    """What every editor of a cell shares: its keys. While a value is on its way, what is typed waits for the next."""

    stepped: Callable[[Step], object]
    left: Callable[[], object]
    typed: list[str]
    busy = False

    def take(self, event: QKeyEvent, *, rows: bool) -> bool:
        """Whether the key was one of going on or back."""
        key = Qt.Key(event.key())
        steps = {**dict.fromkeys(_FORWARD, Step(cells=1)), **dict.fromkeys(_BACK, Step(cells=-1))}
        if rows:
            steps |= {Qt.Key.Key_Down: Step(rows=1), Qt.Key.Key_Up: Step(rows=-1)}
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _FORWARD[:2]:
            steps[key] = Step(cells=-1)
        if self.busy:
            self.typed.append(event.text())
        elif key == Qt.Key.Key_Escape:
            self.left()
        elif key in steps:
            self.stepped(steps[key])
        else:
            return False
        return True


class _TextCell(_Cell, TextField):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take(event, rows=True):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: ARG002 - Qt's name; Tab goes on in the row
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.stepped(Step())


class _NumberCell(_TextCell, NumberField):
    pass


class _ChoiceCell(_Cell, Choice):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take(event, rows=False):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: ARG002
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.stepped(Step())


class Callout(QFrame):
    """One sentence beside a cell: what is wrong with what was typed there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "message")
        self.setProperty("kind", "bad")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(Glyph("warning", "bad", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.sentence = Text("", "note", "bad", wrap=True)
        row.addWidget(self.sentence, 1)
        self.hide()

    def tell(self, sentence: str, beside: QWidget) -> None:
        """Show it below the cell, above it where there is no room; "" takes it away."""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        if not sentence:
            return
        whole = self.parentWidget()
        assert whole is not None
        spot = beside.mapTo(whole, beside.rect().bottomLeft())
        width = min(theme.height(340), whole.width() - 16)
        height = self.sentence.heightForWidth(width - theme.height(56)) + 18
        top = spot.y() + 4 if spot.y() + 4 + height < whole.height() else spot.y() - beside.height() - height - 4
        self.setGeometry(max(4, min(spot.x(), whole.width() - width - 8)), top, width, height)
        self.raise_()


class RowEditing(QObject):
    """At most one cell at a time, over the table's chosen row."""

    saved = Signal(object)  # Site, as it stands now
    ended = Signal()

    def __init__(self, table: RecordTable[RegisteredSite], context: Context) -> None:
        super().__init__(table)
        self.table, self.context = table, context
        self.cell: _TextCell | _ChoiceCell | None = None
        self._site: Site | None = None
        self._key = FIRST
        self._typed: list[str] = []
        self.callout = Callout(table)
        table.verticalScrollBar().valueChanged.connect(self._put)
        table.horizontalHeader().sectionResized.connect(self._put)

    @property
    def active(self) -> bool:
        """Whether a cell is being edited."""
        return self.cell is not None

    def begin(self, key: str = FIRST) -> None:
        """Edit a cell of the chosen row, read anew so that nobody's edit is written over."""
        chosen = self.table.chosen_record()
        if chosen is None:
            return
        self._key = key
        self.context.tasks.run(partial(_read, self.context.store, chosen.id), self._open, self._refuse_row)

    def _refuse_row(self, error: Exception) -> None:
        self.end()
        self.context.tasks.refused.emit(error)

    def _open(self, site: Site) -> None:
        chosen = self.table.chosen_record()
        if chosen is None or chosen.id != site.id:
            return
        self._site = site
        self._show(self._key)

    def _show(self, key: str) -> None:
        """The field over one cell; `households` gives way where nobody can live."""
        assert self._site is not None
        self._drop()
        self._key = key
        cell = self._make(key, self._site)
        cell.stepped, cell.left, cell.typed = self._go, self.end, self._typed
        cell.setParent(self.table.viewport())
        self.cell = cell
        self._put()
        cell.show()
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(cell, TextField):
            cell.selectAll()
            if self._typed:
                cell.insert("".join(filter(str.isprintable, self._typed)))
        self._typed.clear()

    def _make(self, key: str, site: Site) -> "_TextCell | _ChoiceCell":
        if key == "code":
            return _TextCell(_("编号"), site.code, chars=8)
        if key == "name":
            return _TextCell(_("名称"), site.name)
        if key == "households":
            return _NumberCell(_("户数"), site.households)
        types = self.context.standard.place_types
        options: list[tuple[str, object]] = [(named(t.name, t.name_en), t.id) for t in types.values()]
        if site.place_type not in types:
            options.insert(0, (site.place_type, site.place_type))
        cell = _ChoiceCell(_("场所类型"), options)
        cell.setMinimumContentsLength(4)
        cell.choose(site.place_type)
        return cell

    def _put(self, *_moved: object) -> None:
        chosen = self.table.chosen_record()
        if self.cell is None or chosen is None:
            return
        row = self.table.records.row_of(chosen)
        box = self.table.visualRect(self.table.records.index(row, self.table.records.column(self._key)))
        wide = max(box.width(), theme.height(150)) if isinstance(self.cell, Choice) else box.width()
        self.cell.setGeometry(box.left(), box.top() - 1, wide, box.height() + 1)

    # -- saving -----------------------------------------------------------------------------------------------------

    def _value(self) -> tuple[str, object]:
        """Which field of the site the cell is, and what stands in it; Refused for what is no number."""
        cell, name = self.cell, _FIELD.get(self._key, self._key)
        if isinstance(cell, Choice):
            return name, str(cell.value())
        assert isinstance(cell, TextField)
        if isinstance(cell, NumberField):
            try:
                return name, cell.number() or 0
            except ValueError:
                facts = {"value": cell.text().strip(), "most": MOST_HOUSEHOLDS}
                raise Refused(Problem(name, "households_range", facts)) from None
        return name, code_of(cell.text()) if name == "code" else cell.text().strip()

    def _go(self, step: Step) -> None:
        """Save what changed, then go where the key leads."""
        site = self._site
        if self.cell is None or site is None or self.cell.busy:
            return
        try:
            name, value = self._value()
        except Refused as refused:
            self._refuse(refused)
            return
        if getattr(site, name) == value:
            self._step(step)
            return
        self.cell.busy = True
        made = replace(site, **{name: value})  # type: ignore[arg-type]
        work = partial(_save, site=made, standard=self.context.standard)
        told = _("修改 {code}").format(code=site.code)
        self.context.undoing.save(self.context, told, work, partial(self._done, step), self._refuse)

    def _done(self, step: Step, site: Site) -> None:
        self._site = site
        if self.cell is not None:
            self.cell.busy = False
        self.saved.emit(site)
        self._step(step)

    def _refuse(self, error: Exception) -> None:
        if self.cell is None or not isinstance(error, Refused | Unavailable):
            return
        self.cell.busy = False
        self._typed.clear()
        show_wrong(self.cell, wrong=True)
        self.cell.setAccessibleDescription(wording.explain(error))
        self.callout.tell(wording.explain(error), self.cell)
        self.cell.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, step: Step) -> None:
        if step.rows:
            row = self.table.currentIndex().row() + step.rows
            if 0 <= row < self.table.records.rowCount() and self.table.records.record(row) is not None:
                key = self._key
                self._drop()
                self.table.choose_row(row)
                self.begin(key)
            else:
                self.end()
        elif step.cells:
            keys = [k for k in ORDER if k != "households" or self._has_households()]
            at = keys.index(self._key) + step.cells if self._key in keys else len(keys)
            if 0 <= at < len(keys):
                self._show(keys[at])
            else:
                self.end()
        else:
            self.end(keep_keyboard=True)

    def _has_households(self) -> bool:
        place = self.context.standard.place_types.get(self._site.place_type) if self._site is not None else None
        return place is None or place.residential

    def end(self, *, keep_keyboard: bool = False) -> None:
        """No cell is edited any more; the keyboard is back on the row, unless it went elsewhere by itself."""
        was = self.active
        self._drop()
        self._site = None
        if was and not keep_keyboard:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if was:
            self.ended.emit()

    def _drop(self) -> None:
        cell, self.cell = self.cell, None
        self.callout.tell("", self.table)
        if cell is not None:
            cell.stepped = _nowhere
            cell.hide()
            cell.deleteLater()


def _nowhere(_step: Step) -> None:
    """A field that goes away leads nowhere."""


def _read(store: Store, site: str) -> Site:
    with store.reading() as work:
        return work.sites.get(site)


def _save(store: Store, site: Site, standard: Standard) -> Site:
    return recording.save_site(store, site, standard)
