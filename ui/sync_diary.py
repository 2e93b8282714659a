"""The diary of deliveries (送出与收到): what went and came, how much, and where it is now."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy

from auditor.wording import _, ngettext, number
from ui import theme
from ui.layouts import digits_for
from ui.panes import EmptyState, Pane
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.sync_reading import Board
from ui.sync_words import Step, steps_of

LEAST = 150  # logical pixels at 100 %: the head and some lines


class DeliveriesPane(Pane):
    """Newest first; taking one back stands in its head."""

    def __init__(self, undo: QAction) -> None:
        super().__init__(_("送出与收到"), flush=True)
        self.table: RecordTable[Step] = RecordTable(_columns(), _("送出与收到"), dense=True, sortable=False)
        how = _("装包、并入以后列在这里，写着每一包现在在哪里。")
        self.listing: Listing[Step] = Listing(self.table, EmptyState("sync", _("还没有送出或收到"), how))
        self.listing.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )  # takes what is left, asks for nothing
        self.body.addWidget(self.listing, 1)
        self.undo = self.add_link(undo)
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """Some lines are always seen."""
        self.setMinimumHeight(theme.height(LEAST))

    def show_board(self, board: Board) -> None:
        """Show them; the chosen one stays chosen."""
        rows = steps_of(board.exchange, board.today)
        shown = len(board.exchange.passages)
        self.show_title(_("送出与收到"), number(shown) if shown else "", "")
        self.undo.setVisible(board.exchange.at_bureau)
        self.table.show_records(rows)


def _columns() -> list[Column[Step]]:
    whole = [_("在数据包里，未见回执"), _("只在本机，还没装包"), _("已并入，可撤销")]
    most = "99,999"
    counts = [ngettext("{n} 份", "{n} 份", 2).format(n=most), ngettext("{n} 行", "{n} 行", 2).format(n=most)]
    return [
        Column("at", _("时间"), lambda s: s.at, width=11),
        Column("way", _("送出与收到"), lambda s: s.way, width=14, stretch=True, elide=True, tooltip=lambda s: s.way),
        Column("count", _("多少"), lambda s: s.count, align="right", width=digits_for(counts)),
        Column(
            "standing",
            _("现在在哪里"),
            lambda s: s.standing,
            mark=lambda s: s.mark,
            tone=lambda s: s.tone,
            width=digits_for(whole),
            elide=True,
            tooltip=lambda s: s.standing,
        ),
    ]
