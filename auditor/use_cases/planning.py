"""Planning a survey round: size, allocation and draw, frozen before the first interview; supplements; its end."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from auditor.errors import Problem, Refused
from auditor.rates import round_that_counts
from auditor.record import new_id
from auditor.round_count import count_round
from auditor.sampling import LEAST_CLUSTER, Answered, more_households, plan_round, plan_supplement
from auditor.site import in_force
from auditor.slots import secret_name
from auditor.standard import RATES, Standard
from auditor.standards import standard_named
from auditor.store import Store, Work
from auditor.survey import PROBABILITY, Method, Mode, Round, Supplement, ends_on, homes_of, key_hash


def frame_of(work: Work, street: str, standard: Standard, on: date) -> dict[str, dict[str, int]]:
    """The sampling frame of a street on a day: community code -> site id -> households, residential sites alone."""
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
    return dict(sorted(frame.items()))


def preview_round(
    work: Work, street: str, mode: Mode, standard: Standard, on: date, *, key: bytes | None = None
) -> Round:
    """The round that `open_round` would freeze today. Refused if the street has no household.

    In two stages the clusters come with the key; without one, a key drawn for this preview alone.
    """
    frame = frame_of(work, street, standard, on)
    strata = plan_round(
        frame, mode, standard, key or secrets.token_bytes(32), _earlier(work, street, standard, on) if frame else None
    )
    if sum(s.planned for s in strata.values()) == sum(s.population for s in strata.values()):
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


def _earlier(work: Work, street: str, standard: Standard, on: date) -> Mapping[str, Mapping[str, Answered]]:
    """What the round that counts showed by rate and community: it spreads a plan below 100 % (Neyman)."""
    if all(standard.criteria[rate].threshold == 1 for rate in RATES):
        return {}
    counted = round_that_counts(work.facts(street, on, standard), standard, on)
    if counted is None:
        return {}
    return {
        rate: {code: Answered(c.answered, c.conforming) for code, c in counted.by_community(rate).items()}
        for rate in RATES
    }


def small_communities(round_: Round) -> dict[str, int]:
    """Communities of a plan with so few households (under 5) that an answer could be led back to one, by size."""
    return {code: s.population for code, s in round_.strata.items() if 0 < s.population < LEAST_CLUSTER}


def open_round(
    store: Store, street: str, mode: Mode, standard: Standard, *, on: date, name: str = "", method: Method = Method.DOOR
) -> Round:
    """Plan, draw and freeze a round in one transaction; its key goes into this database's secrets.

    Refused: no household; a name this street has used; a round that failed less than `round_gap_days` ago; a round of
    households still open.
    """
    key = secrets.token_bytes(32)
    with store.writing() as work:
        planned = preview_round(work, street, mode, standard, on, key=key)
        name = name.strip() or _default_name(work, replace(planned, method=method))
        _refuse_round(work, planned, standard, name, method)
        planned = replace(planned, name=name, method=method, key_hash=key_hash(key))
        work.set_secret(secret_name(planned), key)
        return work.rounds.save(planned)


def _default_name(work: Work, planned: Round) -> str:
    word = {Mode.CENSUS: "逐户", Mode.SAMPLE: "抽样"}[planned.mode]
    word = {Method.INTERCEPT: "拦访", Method.SCAN: "扫码"}.get(planned.method, word)
    base = f"{planned.frozen_on.year}-{planned.frozen_on.month:02} {word}"
    taken = {r.name for r in work.rounds.all(planned.street)}
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
        if fact.ended_on is None and not failed:
            raise Refused(Problem("street", "round_open", {"name": fact.name}))


def households_outside(work: Work, round_: Round, standard: Standard, on: date) -> dict[str, dict[str, int]]:
    """Registered households that are in no frame of a round yet, by community and site."""
    held = homes_of(round_.frame, round_.supplements.values())
    return more_households(held, frame_of(work, round_.street, standard, on))


def draw_supplement(store: Store, round_id: str, on: date) -> Round:
    """Draw the households that came to the register after the plan was frozen, with its key and its fractions.

    The plan itself does not change. Refused: nothing came; the round has ended; its key is not held here; fewer than
    5 households in a community, whose answers could be led back to them (they wait for the next supplement).
    """
    with store.writing() as work:
        held = work.rounds.get(round_id)
        standard = standard_named(work, held.standard)
        last = ends_on(held.closed_on, held.frozen_on, standard.survey.field_period_days)
        if held.closed_on is not None or on > last:
            raise Refused(Problem("round", "round_closed", {"value": held.name, "day": last.isoformat()}))
        key = work.secret(secret_name(held))
        if key is None:
            raise Refused(Problem("round", "key_not_held", {"value": held.name}))
        outside = households_outside(work, held, standard, on)
        more = {code: sites for code, sites in outside.items() if sum(sites.values()) >= LEAST_CLUSTER}
        if not more:
            n = sum(sum(sites.values()) for sites in outside.values())
            raise Refused(Problem("round", "supplement_too_small" if n else "nothing_outside", {"n": n}))
        number = str(len(held.supplements) + 1)
        made = Supplement(drawn_on=on, frame=more, strata=plan_supplement(held, more, key))
        return work.rounds.save(replace(held, supplements={**held.supplements, number: made}))


def close_round(store: Store, round_id: str, on: date) -> Round:
    """Close a round: no further visits. What was not answered stays in the count as unknown."""
    with store.writing() as work:
        held = work.rounds.get(round_id)
        if held.closed_on is not None:
            raise Refused(Problem("round", "round_closed", {"value": held.name, "day": held.closed_on.isoformat()}))
        return work.rounds.save(replace(held, closed_on=on))
