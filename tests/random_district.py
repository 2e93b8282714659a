"""Random small streets, written through the real store, with everything that has ever gone wrong in counting."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.division import new_community, new_street
from auditor.history import State
from auditor.record import Line, Record, body_of, new_id, stamp
from auditor.site import Assignment, Link, Point, Site
from auditor.standard import Standard
from auditor.survey import Basis, Method, Mode, Outcome, Response, Round, Stratum, key_hash
from db import SqlStore
from tests.making import NOW, TODAY

AUDIT_DAYS = (0, 1, 5, 5, 89, 90, 91, 200)  # days ago; 90 is the last valid one


@dataclass
class Told:
    """What is known of one record: the value that stands, the values of its heads, and whether it may be counted."""

    value: Any
    heads: tuple[Any, ...]
    state: State = State.SETTLED
    disputed: frozenset[str] = frozenset()

    @property
    def unsure(self) -> bool:
        return self.state is not State.SETTLED


@dataclass
class World:
    """One street as it was written."""

    code: str
    communities: list[str]
    told: dict[str, Told] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)  # of rounds

    def of(self, kind: type) -> list[Told]:
        return [t for t in self.told.values() if isinstance(t.value, kind)]


def _line(record: Record, parents: Sequence[str], seconds: int, person: str) -> Line:
    return Line(
        kind=record.KIND,
        record=record.id,
        parents=tuple(sorted(parents)),
        station="9" * 32,
        person=person,
        at=stamp(NOW + timedelta(seconds=seconds)),
        offset=480,
        street=record.street,
        schema=1,
        body=body_of(record),
    )


class Maker:
    """Writes one random street and remembers what it wrote."""

    def __init__(
        self, store: SqlStore, rng: random.Random, number: int, standard: Standard, seen: Counter[str]
    ) -> None:
        self.store, self.rng, self.standard, self.seen = store, rng, standard, seen
        code = f"1201{number:05}000"
        self.world = World(code, [f"{code[:9]}{i:03}" for i in range(1, rng.randint(2, 4))])
        self.lines: list[Line] = []
        self.saves: list[Any] = []
        self.gappy: set[str] = set()
        self.drawn_in: dict[str, Mode] = {}

    def chance(self, of: float, name: str = "") -> bool:
        """True so often; counted under its name."""
        said = self.rng.random() < of
        self.seen[name] += bool(said and name)
        return said

    def make(self) -> World:
        """The street, saved and received."""
        world, rng = self.world, self.rng
        with self.store.writing() as work:
            work.streets.save(new_street(world.code, "某街道"))
            for c in world.communities:
                work.communities.save(new_community(c, "某社区", world.code))
        sites = self.sites()
        points = self.points(sites)
        self.links(sites, points)
        self.assignments(sites)
        self.audits(sites, points)
        self.rounds(sites)
        with self.store.writing() as work:
            by_kind: dict[str, list[Any]] = {}
            for record in self.saves:
                by_kind.setdefault(record.KIND + "s", []).append(record)
            for kind, records in by_kind.items():
                saved = getattr(work, kind).save_all(records)
                for record in saved:
                    self.later(work, kind, record)
            rng.shuffle(self.lines)
            half = rng.randint(0, len(self.lines))
            work.journal.receive(self.lines[:half], "a")
            work.journal.receive(self.lines[half // 2 :], "b")
        return world

    def put(self, record: Any) -> None:
        """Save it, or receive it with its parent missing."""
        if self.chance(0.02, "incomplete"):
            self.lines.append(_line(record, ["f" * 64], 0, "a"))
            self.world.told[record.id] = Told(record, (record,), State.INCOMPLETE)
        else:
            self.saves.append(record)
            self.world.told[record.id] = Told(record, (record,))

    def later(self, work: Any, kind: str, record: Any) -> None:
        """What happens to a saved record: nothing, an edit, a withdrawal, a fork that merges or one that does not."""
        told = self.world.told
        asked = isinstance(record, Response)
        if asked and record.round in self.gappy:
            return  # nobody can tell a replacement from an interview beyond the plan where slots were left out
        if not (asked and self.drawn_in[record.round] is Mode.SAMPLE) and self.chance(0.03, "withdrawn"):
            told[record.id] = Told(now := getattr(work, kind).save(replace(record, withdrawn="重复")), (now,))
        elif isinstance(record, Site) and record.households and self.chance(0.12, "fewer households than linked"):
            now = getattr(work, kind).save(replace(record, households=record.households - 1))
            told[record.id] = Told(now, (now,))
        elif self.chance(0.05, "fork in conflict"):
            name, one, other = self.dispute(record)
            left, right = replace(record, **{name: one}), replace(record, **{name: other})
            self.fork(record, left, right)
            told[record.id] = Told(record, (left, right), State.CONFLICT, frozenset({name}))
        elif not isinstance(record, Response | Round) and self.chance(0.03, "fork that merges"):
            changes = self.merging(record)
            left, right = (replace(record, **{k: v}) for k, v in changes.items())
            self.fork(record, left, right)
            told[record.id] = Told(replace(record, **changes), (left, right))

    def fork(self, record: Any, left: Any, right: Any) -> None:
        self.lines += [_line(left, [record.version], 1, "a"), _line(right, [record.version], 2, "b")]

    def dispute(self, record: Any) -> Any:
        """A field and two values for it."""
        rng = self.rng
        match record:
            case Site():
                return rng.choice(
                    [
                        ("name", "甲", "乙"),
                        ("households", record.households + 1, record.households + 3),
                        ("until", TODAY - timedelta(days=400), TODAY + timedelta(days=9)),
                        ("place_type", *[p for p in ("park", "shop", "home") if p != record.place_type][:2]),
                        ("same_as", self.world.of(Site)[0].value.id, "nowhere"),
                    ]
                )
            case Point():
                return rng.choice(
                    [("name", "甲", "乙"), ("until", TODAY - timedelta(days=400), TODAY + timedelta(days=9))]
                )
            case Link():
                return rng.choice(
                    [
                        ("households", record.households + 1, record.households + 40),
                        ("until", TODAY - timedelta(days=400), TODAY + timedelta(days=9)),
                        ("since", date(2019, 5, 1), date(2021, 5, 1)),
                    ]
                )
            case Assignment():
                return rng.choice([("organisation", "甲", "乙"), ("until", date(2026, 1, 1), date(2027, 1, 1))])
            case Audit():
                earlier = stamp(NOW - timedelta(days=300))
                return rng.choice([("note", "甲", "乙"), ("observed_at", stamp(NOW - timedelta(days=3)), earlier)])
            case Round():
                return "name", "甲", "乙"
            case _:
                return "seconds", 1, 2

    def merging(self, record: Any) -> dict[str, Any]:
        """Two fields that two people change."""
        match record:
            case Site():
                more = {"households": record.households + 2} if record.place_type == "home" else {"note": "丁"}
                return {"name": "丙", **more}
            case Point():
                return {"name": "丙", "code": record.code + "b"}
            case Link():
                return {"since": date(2019, 1, 1), "until": date(2030, 1, 1)}
            case Assignment():
                return {"organisation": "丙", "officer": "丁"}
            case _:
                flipped = {SITE: {"notice": Finding(answer=Answer.FAIL)}}
                return {"findings": flipped, "note": "丁"}

    # -- the register ------------------------------------------------------------------------------------------------

    def period(self) -> dict[str, Any]:
        """Mostly open; sometimes ended, not begun, or just within its days."""
        if self.chance(0.05, "closed"):
            return {"since": date(2020, 1, 1), "until": TODAY - timedelta(days=self.rng.choice((1, 40)))}
        if self.chance(0.04, "not yet in force"):
            return {"since": TODAY + timedelta(days=1)}
        return self.rng.choice([{}, {}, {"since": TODAY}, {"since": date(2020, 1, 1), "until": TODAY}])

    def sites(self) -> list[Site]:
        rng = self.rng
        found: list[Site] = []
        for n in range(rng.randint(1, 6)):
            place = rng.choice(("home", "home", "home", "shop", "park"))
            if self.chance(0.02, "place type unknown"):
                place = "cinema"
            site = Site(
                id=new_id(),
                street=self.world.code,
                code=f"{n:02}",
                name="某点",
                community=rng.choice(self.world.communities),
                place_type=place,
                households=rng.choice((0, 1, 8, 25, 31))
                if place == "home"
                else rng.choice((0, 4)) * (place == "cinema"),
                **self.period(),
            )
            if found and self.chance(0.08, "joined"):
                site = replace(site, same_as=rng.choice(found).id)
            found.append(site)
        if len(found) > 2 and self.chance(0.06, "joined in a circle"):
            ids = [s.id for s in found[:2]]
            found[0], found[1] = replace(found[0], same_as=ids[1]), replace(found[1], same_as=ids[0])
        for site in found:
            self.put(site)
        return found

    def points(self, sites: list[Site]) -> list[Point]:
        found: list[Point] = []
        for site in sites:
            for n in range(self.rng.choice((0, 1, 1, 2))):
                point = Point(id=new_id(), street=site.street, code=f"{site.code}-{n}", site=site.id, **self.period())
                if found and self.chance(0.04, "points joined"):
                    point = replace(point, same_as=self.rng.choice(found).id)
                found.append(point)
                self.put(point)
        return found

    def links(self, sites: list[Site], points: list[Point]) -> None:
        rng = self.rng
        for site in sites:
            near = [p for p in points if p.site == site.id] or points
            if not near or self.chance(0.1, "no link"):
                continue
            rest = site.households
            for number in range(rng.choice((1, 1, 2, 3))):
                shared = self.chance(0.2, "shared point")
                some = rest if number == 0 and rng.random() < 0.6 else rng.randint(0, rest)
                point = rng.choice(points if shared else near)
                missing = self.chance(0.01, "point unknown")
                link = Link(
                    id=new_id(),
                    street=site.street,
                    point=new_id() if missing else point.id,
                    site=site.id,
                    households=some,
                    alternative=self.chance(0.05, "alternative"),
                    **self.period(),
                )
                rest -= some
                self.put(link)

    def assignments(self, sites: list[Site]) -> None:
        for site in sites:
            for _ in range(self.rng.choice((0, 1, 1, 1, 1, 2))):
                self.put(
                    Assignment(id=new_id(), street=site.street, site=site.id, organisation="某物业", **self.period())
                )

    # -- evidence ----------------------------------------------------------------------------------------------------

    def answer(self, good: float) -> Answer:
        if self.rng.random() < good:
            return Answer.PASS
        return self.rng.choice((Answer.FAIL, Answer.FAIL, Answer.NOT_SEEN, Answer.NOT_APPLICABLE))

    def audits(self, sites: list[Site], points: list[Point]) -> None:
        rng = self.rng
        good = rng.choice((0.7, 0.95, 1.0, 1.0))
        for site in sites:
            for _ in range(rng.choice((0, 1, 1, 2, 3))):
                units: dict[str, list[str]] = {SITE: ["notice", "found"]}
                here = [p for p in points if p.site == site.id] or points[:1]
                units.update({p.id: [i.id for i in self.standard.items if i.level == "point"] for p in here})
                findings = {}
                for unit, items in units.items():
                    asked = {i: Finding(answer=self.answer(good)) for i in items if rng.random() < 0.95}
                    if "near" in asked and self.chance(0.1, "far from a door"):
                        asked["near"] = Finding(answer=Answer.FAIL)
                    if unit == SITE and "found" in asked and here:
                        asked["found"] = Finding(answer=self.answer(0.97))
                    findings[unit] = asked
                at = NOW - timedelta(days=rng.choice(AUDIT_DAYS))
                if self.chance(0.03, "date in doubt"):
                    at = NOW + timedelta(hours=3)
                self.put(
                    Audit(
                        id=new_id(),
                        street=site.street,
                        site=site.id,
                        observed_at=stamp(at),
                        inspectors="王㛃",
                        standard=self.standard.name,
                        visit=rng.choice((Visit.PUBLIC, Visit.PUBLIC, Visit.SELF_CHECK)),
                        findings={u: f for u, f in findings.items() if f}
                        or {SITE: {"notice": Finding(answer=Answer.PASS)}},
                    )
                )

    # -- surveys -----------------------------------------------------------------------------------------------------

    def rounds(self, sites: list[Site]) -> None:
        rng = self.rng
        homes = [s for s in sites if s.households]
        if not homes:
            return
        for number in range(rng.choice((0, 1, 1, 1, 2, 3))):
            self.round(homes, number)

    def round(self, homes: list[Site], number: int) -> None:
        from auditor.sampling import draw_slots

        rng = self.rng
        mode = rng.choice((Mode.CENSUS, Mode.SAMPLE))
        self.seen[mode.value] += 1
        frame = {s.id: s.households for s in homes}
        if len(frame) > 1 and self.chance(0.1, "site outside the frame"):
            frame.pop(homes[-1].id)
        key = rng.randbytes(32)
        strata, drawn, by_community = {}, {}, {}
        for community in self.world.communities:
            mine = {s.id: frame[s.id] for s in homes if s.id in frame and s.community == community}
            population = sum(mine.values())
            if population:
                share = population if mode is Mode.CENSUS else rng.randint(0 if rng.random() < 0.1 else 1, population)
                strata[community] = Stratum(population=population, planned=share)
                drawn[community] = draw_slots(key, mine)
                by_community[community] = mine
        ago = rng.choice((0, 10, 70, 364, 365, 366))
        method = Method.INTERCEPT if self.chance(0.05, "not a probability sample") else Method.DOOR
        closed = TODAY - timedelta(days=rng.randint(0, ago)) if ago and self.chance(0.3, "round closed") else None
        made = Round(
            id=new_id(),
            street=self.world.code,
            name=f"第 {number} 轮",
            mode=mode,
            method=method,
            standard=self.standard.name,
            key_hash=key_hash(key),
            frozen_on=TODAY - timedelta(days=ago),
            frame=by_community,
            strata=strata,
            closed_on=closed,
        )
        self.world.keys[made.id] = key
        self.drawn_in[made.id] = mode
        whole = rng.random() < 0.8
        if not whole:
            self.gappy.add(made.id)
        self.put(made)
        good = rng.choice((0.9, 1.0, 1.0, 1.0))
        reached = rng.choice((0.5, 0.97, 1.0, 1.0, 1.0)) if whole else 1.0
        for community, slots in drawn.items():
            room = strata[community].planned
            over = rng.randint(1, 3) if whole and mode is Mode.SAMPLE and self.chance(0.15, "beyond the plan") else 0
            for place, (name, _, _) in enumerate(slots):
                if place >= room + over:
                    break
                if not whole and rng.random() < 0.3:
                    continue  # not yet asked
                if place >= room:
                    self.visits(made, community, name, good=0.5, reached=1.0)
                else:
                    room += self.visits(made, community, name, good=good, reached=reached)

    def visits(self, round_: Round, community: str, slot: str, *, good: float, reached: float) -> int:
        """The visits to one slot; 1 if they leave it final without an interview."""
        rng = self.rng
        start = NOW - timedelta(days=(TODAY - round_.frozen_on).days)
        days = (TODAY - round_.frozen_on).days
        if rng.random() < reached:
            outcomes = [Outcome.COMPLETE]
            if self.chance(0.04, "asked twice"):
                outcomes = [Outcome.COMPLETE, Outcome.COMPLETE]
            elif self.chance(0.04, "partial first"):
                outcomes = [Outcome.PARTIAL, Outcome.COMPLETE]
        else:
            what = rng.choice(("refusal", "vacant", "away", "once", "partial"))
            self.seen[what] += 1
            outcomes = {
                "refusal": [Outcome.REFUSAL] * 3,
                "vacant": [Outcome.VACANT] * 2,
                "away": [Outcome.NON_CONTACT] * 3,
                "once": [Outcome.NON_CONTACT],
                "partial": [Outcome.PARTIAL],
            }[what]
        used, evening = set(), False
        same_moment = len(outcomes) == 2 and self.chance(0.3, "two answers of one moment")
        complete = False
        empty_days = set()
        for number, outcome in enumerate(outcomes):
            at = start + timedelta(days=min(number, days) * (not same_moment), hours=9 if rng.random() < 0.5 else 0)
            if same_moment:
                at = start
            at = min(at, NOW - timedelta(minutes=1))
            answers = {}
            if outcome in (Outcome.COMPLETE, Outcome.PARTIAL):
                answers["k1"] = "yes" if rng.random() < good else "no"
                answers["h1"] = rng.choice(("always", "mostly")) if rng.random() < good else "never"
                if outcome is Outcome.PARTIAL or rng.random() < 0.01:
                    answers.pop(rng.choice(("k1", "h1")))
            response = Response(
                id=new_id(),
                street=self.world.code,
                round=round_.id,
                community=community,
                outcome=outcome,
                observed_at=stamp(at),
                interviewer="王㛃",
                slot=slot,
                answers=answers,
                basis=Basis.MANAGER if outcome is Outcome.VACANT else None,
            )
            self.put(response)
            if self.world.told[response.id].unsure:
                continue
            complete |= outcome is Outcome.COMPLETE
            local = at + timedelta(hours=8)
            used.add(local.date())
            evening |= local.hour >= 18 or local.weekday() >= 5
            if outcome is Outcome.VACANT:
                empty_days.add(local.date())
        return int(not complete and (len(empty_days) >= 2 or (len(used) >= 3 and evening)))
