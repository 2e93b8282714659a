"""One place entered twice: finding the pairs, joining two sites so that one counts for both, and parting them again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.duplicates import APART, Pair, circles, pairs
from auditor.errors import Problem, refuse_if
from auditor.site import Assignment, Link, Point, Site, joined
from auditor.store import SiteListing, Sought, Store, Work


@dataclass(frozen=True, slots=True)
class Twin:
    """One of two sites side by side, with all that refers to it."""

    site: Site
    assignments: tuple[Assignment, ...]
    points: tuple[Point, ...]
    links: tuple[Link, ...]
    audits: int
    last_audit: str  # stamp, or ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What may be one place, what was joined (the joined site and the one it counts for), and joins in a circle."""

    pairs: tuple[Pair, ...]
    joined: tuple[tuple[SiteListing, SiteListing], ...]
    circles: tuple[tuple[SiteListing, ...], ...]


def find_duplicates(store: Store, street: str = "") -> Duplicates:
    """The pairs of a street, or of all streets."""
    with store.reading() as work:
        sites = work.sites.seek(Sought(street=street))
        apart = frozenset(work.setting(APART).splitlines())
    held = {s.id: s for s in sites}
    same_as = {s.id: s.same_as for s in sites if s.same_as in held}
    rings = circles(same_as)
    leads = joined(same_as)
    return Duplicates(
        pairs=tuple(pairs(sites, apart)),
        joined=tuple((held[s], held[leads[s]]) for s in same_as if leads[s] != s),
        circles=tuple(tuple(held[s] for s in ring) for ring in rings),
    )


def compare(store: Store, left: str, right: str) -> tuple[Twin, Twin]:
    """Two sites side by side; Refused if one is not there."""
    with store.reading() as work:
        return _twin(work, left), _twin(work, right)


def _twin(work: Work, site: str) -> Twin:
    ids, audits = work.sites.parts(site), work.audits.of_site(site)
    return Twin(
        site=work.sites.get(site),
        assignments=tuple(a for a in work.assignments.some(ids["assignment"]) if not a.withdrawn),
        points=tuple(p for p in work.points.some(ids["point"]) if not p.withdrawn and p.site == site),
        links=tuple(k for k in work.links.some(ids["link"]) if not k.withdrawn),
        audits=len(audits),
        last_audit=audits[0].observed_at if audits else "",
    )


def join(store: Store, site: str, leading: str) -> Site:
    """Say that a site is the same as another one: whatever refers to it counts for that one from now on; nothing is
    withdrawn. Refused: itself, another street, one that is led back to it (a circle), one that is withdrawn."""
    with store.writing() as work:
        held, other = work.sites.get(site), work.sites.get(leading)
        refuse_if(_join_problems(held, other, _leads_to(work, other, held)))
        return work.sites.save(replace(held, same_as=other.id))


def _leads_to(work: Work, start: Site, end: Site) -> bool:
    seen, at = {start.id}, start
    while at.same_as and at.same_as not in seen:
        if at.same_as == end.id:
            return True
        seen.add(at.same_as)
        following = work.sites.find(at.same_as)
        if following is None:
            return False
        at = following
    return False


def _join_problems(held: Site, other: Site, circle: bool) -> Iterable[Problem]:
    facts = {"code": held.code, "other": other.code}
    if held.id == other.id:
        yield Problem("same_as", "same_as_itself", facts)
    elif held.street != other.street:
        yield Problem("same_as", "same_as_elsewhere", facts)
    elif other.withdrawn or held.withdrawn:
        yield Problem("same_as", "same_as_withdrawn", {**facts, "code": other.code if other.withdrawn else held.code})
    elif circle:
        yield Problem("same_as", "same_as_circle", facts)


def part(store: Store, site: str) -> Site:
    """A joined site counts for itself again."""
    with store.writing() as work:
        return work.sites.save(replace(work.sites.get(site), same_as=""))


def keep_apart(store: Store, pair: str, *, apart: bool = True) -> None:
    """Remember, on this machine, that a pair (its key) is not one place, or forget it."""
    with store.writing() as work:
        held = set(work.setting(APART).splitlines())
        held = held | {pair} if apart else held - {pair}
        work.set_setting(APART, "\n".join(sorted(held)))
