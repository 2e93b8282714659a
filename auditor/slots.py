"""The released slots of a round: which households to visit next, and what the visits so far came to."""

from dataclasses import dataclass, replace

from auditor.sampling import draw_slots
from auditor.standard_file import shipped
from auditor.store import Work
from auditor.survey import Mode, Outcome, Response, Round, SlotVisit, slot_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A released household: where, which one by count (never a door number), and what its visits came to."""

    slot: str
    site: str
    site_code: str
    site_name: str
    k: int
    community: str
    visits: int
    last_at: str
    last_outcome: Outcome | None
    final: bool
    complete: bool


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
    frame = {s: n for s, n in round_.frame.items() if s in sites and sites[s].community == community}
    drawn = draw_slots(key, frame)
    attempts = _attempts(round_)
    released = round_.strata[community].planned
    found: list[Slot] = []
    for place, (name, site, k) in enumerate(drawn):
        if place >= released:
            break
        slot = _slot(name, visits.get(name, []), round_.mode, attempts)
        if slot.final and not slot.complete:
            released += 1
        found.append(
            replace(slot, site=site, site_code=sites[site].code, site_name=sites[site].name, k=k, community=community)
        )
    return found


def _attempts(round_: Round) -> int:
    return shipped(round_.standard.split(" ")[0]).survey.attempts


def _slot(name: str, visits: list[Response], mode: Mode, attempts: int) -> Slot:
    blank = Slot(
        slot=name,
        site="",
        site_code="",
        site_name="",
        k=0,
        community="",
        visits=len(visits),
        last_at="",
        last_outcome=None,
        final=False,
        complete=False,
    )
    if not visits:
        return blank
    state = slot_state((_visit(v) for v in visits), mode, attempts)
    last = visits[-1]
    return replace(
        blank, last_at=last.observed_at, last_outcome=last.outcome, final=state.final, complete=state.complete
    )


def _visit(v: Response) -> SlotVisit:
    return SlotVisit(
        id=v.id,
        slot=v.slot,
        community=v.community,
        outcome=v.outcome,
        observed_at=v.observed_at,
        basis=v.basis is not None,
        passing={},
    )
