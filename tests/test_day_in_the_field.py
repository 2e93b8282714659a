"""A day of twenty audits and an evening of forty interviews by keys alone; at the end the store is counted by hand."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from auditor.survey import Outcome, Response
from db import SqlStore, open_store
from tests.making import STREET, Clock, standard
from tests.playing import (
    CTRL,
    QUESTIONS,
    Asked,
    Hand,
    answer_questions,
    ask_household,
    at_door,
    at_site,
    audit_site,
    door,
    look_until,
    settle_street,
    window_on,
)
from ui.buttons import ActionButton

EVENING = (
    *(Outcome.COMPLETE,) * 24,
    *(Outcome.NON_CONTACT,) * 7,
    *(Outcome.REFUSAL,) * 4,
    *(Outcome.PARTIAL,) * 2,
    *(Outcome.VACANT,) * 2,
    Outcome.NOT_RESIDENTIAL,
)
DIGIT = {"1": "pass", "2": "fail", "3": "not_applicable", "4": "not_seen"}


def visits_of(store: SqlStore) -> list[Response]:
    """Every visit the store holds."""
    with store.reading() as work:
        return [r for round_ in work.rounds.all(STREET) for r in work.responses.of_round(round_.id)]


def as_typed(response: Response) -> Asked:
    """A visit as the digits that make it."""
    digits = ""
    for question in standard().questions:
        if question.id in response.answers:
            digits += str(1 + [o.id for o in question.options].index(response.answers[question.id]))
    return Asked(response.slot, response.outcome, digits)


def leave_in_the_middle(hand: Hand, rng: random.Random) -> Asked:
    """Three answers, another page, back: the same household on the same question, and it is finished."""
    at_door(hand)
    slot, begun = door(hand), answer_questions(hand, rng, 3)
    question = hand.page.interview.question.text()
    hand.turn_to("overview")
    hand.turn_to("survey")
    at_door(hand)
    assert (door(hand), hand.page.interview.question.text()) == (slot, question)
    rest = "1" * (QUESTIONS - 3)
    for digit in rest:
        hand.press(digit)
    hand.press(Qt.Key.Key_Return)
    look_until(lambda: door(hand) != slot and hand.session.tasks.idle)
    return Asked(slot, Outcome.COMPLETE, begun + rest)


def take_back(hand: Hand, wrong: Asked, rng: random.Random) -> Asked:
    """Ctrl Z opens the household recorded last; it was at home after all."""
    at_door(hand)
    fresh = door(hand)
    hand.press("Z", CTRL)
    look_until(lambda: door(hand) == wrong.slot and hand.session.tasks.idle)
    digits = answer_questions(hand, rng)
    hand.press(Qt.Key.Key_Return)
    look_until(lambda: door(hand) == fresh and hand.session.tasks.idle)
    return Asked(wrong.slot, Outcome.COMPLETE, digits)


def test_an_evening_of_forty_interviews_and_the_evening_after(tmp_path: Path) -> None:
    clock, rng = Clock(), random.Random(40)
    store = open_store(str(tmp_path / "street.db"), clock)
    settle_street(store, 12, round_="秋季轮")
    wanted = list(EVENING)
    rng.shuffle(wanted)
    with window_on(store) as hand:
        hand.turn_to("survey")
        at_door(hand)
        needed = int(hand.page.side.needed.text())
        typed = [leave_in_the_middle(hand, rng)]
        wrong = ask_household(hand, rng, Outcome.NON_CONTACT)
        typed.append(take_back(hand, wrong, rng))
        for outcome in wanted[2:]:
            clock.now += timedelta(minutes=6)
            typed.append(ask_household(hand, rng, outcome))
        assert len({a.slot for a in typed}) == len(typed) == 40  # nobody is offered twice in one evening
        assert "今天第 41 户" in hand.page.header_about()
        done = sum(a.outcome is Outcome.COMPLETE for a in typed)
        look_until(lambda: hand.page.side.needed.text() == str(needed - done))
    assert sorted(map(as_typed, visits_of(store)), key=str) == sorted(typed, key=str)
    assert Counter(r.outcome for r in visits_of(store)) == Counter(a.outcome for a in typed)
    clock.now += timedelta(days=1)
    open_again = {a.slot for a in typed if a.outcome is not Outcome.COMPLETE}
    with window_on(store) as hand:
        hand.turn_to("survey")
        seen: list[Asked] = []
        while len(seen) < 14:
            at_door(hand)
            if door(hand) in open_again:
                assert "第 2 次上门" in hand.page.side.visits.text()
            seen.append(ask_household(hand, rng, Outcome.REFUSAL))
        assert open_again & {a.slot for a in seen}
    assert len(visits_of(store)) == 54
    store.close()


def plan_the_day(hand: Hand) -> None:
    """Click 排今天: the sites that what is missing asks for, community by community."""
    at_site(hand)
    (button,) = [b for b in hand.page.list.findChildren(ActionButton) if b.text().startswith("排今天")]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    look_until(lambda: any("已排 20 处" in told for told in hand.told()))
    hand.settle()
    hand.press("J", CTRL)  # the keyboard is somewhere in the list
    hand.press(Qt.Key.Key_Escape)


def words_of(widget: QWidget) -> list[str]:
    """What is written in a part of the window."""
    return [label.text() for label in widget.findChildren(QLabel)]


def test_a_day_of_twenty_audits_with_photographs_and_corrections(tmp_path: Path) -> None:
    clock, rng = Clock(), random.Random(20)
    store = open_store(str(tmp_path / "street.db"), clock)
    settle_street(store, 20)
    with window_on(store) as hand:
        hand.turn_to("audit")
        plan_the_day(hand)
        assert hand.page.list.pane.count.text() == "0 / 20"
        order = [hand.page.plan.outing.sites.index(s.id) for s in hand.page.plan.sites]
        typed = []
        for n in range(20):
            clock.now += timedelta(minutes=14)
            typed.append(audit_site(hand, rng, photograph=n + 1 if n % 3 == 0 else 0, correct=True))
        assert len({a.code for a in typed}) == 20
        assert hand.page.list.pane.count.text() == "20 / 20"
        codes = [s.code for s in hand.page.plan.sites]
        assert [codes.index(a.code) for a in typed] == [order.index(n) for n in range(20)]  # as one walks
        look_until(lambda: "这条街今天都看过了" in words_of(hand.page.middle.no_site))
    with store.reading() as work:
        sites = {s.id: s.code for s in work.sites.all(STREET)}
        held = work.audits.all()
        opened, photos = work.corrections.all(), work.photos.all()
        assert work.drafts() == []
    assert len(held) == 20
    asked = {a.code: a.corrected for a in typed if a.corrected}
    assert Counter(sites[c.site] for c in opened) == asked
    assert len(opened) > 10
    assert {c.audit for c in opened} | {p.audit for p in photos} <= {a.id for a in held}
    assert len({p.sha256 for p in photos}) == len(photos) == 7
    assert all(store.photo_files.read(p.sha256) for p in photos)
    counted = Counter(f.answer.value for a in held for items in a.findings.values() for f in items.values())
    assert counted == Counter(DIGIT[d] for a in typed for d in a.digits)
    for audit in held:
        of_site = next(a for a in typed if a.code == sites[audit.site])
        mine = Counter(f.answer.value for items in audit.findings.values() for f in items.values())
        assert mine == Counter(DIGIT[d] for d in of_site.digits)
    store.close()
