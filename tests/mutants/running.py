"""Running one named test with a mutant in place, in a process of its own and within a time limit."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutants.planting import CHOSEN, ROOT
from tests.mutants.table import Mutant

LIMIT = 120  # seconds for one test; one that does not end is no verdict
FAILED = 1  # pytest's exit code for tests that ran and failed; 2 to 5 say that nothing was tried


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run ended: its exit code (None where it did not end), seconds, and what it said."""

    code: int | None
    seconds: float
    said: str

    @property
    def verdict(self) -> str:
        """killed, survived, or why nothing is known."""
        if self.code is None:
            return f"no end in {LIMIT} s"
        if self.code == FAILED and "\nFAILED " in self.said:  # not an error on the way to it
            return "killed"
        return "SURVIVED" if self.code == 0 else f"could not be tried (pytest {self.code})"


def run_tests(tests: Sequence[str], mutant: Mutant | None = None, limit: float = LIMIT) -> Ended:
    """Run some tests, with a mutant where one is given."""
    plugin = ["-p", "tests.mutants.planting"] if mutant else []
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider", *plugin, *tests]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTEST_ADDOPTS", None)
    if mutant:
        environment[CHOSEN] = mutant.name
    start = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=limit, check=False
        )
    except subprocess.TimeoutExpired as error:
        return Ended(None, time.monotonic() - start, str(error))
    return Ended(done.returncode, time.monotonic() - start, done.stdout + done.stderr)
