"""One thing recorded twice: a code that two sites have, and a household with two interviews in one round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.duplicates import Pair, pairs
from auditor.history import State
from auditor.site import Site
from auditor.standard import RATES, Standard
from auditor.store import SiteListing
from auditor.survey import Response, Round
from auditor.visits import Passing, counting, visit_of


@dataclass(frozen=True, slots=True)
class TwoInterviews:
    """The interviews of one slot, in order of moment, and the id of the one that counts for each rate ("" where none
    answers it): a sample's first, a census's latest (DESIGN 3). All are kept; only one is ever counted."""

    round: Round
    visits: tuple[Response, ...]
    counts: Mapping[str, str]


def doubled_codes(sites: Iterable[Site]) -> list[Pair]:
    """Pairs of sites with one code in a street that are not joined. Two places known to be apart still have one code:
    they stay listed until one of them gets another."""
    return [p for p in pairs(_listed(s) for s in sites) if p.why == "code"]


def _listed(site: Site) -> SiteListing:
    return SiteListing(
        id=site.id,
        code=site.code,
        name=site.name,
        street=site.street,
        community=site.community,
        place_type=site.place_type,
        households=site.households,
        organisation="",
        last_audit="",
        state=State.SETTLED,
        address=site.address,
        same_as=site.same_as,
        withdrawn=bool(site.withdrawn),
    )


def two_interviews(
    responses: Iterable[Response], rounds: Mapping[str, Round], rules: Mapping[str, Standard], unsettled: frozenset[str]
) -> list[TwoInterviews]:
    """The slots with more than one complete interview; `rules` by the standard's name. A round or standard that is
    not held here leaves its slots out: nobody can say what counts."""
    slots: dict[tuple[str, str], list[Response]] = {}
    for response in responses:
        if response.slot:
            slots.setdefault((response.round, response.slot), []).append(response)
    found = []
    for (round_id, _slot), held in sorted(slots.items()):
        round_ = rounds.get(round_id)
        rule = rules.get(round_.standard) if round_ else None
        if round_ is None or rule is None or len(held) < 2:
            continue
        ordered = sorted(held, key=lambda r: (r.observed_at, r.id))
        visits = [visit_of(r, rule.passing(r.answers), settled=r.id not in unsettled) for r in ordered]
        counts = {}
        for rate in RATES:
            chosen = counting(visits, rate, round_.mode)
            counts[rate] = chosen.id if chosen is not None and chosen.passing.get(rate) is not Passing.OPEN else ""
        found.append(TwoInterviews(round_, tuple(ordered), counts))
    return sorted(found, key=lambda t: (t.round.name, t.visits[0].community, t.visits[0].observed_at, t.visits[0].id))
