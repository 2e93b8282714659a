"""The households' question for the solver, and its answer as repairs, new points and moves of households."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from auditor.gap_points import new_spot
from auditor.gaps import Move
from auditor.ground import Ground, Spot, Status, metres
from auditor.solver import SECONDS, Placed, Places, Target, place_points
from auditor.telling import Tell
from auditor.verdict import SITES

_NEW, _BESIDE = "new:", "cover:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What the households need: moves by site, and how many repairs and new points, with their proven least."""

    moves: tuple[Move, ...] = ()
    repairs: int = 0
    new_points: int = 0
    at_least: int = 0


def place_households(g: Ground, tell: Tell, seconds: float = SECONDS) -> Placement:
    """Decide the smallest set of points given what is already decided, and who serves whom; `g` is changed so."""
    if not g.asks_households():
        return Placement()
    asked = _question(g)
    answer = place_points(asked, seconds, tell)
    spots = _open(g, asked, answer)
    moves = tuple(m for home in sorted(asked.homes, key=_order(g)) for m in _moves(g, asked, answer, spots, home))
    made = sum(n for name, n in answer.opened.items() if name.startswith(_NEW))
    return Placement(
        moves=moves,
        repairs=answer.count - made,
        new_points=made,
        at_least=answer.at_least,
    )


def _order(g: Ground) -> Callable[[str], tuple[str, str]]:
    return lambda site: (g.site[site].code, site)


def _question(g: Ground) -> Places:
    homes = {s.id: s.households for s in g.sites if g.has_households(s)}
    near = _near(g, homes)
    targets: list[Target] = []
    for spot in g.spots.values():
        linked = {s for s in g.of_point.get(spot.id, ()) if s in homes}
        reach = linked | ({spot.home} | near.get(spot.home, set()) if spot.home in g.site else set()) & homes.keys()
        capacity = _room(g, spot, homes)
        if not reach or capacity == 0:
            continue
        items = g.household_items()
        open_ = spot.unsettled or bool(g.lacking(spot.id, items, Status.OPEN))
        held = any(g.links[s, spot.id] for s in linked)
        targets.append(
            Target(
                id=spot.id,
                home=spot.home,
                order=(g.site[spot.home].code if spot.home in g.site else "", "0", spot.code, spot.id),
                reach=frozenset(reach),
                capacity=capacity,
                costs=bool(g.lacking(spot.id, items, Status.BAD)),
                unseen=open_ and not held,
            )
        )
    for site in g.sites:
        place = g.place(site.id)
        reach = ({site.id} | near.get(site.id, set())) & homes.keys()
        if reach and (site.id in homes or (place is not None and place.residential)):
            targets.append(_new_target(g, site.id, reach))
    covers = _covers(g, targets, homes)
    known = {t.id for t in targets}
    held_now = {(s, p): n for (s, p), n in g.links.items() if s in homes and p in known}
    return Places(homes=homes, targets=targets, held=held_now, covers=covers)


def _near(g: Ground, homes: Mapping[str, int]) -> dict[str, set[str]]:
    """Homes within the standard's radius of a site, both with coordinates (a hint that says who may be served)."""
    if not g.standard.radius_m:
        return {}
    placed = [s for s in g.sites if s.latitude is not None]
    return {
        a.id: {
            b.id
            for b in placed
            if b.id in homes and b.id != a.id and (far := metres(a, b)) is not None and far <= g.standard.radius_m
        }
        for a in placed
    }


def _room(g: Ground, spot: Spot, homes: Mapping[str, int]) -> int | None:
    """What a point may serve beside what other sites than these hold of it; None without bound."""
    return max(0, g.standard.ratio - _others(g, spot, homes)) if g.standard.ratio else None


def _others(g: Ground, spot: Spot, homes: Mapping[str, int]) -> int:
    return sum(g.links[s, spot.id] for s in g.of_point.get(spot.id, ()) if s not in homes)


def _new_target(g: Ground, site: str, reach: set[str]) -> Target:
    return Target(
        id=f"{_NEW}{site}",
        home=site,
        order=(g.site[site].code, "1", "", site),
        reach=frozenset(reach),
        capacity=g.standard.ratio or None,
        costs=True,
        new=True,
    )


