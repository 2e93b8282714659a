"""The history of a correction as steps: each line of it compared with the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.store import Version


class Did(StrEnum):
    """What a line did."""

    OPENED = "opened"
    DEADLINE = "deadline"
    FIXED = "fixed"
    PASSED = "passed"
    FAILED = "failed"
    CLOSED = "closed"
    NOTICE = "notice"
    WITHDRAWN = "withdrawn"
    BACK = "back"  # a step that was taken back
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, at which moment (a UTC stamp), by whom (an id), the day it says of itself, its note."""

    did: Did
    at: str
    person: str
    day: str = ""
    due: str = ""
    note: str = ""


def steps_of(history: Sequence[Version]) -> list[Step]:
    """Every step, oldest first, from the lines of a record in their order."""
    found: list[Step] = []
    before: Mapping[str, object] = {}
    for line in history:
        did, day, note = _what(before, line.body)
        due = str(line.body.get("due_on", ""))
        found.append(Step(did, line.at, line.person, day, due, note))
        before = line.body
    return found


def _what(before: Mapping[str, object], now: Mapping[str, object]) -> tuple[Did, str, str]:
    def text(name: str) -> str:
        return str(now.get(name, ""))

    def new(name: str) -> bool:
        return bool(now.get(name)) and now.get(name) != before.get(name)

    if not before:
        return Did.OPENED, text("opened_on"), ""
    if new("withdrawn"):
        return Did.WITHDRAWN, "", text("withdrawn")
    if any(before.get(name) and not now.get(name) for name in ("withdrawn", "closed_on", "rechecked_on", "fixed_on")):
        return Did.BACK, "", ""
    if new("closed_on"):
        return Did.CLOSED, text("closed_on"), text("closed_note")
    if new("rechecked_on"):
        did = Did.PASSED if now.get("passed") else Did.FAILED
        return did, text("rechecked_on"), text("recheck_note")
    if new("fixed_on"):
        return Did.FIXED, text("fixed_on"), text("fixed_note")
    if new("due_on"):
        return Did.DEADLINE, "", text("due_reason")
    if new("notice"):
        return Did.NOTICE, "", ""
    return Did.CHANGED, "", ""
