"""A correction (整改): what was found wrong at a site, by when it is to be put right, and how it went."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

from auditor.audit import SITE
from auditor.errors import Problem
from auditor.record import Record


class Stage(StrEnum):
    """How far a correction is; computed, never entered."""

    OPEN = "open"  # 待整改
    FIXED = "fixed"  # 已改, said by whoever answers for the site; nobody has looked yet
    RECHECKED = "rechecked"  # 复查符合, waiting to be closed
    CLOSED = "closed"  # 销号
    REOPENED = "reopened"  # 复查不符合: another correction follows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Record):
    """One thing to put right. It changes no score: the audit that found it counts, and the one that looks again.

    `unit` is a point's id or "site", `item` an item of the checklist, as the audit answered it. `found` says what was
    seen, `asked` what is to be done, `recipient` who is to do it. A re-check that fails ends the correction and opens
    another that `follows` it, as the paper form has it (PRINT 4).
    """

    KIND: ClassVar[str] = "correction"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("due_on", "due_reason"),
        ("fixed_on", "fixed_note"),
        ("rechecked_on", "recheck", "passed", "recheck_note"),
        ("closed_on", "closed_note"),
    )
    site: str
    unit: str = SITE
    item: str = ""
    audit: str = ""  # the audit that found it; "" when opened without one
    found: str
    asked: str = ""
    recipient: str = ""
    opened_on: date
    due_on: date
    due_reason: str = ""  # why the deadline is another than at first
    notice: str = ""  # the notice (整改通知单) that told it
    follows: str = ""  # the correction whose re-check failed
    fixed_on: date | None = None
    fixed_note: str = ""
    rechecked_on: date | None = None
    recheck: str = ""  # the audit that looked again
    passed: bool = False
    recheck_note: str = ""
    closed_on: date | None = None
    closed_note: str = ""

    @property
    def stage(self) -> Stage:
        """How far it is. Whatever else stands, nothing is closed without a re-check that passed."""
        if self.rechecked_on is not None:
            if not self.passed:
                return Stage.REOPENED
            return Stage.RECHECKED if self.closed_on is None else Stage.CLOSED
        return Stage.FIXED if self.fixed_on is not None else Stage.OPEN

    @property
    def is_done(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.stage in (Stage.CLOSED, Stage.REOPENED)

    def days_over(self, on: date) -> int:
        """How many days past its deadline it is on a day while it is still to be put right; 0 in time."""
        return max(0, (on - self.due_on).days) if self.stage is Stage.OPEN else 0

    def problems(self) -> list[Problem]:
        """A site, words for what was seen, days in their order, no step before the one it rests on."""
        found = [Problem(name, "empty") for name in ("site", "found") if not getattr(self, name).strip()]
        if self.due_on < self.opened_on:
            found.append(Problem("due_on", "due_before_opened", {"value": self.due_on.isoformat()}))
        steps = [("opened_on", self.opened_on), ("fixed_on", self.fixed_on), ("rechecked_on", self.rechecked_on)]
        steps.append(("closed_on", self.closed_on))
        made = [(name, day) for name, day in steps if day is not None]
        for (_before, earlier), (name, later) in pairwise(made):
            if later < earlier:
                found.append(Problem(name, "step_before", {"value": later.isoformat(), "earlier": earlier.isoformat()}))
        if self.rechecked_on is not None and self.item and not self.recheck:
            found.append(Problem("rechecked_on", "recheck_without_audit"))
        if self.closed_on is not None and (self.rechecked_on is None or not self.passed):
            found.append(Problem("closed_on", "closed_unchecked"))
        return found
