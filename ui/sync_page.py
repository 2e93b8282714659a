"""同步: what comes is rehearsed and then taken in, what goes is packed; who waits, and where each package is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.errors import Refused, Unavailable
from auditor.kinds import KINDS
from auditor.telling import Tell
from auditor.use_cases import reviewing_exchange
from auditor.use_cases.packing import Packed, pack
from auditor.wording import _, explain, ngettext, number
from ui import theme
from ui.context import Context
from ui.layouts import turn
from ui.page import Page
from ui.panes import Scroll
from ui.sync_bureau import BureauPane
from ui.sync_deciding import Deciding
from ui.sync_detail import DetailPane
from ui.sync_diary import DeliveriesPane
from ui.sync_packing import PackingForm
from ui.sync_reading import Board, read_board
from ui.sync_station import StationPane
from ui.sync_taking import Taking
from ui.sync_words import Change

ABREAST = 980  # logical pixels at 100 %
DELIVERIES = frozenset({"delivery"})  # told besides the kinds of records: the status line counts anew


class SyncPage(Page):
    """Three steps and the diary at the left; at the right the bureau or the stations, or the list of a class."""

    id = "sync"
    icon = "sync"
    group = "hand over"
    kinds = frozenset(KINDS) | DELIVERIES

    @classmethod
    def name(cls) -> str:
        """同步."""
        return _("同步")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._board: Board | None = None
        self.setAcceptDrops(True)
        self._declare()
        self.package = self.taking.pane
        self.deliveries = DeliveriesPane(self.deciding.undo)
        self.station = StationPane(context, self.pack)
        self.bureau = BureauPane(context, self.deciding, self.pack)
        self.detail = DetailPane()
        self.side = QStackedWidget()
        for pane in (self.station, self.bureau, self.detail):
            self.side.addWidget(pane)
        self._build()
        self._connect()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.pack = declare("sync.pack", _("装包送区里"), self._pack, shortcut="Ctrl+E", when=self._why_not_pack)
        self.taking = Taking(self, self.actions_here)
        self.deciding = Deciding(self, self.actions_here)
        for part in (self.taking, self.deciding):
            part.say.connect(self.say)
            part.changed.connect(self._changed)
        self.taking.left.connect(self._leave_detail)

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.package)
        left.addWidget(self.deliveries, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.taking.steps)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(12)
        self._across.addLayout(left, 11)
        self._across.addWidget(self.side, 10)
        column.addLayout(self._across, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroll(inner))
        theme.follow(self._arrange)

    def _connect(self) -> None:
        self.package.looked.connect(self._look)
        self.detail.left.connect(self._leave_detail)
        self.deliveries.table.chosen.connect(lambda _s: self._choose_for_deciding())
        self.bureau.chosen.connect(self._choose_for_deciding)
        self.station.line.exchanged.connect(self._changed)
        self.bureau.inbox.came.connect(self._changed)
        self.context.watch.exchanged.connect(self.refresh)
        for form in (self.station.form, self.bureau.form):
            form.folder_chosen.connect(self._keep_folder)
            form.packed.others_asked.connect(partial(self._pack, of_others=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        narrow = self.width() < ABREAST * theme.scale()
        turn(self._across, narrow=narrow)

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask how the exchange stands; what is in hand stays."""
        self.context.tasks.run(partial(read_board, self.context.store), self.show_board)

    def show_board(self, board: Board) -> None:
        """Show it."""
        self._board = board
        found = board.exchange
        self.pack.setText(_("给工作站装包") if found.at_bureau else _("装包送区里") if found.bureau else _("装登记包"))
        if self.side.currentWidget() is not self.detail:
            self.side.setCurrentWidget(self.bureau if found.at_bureau else self.station)
        (self.bureau.show_board(board) if found.at_bureau else self.station.show_exchange(found))
        self.deliveries.show_board(board)
        self.taking.show_board(board)
        self._choose_for_deciding()
        self.actions_here.refresh()
        self.header_changed.emit()

    def _choose_for_deciding(self) -> None:
        """Tell what stands under the bars: what may be decided is another."""
        waits, known = self.bureau.waits.chosen_record(), self.bureau.stations.chosen_record()
        self.deciding.look_at(self._board, waits, known, self.deliveries.table.chosen_record())
        self.actions_here.refresh()

    def header_about(self) -> str:
        """What is in hand, or how much is not there yet."""
        if self._board is None:
            return ""
        found = self._board.exchange
        if self.taking.rehearsed is not None:
            return _("收到的数据包 · 预演")
        if found.at_bureau:
            n = len(found.stations)
            return ngettext("{n} 台工作站", "{n} 台工作站", n).format(n=number(n)) if n else _("还没有工作站")
        n = found.waiting
        return ngettext("{n} 份记录还未到区里", "{n} 份记录还未到区里", n).format(n=number(n)) if n else ""

    def header_actions(self) -> list[QAction]:
        """What goes, what comes."""
        return [self.taking.choose, self.pack]

    def keys(self) -> list[tuple[str, str]]:
        """Choosing, packing."""
        if self.taking.rehearsed is not None:
            return [("Enter", _("看这一类")), ("Ctrl Enter", _("并入"))]
        return [("Ctrl O", _("选数据包")), ("Ctrl E", self.pack.text())]

    def first_field(self) -> QWidget | None:
        """The classes of what is in hand, else what one comes for: choosing a package."""
        return self.taking.first_field()

    def open(self, subject: object) -> None:
        """A package to rehearse."""
        if isinstance(subject, Path):
            self.taking.take(subject)

    # -- what is dropped here, what is looked at --------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _file_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.taking.take(path)

    def _look(self, change: Change) -> None:
        self.detail.show_change(change)
        self.side.setCurrentWidget(self.detail)
        (self.detail.table if change.details else self.detail.back).setFocus()

    def _leave_detail(self) -> None:
        if self.side.currentWidget() is self.detail and self._board is not None:
            had = self.detail.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.side.setCurrentWidget(self.bureau if self._board.exchange.at_bureau else self.station)
            if had and self.taking.rehearsed is not None:
                self.package.changes.setFocus()

    def _changed(self) -> None:
        """Something went or came: this page and the status line ask again."""
        self.context.tasks.announce(DELIVERIES, ())
        self.refresh()

    # -- packing ----------------------------------------------------------------------------------------------------

    @property
    def form(self) -> PackingForm:
        """How to pack, at the side that is shown."""
        at_bureau = self._board is not None and self._board.exchange.at_bureau
        return self.bureau.form if at_bureau else self.station.form

    def _why_not_pack(self) -> str:
        if self._board is None:
            return _("还没有读好")
        if not self._board.exchange.at_bureau:
            return ""
        chosen = self.bureau.stations.chosen_record()
        if chosen is None:
            return _("还没有登记过工作站")
        return _("它的密钥已停用") if chosen.station.revoked else ""

    def _pack(self, *, of_others: bool = False) -> None:
        if self._board is None:
            return
        found, form = self._board.exchange, self.form
        folder = found.folder if found.folder and Path(found.folder).is_dir() else form.ask_folder()
        if not folder:
            return
        chosen = self.bureau.stations.chosen_record() if found.at_bureau else None
        receiver = chosen.station.station if chosen else ""
        sealed, most = form.sealed.isChecked(), form.most_bytes()
        store = self.context.store

        def work(tell: Tell) -> Packed:
            return pack(
                store, Path(folder), receiver=receiver, of_others=of_others, sealed=sealed, most_bytes=most, tell=tell
            )

        leaves = _("没有写下数据包")
        self.context.tasks.run_long(_("装包"), work, self._show_packed, self._tell_not_packed, leaves=leaves)

    def _show_packed(self, packed: Packed) -> None:
        self.form.packed.show_packed(packed)
        self._changed()

    def _tell_not_packed(self, error: Exception) -> None:
        told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        self.form.packed.show_refused(_("没有装包"), told)

    def _keep_folder(self, folder: str) -> None:
        work = partial(reviewing_exchange.choose_folder, self.context.store, folder)
        self.context.tasks.run(work, lambda _n: self.refresh())


def _file_in(mime: QMimeData) -> Path | None:
    """The one file that is dropped; None for anything else."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].is_file() else None
