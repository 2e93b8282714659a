"""The inbox on the terminal: it listens until it is stopped, and says where, and by what stations know it."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from auditor.errors import Problem, Refused, Unavailable
from auditor.identity import is_bureau
from auditor.inbox import Receipt, Stage
from auditor.inbox_key import grouped, inbox_key_of
from auditor.inbox_place import announce, is_public, written
from auditor.store import Store
from auditor.wording import _, explain, number
from ui.commands import Command, Opener, opened
from ui.inbox_bureau import StoreBureau
from ui.inbox_server import InboxServer

Add = Callable[[str, Command, str], argparse.ArgumentParser]
PORT = 8543
HERE = "127.0.0.1"


def declare(add: Add) -> None:
    """The command and its options."""
    parser = add("inbox", inbox, _("收件处：工作站从网上交数据包、取数据包，直到停下（Ctrl-C）"))
    listen = _("在哪里收（不写则只有这台电脑能连）；写 0.0.0.0 则别的电脑也能连")
    parser.add_argument("--listen", type=address, default=(HERE, PORT), metavar="HOST:PORT", help=listen)
    public = _("工作站用的地址，随数据包告诉它们；不写则是收的地址（0.0.0.0 和本机地址不告诉）")
    parser.add_argument("--public", type=address, default=None, metavar="HOST:PORT", help=public)
    parser.add_argument("--certificate", default="", metavar="FILE", help=_("把证书写成文件，交给工作站"))


def address(text: str) -> tuple[str, int]:
    """A host and a port; argparse tells a ValueError as a wrong call."""
    host, _sep, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(text)
    return host, int(port)


def server_of(store: Store) -> InboxServer:
    """The inbox of a bureau's database, not yet started; what came lies with its other packages. Refused at a
    station's database."""
    with store.writing() as work:
        if not is_bureau(work):
            raise Refused(Problem("db", "inbox_of_bureau"))
        key = inbox_key_of(work)
    folder = store.package_folder() / "inbox"
    return InboxServer(StoreBureau(store, folder / "taken"), folder, key)


def announce_at(store: Store, server: InboxServer, public: tuple[str, int] | None = None) -> None:
    """Say in the bureau's station record by what its inbox is known, and where it is: at `public`, or where it listens
    if another computer can be told that."""
    place = public or server.address
    told = written(*place) if place and (public or is_public(place[0])) else ""
    with store.writing() as work:
        announce(work, server.key.fingerprint, told)


def inbox(options: argparse.Namespace, open_store: Opener) -> int:
    """Listen until Ctrl-C or SIGTERM."""
    with opened(options, open_store) as store:
        server = server_of(store)
        server.heard, server.broken = _say, _complain
        if options.certificate:
            Path(options.certificate).write_bytes(server.key.certificate)
        with _until_stopped() as stopped:
            host, port = server.start(*options.listen)
            try:
                announce_at(store, server, options.public)
                _introduce(host, port, server.key.fingerprint)
                while not stopped.wait(3600):
                    pass
            finally:
                server.stop()
    print(_("收件处已停。没有传完的，下次开时接着传。"))
    return 0


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _introduce(host: str, port: int, fingerprint: str) -> None:
    print(_("收件处开着：https://{address}").format(address=written(host, port)))
    print(_("证书指纹：{fingerprint}").format(fingerprint=grouped(fingerprint)))
    if host in (HERE, "::1", "localhost"):
        print(_("只有这台电脑能连。要让别的电脑连，用 --listen 0.0.0.0:{port}").format(port=port))
    else:
        print(_("同一网络里的电脑都能连到这里。"))
    sys.stdout.flush()


def _say(name: str, receipt: Receipt) -> None:
    """One line for each package, on the worker's thread."""
    told = {
        Stage.APPLIED: _("已并入"),
        Stage.QUARANTINED: _("待放行"),
        Stage.REFUSED: _("没有收"),
    }[receipt.state]
    lines = _("行：新 {new}，共 {lines}").format(
        new=number(receipt.counts.get("new", 0)), lines=number(receipt.counts.get("lines", 0))
    )
    print(f"{name[:8]}  {told}  {receipt.sentence or lines}", flush=True)


def _complain(error: Exception) -> None:
    told = explain(error) if isinstance(error, Refused | Unavailable) else repr(error)
    print(told, file=sys.stderr, flush=True)
