"""Reading the manual: contents, search, text, back and forward; beside a page or on a page of its own."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.wording import _, number
from ui import theme
from ui.actions import Actions
from ui.fields import JumpField
from ui.manual import PARTS, chapter, chapters, find, part_name
from ui.manual_text import ManualText
from ui.panes import EmptyState, Pane
from ui.record_model import Column, Group
from ui.record_table import Listing, RecordTable

LIST_WIDTH = 280


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the contents: a chapter, or a section that holds the words looked for."""

    id: str
    chapter: str
    section: int
    words: str
    told: str = ""


class Reader(QWidget):
    """The whole manual. `wide` has the contents beside the text; else they stand in its place while one looks."""

    turned = Signal()  # another chapter, or what may be done is different now

    def __init__(self, home: QWidget, actions: Actions, *, wide: bool) -> None:
        super().__init__(home)
        self.wide = wide
        self._been: list[tuple[str, int]] = []  # chapter and how far it was scrolled
        self._at = -1
        self._words = ""
        self.actions_here = actions
        self.text = ManualText() if wide else ManualText(14)
        self.search = JumpField(_("在使用说明里找"), _("找几个字"), chars=16)
        self.list: RecordTable[Line] = RecordTable(
            [Column("words", _("目录"), lambda e: e.words, stretch=True, tooltip=lambda e: e.told or e.words)],
            _("目录"),
            sortable=False,
        )
        self._declare()
        self._lay_out()
        self.text.asked.connect(self.open_chapter)
        self.search.searched.connect(self._find)
        self.search.entered.connect(self._open_first)
        self.search.left.connect(self._leave_search)
        self.search.left_down.connect(self.list.setFocus)
        self.list.opened.connect(self._open)
        self._find("")
        theme.follow(self.dress)

    def dress(self) -> None:
        """The contents grow half as fast as the type: the text needs the room more."""
        if self.wide:
            self.left.setFixedWidth(round(LIST_WIDTH * (1 + (theme.scale() - 1) / 2)))

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.back: QAction = declare(
            "help.back", _("后退"), lambda: self._step(-1), icon="left", shortcut="Alt+Left", when=self._why_not_back
        )
        self.forward: QAction = declare(
            "help.forward", _("前进"), lambda: self._step(1), icon="right", shortcut="Alt+Right", when=self._why_not_on
        )
        declare("help.search", _("在使用说明里找"), self.show_search, icon="search", shortcut="Ctrl+F")

    def _why_not_back(self) -> str:
        return "" if self._at > 0 else _("前面没有了")

    def _why_not_on(self) -> str:
        return "" if self._at + 1 < len(self._been) else _("后面没有了")

    def _lay_out(self) -> None:
        nothing = EmptyState("search", _("没有找到"), _("换几个字试试。"))
        listing = Listing(self.list, nothing)
        if self.wide:
            row = QHBoxLayout(self)
            row.setContentsMargins(16, 12, 16, 12)
            row.setSpacing(12)
            self.left = Pane(flush=True)
            field = QVBoxLayout()
            field.setContentsMargins(12, 10, 12, 10)
            field.addWidget(self.search)
            self.left.body.addLayout(field)
            self.left.body.addWidget(listing, 1)
            right = Pane(flush=True)
            right.body.addWidget(self.text)
            row.addWidget(self.left)
            row.addWidget(right, 1)
            return
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field = QVBoxLayout()
        field.setContentsMargins(12, 8, 12, 8)
        field.addWidget(self.search)
        column.addLayout(field)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.text)
        self._stack.addWidget(listing)
        column.addWidget(self._stack, 1)

    # -- what is read -----------------------------------------------------------------------------------------------

    @property
    def chapter_id(self) -> str:
        """The chapter shown; empty before the first."""
        return self.text.chapter.id if self.text.chapter is not None else ""

    def open_chapter(self, name: str, section: int = 0) -> None:
        """Show a chapter from a section on; it comes after the one shown in the way back."""
        self._note()
        if self.chapter_id != name or self._at < 0:
            del self._been[self._at + 1 :]
            self._been.append((name, 0))
            self._at += 1
        self._show(name, section)
        self._note()

    def _note(self) -> None:
        if self._at >= 0:
            self._been[self._at] = (self.chapter_id, self.text.verticalScrollBar().value())

    def _step(self, step: int) -> None:
        self._note()
        self._at += step
        name, place = self._been[self._at]
        self._show(name, 0)
        self.text.verticalScrollBar().setValue(place)

    def _show(self, name: str, section: int) -> None:
        self.text.show_chapter(chapter(name), section)
        self.text.mark(self._words)
        if not self._words:
            self.list.choose(Line(name, name, 0, ""))
        self._show_list(False)
        self.actions_here.refresh()
        self.turned.emit()

    # -- contents and search ----------------------------------------------------------------------------------------

    def show_search(self) -> None:
        """Put the keyboard into the search, and the contents below it."""
        self._show_list(True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def leave_list(self) -> bool:
        """From the contents back to the text without choosing; False when the text is shown already."""
        if self.wide or self._stack.currentIndex() == 0:
            return False
        self._leave_search()
        return True

    def _leave_search(self) -> None:
        self._show_list(False)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_list(self, shown: bool) -> None:
        if not self.wide:
            self._stack.setCurrentIndex(1 if shown else 0)

    def _find(self, words: str) -> None:
        self._words = words
        lines = _found(words) if words else _contents()
        self.list.show_records(lines)
        if not words:
            self.text.mark("")
            self.list.choose(Line(self.chapter_id, self.chapter_id, 0, ""))
        elif lines:
            self.list.choose_row(1)
        if words and self.search.hasFocus():
            self._show_list(True)

    def _open_first(self) -> None:
        line = self.list.chosen_record()
        if line is not None:
            self._open(line)

    def _open(self, line: Line) -> None:
        self.open_chapter(line.chapter, line.section)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _contents() -> list[Line | Group]:
    titles = {c.id: c.title for c in chapters()}
    lines: list[Line | Group] = []
    for part, names in PARTS.items():
        lines.append(Group({"words": part_name(part)}))
        lines += [Line(name, name, 0, titles[name]) for name in names]
    return lines


def _found(words: str) -> list[Line | Group]:
    lines: list[Line | Group] = []
    places = find(words)
    for one in chapters():
        here = [p for p in places if p.chapter == one.id]
        if here:
            lines.append(Group({"words": f"{one.title} · {number(len(here))}"}))
            lines += [Line(f"{p.chapter}#{p.section}", p.chapter, p.section, p.heading, p.excerpt) for p in here]
    return lines
