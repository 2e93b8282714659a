"""The decided actions as lines, each once: what a person does where, which criteria and items it serves, and why."""

from collections.abc import Iterable
from dataclasses import replace

from auditor.facts import SiteFact
from auditor.gap_placing import Placement
from auditor.gap_points import is_bad, items_in_order
from auditor.gaps import Act, Look, Move, Needed
from auditor.ground import Ground, Spot, Status
from auditor.record import china_date
from auditor.standard import CATEGORIES, COVERAGES, PLACEMENT, RESPONSIBILITY
from auditor.verdict import HOUSEHOLDS, SITES

REASONS = ("failing", "contradictory", "expired", "never_seen")


def coverage_lines(g: Ground, placed: Placement) -> list[Needed]:
    """The lines of the three coverages, in order of site and point."""
    lines: list[Needed] = []
    for site in g.sites:
        lines += _at_the_desk(g, site)
        lines += _links(g, site, placed)
    lines += [_new_point(g, spot, placed) for spot in _spots(g) if spot.new]
    lines += [line for spot in _spots(g) if not spot.new and (line := _mend(g, spot))]
    lines += [line for site in g.sites if (line := _visit(g, site))]
    return lines


def _spots(g: Ground) -> list[Spot]:
    def order(spot: Spot) -> tuple[str, str, str]:
        return (g.site[spot.home].code if spot.home in g.site else "", spot.code, spot.id)

    return sorted(g.spots.values(), key=order)


def _ordered(criteria: Iterable[str]) -> tuple[str, ...]:
    found = set(criteria)
    return tuple(c for c in COVERAGES if c in found)


# -- the register ------------------------------------------------------------------------------------------------------


def _at_the_desk(g: Ground, site: SiteFact) -> list[Needed]:
    """Settle what is in conflict, correct the place type, assign somebody."""
    lines = []
    criteria = _all_of(g, site)
    assumed = g.assumed.get(site.id, "")
    if site.unsettled and criteria:
        lines.append(_settle(site, site.id, "site", criteria, site.households, place_type=assumed))
    elif assumed and (asked := _ordered(c for c in criteria if c != RESPONSIBILITY)):
        reasons = ("place_type_unknown",)
        lines.append(
            Needed(
                act=Act.CORRECT,
                criteria=asked,
                community=site.community,
                site=site.id,
                reasons=reasons,
                place_type=assumed,
            )
        )
    mine = sorted((a for a in g.facts.assignments if a.site == site.id), key=lambda a: a.id)
    if RESPONSIBILITY in g.asked and not mine:
        lines.append(
            Needed(
                act=Act.ASSIGN,
                criteria=(RESPONSIBILITY,),
                community=site.community,
                site=site.id,
                reasons=("no_organisation",),
            )
        )
    elif RESPONSIBILITY in g.asked and all(a.unsettled for a in mine):
        lines.append(_settle(site, mine[0].id, "assignment", (RESPONSIBILITY,)))
    for link in g.link_facts.get(site.id, ()):
        if link.id in g.settled:
            of = _ordered(c for c in criteria if c != RESPONSIBILITY)
            lines.append(_settle(site, link.id, "link", of or (PLACEMENT,), link.households, point=link.point))
    for spot in (g.spots[p] for p in g.at_home.get(site.id, ())):
        if spot.id in g.settled:
            of = _ordered(c for item in g.present.values() for c in _served_by(g, spot.id, item)) or (PLACEMENT,)
            lines.append(_settle(site, spot.id, "point", of, _homes_at(g, spot.id), point=spot.id))
    return lines


def _settle(
    site: SiteFact,
    record: str,
    kind: str,
    criteria: tuple[str, ...],
    households: int = 0,
    *,
    point: str = "",
    place_type: str = "",
) -> Needed:
    return replace(
        _line(Act.SETTLE, site, criteria, "unsettled"),
        record=record,
        kind=kind,
        point=point,
        households=households if PLACEMENT in criteria else 0,
        place_type=place_type,
    )


def _line(act: Act, site: SiteFact, criteria: tuple[str, ...], reason: str) -> Needed:
    return Needed(act=act, criteria=criteria, community=site.community, site=site.id, reasons=(reason,))


