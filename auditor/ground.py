"""A street as the list of what is missing works on it: its points with what is known of them, and who they serve."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import asin, cos, radians, sin, sqrt

from auditor.audit import Answer
from auditor.facts import LinkFact, SiteFact, StreetFacts
from auditor.record import china_date
from auditor.site import Category
from auditor.standard import CATEGORIES, PLACEMENT, PlaceType, Standard
from auditor.verdict import HOUSEHOLDS, StreetScore, Verdict

EARTH_M = 6_371_009.0


class Status(Enum):
    """What is known of an item: found good, found bad, not known."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point in use on the day, or one that is to be made; `home` is the active site at which it is looked at."""

    id: str
    code: str
    home: str
    unsettled: bool = False
    new: bool = False


def metres(a: SiteFact, b: SiteFact) -> float | None:
    """Great-circle distance of two sites; None unless both have coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    lat, lat2 = radians(a.latitude / 1e6), radians(b.latitude / 1e6)
    half = sin((lat2 - lat) / 2) ** 2
    half += cos(lat) * cos(lat2) * sin(radians(b.longitude / 1e6 - a.longitude / 1e6) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))


class Ground:
    """Facts and standard at hand. It changes as actions are decided: `made` items, `settled` records, `links`.

    Every order is by code, then id: the list does not depend on the order in which facts come.
    """

    def __init__(self, facts: StreetFacts, standard: Standard, on: date, score: StreetScore) -> None:
        self.facts, self.standard, self.on = facts, standard, on
        self.sites = sorted(facts.sites, key=lambda s: (s.code, s.id))
        self.site = {s.id: s for s in self.sites}
        self.assumed = {s.id: self._assume(s) for s in self.sites if s.place_type not in standard.place_types}
        self.present = {c: standard.item_of(f"present:{c.value}") for c in Category}
        self.asked = self._asked(score)
        self.made: set[tuple[str, str]] = set()  # (unit, item) that will be found good
        self.settled: set[str] = set()  # ids of records that will be settled
        self.links: dict[tuple[str, str], int] = {}
        self.link_facts: dict[str, list[LinkFact]] = {}
        for link in sorted(facts.links, key=lambda k: (k.site, k.point, k.id)):
            self.links[link.site, link.point] = self.links.get((link.site, link.point), 0) + link.households
            self.link_facts.setdefault(link.site, []).append(link)
        self.spots: dict[str, Spot] = {}
        self.at_home: dict[str, list[str]] = {}  # spots by the site at which they are looked at
        self.judged = [i.id for i in standard.items if i.level == "point" and i.role]
        self._index()
        for point in sorted(facts.points.values(), key=lambda p: (p.code, p.id)):
            if point.in_use:
                home = point.site if point.site in self.site else self._first_linked(point.id)
                self.add(Spot(id=point.id, code=point.code, home=home, unsettled=point.unsettled))

    def _asked(self, score: StreetScore) -> frozenset[str]:
        """Criteria (placement: its parts) that are not MET, or would not stay so under 100 %."""
        found = set()
        for name, criterion in score.criteria.items():
            parts = {name: criterion.verdict}
            if name == PLACEMENT:
                parts = {part: of.verdict for part, of in criterion.parts.items()}
            strict = self.standard.criteria[name].threshold == 1
            found |= {part for part, verdict in parts.items() if strict or verdict is not Verdict.MET}
        return frozenset(found)

    def _assume(self, site: SiteFact) -> str:
        """The place type that the list assumes where none of the standard stands: that which asks most."""
        types = [t for t in self.standard.place_types.values() if t.residential == bool(site.households)]
        types = types or list(self.standard.place_types.values())
        return max(types, key=lambda t: (len(t.required), len(t.pairs))).id if types else ""

    def _index(self) -> None:
        self.of_site: dict[str, list[str]] = {}
        self.of_point: dict[str, list[str]] = {}
        for site, point in self.links:
            self.of_site.setdefault(site, []).append(point)
            self.of_point.setdefault(point, []).append(site)

    def _first_linked(self, point: str) -> str:
        linked = [s for s in self.of_point.get(point, ()) if s in self.site]
        return min(linked, key=lambda s: (self.site[s].code, s), default="")

    def add(self, spot: Spot) -> Spot:
        """A point that may be used from now on."""
        self.spots[spot.id] = spot
        self.at_home.setdefault(spot.home, []).append(spot.id)
        return spot

    def link(self, site: str, point: str, households: int) -> None:
        """From now on a site's households at a point are so many; a link of 0 households stays a link."""
        known = (site, point) in self.links
        self.links[site, point] = households
        if not known:
            self.of_site.setdefault(site, []).append(point)
            self.of_point.setdefault(point, []).append(site)

    # -- questions ----------------------------------------------------------------------------------------------------

    def place(self, site: str) -> PlaceType | None:
        """The site's place type, or the one assumed."""
        return self.standard.place_types.get(self.assumed.get(site) or self.site[site].place_type)

    def required(self, site: str) -> tuple[Category, ...]:
        """The categories its place type requires."""
        place = self.place(site)
        return place.required if place else ()

    def has_households(self, site: SiteFact) -> bool:
        """Whether it counts in the household part of placement."""
        place = self.place(site.id)
        return bool(site.households) and (place is None or place.residential)

    def by_spot(self, site: str) -> list[Spot]:
        """The usable points linked to a site, in order of code."""
        found = [self.spots[p] for p in self.of_site.get(site, ()) if p in self.spots]
        return sorted(found, key=lambda p: (p.new, p.code, p.id))

    def served(self, point: str) -> int:
        """Households of all links to a point."""
        return sum(self.links[site, point] for site in self.of_point.get(point, ()))

    def status(self, unit: str, item: str, criterion: str) -> Status:
        """What the evidence of the day says under a criterion, for each has its own age."""
        found = self.facts.evidence.get((unit, item))
        if found is None or found.answer is None:
            return Status.OPEN
        if (self.on - china_date(found.observed_at)).days > self.standard.criteria[criterion].evidence_max_age_days:
            return Status.OPEN
        strict = item in self.present.values()  # of a radius or a notice only "no" is bad
        if found.answer is Answer.PASS or (not strict and found.answer is not Answer.FAIL):
            return Status.GOOD
        return Status.BAD

    def good(self, unit: str, item: str, criterion: str) -> bool:
        """Whether it is good, or will be."""
        return (unit, item) in self.made or self.status(unit, item, criterion) is Status.GOOD

    def is_sure(self, spot: Spot) -> bool:
        """Whether its record is settled, or will be."""
        return not spot.unsettled or spot.id in self.settled

    def household_items(self) -> list[str]:
        """What a point needs to serve households."""
        items = [self.present[Category.FOOD], self.present[Category.RESIDUAL]]
        return items + ([self.standard.item_of("radius")] if self.standard.radius_m else [])

    def items_for(self, point: str) -> list[str]:
        """What a point needs for placement, by whom it serves (DESIGN 2)."""
        if self.served(point):
            return self.household_items()
        needed = {c for site in self.of_point.get(point, ()) if site in self.site for c in self.required(site)}
        return [self.present[c] for c in Category if c in needed]

    def lacking(self, point: str, items: Iterable[str], status: Status) -> list[str]:
        """Those of these items that stand so under placement and are not made good yet."""
        return [i for i in items if (point, i) not in self.made and self.status(point, i, PLACEMENT) is status]

    def is_overloaded(self, point: str) -> bool:
        """Whether it serves more than the standard allows."""
        return bool(self.standard.ratio) and self.served(point) > self.standard.ratio

    def stands(self, spot: Spot) -> bool:
        """Whether a point conforms for placement, or will."""
        sure = self.is_sure(spot) and not self.is_overloaded(spot.id)
        return sure and all(self.good(spot.id, item, PLACEMENT) for item in self.items_for(spot.id))

    def is_covered(self, site: str) -> bool:
        """Whether a conforming point is linked to a site (the part of placement counted by sites)."""
        links = [k for k in self.link_facts.get(site, ()) if not k.unsettled or k.id in self.settled]
        linked = {k.point for k in links} | {p for p in self.of_site.get(site, ()) if not self._is_held(site, p)}
        return any(self.stands(self.spots[p]) for p in linked if p in self.spots)

    def _is_held(self, site: str, point: str) -> bool:
        return any(k.point == point for k in self.link_facts.get(site, ()))

    def counts_apart(self, site: str) -> bool:
        """Whether it counts in the part of placement counted by sites."""
        place = self.place(site)
        return place is not None and not place.residential

    def shows_categories(self, site: str) -> bool:
        """Whether every test of the categories passes at a site, or will."""
        spots, place = self.by_spot(site), self.place(site)
        if not spots or place is None:
            return False
        sure = [p for p in spots if self.is_sure(p)]
        good = {(p.id, c): self.good(p.id, self.present[c], CATEGORIES) for p in spots for c in Category}
        if not all(any(good[p.id, c] for p in sure) for c in place.required):
            return False
        return all(self.is_sure(p) and self.is_paired(p.id, pair) for p in spots for pair in place.pairs)

    def is_paired(self, point: str, pair: tuple[Category, Category]) -> bool:
        """Whether a point is known to have both or neither."""
        items = [self.present[c] for c in pair]
        if all(self.good(point, i, CATEGORIES) for i in items):
            return True
        return all((point, i) not in self.made and self.status(point, i, CATEGORIES) is Status.BAD for i in items)

    def asks_households(self) -> bool:
        """Whether the household part of placement is to be brought up."""
        return HOUSEHOLDS in self.asked
