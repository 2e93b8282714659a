"""What the tests of score, progress and documents share: a street with something of everything, and a page shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from pytestqt.qtbot import QtBot

from auditor.audit import SITE, Answer, Finding
from auditor.record import new_id, stamp
from auditor.site import Site
from db import SqlStore
from tests.making import NOW, STREET, audit_of, communities, in_order, site, standard, street
from tests.playing import answered
from ui.context import Context
from ui.page import Page
from ui.settings import Settings
from ui.tasks import Tasks
from ui.where import Where

P = TypeVar("P", bound=Page)


def fill_street(store: SqlStore) -> dict[str, Site]:
    """Two communities: the first with a site in order and one without a notice, the second with one never seen."""
    good = site("06-001")
    faulty = site("06-002", households=40)
    unseen = site("06-003", community="120104006002", households=60)
    assignment, point, link, _audit = in_order(good)
    other, place, to, seen = in_order(faulty)
    notice = standard().item_of("notice")
    failed = {**seen.findings, SITE: {**seen.findings.get(SITE, {}), notice: Finding(answer=Answer.FAIL)}}
    with store.writing() as work:
        work.streets.save(street())
        work.communities.save_all(communities())
        work.sites.save_all([good, faulty, unseen])
        work.assignments.save_all([assignment, other])
        work.points.save_all([point, place])
        work.links.save_all([link, to])
        work.audits.save_all(
            [
                audit_of(good, [point], days_ago=10),
                replace(audit_of(faulty, [place], days_ago=10), findings=failed | {place.id: seen.findings[place.id]}),
            ]
        )
    return {"good": good, "faulty": faulty, "unseen": unseen}


def audit_in_past(store: SqlStore, of: Site, months: int) -> None:
    """An audit of the site so many times thirty days ago, so that there are month ends to follow."""
    with store.writing() as work:
        points = [p for p in work.points.all() if p.site == of.id]
        old = audit_of(of, points)
        at = stamp(NOW - timedelta(days=30 * months))
        work.audits.save(replace(old, id=new_id(), observed_at=at))


def show_page(qtbot: QtBot, tasks: Tasks, store: SqlStore, kind: Callable[[Context], P]) -> P:
    """The page over this store, shown, with everything answered."""
    store.told = tasks.announce
    page = kind(Context(store, tasks, standard(), Settings(), Where(STREET)))
    qtbot.addWidget(page)
    page.resize(1200, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.refresh()
    answered(tasks)
    return page
