"""Keeps the window answering while the worker works: short turns for threads, garbage collected between the works.

A full collection walks every object there is and stops all threads: 80-190 ms with a district's records in memory
(measured). Reference counting frees nearly everything here at once, so the rest can wait until a piece of work is done
and its values are gone.

Garbage is collected on the window's thread alone. On the worker it would destroy what is left of widgets there: that
takes Qt's lock and waits for Python's, while the window holds Python's and waits for Qt's, and neither ever goes on
(seen, with both stacks). So `ui/tasks.py` switches the collector's own runs off and calls these.
"""

import gc
import sys

TURN_S = 0.001  # Python's own 5 ms lets a busy worker hold the window up five times as long
ROUNDS = 1000  # a full collection in the middle of work after 7,000 * ROUNDS objects that stayed: a net, never reached
SWEEP_MS = 1000
DUE = 20  # collections of the middle generation after which a full one is worth its walk


def keep_steady() -> None:
    """Call once the window stands: what lives as long as the program is never walked again."""
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, ROUNDS)


def sweep() -> None:
    """Call now and then on the window's thread: what died young and not so young; a few milliseconds."""
    if gc.get_count()[0] >= gc.get_threshold()[0]:
        gc.collect(1)


def collect_between() -> None:
    """Call between pieces of work, on the window's thread: a full collection if enough came together."""
    if gc.get_count()[2] >= DUE:
        gc.collect()
