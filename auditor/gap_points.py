"""What must be found good at which points, so that categories and the sites' part of placement hold (DESIGN 4)."""

from collections.abc import Iterable

from auditor.facts import SiteFact
from auditor.ground import Ground, Spot, Status
from auditor.standard import CATEGORIES, PLACEMENT
from auditor.verdict import HOUSEHOLDS, SITES


def complete_categories(g: Ground) -> None:
    """Make every required category good at some linked point, and every pair whole, with the least that is new.

    Repeated until nothing changes, for sites share points. Sites without a usable point are left out.
    """
    if CATEGORIES not in g.asked:
        return
    changed = True
    while changed:
        before = len(g.made) + len(g.settled)
        for site in g.sites:
            if g.required(site.id) and g.by_spot(site.id):
                _settle_links(g, site)
                _complete_pairs(g, site.id)
                _complete_required(g, site.id)
        changed = len(g.made) + len(g.settled) > before


def _settle_links(g: Ground, site: SiteFact) -> None:
    g.settled.update(k.id for k in g.link_facts.get(site.id, ()) if k.unsettled)


def _complete_pairs(g: Ground, site: str) -> None:
    place = g.place(site)
    for spot in g.by_spot(site) if place and place.pairs else ():
        if spot.unsettled:
            g.settled.add(spot.id)
        for pair in place.pairs if place else ():
            if not g.is_paired(spot.id, pair):
                _make(g, spot.id, [g.present[c] for c in pair], CATEGORIES)


def _complete_required(g: Ground, site: str) -> None:
    spots = g.by_spot(site)
    for category in g.required(site):
        item = g.present[category]
        if any(g.is_sure(p) and g.good(p.id, item, CATEGORIES) for p in spots):
            continue
        chosen = spots[0] if len(spots) == 1 else min(spots, key=lambda p: _trouble(g, p, item))
        if chosen.unsettled:
            g.settled.add(chosen.id)
        _make(g, chosen.id, [item], CATEGORIES)


def _trouble(g: Ground, spot: Spot, item: str) -> tuple[object, ...]:
    """How much it takes to have an item good at a point: what is being done there anyway comes first."""
    bad = (spot.id, item) not in g.made and g.status(spot.id, item, CATEGORIES) is Status.BAD
    begun = spot.new or (spot.id, item) in g.made or (is_mended(g, spot) if bad else _is_visited(g, spot.home))
    return bad, not g.is_sure(spot), not begun, not spot.new, spot.code, spot.id


def is_mended(g: Ground, spot: Spot) -> bool:
    """Whether an item of a point is being mended."""
    return any((spot.id, i) in g.made and is_bad(g, spot.id, i) for i in g.judged)


def _is_visited(g: Ground, home: str) -> bool:
    """Whether an item of a point of a site is being looked at."""
    return any((p, i) in g.made and not is_bad(g, p, i) for p in g.at_home.get(home, ()) for i in g.judged)


def is_bad(g: Ground, unit: str, item: str) -> bool:
    """Whether an item is known to be bad under a criterion that asks for it: it is mended, not only looked at."""
    return unit in g.spots and any(g.status(unit, item, c) is Status.BAD for c in (CATEGORIES, PLACEMENT))


def _make(g: Ground, unit: str, items: Iterable[str], criterion: str) -> None:
    g.made.update((unit, item) for item in items if not g.good(unit, item, criterion))


def complete_households(g: Ground) -> None:
    """Make good whatever the points that serve households lack, once it is decided who serves whom."""
    if HOUSEHOLDS not in g.asked:
        return
    for (site, point), households in sorted(g.links.items()):
        if not households or not g.has_households(g.site[site]):
            continue
        g.settled.update(k.id for k in g.link_facts.get(site, ()) if k.unsettled and k.point == point and k.households)
        spot = g.spots.get(point)
        if spot is not None:
            complete_spot(g, spot)


def complete_spot(g: Ground, spot: Spot) -> None:
    """Let a point conform for placement."""
    if spot.unsettled:
        g.settled.add(spot.id)
    _make(g, spot.id, g.items_for(spot.id), PLACEMENT)


