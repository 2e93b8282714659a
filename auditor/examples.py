"""Worked examples: an example's facts, turned into what the rules judge, and judged by the rules themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from auditor.audit import Answer
from auditor.errors import Problem, Refused
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, RoundFact, SiteFact, StreetFacts
from auditor.record import stamp
from auditor.score import score_street
from auditor.site import Category
from auditor.standard import RATES, Example, Standard
from auditor.survey import Method, Mode, Outcome, Part, ends_on
from auditor.visits import Passing, SlotVisit

T = TypeVar("T")
DAY = date(2026, 11, 22)  # the day of examples that name none
CONTRADICTORY = "contradictory"  # two answers of one moment that differ
_COUNTS = {Passing.YES: (1, 0, 0), Passing.NO: (0, 1, 0), Passing.OPEN: (0, 0, 1)}


def run_example(example: Example, standard: Standard) -> tuple[str, tuple[int, int, int]]:
    """What the rules say of an example: its verdict, and how many units are conforming, nonconforming, unknown.

    Facts are one interview (`answers`; the verdict is yes, no or open), a round (`mode`, `communities`), or a register
    with what was seen (`sites`). Counts of placement are households, or sites where there is no household.
    Refused, by place: a fact that is unknown, missing or of a wrong type.
    """
    facts = _Taken(standard, f"examples.{example.name}", example.facts, example.line)
    if "answers" in facts.rest:
        return _run_key(example, standard, facts)
    on = facts.take("day", date, DAY)
    street = _read_round(standard, facts, on) if "communities" in facts.rest else _read_register(standard, facts, on)
    facts.done()
    result = score_street(street, standard, on)[0].criteria[example.criterion]
    tally = result.tally
    return result.verdict.value, (tally.conforming, tally.nonconforming, tally.unknown)


class _Taken:
    """Takes facts out of one table, and refuses by place what is missing, of a wrong type, or left over."""

    def __init__(self, standard: Standard, where: str, table: object, line: int) -> None:
        self.standard, self.where, self.line = standard, where, line
        if not isinstance(table, Mapping):
            raise self.refused("", "standard_type", value=str(table), kind="dict")
        self.rest = dict(table)

    def refused(self, name: str, code: str, **facts: object) -> Refused:
        where = f"{self.where}.{name}" if name else self.where
        return Refused(Problem(where, code, {"file": self.standard.name, "line": self.line, "where": where, **facts}))

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        if name not in self.rest:
            if default is None:
                raise self.refused(name, "standard_missing")
            return default
        value = self.rest.pop(name)
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise self.refused(name, "standard_type", value=str(value), kind=kind.__name__)
        return value

    def tables(self, name: str) -> list["_Taken"]:
        rows: list[object] = self.take(name, list)
        return [_Taken(self.standard, f"{self.where}.{name}[{i}]", row, self.line) for i, row in enumerate(rows, 1)]

    def one_of(self, name: str, known: Mapping[str, T], default: str = "") -> T:
        value = self.take(name, str, default or None)
        if value not in known:
            raise self.refused(name, "standard_unknown", value=value)
        return known[value]

    def done(self) -> None:
        if self.rest:
            raise self.refused(min(self.rest), "standard_left_over")


def _run_key(example: Example, standard: Standard, facts: _Taken) -> tuple[str, tuple[int, int, int]]:
    """One interview under the criterion's key."""
    answers = _Taken(standard, f"{facts.where}.answers", facts.rest.pop("answers"), facts.line)
    facts.done()
    questions = {q.id: {o.id: o.id for o in q.options} for q in standard.questions}
    given = {q: answers.one_of(q, questions[q]) for q in tuple(answers.rest) if q in questions}
    answers.done()
    said = standard.keys[example.criterion].passing(given)
    return said.value, _COUNTS[said]


# -- the register and what was seen ------------------------------------------------------------------------------------


