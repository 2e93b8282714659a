"""Places the palette knows: sites, communities, streets and rounds, found by code, name or pinyin initials."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auditor.pinyin import initials
from auditor.standard import Standard
from auditor.store import SiteListing, Store
from auditor.use_cases.revisiting import recent_places
from auditor.wording import _, named, ngettext, number
from ui.register_rows import short_name

SITES_FIRST = 4
Kind = Literal["site", "community", "street", "round"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `id` is what a page opens it by, `letters` its pinyin initials, `last` the day it was last audited."""

    kind: Kind
    id: str
    name: str
    code: str = ""
    note: str = ""
    letters: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The few hundred places that are looked through in memory, and those gone to lately."""

    places: tuple[Place, ...] = ()
    recent: tuple[Place, ...] = ()


def read_places(store: Store, standard: Standard) -> Known:
    """Streets that have a register, their communities, rounds; and the places gone to lately that still stand."""
    lately = recent_places(store)
    with store.reading() as work:
        counts = work.sites.counts()
        of_street = Counter[str]()
        for code, n in counts.items():
            of_street[code[:9]] += n
        streets = sorted((s for s in work.streets.all() if of_street[s.code[:9]]), key=lambda s: s.code)
        names = {s.code[:9]: named(s.name, s.name_en) for s in streets}
        communities = sorted((c for c in work.communities.all() if c.code[:9] in names), key=lambda c: c.code)
        rounds = sorted(work.rounds.all(), key=lambda r: (r.frozen_on, r.id), reverse=True)
        recent_sites = {place: work.sites.find(place) for kind, place in lately if kind == "site"}
    places = [
        Place("street", s.code, named(s.name, s.name_en), s.code, _sites(of_street[s.code[:9]]), initials(s.name))
        for s in streets
    ]
    for c in communities:
        name = short_name(c.name)
        note = " · ".join((names[c.code[:9]], _sites(counts.get(c.code, 0))))
        places.append(Place("community", c.code, _("{name}社区").format(name=name), c.code, note, initials(name)))
    places += [Place("round", r.id, r.name, "", _round_note(r.frozen_on.isoformat()), initials(r.name)) for r in rounds]
    by_name = {(p.kind, p.id): p for p in places}
    for site in recent_sites.values():
        if site is not None:
            note = " · ".join(filter(None, (site.code, _type(standard, site.place_type))))
            by_name["site", site.id] = Place("site", site.id, site.name, site.code, note)
    recent = tuple(by_name[key] for key in lately if key in by_name)
    return Known(tuple(places), recent)


def site_place(found: SiteListing, standard: Standard) -> Place:
    """A site found by the store, as a place."""
    size = ngettext("{n} 户", "{n} 户", found.households).format(n=number(found.households)) if found.households else ""
    note = " · ".join(filter(None, (found.code, _type(standard, found.place_type), size)))
    return Place("site", found.id, found.name, found.code, note, last=found.last_audit)


def matches(text: str, *words: str) -> bool:
    """Whether every word typed is in what a thing is called, its code or its initials; case makes no difference."""
    held = " ".join(words).casefold()
    return all(part in held for part in text.casefold().split())


def ranked(text: str, places: Sequence[Place]) -> list[Place]:
    """What is called so first, then what begins so (also by its initials), then the others; each in the order given.

    At most four sites come before the first of the other places, so that neither hides the other.
    """
    wanted = text.casefold()

    def rank(place: Place) -> int:
        names = [place.name.casefold(), place.code.casefold(), *place.letters.split()]
        if wanted in names:
            return 0
        return 1 if any(name.startswith(wanted) for name in names) else 2

    found = sorted(places, key=rank)
    sites = [p for p in found if p.kind == "site"]
    late = {p.id for p in sites[SITES_FIRST:]}
    return [*(p for p in found if p.id not in late), *(p for p in found if p.id in late)]


def _sites(n: int) -> str:
    return ngettext("{n} 个点位", "{n} 个点位", n).format(n=number(n))


def _round_note(day: str) -> str:
    return _("入户调查，{day} 定的计划").format(day=day)


def _type(standard: Standard, place_type: str) -> str:
    known = standard.place_types.get(place_type)
    return named(known.name, known.name_en) if known else ""
