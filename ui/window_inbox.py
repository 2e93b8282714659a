"""The bureau's inbox while the window is open: started and stopped by a person, told to whoever shows it."""

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from auditor.errors import Refused, Unavailable

if TYPE_CHECKING:
    from auditor.store import Store
    from ui.inbox_server import InboxServer
    from ui.tasks import Tasks

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"


class WindowInbox(QObject):
    """At most one. It outlives a window that is made anew (another language) and ends with the program."""

    changed = Signal()  # it listens, or does so no more
    came = Signal()  # something became of a package that was sent here
    failed = Signal(object)  # why it does not listen

    def __init__(self) -> None:
        super().__init__()
        self._server: InboxServer | None = None

    @property
    def address(self) -> str:
        """Where stations find it; "" while it does not listen."""
        found = self._server.address if self._server is not None else None
        if found is None:
            return ""
        return f"https://{platform.node() if found[0] == EVERYWHERE else found[0]}:{found[1]}"

    @property
    def fingerprint(self) -> str:
        """Of its certificate, in groups of four; "" while it does not listen."""
        from auditor.inbox_key import grouped

        return grouped(self._server.key.fingerprint) if self._server is not None else ""

    @property
    def certificate(self) -> bytes:
        """What stations are given, PEM; empty while it does not listen."""
        return self._server.key.certificate if self._server is not None else b""

    def start(self, store: "Store", tasks: "Tasks", host: str, port: int) -> None:
        """Listen; `changed` comes when it does, `failed` where it cannot."""

        def work() -> "InboxServer":
            from ui.inbox_commands import announce_at, server_of

            server = server_of(store)
            server.heard = lambda _name, _receipt: self.came.emit()
            server.broken = self.failed.emit
            _host, at = server.start(host, port)
            announce_at(store, server, (platform.node(), at) if host == EVERYWHERE else None)
            return server

        tasks.run(work, self._started, self._not_started)

    def _started(self, server: "InboxServer") -> None:
        self._server = server
        self.changed.emit()

    def _not_started(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.failed.emit(error)

    def stop(self) -> None:
        """Listen no more; what is under way has two seconds, what came stays for the next start."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            self.changed.emit()
