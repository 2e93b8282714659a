"""Values for tests: a store in memory with a station, a street with communities, sites with everything in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.checklist import counted, graded
from auditor.division import Community, Street, new_community, new_street
from auditor.record import Record, new_id, stamp
from auditor.site import Assignment, Link, Point, Site
from auditor.standard import Item, Standard
from auditor.standard_file import shipped
from db import SqlStore, open_store

STREET = "120104006000"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


class Clock:
    """A clock that stands still until it is moved, and goes on by a millisecond at each look, so that ids differ."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment now."""
        self.now += timedelta(milliseconds=1)
        return self.now


@contextmanager
def fresh_store(place: str = ":memory:", clock: Clock | None = None) -> Iterator[SqlStore]:
    """An open store whose station and person are set."""
    store = open_store(place, clock or Clock())
    try:
        with store.writing() as work:
            work.set_setting("station", "5" * 32)
            work.set_setting("person", "inspector")
        yield store
    finally:
        store.close()


def standard() -> Standard:
    """The standard that ships."""
    return shipped("nankai-2023")


def street() -> Street:
    """学府街道, as published."""
    return new_street(STREET, "学府街道", "Xuefu Subdistrict")


def communities(n: int = 2) -> list[Community]:
    """Communities of that street under made codes."""
    return [new_community(f"120104006{i:03}", f"第{i}社区居委会", STREET) for i in range(1, n + 1)]


def site(code: str = "06-001", **changes: object) -> Site:
    """A managed residential quarter with 100 households."""
    values: dict[str, object] = {
        "id": new_id(),
        "street": STREET,
        "code": code,
        "name": f"小区{code}",
        "community": "120104006001",
        "place_type": "residential_managed",
        "households": 100,
        **changes,
    }
    return Site(**values)  # type: ignore[arg-type]


def in_order(of: Site) -> tuple[Assignment, Point, Link, Audit]:
    """What makes a site conform in all three coverages today."""
    point = Point(id=new_id(), street=STREET, code="1", site=of.id)
    link = Link(id=new_id(), street=STREET, point=point.id, site=of.id, households=of.households)
    assignment = Assignment(id=new_id(), street=STREET, site=of.id, organisation="某物业", since=date(2025, 1, 1))
    return assignment, point, link, audit_of(of, [point], days_ago=10)


R = TypeVar("R", bound=Record)


def in_street(record: R, street: str) -> R:
    """The same record in another street."""
    return replace(record, street=street)


def finding_of(item: Item, answer: Answer) -> Finding:
    """An answer with what the item's method asks for beside it."""
    if item.method == "written" and answer in (Answer.PASS, Answer.FAIL):
        return Finding(answer=Answer.PASS, note="尚可")
    if item.method == "deduct" and answer is Answer.FAIL:
        return counted(1)
    if item.method == "bands" and answer in (Answer.PASS, Answer.FAIL):
        return graded(item, item.bands[0 if answer is Answer.PASS else -1].id)
    return Finding(answer=answer)


def audit_of(of: Site, points: list[Point], *, days_ago: int = 1, answer: Answer = Answer.PASS) -> Audit:
    """An audit that answers every item of the checklist alike."""
    rules = standard()
    findings = {SITE: {i.id: finding_of(i, answer) for i in rules.checklist(of.place_type, "site")}}
    for point in points:
        findings[point.id] = {i.id: finding_of(i, answer) for i in rules.checklist(of.place_type, "point")}
    return Audit(
        id=new_id(),
        street=of.street,
        site=of.id,
        observed_at=stamp(NOW - timedelta(days=days_ago)),
        inspectors="王㛃",
        standard=rules.name,
        findings=findings,
    )


def fill_street(store: SqlStore, n: int = 12, *, per_community: int = 3) -> list[Site]:
    """A street whose `n` quarters conform in all three coverages, spread over communities."""
    rows = []
    with store.writing() as work:
        work.set_setting("issuer", "某街道办事处")
        work.set_setting("number_prefix", "某代字")
        work.streets.save(street())
        work.communities.save_all(communities(-(-n // per_community)))
        for i in range(n):
            made = site(f"06-{i + 1:03}", community=f"120104006{i // per_community + 1:03}")
            assignment, point, link, audit = in_order(made)
            rows.append(work.sites.save(made))
            work.points.save(point)
            work.links.save(link)
            work.assignments.save(assignment)
            work.audits.save(audit)
    return rows


def answers(*, knows: bool = True, sorts: bool = True) -> dict[str, str]:
    """An interview's answers that pass or fail the keys of the standard that ships, question by question."""
    rules = standard()
    given = {}
    for criterion, right in (("awareness", knows), ("participation", sorts)):
        key = rules.keys[criterion]
        for question, options in {**key.must, **key.among}.items():
            every = [o.id for q in rules.questions if q.id == question for o in q.options]
            given[question] = options[0] if right else next(o for o in every if o not in options)
    return given
