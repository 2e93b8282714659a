"""Planning a survey round: size, allocation and draw, frozen before the first interview; and what is left to visit."""

import secrets
from dataclasses import replace
from datetime import date

from auditor.errors import Problem, Refused
from auditor.rates import count_round
from auditor.record import new_id
from auditor.sampling import plan_strata
from auditor.site import in_force
from auditor.slots import secret_name
from auditor.standard import RATES, Standard
from auditor.store import Store, Work
from auditor.survey import PROBABILITY, Method, Mode, Round, key_hash


def preview_round(work: Work, street: str, mode: Mode, standard: Standard, on: date) -> Round:
    """The round that `open_round` would freeze today, without a key. Refused if the street has no household."""
    frame: dict[str, dict[str, int]] = {}
    for site in work.sites.all(street):
        place = standard.place_types.get(site.place_type)
        if (
            place
            and place.residential
            and site.households
            and in_force(site.since, site.until, on)
            and not site.same_as
        ):
            frame.setdefault(site.community, {})[site.id] = site.households
    sizes = {community: sum(sites.values()) for community, sites in sorted(frame.items())}
    strata = plan_strata(sizes, mode, floor=standard.survey.floor, confidence=standard.survey.confidence)
    if sum(s.planned for s in strata.values()) == sum(sizes.values()):
        mode = Mode.CENSUS  # a sample of everybody is a census
    return Round(
        id=new_id(),
        street=street,
        name="",
        mode=mode,
        standard=standard.name,
        key_hash="",
        frozen_on=on,
        frame=frame,
        strata=strata,
    )


def open_round(
    store: Store, street: str, mode: Mode, standard: Standard, *, on: date, name: str = "", method: Method = Method.DOOR
) -> Round:
    """Plan, draw and freeze a round in one transaction; its key goes into this database's secrets.

    Refused: no household; a name this street has used; a round that failed less than `round_gap_days` ago; a round of
    households still open.
    """
    with store.writing() as work:
        planned = preview_round(work, street, mode, standard, on)
        name = name.strip() or _default_name(work, street, planned.mode, on)
        _refuse_round(work, planned, standard, name, method)
        key = secrets.token_bytes(32)
        planned = replace(planned, name=name, method=method, key_hash=key_hash(key))
        work.set_secret(secret_name(planned), key)
        return work.rounds.save(planned)


def _default_name(work: Work, street: str, mode: Mode, on: date) -> str:
    base = f"{on.year}-{on.month:02} " + {Mode.CENSUS: "逐户", Mode.SAMPLE: "抽样"}[mode]
    taken = {r.name for r in work.rounds.all(street)}
    return next(n for i in range(1, len(taken) + 2) if (n := base if i == 1 else f"{base} {i}") not in taken)


def _refuse_round(work: Work, planned: Round, standard: Standard, name: str, method: Method) -> None:
    street, on = planned.street, planned.frozen_on
    if any(r.name == name for r in work.rounds.all(street)):
        raise Refused(Problem("name", "round_name_taken", {"value": name}))
    if method not in PROBABILITY:
        return
    for fact in work.facts(street, on, standard).rounds:
        if fact.method not in PROBABILITY or fact.unsettled:
            continue
        failed = any(c.nonconforming for r in RATES for c in count_round(fact, r, standard.survey.attempts).values())
        gap = (on - fact.frozen_on).days
        if failed and fact.mode is Mode.SAMPLE and gap < standard.survey.round_gap_days:
            facts = {"name": fact.name, "days": gap, "least": standard.survey.round_gap_days}
            raise Refused(Problem("street", "round_gap", facts))
        if not fact.closed and not failed:
            raise Refused(Problem("street", "round_open", {"name": fact.name}))


def close_round(store: Store, round_id: str, on: date) -> Round:
    """Close a round: no further visits. What was not answered stays in the count as unknown."""
    with store.writing() as work:
        held = work.rounds.get(round_id)
        if held.closed_on is not None:
            raise Refused(Problem("round", "round_closed", {"value": held.name, "day": held.closed_on.isoformat()}))
        return work.rounds.save(replace(held, closed_on=on))
