"""The three coverages (DESIGN 2): responsibility by site, categories by site, placement by household and by site."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.audit import Answer
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, SiteFact, StreetFacts
from auditor.record import china_date
from auditor.site import Category
from auditor.standard import CATEGORIES, PLACEMENT, RESPONSIBILITY, Criterion, Standard
from auditor.verdict import HOUSEHOLDS, SITES, CriterionScore, PartScore, State, Tally, part_score, tenths_of, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """One unit under one criterion: its state, and the reason (a code for wording) that decides it.

    `count` is 1 for a site, or the households that share this result; `point` and `item` say where, if anywhere.
    """

    criterion: str
    part: str
    site: str
    community: str
    state: State
    count: int
    reason: str = ""
    point: str = ""
    item: str = ""
    evidence: Evidence | None = None


class _Reading:
    """A street's facts with the standard at hand: answers the questions the criteria ask. Holds no result."""

    def __init__(self, facts: StreetFacts, standard: Standard, on: date) -> None:
        self.facts, self.standard, self.on = facts, standard, on
        self.links_of: dict[str, list[LinkFact]] = {}
        self.links_to: dict[str, list[LinkFact]] = {}
        self.served: dict[str, int] = {}
        self.surely: dict[str, int] = {}  # through links whose records are settled
        for link in facts.links:
            self.links_of.setdefault(link.site, []).append(link)
            self.links_to.setdefault(link.point, []).append(link)
            self.served[link.point] = self.served.get(link.point, 0) + link.households
            if not link.unsettled:
                self.surely[link.point] = self.surely.get(link.point, 0) + link.households
        self.types = {site.id: standard.place_types.get(site.place_type) for site in facts.sites}
        self.present = {c: standard.item_of(f"present:{c.value}") for c in Category}
        self._points: dict[str, tuple[State, str, str, Evidence | None]] = {}

    def answer(self, unit: str, item: str, criterion: Criterion) -> tuple[Answer | None, str, Evidence | None]:
        """The valid answer to an item, or None with the reason: never_seen, expired, contradictory."""
        found = self.facts.evidence.get((unit, item))
        if found is None:
            return None, "never_seen", None
        if (self.on - china_date(found.observed_at)).days > criterion.evidence_max_age_days:
            return None, "expired", found
        if found.answer is None:
            return None, "contradictory", found
        return found.answer, "", found

    def points_of(self, site: str) -> list[PointFact]:
        """Points linked to a site that are in use, in order of code."""
        found = {
            link.point: self.facts.points[link.point]
            for link in self.links_of.get(site, ())
            if link.point in self.facts.points
        }
        return sorted((p for p in found.values() if p.in_use), key=lambda p: (p.code, p.id))

    def has(self, point: PointFact, category: Category, criterion: Criterion) -> tuple[State, str, Evidence | None]:
        """Whether a category is present, usable and correctly marked at a point."""
        answer, reason, found = self.answer(point.id, self.present[category], criterion)
        if point.unsettled:
            return State.UNKNOWN, "unsettled", found
        if answer is None:
            return State.UNKNOWN, reason, found
        return (State.CONFORMING if answer is Answer.PASS else State.NONCONFORMING), f"missing_{category.value}", found

    def point_state(self, point_id: str) -> tuple[State, str, str, Evidence | None]:
        """Whether a point conforms for placement: state, reason, item and evidence (DESIGN 2, placement)."""
        if point_id not in self._points:
            self._points[point_id] = self._judge_point(point_id)
        return self._points[point_id]

    def _judge_point(self, point_id: str) -> tuple[State, str, str, Evidence | None]:
        criterion = self.standard.criteria[PLACEMENT]
        point = self.facts.points.get(point_id)
        if point is None:
            return State.UNKNOWN, "point_unknown", "", None
        if point.unsettled:
            return State.UNKNOWN, "unsettled", "", None
        if not point.in_use:
            return State.NONCONFORMING, "point_not_in_use", "", None
        served = self.served.get(point_id, 0)
        if self.standard.ratio and self.surely.get(point_id, 0) > self.standard.ratio:
            return State.NONCONFORMING, "point_overloaded", "", None
        if served:
            needed: tuple[Category, ...] = (Category.FOOD, Category.RESIDUAL)
        else:
            types = (self.types.get(link.site) for link in self.links_to.get(point_id, ()))
            asked = {c for t in types if t for c in t.required}
            needed = tuple(c for c in Category if c in asked)
        worst_found: tuple[State, str, str, Evidence | None] = (State.CONFORMING, "", "", None)
        if self.standard.ratio and served > self.standard.ratio:
            worst_found = (State.UNKNOWN, "unsettled", "", None)  # too many only by a link that is in dispute
        for category in needed:
            state, reason, found = self.has(point, category, criterion)
            if state is State.NONCONFORMING:
                return state, reason, self.present[category], found
            if state is State.UNKNOWN and worst_found[0] is State.CONFORMING:
                worst_found = (state, reason, self.present[category], found)
        if self.standard.radius_m and served:
            item = self.standard.item_of("radius")
            answer, reason, found = self.answer(point_id, item, criterion)
            if answer is Answer.FAIL:
                return State.NONCONFORMING, "too_far", item, found
            if answer is None and worst_found[0] is State.CONFORMING:
                worst_found = (State.UNKNOWN, reason, item, found)
        return worst_found


