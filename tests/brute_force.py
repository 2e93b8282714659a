"""The score counted by brute force, from the definitions in DESIGN 2 and 3; it shares no rule with the program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import comb, prod
from typing import Any

from auditor.audit import Audit
from auditor.sampling import draw_slots
from auditor.site import Assignment, Link, Point, Site
from auditor.standard import Standard
from auditor.survey import Response, Round
from tests.making import NOW
from tests.random_district import Told, World

C, N, U = "conforming", "nonconforming", "unknown"
MET, NOT_MET, OPEN = "MET", "NOT_MET", "UNDETERMINED"


@dataclass
class Counted:
    """One criterion as counted by hand: conforming, nonconforming, unknown; verdict; tenths of a percent."""

    counts: tuple[int, int, int]
    verdict: str
    percent: int | None
    parts: dict[str, tuple[int, int, int]]
    units: dict[str, str]
    mode: str = "register"


def china(at: str) -> date:
    return (datetime.fromisoformat(at.replace("Z", "+00:00")) + timedelta(hours=8)).date()


def within(since: date | None, until: date | None, on: date) -> bool:
    return (since or date.min) <= on <= (until or date.max)


def in_force(told: Told, on: date) -> bool:
    """Within its days and not withdrawn; where a day is in dispute, if anybody says so."""
    said = told.heads if told.disputed & {"since", "until"} else (told.value,)
    return not told.value.withdrawn and any(within(v.since, v.until, on) for v in said)


def verdict(c: int, n: int, u: int, threshold: Fraction) -> str:
    total = c + n + u
    if total == 0:
        return OPEN
    if Fraction(c, total) >= threshold:
        return MET
    return NOT_MET if Fraction(c + u, total) < threshold else OPEN


def together(verdicts: Iterable[str]) -> str:
    said = list(verdicts)
    return NOT_MET if NOT_MET in said else OPEN if OPEN in said or not said else MET


def cut(part: int, whole: int) -> int:
    return int(Fraction(part, whole) * 1000) if whole else 0


def sum_of(units: Iterable[tuple[str, int]]) -> tuple[int, int, int]:
    said = list(units)
    return tuple(sum(n for s, n in said if s == state) for state in (C, N, U))  # type: ignore[return-value]


class Count:
    """One street, one day, one standard."""

    def __init__(self, world: World, standard: Standard, on: date) -> None:
        self.w, self.s, self.on = world, standard, on
        self.leads: dict[tuple[type, str], str] = {}
        self.answers: dict[tuple[str, str], str] = {}
        self.sites = {
            t.value.id: t for t in world.of(Site) if in_force(t, on) and self.lead(Site, t.value.id) == t.value.id
        }
        self.points = {t.value.id: t for t in world.of(Point)}
        self.links = [
            t for t in world.of(Link) if in_force(t, on) and not t.value.alternative and self.site_of(t) in self.sites
        ]

    # -- joins: whatever refers to a record counts for the one it leads to; a circle ends at its smallest id -----------

    def lead(self, kind: type, record: str) -> str:
        if (kind, record) not in self.leads:
            self.leads[kind, record] = self.follow(kind, record)
        return self.leads[kind, record]

    def follow(self, kind: type, record: str) -> str:
        held = {t.value.id: t for t in self.w.of(kind) if not t.value.withdrawn}
        path = [record]
        while path[-1] in held:
            told = held[path[-1]]
            onward = "" if "same_as" in told.disputed else told.value.same_as
            if onward not in held:
                return path[-1]
            if onward in path:
                return min(path[path.index(onward) :])
            path.append(onward)
        return path[-1]

    def site_of(self, told: Told) -> str:
        return self.lead(Site, told.value.site)

    def point_of(self, told: Told) -> str:
        return self.lead(Point, told.value.point)

    def households(self, told: Told) -> int:
        return max(int(v.households) for v in ((told.value, *told.heads) if told.unsure else (told.value,)))

    # -- evidence ----------------------------------------------------------------------------------------------------

    def answer(self, unit: str, item: str) -> str:
        """pass, fail, not_applicable, or "" where nobody can tell."""
        if (unit, item) not in self.answers:
            self.answers[unit, item] = self.newest(unit, item)
        return self.answers[unit, item]

    def newest(self, unit: str, item: str) -> str:
        """The newest answer by observed moment, by whomever made."""
        allowed = {i.id for i in self.s.items if i.not_applicable}
        said: list[tuple[str, str]] = []
        for told in self.w.of(Audit):
            if told.value.withdrawn:
                continue
            for head in told.heads if told.unsure else (told.value,):
                if china(head.observed_at) > self.on or head.observed_at > f"{NOW:%Y-%m-%dT%H:%M:%S}.999Z":
                    continue
                for where, findings in head.findings.items():
                    of = self.lead(Site, head.site) if where == "site" else self.lead(Point, where)
                    if of != unit or item not in findings:
                        continue
                    given = findings[item].answer.value
                    if given == "not_seen" or (given == "not_applicable" and item not in allowed):
                        continue
                    said.append((head.observed_at, "?" if told.unsure else given))
        if not said:
            return ""
        newest = max(at for at, _ in said)
        if (self.on - china(newest)).days > 90:
            return ""
        answers = {a for at, a in said if at == newest}
        return answers.pop() if len(answers) == 1 and "?" not in answers else ""

    # -- the three coverages -------------------------------------------------------------------------------------------

    def place(self, site: str) -> Any:
        told = self.sites[site]
        return None if "place_type" in told.disputed else self.s.place_types.get(told.value.place_type)

    def linked(self, site: str) -> list[Told]:
        return [t for t in self.links if self.site_of(t) == site]

    def in_use(self, point: str) -> bool:
        return point in self.points and in_force(self.points[point], self.on)

    def responsibility(self, site: str) -> str:
        mine = [t for t in self.w.of(Assignment) if in_force(t, self.on) and self.site_of(t) == site]
        notice = self.answer(site, "notice")
        if not mine or notice == "fail":
            return N
        return C if notice and not self.sites[site].unsure and any(not t.unsure for t in mine) else U

    def has(self, point: str, category: str) -> str:
        said = self.answer(point, f"has_{category}")
        if self.points[point].unsure or not said:
            return U
        return C if said == "pass" else N

    def no_point_found(self, site: str) -> str:
        return N if self.answer(site, "found") == "fail" else U

    def categories(self, site: str) -> str | None:
        """Every test apart: a category somewhere; a pair at one point. Known to fail, unknown, or passed."""
        place = self.place(site)
        if place is None:
            return U
        if not place.required:
            return None
        usable = [t for t in self.linked(site) if self.in_use(self.point_of(t))]
        if not usable:
            return self.no_point_found(site)
        sure = {self.point_of(t) for t in usable if not t.unsure}
        wild = any(t.unsure for t in self.linked(site))  # could be any point
        tests = []
        for category in place.required:
            seen = {self.has(p, category) for p in sure}
            tests.append(C if C in seen else U if U in seen or wild else N)
        for one, other in place.pairs:
            for point in sure:
                pair = {self.has(point, one), self.has(point, other)}
                tests.append(U if U in pair else N if len(pair) == 2 else C)
        if wild or self.sites[site].unsure:
            tests.append(U)
        return N if N in tests else U if U in tests else C

    def point(self, point: str) -> str:
        """Whether a point conforms for placement."""
        if point not in self.points or self.points[point].unsure:
            return U
        if not self.in_use(point):
            return N
        here = [t for t in self.links if self.point_of(t) == point]
        serves = sum(self.households(t) for t in here)
        surely = sum(self.households(t) for t in here if not t.unsure)
        tests = [N if surely > self.s.ratio else U if serves > self.s.ratio else C] if self.s.ratio else []
        if serves:
            needed = {"food", "residual"}
        else:
            places = [self.place(self.site_of(t)) for t in here]
            needed = {c.value for p in places if p is not None for c in p.required}
        tests += [self.has(point, c) for c in needed]
        if self.s.radius_m and serves:
            said = self.answer(point, "near")
            tests.append({"pass": C, "fail": N}.get(said, U))
        return N if N in tests else U if U in tests else C

    def placement(self, site: str) -> tuple[str, list[tuple[str, int]]]:
        told, place, links = self.sites[site], self.place(site), self.linked(site)
        if (place is not None and not place.residential) or (place is None and not self.households(told)):
            if place is None:
                return "sites", [(U, 1)]
            if not links:
                return "sites", [(self.no_point_found(site), 1)]
            each = [(self.point(self.point_of(t)), t.unsure) for t in links]
            if any(s == C and not unsure for s, unsure in each) and not told.unsure:
                return "sites", [(C, 1)]
            return "sites", [(N if all(s == N and not unsure for s, unsure in each) else U, 1)]
        total, linked = self.households(told), sum(self.households(t) for t in links)
        if linked > total:
            return "households", [(U, total)]
        found = []
        for t in links:
            state = self.point(self.point_of(t))
            if t.unsure or (state == C and (told.unsure or place is None)):
                state = U
            found.append((state, self.households(t)))
        return "households", [*found, (self.no_point_found(site), total - linked)]

    # -- the two rates -------------------------------------------------------------------------------------------------

    def slots(self, round_: Told) -> dict[str, list[list[Told]]]:
        """By community the visits of every household in drawn order."""
        visits: dict[str, list[Told]] = {}
        for t in self.w.of(Response):
            v = t.value
            if v.round == round_.value.id and not v.withdrawn and china(v.observed_at) <= self.until(round_.value):
                visits.setdefault(v.slot, []).append(t)
        found = {}
        for community in round_.value.strata:
            drawn = draw_slots(self.w.keys[round_.value.id], round_.value.frame[community])
            found[community] = [visits.get(name, []) for name, _, _ in drawn]
        return found

    def until(self, round_: Any) -> date:
        """The last day whose visits count: a round ends when it is closed, or with its field period."""
        last: date = round_.frozen_on + timedelta(days=self.s.survey.field_period_days)
        return min(self.on, last, round_.closed_on or last)

    def ended(self, round_: Any) -> bool:
        return (
            self.until(round_) < self.on
            or round_.closed_on == self.on
            or (self.on - round_.frozen_on).days == self.s.survey.field_period_days
        )

    def slot(self, visits: list[Told], mode: str, question: str) -> dict[str, bool | str]:
        right = {"k1": {"yes"}, "h1": {"always", "mostly"}}[question]
        settled = [t.value for t in visits if not t.unsure]
        complete = any(v.outcome.value == "complete" for v in settled)
        days = {china(v.observed_at) for v in settled}
        late = any(
            (at := datetime.fromisoformat(v.observed_at[:-1]) + timedelta(hours=8)).hour >= 18 or at.weekday() > 4
            for v in settled
        )
        empty = {china(v.observed_at) for v in settled if v.outcome.value == "vacant" and v.basis}
        out = not complete and len(empty) >= 2
        said = sorted(
            (t for t in visits if t.unsure or question in t.value.answers),
            key=lambda t: (t.value.observed_at, t.value.id),
        )
        answer = U
        if said:
            if mode == "sample":
                chosen = said[0]
            else:
                last = said[-1].value.observed_at
                chosen = min((t for t in said if t.value.observed_at == last), key=lambda t: t.value.id)
            if not chosen.unsure:
                answer = C if chosen.value.answers[question] in right else N
        return {
            "out": out,
            "complete": complete,
            "final": complete or out or (len(days) >= self.s.survey.attempts and late),
            "answer": answer,
        }

    def released(self, round_: Told, question: str) -> dict[str, list[dict[str, Any]]]:
        """By community the slots that the plan releases: planned ones, and a replacement for each final unanswered."""
        found = {}
        for community, slots in self.slots(round_).items():
            room = round_.value.strata[community].planned
            kept: list[dict[str, Any]] = []
            for visits in slots:
                if len(kept) == room:
                    break
                kept.append(self.slot(visits, round_.value.mode.value, question))
                room += kept[-1]["final"] and not kept[-1]["complete"]
            found[community] = kept
        return found

    def decided(self, round_: Told) -> bool:
        for question, criterion in (("k1", "awareness"), ("h1", "participation")):
            slots = [s for of in self.released(round_, question).values() for s in of]
            lost = (
                round_.value.mode.value == "sample"
                and self.s.criteria[criterion].threshold == 1
                and any(s["answer"] == N and not s["out"] for s in slots)
            )
            if not lost and not all(s["final"] for s in slots):
                return False
        return True

    def counting_round(self) -> Told | None:
        usable = [
            t
            for t in self.w.of(Round)
            if not t.value.withdrawn
            and t.value.method.value in ("door", "telephone")
            and t.value.frozen_on <= self.on
            and (self.on - t.value.frozen_on).days <= self.s.survey.max_age_days
        ]
        usable.sort(key=lambda t: (t.value.frozen_on, t.value.id), reverse=True)
        done = [t for t in usable if self.ended(t.value) or self.decided(t)]
        return done[0] if done else usable[0] if usable else None

    def bound(self, strata: list[tuple[int, int]]) -> Fraction:
        """The most nonconforming that some spread leaves undetected with probability > 5 %, over all spreads."""
        best = [Fraction(1)]
        for size, drawn in strata:
            ways = [Fraction(comb(size - d, drawn), comb(size, drawn)) for d in range(size + 1)]
            best = [
                max(best[d - x] * ways[x] for x in range(min(d, size) + 1) if d - x < len(best))
                for d in range(len(best) + size)
            ]
        total = sum(size for size, _ in strata)
        worst = max(d for d, chance in enumerate(best) if chance > Fraction(1, 20))
        return Fraction(total - worst, total) if total else Fraction(0)

    def rate(self, criterion: str) -> Counted:
        question = {"awareness": "k1", "participation": "h1"}[criterion]
        threshold = self.s.criteria[criterion].threshold
        round_ = self.counting_round()
        oldest = self.s.criteria[criterion].evidence_max_age_days
        if round_ is None or (self.on - round_.value.frozen_on).days > oldest:
            return Counted((0, 0, 0), OPEN, 0, {}, {}, "none")
        r = round_.value
        by = self.released(round_, question)
        slots = [s for of in by.values() for s in of if not s["out"]]
        asked = {site: n for homes in r.frame.values() for site, n in homes.items()}
        gap = sum(max(0, self.households(t) - asked.get(i, 0)) for i, t in self.sites.items())
        c, n = (sum(s["answer"] == state for s in slots) for state in (C, N))
        u = len(slots) - c - n
        every = all(s["final"] for s in slots)
        closed = self.ended(r)
        if r.mode.value == "census":
            u += gap
            said = verdict(c, n, u, threshold)
            if said == OPEN and threshold == 1 and n == 0 and c + u and (closed or every):
                said = MET if Fraction(c, c + u) >= self.s.survey.floor else OPEN
            if round_.unsure and said == MET:
                said = OPEN
            return Counted((c, n, u), said, cut(c, c + n + u), {}, {}, "census")
        if n:
            return Counted((c, n, u), NOT_MET, None, {}, {}, "sample")  # its bound: tests/auditor/test_estimate.py
        strata = [(r.strata[k].population, sum(s["answer"] == C and not s["out"] for s in of)) for k, of in by.items()]
        lower = self.bound([*strata, (gap, 0)])
        answered = Fraction(sum(s["complete"] for s in slots), len(slots)) if slots else Fraction(0)
        met = lower >= self.s.survey.floor and answered >= self.s.survey.min_response_rate and every and c
        met = met and not round_.unsure
        return Counted((c, n, u), MET if met else OPEN, int(lower * 1000), {}, {}, "sample")

    # -- all five ------------------------------------------------------------------------------------------------------

    def coverage(self, criterion: str) -> Counted:
        threshold = self.s.criteria[criterion].threshold
        if criterion != "placement":
            rule = {"responsibility": self.responsibility, "categories": self.categories}[criterion]
            states = {site: state for site in self.sites if (state := rule(site)) is not None}
            counts = sum_of((s, 1) for s in states.values())
            return Counted(counts, verdict(*counts, threshold), cut(counts[0], sum(counts)), {}, states)
        by: dict[str, list[tuple[str, int]]] = {"households": [], "sites": []}
        for site in self.sites:
            part, units = self.placement(site)
            by[part] += units
        parts = {name: counts for name, units in by.items() if sum(counts := sum_of(units))}
        return Counted(
            parts.get("households", parts.get("sites", (0, 0, 0))),
            together(verdict(*counts, threshold) for counts in parts.values()),
            min((cut(counts[0], sum(counts)) for counts in parts.values()), default=0),
            parts,
            {},
        )

    def score(self) -> dict[str, Counted]:
        found = {name: self.coverage(name) for name in ("responsibility", "categories", "placement")}
        return found | {name: self.rate(name) for name in ("awareness", "participation")}


def chance_of(strata: list[tuple[int, int]], spread: list[int]) -> Fraction:
    """The probability that a spread stays undetected."""
    return prod(
        (Fraction(comb(n - d, k), comb(n, k)) for (n, k), d in zip(strata, spread, strict=True)), start=Fraction(1)
    )