def complete_sites(g: Ground) -> None:
    """Let each non-residential site have one conforming point; the cheapest of those linked to it."""
    if SITES not in g.asked:
        return
    for site in g.sites:
        if not g.counts_apart(site.id) or g.is_covered(site.id):
            continue
        usable = [p for p in g.by_spot(site.id) if not g.is_overloaded(p.id)]
        if not usable:
            spot = new_spot(g, site.id)
            g.link(site.id, spot.id, 0)
            complete_spot(g, spot)
            continue
        chosen = min(usable, key=lambda p: _cost(g, site.id, p))
        complete_spot(g, chosen)
        links = [k for k in g.link_facts.get(site.id, ()) if k.point == chosen.id]
        if links and all(k.unsettled and k.id not in g.settled for k in links):
            g.settled.add(min(k.id for k in links))


def _cost(g: Ground, site: str, spot: Spot) -> tuple[object, ...]:
    items = g.items_for(spot.id)
    bad, open_ = (g.lacking(spot.id, items, status) for status in (Status.BAD, Status.OPEN))
    links = [k for k in g.link_facts.get(site, ()) if k.point == spot.id]
    unsure = bool(links) and all(k.unsettled and k.id not in g.settled for k in links)
    mends = bool(bad) and not is_mended(g, spot)
    visits = bool(open_) and not spot.new and not _is_visited(g, spot.home)
    return mends, unsure + (not g.is_sure(spot)) + visits, bool(bad), spot.new, spot.code, spot.id


def give_points(g: Ground) -> None:
    """Sites that need a point and have none that is usable: one that stands there unlinked, else a new one."""
    for site in g.sites:
        wants = (CATEGORIES in g.asked and g.required(site.id)) or (SITES in g.asked and g.counts_apart(site.id))
        if not wants or g.by_spot(site.id):
            continue
        own = [p for p in g.spots.values() if p.home == site.id and not p.new and not g.is_overloaded(p.id)]
        own.sort(key=lambda p: (_badness(g, p, site.id), p.unsettled, p.code, p.id))
        g.link(site.id, own[0].id if own else new_spot(g, site.id).id, 0)


def _badness(g: Ground, spot: Spot, site: str) -> int:
    return sum(g.status(spot.id, g.present[c], CATEGORIES) is Status.BAD for c in g.required(site))


def new_spot(g: Ground, site: str) -> Spot:
    """A point to be made at a site; their names do not depend on anything but site and number."""
    number = 1 + sum(g.spots[p].new for p in g.at_home.get(site, ()))
    name = f"new:{site}:{number}"
    return g.add(Spot(id=name, code=str(number), home=site, new=True))


# -- leaving out what turned out not to be needed ---------------------------------------------------------------------


def prune(g: Ground) -> None:
    """Take back what other decisions made unnecessary, so that no line could be left out."""
    for spot in sorted(g.spots.values(), key=lambda p: (p.code, p.id), reverse=True):
        mine = sorted((spot.id, i) for i in g.judged if (spot.id, i) in g.made)
        bad = [x for x in mine if is_bad(g, *x)]
        groups = [mine, [x for x in mine if x not in bad], bad, *([x] for x in mine)]
        for group in groups:
            _try_without(g, spot, set(group), settle=group is mine)
        if spot.id in g.settled:
            _try_without(g, spot, set(), settle=True)


def _try_without(g: Ground, spot: Spot, items: set[tuple[str, str]], *, settle: bool) -> None:
    items &= g.made
    settle = settle and spot.id in g.settled
    if not items and not settle:
        return
    g.made -= items
    if settle:
        g.settled.discard(spot.id)
    if not _holds(g, spot):
        g.made |= items
        if settle:
            g.settled.add(spot.id)


def _holds(g: Ground, spot: Spot) -> bool:
    """Whether everything asked that rests on a point holds."""
    linked = [s for s in g.of_point.get(spot.id, ()) if s in g.site]
    serving = any(g.links[s, spot.id] and g.has_households(g.site[s]) for s in linked)
    if HOUSEHOLDS in g.asked and serving and not g.stands(spot):
        return False
    for site in linked:
        if CATEGORIES in g.asked and g.required(site) and not g.shows_categories(site):
            return False
        if SITES in g.asked and g.counts_apart(site) and not g.is_covered(site):
            return False
    return True


def items_in_order(g: Ground, items: Iterable[str]) -> list[str]:
    """Item ids in the walking order of the checklist."""
    order = {item.id: place for place, item in enumerate(g.standard.items)}
    return sorted(items, key=lambda i: (order.get(i, len(order)), i))
