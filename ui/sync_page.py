"""同步: what comes is rehearsed and then taken in, what goes is packed; who waits, and where each package is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from auditor.delivery import Fate
from auditor.errors import Refused, Unavailable
from auditor.kinds import KINDS
from auditor.telling import Tell
from auditor.use_cases import enrolling, reviewing_exchange, unpacking
from auditor.use_cases.packing import Packed, pack
from auditor.use_cases.unpacking import Unpacked
from auditor.wording import _, explain, listed, ngettext, number
from ui import theme
from ui.buttons import ActionButton
from ui.context import Context
from ui.layouts import turn
from ui.messages import Message
from ui.page import Page
from ui.panes import EmptyState, Scroll
from ui.sync_bureau import BureauPane
from ui.sync_deciding import Deciding
from ui.sync_detail import DetailPane
from ui.sync_diary import DeliveriesPane
from ui.sync_package import Hurdle, PackagePane
from ui.sync_packing import PackingForm
from ui.sync_reading import Board, Rehearsed, read_board, rehearse_file
from ui.sync_station import StationPane
from ui.sync_steps import StepBar
from ui.sync_words import Change
from ui.tasks import Job

ABREAST = 980  # logical pixels at 100 %
WAITS = frozenset({"station_unknown", "key_revoked", "lines_of_others"})
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
        self._rehearsed: Rehearsed | None = None
        self._file: Path | None = None
        self._job: Job | None = None
        self.setAcceptDrops(True)
        self._declare()
        self.steps = StepBar()
        self.package = PackagePane(context.standard, self.choose, self.apply, self.drop)
        self.deliveries = DeliveriesPane(self.deciding.undo)
        self.station = StationPane(context, self.pack)
        self.bureau = BureauPane(context, self.deciding, self.pack)
        self.detail = DetailPane()
        self.side = QStackedWidget()
        for pane in (self.station, self.bureau, self.detail):
            self.side.addWidget(pane)
        self.package.show_nothing(None)
        self._build()
        self._connect()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.pack = declare("sync.pack", _("装包送区里"), self._pack, shortcut="Ctrl+E", when=self._why_not_pack)
        self.choose = declare("sync.choose", _("选数据包"), self._choose, icon="folder", shortcut="Ctrl+O")
        self.apply = declare("sync.apply", _("并入"), self._apply, shortcut="Ctrl+Return", when=self._why_not_apply)
        self.drop = declare("sync.drop", _("不并入"), self._drop, when=self._why_not_apply)
        self.deciding = Deciding(self, self.actions_here)
        self.deciding.say.connect(self.say)
        self.deciding.changed.connect(self._changed)

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
        column.addWidget(self.steps)
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
        first = self._board is None
        self._board = board
        found = board.exchange
        self.pack.setText(_("给工作站装包") if found.at_bureau else _("装包送区里") if found.bureau else _("装登记包"))
        if self.side.currentWidget() is not self.detail:
            self.side.setCurrentWidget(self.bureau if found.at_bureau else self.station)
        (self.bureau.show_board(board) if found.at_bureau else self.station.show_exchange(found))
        self.deliveries.show_board(board)
        self._choose_for_deciding()
        if first and self._file is None:
            self.package.show_nothing(found)
            if self.isVisible() and self.isAncestorOf(self.focusWidget() or self):
                self._to_first_field()
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
        if self._rehearsed is not None:
            return _("收到的数据包 · 预演")
        if found.at_bureau:
            n = len(found.stations)
            return ngettext("{n} 台工作站", "{n} 台工作站", n).format(n=number(n)) if n else _("还没有工作站")
        n = found.waiting
        return ngettext("{n} 份记录还未到区里", "{n} 份记录还未到区里", n).format(n=number(n)) if n else ""

    def header_actions(self) -> list[QAction]:
        """What goes, what comes."""
        return [self.choose, self.pack]

    def keys(self) -> list[tuple[str, str]]:
        """Choosing, packing."""
        if self._rehearsed is not None:
            return [("Enter", _("看这一类")), ("Ctrl Enter", _("并入"))]
        return [("Ctrl O", _("选数据包")), ("Ctrl E", self.pack.text())]

    def first_field(self) -> QWidget | None:
        """The classes of what is in hand, else what one comes for: choosing a package."""
        if self._rehearsed is not None:
            return self.package.changes
        found = self.package.stack.widget(0).findChild(ActionButton)
        return found if isinstance(found, QWidget) else None

    def _to_first_field(self) -> None:
        field = self.first_field()
        if field is not None and self.isVisible():
            field.setFocus()

    def open(self, subject: object) -> None:
        """A package to rehearse."""
        if isinstance(subject, Path):
            self.take(subject)

    # -- 1 choosing -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _file_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def _choose(self) -> None:
        folder = self._board.exchange.folder if self._board else ""
        kinds = _("数据包") + " (*.sap *.sap.age);;" + _("全部文件") + " (*)"
        path, _kind = QFileDialog.getOpenFileName(self, _("选一个数据包"), folder, kinds)
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Rehearse a package; it takes the place of whatever was in hand."""
        if self._job is not None:
            self._job.cancel()
        self._leave_detail()
        self._file, self._rehearsed = path, None
        self.package.show_reading(path.name)
        self._step(0)
        work = partial(rehearse_file, self.context.store, path)
        leaves = _("什么也没有改")
        job = self._job = self.context.tasks.run_long(
            _("预演"), work, self._show_rehearsed, self._hurdle, leaves=leaves
        )
        job.ended.connect(partial(self._tell_stopped, job, self._drop))

    def _tell_stopped(self, job: Job, then: Callable[[], None]) -> None:
        if job is self._job:
            self._job = None
            self.actions_here.refresh()
            if job.cancelled:
                then()

    def _step(self, now: int) -> None:
        self.steps.show_step(now, self._file.name if self._file else "")
        self.actions_here.refresh()
        self.header_changed.emit()

    def _drop(self) -> None:
        """Nothing is in hand any more; nothing was changed."""
        self._file = self._rehearsed = None
        self._leave_detail()
        self.package.show_nothing(self._board.exchange if self._board else None)
        self._step(0)
        self._to_first_field()

    def _hurdle(self, error: Exception) -> None:
        """Why it cannot be rehearsed, in the place of the rehearsal, with what can be done about it here."""
        self._rehearsed = None
        told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        code = error.problems[0].code if isinstance(error, Refused) else ""
        at_bureau = self._board is not None and self._board.exchange.at_bureau
        if code in WAITS and at_bureau:
            how = _("留下以后在右边登记、放行或不收；留着的时候里面的记录不计。")
            hurdle = Hurdle(told, how, _("留下等放行"), lambda _t: self._unpack())
        elif code == "package_lines_newer":
            how = _("记下以后，再装包只带它缺的；记录一份也没有并入。")
            hurdle = Hurdle(told, how, _("只记下对方有什么"), lambda _t: self._unpack())
        elif code == "not_enrolled":
            how = _("给区里打电话，问区里的标记；和包上的签名一致才认定，以后只收它签的包。")
            field = _("区里的八位标记")
            hurdle = Hurdle(told, how, _("认定这是区里"), self._accept_bureau, field, "5f0e 5a3c")
        else:
            hurdle = Hurdle(told, "")
        self.package.show_hurdle(hurdle)

    def _accept_bureau(self, mark: str) -> None:
        if self._file is not None:
            work = partial(enrolling.accept_bureau, self.context.store, self._file, mark)
            self.context.tasks.run(work, self._know_bureau, self._refuse)

    def _know_bureau(self, _manifest: object) -> None:
        self.say.emit(Message("ok", _("区里已认定"), _("接着预演这个数据包"), about="sync"))
        self._changed()
        if self._file is not None:
            self.take(self._file)

    # -- 2 rehearsing -----------------------------------------------------------------------------------------------

    def _show_rehearsed(self, found: Rehearsed) -> None:
        if self._board is None:
            return
        self._rehearsed = found
        self.package.show_rehearsed(found, self._board.exchange)
        self._step(1)
        if self.isVisible():
            self.package.changes.setFocus()

    def _look(self, change: Change) -> None:
        self.detail.show_change(change)
        self.side.setCurrentWidget(self.detail)
        (self.detail.table if change.details else self.detail.back).setFocus()

    def _leave_detail(self) -> None:
        if self.side.currentWidget() is self.detail and self._board is not None:
            had = self.detail.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.side.setCurrentWidget(self.bureau if self._board.exchange.at_bureau else self.station)
            if had and self._rehearsed is not None:
                self.package.changes.setFocus()

    # -- 3 taking in ------------------------------------------------------------------------------------------------

    def _why_not_apply(self) -> str:
        if self._rehearsed is None:
            return _("先选数据包，预演过才能并入")
        return _("正在并入") if self._job is not None else ""

    def _apply(self) -> None:
        if self._rehearsed is not None and self._job is None:
            self._unpack()

    def _unpack(self) -> None:
        if self._file is None:
            return
        work = partial(unpacking.unpack, self.context.store, self._file)
        leaves = _("什么也没有改")
        job = self.context.tasks.run_long(_("并入"), work, self._show_unpacked, self._refuse, leaves=leaves)
        self._job = job
        self.actions_here.refresh()
        job.ended.connect(partial(self._tell_stopped, job, lambda: None))

    def _show_unpacked(self, came: Unpacked) -> None:
        conflicts = len(self._rehearsed.preview.conflicting) if self._rehearsed else 0
        self._rehearsed = None
        self._leave_detail()
        self.package.show_result(self._result(came, conflicts))
        self._step(2)
        self._changed()
        self._to_first_field()

    def _result(self, came: Unpacked, conflicts: int) -> EmptyState:
        if came.delivery.state in (Fate.WAITING, Fate.TURNED_AWAY):
            waits = came.delivery.state is Fate.WAITING
            fact = _("已留下，待放行") if waits else _("这一包先前没有收")
            return EmptyState("clock", fact, _("在右边登记、放行或不收。") if waits else "–", self.choose)
        if came.delivery.state is Fate.NEWER:
            return EmptyState("info", _("已记下对方有什么"), _("更新本程序以后再并入这一包。"), self.choose)
        n = came.new
        fact = ngettext("已并入 {n} 行记录", "已并入 {n} 行记录", n).format(n=number(n)) if n else _("没有新的，已记下")
        told = []
        if came.photos:
            told.append(ngettext("{n} 张照片", "{n} 张照片", came.photos).format(n=number(came.photos)))
        if came.photos_missing:
            many = ngettext("{n} 张照片还缺", "{n} 张照片还缺", came.photos_missing)
            told.append(many.format(n=number(came.photos_missing)))
        if came.own:
            lost = ngettext("找回本机丢的 {n} 行", "找回本机丢的 {n} 行", came.own)
            told.append(lost.format(n=number(came.own)))
        if conflicts:
            many = ngettext("{n} 处冲突，定下来之前按未知计", "{n} 处冲突，定下来之前按未知计", conflicts)
            told.append(many.format(n=number(conflicts)))
        if self._board is not None and self._board.exchange.at_bureau and n:
            told.append(_("要退回去，在下面选中它，撤销并入"))
        settle = self._settle_action() if conflicts else None
        return EmptyState("check", fact, listed(told, "；"), settle or self.choose)

    def _settle_action(self) -> QAction | None:
        """The way to the page that settles conflicts, where the window has one."""
        from ui.pages import PAGES

        if not any(page.id == "conflicts" for page in PAGES):
            return None
        action = QAction(_("去处理冲突"), self)
        action.triggered.connect(lambda _checked=False: self.go.emit("conflicts", None))
        return action

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("没有做成，什么也没有改"), explain(error), about="sync"))

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
