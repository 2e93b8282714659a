"""What a demonstration street is made from, and its register while it is made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.demonstration.chance import Chance, Foreign, Written
from auditor.demonstration.stages import Fate, Stage
from auditor.division import Community, Street
from auditor.site import Category, Point, Site
from auditor.standard import PlaceType, Standard

LOAD = 210  # households a point is planned for, so that the first one can serve a small neighbour too


@dataclass(slots=True)
class Register:
    """A street's register while it is made. `serving` are the points linked to a site, for audits to see."""

    sites: list[Site] = field(default_factory=list)
    closed: list[Site] = field(default_factory=list)
    serving: dict[str, list[Point]] = field(default_factory=dict)
    fates: dict[str, Fate] = field(default_factory=dict)
    special: set[str] = field(default_factory=set)  # sites that stay in order beside their one peculiarity
    largest: str = ""  # the site with the overloaded point, or with the one household
    unsure: tuple[str, ...] = ()  # a quarter and another site whose records are in conflict or incomplete
    sharing: tuple[str, ...] = ()  # a quarter, and the smaller one that its first point serves too
    written: list[Written] = field(default_factory=list)
    foreign: list[Foreign] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a street is made from: its chance, place, plan, rules, people (ids), first day and the day it is made."""

    chance: Chance
    street: Street
    communities: Sequence[Community]
    stage: Stage
    standard: Standard
    people: Sequence[tuple[str, str]]  # id, name
    start: date
    on: date

    def person(self, community: str) -> tuple[str, str]:
        """Who works in a community."""
        place = next(i for i, c in enumerate(self.communities) if c.code == community)
        return self.people[place % len(self.people)]


def missing_category(place: PlaceType) -> Category | None:
    """Which required category a site can lack without its households losing their point."""
    return next((c for c in (Category.HAZARDOUS, Category.RECYCLABLE) if c in place.required), None)
