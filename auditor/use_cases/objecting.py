"""A household that asks for its answers: found while the round's key lives, and withdrawn (DESIGN 5)."""

from dataclasses import dataclass

from auditor.errors import Problem, Refused
from auditor.slots import secret_name
from auditor.store import Store
from auditor.survey import Response, homes_of, slot_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A household of a round by site and count, and the visits recorded of it, withdrawn ones left out."""

    site: str  # code
    name: str
    k: int
    visits: tuple[Response, ...]


def find_household(store: Store, round_id: str, site_code: str, k: int) -> Found:
    """The visits to household k (from 1) of a site. Refused: the key is destroyed or not held here; no such site in the
    round's frame, or fewer households there."""
    with store.reading() as work:
        held = work.rounds.get(round_id)
        if held.key_destroyed_on is not None:
            facts = {"value": held.name, "day": held.key_destroyed_on.isoformat()}
            raise Refused(Problem("round", "household_forgotten", facts))
        key = work.secret(secret_name(held))
        if key is None:
            raise Refused(Problem("round", "list_without_key", {"value": held.name}))
        homes = homes_of(held.frame, held.supplements.values())
        code = site_code.strip()
        site = next(
            (s for s in work.sites.all(held.street, withdrawn=True) if s.code == code and homes.get(s.id)), None
        )
        if site is None:
            raise Refused(Problem("site", "site_not_asked", {"value": code, "name": held.name}))
        if not 1 <= k <= homes[site.id]:
            raise Refused(Problem("k", "household_range", {"value": k, "name": site.name, "most": homes[site.id]}))
        slot = slot_name(key, site.id, k)
        asked = work.responses.of_round(held.id)
        first = {r.id for r in asked if r.slot == slot}
        again = (r for r in asked if r.id in first or r.repeats in first)  # a re-check has no slot of its own
        visits = sorted(again, key=lambda r: (r.observed_at, r.id))
        return Found(site=site.code, name=site.name, k=k, visits=tuple(visits))
