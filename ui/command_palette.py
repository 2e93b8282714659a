"""查找或执行: pages, what can be done here, and sites by code or name, over any page; Esc leaves it as it was."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

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
MOST_SITES = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette: what it is called, what kind of thing, its key or why it may not be done."""

    id: str
    words: str
    note: str
    action: QAction | None = None
    site: str = ""


def find_sites(store: Store, text: str) -> list[SiteListing]:
    """Sites whose code or name holds the text."""
    with store.reading() as work:
        held: Work = work
        return held.sites.search(text, limit=MOST_SITES)


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
            Entry(a.objectName(), a.text(), reason(a) or key_text(a), a)
            for a in actions
            if a.text() and a.objectName() != "window.find"
        ]
        self.setWindowTitle(_("查找或执行"))
        self.field = _Field(_("查找或执行"), _("页面、动作；点位编号或名称"))
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
        wanted = text.strip().casefold()
        self._found = [e for e in self._entries if wanted in e.words.casefold()]
        self._show(self._found)
        if wanted:
            self.context.tasks.run(partial(find_sites, self.context.store, text.strip()), self._add)

    def _add(self, sites: list[SiteListing]) -> None:
        if self.field.text().strip():
            self._show(
                self._found + [Entry(s.id, f"{s.code} {s.name}", pgettext("一个", "点位"), site=s.id) for s in sites]
            )

    def _open(self, entry: Entry) -> None:
        if entry.site:
            self.chosen_site = entry.site
            self.accept()
        elif entry.action is not None and entry.action.isEnabled():
            self.accept()
            entry.action.trigger()


def _may(entry: Entry) -> bool:
    return entry.action is None or entry.action.isEnabled()
