"""What stands among many corrections and what is next: overdue first, then due soon, then the rest (DESIGN 4)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from auditor.correction import Correction, Stage
from auditor.people import Role

SOON_DAYS = 3  # due within so many days is told
UNLOOKED_DAYS = 7  # said to be fixed for more days than this, and nobody has looked
# Deadlines offered (立行立改, 3, 7, 15, 30 days); no rule of the district names any [P]. Calendar days.
PRESETS = (0, 3, 7, 15, 30)
USUAL_DAYS = 7  # [P] the one offered first, until this database says another
SETTING = "correction_days"
NONE: frozenset[str] = frozenset()


class Reminder(StrEnum):
    """Why somebody should look at a correction now; in the order in which they are listed."""

    UNSETTLED = "unsettled"  # two versions stand: how far it is cannot be told
    OVERDUE = "overdue"
    SOON = "soon"
    UNLOOKED = "unlooked"  # 已改, and not re-checked for over a week
    UNCLOSED = "unclosed"  # re-checked, and not closed


_ORDER = (Reminder.OVERDUE, Reminder.UNSETTLED, Reminder.SOON, Reminder.UNLOOKED, Reminder.UNCLOSED)


def due_after(opened_on: date, days: int) -> date:
    """The last day of a deadline of so many calendar days; 0 (立行立改) is the same day."""
    return opened_on + timedelta(days=days)


def usual_days(setting: str) -> int:
    """The deadline offered first, as this database keeps it; the usual one where it keeps none."""
    return int(setting) if setting.isdecimal() and int(setting) in PRESETS else USUAL_DAYS


def next_preset(days: int) -> int:
    """The deadline after this one, round again after the last."""
    return next((p for p in PRESETS if p > days), PRESETS[0])


def is_open(correction: Correction, unsettled: Collection[str] = NONE) -> bool:
    """Whether somebody still waits for it: one whose versions are not settled is open whatever they say."""
    return not correction.is_done or correction.id in unsettled


def reminder_of(correction: Correction, on: date, unsettled: Collection[str] = NONE) -> Reminder | None:
    """Why to look at it on a day; None where nothing presses."""
    if correction.days_over(on):
        return Reminder.OVERDUE
    if correction.id in unsettled:
        return Reminder.UNSETTLED
    match correction.stage:
        case Stage.OPEN:
            return Reminder.SOON if (correction.due_on - on).days <= SOON_DAYS else None
        case Stage.FIXED:
            fixed = correction.fixed_on
            return Reminder.UNLOOKED if fixed and (on - fixed).days > UNLOOKED_DAYS else None
        case Stage.RECHECKED:
            return Reminder.UNCLOSED
    return None


def stood_on(correction: Correction, on: date) -> Correction | None:
    """How far it was at the end of an earlier day: without the steps taken since; None where it was not opened yet."""
    if correction.opened_on > on:
        return None
    steps = ("fixed_on", "rechecked_on", "closed_on")
    later = {name: None for name in steps if (day := getattr(correction, name)) is not None and day > on}
    return replace(correction, **later) if later else correction  # type: ignore[arg-type]  # fields by their names


def overdue(corrections: Iterable[Correction], on: date) -> list[Correction]:
    """Those past their deadline on a day and still to be put right then, the longest first, each as it stood."""
    then = (stood_on(c, on) for c in corrections if not c.withdrawn)
    late = [c for c in then if c is not None and c.days_over(on)]
    return sorted(late, key=lambda c: (-c.days_over(on), c.id))


def in_order(corrections: Iterable[Correction], on: date, unsettled: Collection[str] = NONE) -> list[Correction]:
    """Overdue first (the longest first), then what is due soon, then the rest by deadline, what is done last, newest
    first."""

    def place(c: Correction) -> tuple[int, int, int, str]:
        due = c.due_on.toordinal()
        if not is_open(c, unsettled):
            last = c.closed_on or c.rechecked_on or c.opened_on
            return 2, 0, -last.toordinal(), c.id
        reminder = reminder_of(c, on, unsettled)
        return (0, _ORDER.index(reminder), due, c.id) if reminder else (1, 0, due, c.id)

    return sorted(corrections, key=place)


def same_matter(corrections: Iterable[Correction], unit: str, item: str, site: str) -> list[Correction]:
    """Those of the same item at the same unit, newest first."""
    mine = [c for c in corrections if (c.site, c.unit, c.item) == (site, unit, item) and not c.withdrawn]
    return sorted(mine, key=lambda c: (c.opened_on, c.id), reverse=True)


def why_not_close(role: Role | None, known: Collection[Role]) -> str:
    """The reason (a code) why a person of this role may not close one; "" where they may.

    Closing (销号) is the office's or the bureau's. Where a database knows nobody of an office, nobody else could.
    """
    return "closing_needs_office" if role in (None, Role.INSPECTOR) and Role.OFFICE in known else ""
