"""Recording: the register's records, audits of sites, visits to households. Nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from auditor.audit import Audit, Visit
from auditor.correction_rules import corrections_of
from auditor.errors import Problem, Refused, refuse_if
from auditor.recheck import names_of
from auditor.rechecked import waiting_for
from auditor.record import Record, china_date, stamp
from auditor.site import Assignment, Link, Point, Site, over_linked
from auditor.site_rules import links_of, site_problems
from auditor.slots import released_slots
from auditor.standard import Standard
from auditor.standards import standard_named
from auditor.store import Records, Store, Work
from auditor.survey import PROBABILITY, Outcome, Response, Round, ends_on
from auditor.visit_rules import audit_problems, future_problems

R = TypeVar("R", bound=Record)


def save_site(store: Store, site: Site, standard: Standard) -> Site:
    """A site of the register. Refused: unknown community or place type, households where none can live, a code that
    another site of the street has."""
    with store.writing() as work:
        refuse_if(site_problems(work, site, standard))
        return work.sites.save(site)


def save_link(store: Store, link: Link) -> Link:
    """A service link. Refused with the sum if the links of its site would exceed the site's households."""
    with store.writing() as work:
        site = work.sites.get(link.site)
        work.points.get(link.point)
        if not link.alternative and not link.withdrawn:
            others = {k.id: k.households for k in links_of(work, link.site) if k.id != link.id}
            refuse_if(over_linked(site.households, {**others, link.id: link.households}))
        return work.links.save(link)


def save_point(store: Store, point: Point) -> Point:
    """A placement point at a registered site."""
    with store.writing() as work:
        work.sites.get(point.site)
        return work.points.save(point)


def save_assignment(store: Store, assignment: Assignment) -> Assignment:
    """A responsible organisation of a registered site."""
    with store.writing() as work:
        work.sites.get(assignment.site)
        return work.assignments.save(assignment)


def withdraw(store: Store, kind: str, record: str, reason: str) -> Record:
    """Withdraw a record (site, assignment, point, link, audit, response) with a reason; nothing is deleted."""
    if not reason.strip():
        raise Refused(Problem("reason", "empty"))
    with store.writing() as work:
        records: Records[Record] = getattr(work, f"{kind}s")
        held = records.get(record)
        if isinstance(held, Response):  # a household that withdraws keeps no answers (DESIGN 5)
            held = replace(held, answers={}, seconds=0, outcome=Outcome.REFUSAL, basis=None)
        return records.save(replace(held, withdrawn=reason.strip()))


def withdraw_point(store: Store, point: str, reason: str) -> Point:
    """Withdraw a placement point with the links that lead to it, in one transaction; nothing is deleted."""
    if not reason.strip():
        raise Refused(Problem("reason", "empty"))
    with store.writing() as work:
        held = work.points.get(point)
        links = [k for k in work.links.all(held.street) if k.point == point]
        work.links.save_all(replace(link, withdrawn=reason.strip()) for link in links)
        return work.points.save(replace(held, withdrawn=reason.strip()))


def record_audit(
    store: Store, audit: Audit, standard: Standard, corrections: Mapping[str, Mapping[str, int]] | None = None
) -> Audit:
    """Save an audit with all its answers and the corrections opened on it, and clear its form's draft, in one
    transaction: no correction without the audit that found it.

    `corrections`: calendar days to the deadline, by unit and failed item; one that waits already is not opened again.
    A visit by the second inspector to a site that waits for a re-check names that re-check.
    """
    with store.writing() as work:
        refuse_if(audit_problems(work, audit, standard))
        audit = _second_visit(work, audit)
        work.set_draft(f"audit:{audit.site}", "")
        saved = work.audits.save(audit)
        work.corrections.save_all(corrections_of(work, saved, standard, corrections or {}))
        return saved


def _second_visit(work: Work, audit: Audit) -> Audit:
    """The audit, naming the re-check it is the second visit of; Refused if somebody comes along who made the first."""
    names = names_of(audit.inspectors)
    waiting = (
        None if audit.recheck or audit.visit is Visit.SELF_CHECK else waiting_for(work, audit.site, audit.street, names)
    )
    if waiting is None:
        return audit
    if first := names & names_of(waiting.drawn[audit.site].first_by):
        raise Refused(Problem("inspectors", "recheck_by_first", {"value": "、".join(sorted(first))}))
    return replace(audit, recheck=waiting.id)


def response_problems(work: Work, response: Response, standard: Standard) -> list[Problem]:
    """What is wrong with a visit beside its own rules: round, slot, questions; and who may correct it when."""
    round_ = work.rounds.find(response.round)
    if round_ is None:
        return [Problem("round", "no_such_record", {"kind": "round", "value": response.round})]
    found = _slot_problems(work, response, round_)
    questions = {q.id: {o.id for o in q.options} for q in standard.questions}
    for question, option in response.answers.items():
        if option not in questions.get(question, set()):
            found.append(Problem("answers", "answer_unknown", {"question": question, "value": option}))
    held = work.responses.find(response.id)
    if held is not None:
        same_day = china_date(held.observed_at) == china_date(stamp(work.now()))
        if held.interviewer != response.interviewer or not same_day:
            found.append(Problem("id", "correction_needs_reviewer", {"interviewer": held.interviewer}))
    return found + future_problems(work, response.observed_at)


def _slot_problems(work: Work, response: Response, round_: Round) -> list[Problem]:
    found = []
    rules = standard_named(work, round_.standard).survey
    last = ends_on(round_.closed_on, round_.frozen_on, rules.field_period_days)
    if round_.closed_on is not None or _day_of(response) > last:
        found.append(Problem("round", "round_closed", {"value": round_.name, "day": last.isoformat()}))
    if response.community not in {part.community for part in round_.parts}:
        found.append(Problem("community", "no_such_community", {"value": response.community}))
    elif round_.method in PROBABILITY:
        listed = released_slots(work, round_, response.community)
        if listed is not None and (response.slot, response.part) not in {(s.slot, s.part) for s in listed}:
            found.append(Problem("slot", "slot_not_released"))
    elif response.slot:
        found.append(Problem("slot", "slot_without_draw"))
    return found


def _day_of(response: Response) -> date:
    try:
        return china_date(response.observed_at)
    except ValueError:
        return date.min  # the record's own rules say so


def record_response(store: Store, response: Response, standard: Standard) -> Response:
    """Save one visit to one slot, and clear its form's draft, in one transaction."""
    with store.writing() as work:
        refuse_if(response_problems(work, response, standard))
        work.set_draft(f"response:{response.round}", "")
        return work.responses.save(response)
