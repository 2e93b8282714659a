"""F1: every key of the page shown and of the window; it may stay open, nothing else waits for it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from auditor.wording import _
from ui import theme
from ui.actions import key_text
from ui.buttons import ActionButton, Button, KeyCap
from ui.fixed_keys import Keys, of_fields, of_lists, of_page
from ui.panes import Scroll, Text

Group = tuple[str, Sequence[QAction], Keys]


def with_keys(actions: Iterable[QAction]) -> list[QAction]:
    """Those of the actions that have a key, each once."""
    found: list[QAction] = []
    for action in actions:
        if not action.shortcut().isEmpty() and action.text() and action not in found:
            found.append(action)
    return found


def groups_of(page: QWidget, page_id: str, name: str, window: QWidget, title: str) -> list[Group]:
    """Keys by where they work: the page with everything in it, lists, fields, the window."""
    here = with_keys([*page.actions(), *page.findChildren(QAction)])
    return [
        (name, here, of_page(page_id)),
        (_("在列表里"), [], of_lists()),
        (_("在各栏里"), [], of_fields()),
        (title, with_keys(window.actions()), []),
    ]


class KeysDialog(QDialog):
    """Beside the window, never over its work; Esc or F1 closes it."""

    def __init__(self, parent: QWidget, groups: Sequence[Group], also: QAction | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("全部快捷键"))
        self.setModal(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        self._scroll: Scroll | None = None
        self._column = column
        foot = QHBoxLayout()
        if also is not None:
            foot.addWidget(ActionButton(also))
        foot.addStretch(1)
        close = Button(_("收起"), key="Esc")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        column.addLayout(foot)
        again = QAction(self)
        again.setShortcut(QKeySequence("F1"))
        again.triggered.connect(self.reject)
        self.addAction(again)
        self.show_groups(groups)
        theme.follow(self.dress)

    def dress(self) -> None:
        """Room for the longest line at the size of type now, as far as the window reaches."""
        parent = self.parentWidget()
        room = parent.size() if parent is not None else self.size()
        self.resize(min(theme.height(460), room.width() - 32), min(theme.height(600), room.height() - 48))

    def show_groups(self, groups: Sequence[Group]) -> None:
        """List other keys: another page is shown now."""
        inner = QFrame()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 12, 0)
        rows.setSpacing(2)
        for name, actions, fixed in groups:
            if not actions and not fixed:
                continue
            rows.addWidget(Text(name, "section"))
            for action in actions:
                rows.addWidget(KeyCap(key_text(action), action.text(), action))
            for key, word in fixed:
                cap = KeyCap(key, word)
                cap.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # told, not pressed: what it does depends on where one is
                rows.addWidget(cap)
            rows.addSpacing(8)
        rows.addStretch(1)
        old = self._scroll
        self._scroll = Scroll(inner)
        self._scroll.setAccessibleName(_("全部快捷键"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll it
        self._column.insertWidget(0, self._scroll, 1)
        if old is not None:
            self._column.removeWidget(old)
            old.deleteLater()
        self._scroll.setFocus()
