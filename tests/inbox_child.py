"""An inbox as a process of its own, for tests that kill it or look at its memory: `FOLDER PORT STATION [MOST_FILE]`.

Its key lies in FOLDER, so that it is the same inbox after every death. Says its port once it listens.
"""

import sys
from pathlib import Path

from auditor.inbox_key import InboxKey
from tests.inboxes import TIGHT, FolderBureau
from ui.inbox_server import Doors, InboxServer


def main(folder: Path, port: int, station: str, most_file: int = 0) -> None:
    """Serve until killed, or left alone."""
    if most_file:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most_file, most_file))
    key = InboxKey((folder / "key.pem").read_bytes(), (folder / "certificate.pem").read_bytes())
    bureau = FolderBureau(folder / "bureau")
    bureau.known.add(station)
    server = InboxServer(bureau, folder / "inbox", key, bounds=TIGHT, doors=Doors(head=3.0))
    _host, port = server.start("127.0.0.1", port)
    print(port, flush=True)
    sys.stdin.read()  # until whoever asked for it is gone
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], *(int(a) for a in sys.argv[4:]))
