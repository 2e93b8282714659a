"""A database that was moved (已搬走): it stays as it was, says where its station works now, and writes no package."""

import json

from auditor.errors import Problem, Refused
from auditor.record import stamp
from auditor.store import Work

SETTING = "moved"


def note_moved(work: Work, to: str) -> None:
    """Say that this database's station works elsewhere from now on; `to` as it may be read, without a password."""
    work.set_setting(SETTING, json.dumps({"to": to, "at": stamp(work.now())}, ensure_ascii=False, sort_keys=True))


def moved_problem(work: Work) -> Problem | None:
    """What is to be said of a database that was moved; None of one that was not."""
    held = work.setting(SETTING)
    if not held:
        return None
    parts = json.loads(held)
    return Problem("db", "database_moved", {"to": parts["to"], "day": parts["at"][:10]})


def refuse_moved(work: Work) -> None:
    """Refuse where the station works elsewhere: it must not run twice."""
    if problem := moved_problem(work):
        raise Refused(problem)
