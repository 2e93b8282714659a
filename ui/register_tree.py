"""The tree of streets, all of them above, and their communities with the number of their sites."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from auditor.wording import _, number
from ui import marks, theme
from ui.register_rows import Branch, all_of, short_name

Place = tuple[str, str]  # street code, community code or ""
_PLACE = int(Qt.ItemDataRole.UserRole) + 1


class RegisterTree(QTreeWidget):
    """Streets, below them communities; the number of sites at the right. Choosing one shows its sites."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("街道与社区"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        head = self.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(30)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self._quiet = False
        self._shown: tuple[Branch, ...] = ()
        self.currentItemChanged.connect(self._choose)
        theme.follow(self.dress)

    def dress(self) -> None:
        """The number is never cut."""
        most = number(max((sum(b.count for b in self._shown), 999)))
        wide = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(most)
        self.header().resizeSection(1, wide + theme.height(19))

    def show_branches(self, branches: tuple[Branch, ...], place: Place) -> None:
        """Show the streets and put the bar on a place, without saying that a person chose it."""
        self._quiet = True
        if branches != self._shown:
            opened = {self._place(item)[0] for item in self._tops() if item.isExpanded()}
            self._shown = branches
            self.dress()
            self.clear()
            if len(branches) > 1:
                self._add(all_of(branches), opened=set())
            for branch in branches:
                self._add(branch, opened={*opened, place[0]})
        for item in self._every():
            if self._place(item) == place:
                self.setCurrentItem(item)
        self._quiet = False

    def _add(self, branch: Branch, *, opened: set[str]) -> None:
        top = self._item(branch.name, branch.count, (branch.code, ""), branch.name)
        font = theme.font("body", bold=True)
        top.setFont(0, font)
        self.addTopLevelItem(top)
        for code, name in branch.communities:
            top.addChild(self._item(short_name(name), branch.counts.get(code, 0), (branch.code, code), name))
        top.setExpanded(branch.code in opened)

    def _item(self, shown: str, count: int, place: Place, whole: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([shown, number(count)])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, _PLACE, place)
        item.setToolTip(0, whole)
        item.setForeground(1, theme.current().ink2 if count else theme.current().ink3)
        told = _("{name}，{n} 个点位").format(name=whole, n=count)
        item.setData(0, int(Qt.ItemDataRole.AccessibleTextRole), told)
        return item

    def _tops(self) -> list[QTreeWidgetItem]:
        return [item for i in range(self.topLevelItemCount()) if (item := self.topLevelItem(i)) is not None]

    def _every(self) -> list[QTreeWidgetItem]:
        found = []
        for top in self._tops():
            found.append(top)
            found += [child for i in range(top.childCount()) if (child := top.child(i)) is not None]
        return found

    @staticmethod
    def _place(item: QTreeWidgetItem) -> Place:
        street, community = item.data(0, _PLACE)
        return str(street), str(community)

    def _choose(self, current: QTreeWidgetItem | None) -> None:
        if current is not None and not self._quiet:
            self.chosen.emit(*self._place(current))

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """Our own small arrow beside a street."""
        if index.parent().isValid() or not self.model().hasChildren(index):
            return
        side = round(12 * theme.scale())
        box = QRect(rect.right() - side - 1, rect.center().y() - side // 2 + 1, side, side)
        name = "down" if self.isExpanded(index) else "right"
        marks.paint_icon(painter, box.toRectF(), name, theme.current().ink2)
