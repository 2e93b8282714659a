"""Forgetting whom a round asked: its key is destroyed here, in every database that learns of it, and in old copies."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.slots import secret_name
from auditor.standards import standard_named
from auditor.store import Check, Store, Work
from auditor.survey import Round

COPY_DAYS = 90  # a copy made before a key was destroyed still holds it, and is kept no longer (DESIGN 5)
COPIES = "copies"  # setting: path -> day, of the backups that this program made


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


def back_up(store: Store, path: str) -> Check:
    """A checked copy in one file, noted, so that it does not keep a destroyed key for ever; Unavailable if it cannot be
    made."""
    place = str(Path(path).resolve())
    with store.writing() as work:  # noted first: a copy made and not noted would keep a key for ever
        made = copies(work)
        work.set_setting(COPIES, json.dumps({**made, place: work.today().isoformat()}, sort_keys=True))
    try:
        return store.backup(path)
    except BaseException:
        with store.writing() as work:
            work.set_setting(COPIES, json.dumps(made, sort_keys=True))
        raise


def copies(work: Work) -> dict[str, str]:
    """The copies this program made of the database: path -> day."""
    held: dict[str, str] = json.loads(work.setting(COPIES) or "{}")
    return held


def copies_with(made: dict[str, str], round_: Round) -> list[tuple[str, str]]:
    """Of these copies (path -> day) those that hold a round's key, made from its freezing to its destruction."""
    gone = round_.key_destroyed_on
    return sorted(
        (path, day)
        for path, day in made.items()
        if day >= round_.frozen_on.isoformat() and (gone is None or day <= gone.isoformat())
    )


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
            left = {path: day for path, day in copies(work).items() if path not in removed}
            work.set_setting(COPIES, json.dumps(left, sort_keys=True))
    return removed