@dataclass
class _Street:
    sites: list[SiteFact] = field(default_factory=list)
    points: dict[str, PointFact] = field(default_factory=dict)
    links: list[LinkFact] = field(default_factory=list)
    assignments: list[AssignmentFact] = field(default_factory=list)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)


def _read_register(standard: Standard, facts: _Taken, on: date) -> StreetFacts:
    """Sites with their points. Whatever is not said is in order, save answers: what is not said was never seen."""
    street = _Street()
    for taken in facts.tables("sites"):
        _read_site(street, taken, on)
    return StreetFacts(
        code="example",
        name=standard.title,
        communities={"c": "c"},
        sites=tuple(street.sites),
        points=street.points,
        links=tuple(street.links),
        assignments=tuple(street.assignments),
        evidence=street.evidence,
        rounds=(),
    )


def _read_site(street: _Street, taken: _Taken, on: date) -> None:
    standard = taken.standard
    place = taken.one_of("type", standard.place_types)
    site = SiteFact(
        id=taken.take("id", str),
        code=str(len(street.sites) + 1),
        name="",
        community="c",
        place_type=place.id,
        households=taken.take("households", int, 0),
        unsettled=taken.take("unsettled", bool, False),
    )
    street.sites.append(site)
    if taken.take("assigned", bool, True):
        street.assignments.append(
            AssignmentFact(id=f"{site.id} assigned", site=site.id, organisation="o", since="2020-01-01")
        )
    when = _moment(on, taken.take("notice_age", int, 10))
    if "notice" in taken.rest:
        _see(street, taken, (site.id, "notice", "notice"), when)
    if taken.take("no_point_found", bool, False):
        street.evidence[site.id, standard.item_of("point_found")] = _evidence(Answer.FAIL, when)
    for row in taken.tables("points") if "points" in taken.rest else ():
        _read_point(street, site, row, on)
    taken.done()


def _read_point(street: _Street, site: SiteFact, taken: _Taken, on: date) -> None:
    """A point and its link to the site; the id of a point that was told before is a link to that point."""
    name = taken.take("id", str)
    serves = taken.take("serves", int, 0)
    link = f"{name} {site.id}"
    if any(k.id == link for k in street.links):
        raise taken.refused("id", "standard_twice", value=name)
    street.links.append(LinkFact(id=link, point=name, site=site.id, households=serves))
    if name not in street.points:
        street.points[name] = PointFact(
            id=name,
            code=name,
            name="",
            site=site.id,
            in_use=taken.take("in_use", bool, True),
            unsettled=taken.take("unsettled", bool, False),
        )
        when = _moment(on, taken.take("age", int, 10))
        for category in Category:
            if category.value in taken.rest:
                _see(street, taken, (name, category.value, f"present:{category.value}"), when)
    taken.done()


def _see(street: _Street, taken: _Taken, what: tuple[str, str, str], when: str) -> None:
    """Keep the answer to one item (unit, fact, role); an answer that answers nothing leaves no evidence."""
    unit, fact, role = what
    item = taken.standard.item_of(role)
    known: dict[str, Answer | None] = {**{a.value: a for a in Answer}, CONTRADICTORY: None}
    answer = taken.one_of(fact, known)
    silent = answer is Answer.NOT_SEEN or (
        answer is Answer.NOT_APPLICABLE and item not in taken.standard.may_not_apply()
    )
    if not silent:
        street.evidence[unit, item] = _evidence(answer, when)


def _evidence(answer: Answer | None, when: str) -> Evidence:
    return Evidence(answer=answer, observed_at=when, audit="audit")


def _moment(on: date, days_ago: int, hour: int = 2) -> str:
    """A stamp so many days before; hour 2 UTC is ten in the morning in China, 11 is seven in the evening."""
    return stamp(datetime(on.year, on.month, on.day, hour, tzinfo=UTC) - timedelta(days=days_ago))