def _responsibility(r: _Reading) -> list[UnitResult]:
    criterion = r.standard.criteria[RESPONSIBILITY]
    item = r.standard.item_of("notice")
    assigned: dict[str, list[AssignmentFact]] = {}
    for assignment in r.facts.assignments:
        assigned.setdefault(assignment.site, []).append(assignment)
    results = []
    for site in r.facts.sites:
        mine = assigned.get(site.id, [])
        answer, reason, found = r.answer(site.id, item, criterion)
        if not mine:
            state, why = State.NONCONFORMING, "no_organisation"
        elif answer is Answer.FAIL:
            state, why = State.NONCONFORMING, "notice_missing"
        elif site.unsettled or all(a.unsettled for a in mine):
            state, why = State.UNKNOWN, "unsettled"
        elif answer is None:
            state, why = State.UNKNOWN, reason
        else:
            state, why = State.CONFORMING, ""
        results.append(_site_result(RESPONSIBILITY, site, state, why, item=item, evidence=found))
    return results


def _categories(r: _Reading) -> list[UnitResult]:
    results = []
    for site in r.facts.sites:
        place = r.types[site.id]
        if place is not None and not place.required:
            continue
        state, why, point, item, found = _judge_categories(r, site)
        results.append(_site_result(CATEGORIES, site, state, why, point=point, item=item, evidence=found))
    return results


Judged = tuple[State, str, str, str, Evidence | None]


def _judge_categories(r: _Reading, site: SiteFact) -> Judged:
    """Nonconforming at the first known failure, else the first unknown, else conforming; with what decides it."""
    criterion = r.standard.criteria[CATEGORIES]
    place, points = r.types[site.id], r.points_of(site.id)
    unknown: Judged | None = (State.UNKNOWN, "unsettled", "", "", None) if site.unsettled else None
    if place is None:
        return State.UNKNOWN, "place_type_unknown", "", "", None
    if not points:
        return _judge_pointless(r, site, criterion)
    seen = {(p.id, c): r.has(p, c, criterion) for p in points for c in Category}
    sure = {link.point for link in r.links_of.get(site.id, ()) if not link.unsettled}
    unsure_links = any(link.unsettled for link in r.links_of.get(site.id, ()))
    newest: Evidence | None = None
    for category in place.required:
        states = [seen[p.id, category] for p in points]
        if any(s[0] is State.CONFORMING for s in states):
            newest = next(s[2] for s in states if s[0] is State.CONFORMING)
            continue
        open_at = next((p for p in points if seen[p.id, category][0] is State.UNKNOWN), None)
        if open_at is None and not unsure_links:
            return State.NONCONFORMING, f"missing_{category.value}", points[0].id, r.present[category], states[0][2]
        at = open_at or points[0]
        _, reason, found = seen[at.id, category]
        unknown = unknown or (State.UNKNOWN, reason if open_at else "unsettled", at.id, r.present[category], found)
    for first, second in place.pairs:
        for point in points:
            a, b = seen[point.id, first], seen[point.id, second]
            if State.CONFORMING not in (a[0], b[0]):
                if State.UNKNOWN in (a[0], b[0]):
                    unknown = unknown or _open_pair(r, point, first if a[0] is State.UNKNOWN else second, seen)
                continue
            lacking = second if a[0] is State.CONFORMING else first
            state, reason, found = seen[point.id, lacking]
            if state is State.NONCONFORMING and point.id not in sure:
                unknown = unknown or (State.UNKNOWN, "unsettled", point.id, r.present[lacking], found)
            elif state is State.NONCONFORMING:
                return State.NONCONFORMING, "not_in_pair", point.id, r.present[lacking], found
            if state is State.UNKNOWN:
                unknown = unknown or (State.UNKNOWN, reason, point.id, r.present[lacking], found)
    if unsure_links and unknown is None:
        unknown = (State.UNKNOWN, "unsettled", "", "", None)
    return unknown or (State.CONFORMING, "", points[0].id, "", newest)


