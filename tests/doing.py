"""Doing one line of the list of what is missing, with a conforming outcome, to a street's facts; by hand."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from auditor.audit import Answer
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, RoundFact, StreetFacts
from auditor.gaps import Act, Needed
from auditor.record import stamp
from auditor.standard import Standard
from auditor.survey import Method, Mode, Outcome, Part
from auditor.visits import Passing, SlotVisit, slot_state
from tests.making import NOW

YES = {"awareness": Passing.YES, "participation": Passing.YES}


def do(facts: StreetFacts, line: Needed, standard: Standard, on: date, *, interviews: int | None = None) -> StreetFacts:
    """The facts once somebody has done it, and all went well; of interviews perhaps fewer than asked for."""
    match line.act:
        case Act.SETTLE:
            return settle(facts, line)
        case Act.CORRECT:
            sites = [replace(s, place_type=line.place_type) if s.id == line.site else s for s in facts.sites]
            return replace(facts, sites=tuple(sites))
        case Act.ASSIGN:
            made = AssignmentFact(id=f"assigned {line.site}", site=line.site, organisation="某物业", since="2026-01-01")
            return replace(facts, assignments=(*facts.assignments, made))
        case Act.VISIT | Act.MEND:
            return look(facts, line)
        case Act.LINK:
            return move(facts, line)
        case Act.NEW_POINT:
            point = PointFact(id=line.point, code=line.point, name="", site=line.site, in_use=True)
            return look(move(replace(facts, points={**facts.points, point.id: point}), line), line)
        case Act.INTERVIEW:
            return ask(facts, line, standard, line.interviews if interviews is None else interviews)
        case Act.NEW_ROUND:
            return replace(facts, rounds=(*facts.rounds, new_round(facts, on)))
        case Act.SUPPLEMENT:
            return supplement(facts, line)
    raise AssertionError(line.act)


def look(facts: StreetFacts, line: Needed) -> StreetFacts:
    good = Evidence(answer=Answer.PASS, observed_at=stamp(NOW), audit="new")
    return replace(facts, evidence={**facts.evidence, **{(x.unit, x.item): good for x in line.looks}})


def settle(facts: StreetFacts, line: Needed) -> StreetFacts:
    def put(records: Any, **more: Any) -> Any:
        return tuple(replace(r, unsettled=False, **more) if r.id == line.record else r for r in records)

    match line.kind:
        case "site":
            return replace(
                facts, sites=put(facts.sites, **({"place_type": line.place_type} if line.place_type else {}))
            )
        case "assignment":
            return replace(facts, assignments=put(facts.assignments))
        case "link":
            return replace(facts, links=put(facts.links))
        case "point":
            point = replace(facts.points[line.record], unsettled=False)
            return replace(facts, points={**facts.points, point.id: point})
        case "round":
            return replace(facts, rounds=put(facts.rounds))
    rounds = []
    for r in facts.rounds:
        visits = tuple(
            replace(v, settled=True, passing=YES if v.outcome is Outcome.COMPLETE else v.passing)
            if v.id == line.record
            else v
            for v in r.visits
        )
        rounds.append(replace(r, visits=visits))
    return replace(facts, rounds=tuple(rounds))


def move(facts: StreetFacts, line: Needed) -> StreetFacts:
    links = list(facts.links)
    for m in line.moves:
        left = m.households
        for place, link in enumerate(links):
            if m.source and link.site == m.site and link.point == m.source:
                taken = min(left, link.households)
                links[place] = replace(link, households=link.households - taken)
                left -= taken
        assert not m.source or not left, "there are no such households to move"
        if m.target:
            assert m.target in facts.points
            name = hashlib.sha256(f"{m}".encode()).hexdigest()
            links.append(LinkFact(id=name, point=m.target, site=m.site, households=m.households))
    return replace(facts, links=tuple(links))


# -- surveys -----------------------------------------------------------------------------------------------------------


def visit(slot: str, part: Part) -> SlotVisit:
    return SlotVisit(
        id=f"asked {slot}",
        slot=slot,
        community=part.community,
        part=part.number,
        outcome=Outcome.COMPLETE,
        observed_at=stamp(NOW),
        basis=False,
        passing=YES,
    )


def new_round(facts: StreetFacts, on: date) -> RoundFact:
    """A census of the whole register in which everybody answers well."""
    homes = {s.id: s.households for s in facts.sites if s.households}
    sizes: dict[str, int] = {}
    for site in facts.sites:
        if site.households:
            sizes[site.community] = sizes.get(site.community, 0) + site.households
    parts = tuple(
        Part(community=c, number="", population=n, planned=n, stratum=c, framed=n) for c, n in sorted(sizes.items())
    )
    return RoundFact(
        id="~",  # after every other of the day
        name="new",
        mode=Mode.CENSUS,
        method=Method.DOOR,
        frozen_on=on,
        ended_on=None,
        frame=homes,
        parts=parts,
        visits=tuple(visit(f"{p.community} {n:06}", p) for p in parts for n in range(p.population)),
    )


def supplement(facts: StreetFacts, line: Needed) -> StreetFacts:
    """Everybody who is registered and in no frame is drawn and answers well."""
    (fact,) = [r for r in facts.rounds if r.id == line.record]
    sizes: dict[str, int] = {}
    for site in facts.sites:
        if (extra := site.households - fact.frame.get(site.id, 0)) > 0:
            sizes[site.community] = sizes.get(site.community, 0) + extra
    parts = tuple(
        Part(community=c, number="s9", population=n, planned=n, stratum=f"{c}/9", framed=n)
        for c, n in sorted(sizes.items())
    )
    frame = {s.id: max(s.households, fact.frame.get(s.id, 0)) for s in facts.sites}
    visits = tuple(visit(f"s9 {p.community} {n:06}", p) for p in parts for n in range(p.population))
    wider = replace(fact, frame={**fact.frame, **frame}, parts=(*fact.parts, *parts), visits=(*fact.visits, *visits))
    return replace(facts, rounds=tuple(wider if r.id == fact.id else r for r in facts.rounds))


def ask(facts: StreetFacts, line: Needed, standard: Standard, n: int) -> StreetFacts:
    """So many interviews of a community: open slots first, then (census) those that failed or gave no answer."""
    (fact,) = [r for r in facts.rounds if r.id == line.record]
    asked: list[SlotVisit] = []
    for part in fact.parts:
        if part.community != line.community:
            continue
        mine: dict[str, list[SlotVisit]] = {}
        for v in fact.visits:
            if v.slot and (v.community, v.part) == (part.community, part.number):
                mine.setdefault(v.slot, []).append(v)
        room, rows = part.planned, []
        for slot in sorted(mine):
            state = slot_state(mine[slot], fact.mode, standard.survey.attempts)
            if room:
                rows.append((slot, state))
                room += state.unanswered - 1
        fails = [s for s, x in rows if not x.ineligible and Passing.NO in x.passing.values()]
        open_ = [s for s, x in rows if not x.ineligible and not x.final and s not in fails]
        left = min(room, part.population - len(rows))
        unvisited = [f"~{part.community} {part.number} {k:06}" for k in range(left)]
        quiet = {s: [*x.passing.values()].count(Passing.OPEN) for s, x in rows if x.final and not x.ineligible}
        silent = [s for s, n in sorted(quiet.items(), key=lambda q: -q[1]) if n and s not in fails]
        census = fact.mode is Mode.CENSUS
        wanted = [*open_, *unvisited, *(fails if census else ()), *(silent if census else ())]
        asked += [visit(slot, part) for slot in wanted[: n - len(asked)]]
    assert len(asked) == n, "there are no so many households to ask"
    wider = replace(fact, visits=(*fact.visits, *asked))
    return replace(facts, rounds=tuple(wider if r.id == fact.id else r for r in facts.rounds))
