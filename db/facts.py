"""A street's facts of a day, read from the index: what was valid then, according to every line now held."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, func, or_, select

from auditor.audit import Answer
from auditor.errors import Problem, Refused
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, RoundFact, SiteFact, StreetFacts
from auditor.history import State
from auditor.record import fixed_id, stamp, value_of
from auditor.site import in_force, joined
from auditor.standard import Standard
from auditor.survey import PROBABILITY, Outcome, Round, ends_on, homes_of, parts_of
from auditor.visits import Passing, SlotVisit
from db.audits import AUDIT, NEWEST_ANSWERS, UNSETTLED, UNSETTLED_IF_ALLOWED
from db.sites import ASSIGNMENT, LINK, POINT, SITE
from db.standing import HELD, STANDING, body_from
from db.surveys import RESPONSE, ROUND

_OUTCOMES = {o.value: o for o in Outcome}


def _in_force(table: Table) -> Any:
    day: Any = bindparam("day")
    return and_(
        table.c.street == bindparam("street"),
        table.c.withdrawn == 0,
        or_(table.c.since == "", table.c.since <= day),
        or_(table.c.until == "", table.c.until >= day),
    )


_SITES = (
    select(SITE)
    .where(or_(_in_force(SITE), SITE.c.id.in_(bindparam("reopened", expanding=True))))
    .order_by(SITE.c.code, SITE.c.id)
)
_ASSIGNMENTS = select(ASSIGNMENT).where(_in_force(ASSIGNMENT)).order_by(ASSIGNMENT.c.since.desc(), ASSIGNMENT.c.id)
_POINTS = select(POINT).where(POINT.c.street == bindparam("street")).order_by(POINT.c.code, POINT.c.id)
_LINKS = select(LINK).where(_in_force(LINK), LINK.c.alternative == 0).order_by(LINK.c.id)
_JOINS = [
    select(t.c.id, t.c.same_as).where(t.c.street == bindparam("street"), t.c.withdrawn == 0) for t in (SITE, POINT)
]
_COMMUNITIES = (
    select(STANDING.c.body)
    .where(STANDING.c.kind == "community", STANDING.c.street == bindparam("street"), STANDING.c.withdrawn == 0)
    .order_by(STANDING.c.record)
)
_ROUNDS = (
    select(STANDING, ROUND.c.unsettled)
    .join(ROUND, ROUND.c.id == STANDING.c.record)
    .where(ROUND.c.street == bindparam("street"), ROUND.c.withdrawn == 0, ROUND.c.frozen_on <= bindparam("day"))
    .order_by(ROUND.c.id)
)
_VISIT = (
    "id", "slot", "community", "part", "outcome", "observed_at", "has_basis", "answers", "unsettled",
)  # fmt: skip
_VISITS = (
    select(*(RESPONSE.c[name] for name in _VISIT))
    .where(
        RESPONSE.c.round == bindparam("round"),
        RESPONSE.c.withdrawn == 0,
        RESPONSE.c.doubtful == 0,
        RESPONSE.c.observed_at < bindparam("end"),
    )
    .order_by(RESPONSE.c.observed_at, RESPONSE.c.id)
)
_DOUBTFUL = [  # what says that it was observed after it was written, or on a day that has not come
    select(func.count()).where(
        t.c.street == bindparam("street"),
        t.c.withdrawn == 0,
        or_(t.c.doubtful == 1, t.c.observed_at >= bindparam("tomorrow")),
    )
    for t in (AUDIT, RESPONSE)
]
_VERSIONS = select(STANDING.c.record, STANDING.c.version).where(STANDING.c.record.in_(bindparam("ids", expanding=True)))


_ANSWERS = {answer.value: answer for answer in Answer}  # a look-up; a hundred thousand are read at once


def end_of(day: date) -> str:
    """The stamp at which a day ends in China."""
    return stamp(datetime.combine(day, time(), UTC) + timedelta(days=1, hours=-8))


def read_facts(
    conn: Connection,
    street: str,
    on: date,
    standard: Standard,
    *,
    judge: Callable[[str], Standard | None],
    known: date,
    rounds: bool = True,
    reopened: frozenset[str] = frozenset(),
    earlier: tuple[date, StreetFacts] | None = None,
) -> StreetFacts:
    """What a street's score of a day rests on; Refused if the street is not registered.

    `judge` gives the standard whose key judges a round's answers, by the name the round bears; None: nobody knows.
    `known` is today: what is dated after it is in doubt. `earlier`: the facts of an earlier day, read in the same
    transaction under the same standard; only the answers given since then are read.
    """
    if earlier is not None and earlier[0] > on:
        raise ValueError(f"{earlier[0]} is not before {on}")
    place = next(iter(conn.execute(HELD, {"ids": [fixed_id("street", street)]})), None)
    if place is None:
        raise Refused(Problem("street", "no_such_street", {"value": street}))
    ask: Mapping[str, object] = {
        "street": street,
        "day": on.isoformat(),
        "end": end_of(on),
        "tomorrow": end_of(known),
    }
    leads = _leads(conn, street)
    sites = [
        row
        for row in conn.execute(_SITES, {**ask, "reopened": sorted(reopened)}).all()
        if leads.get(row.id, row.id) == row.id
    ]
    active = {row.id for row in sites}
    communities = [body_from(body) for body in conn.scalars(_COMMUNITIES, ask)]
    points = {
        row.id: PointFact(
            id=row.id,
            code=row.code,
            name=row.name,
            site=leads.get(row.site, row.site),
            in_use=not row.withdrawn and in_force(_date(row.since), _date(row.until), on),
            unsettled=bool(row.unsettled),
        )
        for row in conn.execute(_POINTS, ask).all()
    }
    found = (_round(conn, row, ask, (standard, judge)) for row in (conn.execute(_ROUNDS, ask).all() if rounds else ()))
    asked = tuple(r for r in found if r is not None)
    return StreetFacts(
        code=street,
        name=str(body_from(place.body).get("name", street)),
        communities={
            str(c.get("code")): str(c.get("name")) for c in sorted(communities, key=lambda c: str(c.get("code")))
        },
        sites=tuple(_site(row) for row in sites),
        points=points,
        links=tuple(
            LinkFact(
                id=row.id,
                point=leads.get(row.point, row.point),
                site=leads.get(row.site, row.site),
                households=row.households,
                unsettled=bool(row.unsettled),
            )
            for row in conn.execute(_LINKS, ask).all()
            if leads.get(row.site, row.site) in active
        ),
        assignments=tuple(
            AssignmentFact(
                id=row.id,
                site=leads.get(row.site, row.site),
                organisation=row.organisation,
                since=row.since,
                unsettled=bool(row.unsettled),
            )
            for row in conn.execute(_ASSIGNMENTS, ask).all()
            if leads.get(row.site, row.site) in active
        ),
        evidence=_evidence(conn, ask, leads, standard, earlier),
        rounds=asked,
        joins=leads,
        doubtful=sum(int(conn.scalar(question, ask) or 0) for question in _DOUBTFUL),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _leads(conn: Connection, street: str) -> dict[str, str]:
    """Which record each joined site or point counts for; a join to something not held does not count."""
    said: dict[str, str] = {}
    for question in _JOINS:
        rows = conn.execute(question, {"street": street}).all()
        held = {row.id for row in rows}
        said.update({row.id: row.same_as for row in rows if row.same_as in held})
    return joined(said)


def _site(row: Any) -> SiteFact:
    return SiteFact(
        id=row.id,
        code=row.code,
        name=row.name,
        community=row.community,
        place_type=row.place_type,
        households=row.households,
        unsettled=row.state != State.SETTLED.value,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _evidence(
    conn: Connection,
    ask: Mapping[str, object],
    leads: Mapping[str, str],
    standard: Standard,
    earlier: tuple[date, StreetFacts] | None,
) -> dict[tuple[str, str], Evidence]:
    """The newest answer by unit and item; equal moments that differ, or an unsettled audit, tell nothing."""
    newest = dict(earlier[1].evidence) if earlier else {}
    since = end_of(earlier[0]) if earlier else ""
    question = {**ask, "since": since, "may_not_apply": sorted(standard.may_not_apply())}
    for audit, unit, item, answer, at, self_check, _ in conn.execute(NEWEST_ANSWERS, question).all():
        key = (leads.get(unit, unit), item)
        held = newest.get(key)
        told = None if answer in (UNSETTLED, UNSETTLED_IF_ALLOWED) else _ANSWERS[answer]
        if held is None or held.observed_at < at:
            newest[key] = Evidence(answer=told, observed_at=at, audit=audit, self_check=bool(self_check))
        elif held.observed_at == at:
            agreed = held.answer if held.answer == told else None
            first = min(held.audit, audit)
            alone = held.self_check and bool(self_check)
            newest[key] = Evidence(answer=agreed, observed_at=at, audit=first, self_check=alone)
    return newest


def _round(
    conn: Connection, row: Any, ask: Mapping[str, object], rules: tuple[Standard, Callable[[str], Standard | None]]
) -> RoundFact | None:
    standard, judge = rules
    try:
        value = value_of(Round, body_from(row.body), id=row.record, street=row.street)
    except ValueError:
        return None  # broken: kept and marked, not counted
    on = date.fromisoformat(str(ask["day"]))
    last = ends_on(value.closed_on, value.frozen_on, standard.survey.field_period_days)
    until = end_of(min(on, last))
    key = judge(value.standard)
    drawn = value.method in PROBABILITY
    said: dict[str, Mapping[str, Passing]] = {"{}": {}}  # most answers are alike: each is judged once
    visits = []
    rows = conn.execute(_VISITS, {"round": row.record, "end": until})
    for id_, slot, community, part, outcome, at, has_basis, answers, unsettled in rows.all():
        if drawn and not slot:
            continue  # a re-check: compared, never scored
        if answers not in said:
            said[answers] = key.passing(body_from(answers)) if key is not None else {}
        visits.append(
            SlotVisit(
                id=id_,
                slot=slot,
                community=community,
                outcome=_OUTCOMES.get(outcome, Outcome.PARTIAL),  # broken: not settled
                observed_at=at,
                basis=bool(has_basis),
                passing=said[answers],
                settled=not unsettled,
                part=part,
            )
        )
    supplements = value.drawn_by(on)
    return RoundFact(
        id=value.id,
        name=value.name,
        mode=value.mode,
        method=value.method,
        frozen_on=value.frozen_on,
        ended_on=last if last <= on else None,
        frame=homes_of(value.frame, supplements.values()),
        parts=tuple(parts_of(value.strata, supplements)),
        visits=tuple(visits),
        unsettled=bool(row.unsettled),
        standards=key.records if key is not None else (),
    )


def read_versions(conn: Connection, records: list[str]) -> dict[str, str]:
    """The standing version of each of these records."""
    found: dict[str, str] = {}
    for start in range(0, len(records), 500):
        rows = conn.execute(_VERSIONS, {"ids": records[start : start + 500]})
        found.update((row.record, row.version) for row in rows)
    return found
