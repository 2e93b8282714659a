"""The manual beside the page: one reads what to do and does it at once; Shift F1 goes between the two."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from auditor.wording import _
from ui import theme
from ui.actions import Actions
from ui.buttons import ActionButton, Button
from ui.panes import Hairline, Text

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.manual_reader import Reader

WIDTH = 400
LEAST_BESIDE = 960  # what the window needs for itself


class HelpPane(QFrame):
    """A column at the right edge of the window, filled when it is first asked for. It opens at the chapter of the page
    shown and then stays where it is: who follows a chapter through several pages does not lose the place."""

    turned = Signal()  # shown or put away: the rest of the window has other room

    def __init__(self, window: "MainWindow") -> None:
        super().__init__()
        self._window = window
        self._before: QWidget | None = None
        self.reader: Reader | None = None
        self.setProperty("part", "help")
        self.setAccessibleName(_("使用说明"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._column.setSpacing(0)
        self.head = QFrame()
        self.head.setProperty("part", "help-head")
        row = QHBoxLayout(self.head)
        row.setContentsMargins(14, 0, 8, 0)
        row.addWidget(Text(_("使用说明"), "page"))
        row.addStretch(1)
        self.close_button = Button(_("收起"), "quiet", key="Esc", small=True)
        self.close_button.clicked.connect(self.put_away)
        row.addWidget(self.close_button)
        self._column.addWidget(self.head)
        self._column.addWidget(Hairline())
        self.hide()
        theme.follow(self.dress)

    def dress(self) -> None:
        """As wide as a line of reading; the head as high as the page's."""
        self.setFixedWidth(round(WIDTH * (1 + (theme.scale() - 1) / 2)))
        self.head.setFixedHeight(theme.height(57) - 1)

    def _fill(self) -> "Reader":
        from ui.manual_reader import Reader

        actions = Actions(self)
        reader = Reader(self, actions, wide=False)
        turns = QHBoxLayout()
        turns.setContentsMargins(6, 6, 8, 0)
        turns.setSpacing(0)
        contents = actions.declare("help.contents", _("目录"), reader.show_search)
        this_page = actions.declare("help.page", _("本页说明"), self.show_page_chapter)
        for action in (contents, this_page, reader.back, reader.forward):
            turns.addWidget(ActionButton(action, "quiet", small=True, with_key=False))
        turns.addStretch(1)
        self._column.addLayout(turns)
        self._column.addWidget(reader, 1)
        return reader

    def taken(self) -> int:
        """Logical pixels that the pane takes from the window now."""
        return 0 if self.isHidden() else self.width()

    def ask(self) -> None:
        """Shift F1: open at the page shown; when open, to the text or back to the page; without room, as a page."""
        focused = QApplication.focusWidget()
        if self.isHidden() and self._window.width() - self.width() < LEAST_BESIDE:
            self._window.open_page("help", self._window.page.id)
        elif self.isHidden():
            self._before = focused
            self.show()
            self.show_page_chapter()
        elif focused is not None and self.isAncestorOf(focused):
            self._give_back()
        else:
            self._before = focused
            self._read()

    def show_page_chapter(self) -> None:
        """The chapter of the page shown."""
        self.reader = self.reader or self._fill()
        self.reader.open_chapter(self._window.page.id)
        self._read()

    def _read(self) -> None:
        if self.reader is not None:
            self.reader.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> None:
        """Close, and give the keyboard back to where it was."""
        self._give_back()
        self.hide()

    def _give_back(self) -> None:
        before = self._before
        if before is None or not isValid(before) or not before.isVisible():
            before = self._window.page.first_field() or self._window.page
        before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.reader is None or not self.reader.leave_list():
                self.put_away()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.turned.emit()
