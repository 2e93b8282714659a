"""What can be told to a person: a rule said no (Refused), or the machine did (Unavailable)."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field it concerns, a code that wording turns into a sentence, and its facts."""

    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """A rule of the field says no; nothing was changed. Carries the problems so that a form can mark its fields."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field}: {p.code} {dict(p.facts)}" for p in problems))
        self.problems: tuple[Problem, ...] = problems


class Outdated(Refused):
    """Somebody saved this record since it was read: look at what stands now, then edit again."""


class Unavailable(Exception):
    """Disk, lock or network does not serve; nothing was changed. The code names what, the facts say where."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts: Mapping[str, object] = facts


class Cancelled(Exception):
    """A person stopped a running task; its transaction rolls back like any other."""


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise Refused with all problems, if there is any."""
    found = tuple(problems)
    if found:
        raise Refused(*found)