def _all_of(g: Ground, site: SiteFact) -> tuple[str, ...]:
    """The coverages that ask something of a site."""
    found = {RESPONSIBILITY} & g.asked
    if CATEGORIES in g.asked and g.required(site.id):
        found |= {CATEGORIES}
    if (HOUSEHOLDS in g.asked and g.has_households(site)) or (SITES in g.asked and g.counts_apart(site.id)):
        found |= {PLACEMENT}
    return _ordered(found)


# -- who serves whom ---------------------------------------------------------------------------------------------------


def _links(g: Ground, site: SiteFact, placed: Placement) -> list[Needed]:
    moves = tuple(m for m in placed.moves if m.site == site.id and not m.target.startswith("new:"))
    held = {link.point for link in g.link_facts.get(site.id, ())}
    given = [p for p in g.of_site.get(site.id, ()) if p in g.spots and p not in held and not g.spots[p].new]
    plain = tuple(
        Move(site=site.id, source="", target=p, households=0)
        for p in sorted(given)
        if not any(m.target == p for m in moves)
    )
    if not moves and not plain:
        return []
    criteria = {PLACEMENT}
    if CATEGORIES in g.asked and g.required(site.id) and not held & g.spots.keys():
        criteria.add(CATEGORIES)
    return [
        Needed(
            act=Act.LINK,
            criteria=_ordered(criteria & _with_placement(g)),
            community=site.community,
            site=site.id,
            reasons=_why_moved(g, site, moves),
            moves=moves + plain,
            households=sum(m.households for m in moves if m.target),
        )
    ]


def _with_placement(g: Ground) -> set[str]:
    found = {c for c in (RESPONSIBILITY, CATEGORIES) if c in g.asked}
    return found | ({PLACEMENT} if {HOUSEHOLDS, SITES} & g.asked else set())


def _why_moved(g: Ground, site: SiteFact, moves: Iterable[Move]) -> tuple[str, ...]:
    """Over-linked; without a link; from a point that serves too many, is bad, or is not in use."""
    held = sum(k.households for k in g.link_facts.get(site.id, ()))
    reasons = ["over_linked"] if g.has_households(site) and held > site.households else []
    for move in moves:
        if not move.source:
            reasons.append("no_link")
        elif move.source not in g.facts.points:
            reasons.append("point_unknown")
        elif move.source not in g.spots:
            reasons.append("point_not_in_use")
        elif move.target:
            reasons.append("point_relieved")
    return tuple(dict.fromkeys(reasons)) or ("no_link",)


def _new_point(g: Ground, spot: Spot, placed: Placement) -> Needed:
    site = g.site[spot.home]
    moves = tuple(m for m in placed.moves if m.target == spot.id)
    linked = sorted(g.of_point.get(spot.id, ()), key=lambda s: (g.site[s].code, s))
    asked = {m.site for m in moves}
    plain = tuple(Move(site=s, source="", target=spot.id, households=0) for s in linked if s not in asked)
    items = items_in_order(g, {item for unit, item in g.made if unit == spot.id})
    criteria = {PLACEMENT} if moves or any(g.counts_apart(s) for s in linked) else set()
    if any(g.required(s) and not (held_points(g, s) & g.spots.keys()) for s in linked):
        criteria.add(CATEGORIES)
    return Needed(
        act=Act.NEW_POINT,
        criteria=_ordered(criteria & _with_placement(g)),
        community=site.community,
        site=site.id,
        point=spot.id,
        reasons=_why_new(g, site),
        looks=tuple(Look(unit=spot.id, item=i, reason="never_seen") for i in items),
        moves=moves + plain,
        households=sum(m.households for m in moves),
    )


def held_points(g: Ground, site: str) -> set[str]:
    """The points that a site is linked to in the register."""
    return {link.point for link in g.link_facts.get(site, ())}


def _why_new(g: Ground, site: SiteFact) -> tuple[str, ...]:
    if g.status(site.id, g.standard.item_of("point_found"), PLACEMENT) is Status.BAD:
        return ("no_point",)
    return ("no_room",) if held_points(g, site.id) & g.spots.keys() else ("no_link",)