def _open_pair(
    r: _Reading,
    point: PointFact,
    category: Category,
    seen: Mapping[tuple[str, Category], tuple[State, str, Evidence | None]],
) -> Judged:
    _, reason, found = seen[point.id, category]
    return State.UNKNOWN, reason, point.id, r.present[category], found


def _judge_pointless(r: _Reading, site: SiteFact, criterion: Criterion) -> Judged:
    """A site without a linked point in use: unknown, until an audit found that there is none."""
    item = r.standard.item_of("point_found")
    answer, reason, found = r.answer(site.id, item, criterion)
    if answer is Answer.FAIL:
        return State.NONCONFORMING, "no_point", "", item, found
    return State.UNKNOWN, reason if answer is None else "no_link", "", item, found


def _placement(r: _Reading) -> list[UnitResult]:
    results: list[UnitResult] = []
    for site in r.facts.sites:
        place = r.types[site.id]
        if place is not None and not place.residential:
            results.append(_place_other(r, site))
        elif place is None and not site.households:  # nobody knows which part it belongs to; it is in neither unseen
            results.append(_site_result(PLACEMENT, site, State.UNKNOWN, "place_type_unknown"))
        else:
            results.extend(_place_households(r, site))
    return results


def _place_households(r: _Reading, site: SiteFact) -> list[UnitResult]:
    criterion = r.standard.criteria[PLACEMENT]
    links = r.links_of.get(site.id, [])
    linked = sum(link.households for link in links)
    if linked > site.households:
        # after a merge links may exceed the register: nobody counts twice, so nobody counts until it is put right
        return _household_result(site, State.UNKNOWN, site.households, "over_linked")
    results = []
    for link in sorted(links, key=lambda k: (k.point, k.id)):
        state, why, item, found = r.point_state(link.point)
        unsure = site.unsettled or r.types[site.id] is None
        if link.unsettled or (unsure and state is not State.NONCONFORMING):  # a link in dispute proves no failure
            state, why = State.UNKNOWN, "unsettled" if r.types[site.id] else "place_type_unknown"
        results += _household_result(site, state, link.households, why, point=link.point, item=item, evidence=found)
    rest = site.households - linked
    item = r.standard.item_of("point_found")
    answer, reason, found = r.answer(site.id, item, criterion)
    if answer is Answer.FAIL:
        results += _household_result(site, State.NONCONFORMING, rest, "no_point", item=item, evidence=found)
    else:
        why = reason if answer is None else "no_link"
        results += _household_result(site, State.UNKNOWN, rest, why, item=item, evidence=found)
    return results


