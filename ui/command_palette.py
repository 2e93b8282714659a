"""查找或执行: places, what can be done with the chosen one, pages and actions; Esc leaves everything as it was."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from auditor.pinyin import initials
from auditor.store import SiteListing, Store, Work
from auditor.use_cases.revisiting import remember_place
from auditor.wording import _
from ui import theme
from ui.buttons import KeyCap
from ui.context import Context
from ui.fields import SearchField
from ui.page import Page
from ui.palette_entries import Entry, Row, action_groups, deeds, place_groups
from ui.palette_list import PaletteList, sentence
from ui.palette_places import Known, Place, matches, ranked, read_places, site_place
from ui.panes import EmptyState, Text

WIDTH, HEIGHT, TOP = 680, 500, 48
MOST_SITES = 30


def find_sites(store: Store, text: str) -> list[SiteListing]:
    """Sites whose code or name holds the text."""
    with store.reading() as work:
        held: Work = work
        return held.sites.search(text, limit=MOST_SITES)


def spell(words: Sequence[str]) -> dict[str, str]:
    """The pinyin initials of what actions and pages are called; on the worker, for the first use takes its time."""
    return {word: initials(word) for word in words}


class _Field(SearchField):
    """What is typed; every key that is no letter moves, opens or leaves."""

    pressed = Signal(QKeyEvent)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            self.pressed.emit(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape)
        if event.key() in (*keys, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.pressed.emit(event)
        else:
            super().keyPressEvent(event)


class _Scrim(QWidget):
    """The window dimmed behind the palette."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().scrim)
        painter.end()


