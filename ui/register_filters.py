"""筛选: what a list of sites may be narrowed to, as a menu, and what it is narrowed to, as chips that take it back."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from auditor.store import Only
from auditor.wording import _
from ui.buttons import Button
from ui.register_table import only_word

OFFERED = tuple(Only)


class FilterMenu(Button):
    """Opens the menu of narrowings; `picked` comes with all that are ticked."""

    picked = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__(_("筛选"), icon="filter")
        self.only: frozenset[Only] = frozenset()
        self.clicked.connect(self._open)

    def _open(self) -> None:
        menu = self.menu_of()
        menu.exec(self.mapToGlobal(QPoint(0, self.height() + 2)))
        menu.deleteLater()

    def menu_of(self) -> QMenu:
        """The menu as it stands now."""
        menu = QMenu(self)
        for only in OFFERED:
            action = menu.addAction(only_word(only))
            action.setCheckable(True)
            action.setChecked(only in self.only)
            action.toggled.connect(lambda ticked, only=only: self._tick(only, ticked=ticked))
        return menu

    def _tick(self, only: Only, *, ticked: bool) -> None:
        self.picked.emit(self.only | {only} if ticked else self.only - {only})


class FilterChips(QWidget):
    """One button for each narrowing: pressing it takes it back. Takes no room while there is none."""

    dropped = Signal(object)  # Only
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 8)
        self._row.setSpacing(6)
        self._row.addStretch(1)
        self.hide()

    def show_only(self, only: frozenset[Only]) -> None:
        """Show these; the keyboard stays here as long as there is one."""
        had = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        chips = []
        for at, kind in enumerate(o for o in OFFERED if o in only):
            chip = Button(only_word(kind), icon="cross", small=True)
            chip.setAccessibleName(_("去掉条件：{what}").format(what=only_word(kind)))
            chip.setToolTip(chip.accessibleName())
            chip.clicked.connect(lambda _checked=False, kind=kind: self.dropped.emit(kind))
            self._row.insertWidget(at, chip)
            chips.append(chip)
        if len(chips) > 1:
            every = Button(_("全部去掉"), "quiet", small=True)
            every.clicked.connect(self.cleared)
            self._row.insertWidget(len(chips), every)
        self.setVisible(bool(chips))
        if had and chips:
            chips[0].setFocus(Qt.FocusReason.OtherFocusReason)