# -- on the spot -------------------------------------------------------------------------------------------------------


def _mend(g: Ground, spot: Spot) -> Needed | None:
    looks = [_look(g, spot.id, i) for i in g.judged if (spot.id, i) in g.made and is_bad(g, spot.id, i)]
    return _look_line(g, Act.MEND, spot.home, looks, spot.id) if looks else None


def _visit(g: Ground, site: SiteFact) -> Needed | None:
    here = [p for p in g.at_home.get(site.id, ()) if not g.spots[p].new]
    looks = [_look(g, p, i) for p in here for i in g.judged if (p, i) in g.made and not is_bad(g, p, i)]
    notice = g.standard.item_of("notice")
    if RESPONSIBILITY in g.asked and g.status(site.id, notice, RESPONSIBILITY) is not Status.GOOD:
        looks.append(_look(g, site.id, notice))
    return _look_line(g, Act.VISIT, site.id, looks) if looks else None


def _look_line(g: Ground, act: Act, site: str, looks: list[Look], point: str = "") -> Needed:
    items = {item.id: place for place, item in enumerate(g.standard.items)}
    codes = {k.unit: g.spots[k.unit].code for k in looks if k.unit in g.spots}
    looks.sort(key=lambda k: (k.unit in codes, codes.get(k.unit, ""), k.unit, items.get(k.item, len(items))))
    criteria = _ordered(c for k in looks for c in _served_by(g, k.unit, k.item))
    units = {k.unit for k in looks if PLACEMENT in _served_by(g, k.unit, k.item)}
    seen = {k.reason for k in looks}
    return Needed(
        act=act,
        criteria=criteria,
        community=g.site[site].community if site in g.site else "",
        site=site,
        point=point,
        reasons=tuple(r for r in REASONS if r in seen),
        looks=tuple(looks),
        households=sum(_homes_at(g, u) for u in units),
    )


def _look(g: Ground, unit: str, item: str) -> Look:
    criterion = CATEGORIES if unit in g.spots else RESPONSIBILITY
    found = g.facts.evidence.get((unit, item))
    if found is None:
        return Look(unit=unit, item=item, reason="never_seen")
    statuses = {g.status(unit, item, c) for c in ((CATEGORIES, PLACEMENT) if unit in g.spots else (criterion,))}
    if Status.BAD in statuses:
        reason = "failing"
    else:
        age = (g.on - china_date(found.observed_at)).days
        least = min(g.standard.criteria[c].evidence_max_age_days for c in (criterion, PLACEMENT))
        reason = "contradictory" if found.answer is None and age <= least else "expired"
    return Look(unit=unit, item=item, reason=reason, observed_at=found.observed_at)


def _served_by(g: Ground, unit: str, item: str) -> set[str]:
    """The criteria that lack an item at a unit now."""
    if unit not in g.spots:
        return {RESPONSIBILITY}
    linked = [s for s in g.of_point.get(unit, ()) if s in g.site]
    found = set()
    categories = {c for c, name in g.present.items() if name == item}
    if CATEGORIES in g.asked and g.status(unit, item, CATEGORIES) is not Status.GOOD:
        for site in linked:
            place = g.place(site)
            wanted = {*g.required(site), *(c for pair in (place.pairs if place else ()) for c in pair)}
            found |= {CATEGORIES} if categories & wanted else set()
    if item in g.items_for(unit) and g.status(unit, item, PLACEMENT) is not Status.GOOD:
        serving = any(g.links[s, unit] and g.has_households(g.site[s]) for s in linked)
        if (HOUSEHOLDS in g.asked and serving) or (SITES in g.asked and any(map(g.counts_apart, linked))):
            found.add(PLACEMENT)
    return found or {CATEGORIES}


def _homes_at(g: Ground, point: str) -> int:
    linked = [s for s in g.of_point.get(point, ()) if s in g.site]
    return sum(g.links[s, point] for s in linked if g.has_households(g.site[s])) if HOUSEHOLDS in g.asked else 0