class CommandPalette(QDialog):
    """`chosen` is the place picked and the page it is to open on, if one was; an action picked has been done."""

    def __init__(
        self,
        window: QWidget,
        context: Context,
        actions: Sequence[QAction],
        pages: Mapping[str, type[Page]],
        here: str = "",
    ) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.context = context
        self.chosen: tuple[str, str] | None = None
        self._actions, self._pages, self._here = list(actions), pages, here
        self._known = Known()
        self._letters: dict[str, str] = {}
        self._sites: list[SiteListing] = []
        self._asked = ""  # what `_sites` answers
        self._opening = False  # Enter came before anything was found
        self._moved = False
        self._before = window.window().focusWidget()
        self.setWindowTitle(_("查找或执行"))
        self._build()
        self._scrim = _Scrim(window)
        self._scrim.setGeometry(window.rect())
        self._scrim.show()
        self.finished.connect(self._undim)
        self._place(window)
        self._list_all()
        tasks = context.tasks
        tasks.run(partial(read_places, context.store, context.standard), self._learn)
        tasks.run(partial(spell, [a.text() for a in actions]), self._learn_letters)
        self.field.setFocus()

    def _build(self) -> None:
        self.field = _Field(_("查找或执行"), _("名称、编号、拼音首字母"))
        self.field.setProperty("part", "palette")
        self.field.setFont(theme.font("index", bold=False))
        self.list = PaletteList(_("找到"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(EmptyState("search", _("没有找到"), _("换几个字、编号或拼音首字母试试。")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("part", "palette")
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.stack, 1)
        column.addWidget(self._make_foot())
        self.field.textChanged.connect(self._type)
        self.field.searched.connect(self._search)
        self.field.pressed.connect(self._press)
        self.list.clicked.connect(self._click)

    def _make_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("part", "sunken")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(6)
        told = (
            ("↑ ↓", _("选"), self._down),
            ("Enter", _("打开"), self._enter),
            ("Tab", _("下一组"), self._next_group),
            ("Esc", _("关闭"), self.reject),
        )
        for key, word, do in told:
            cap = KeyCap(key, word)
            cap.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the key itself works in the field
            cap.clicked.connect(do)
            row.addWidget(cap)
        row.addStretch(1)
        row.addWidget(Text(_("> 只找动作　# 只找编号"), "note", "ink2"))
        return foot

    def _place(self, window: QWidget) -> None:
        room = window.size()
        wide = min(round(WIDTH * (1 + (theme.scale() - 1) / 2)), room.width() - 32)
        high = min(round(HEIGHT * (1 + (theme.scale() - 1) / 2)), room.height() - 32)
        top = max(16, min(TOP, (room.height() - high) // 2))
        self.setFixedSize(wide, high)
        self.move(window.mapToGlobal(QPoint((room.width() - wide) // 2, top)))

    def _undim(self) -> None:
        window, before = self.parentWidget(), self._before
        if window is not None:
            window.activateWindow()
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)  # as it was: nothing is taken for left
        self._scrim.hide()
        self._scrim.deleteLater()

    # -- what is listed ---------------------------------------------------------------------------------------------

    def _learn(self, known: Known) -> None:
        self._known = known
        self._list_all()

    def _learn_letters(self, letters: dict[str, str]) -> None:
        self._letters = letters
        self._list_all()

    def _type(self) -> None:
        self._moved = self._opening = False
        self._list_all()

    def _search(self, text: str) -> None:
        wanted = text.removeprefix("#").strip()
        if wanted and not text.startswith(">"):
            self.context.tasks.run(partial(find_sites, self.context.store, wanted), partial(self._found, text))
        else:
            self._asked, self._sites = text, []

    def _found(self, text: str, sites: list[SiteListing]) -> None:
        if text != self.field.text().strip():
            return
        self._asked, self._sites = text, sites
        self._list_all()
        if self._opening:
            self._enter()

    def _places(self, text: str) -> list[Place]:
        if not text:
            return list(self._known.recent)
        wanted = text.removeprefix("#").strip()
        sites = [site_place(s, self.context.standard) for s in self._sites] if self._asked == text else []
        if text.startswith("#"):
            return [p for p in (*sites, *self._known.places) if p.code and wanted.casefold() in p.code.casefold()]
        return ranked(wanted, [*sites, *(p for p in self._known.places if matches(wanted, p.name, p.code, p.letters))])

    def _list_all(self) -> None:
        text = self.field.text().strip()
        places = [] if text.startswith(">") else self._places(text)
        more = len(self._sites) >= MOST_SITES and self._asked == text
        self._groups: list[list[Row]] = [place_groups(places, more=more, recent=not text), [], []]
        if not text.startswith("#"):
            self._groups[2] = action_groups(self._actions, self._here, text.removeprefix(">").strip(), self._letters)
        kept = self.list.chosen() if self._moved else None
        self._show(kept)

    def _show(self, kept: Entry | None) -> None:
        place = kept.place if kept is not None and kept.place is not None else self._first_place()
        self._groups[1] = deeds(place, self._pages) if place is not None else []
        rows = [row for group in self._groups for row in group]
        self.list.shown.show(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.list.choose(rows.index(kept) if kept is not None and kept in rows else self.list.first())
        self._tell()

    def _first_place(self) -> Place | None:
        return next((row.place for row in self._groups[0] if isinstance(row, Entry)), None)

    def _tell(self) -> None:
        entry = self.list.chosen()
        self.field.setAccessibleDescription(sentence(entry) if entry is not None else _("没有找到"))

    # -- moving -----------------------------------------------------------------------------------------------------

    def _press(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.reject()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter_first() if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self._enter()
        elif key == Qt.Key.Key_Tab:
            self._next_group()
        else:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            self._step(steps[Qt.Key(key)])

    def _down(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        at = self.list.currentIndex().row()
        for _turn in range(abs(by)):
            following = self.list.first(at, 1 if by > 0 else -1)
            at = following if following >= 0 else at
        self._move(at)

    def _next_group(self) -> None:
        at, rows = self.list.currentIndex().row(), self.list.shown.rows
        heads = [i for i, row in enumerate(rows) if not isinstance(row, Entry)]
        following = next((i for i in heads if i > at), heads[0] if heads else -1)
        self._move(self.list.first(following))

    def _move(self, at: int) -> None:
        self._moved = True
        self.list.choose(at)
        chosen = self.list.chosen()
        if chosen is not None and chosen.place is not None and not chosen.is_deed:
            self._show(chosen)  # what can be done is said of the place under the bar
        self._tell()

    # -- doing ------------------------------------------------------------------------------------------------------

    def _click(self, index: QModelIndex) -> None:
        self.list.choose(index.row())
        self._enter()

    def _enter(self) -> None:
        entry = self.list.chosen()
        if entry is not None:
            self._open(entry)
        else:
            text = self.field.text().strip()
            self._opening = bool(text) and self._asked != text  # sites are still being looked for

    def _enter_first(self) -> None:
        deed = next((row for row in self._groups[1] if isinstance(row, Entry)), None)
        if deed is not None:
            self._open(deed)

    def _open(self, entry: Entry) -> None:
        if entry.place is not None:
            place = entry.place
            self.context.tasks.run(partial(remember_place, self.context.store, place.kind, place.id), _nothing)
            self.chosen = (entry.page, place.id)
            self.accept()
        elif entry.action is not None and entry.action.isEnabled():
            self.accept()
            entry.action.trigger()


def _nothing(_answer: None) -> None:
    """What is remembered changes nothing on the screen."""
