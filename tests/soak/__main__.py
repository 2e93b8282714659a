"""Long hunts with other seeds each time; every one of them or those named: `python -m tests.soak [NAME ...]`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

from tests.exchange_killing import kill_every_kind
from tests.exchanging_machine import SEEN, hunt, lacking, told
from tests.inboxes import upload_through_kills
from tests.killing import kill_often
from tests.postgres import running
from tests.soak.orders import try_all_orders, unpack_all_orders

KILLS = 60
RUNS, STEPS = 1000, 40


def orders(seed: int) -> str:
    """All orders of six packages, into the index of SQLite, and through the door."""
    return f"{try_all_orders(seed)} orders end in one state, and {unpack_all_orders()} unpacked"


def window(page: str, seed: int) -> str:
    """The window killed at random moments of its typing."""
    with tempfile.TemporaryDirectory() as folder:
        return str(dict(kill_often(page, Path(folder), KILLS, seed)))


def inbox(_seed: int) -> str:
    """The inbox killed while 200 MiB are coming."""
    with tempfile.TemporaryDirectory() as folder:
        told = upload_through_kills(Path(folder), 200 * 2**20, 6)
    assert told.intact
    return str(told)


def kills(seed: int) -> str:
    """Packing, unpacking, taking back, restoring and rebuilding, each killed a hundred times."""
    with tempfile.TemporaryDirectory() as folder:
        return str(kill_every_kind(Path(folder), 100, seed))


def exchange(seed: int) -> str:
    """Whatever may befall a bureau and its stations, and everything that must happen in so many runs."""
    SEEN.clear()
    try:
        for number in range(RUNS // 100):
            hunt(100, STEPS, seed + number)
            print(f"{SEEN['runs']} runs", flush=True)
    finally:
        print(told(SEEN), flush=True)
    assert lacking() == []
    return f"{SEEN['runs']} runs of {STEPS} steps"


def server(seed: int) -> str:
    """The same with the bureau on PostgreSQL, put back by pg_dump; a tenth as often, for every run moves in anew."""
    SEEN.clear()
    with running() as address:
        hunt(RUNS // 10, STEPS, seed, server=address)
    print(told(SEEN), flush=True)
    assert lacking(served=True) == []
    return f"{SEEN['runs']} runs of {STEPS} steps"


HUNTS: dict[str, Callable[[int], str]] = {
    "orders": orders,
    "exchange": exchange,
    "server": server,
    "audit": partial(window, "audit"),
    "survey": partial(window, "survey"),
    "inbox": inbox,
    "kills": kills,
}


def main(names: list[str]) -> None:
    """Hunt, and say what was seen; an AssertionError stands below the seed that fails."""
    if unknown := set(names) - set(HUNTS):
        raise SystemExit(f"no such hunt: {', '.join(sorted(unknown))}; there are {', '.join(HUNTS)}")
    for name in names or HUNTS:
        seed, start = int(time.time()), time.monotonic()
        print(f"{name}: seed {seed}", flush=True)
        print(f"{name}: {HUNTS[name](seed)} ({time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
