"""Taking a package in, in three steps: it is chosen, rehearsed and then taken in; what is in hand, and what it does."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from auditor.delivery import Fate
from auditor.errors import Refused, Unavailable
from auditor.use_cases import enrolling, unpacking
from auditor.use_cases.unpacking import Unpacked
from auditor.wording import _, explain, listed, ngettext, number
from ui.actions import Actions
from ui.buttons import ActionButton
from ui.messages import Message
from ui.page import Page
from ui.panes import EmptyState
from ui.sync_package import Hurdle, PackagePane
from ui.sync_reading import Board, Rehearsed, rehearse_file
from ui.sync_steps import StepBar
from ui.tasks import Job

WAITS = frozenset({"station_unknown", "key_revoked", "lines_of_others"})


class Taking(QObject):
    """Declares its actions among the page's; one package at a time is in hand."""

    say = Signal(object)
    changed = Signal()  # something came in, or was noted: what is shown is old
    left = Signal()  # what was in hand is so no more, nor is the list of one of its classes

    def __init__(self, page: Page, actions: Actions) -> None:
        super().__init__(page)
        self._page, self._actions = page, actions
        self.board: Board | None = None
        self.rehearsed: Rehearsed | None = None
        self.file: Path | None = None
        self.job: Job | None = None
        declare = actions.declare
        self.choose = declare("sync.choose", _("选数据包"), self._choose, icon="folder", shortcut="Ctrl+O")
        self.apply = declare("sync.apply", _("并入"), self._apply, shortcut="Ctrl+Return", when=self._why_not_apply)
        self.drop = declare("sync.drop", _("不并入"), self._drop, when=self._why_not_apply)
        self.steps = StepBar()
        self.pane = PackagePane(page.context.standard, self.choose, self.apply, self.drop)
        self.pane.show_nothing(None)

    @property
    def _at_bureau(self) -> bool:
        return self.board is not None and self.board.exchange.at_bureau

    def show_board(self, board: Board) -> None:
        """How the exchange stands; what is in hand stays."""
        first, self.board = self.board is None, board
        if first and self.file is None:
            self.pane.show_nothing(board.exchange)
            if self._page.isAncestorOf(self._page.focusWidget() or self._page):
                self.take_keyboard()

    def first_field(self) -> QWidget | None:
        """The classes of what is in hand, else what one comes for: choosing a package."""
        if self.rehearsed is not None:
            return self.pane.changes
        found = self.pane.stack.widget(0).findChild(ActionButton)
        return found if isinstance(found, QWidget) else None

    def take_keyboard(self) -> None:
        """The keyboard goes there, if the page is looked at."""
        field = self.first_field()
        if field is not None and self._page.isVisible():
            field.setFocus()

    # -- 1 choosing -------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        folder = self.board.exchange.folder if self.board else ""
        kinds = _("数据包") + " (*.sap *.sap.age);;" + _("全部文件") + " (*)"
        path, _kind = QFileDialog.getOpenFileName(self._page, _("选一个数据包"), folder, kinds)
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Rehearse a package; it takes the place of whatever was in hand."""
        if self.job is not None:
            self.job.cancel()
        self.left.emit()
        self.file, self.rehearsed = path, None
        self.pane.show_reading(path.name)
        self._show_step(0)
        work = partial(rehearse_file, self._page.context.store, path)
        leaves = _("什么也没有改")
        job = self.job = self._page.context.tasks.run_long(
            _("预演"), work, self._show_rehearsed, self._hurdle, leaves=leaves
        )
        job.ended.connect(partial(self._tell_stopped, job, self._drop))

    def _tell_stopped(self, job: Job, then: Callable[[], None]) -> None:
        if job is self.job:
            self.job = None
            self._actions.refresh()
            if job.cancelled:
                then()

    def _show_step(self, now: int) -> None:
        self.steps.show_step(now, self.file.name if self.file else "")
        self._actions.refresh()
        self._page.header_changed.emit()

    def _drop(self) -> None:
        """Nothing is in hand any more; nothing was changed."""
        self.file = self.rehearsed = None
        self.left.emit()
        self.pane.show_nothing(self.board.exchange if self.board else None)
        self._show_step(0)
        self.take_keyboard()

    def _hurdle(self, error: Exception) -> None:
        """Why it cannot be rehearsed, in the place of the rehearsal, with what can be done about it here."""
        self.rehearsed = None
        told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        code = error.problems[0].code if isinstance(error, Refused) else ""
        if code in WAITS and self._at_bureau:
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
        self.pane.show_hurdle(hurdle)

    def _accept_bureau(self, mark: str) -> None:
        if self.file is not None:
            work = partial(enrolling.accept_bureau, self._page.context.store, self.file, mark)
            self._page.context.tasks.run(work, self._know_bureau, self._refuse)

    def _know_bureau(self, _manifest: object) -> None:
        self.say.emit(Message("ok", _("区里已认定"), _("接着预演这个数据包"), about="sync"))
        self.changed.emit()
        if self.file is not None:
            self.take(self.file)

    # -- 2 rehearsing -----------------------------------------------------------------------------------------------

    def _show_rehearsed(self, found: Rehearsed) -> None:
        if self.board is None:
            return
        self.rehearsed = found
        self.pane.show_rehearsed(found, self.board.exchange)
        self._show_step(1)
        if self._page.isVisible():
            self.pane.changes.setFocus()

    # -- 3 taking in ------------------------------------------------------------------------------------------------

    def _why_not_apply(self) -> str:
        if self.rehearsed is None:
            return _("先选数据包，预演过才能并入")
        return _("正在并入") if self.job is not None else ""

    def _apply(self) -> None:
        if self.rehearsed is not None and self.job is None:
            self._unpack()

    def _unpack(self) -> None:
        if self.file is None:
            return
        work = partial(unpacking.unpack, self._page.context.store, self.file)
        leaves = _("什么也没有改")
        job = self._page.context.tasks.run_long(_("并入"), work, self._show_unpacked, self._refuse, leaves=leaves)
        self.job = job
        self._actions.refresh()
        job.ended.connect(partial(self._tell_stopped, job, lambda: None))

    def _show_unpacked(self, came: Unpacked) -> None:
        conflicts = len(self.rehearsed.preview.conflicting) if self.rehearsed else 0
        self.rehearsed = None
        self.left.emit()
        self.pane.show_result(self._result(came, conflicts))
        self._show_step(2)
        self.changed.emit()
        self.take_keyboard()

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
        if self._at_bureau and n:
            told.append(_("要退回去，在下面选中它，撤销并入"))
        way_on = self._settle_action() if conflicts else self.choose
        return EmptyState("check", fact, listed(told, "；"), way_on)

    def _settle_action(self) -> QAction:
        """The way to the page that settles conflicts."""
        action = QAction(_("去处理冲突"), self)
        action.triggered.connect(lambda _checked=False: self._page.go.emit("conflicts", None))
        return action

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("没有做成，什么也没有改"), explain(error), about="sync"))
