"""Corrections and notices as a plain document, for `corrections --json` and its export; the keys are in the README."""

from datetime import date

from auditor.audit import SITE
from auditor.correction_matters import Followed, Matter
from auditor.notice import Notice
from auditor.plain import Plain


def plain_corrections(found: Followed) -> Plain:
    """A street's corrections in the order in which they press, its notices, and the numbers given twice."""
    return {
        "street": found.street,
        "name": found.street_name,
        "on": found.today.isoformat(),
        "open": found.waiting,
        "overdue": found.overdue,
        "corrections": [_correction(m, found) for m in found.matters],
        "notices": [plain_notice(n) for n in sorted(found.notices.values(), key=lambda n: (n.number, n.id))],
        "doubled": list(found.doubled),
    }


def _correction(matter: Matter, found: Followed) -> Plain:
    made = matter.correction
    notice = found.notices.get(made.notice)
    return {
        "id": made.id,
        "site": matter.code,
        "community": matter.community,
        "point": None if made.unit == SITE else matter.where,
        "item": made.item,
        "found": made.found,
        "asked": made.asked,
        "recipient": made.recipient,
        "stage": made.stage.value,
        "settled": not matter.unsettled,
        "reminder": matter.reminder.value if matter.reminder else None,
        "opened_on": made.opened_on.isoformat(),
        "due_on": made.due_on.isoformat(),
        "days_over": made.days_over(found.today),
        "fixed_on": _day(made.fixed_on),
        "rechecked_on": _day(made.rechecked_on),
        "closed_on": _day(made.closed_on),
        "audit": made.audit,
        "recheck": made.recheck,
        "follows": made.follows,
        "notice": notice.number if notice else None,
    }


def plain_notice(notice: Notice) -> Plain:
    """One notice: its number, whom it was told, and which corrections it names."""
    return {
        "id": notice.id,
        "number": notice.number,
        "site": notice.site_name,
        "recipient": notice.recipient,
        "issued_on": notice.issued_on.isoformat(),
        "corrections": [c for c, _line in notice.in_place()],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
