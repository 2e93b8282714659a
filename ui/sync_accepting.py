"""The dialog in which a decider lets a station in: the mark to compare, its name, its street, who works there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.use_cases.enrolling import Asking
from auditor.wording import _, listed, ngettext, number
from ui.buttons import Button
from ui.fields import Choice, TextField
from ui.form import Form
from ui.panes import Text
from ui.sync_reading import Board
from ui.sync_words import sentences


class AcceptDialog(QDialog):
    """Letting in cannot simply be undone: what the station wrote comes in with it."""

    def __init__(self, parent: QWidget | None, asking: Asking, board: Board) -> None:
        super().__init__(parent)
        station = asking.station
        title = _("登记 {name}？").format(name=station.name or station.mark)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(title, "thing", wrap=True))
        said = QVBoxLayout()
        said.setSpacing(2)
        mark = Text(station.mark, "verdict", bold=True)
        mark.setAccessibleName(_("标记 {mark}").format(mark=station.mark))
        said.addWidget(Text(_("它的标记"), "note", "ink2"))
        said.addWidget(mark)
        column.addLayout(said)
        told = [_("打电话给用这台电脑的人，请他念同步页上的本机标记，八位都一样才登记。")]
        if asking.people:
            told.append(_("包里写的人：{people}。").format(people=listed((p.name for p in asking.people), "、")))
        n = len(asking.waits)
        waits = ngettext(
            "登记以后，等着的 {n} 个数据包一起并入。", "登记以后，等着的 {n} 个数据包一起并入。", n
        ).format(n=number(n))
        column.addWidget(Text(sentences(*told, waits), "body", "ink2", wrap=True))
        form = Form()
        self.name_field = TextField(_("名称"), station.name, chars=20, example=_("学府 2 号笔记本"))
        everywhere = [] if station.office else [(_("全区"), "")]  # a street it claims can be corrected, not taken
        self.street = Choice(_("街道"), [*everywhere, *board.streets])
        self.street.choose(station.office)
        form.add("name", _("名称"), self.name_field)
        form.add("street", _("街道"), self.street)
        column.addWidget(form)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.stay = Button(_("不登记"), key="Esc")
        self.do = Button(_("标记一致，登记"), "primary")
        self.stay.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        row.addWidget(self.stay)
        row.addWidget(self.do)
        column.addLayout(row)
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self) -> tuple[str, str]:
        """Name and street (code) as chosen."""
        return self.name_field.text().strip(), str(self.street.value() or "")


def ask_accept(parent: QWidget | None, asking: Asking, board: Board) -> tuple[str, str] | None:
    """Ask, and wait: the name and street under which to let the station in, None when it is not to be."""
    dialog = AcceptDialog(parent, asking, board)
    done = dialog.exec() == QDialog.DialogCode.Accepted
    said = dialog.said()
    dialog.deleteLater()
    return said if done else None
