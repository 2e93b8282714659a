"""The window that is killed: told a page, a database and a seed, it forks a child that types until it dies."""

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db import open_store
from tests.playing import CTRL, QUESTIONS, Hand, at_door, at_site, door, look_until, window_on

FASTEST_MS, SLOWEST_MS = 40, 160  # between two keys; no hand is faster


def say(*words: object) -> None:
    """One line with the moment, in one write: what was said was typed before it, and no kill leaves half a line."""
    os.write(1, (" ".join(map(str, (*words, time.monotonic()))) + "\n").encode())


def has_left_site(hand: Hand, code: str) -> bool:
    """Whether another site stands open."""
    return hand.page.case is not None and hand.page.case.site.code != code


def has_left_door(hand: Hand, slot: str) -> bool:
    """Whether another household stands on the screen, or none."""
    return door(hand) != slot and hand.session.tasks.idle


def audit_on(hand: Hand, rng: random.Random) -> None:
    """Site after site: `typed CODE DIGITS`, with what is answered there so far, whoever answered it."""
    at_site(hand)
    while True:
        code = hand.page.case.site.code
        start = hand.page.draft.answered
        digits = "-" * start  # of an earlier life
        for row in hand.page.checklist.rows[start:]:
            digit = {"written": "4", "deduct": "1", "bands": "1"}.get(row.item.method, rng.choice("1234"))
            hand.press(digit)
            digits += digit
            say("typed", code, digits)
            QTest.qWait(rng.randint(FASTEST_MS, SLOWEST_MS))
        hand.press(Qt.Key.Key_Return, CTRL)
        look_until(partial(has_left_site, hand, code))
        say("saved", code, digits)
        at_site(hand)


def interview_on(hand: Hand, rng: random.Random) -> None:
    """Household after household: `typed SLOT DIGITS`."""
    at_door(hand)
    while True:
        slot = door(hand)
        start = len(hand.page.draft.answers)
        digits = "-" * start
        for _n in range(start, QUESTIONS):
            digit = str(rng.randint(1, len(hand.page.interview.buttons)))
            hand.press(digit)
            digits += digit
            say("typed", slot, digits)
            QTest.qWait(rng.randint(FASTEST_MS, SLOWEST_MS))
        hand.press(Qt.Key.Key_Return)
        look_until(partial(has_left_door, hand, slot))
        say("saved", slot, digits)
        at_door(hand)


PLAYS: dict[str, Callable[[Hand, random.Random], None]] = {"audit": audit_on, "survey": interview_on}


def play(page: str, place: str, seed: str) -> None:
    """Open the program on a database and type until somebody ends it."""
    with window_on(open_store(place)) as hand:
        hand.turn_to(page)
        PLAYS[page](hand, random.Random(seed))


def main() -> None:
    """Fork a child for each line read; imports are paid for once, and no application exists before the fork."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            play(*line.split())
            os._exit(0)
        say("pid", pid)
        os.waitpid(pid, 0)
        say("dead", pid)


if __name__ == "__main__":
    main()
