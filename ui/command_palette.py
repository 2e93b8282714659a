"""查找或执行: pages, what can be done here, and places by code, name or initials; Esc leaves all as it was."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from auditor.division import spoken_name
from auditor.finding import folded, found, key_of, places_found
from auditor.pinyin import initials
from auditor.store import SiteListing, Store, Work
from auditor.wording import _, pgettext
from ui import theme
from ui.actions import key_text, reason
from ui.context import Context
from ui.fields import SearchField
from ui.panes import EmptyState, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable

WIDTH = 680
MOST_SITES, MOST_PLACES = 30, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette: what it is called, what kind of thing, its key or why it may not be done."""

    id: str
    words: str
    note: str
    action: QAction | None = None
    site: str = ""  # id of a site, or code of a street or community
    key: str = ""  # what a search looks in


def find_sites(store: Store, text: str) -> list[SiteListing]:
    """Sites that a text fits by code, name, address, organisation or initials, best first."""
    with store.reading() as work:
        held: Work = work
        return held.sites.search(text, limit=MOST_SITES)


def find_places(store: Store, text: str) -> list[Entry]:
    """Streets and communities that a text fits, then sites, as lines of the palette."""
    with store.reading() as work:
        streets = [(s.code, s.name) for s in work.streets.all()]
        communities = [(c.code, c.name) for c in work.communities.all()]
    found = [Entry(code, spoken_name(code, name), _("街道"), site=code) for code, name in places_found(streets, text)]
    found += [Entry(code, name, _("社区"), site=code) for code, name in places_found(communities, text)]
    sites = find_sites(store, text)
    return found[:MOST_PLACES] + [Entry(s.id, f"{s.code} {s.name}", pgettext("一个", "点位"), site=s.id) for s in sites]


def spelled(entries: list[Entry]) -> list[Entry]:
    """The same lines, to be found by their initials too: 台账 by tz."""
    return [replace(e, key=key_of("", e.words, initials=initials(e.words))) for e in entries]


class _Field(SearchField):
    """Enter opens what is chosen, whether the pause of the search is over or not."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _Scrim(QWidget):
    """The window dimmed behind the palette."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().scrim)
        painter.end()


class CommandPalette(QDialog):
    """`chosen_site` is the site picked, if one was; an action picked has been done."""

    def __init__(self, window: QWidget, context: Context, actions: list[QAction]) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.context = context
        self.chosen_site = ""
        self._entries = [
            Entry(a.objectName(), a.text(), reason(a) or key_text(a), a, key=key_of("", a.text()))
            for a in actions
            if a.text() and a.objectName() != "window.find"
        ]
        self.setWindowTitle(_("查找或执行"))
        self.field = _Field(_("查找或执行"), _("页面、动作、点位：编号、名称或拼音首字母"))
        self.table: RecordTable[Entry] = RecordTable(
            [
                Column("words", _("找到"), lambda e: e.words, stretch=True, tone=lambda e: None if _may(e) else "ink3"),
                Column("note", _("键或说明"), lambda e: e.note, width=24, align="right", tone=lambda _e: "ink2"),
            ],
            _("找到"),
            sortable=False,
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("part", "pane")
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(Listing(self.table, EmptyState("search", _("没有找到"), _("换几个字试试。"))), 1)
        column.addWidget(Text(_("Enter 打开 · Esc 离开"), "note", "ink2"))
        self._scrim = _Scrim(window)
        self._scrim.setGeometry(window.rect())
        self._scrim.show()
        self.finished.connect(self._undim)
        self.setFixedWidth(WIDTH)
        self.resize(WIDTH, 420)
        self.move(window.mapToGlobal(QPoint((window.width() - WIDTH) // 2, 64)))
        self.field.searched.connect(self._search)
        self.field.entered.connect(self._enter)
        self.field.left_down.connect(self.table.setFocus)
        self.table.opened.connect(self._open)
        self._found = self._entries
        context.tasks.run(partial(spelled, self._entries), self._spell)
        self._show(self._entries)
        self.field.setFocus()

    def _undim(self) -> None:
        self._scrim.hide()
        self._scrim.deleteLater()

    def _enter(self) -> None:
        if (entry := self.table.chosen_record()) is not None:
            self._open(entry)

    def _show(self, entries: list[Entry]) -> None:
        self.table.show_records(entries)
        if entries:
            self.table.choose_row(0)

    def _search(self, text: str) -> None:
        self._found = found(self._entries, text, lambda e: e.key)
        self._show(self._found)
        if folded(text):
            self.context.tasks.run(partial(find_places, self.context.store, text), partial(self._add, text))

    def _spell(self, entries: list[Entry]) -> None:
        self._entries = entries

    def _add(self, text: str, places: list[Entry]) -> None:
        if self.field.text().strip() == text.strip():
            self._show(self._found + places)

    def _open(self, entry: Entry) -> None:
        if entry.site:
            self.chosen_site = entry.site
            self.accept()
        elif entry.action is not None and entry.action.isEnabled():
            self.accept()
            entry.action.trigger()


def _may(entry: Entry) -> bool:
    return entry.action is None or entry.action.isEnabled()
