"""The list behind one class of a rehearsal, in the place of the right pane; Esc goes back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from auditor.wording import _, number, pgettext
from ui.buttons import Button
from ui.panes import EmptyState, Pane
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.sync_words import Change, Detail


class DetailPane(Pane):
    """What is in one class."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(" ", flush=True)
        columns: list[Column[Detail]] = [
            Column("what", _("记录"), lambda d: d.what, width=16, stretch=True, elide=True, tooltip=lambda d: d.what),
            Column(
                "told",
                pgettext("一类", "说明"),
                lambda d: d.told or None,
                width=30,
                elide=True,
                tooltip=lambda d: d.told,
            ),
        ]
        self.table: RecordTable[Detail] = RecordTable(columns, _("会带来什么"), dense=True, sortable=False)
        self.listing: Listing[Detail] = Listing(self.table, EmptyState("check", _("没有"), _("这一类是 0。")))
        self.listing.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )  # takes what is left, asks for nothing
        self.body.addWidget(self.listing, 1)
        self.back = Button(_("返回"), "quiet", key="Esc", small=True)
        self.back.clicked.connect(self.left)
        self.head.addWidget(self.back)

    def show_change(self, change: Change) -> None:
        """Show the list of a class."""
        self.show_title(change.word, number(change.count), "")
        self.table.setAccessibleName(change.word)
        self.table.show_records(change.details)
        if change.details:
            self.table.choose_row(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
