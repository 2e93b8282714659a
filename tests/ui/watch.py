"""Measures how long the window's event loop is held up."""

import time

from PySide6.QtCore import QTimer


class Watch:
    """How long the event loop let a timer of 5 ms wait, at worst, through this process's own doing.

    A machine shared with others stops a thread for reasons of its own: of each wait only that part counts in which this
    process had a processor. What holds Python's lock while it computes has one.
    """

    def __init__(self) -> None:
        self.worst = 0.0
        self.stops = 0  # waits of a tenth of a second and more
        self._then = time.perf_counter(), time.process_time()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter(), time.process_time()
        waited = min(a - b for a, b in zip(now, self._then, strict=True))
        self.worst = max(self.worst, waited)
        self.stops += waited >= 0.1
        self._then = now

    def stop(self) -> float:
        self._timer.stop()
        return self.worst
