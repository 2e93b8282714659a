"""The points of a demonstration street, and which point serves whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from auditor.demonstration.chance import Foreign, Written, moment
from auditor.demonstration.setting import LOAD, Register, Setting
from auditor.demonstration.stages import Extra
from auditor.site import Category, Container, Link, Point, Site


def make_points(setting: Setting, register: Register, site: Site) -> None:
    """A site's points and links; quarters get one for every 210 households, the others one."""
    extras = setting.stage.extras
    if site.id == register.sharing[1]:
        return  # it is served by its neighbour's point
    place = setting.standard.place_types[site.place_type]
    largest = site.id == register.largest
    if not site.households:
        asked = set(place.required) or {Category.RECYCLABLE, Category.RESIDUAL}
        asked |= {c for pair in place.pairs if asked & set(pair) for c in pair}
        _make_point(setting, register, site, _Plan(1, tuple(c for c in Category if c in asked), 0))
        return
    loads = _split(site.households - (1 if largest and Extra.ONE_HOUSEHOLD in extras else 0))
    if largest and Extra.OVERLOADED in extras:
        loads = [site.households]
    for number, load in enumerate(loads, 1):
        others = (Category.RECYCLABLE,) if number % 2 else ()
        wanted = tuple(Category) if number == 1 else (Category.FOOD, *others, Category.RESIDUAL)
        _make_point(setting, register, site, _Plan(number, wanted, load))
    if largest and Extra.ONE_HOUSEHOLD in extras:
        gone = _make_point(setting, register, site, _Plan(len(loads) + 1, (Category.FOOD, Category.RESIDUAL), 1))
        day = setting.on - timedelta(days=35)
        taken = replace(gone, until=day, name=f"{gone.name}（已撤除）")
        register.written.append(Written(record=taken, at=moment(day, 15, 5), person=setting.person(site.community)[0]))
        register.serving[site.id].remove(gone)


def _split(households: int) -> list[int]:
    count = -(-households // LOAD)
    return [households // count + (i < households % count) for i in range(count)]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A point to be: its number at the site, its categories, and how many households it serves there."""

    number: int
    wanted: Sequence[Category]
    load: int


def _make_point(setting: Setting, register: Register, site: Site, plan: _Plan) -> Point:
    number, wanted, load = plan.number, plan.wanted, plan.load
    chance = setting.chance.under("point", site.code, number)
    sides = ("东侧", "南侧", "西侧", "北侧")
    name = f"{chance.whole(1, 18)} 号楼{chance.one(sides)}" if site.households else f"{chance.one(sides)}门口"
    containers: Mapping[str, Container] = {
        c.value: Container(category=c, count=chance.whole(1, 4) if load else 1, litres=240) for c in wanted
    }
    point = Point(
        id=chance.id("point"),
        street=site.street,
        code=str(number),
        name=name,
        site=site.id,
        containers=containers,
        since=site.since,
    )
    link = Link(
        id=chance.id("link"), street=site.street, point=point.id, site=site.id, households=load, since=site.since
    )
    person, _ = setting.person(site.community)
    at = moment(setting.start - timedelta(days=18), 10, chance.whole(0, 59), chance.whole(0, 59))
    register.written.append(Written(record=point, at=at, person=person))
    register.serving.setdefault(site.id, []).append(point)
    unsure = Extra.POINT_CONFLICT in setting.stage.extras
    if unsure and number == 1 and site.id == register.unsure[0]:
        register.foreign.append(Foreign(record=link, at=at + timedelta(days=90)))
    else:
        register.written.append(Written(record=link, at=at, person=person))
    if unsure and site.id == register.unsure[1]:
        later = moment(setting.on - timedelta(days=12), 10, 20)
        register.written.append(Written(record=replace(point, name="正门西侧"), at=later, person=person))
        register.foreign.append(
            Foreign(record=replace(point, name="正门东侧"), at=later + timedelta(hours=3), over=point.id)
        )
    return point


def share_point(setting: Setting, register: Register) -> None:
    """The small quarter is served by its neighbour's first point."""
    small = next(s for s in register.sites if s.id == register.sharing[1])
    point = register.serving[register.sharing[0]][0]
    link = Link(
        id=setting.chance.id("link", "shared"),
        street=small.street,
        point=point.id,
        site=small.id,
        households=small.households,
        since=small.since,
    )
    register.serving[small.id] = [point]
    at = moment(setting.start - timedelta(days=17), 14, 30)
    register.written.append(Written(record=link, at=at, person=setting.person(small.community)[0]))
