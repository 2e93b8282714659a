"""A process that a test talks to, line by line: no wait is without end, and a child that hangs shows where."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60.0  # seconds for any single wait; nothing a child is asked takes a tenth of it
_STACKS = 5.0  # for writing down the stacks


class Child:
    """A child and all that it forked; ask and answer are lines."""

    def __init__(self, process: "subprocess.Popen[str]", errors: Path) -> None:
        self._process, self._errors = process, errors

    def tell(self, line: str) -> None:
        """Write one line to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def read(self, what: str, within: float = LIMIT) -> str:
        """The next line it says; AssertionError, with its stacks, if it says none or ends."""
        assert self._process.stdout is not None
        gave_up = threading.Event()

        def give_up() -> None:
            gave_up.set()
            self.show_stacks()

        watch = threading.Timer(within, give_up)
        watch.daemon = True
        watch.start()
        try:
            line = self._process.stdout.readline()
        finally:
            watch.cancel()
        watch.join(2 * _STACKS)
        if not line or gave_up.is_set():
            why = f"nothing came within {within:g} s" if gave_up.is_set() else "the child ended"
            raise AssertionError(f"waiting for {what}: {why}\n{self._errors.read_text(errors='replace')}")
        return line

    def show_stacks(self) -> None:
        """Have every process of it write its stacks to stderr (faulthandler), and end it."""
        self._signal(getattr(signal, "SIGABRT", signal.SIGTERM))
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STACKS)
        self.kill()

    def kill(self) -> None:
        """End it and all that it forked."""
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)  # its own session: its id is the group's
            else:
                self._process.kill()

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def finish(self) -> int:
        """Nothing more is asked: it ends by itself, within the limit. What it ended with."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            return self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.show_stacks()
            raise AssertionError(f"waiting for its end\n{self._errors.read_text(errors='replace')}") from None


@contextmanager
def child(arguments: Sequence[str]) -> Iterator[Child]:
    """Python with these arguments. Where the test fails in between, whatever still runs is killed, not waited for."""
    with tempfile.TemporaryDirectory() as folder:
        errors = Path(folder) / "stderr"
        with (
            errors.open("w") as stderr,
            subprocess.Popen(
                [sys.executable, "-X", "faulthandler", *arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            ) as process,
        ):
            made = Child(process, errors)
            try:
                yield made
                made.finish()
            finally:
                made.kill()