def _covers(g: Ground, targets: list[Target], homes: Mapping[str, int]) -> list[frozenset[str]]:
    """Non-residential sites all of whose points are bad: one must be mended or made, perhaps one mended anyway."""
    costly = {t.id for t in targets if t.costs}
    covers = []
    for site in g.sites if SITES in g.asked else ():
        most = g.standard.ratio
        spots = [p for p in g.by_spot(site.id) if not most or _others(g, p, homes) <= most]
        bad = {p.id: bool(g.lacking(p.id, g.items_for(p.id), Status.BAD)) for p in spots}
        if not g.counts_apart(site.id) or not spots or not all(bad.values()):
            continue
        members = set()
        for spot in spots:
            name = spot.id if spot.id in costly else f"{_BESIDE}{spot.id}"
            if name not in costly:
                costly.add(name)
                order = (g.site[spot.home].code if spot.home in g.site else "", "0", spot.code, spot.id)
                targets.append(
                    Target(id=name, home=spot.home, order=order, reach=frozenset(), capacity=None, costs=True)
                )
            members.add(name)
        covers.append(frozenset(members))
    return covers


def _open(g: Ground, asked: Places, answer: Placed) -> dict[str, list[str]]:
    """Mend what was chosen, make the new points; the names of those by target."""
    spots: dict[str, list[str]] = {}
    for target in sorted(asked.targets, key=lambda t: t.order):
        count = answer.opened.get(target.id, 0)
        if target.new and count:
            spots[target.id] = [new_spot(g, target.home).id for _ in range(count)]
        elif count:
            point = target.id.removeprefix(_BESIDE)
            items = g.items_for(point) if target.id.startswith(_BESIDE) else g.household_items()
            g.made.update((point, i) for i in g.lacking(point, items, Status.BAD))
    return spots


def _moves(g: Ground, asked: Places, answer: Placed, spots: dict[str, list[str]], home: str) -> list[Move]:
    """How one site's households come from where they are to where they shall be; `g.links` follows."""
    before = {p: n for (s, p), n in g.links.items() if s == home}
    after = {t: n for (h, t), n in answer.shares.items() if h == home and t not in spots}
    code = {p: (g.spots[p].code if p in g.spots else "", p) for p in {*before, *after}}
    sources = [("", max(0, asked.homes[home] - sum(before.values())))]
    sources += [(p, n - after.get(p, 0)) for p, n in sorted(before.items(), key=lambda x: code[x[0]])]
    goals = [(p, n - before.get(p, 0)) for p, n in sorted(after.items(), key=lambda x: code[x[0]])]
    goals += _into_new(g, asked, answer, spots, home)
    for point in {*before, *after}:
        g.link(home, point, after.get(point, 0))
    return _match(home, sources, goals)


def _into_new(
    g: Ground, asked: Places, answer: Placed, spots: dict[str, list[str]], home: str
) -> list[tuple[str, int]]:
    """A site's households among the new points of each target: homes in order of code fill one after the other."""
    found = []
    for target in sorted((t for t in asked.targets if t.id in spots and home in t.reach), key=lambda t: t.order):
        homes = sorted(target.reach, key=lambda h: (h != target.home, *_order(g)(h)))
        whole = sum(answer.shares.get((other, target.id), 0) for other in homes)
        room = max(1, -(-whole // len(spots[target.id])))  # alike, not all but one full
        start = (
            sum(answer.shares.get((other, target.id), 0) for other in homes[: homes.index(home)])
            if home in homes
            else 0
        )
        left = answer.shares.get((home, target.id), 0)
        while left:
            number, used = divmod(start, room)
            n = min(left, room - used)
            found.append((spots[target.id][number], n))
            g.link(home, spots[target.id][number], n)
            start, left = start + n, left - n
    return found


def _match(home: str, sources: Iterable[tuple[str, int]], goals: Iterable[tuple[str, int]]) -> list[Move]:
    """Sources and goals one after the other; what no goal takes is linked too much and dropped."""
    moves = []
    waiting = [(goal, n) for goal, n in goals if n > 0]
    for source, many in sources:
        left = many
        while left > 0:
            target, room = waiting.pop(0) if waiting else ("", left)
            n = min(left, room)
            moves.append(Move(site=home, source=source, target=target, households=n))
            left -= n
            if room > n:
                waiting.insert(0, (target, room - n))
    return moves
