"""Taking a package back (撤销并入): per record, the line that lets stand what stood before the package's lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.history import State, standing
from auditor.kinds import group_of, sound
from auditor.record import Body, Line, same
from auditor.trust import speaking_of


class Left(StrEnum):
    """Why a record is left as it is, though lines of the package stand in it."""

    IN_CONFLICT = "in_conflict"  # without them others still disagree: a person settles that first
    NOTHING_BEFORE = "nothing_before"  # what it stood on has not arrived, so nobody here knows what was before
    BREAKS_RULES = "breaks_rules"  # what stood before, with what others said since, breaks the rules of its kind
    TOO_LONG = "too_long"  # the line would be longer than one may be: a long body, or a thousand heads


@dataclass(frozen=True, slots=True)
class Before:
    """What a record shall say once a package is taken back. `withdrawn`: the package had made it, and others may have
    said something since (`said_since`), which stays in the journal."""

    body: Body
    withdrawn: bool = False
    said_since: bool = False


def before(lines: Sequence[Line], package: Collection[str], silent: Collection[str], why: str) -> Before | Left | None:
    """What shall stand of a record when these lines of a package say nothing more; None where they change nothing.

    `lines`: all of the record; `package`: the names of those that were new in it; `silent`: those that said nothing
    anyway (auditor/trust.py); `why`: the reason written into a record that the package had made.
    Every field that stands because one of them said it goes back to what stood before that line; what others said
    since stays (DESIGN 5).
    """
    kind = min(line.kind for line in speaking_of(lines, silent))
    group = group_of(kind)
    known = {line.name for line in lines}

    def stands(forgotten: Collection[str]) -> tuple[State, Body]:
        def keeps(body: Body) -> bool:
            return sound(kind, body)

        found = standing(lines, group=group, sound=keeps, silent=silent, forgotten=forgotten)
        return found.state, found.body

    now_state, now = stands(())
    roots = [line for line in lines if not any(parent in known for parent in line.parents)]
    if all(line.name in package for line in roots):
        if any(line.parents for line in roots):
            return Left.NOTHING_BEFORE
        if now.get("withdrawn"):
            return None
        speaking = any(line.name not in package for line in lines)
        if now_state is State.CONFLICT and speaking:
            return Left.IN_CONFLICT
        shown = now if now_state is not State.CONFLICT else roots[0].body
        return Before({**shown, "withdrawn": why}, withdrawn=True, said_since=speaking)
    state, then = stands(package)
    if state is State.CONFLICT:
        return Left.IN_CONFLICT
    if state is State.BROKEN:
        return Left.BREAKS_RULES
    if now_state is not State.CONFLICT and same(dict(now), dict(then)):
        return None
    return Before(then)
