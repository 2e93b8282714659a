"""The register of a demonstration street: sites, who is responsible, points, and which point serves whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from auditor.demonstration.chance import MARK, Chance, Foreign, Written, moment, share_out
from auditor.demonstration.names import (
    FIRST_OTHERS,
    OTHERS,
    RESIDENTIAL,
    made_word,
    organisation_of,
    road_name,
    stem_of,
)
from auditor.demonstration.stages import SMALL, Extra, Fate, Stage
from auditor.division import Community, Street
from auditor.site import Assignment, Category, Container, Link, Point, Site
from auditor.standard import PlaceType, Standard

LOAD = 240  # households a point is planned for
# the first street resembles the pictures of the design: sites by community, some sites' households and fate
PICTURED = {
    "学湖里": 14,
    "航天北里": 16,
    "龙兴里": 22,
    "府湖里": 12,
    "照湖里": 11,
    "风湖里": 13,
    "美湖里": 15,
    "月环里": 17,
    "荣迁西里": 13,
    "南大西南一": 14,
    "南大西南二": 12,
    "天大六村": 19,
    "天大四季村": 18,
    "新园村": 18,
}
PICTURED_HOUSEHOLDS = {"06-031": 412, "06-032": 386, "06-033": 214}
PICTURED_FATES = {"06-031": Fate.LACKS}
_WEIGHTS = {"residential_unmanaged": (30, 55), "residential_owners": (150, 300), "residential_employer": (100, 220)}


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
    sharing: tuple[str, ...] = ()  # a quarter, and the smaller one that its last point serves too
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


def make_register(setting: Setting) -> Register:
    """Every record of the register, with what peculiarities the street's stage asks for."""
    register = Register()
    _make_sites(setting, register)
    _choose_fates(setting, register)
    for site in [*register.sites, *register.closed]:
        _assign(setting, register, site)
        _make_points(setting, register, site)
    _share_point(setting, register)
    _write_versions(setting, register)
    return register


def _ordered(setting: Setting) -> list[tuple[Community, int]]:
    """Communities in order of site codes, with how many sites each has."""
    if setting.street.code == SMALL:
        by_stem = {stem_of(c.name): c for c in setting.communities}
        return [(by_stem[stem], count) for stem, count in PICTURED.items()]
    chance = setting.chance.under("counts")
    return [(c, chance.whole(12, 17)) for c in setting.communities]


def _make_sites(setting: Setting, register: Register) -> None:
    found: list[Site] = []
    prefix = setting.street.code[7:9]
    for community, count in _ordered(setting):
        chance = setting.chance.under("sites", community.code)
        road = road_name(chance)
        for place_type, name in _kinds(chance, setting, stem_of(community.name), count, road, first=not found):
            code = f"{prefix}-{len(found) + 1:03}"
            found.append(
                Site(
                    id=setting.chance.id("site", code),
                    street=setting.street.code,
                    code=code,
                    name=name,
                    community=community.code,
                    place_type=place_type,
                    address=f"{road} {chance.whole(1, 180)} 号",
                    since=date(chance.whole(2019, 2023), chance.whole(1, 12), 1),
                    note=MARK,
                )
            )
    _fill_households(setting, found)
    home = next(s for s in found if s.households)
    mixed = next(i for i, s in enumerate(found) if s.place_type == "shop" and s.community == home.community)
    found[mixed] = replace(
        found[mixed], name=f"{home.name} 3 号楼底商", address=home.address, note=f"{MARK}；与 {home.code} 同楼，分列"
    )
    register.special |= {home.id, found[mixed].id}
    register.sites = found
    if Extra.CLOSED in setting.stage.extras:
        last = found[-1]
        for number, name in enumerate(("停业商店", "停业餐馆"), 1):
            code = f"{prefix}-{len(found) + number:03}"
            register.closed.append(
                replace(
                    last,
                    id=setting.chance.id("site", code),
                    code=code,
                    name=f"{stem_of(setting.communities[0].name)}{name}",
                    community=setting.communities[0].code,
                    place_type="shop",
                    households=0,
                )
            )


def _kinds(chance: Chance, setting: Setting, stem: str, count: int, road: str, *, first: bool) -> list[tuple[str, str]]:
    """Place type and name of a community's sites, quarters first, another one in between."""
    homes = list(RESIDENTIAL[: min(len(RESIDENTIAL), max(4, round(count * 72 / 214)))])
    pictured = first or stem == "龙兴里"
    others = list(FIRST_OTHERS if pictured else chance.shuffled(OTHERS))
    others = [o for o in others if stem == "龙兴里" or "{s}" not in o[1]] if pictured else others
    kinds = [*homes[:3], *others[: count - len(homes)]]
    for place, home in zip((10, 13, 16, 19, 20, 21), homes[3:], strict=False):
        kinds.insert(min(place, len(kinds)), home)
    street = setting.street.name
    return [(kind, name.format(c=stem, r=road, s=street, b=made_word(chance))) for kind, name in kinds]


