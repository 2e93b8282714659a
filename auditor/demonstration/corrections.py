"""The corrections of a demonstration street: some in every stage, overdue ones among them, a chain, two notices.

They are of failed items that no criterion counts, so that what looks again changes no verdict of the demonstration.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditor.audit import Answer, Audit, Finding
from auditor.correction import Correction
from auditor.correction_rules import asked_words, found_words, recipient_on, where_words
from auditor.demonstration.chance import Chance, Written, moment, utc
from auditor.demonstration.stages import SMALL
from auditor.notice import Notice, NoticeLine
from auditor.people import Person
from auditor.record import Record, china_date
from auditor.site import Assignment, Point, Site
from auditor.standard import Item, Standard

FULL = (SMALL, "120104001000")  # streets with some in every stage; the others have a few
PREFIX = "演示"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one goes, in days from today: opened, due, and the steps taken so far (None: not yet)."""

    opened: int
    due: int
    fixed: int | None = None
    looked: int | None = None
    passed: bool = True
    closed: int | None = None


FEW = (
    Course(opened=-19, due=-4),
    Course(opened=-9, due=6),
    Course(opened=-30, due=-23, fixed=-24, looked=-22, closed=-21),
)
ALL = (
    Course(opened=-21, due=-6),
    Course(opened=-12, due=-5),
    Course(opened=-17, due=-2),
    Course(opened=-5, due=2),
    Course(opened=-4, due=11),
    Course(opened=-2, due=28),
    Course(opened=-11, due=-4, fixed=-5),
    Course(opened=-28, due=-13, fixed=-14),
    Course(opened=-20, due=-13, fixed=-15, looked=-3),
    Course(opened=-40, due=-33, fixed=-35, looked=-33, closed=-32),
    Course(opened=-36, due=-29, fixed=-31, looked=-30, closed=-28),
    Course(opened=-18, due=-11, fixed=-12, looked=-8, passed=False),
)
AGAIN = Course(opened=-8, due=-1)  # what follows the one that failed again


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the corrections of a street are made with."""

    chance: Chance
    standard: Standard
    street: str
    street_name: str
    inspector: Person
    on: date


@dataclass(frozen=True, slots=True)
class _Failure:
    """A failed item that nobody has seen good since, with the audit that holds it."""

    audit: Audit
    unit: str
    item: Item


def make_corrections(ground: Ground, written: Sequence[Written]) -> Iterator[Written]:
    """The corrections of a street with the audits that looked again and the notices, as they were written; `written`
    is all else of the street."""
    courses = ALL if ground.street in FULL else FEW
    records = {w.record.id: w.record for w in written}  # each as it stands at the end
    assignments = [r for r in records.values() if isinstance(r, Assignment)]
    firsts: list[Correction] = []
    for number, (failure, course) in enumerate(zip(_failures(records, ground, courses), courses, strict=False)):
        whom = recipient_on(assignments, failure.audit.site, ground.on)
        first = _opened(ground, failure, course, str(number), whom)
        firsts.append(first)
        yield from _goes(ground, failure, first, course)
        if course.looked is not None and not course.passed:
            again = replace(
                _opened(ground, failure, AGAIN, f"{number} again", whom),
                audit=ground.chance.id("look", first.id),
                follows=first.id,
            )
            yield from _goes(ground, failure, again, AGAIN)
    if ground.street in FULL:
        yield from _notices(records, ground, firsts)


def _failures(records: Mapping[str, Record], ground: Ground, courses: tuple[Course, ...]) -> list[_Failure]:
    """Failed items that no criterion counts and that were seen before the course begins; the newest first."""
    items = {i.id: i for i in ground.standard.items if not i.role and i.method in ("all_or_nothing", "deduct")}
    begun = min(c.opened for c in courses)
    seen: set[tuple[str, str, str]] = set()
    found: list[_Failure] = []
    audits = [r for r in records.values() if isinstance(r, Audit) and not r.withdrawn]
    for audit in sorted(audits, key=lambda a: (a.observed_at, a.id), reverse=True):
        if not _stands(records.get(audit.site)):
            continue
        early = china_date(audit.observed_at) <= ground.on + timedelta(days=begun)
        mine = []
        for unit, findings in sorted(audit.findings.items()):
            for item, finding in sorted(findings.items()):
                if (audit.site, unit, item) in seen or finding.answer not in (Answer.PASS, Answer.FAIL):
                    continue
                seen.add((audit.site, unit, item))
                if early and item in items and finding.answer is Answer.FAIL:
                    mine.append(_Failure(audit, unit, items[item]))
        found += ground.chance.under(audit.id).shuffled(mine)
    turn: dict[str, int] = {}  # one of each site before the second of any
    ranked: list[tuple[int, int, _Failure]] = []
    for failure in found:
        turn[failure.audit.site] = turn.get(failure.audit.site, 0) + 1
        ranked.append((turn[failure.audit.site], len(ranked), failure))
    return [failure for _turn, _place, failure in sorted(ranked, key=lambda r: r[:2])]


def _stands(site: Record | None) -> bool:
    return isinstance(site, Site) and not site.withdrawn and site.until is None


def _opened(ground: Ground, failure: _Failure, course: Course, name: str, whom: str) -> Correction:
    finding = failure.audit.findings[failure.unit][failure.item.id]
    return Correction(
        id=ground.chance.id("correction", name),
        street=ground.street,
        site=failure.audit.site,
        unit=failure.unit,
        item=failure.item.id,
        audit=failure.audit.id,
        found=found_words(failure.item, finding),
        asked=asked_words(failure.item),
        recipient=whom,
        opened_on=ground.on + timedelta(days=course.opened),
        due_on=ground.on + timedelta(days=course.due),
    )


def _goes(ground: Ground, failure: _Failure, first: Correction, course: Course) -> Iterator[Written]:
    """Every step taken so far, each a further version; looking again is an audit of that one item."""
    me = ground.inspector

    def day(n: int) -> date:
        return ground.on + timedelta(days=n)

    def step(made: Correction, n: int, hour: int) -> Written:
        return Written(record=made, at=moment(day(n), hour, ground.chance.whole(0, 59)), person=me.id)

    yield step(first, course.opened, 17)
    made = first
    if course.fixed is not None:
        made = replace(made, fixed_on=day(course.fixed), fixed_note="物业来电，说已改好（演示）")
        yield step(made, course.fixed, 10)
    if course.looked is None:
        return
    finding = Finding(answer=Answer.PASS)
    if not course.passed:
        finding = Finding(answer=Answer.FAIL, occurrences=1 if failure.item.method == "deduct" else None)
    seen = moment(day(course.looked), 16, ground.chance.whole(0, 59))
    audit = Audit(
        id=ground.chance.id("look", first.id),
        street=ground.street,
        site=first.site,
        observed_at=utc(seen),
        inspectors=me.name,
        standard=ground.standard.name,
        findings={first.unit: {first.item: finding}},
        source="screen",
    )
    yield Written(record=audit, at=seen + timedelta(minutes=2), person=me.id)
    made = replace(made, rechecked_on=day(course.looked), recheck=audit.id, passed=course.passed)
    yield Written(record=made, at=seen + timedelta(minutes=2), person=me.id)
    if course.closed is not None:
        yield step(replace(made, closed_on=day(course.closed), closed_note=""), course.closed, 9)


def _notices(records: Mapping[str, Record], ground: Ground, firsts: list[Correction]) -> Iterator[Written]:
    """Two notices, each told on the day its correction was opened."""
    for running, made in enumerate(firsts[:2], 1):
        site, point, audit = (records.get(name) for name in (made.site, made.unit, made.audit))
        if not isinstance(site, Site) or not isinstance(audit, Audit):
            continue
        notice = Notice(
            id=ground.chance.id("notice", str(running)),
            street=ground.street,
            prefix=PREFIX,
            year=made.opened_on.year,
            running=running,
            site=site.id,
            site_name=site.name,
            street_name=ground.street_name,
            recipient=made.recipient,
            issuer=f"（演示）{ground.street_name}办事处",
            inspected_on=china_date(audit.observed_at),
            issued_on=made.opened_on,
            lines={
                made.id: NoticeLine(
                    place=1,
                    where=where_words(point if isinstance(point, Point) else None),
                    found=made.found,
                    asked=made.asked,
                    due_on=made.due_on,
                )
            },
            demonstration=True,
        )
        at = moment(made.opened_on, 18, running)
        yield Written(record=notice, at=at, person=ground.inspector.id)
        yield Written(record=replace(made, notice=notice.id), at=at, person=ground.inspector.id)
