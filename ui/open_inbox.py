"""The inbox opened inside the window: which address, opened and shut from the worker, told of on the GUI thread."""

import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from auditor.errors import Problem, Refused
from auditor.identity import is_bureau
from auditor.inbox import Receipt
from auditor.inbox_place import inbox_place, written
from auditor.store import Store
from ui.inbox_commands import HERE, PORT, address, announce_at, server_of
from ui.inbox_server import InboxServer

LISTEN = "inbox_listen"  # setting: where it was opened last


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`may_listen`: an inbox can be opened here, and was at `listen` the last time; `url` is the bureau's inbox as a
    station knows it ("" where it does not)."""

    may_listen: bool
    listen: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where it listens (`HOST:PORT`), by what it is known, and whether stations are told the address."""

    address: str
    fingerprint: str
    announced: bool


def read_known(store: Store) -> Known:
    """What the network is good for in this database. One on a server has its inbox on a terminal, for it would be open
    in every window."""
    with store.reading() as work:
        if is_bureau(work):
            return Known(may_listen="://" not in store.place, listen=work.setting(LISTEN) or written(HERE, PORT))
        return Known(may_listen=False, url=inbox_place(work).url)


class OpenInbox(QObject):
    """The inbox of one window. `heard`: something has become of a package; `broken`: an error nobody expected."""

    heard = Signal()
    broken = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._turn = threading.Lock()
        self._server: InboxServer | None = None
        self._over = False

    @property
    def address(self) -> str:
        """Where it listens; "" while it does not."""
        server = self._server
        return written(*server.address) if server is not None and server.address else ""

    def open(self, place: str) -> Opened:
        """Listen at `HOST:PORT`, and remember that. Refused for a text that is none or at a station, Unavailable where
        it cannot listen."""
        try:
            host, port = address(place)
        except ValueError as error:
            raise Refused(Problem("listen", "no_listen_address", {"value": place})) from error
        with self._turn:
            server = server_of(self._store)
            server.heard, server.broken = self._told, self.broken.emit
            if self._server is None and not self._over:
                server.start(host, port)
                self._server = server
                announce_at(self._store, server)
                with self._store.writing() as work:
                    work.set_setting(LISTEN, place)
        with self._store.reading() as work:
            announced = inbox_place(work).address == self.address
        return Opened(address=self.address, fingerprint=server.key.fingerprint, announced=announced)

    def shut(self) -> None:
        """Listen no more; requests under way have two seconds."""
        with self._turn:
            if self._server is not None:
                self._server.stop()
                self._server = None

    def end(self) -> None:
        """The window goes: shut, for good."""
        self._over = True
        self.shut()

    def _told(self, _name: str, _receipt: Receipt) -> None:
        self.heard.emit()
