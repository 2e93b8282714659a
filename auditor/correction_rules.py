"""A correction beside the records it rests on: its words and recipient from them, and what would be wrong with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.correction import Correction
from auditor.corrections import due_after, is_open, same_matter, why_not_close
from auditor.errors import Problem
from auditor.photo import Photo
from auditor.record import china_date, new_id
from auditor.site import Assignment, Point, in_force
from auditor.standard import Item, Standard
from auditor.store import Work


def recipient_on(assignments: Iterable[Assignment], site: str, on: date) -> str:
    """The organisation responsible for a site on a day; "" where none is registered. Of several the newest."""
    mine = [a for a in assignments if a.site == site and in_force(a.since, a.until, on)]
    return max(mine, key=lambda a: (a.since or date.min, a.id)).organisation if mine else ""


def found_words(item: Item, finding: Finding) -> str:
    """What was seen: the inspector's own note, else that the item failed. Chinese, as notices are."""
    if finding.note.strip():
        return finding.note.strip()
    often = f"（{finding.occurrences}处）" if finding.occurrences else ""
    return f"{item.name}：不符合{often}"


def asked_words(item: Item) -> str:
    """What is to be done: the words of the standard where it has them, else what the item asks for."""
    return item.remedy or f"做到：{item.name}"


def where_words(point: Point | None) -> str:
    """Which part of the site it concerns, as a notice says it."""
    if point is None:
        return "整个点位"
    return point.name or f"{point.code}号投放点"


def failed_of(audit: Audit, standard: Standard) -> list[tuple[str, Item]]:
    """What failed at an audit, as unit and item, in walking order of each unit."""
    items = {i.id: (place, i) for place, i in enumerate(standard.items)}
    found = [
        (items[i][0], unit, items[i][1])
        for unit, answers in audit.findings.items()
        for i, finding in answers.items()
        if finding.answer is Answer.FAIL and i in items
    ]
    return [(unit, item) for _place, unit, item in sorted(found, key=lambda f: (f[1] != SITE, f[1], f[0]))]


def correction_of(
    work: Work, audit: Audit, unit: str, item: Item, days: int, *, follows: str = "", found: str = ""
) -> Correction:
    """The correction of one failed item of an audit, opened today; `found` in place of the note's words.

    Deadlines are calendar days from today, 0 the same day: a visit typed in from paper is told on the day it is typed.
    """
    on = work.today()
    return Correction(
        id=new_id(),
        street=audit.street,
        site=audit.site,
        unit=unit,
        item=item.id,
        audit=audit.id,
        found=found or found_words(item, audit.findings[unit][item.id]),
        asked=asked_words(item),
        recipient=recipient_on(work.assignments.all(audit.street), audit.site, on),
        opened_on=on,
        due_on=due_after(on, days),
        follows=follows,
    )


def corrections_of(
    work: Work, audit: Audit, standard: Standard, days: Mapping[str, Mapping[str, int]]
) -> list[Correction]:
    """The corrections asked for on an audit: of items that failed there, and that none waits for already."""
    wanted = [(unit, item) for unit, item in failed_of(audit, standard) if item.id in days.get(unit, {})]
    if not wanted:
        return []
    held, unsettled = work.corrections.all(audit.street), work.corrections.unsettled(audit.street)
    waiting = {(c.site, c.unit, c.item) for c in held if is_open(c, unsettled)}
    return [
        correction_of(work, audit, unit, item, days[unit][item.id])
        for unit, item in wanted
        if (audit.site, unit, item.id) not in waiting
    ]


def opening_problems(work: Work, made: Correction) -> list[Problem]:
    """What is wrong with a correction about to be opened beside its own rules: it names what is not there, is dated
    ahead, or one of the same item waits already."""
    site = work.sites.find(made.site)
    if site is None:
        return [Problem("site", "no_such_record", {"kind": "site", "value": made.site})]
    found = []
    if made.street != site.street:
        found.append(Problem("street", "other_street", {"value": made.street}))
    if made.unit != SITE and made.unit not in {p.id for p in work.points.all(site.street)}:
        found.append(Problem("unit", "no_such_record", {"kind": "point", "value": made.unit}))
    found += day_problems(work, "opened_on", made.opened_on)
    if made.item:
        unsettled = work.corrections.unsettled(made.street)
        same = same_matter(work.corrections.all(made.street), made.unit, made.item, made.site)
        waiting = next((c for c in same if c.id != made.id and is_open(c, unsettled)), None)
        if waiting is not None:
            found.append(Problem("item", "correction_waits", {"due": waiting.due_on.isoformat()}))
    return found


def day_problems(work: Work, field: str, day: date) -> list[Problem]:
    """A step that nobody can have taken yet."""
    today = work.today()
    if day <= today:
        return []
    return [Problem(field, "in_the_future", {"value": day.isoformat(), "now": today.isoformat()})]


def passing_audit(audits: Iterable[Audit], made: Correction, unsettled: Collection[str] = frozenset()) -> Audit | None:
    """A later audit by which the same item at the same unit conforms, to be offered as the re-check; None where there
    is none, or where the newest answer to it is another. What was seen before somebody said 已改 is none."""
    if not made.item:
        return None
    since = made.fixed_on or made.opened_on
    for audit in sorted(audits, key=lambda a: (a.observed_at, a.id), reverse=True):
        if audit.id == made.audit:
            return None  # what comes now was seen before
        finding = audit.findings.get(made.unit, {}).get(made.item)
        if audit.withdrawn or finding is None or finding.answer not in (Answer.PASS, Answer.FAIL):
            continue
        good = finding.answer is Answer.PASS and audit.id not in unsettled
        return audit if good and china_date(audit.observed_at) >= since else None
    return None


def photos_before(photos: Sequence[Photo], correction: Correction) -> list[Photo]:
    """The photographs of what a correction was opened on: of the same item at the same unit of the audit that found
    it, in order of their moments."""
    mine = [
        p
        for p in photos
        if correction.audit
        and not p.correction
        and (p.audit, p.unit, p.item) == (correction.audit, correction.unit, correction.item)
    ]
    return sorted(mine, key=lambda p: (p.taken_at or "~", p.id))


def closing_reason(work: Work) -> str:
    """Why the person who records here now may not close corrections (a code); "" where they may."""
    me = work.people.find(work.setting("person"))
    return why_not_close(me.role if me is not None else None, {p.role for p in work.people.all()})
