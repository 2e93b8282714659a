"""The released slots of a round: which households to visit next, and what the visits so far came to."""

from dataclasses import dataclass, replace

from auditor.sampling import draw_round
from auditor.standards import standard_named
from auditor.store import Work
from auditor.survey import Mode, Outcome, Response, Round
from auditor.visits import release, slot_state, visit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A released household: where, which one by count (never a door number), and what its visits came to."""

    slot: str
    site: str
    site_code: str
    site_name: str
    k: int
    community: str
    part: str  # the supplement or cluster it was drawn in; "" for a community drawn in one stage
    visits: int
    last_at: str
    last_outcome: Outcome | None
    final: bool
    complete: bool
    replacement: bool = False  # it was opened for another household that stays without an interview


def secret_name(round_: Round) -> str:
    """Under which name a round's key lies outside the journal."""
    return f"round:{round_.key_hash}"[:64]


def released_slots(work: Work, round_: Round, community: str) -> list[Slot] | None:
    """The released slots of a community in drawn order, replacements included; None where the key is not held.

    A replacement opens for each released slot that is final without an interview.
    """
    key = work.secret(secret_name(round_))
    if key is None:
        return None
    visits: dict[str, list[Response]] = {}
    for response in work.responses.of_round(round_.id, community):
        visits.setdefault(response.slot, []).append(response)
    sites = {s.id: s for s in work.sites.all(round_.street, withdrawn=True)}
    attempts = standard_named(work, round_.standard).survey.attempts
    found: list[Slot] = []
    for part, planned, drawn in draw_round(key, round_, community):
        slots = (
            replace(
                _slot(name, visits.get(name, []), round_.mode, attempts),
                site=site,
                site_code=sites[site].code if site in sites else "",
                site_name=sites[site].name if site in sites else "",
                k=k,
                community=community,
                part=part,
            )
            for name, site, k in drawn
        )
        mine = release(slots, planned, lambda s: s.final and not s.complete)
        found += [replace(s, replacement=n >= planned) for n, s in enumerate(mine)]
    return found


def _slot(name: str, visits: list[Response], mode: Mode, attempts: int) -> Slot:
    blank = Slot(
        slot=name,
        site="",
        site_code="",
        site_name="",
        k=0,
        community="",
        part="",
        visits=len(visits),
        last_at="",
        last_outcome=None,
        final=False,
        complete=False,
    )
    if not visits:
        return blank
    state = slot_state((visit_of(v) for v in visits), mode, attempts)
    last = visits[-1]
    return replace(
        blank, last_at=last.observed_at, last_outcome=last.outcome, final=state.final, complete=state.complete
    )