# -- a survey round ----------------------------------------------------------------------------------------------------

# what befell a household: the outcome of each visit, what it says, and how many visits; 0 means every attempt
_FATES: Mapping[str, tuple[Outcome, tuple[Passing, ...], int]] = {
    "refused": (Outcome.REFUSAL, (), 0),
    "vacant": (Outcome.VACANT, (), 2),
    "pass": (Outcome.COMPLETE, (Passing.YES,), 1),
    "fail": (Outcome.COMPLETE, (Passing.NO,), 1),
    "fail_then_pass": (Outcome.COMPLETE, (Passing.NO, Passing.YES), 2),
    "partial": (Outcome.PARTIAL, (Passing.OPEN,), 1),
    "partial_failed": (Outcome.PARTIAL, (Passing.NO,), 1),
    "away": (Outcome.NON_CONTACT, (), 1),
}


def _read_round(standard: Standard, facts: _Taken, on: date) -> StreetFacts:
    """One round, frozen `age` days ago, and the register of today (`registered` where it is not what was framed).

    By community: `refused` households were asked on every attempt, `vacant` confirmed by two visits with a source,
    `away` once; `fail_then_pass` was taught and asked again; `partial` broke off with the key still open,
    `partial_failed` when it could no longer be passed. Those without an answer were drawn first.
    """
    mode, age = facts.one_of("mode", {m.value: m for m in Mode}), facts.take("age", int, 30)
    method = facts.one_of("method", {m.value: m for m in Method}, Method.DOOR.value)
    closed, unsettled = facts.take("closed", bool, False), facts.take("unsettled", bool, False)
    home = next(p.id for p in standard.place_types.values() if p.residential)
    frozen = on - timedelta(days=age)
    last = ends_on(on if closed else None, frozen, standard.survey.field_period_days)
    parts, frame, visits, sites = [], {}, [], []
    for n, taken in enumerate(facts.tables("communities"), 1):
        code = f"c{n:03}"
        population = taken.take("households", int)
        planned = population if mode is Mode.CENSUS else taken.take("planned", int)
        parts.append(
            Part(community=code, number="", population=population, planned=planned, stratum=code, framed=population)
        )
        frame[code] = population
        registered = taken.take("registered", int, population)
        sites.append(SiteFact(id=code, code=code, name="", community=code, place_type=home, households=registered))
        visits += _read_visits(taken, code, min(on, last), planned)
    fact = RoundFact(
        id="round",
        name="",
        mode=mode,
        method=method,
        frozen_on=frozen,
        ended_on=last if last <= on else None,
        frame=frame,
        parts=tuple(parts),
        visits=tuple(visits),
        unsettled=unsettled,
    )
    return StreetFacts(
        code="example",
        name=standard.title,
        communities={code: code for code in frame},
        sites=tuple(sites),
        points={},
        links=(),
        assignments=(),
        evidence={},
        rounds=(fact,),
    )


def _read_visits(taken: _Taken, community: str, on: date, planned: int) -> list[SlotVisit]:
    visits: list[SlotVisit] = []
    slot = room = 0
    for fate, (outcome, says, times) in _FATES.items():
        households = taken.take(fate, int, 0)
        room += households if fate in ("refused", "vacant") else 0
        for _ in range(households):
            slot += 1
            name = f"{community}-{slot:06}"
            last = times or taken.standard.survey.attempts
            visits += [
                SlotVisit(
                    id=f"{name}-{k}",
                    slot=name,
                    community=community,
                    outcome=outcome,
                    observed_at=_moment(on, last - k, 11),
                    basis=outcome is Outcome.VACANT,
                    passing=dict.fromkeys(RATES, says[min(k, len(says) - 1)]) if says else {},
                )
                for k in range(last)
            ]
    taken.done()
    if slot > planned + room:
        raise taken.refused("", "standard_type", value=str(slot), kind=f"≤ {planned + room}")
    return visits
