"""The process that is killed at its n-th touch of disk or database, or by another's hand: told what to do, it forks."""

import builtins
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from auditor.formats import package_zip
from auditor.use_cases import packing, taking_back, unpacking
from db import SqlStore, open_store
from tests.killed_child import say
from tests.making import Clock

SMALL = 120  # lines in a member and in a batch, so that a package of a test has several
TOUCHING = ("fsync", "replace", "rename", "link", "unlink", "sendfile")


def small_batches() -> None:
    """Members and batches of a few lines."""
    vars(package_zip)["LINES_IN_MEMBER"] = SMALL
    vars(unpacking)["AT_ONCE"] = SMALL


class Fuse:
    """Counts every touch of a file or the database, before it and after it, and lets something happen at the n-th."""

    def __init__(self, at: int, happen: Callable[[str], None]) -> None:
        self.at, self.happen, self.seen = at, happen, 0
        self._undo: list[Callable[[], None]] = []

    def burn(self, what: str) -> None:
        """One touch more."""
        self.seen += 1
        if self.seen == self.at:
            self.happen(what)

    def __enter__(self) -> "Fuse":
        for name in TOUCHING:
            if hasattr(os, name):
                self._put(os, name, self._around(name, getattr(os, name)))
        opened = self._opening(io.open)
        self._put(io, "open", opened)
        self._put(builtins, "open", opened)
        return self

    def __exit__(self, *_: object) -> None:
        for undo in reversed(self._undo):
            undo()

    def of_database(self) -> None:
        """Statements and commits count as well."""
        event.listen(Engine, "before_cursor_execute", lambda *_a: self.burn("statement"))
        event.listen(Engine, "after_cursor_execute", lambda *_a: self.burn("after a statement"))
        event.listen(Engine, "commit", lambda *_a: self.burn("commit"))

    def _put(self, where: Any, name: str, new: Any) -> None:
        old = getattr(where, name)
        setattr(where, name, new)
        self._undo.append(lambda: setattr(where, name, old))

    def _around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def touch(*args: Any, **how: Any) -> Any:
            self.burn(name)
            result = real(*args, **how)
            self.burn(f"after {name}")
            return result

        return touch

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *args: Any, **how: Any) -> Any:
            if not set(mode) & set("wa+x"):
                return real(file, mode, *args, **how)
            self.burn("open")
            return Written(real(file, mode, *args, **how), self)

        return opened


class Written:
    """A file whose writes are counted."""

    def __init__(self, file: Any, fuse: Fuse) -> None:
        self._file, self._fuse = file, fuse

    def write(self, raw: Any) -> Any:
        """Write, and count it."""
        self._fuse.burn("write")
        return self._file.write(raw)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Written":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


WORKS: dict[str, Callable[[SqlStore, Path, str], object]] = {
    "unpack": lambda store, folder, _more: unpacking.unpack(store, folder / "in.sap"),
    "unpack sealed": lambda store, folder, _more: unpacking.unpack(store, folder / "in.sap.age"),
    "let wait": lambda store, folder, _more: unpacking.unpack(store, folder / "stranger.sap"),
    "pack": lambda store, folder, _more: packing.pack(store, folder / "out"),
    "pack sealed": lambda store, folder, _more: packing.pack(store, folder / "out", sealed=True),
    "undo": lambda store, _folder, more: taking_back.take_back(store, more),
    "restore": lambda store, folder, _more: store.restore(str(folder / "copy.db")),
    "rebuild": lambda store, _folder, _more: store.rebuild(),
}


def work(told: dict[str, Any]) -> None:
    """Open the database, say so, do the work, say how often it touched anything."""
    folder = Path(told["folder"])
    fuse = Fuse(told["at"], lambda _what: os.kill(os.getpid(), signal.SIGKILL))
    store = open_store(str(folder / "work.db"), Clock())
    fuse.of_database()
    say("begun")
    with fuse:
        WORKS[told["work"]](store, folder, told["more"])
        seen = fuse.seen
    say("done", seen)


def main() -> None:
    """Fork a child for each line read; imports are paid for once."""
    small_batches()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(json.loads(line))
            finally:
                os._exit(0)
        say("pid", pid)
        os.waitpid(pid, 0)
        say("dead", pid)


if __name__ == "__main__":
    main()
