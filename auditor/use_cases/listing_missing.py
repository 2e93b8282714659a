"""Listing what is missing: the actions needed, what is coming, and the days they make at the office's own pace."""

from datetime import date, timedelta

from auditor.day_plans import DAY_HOURS, PACE_DAYS, Pace, pace_of, plan_days
from auditor.errors import Problem, Refused
from auditor.missing import list_missing
from auditor.score import score_street
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.survey import Outcome
from auditor.telling import Tell, quiet
from auditor.work_list import WorkList

NEWEST = 600  # records the pace rests on, at most


def find_missing(
    store: Store,
    street: str,
    standard: Standard,
    on: date | None = None,
    *,
    planned: date | None = None,
    hours: int = DAY_HOURS,
    tell: Tell = quiet,
) -> WorkList:
    """What separates a street from its goal on a day, today without one. Refused: no such street; a day to come."""
    with store.reading() as work:
        today = work.today()
        on = on or today
        if on > today:
            raise Refused(Problem("on", "in_the_future", {"value": on.isoformat(), "now": today.isoformat()}))
        facts = work.facts(street, on, standard)
        pace = _pace(work, street, on)
        corrections = work.corrections.all(street)
        addresses = {s.id: s.address for s in work.sites.all(street) if s.address}
        demonstration = bool(work.demonstrations.all())
    score, units = score_street(facts, standard, on, known=today)
    missing = list_missing(facts, standard, score, units, on, planned=planned, late=corrections, tell=tell)
    return WorkList(
        missing=missing,
        facts=facts,
        score=score,
        addresses=addresses,
        pace=pace,
        hours=hours,
        days=tuple(plan_days(missing.needed, sorted(facts.communities), pace, on, hours)),
        demonstration=demonstration,
    )


def _pace(work: Work, street: str, on: date) -> Pace:
    """The pace of the last 90 days up to the day, from the newest records of the street."""
    since = (on - timedelta(days=PACE_DAYS)).isoformat()
    until = (on + timedelta(days=1)).isoformat()
    audits = [(a.inspectors, a.observed_at) for a in work.audits.newest(street, NEWEST)]
    asked = [
        (r.interviewer, r.observed_at) for r in work.responses.newest(street, NEWEST) if r.outcome is Outcome.COMPLETE
    ]
    return pace_of(*([x for x in stamps if since <= x[1] < until] for stamps in (audits, asked)))
