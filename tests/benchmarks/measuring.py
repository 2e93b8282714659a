"""One row of the table of budgets, and the shortest of several runs."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One row: seconds of ours and of the reference, and the ratio allowed."""

    what: str
    ours: float
    reference: float
    allowed: float


def best(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        gc.collect()
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)
