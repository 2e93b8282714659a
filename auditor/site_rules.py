"""What the register's records ask of each other: a code once in a street, households where people live, and no more
of them served than there are."""

from collections.abc import Iterable

from auditor.errors import Problem
from auditor.record import Record
from auditor.site import Link, Site, over_linked
from auditor.standard import Standard
from auditor.store import Work


def site_problems(work: Work, site: Site, standard: Standard) -> list[Problem]:
    """What is wrong with a site beside its own rules."""
    found = []
    place = standard.place_types.get(site.place_type)
    if place is None:
        found.append(Problem("place_type", "place_type_unknown", {"value": site.place_type}))
    elif site.households and not place.residential:
        facts = {"value": site.households, "place_type": place.name}
        found.append(Problem("households", "households_not_residential", facts))
    if site.community not in {c.code for c in work.communities.all(site.street)}:
        found.append(Problem("community", "no_such_community", {"value": site.community}))
    twins = [s for s in work.sites.search(site.code, street=site.street) if s.code == site.code and s.id != site.id]
    if twins and not site.withdrawn:
        found.append(Problem("code", "code_taken", {"value": site.code, "name": twins[0].name}))
    linked = {k.id: k.households for k in links_of(work, site.id)}
    return found + over_linked(site.households, linked) if linked else found


def links_of(work: Work, site: str) -> list[Link]:
    """The links by which a site's households are served; alternatives and withdrawn ones left out."""
    return [k for k in work.links.some(work.sites.parts(site)["link"]) if not k.alternative and not k.withdrawn]


def problems_after(work: Work, saved: Iterable[Record], standard: Standard) -> list[Problem]:
    """What is wrong in the register after some of its records were written: asked of every site they concern."""
    sites: dict[str, Site] = {}
    for record in saved:
        if isinstance(record, Site):
            sites[record.id] = record
        elif isinstance(record, Link) and not record.withdrawn:
            sites.setdefault(record.site, work.sites.get(record.site))
    return [p for site in sites.values() if not site.withdrawn for p in site_problems(work, site, standard)]
