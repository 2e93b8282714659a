"""Which standard it is: those that ship and those a database holds, by id, number and day in force."""

from collections.abc import Iterable
from datetime import date

from auditor.errors import Problem, Refused
from auditor.standard import Standard
from auditor.standard_file import STANDARDS, shipped
from auditor.standard_record import assemble
from auditor.store import Work

USUAL = "nankai-2023"
SETTING = "standard"  # which id this database works by; "" is the usual one


def standards_of(work: Work) -> list[Standard]:
    """Every standard at hand, by id and number. What ships stands before what is held under the same name."""
    return _standards(work, sorted(file.stem for file in STANDARDS.glob("*.toml")))


def _standards(work: Work, shipping: Iterable[str]) -> list[Standard]:
    found = {s.name: s for s in assemble(work.standards.all())}
    found |= {s.name: s for s in map(shipped, shipping)}
    return sorted(found.values(), key=lambda s: (s.id, s.number))


def standard_of(work: Work, code: str, number: int | None = None, on: date | None = None) -> Standard:
    """The standard of an id: this number, or the one in force on a day (today): the highest whose day had come, else
    the first there is. Refused if it is not held."""
    shipping = [file.stem for file in STANDARDS.glob("*.toml") if file.stem == code]  # no other is read for it
    mine = [s for s in _standards(work, shipping) if s.id == code]
    if number is not None:
        mine = [s for s in mine if s.number == number]
    if not mine:
        raise Refused(Problem("standard", "standard_not_found", {"value": f"{code} {number or ''}".strip()}))
    day = on or work.today()
    return next((s for s in reversed(mine) if s.in_force_from <= day), mine[0])


def standard_named(work: Work, name: str) -> Standard:
    """The standard a record names: `nankai-2023 1`. Refused if it is not held, or the name is none."""
    code, _, number = name.partition(" ")
    if number and not number.isdecimal():
        raise Refused(Problem("standard", "standard_not_found", {"value": name}))
    return standard_of(work, code, int(number) if number else None)


def in_force(work: Work) -> Standard:
    """The standard by which this database works today."""
    return standard_of(work, work.setting(SETTING) or USUAL)


def asked_for(work: Work, said: str) -> Standard:
    """What a person names as `ID` or `ID:NUMBER`; "" is the one in force."""
    return standard_named(work, said.replace(":", " ", 1)) if said else in_force(work)
