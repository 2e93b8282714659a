"""All orders of six packages, the window killed at each page, the inbox under a large file: `-m tests.soak [KILLS]`."""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

from tests.inboxes import upload_through_kills
from tests.killing import kill_often
from tests.soak.orders import try_all_orders

KILLS = 60


def main() -> None:
    """Kill, compare, say what was seen; an AssertionError names the seed that fails."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    seed = int(time.time())
    print(f"six packages, seed {seed}: {try_all_orders(seed)} orders end in one state", flush=True)
    for page in ("audit", "survey"):
        print(f"{page}: {kills} kills, seed {seed}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            print(f"{page}: {dict(kill_often(page, Path(folder), kills, seed))}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        told = upload_through_kills(Path(folder), 200 * 2**20, 6)
    print(f"inbox: {told}", flush=True)
    assert told.intact


if __name__ == "__main__":
    main()
