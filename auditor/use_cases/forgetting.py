"""Forgetting whom a round asked: its key is destroyed here, in every database that learns of it, and in old copies."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from auditor.copies import COPY_DAYS, copies, forget_copies
from auditor.errors import Problem, Refused
from auditor.slots import secret_name
from auditor.standards import standard_named
from auditor.store import Store, Work
from auditor.survey import Round


def key_may_go(work: Work, round_: Round) -> date | None:
    """The first day on which a round's key may go: closed, and nobody may object any more; None while open."""
    if round_.closed_on is None:
        return None
    return round_.closed_on + timedelta(days=standard_named(work, round_.standard).survey.objection_days)


def destroy_key(store: Store, round_id: str, on: date) -> Round:
    """Destroy a round's key: from then on nobody can lead a response back to a door. A line says so, so that every
    database that learns of it destroys its own. Refused before the round is closed and its objection period over."""
    with store.writing() as work:
        held = work.rounds.get(round_id)
        if held.key_destroyed_on is not None:
            facts = {"value": held.name, "day": held.key_destroyed_on.isoformat()}
            raise Refused(Problem("round", "key_destroyed", facts))
        first = key_may_go(work, held)
        if first is None:
            raise Refused(Problem("round", "key_of_open_round", {"value": held.name}))
        if on < first:
            raise Refused(Problem("round", "key_still_needed", {"value": held.name, "day": first.isoformat()}))
        made = work.rounds.save(replace(held, key_destroyed_on=on))
        work.set_secret(secret_name(held), None)
    store.tidy()
    remove_old_copies(store, on)
    return made


def forget_keys(store: Store, on: date) -> int:
    """Destroy every key held here of a round whose key a line says is destroyed, and the copies that are too old; how
    many keys there were. Asked at every start and whenever lines have arrived."""
    with store.reading() as work:
        gone = [r for r in work.rounds.all(withdrawn=True) if r.key_destroyed_on and work.secret(secret_name(r))]
    if gone:
        with store.writing() as work:
            for held in gone:
                work.set_secret(secret_name(held), None)
        store.tidy()
    remove_old_copies(store, on)
    return len(gone)


def remove_old_copies(store: Store, on: date) -> list[str]:
    """Delete the copies that hold a destroyed key and are older than 90 days; their paths. One on a medium that is not
    there now stays on the list and is asked for again."""
    with store.reading() as work:
        made = copies(work)
        destroyed = max(
            (r.key_destroyed_on for r in work.rounds.all(withdrawn=True) if r.key_destroyed_on), default=None
        )
    if destroyed is None:
        return []
    old = [
        path
        for path, day in sorted(made.items())
        if date.fromisoformat(day) <= destroyed and (on - date.fromisoformat(day)).days > COPY_DAYS
    ]
    removed = []
    for path in old:
        if Path(path).is_file():
            Path(path).unlink()
            removed.append(path)
    if removed:
        with store.writing() as work:
            forget_copies(work, removed)
    return removed
