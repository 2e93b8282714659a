"""Killing the window at random moments of its typing, and comparing what stands with what was typed."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.drafts import read_audit, read_interview
from auditor.survey import Mode
from db import SqlStore, open_store
from tests.child import Child, child
from tests.making import STREET, standard
from tests.playing import QUESTIONS, at_door, at_site, door, settle_street, window_on

SECOND = 1.0  # of typing that may be lost


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the child: what was typed at a site or household so far, and when."""

    saved: bool
    place: str
    digits: str
    at: float


class Typist:
    """A process that types into the program's real window; `kill` ends it as the power does."""

    def __init__(self, child: Child) -> None:
        self._child = child

    def type_and_die(self, page: str, place: str, seed: int, wait: float) -> tuple[list[Said], float]:
        """Let it type for some seconds from its first key on, kill it; what it said, and the moment of its death."""
        process = self._child
        process.tell(f"{page} {place} {seed}")
        pid = int(process.read("the window's process").split()[1])
        said = [self._read(process.read("the first key"))]
        end = time.monotonic() + wait
        while time.monotonic() < end:
            said.append(self._read(process.read("another key")))
        died = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        while not (line := process.read("word of its death")).startswith("dead"):
            said.append(self._read(line))
        return said, died

    def _read(self, line: str) -> Said:
        word, place, digits, at = line.split()
        return Said(word == "saved", place, digits, float(at))


@contextmanager
def typist() -> Iterator[Typist]:
    """The process, with its imports done once."""
    with child(["-m", "tests.killed_window"]) as process:
        yield Typist(process)


DIGITS = {"pass": "1", "fail": "2", "not_applicable": "3", "not_seen": "4"}


def alike(typed: str, found: str) -> bool:
    """Whether the answers found are those typed; a dash stands for one typed in an earlier life."""
    return len(typed) == len(found) and all(t in ("-", f) for t, f in zip(typed, found, strict=True))


def audits_in(store: SqlStore) -> tuple[dict[str, str], dict[str, str]]:
    """By site code: the digits of the audit that is saved, and of the draft that is kept."""
    rules = standard()
    order = {item.id: n for n, item in enumerate(rules.items)}
    with store.reading() as work:
        codes = {s.id: s.code for s in work.sites.all(STREET)}
        saved: dict[str, str] = {}
        for audit in work.audits.all():
            assert codes[audit.site] not in saved, "one visit was saved twice"
            found = [(item, f.answer) for items in audit.findings.values() for item, f in items.items()]
            saved[codes[audit.site]] = "".join(DIGITS[a] for _i, a in sorted(found, key=lambda p: order[p[0]]))
        drafts = {}
        for held in work.drafts():
            draft = read_audit(held.body)
            given = [(item, a) for items in draft.answers.values() for item, a in items.items()]
            drafts[codes[draft.site]] = "".join(DIGITS[a] for _i, a in sorted(given, key=lambda p: order[p[0]]))
        return saved, drafts


def interviews_in(store: SqlStore) -> tuple[dict[str, str], dict[str, str]]:
    """By slot: the digits of the interview that is saved, and of the draft that is kept."""
    options = {q.id: [o.id for o in q.options] for q in standard().questions}

    def digits(answers: Any) -> str:
        return "".join(str(1 + options[q].index(answers[q])) for q in options if q in answers)

    with store.reading() as work:
        (round_,) = work.rounds.all(STREET)
        held = work.responses.of_round(round_.id)
        assert len({r.slot for r in held}) == len(held), "one visit was saved twice"
        drafts = [read_interview(d.body) for d in work.drafts()]
        return {r.slot: digits(r.answers) for r in held}, {d.slot: digits(d.answers) for d in drafts}


def compare(said: list[Said], died: float, saved: dict[str, str], drafts: dict[str, str]) -> tuple[str, str]:
    """Everything typed a second before the death stands, saved or as a draft; where the hand was, and what is kept.

    All that was said to be saved is saved. The last place has an audit, or a draft that begins as it was typed.
    """
    for line in said:
        if line.saved:
            assert alike(line.digits, saved[line.place])
    typed = [line for line in said if not line.saved]
    last = typed[-1]
    if last.place in saved:
        assert alike(last.digits, saved[last.place])
        assert last.place not in drafts, "what is saved has left its draft behind"
        return "", ""
    long_ago = [x.digits for x in typed if x.place == last.place and x.at < died - SECOND]
    kept = drafts.get(last.place, "")
    assert len(kept) >= len(long_ago[-1] if long_ago else ""), "more than a second of typing is lost"
    assert alike(last.digits[: len(kept)], kept)
    return (last.place, kept) if kept else ("", "")


def look_again(page: str, store: SqlStore, place: str, kept: str) -> None:
    """Start the program again: the same question of the same site or household stands open, and says so."""
    with window_on(store) as hand:
        hand.turn_to(page)
        if page == "audit":
            at_site(hand)
            assert hand.page.case.site.code == place
            assert hand.page.draft.answered == len(kept)
            rows = hand.page.checklist.rows
            assert hand.page.checklist.current is rows[min(len(kept), len(rows) - 1)]
            assert hand.page.turn.offer.isVisible()
        else:
            at_door(hand)
            assert door(hand) == place
            number = f"第 {len(kept) + 1} 题" if len(kept) < QUESTIONS else "共"
            assert number in hand.page.interview.above.text()
            assert hand.page.asking.offer.isVisible()


def kill_often(page: str, folder: Path, kills: int, seed: int) -> Counter[str]:
    """Kill one database's program so often; what happened, for the record."""
    rng, seen = random.Random(seed), Counter[str]()
    place = str(folder / "street.db")
    store = open_store(place)
    settle_street(store, 30 + 8 * kills, households=10, round_="冬季轮", mode=Mode.CENSUS)
    store.close()
    with typist() as hand:
        n = 0
        while n < kills or not seen["the same question again"]:  # a kill may fall between two places
            n += 1
            said, died = hand.type_and_die(page, place, seed + n, rng.uniform(0.2, 1.6))
            store = open_store(place)
            assert store.check().faults == ()
            saved, drafts = audits_in(store) if page == "audit" else interviews_in(store)
            where, kept = compare(said, died, saved, drafts)
            seen["keys"] += sum(not line.saved for line in said)
            seen["saved"] = len(saved)
            seen["last keys lost"] += len(said[-1].digits) - len(kept) if where else 0
            if where:
                look_again(page, store, where, kept)
                seen["the same question again"] += 1
            store.close()
    return seen
