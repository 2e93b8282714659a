"""The panes left and right of the work: beside it where there is room, else tabs of one pane (LOOK 7)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from auditor.wording import _
from ui import theme

LEFT, RIGHT, GAP = 220, 264, 12


class SidePanes:
    """A row of three. The side panes grow with the type, half as fast: the middle needs the room more."""

    def __init__(self, left: QWidget, middle: QWidget, right: QWidget) -> None:
        self._left, self._right = left, right
        self.row = QHBoxLayout()
        self.row.setSpacing(GAP)
        self.row.addWidget(left)
        self.row.addWidget(middle, 1)
        self.row.addWidget(right)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(_("旁边看什么"))
        self.tabs.setAccessibleName(_("旁边看什么"))
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until there are tabs
        self.tabs.hide()
        self.row.addWidget(self.tabs)

    @property
    def is_narrow(self) -> bool:
        """Whether the side panes are tabs of one."""
        return self.tabs.count() > 0

    def arrange(self, width: int, needed: int) -> bool:
        """Lay them out in `width` px, where the middle needs so much; whether the panes changed their places."""
        grown = 1 + (theme.scale() - 1) / 2
        left, right = round(LEFT * grown), round(RIGHT * grown)
        narrow = width - 2 * GAP - left - right < needed
        self._left.setFixedWidth(right if narrow else left)
        self._right.setFixedWidth(right)
        self.tabs.setFixedWidth(right)
        if narrow == self.is_narrow:
            return False
        if narrow:
            self.tabs.addTab(self._left, _("点位"))
            self.tabs.addTab(self._right, _("本次检查"))
            self.tabs.setCurrentWidget(self._right)
        else:
            for widget, place in ((self._left, 0), (self._right, 2)):
                self.tabs.removeTab(self.tabs.indexOf(widget))
                self.row.insertWidget(place, widget)
            self._left.show()
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus if narrow else Qt.FocusPolicy.NoFocus)
        self.tabs.setVisible(narrow)
        return True

    def show_left(self) -> None:
        """Bring the left pane to the front where it is a tab."""
        if self.is_narrow:
            self.tabs.setCurrentWidget(self._left)

    def show_right(self) -> None:
        """Bring the right pane to the front where it is a tab."""
        if self.is_narrow:
            self.tabs.setCurrentWidget(self._right)
