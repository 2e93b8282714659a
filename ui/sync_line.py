"""The network on the sync page: at the bureau its inbox, on or off; at a station one round with the bureau's."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.errors import Refused, Unavailable
from auditor.exchanged import Exchanged
from auditor.exchanged_wording import exchanged_lines
from auditor.wording import _, explain
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice, TextField
from ui.network_exchange import Place, exchange_online, keep_place, place_of, read_certificate
from ui.panes import Elided, Text
from ui.saving import ask_where, writing
from ui.window_inbox import EVERYWHERE, HERE

PORT = 8543


class InboxStrip(QWidget):
    """Start and stop, where it listens, by what stations know it."""

    came = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.fact = Elided("", "body")
        row.addWidget(self.fact, 1)
        self.where = Choice(_("谁能连"), [(_("同一网络的电脑"), EVERYWHERE), (_("只有这台电脑"), HERE)])
        self.where.choose(EVERYWHERE)
        row.addWidget(self.where)
        self.save_button = Button(_("存证书"), small=True)
        self.save_button.clicked.connect(self._save)
        row.addWidget(self.save_button)
        self.button = Button("", small=True)
        self.button.clicked.connect(self._turn)
        row.addWidget(self.button)
        column.addLayout(row)
        self.note = Text("", "note", "ink2", wrap=True)
        self.note.setAccessibleName(_("收件处"))
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.note)
        context.inbox.changed.connect(self.show_inbox)
        context.inbox.came.connect(self.came)
        context.inbox.failed.connect(self._tell_trouble)
        self.show_inbox()

    def show_inbox(self) -> None:
        """Whether it listens."""
        inbox = self.context.inbox
        on = bool(inbox.address)
        self.fact.setText(_("收件处开着：{address}").format(address=inbox.address) if on else _("收件处没有开"))
        self.button.show_text(_("停") if on else _("开收件处"))
        self.button.setEnabled(True)
        self.where.setVisible(not on)
        self.save_button.setVisible(on)
        self.note.show_tone("ink2")
        self.note.setText(_("证书指纹 {fingerprint}").format(fingerprint=inbox.fingerprint) if on else "")
        self.note.setVisible(on)

    def _turn(self) -> None:
        inbox = self.context.inbox
        if inbox.address:
            inbox.stop()
        else:
            self.button.setEnabled(False)
            inbox.start(self.context.store, self.context.tasks, str(self.where.value()), PORT)

    def _tell_trouble(self, error: Exception) -> None:
        self.show_inbox()
        self.note.show_tone("bad")
        self.note.setText(explain(error) if isinstance(error, Refused | Unavailable) else str(error))
        self.note.show()

    def _save(self) -> None:
        to = ask_where(self, _("证书存到哪里"), _("收件处证书"), [("PEM", "pem")])
        certificate = self.context.inbox.certificate
        if to is not None and certificate:
            write = partial(writing, to, lambda path: path.write_bytes(certificate))
            self.context.tasks.run(write, self._tell_saved, self._tell_trouble)

    def _tell_saved(self, path: Path) -> None:
        self.note.setText(_("写好 {name}").format(name=path.name))


class LineStrip(QWidget):
    """The bureau's address and certificate, and one round."""

    exchanged = Signal()
    packed = Signal(int)  # a package was written; so many lines of others are here and not at the bureau

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._certificate = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(_("网上交换"), "section"))
        row.addStretch(1)
        self.choose_button = Button(_("选证书"), small=True)
        self.choose_button.clicked.connect(self._choose)
        row.addWidget(self.choose_button)
        self.button = Button(_("交换一轮"), small=True)
        self.button.clicked.connect(self.exchange)
        row.addWidget(self.button)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        label = Text(_("区里的地址"), "note", "ink2")
        self.address = TextField(_("区里的地址"), chars=18, example="https://bureau:8543")
        label.setBuddy(self.address)
        row.addWidget(label)
        row.addWidget(self.address, 1)
        column.addLayout(row)
        self.note = Text("", "note", "ink2", wrap=True)
        column.addWidget(self.note)
        self.note.hide()

    def refresh(self) -> None:
        """Ask what was noted."""
        self.context.tasks.run(partial(place_of, self.context.store), self._show_place)

    def _show_place(self, place: Place) -> None:
        if not self.address.hasFocus():
            self.address.show_text(place.address)
        self._certificate = self._certificate or place.certificate
        self.choose_button.show_text(_("换证书") if self._certificate else _("选证书"))

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选收件处的证书"), "", "PEM (*.pem *.crt *.cer)")
        if path:
            self.context.tasks.run(partial(read_certificate, Path(path)), self._take, self._tell_trouble)

    def _take(self, certificate: str) -> None:
        self._certificate = certificate
        self.choose_button.show_text(_("换证书"))
        self._say(_("证书已选"), bad=False)

    def exchange(self) -> None:
        """Note the address, then one round."""
        if not self.address.text().strip():
            self._say(_("先填区里的地址，形如 https://bureau:8543"), bad=True)
            self.address.setFocus()
            return
        store, address, certificate = self.context.store, self.address.text(), self._certificate
        self.context.tasks.run(partial(keep_place, store, address, certificate), self._go_on, self._tell_trouble)

    def _go_on(self, _place: Place) -> None:
        self.button.setEnabled(False)
        work = partial(exchange_online, self.context.store)
        leaves = _("没有传完的，下次接着传")
        job = self.context.line.run_long(_("网上交换"), work, self._tell_round, self._tell_trouble, leaves=leaves)
        job.ended.connect(self._may_again)

    def _may_again(self) -> None:
        self.button.setEnabled(True)

    def _tell_round(self, found: Exchanged) -> None:
        self._say("\n".join((*exchanged_lines(found), *found.told)), bad=bool(found.told))
        if found.written:
            self.packed.emit(found.others)
        self.exchanged.emit()

    def _tell_trouble(self, error: Exception) -> None:
        self._say(explain(error) if isinstance(error, Refused | Unavailable) else str(error), bad=True)
        self.exchanged.emit()

    def _say(self, told: str, *, bad: bool) -> None:
        self.note.show_tone("bad" if bad else "ink2")
        self.note.setText(told)
        self.note.show()