def _fill_households(setting: Setting, found: list[Site]) -> None:
    chance = setting.chance.under("households")
    places = [i for i, s in enumerate(found) if s.place_type.startswith("residential")]
    pinned = PICTURED_HOUSEHOLDS if setting.street.code == SMALL else {}
    free = [i for i in places if found[i].code not in pinned]
    weights = [chance.whole(*_WEIGHTS.get(found[i].place_type, (260, 460))) for i in free]
    shares = dict(zip(free, share_out(setting.stage.households - sum(pinned.values()), weights), strict=True))
    for i in places:
        found[i] = replace(found[i], households=shares.get(i) or pinned[found[i].code])


def _choose_fates(setting: Setting, register: Register) -> None:
    """Which sites are not in order: of types that can fail in that way, and never the peculiar ones."""
    extras = setting.stage.extras
    near = {c.code for c in setting.communities[:2]}
    if extras & {Extra.OVERLOADED, Extra.ONE_HOUSEHOLD}:
        far = [s for s in register.sites if s.community not in near and s.code not in PICTURED_HOUSEHOLDS]
        register.largest = max(far, key=lambda s: (s.households, s.code)).id
    register.unsure = _unsure(setting, register)
    register.sharing = _sharing(register)
    register.special |= {register.largest, *register.unsure, *register.sharing}
    if setting.street.code == SMALL:
        register.fates = {s.id: PICTURED_FATES[s.code] for s in register.sites if s.code in PICTURED_FATES}
    free = [s for s in setting.chance.under("fates").shuffled(register.sites) if s.id not in register.special]
    for fate, count in setting.stage.fates.items():
        left = count - sum(f is fate for f in register.fates.values())
        able = [s for s in free if s.id not in register.fates and _can(fate, s, setting.standard)]
        if fate is Fate.POINTS_CLOSED:  # half of them quarters
            able = [s for s in able if s.households][: left // 2] + [s for s in able if not s.households]
        register.fates.update({s.id: fate for s in able[:left]})


def _can(fate: Fate, site: Site, standard: Standard) -> bool:
    place = standard.place_types[site.place_type]
    if fate is Fate.LACKS:
        return missing_category(place) is not None
    if fate is Fate.UNPAIRED:
        return site.households > LOAD and (Category.FOOD, Category.RESIDUAL) in place.pairs
    return bool(place.required)


def missing_category(place: PlaceType) -> Category | None:
    """Which required category a site can lack without its households losing their point."""
    return next((c for c in (Category.HAZARDOUS, Category.RECYCLABLE) if c in place.required), None)


def _sharing(register: Register) -> tuple[str, ...]:
    homes = [s for s in register.sites if s.households and s.community == register.sites[0].community]
    small = min(homes, key=lambda s: (s.households, s.code))
    return next(s.id for s in homes if s.id != small.id), small.id


def _unsure(setting: Setting, register: Register) -> tuple[str, ...]:
    if not setting.stage.extras & {Extra.SITE_CONFLICT, Extra.POINT_CONFLICT}:
        return ()
    elsewhere = [s for s in register.sites if s.community == setting.communities[1].code]
    return (
        next(s.id for s in elsewhere if s.place_type == "residential_managed"),
        next(s.id for s in elsewhere if not s.households and setting.standard.place_types[s.place_type].required),
    )


def _assign(setting: Setting, register: Register, site: Site) -> None:
    if register.fates.get(site.id) is Fate.NO_ORGANISATION:
        return
    chance = setting.chance.under("assignment", site.code)
    community = next(c for c in setting.communities if c.code == site.community)
    name = organisation_of(site.place_type, site.name, stem_of(community.name), setting.street.name)
    since = date(setting.start.year - 1, chance.whole(1, 12), 1)
    first = Assignment(
        id=chance.id(1), street=site.street, site=site.id, organisation=name, basis="责任人告知书（演示）", since=since
    )
    person, _ = setting.person(site.community)
    begun = moment(setting.start - timedelta(days=20), 9, chance.whole(0, 59), chance.whole(0, 59))
    if Extra.SITE_CONFLICT in setting.stage.extras and site.id == register.unsure[1]:
        register.foreign.append(Foreign(record=first, at=begun + timedelta(days=60), person=person))
        return
    register.written.append(Written(record=first, at=begun, person=person))
    if site.code.endswith(("17", "58")):  # another organisation since then
        day = setting.start + timedelta(days=200 + chance.whole(0, 40))
        at = moment(day, 11, chance.whole(0, 59))
        second = replace(first, id=chance.id(2), organisation=f"{made_word(chance)}物业服务中心", since=day)
        register.written += [
            Written(record=replace(first, until=day - timedelta(days=1)), at=at, person=person),
            Written(record=second, at=at, person=person),
        ]


def _make_points(setting: Setting, register: Register, site: Site) -> None:
    """A site's points and links; quarters get one for every 240 households, the others one."""
    extras = setting.stage.extras
    if site.id == register.sharing[1]:
        return  # it is served by its neighbour's point
    place = setting.standard.place_types[site.place_type]
    largest = site.id == register.largest
    if not site.households:
        wanted = place.required or (Category.RECYCLABLE, Category.RESIDUAL)
        _make_point(setting, register, site, 1, tuple(wanted), 0)
        return
    loads = _split(site.households - (1 if largest and Extra.ONE_HOUSEHOLD in extras else 0))
    if largest and Extra.OVERLOADED in extras:
        loads = [site.households]
    for number, load in enumerate(loads, 1):
        others = (Category.RECYCLABLE,) if number % 2 else ()
        wanted = tuple(Category) if number == 1 else (Category.FOOD, *others, Category.RESIDUAL)
        _make_point(setting, register, site, number, wanted, load)
    if largest and Extra.ONE_HOUSEHOLD in extras:
        gone = _make_point(setting, register, site, len(loads) + 1, (Category.FOOD, Category.RESIDUAL), 1)
        day = setting.on - timedelta(days=35)
        taken = replace(gone, until=day, name=f"{gone.name}（已撤除）")
        register.written.append(Written(record=taken, at=moment(day, 15, 5), person=setting.person(site.community)[0]))
        register.serving[site.id].remove(gone)


def _split(households: int) -> list[int]:
    count = -(-households // LOAD)
    return [households // count + (i < households % count) for i in range(count)]


def _make_point(
    setting: Setting, register: Register, site: Site, number: int, wanted: Sequence[Category], load: int
) -> Point:
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
        register.foreign.append(Foreign(record=link, at=at + timedelta(days=90), person=person))
    else:
        register.written.append(Written(record=link, at=at, person=person))
    if unsure and site.id == register.unsure[1]:
        later = moment(setting.on - timedelta(days=12), 10, 20)
        register.written.append(Written(record=replace(point, name="正门西侧"), at=later, person=person))
        register.foreign.append(
            Foreign(record=replace(point, name="正门东侧"), at=later + timedelta(hours=3), person=person, over=point.id)
        )
    return point


def _share_point(setting: Setting, register: Register) -> None:
    """The small quarter is served by its neighbour's last point."""
    small = next(s for s in register.sites if s.id == register.sharing[1])
    point = register.serving[register.sharing[0]][-1]
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


def _write_versions(setting: Setting, register: Register) -> None:
    """The sites' own lines: some were counted anew, two closed, one is told differently by two stations."""
    begun = setting.start - timedelta(days=21)
    for place, site in enumerate([*register.sites, *register.closed]):
        person, _ = setting.person(site.community)
        at = moment(begun, 9 + place % 8, place % 60)
        counted_anew = site.households > 60 and place % 31 == 30
        first = replace(site, households=site.households + 4) if counted_anew else site
        register.written.append(Written(record=first, at=at, person=person))
        if counted_anew:
            again = moment(setting.start + timedelta(days=100 + place % 40), 16, 10)
            register.written.append(Written(record=site, at=again, person=person))
    until = setting.on - timedelta(days=40)
    for number, site in enumerate(register.closed):
        register.closed[number] = replace(site, until=until)
        person, _ = setting.person(site.community)
        register.written.append(Written(record=register.closed[number], at=moment(until, 17, number), person=person))
    if Extra.SITE_CONFLICT in setting.stage.extras:
        site = next(s for s in register.sites if s.id == register.unsure[0])
        person, _ = setting.person(site.community)
        later = moment(setting.on - timedelta(days=9), 11, 15)
        mine, theirs = replace(site, name=f"{site.name}（一期）"), replace(site, name=f"{site.name}一期北院")
        register.written.append(Written(record=mine, at=later, person=person))
        register.foreign.append(Foreign(record=theirs, at=later + timedelta(hours=5), person=person, over=site.id))
