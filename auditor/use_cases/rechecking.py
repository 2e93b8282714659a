"""Re-checking: drawing a sample for a second inspector, asking for what a flag concerns, asking households again."""

import secrets
from dataclasses import replace

from auditor.errors import Problem, Refused, refuse_if
from auditor.flags import Flag
from auditor.recheck import Drawn, Recheck, RecheckResult, Subject, draw_units, list_hash, names_of, sample_size
from auditor.rechecked import eligible_units, places_of, read_rechecks
from auditor.record import moment_of, new_id, stamp
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.survey import Response

SEED_BYTES = 16


def draw_recheck(
    store: Store, street: str, subject: Subject, standard: Standard, *, inspector: str, seed: str = ""
) -> Recheck:
    """Draw a sample for a second inspector and freeze it. Without `seed` (hex) a fresh one is taken; it is printed.

    Refused: nothing that could be drawn; a sample of the same kind still under way (nobody draws until one suits);
    an inspector who gave one of the first answers himself.
    """
    with store.writing() as work:
        under_way = [
            r
            for r in read_rechecks(work, street, standard)
            if r.recheck.seed and r.recheck.subject is subject and r.open
        ]
        if under_way:
            facts = {"day": under_way[0].recheck.drawn_on.isoformat(), "n": under_way[0].open}
            raise Refused(Problem("recheck", "recheck_open", facts))
        units = eligible_units(work, street, standard, work.today(), subject)
        if not units:
            raise Refused(Problem("street", f"no_{subject.value}_to_recheck"))
        seed = seed or secrets.token_hex(SEED_BYTES)
        rules = standard.recheck
        chosen = draw_units(seed, units, sample_size(len(units), rules.most_failing, rules.confidence))
        made = Recheck(
            id=new_id(),
            street=street,
            subject=subject,
            standard=standard.name,
            drawn_on=work.today(),
            drawn_at=stamp(work.now()),
            inspector=inspector.strip(),
            drawn={unit: Drawn(place=place, first_by=units[unit]) for place, unit in enumerate(chosen, 1)},
            seed=seed,
            population=len(units),
            list_hash=list_hash(units),
        )
        return work.rechecks.save(made)


def ask_recheck(store: Store, flag: Flag, standard: Standard, *, inspector: str) -> Recheck:
    """Put what a flag concerns on a list for a second inspector: its sites, else its interviews; of many some, drawn
    by the flag's id.

    Refused: asked for already; nothing anybody could see again; an inspector who gave one of the first answers.
    """
    with store.writing() as work:
        if any(r.flag_id == flag.id for r in work.rechecks.all(flag.street)):
            raise Refused(Problem("recheck", "recheck_asked"))
        units = _units_of(work, flag)
        rules = standard.recheck
        size = sample_size(len(units), rules.most_failing, rules.confidence)
        chosen = draw_units(flag.id, units, size)  # of a flag on hundreds of interviews as many as a sample has
        subject = Subject.SITE if flag.sites else Subject.INTERVIEW
        made = Recheck(
            id=new_id(),
            street=flag.street,
            subject=subject,
            standard=standard.name,
            drawn_on=work.today(),
            drawn_at=stamp(work.now()),
            inspector=inspector.strip(),
            drawn={unit: Drawn(place=place, first_by=units[unit]) for place, unit in enumerate(chosen, 1)},
            flag=flag.kind.value,
            flag_id=flag.id,
        )
        return work.rechecks.save(made)


def _units_of(work: Work, flag: Flag) -> dict[str, str]:
    if flag.sites:
        audits = {a.id: a.inspectors for a in work.audits.all(flag.street)}
        photos = {p.id: p.audit for p in work.photos.all(flag.street)}
        named = {name for r in flag.records for name in names_of(audits.get(photos.get(r, r), ""))}
        return {site: "、".join(sorted(named)) for site in flag.sites}
    held = {r.id: r for r in work.responses.all(flag.street)}
    return {r: held[r].interviewer for r in flag.records if r in held and not held[r].recheck}


def list_rechecks(store: Store, street: str, standard: Standard) -> list[RecheckResult]:
    """Every re-check of a street with what it shows so far, newest first."""
    with store.reading() as work:
        return read_rechecks(work, street, standard)


def list_places(store: Store, recheck: Recheck) -> dict[str, tuple[str, str]]:
    """Where each unit of a re-check is: code and name; empty where it can no longer be found."""
    with store.reading() as work:
        return places_of(work, recheck)


def change_inspector(store: Store, recheck: str, inspector: str) -> Recheck:
    """Give a re-check to another second inspector; the sample stays as it was drawn."""
    with store.writing() as work:
        return work.rechecks.save(replace(work.rechecks.get(recheck), inspector=inspector.strip()))


def record_second_interview(store: Store, response: Response, standard: Standard) -> Response:
    """Save what a household says the second time. It is compared with the first answers and enters no score.

    Refused: a re-check that does not hold the interview it repeats; an interviewer who is not the second inspector;
    answers that the standard does not know; a moment still to come; a round whose key is destroyed (nobody can tell
    which household it was).
    """
    with store.writing() as work:
        recheck = work.rechecks.get(response.recheck)
        found = []
        if recheck.subject is not Subject.INTERVIEW or response.repeats not in recheck.drawn:
            found.append(Problem("repeats", "not_in_recheck"))
        if response.interviewer != recheck.inspector:
            found.append(Problem("interviewer", "not_second_inspector", {"value": recheck.inspector}))
        known = {q.id: {o.id for o in q.options} for q in standard.questions}
        found += [
            Problem("answers", "answer_unknown", {"question": question, "value": option})
            for question, option in response.answers.items()
            if option not in known.get(question, set())
        ]
        now = stamp(work.now())
        if _is_moment(response.observed_at) and response.observed_at > now:
            found.append(Problem("observed_at", "in_the_future", {"value": response.observed_at, "now": now}))
        refuse_if(found)
        first = work.responses.get(response.repeats)
        held = work.rounds.get(first.round)
        if held.key_destroyed_on is not None:
            facts = {"value": held.name, "day": held.key_destroyed_on.isoformat()}
            raise Refused(Problem("round", "key_destroyed", facts))
        return work.responses.save(replace(response, round=first.round, community=first.community))


def _is_moment(text: str) -> bool:
    try:
        moment_of(text)
    except ValueError:
        return False
    return True
