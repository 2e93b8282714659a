"""The network on the sync page: at the bureau its inbox is opened and shut here, at a station one round goes there."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from auditor.errors import Refused, Unavailable
from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines
from auditor.inbox_key import grouped
from auditor.telling import Tell
from auditor.wording import _, explain
from ui.buttons import Button
from ui.context import Context
from ui.fields import TextField
from ui.network_exchange import exchange_at
from ui.open_inbox import Known, Opened, OpenInbox, read_known
from ui.panes import Text
from ui.tasks import Job

T = TypeVar("T")


class NetworkStrip(QWidget):
    """A line of words and buttons, and below it what is to be known. Hidden where the network is of no use: at a
    station that does not know where its bureau's inbox is."""

    came = Signal()  # packages went or came

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._known: Known | None = None
        self._job: Job | None = None
        self._inbox = OpenInbox(context.store)
        self._inbox.heard.connect(self.came)
        self._inbox.broken.connect(self._tell_broken)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.word = Text("", "note", "ink2")
        self.place = TextField(_("收件处的地址"), chars=22, example="127.0.0.1:8543")
        self.place.returnPressed.connect(self._press)
        self.button = Button("", small=True)
        self.button.clicked.connect(self._press)
        for widget in (self.word, self.place, self.button):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        self.told = Text("", "note", "ink2", wrap=True)
        column.addWidget(self.told)
        self.hide()
        application = QApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._inbox.end)
        self.destroyed.connect(self._inbox.end)

    def refresh(self) -> None:
        """Ask whether the network is of use here."""
        self.context.tasks.run(partial(read_known, self.context.store), self.show_known)

    def show_known(self, known: Known) -> None:
        """Show what can be done; what is going on goes on."""
        first = self._known is None
        self._known = known
        self.setVisible(known.may_listen or bool(known.url))
        self.place.setVisible(known.may_listen)
        if first and known.may_listen:
            self.place.setText(known.listen)
        self._show()

    def _show(self) -> None:
        if self._known is None:
            return
        at_bureau, busy = self._known.may_listen, self._job is not None
        opened = self._inbox.address
        self.place.setEnabled(not opened and not busy)
        self.button.setEnabled(not (at_bureau and busy))
        if at_bureau:
            self.word.setText(_("收件处"))
            self.button.show_text(_("停收") if opened else _("开收件处"))
        else:
            self.word.setText(_("收件处 {address}").format(address=self._known.url.removeprefix("https://")))
            self.button.show_text(_("停下") if busy else _("联网同步"))

    # -- pressed ------------------------------------------------------------------------------------------------------

    def _press(self) -> None:
        if self._known is None or (self._job is not None and self._known.may_listen):
            return
        if not self._known.may_listen:
            self._exchange()
        elif self._inbox.address:
            self._run(_("停收件处"), lambda _tell: self._inbox.shut(), self._show_shut)
        else:
            place = self.place.text().strip()
            self._run(_("开收件处"), lambda _tell: self._inbox.open(place), self._show_opened)

    def _exchange(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        assert self._known is not None
        self.told.setText(_("正在同步…"))
        work = partial(exchange_at, self.context.store, self._known.url)
        leaves = _("已交去和已并入的都留着，下次接着传")
        self._run(_("联网同步"), work, self._show_exchanged, leaves=leaves)

    def _run(self, name: str, work: Callable[[Tell], T], done: Callable[[T], None], *, leaves: str = "") -> None:
        job = self.context.tasks.run_long(name, work, done, self._tell_refused, leaves=leaves)
        self._job = job
        job.ended.connect(partial(self._ended, job))
        self._show()

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            if job.cancelled:
                self.told.setText(_("同步停了。已交去和已并入的都留着，下次接着传。"))
                self.came.emit()
        self._show()

    # -- what came of it ----------------------------------------------------------------------------------------------

    def _show_opened(self, opened: Opened) -> None:
        told = [_("收件处开着：https://{address}").format(address=opened.address)]
        told.append(_("证书指纹：{fingerprint}").format(fingerprint=grouped(opened.fingerprint)))
        if not opened.announced:
            told.append(_("别的电脑还不知道这个地址：写这台电脑在网里的地址再开，会随数据包告诉工作站。"))
        else:
            told.append(_("地址和指纹随下一个数据包告诉工作站。关窗口就停收。"))
        self.told.setText("\n".join(told))
        self._show()

    def _show_shut(self, _none: object) -> None:
        self.told.setText(_("收件处已停。没有传完的，下次开时接着传。"))
        self._show()

    def _show_exchanged(self, found: Exchanged) -> None:
        self.told.setText("\n".join((*exchanged_lines(found), *found.told)))
        self.came.emit()

    def _tell_refused(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.told.setText(explain(error))
            self.came.emit()

    def _tell_broken(self, error: object) -> None:
        if isinstance(error, Refused | Unavailable):
            self.told.setText(explain(error))
