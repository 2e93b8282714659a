"""A person at the window: keys and clicks on whatever has the keyboard, and what can be read on the screen."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from auditor.people import Person
from auditor.record import new_id
from auditor.site import Point
from auditor.survey import Mode, Outcome
from auditor.use_cases.planning import open_round
from db import SqlStore
from tests.making import STREET, communities, site, standard, street
from ui.app import make_app
from ui.settings import Settings
from ui.start import Session
from ui.tasks import Tasks

CTRL = Qt.KeyboardModifier.ControlModifier
PATIENCE_S = 20.0
QUESTIONS = len(standard().questions)


def settle_street(
    store: SqlStore, sites: int, households: int = 40, round_: str = "", mode: Mode = Mode.SAMPLE
) -> None:
    """A street whose quarters lie in two communities, each with one point; with a round to be asked where named."""
    with store.writing() as work:
        work.set_setting("station", "5" * 32)
        person = Person(id=new_id(), name="周敏")
        work.set_setting("person", person.id)
        work.people.save(person)
        work.set_setting("street", STREET)
        work.streets.save(street())
        work.communities.save_all(communities(2))
        for n in range(1, sites + 1):
            made = site(f"06-{n:03}", households=households, community=f"120104006{1 + n % 2:03}")
            work.sites.save(made)
            work.points.save(Point(id=new_id(), street=STREET, code="1", site=made.id))
    if round_:
        with store.reading() as work:
            today = work.today()
        open_round(store, STREET, mode, standard(), on=today, name=round_)


def look_until(true: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Let the window work until something is so; AssertionError when it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        QApplication.processEvents()
        time.sleep(0.001)


def answered(*workers: Tasks, seconds: float = PATIENCE_S) -> None:
    """Until every answer has been shown; one answer may ask for the next."""
    end, quiet = time.monotonic() + seconds, 0
    while quiet < 3:
        assert time.monotonic() < end, "a task never ended"
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if all(tasks.idle for tasks in workers):
            quiet += 1
        else:
            quiet = 0
            time.sleep(0.001)


class Hand:
    """Plays one window. Whoever plays reads the screen; nothing of a page is called."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.window = session.window

    @property
    def page(self) -> Any:
        """What is shown now, to be looked at."""
        return self.window.page

    @property
    def focus(self) -> QWidget:
        """Where a key goes."""
        return QApplication.focusWidget() or self.window

    def press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key; a digit by its sign."""
        QTest.keyClick(self.focus, Qt.Key(ord(key)) if isinstance(key, str) else key, modifiers)

    def type(self, keys: str) -> None:
        """Several signs, one after the other."""
        for key in keys:
            QTest.keyClicks(self.focus, key)

    def settle(self) -> None:
        """Until every answer has been shown."""
        answered(self.session.tasks)

    def turn_to(self, page: str) -> None:
        """Alt and the digit that stands at the page in the rail."""
        for digit in "1234567890":
            if self.window.page.id == page:
                break
            self.press(digit, Qt.KeyboardModifier.AltModifier)
            QApplication.processEvents()
        assert self.window.page.id == page
        self.settle()

    def told(self) -> list[str]:
        """What the strip says, newest first."""
        return [f"{m.fact} {m.note}" for m in self.window.strip.messages()]


@contextmanager
def window_on(store: SqlStore) -> Iterator[Hand]:
    """The program's window on a store, started as the program starts it, and closed as a person closes it."""
    make_app(Settings())
    session = Session(store, Settings())
    session.window.show()
    session.window.activateWindow()
    try:
        yield Hand(session)
    finally:
        session.window.close()
        session.tasks.close()
        session.window.deleteLater()
        QApplication.sendPostedEvents(
            None, QEvent.Type.DeferredDelete.value
        )  # else every window so far is dressed anew


# -- one audit, one interview ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Audited:
    """What somebody typed at a site: its code and the digits in order."""

    code: str
    digits: str
    corrected: int = 0  # of the items that failed, those a correction was asked for


def at_site(hand: Hand) -> None:
    """Wait until a checklist stands open and has the keyboard."""
    look_until(lambda: hand.page.checklist.rows and hand.page.checklist.hasFocus() and hand.session.tasks.idle)


