"""Actions, declared once: id, text, icon, shortcut and when they may; menus, buttons and the palette refer to them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui import marks

When = Callable[[], str]


class Actions(QObject):
    """The actions of one window or page; they work wherever the keyboard is inside their widget.

    A child of its home, so that it goes with it and nothing that others report reaches actions that are gone.
    """

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._actions: dict[str, QAction] = {}
        self._when: dict[str, When] = {}

    def declare(
        self,
        name: str,
        text: str,
        do: Callable[[], object],
        *,
        icon: str = "",
        shortcut: str = "",
        when: When | None = None,
    ) -> QAction:
        """Declare an action; `when` gives the reason why it may not be done now, empty when it may."""
        if name in self._actions:
            raise KeyError(f"{name} is declared twice")
        action = QAction(text, self._home)
        action.setObjectName(name)
        if icon:
            action.setIcon(marks.icon(icon))
            action.setProperty("icon_name", icon)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: do())
        self._home.addAction(action)
        self._actions[name] = action
        if when is not None:
            self._when[name] = when
            self._ask(name)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        """Every action in the order of declaration."""
        return tuple(self._actions.values())

    def refresh(self) -> None:
        """Ask anew what may be done; what may not is grey and says why."""
        for name in self._when:
            self._ask(name)

    def _ask(self, name: str) -> None:
        reason = self._when[name]()
        action = self._actions[name]
        action.setEnabled(not reason)
        action.setStatusTip(reason)
        action.setToolTip(reason or action.text())


def key_text(action: QAction) -> str:
    """The shortcut as it is printed: `Ctrl S`, empty for none."""
    return (
        action.shortcut()
        .toString(QKeySequence.SequenceFormat.PortableText)
        .replace("+", " ")
        .replace("Return", "Enter")
        .replace("Left", "←")
        .replace("Right", "→")
    )


def reason(action: QAction) -> str:
    """Why the action may not be done now; empty when it may."""
    return "" if action.isEnabled() else action.statusTip()
