"""The register of a demonstration street: sites, who is responsible, points, and which point serves whom."""

from dataclasses import replace
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
from auditor.demonstration.placing import make_points, share_point
from auditor.demonstration.setting import LOAD, Register, Setting, missing_category
from auditor.demonstration.stages import SMALL, Extra, Fate
from auditor.division import Community
from auditor.site import Assignment, Category, Site
from auditor.standard import Standard

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


def make_register(setting: Setting) -> Register:
    """Every record of the register, with what peculiarities the street's stage asks for."""
    register = Register()
    _make_sites(setting, register)
    _choose_fates(setting, register)
    for site in [*register.sites, *register.closed]:
        _assign(setting, register, site)
        make_points(setting, register, site)
    share_point(setting, register)
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
        register.foreign.append(Foreign(record=first, at=begun + timedelta(days=60)))
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
        register.foreign.append(Foreign(record=theirs, at=later + timedelta(hours=5), over=site.id))