def answer_items(hand: Hand, rng: random.Random, failed: Callable[[], object] = lambda: None) -> str:
    """One digit an item, mostly 1; the digits typed. An item assessed in words is not seen this time. After each that
    fails `failed` is called."""
    digits = ""
    for row in hand.page.checklist.rows:
        usual = rng.choice("1111111121113114")
        digit = {"written": "4", "deduct": "1", "bands": "1"}.get(row.item.method, usual)
        hand.press(digit)
        digits += digit
        if digit == "2":
            failed()
    return digits


def paste_photograph(hand: Hand, number: int) -> None:
    """A picture of its own on the clipboard, Ctrl V, and wait until it is kept."""
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(0xFF808890)
    painter = QPainter(picture)
    for n in range(12):
        painter.fillRect((number * 37 + n * 61) % 360, (number * 53 + n * 29) % 260, 40, 40, 0xFF000000 + n * 1234567)
    painter.end()
    QApplication.clipboard().setImage(picture)
    before = photographs(hand)
    hand.press("V", CTRL)
    look_until(lambda: hand.session.tasks.idle and photographs(hand) == before + 1)


def photographs(hand: Hand) -> int:
    """How many the database has."""
    with hand.session.store.reading() as work:
        return len(work.photos.all())


def save_site(hand: Hand) -> None:
    """Ctrl Enter: save and go to the next site."""
    code = hand.page.case.site.code
    hand.press(Qt.Key.Key_Return, CTRL)
    look_until(lambda: hand.page.case is None or hand.page.case.site.code != code)
    hand.settle()


def audit_site(hand: Hand, rng: random.Random, photograph: int = 0, *, correct: bool = False) -> Audited:
    """A whole site: every item, F7 for every other one that fails where they are to be corrected, a photograph, on."""
    at_site(hand)
    code = hand.page.case.site.code
    failed: list[bool] = []

    def fail() -> None:
        failed.append(correct and len(failed) % 2 == 0)
        if failed[-1]:
            hand.press(Qt.Key.Key_F7)

    digits = answer_items(hand, rng, fail)
    if photograph:
        paste_photograph(hand, photograph)
    save_site(hand)
    return Audited(code, digits, sum(failed))


OUTCOME_KEYS = {
    Outcome.NON_CONTACT: Qt.Key.Key_F5,
    Outcome.REFUSAL: Qt.Key.Key_F6,
    Outcome.PARTIAL: Qt.Key.Key_F7,
    Outcome.VACANT: Qt.Key.Key_F8,
    Outcome.NOT_RESIDENTIAL: Qt.Key.Key_F9,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one visit to a household came to, as typed."""

    slot: str
    outcome: Outcome
    digits: str = ""
    keys: int = field(default=0, compare=False)


def door(hand: Hand) -> str:
    """Which household stands on the screen; "" for none."""
    return hand.page.slot.slot if hand.page.slot is not None else ""


def at_door(hand: Hand) -> None:
    """Wait until a question stands on the screen and has the keyboard; a community without more leads to the next."""
    look_until(lambda: hand.session.tasks.idle)
    for _ in range(2):
        look_until(lambda: hand.session.tasks.idle and (door(hand) or hand.page.nothing.isVisible()))
        if not door(hand):
            hand.press(Qt.Key.Key_Return)
            look_until(lambda: door(hand) or not hand.session.tasks.idle)
    look_until(lambda: door(hand) and hand.page.interview.hasFocus() and hand.session.tasks.idle)


def answer_questions(hand: Hand, rng: random.Random, count: int = QUESTIONS) -> str:
    """One digit a question."""
    digits = "".join(str(rng.randint(1, len(q.options))) for q in standard().questions[:count])
    for digit in digits:
        hand.press(digit)
    return digits


def ask_household(hand: Hand, rng: random.Random, outcome: Outcome) -> Asked:
    """One visit with its outcome; the next household comes by itself."""
    at_door(hand)
    slot = hand.page.slot.slot
    digits = ""
    if outcome is Outcome.COMPLETE:
        digits = answer_questions(hand, rng)
        hand.press(Qt.Key.Key_Return)
    elif outcome is Outcome.PARTIAL:
        digits = answer_questions(hand, rng, rng.randint(1, QUESTIONS - 1))
        hand.press(OUTCOME_KEYS[outcome])
    else:
        hand.press(OUTCOME_KEYS[outcome])
        if outcome in (Outcome.VACANT, Outcome.NOT_RESIDENTIAL):
            hand.press("1")
    look_until(lambda: door(hand) != slot and hand.session.tasks.idle)
    return Asked(slot, outcome, digits, len(digits) + 1)