def _place_other(r: _Reading, site: SiteFact) -> UnitResult:
    links = sorted(r.links_of.get(site.id, []), key=lambda k: (k.point, k.id))
    judged = [(link, *r.point_state(link.point)) for link in links]
    for link, state, _, item, found in judged:
        if state is State.CONFORMING and not link.unsettled and not site.unsettled:
            return _site_result(PLACEMENT, site, state, "", point=link.point, item=item, evidence=found)
    if not links:
        state, why, _, item, found = _judge_pointless(r, site, r.standard.criteria[PLACEMENT])
        if state is State.UNKNOWN and site.unsettled:
            why = "unsettled"
        return _site_result(PLACEMENT, site, state, why, item=item, evidence=found)
    for link, state, why, item, found in judged:
        if state is not State.NONCONFORMING or link.unsettled:
            why = "unsettled" if link.unsettled or site.unsettled else why
            return _site_result(PLACEMENT, site, State.UNKNOWN, why, point=link.point, item=item, evidence=found)
    link, state, why, item, found = judged[0]
    return _site_result(PLACEMENT, site, state, why, point=link.point, item=item, evidence=found)


def _site_result(criterion: str, site: SiteFact, state: State, reason: str, **where: object) -> UnitResult:
    return UnitResult(
        criterion=criterion,
        part=SITES,
        site=site.id,
        community=site.community,
        state=state,
        count=1,
        reason=reason,
        **where,  # type: ignore[arg-type]  # point, item, evidence by name
    )


def _household_result(site: SiteFact, state: State, count: int, reason: str, **where: object) -> list[UnitResult]:
    if count <= 0:
        return []
    return [
        UnitResult(
            criterion=PLACEMENT,
            part=HOUSEHOLDS,
            site=site.id,
            community=site.community,
            state=state,
            count=count,
            reason="" if state is State.CONFORMING else reason,
            **where,  # type: ignore[arg-type]  # point, item, evidence by name
        )
    ]


COVERAGE_RULES: Mapping[str, Callable[[_Reading], list[UnitResult]]] = {
    RESPONSIBILITY: _responsibility,
    CATEGORIES: _categories,
    PLACEMENT: _placement,
}


def judge_units(facts: StreetFacts, standard: Standard, on: date) -> list[UnitResult]:
    """Every unit under each of the three coverages, conforming ones included."""
    reading = _Reading(facts, standard, on)
    return [
        result for criterion in (RESPONSIBILITY, CATEGORIES, PLACEMENT) for result in COVERAGE_RULES[criterion](reading)
    ]


def _sum(results: Iterable[UnitResult]) -> Tally:
    counts = dict.fromkeys(State, 0)
    for result in results:
        counts[result.state] += result.count
    return Tally(**{state.value: count for state, count in counts.items()})


def _score_parts(results: list[UnitResult], criterion: Criterion) -> PartScore:
    """One coverage over some units; placement has two parts, and a part with nothing in it is left out."""
    if criterion.id != PLACEMENT:
        return part_score(_sum(results), criterion.threshold)
    tallies = {name: _sum(x for x in results if x.part == name) for name in (HOUSEHOLDS, SITES)}
    parts = {name: part_score(tally, criterion.threshold) for name, tally in tallies.items() if tally.total}
    return PartScore(
        tally=tallies[HOUSEHOLDS] if HOUSEHOLDS in parts else tallies[SITES],
        verdict=worst(part.verdict for part in parts.values()),
        percent=min((p.percent for p in parts.values()), key=tenths_of, default="0.0"),
        parts=parts,
    )


def score_coverage(results: list[UnitResult], criterion: Criterion, facts: StreetFacts) -> CriterionScore:
    """One coverage of a street and of each of its communities, from the results of all its units."""
    mine = [x for x in results if x.criterion == criterion.id]
    by_community: dict[str, list[UnitResult]] = {code: [] for code in facts.communities}
    for result in mine:
        by_community.setdefault(result.community, []).append(result)
    whole = _score_parts(mine, criterion)
    return CriterionScore(
        id=criterion.id,
        tally=whole.tally,
        verdict=whole.verdict,
        mode="register",
        percent=whole.percent,
        parts=whole.parts,
        communities={code: _score_parts(units, criterion) for code, units in by_community.items()},
        not_required=len(facts.sites) - len(mine) if criterion.id == CATEGORIES else 0,
        self_checked=sum(
            x.count for x in mine if x.state is State.CONFORMING and x.evidence is not None and x.evidence.self_check
        ),
    )
