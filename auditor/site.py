"""The register (台账): sites, who is responsible for them, placement points, and which point serves whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record

MOST_HOUSEHOLDS = 100_000


class Category(StrEnum):
    """The four categories of GB/T 19095-2019, in the order of the Tianjin regulation."""

    FOOD = "food"  # 厨余垃圾
    RECYCLABLE = "recyclable"  # 可回收物
    HAZARDOUS = "hazardous"  # 有害垃圾
    RESIDUAL = "residual"  # 其他垃圾


def in_force(since: date | None, until: date | None, on: date) -> bool:
    """Whether `on` lies within since..until, both days included; an empty end is open."""
    return (since is None or since <= on) and (until is None or on <= until)


def _period_problems(since: date | None, until: date | None) -> list[Problem]:
    if since and until and until < since:
        return [Problem("until", "ends_before_start", {"since": since.isoformat(), "until": until.isoformat()})]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Record):
    """A 点位: one place type under one responsible organisation. Only residential sites have households."""

    KIND: ClassVar[str] = "site"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (("since", "until"), ("latitude", "longitude"))
    code: str
    name: str
    community: str  # code
    place_type: str  # id of the standard's list
    households: int = 0
    address: str = ""
    latitude: int | None = None  # WGS-84, millionths of a degree: a hint, never a proof
    longitude: int | None = None
    since: date | None = None
    until: date | None = None
    same_as: str = ""  # id of the site this one is the same as
    note: str = ""

    def problems(self) -> list[Problem]:
        """Code, name, community, place type; households a whole number from 0."""
        found = [
            Problem(name, "empty") for name in ("code", "name", "community", "place_type") if not getattr(self, name)
        ]
        if not 0 <= self.households <= MOST_HOUSEHOLDS:
            found.append(Problem("households", "households_range", {"value": self.households, "most": MOST_HOUSEHOLDS}))
        if (self.latitude is None) != (self.longitude is None):
            found.append(Problem("latitude", "half_a_place"))
        elif abs(self.latitude or 0) > 90_000_000 or abs(self.longitude or 0) > 180_000_000:
            facts = {"latitude": (self.latitude or 0) / 1e6, "longitude": (self.longitude or 0) / 1e6}
            found.append(Problem("latitude", "no_place_on_earth", facts))
        return found + _period_problems(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    """A responsible organisation (管理责任人) of a site, in force from `since` to `until`, both included."""

    KIND: ClassVar[str] = "assignment"
    site: str
    organisation: str
    officer: str = ""  # the organisation's person on duty; an official contact, never a resident
    basis: str = ""
    since: date | None = None
    until: date | None = None

    def problems(self) -> list[Problem]:
        """A site, an organisation, a period that does not end before it starts."""
        found = [Problem(name, "empty") for name in ("site", "organisation") if not getattr(self, name).strip()]
        return found + _period_problems(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Containers of one category at a point, as registered; whether they are there and usable is for audits to see."""

    category: Category
    count: int = 1
    litres: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Record):
    """A placement point (投放点), standing at a site; whom it serves is said by links."""

    KIND: ClassVar[str] = "point"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (("since", "until"),)
    code: str
    name: str = ""
    site: str
    containers: Mapping[str, Container] = field(default_factory=dict)  # by category
    since: date | None = None
    until: date | None = None
    same_as: str = ""

    def problems(self) -> list[Problem]:
        """Code and site; containers counted from 1."""
        found = [Problem(name, "empty") for name in ("code", "site") if not getattr(self, name)]
        found += [
            Problem("containers", "count_range", {"value": c.count}) for c in self.containers.values() if c.count < 1
        ]
        return found + _period_problems(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """A service link (服务关系): this many households of this site place their waste at this point.

    A non-residential site is linked with 0 households. An alternative point is noted, not counted.
    """

    KIND: ClassVar[str] = "link"
    point: str
    site: str
    households: int = 0
    alternative: bool = False
    since: date | None = None
    until: date | None = None

    def problems(self) -> list[Problem]:
        """Point, site, and a whole number of households from 0."""
        found = [Problem(name, "empty") for name in ("point", "site") if not getattr(self, name)]
        if not 0 <= self.households <= MOST_HOUSEHOLDS:
            found.append(Problem("households", "households_range", {"value": self.households, "most": MOST_HOUSEHOLDS}))
        return found + _period_problems(self.since, self.until)


def over_linked(households: int, links: Mapping[str, int]) -> list[Problem]:
    """The refusal when a site's links add up to more than its households: with the sum, so that nobody counts twice."""
    total = sum(links.values())
    if total <= households:
        return []
    facts = {"sum": total, "households": households, "over": total - households}
    return [Problem("households", "over_linked", facts)]


def joined(same_as: Mapping[str, str]) -> dict[str, str]:
    """For every id the id it counts for: joins are followed to their end; a circle ends at its smallest id."""
    result: dict[str, str] = {}
    for start in same_as:
        path, at = dict[str, None](), start  # in order, and looked up at once
        while at not in path and at not in result and same_as.get(at):
            path[at] = None
            at = same_as[at]
        steps = list(path)
        end = min(steps[steps.index(at) :]) if at in path else result.get(at, at)
        result.update(dict.fromkeys([*path, start], end))
    return result
