"""Bringing tables in, in two steps: rehearse (nothing is written), then accept (one transaction; a merge)."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from auditor.cells import Table
from auditor.errors import Outdated, Problem, Refused
from auditor.form_reading import RowProblem, Sheet, read_form
from auditor.forms import audits_form, register_form, responses_form
from auditor.frames import read_tables
from auditor.history import State
from auditor.intake import (
    ORDER,
    AuditsPlan,
    Change,
    Harvest,
    ImportPlan,
    ImportResult,
    RegisterPlan,
    ResponsesPlan,
    gathered,
    natural_key,
)
from auditor.intake_audits import HeldAudits, plan_audits
from auditor.intake_register import Held, plan_register
from auditor.intake_responses import HeldResponses, HeldRound, plan_responses
from auditor.record import Record
from auditor.site import Site
from auditor.slots import secret_name
from auditor.standard import Standard
from auditor.store import Records, Store, Work
from auditor.telling import Tell, part, quiet

R = TypeVar("R", bound=Record)
P = TypeVar("P", bound=ImportPlan)

_CHINA = timezone(timedelta(hours=8))
_BATCH = 2000


def read_register(store: Store, path: Path, standard: Standard, tell: Tell = quiet) -> RegisterPlan:
    """Rehearse the import of a register, xlsx or csv. Refused if the file cannot be read at all; what is wrong in its
    rows is in the plan. Stopped by `tell`, nothing was touched."""
    tables = read_tables(path).values()
    reading, judging = _halves(tables, tell)
    sheets, problems = read_form(tables, register_form(standard), reading)
    with store.reading() as work:
        of = {s.form.id: s for s in sheets}
        held = _held_register(work, of.get("sites"))
        today = store.clock().astimezone(_CHINA).date()
        harvest = plan_register(of, held, standard, today, judging)
        return _plan(RegisterPlan, path, work, (sheets, problems), harvest)


def read_audits(store: Store, path: Path, standard: Standard, tell: Tell = quiet) -> AuditsPlan:
    """Rehearse the import of site audits, as `read_register`."""
    tables = read_tables(path).values()
    reading, judging = _halves(tables, tell)
    sheets, problems = read_form(tables, audits_form(standard), reading)
    with store.reading() as work:
        held = HeldAudits(
            communities=_communities(work),
            sites=_by(work.sites.all(), lambda s: s.code),
            points=_by(work.points.all(), lambda p: (p.site, p.code)),
            audits={(a.site, a.observed_at[:19], a.inspectors): a for a in work.audits.all()},
            settled=_settled(work),
            now=store.clock(),
        )
        harvest = plan_audits(sheets[0], held, standard, judging) if sheets else Harvest()
        return _plan(AuditsPlan, path, work, (sheets, problems), harvest)


def read_responses(store: Store, path: Path, standard: Standard, tell: Tell = quiet) -> ResponsesPlan:
    """Rehearse the import of interviews, as `read_register`. A column for a resident is refused by its name."""
    tables = read_tables(path).values()
    reading, judging = _halves(tables, tell)
    sheets, problems = read_form(tables, responses_form(standard), reading)
    with store.reading() as work:
        wanted = {row.text("round") for sheet in sheets for row in sheet.rows}
        rounds = [
            HeldRound(r, work.secret(secret_name(r)), work.responses.of_round(r.id))
            for r in work.rounds.all()
            if r.name in wanted
        ]
        held = HeldResponses(
            communities=_communities(work),
            sites=_by(work.sites.all(), lambda s: s.code),
            rounds=_by(rounds, lambda r: (r.round.street, r.round.name)),
            settled=_settled(work),
            now=store.clock(),
        )
        harvest = plan_responses(sheets[0], held, standard, judging) if sheets else Harvest()
        return _plan(ResponsesPlan, path, work, (sheets, problems), harvest)


def _halves(tables: Collection[Table], tell: Tell) -> tuple[Tell, Tell]:
    rows = sum(len(table.rows) for table in tables)
    return part(tell, 0, rows, 2 * rows), part(tell, rows, 2 * rows, 2 * rows)


READERS: Mapping[str, Callable[[Store, Path, Standard, Tell], ImportPlan]] = {
    "register": read_register,
    "audits": read_audits,
    "responses": read_responses,
}


def accept_import(store: Store, plan: ImportPlan, *, only_good: bool = False, tell: Tell = quiet) -> ImportResult:
    """Write what a plan says, in one transaction.

    Refused while rows have problems, unless `only_good` leaves them out. Outdated if somebody saved one of the records
    since the rehearsal; with `only_good` those rows are left out and listed in the result.
    """
    if plan.problems and not only_good:
        raise Refused(
            *(
                Problem(p.column, p.code, {**p.facts, "sheet": p.sheet, "row": p.row, "value": p.value})
                for p in plan.problems
            )
        )
    changes = [*plan.new, *plan.changed]
    with store.writing() as work:
        outdated = _outdated(work, changes) if work.journal.count() != plan.lines else []
        if outdated and not only_good:
            raise Outdated(
                *(
                    Problem("version", "outdated", {"sheet": c.sheet, "row": c.row, "kind": c.record.KIND})
                    for c in outdated
                )
            )
        late = {c.record.id for c in outdated}
        done = 0
        for kind in ORDER:
            records = [c.record for c in changes if type(c.record) is kind and c.record.id not in late]
            for start in range(0, len(records), _BATCH):
                tell(done, len(changes))
                part = records[start : start + _BATCH]
                _records_of(work, kind).save_all(part)
                done += len(part)
        tell(len(changes), len(changes))
    return ImportResult(
        new=sum(c.record.id not in late for c in plan.new),
        changed=sum(c.record.id not in late for c in plan.changed),
        unchanged=plan.unchanged,
        left_out=len({(p.sheet, p.row) for p in plan.problems if p.row}),
        outdated=tuple(outdated),
    )


def accept_register(store: Store, plan: RegisterPlan, *, only_good: bool = False, tell: Tell = quiet) -> ImportResult:
    """Write a rehearsed register; see `accept_import`."""
    return accept_import(store, plan, only_good=only_good, tell=tell)


def accept_audits(store: Store, plan: AuditsPlan, *, only_good: bool = False, tell: Tell = quiet) -> ImportResult:
    """Write rehearsed audits; see `accept_import`."""
    return accept_import(store, plan, only_good=only_good, tell=tell)


def accept_responses(store: Store, plan: ResponsesPlan, *, only_good: bool = False, tell: Tell = quiet) -> ImportResult:
    """Write rehearsed interviews; see `accept_import`."""
    return accept_import(store, plan, only_good=only_good, tell=tell)


# -- what the rules need of the database ------------------------------------------------------------------------------


def _communities(work: Work) -> dict[str, str]:
    return {c.code: c.street for c in work.communities.all()}


def _by(records: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for record in records:
        found.setdefault(key(record), []).append(record)
    return found


def _settled(work: Work) -> Callable[[str], bool]:
    return lambda record: work.sites.state(record) is not State.CONFLICT


def _held_register(work: Work, sites: Sheet | None) -> Held:
    communities = _communities(work)
    named = {communities.get(row.text("community"), "") for row in sites.rows} - {""} if sites else set()
    streets = sorted(named) or [""]

    def of(records: Records[R]) -> list[R]:
        return [r for street in streets for r in records.all(street, withdrawn=True)]

    return Held(
        communities=communities,
        sites=_by(of(work.sites), lambda s: (s.street, s.code)),
        points=_by(of(work.points), lambda p: (p.site, p.code)),
        assignments=_by(of(work.assignments), lambda a: a.site),
        links=_by(of(work.links), lambda x: x.site),
        settled=_settled(work),
    )


def _plan(kind: type[P], path: Path, work: Work, read: tuple[list[Sheet], list[RowProblem]], harvest: Harvest) -> P:
    sheets, problems = read
    return kind(
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        lines=work.journal.count(),
        new=tuple(harvest.new),
        changed=tuple(harvest.changed),
        unchanged=harvest.unchanged,
        missing=tuple(harvest.missing),
        problems=gathered(sheets, problems),
        warnings=tuple(w for s in sheets for w in s.warnings),
        rows=sum(len(s.rows) for s in sheets),
    )


def _records_of(work: Work, kind: type[Record]) -> Records[Any]:
    table: dict[str, Records[Any]] = {
        "site": work.sites,
        "point": work.points,
        "assignment": work.assignments,
        "link": work.links,
        "audit": work.audits,
        "response": work.responses,
    }
    return table[kind.KIND]


def _outdated(work: Work, changes: list[Change]) -> list[Change]:
    """The rows whose record was saved, or made by somebody else, since the rehearsal."""
    found = []
    for kind in ORDER:
        mine = [c for c in changes if type(c.record) is kind]
        if not mine:
            continue
        streets = {c.record.street for c in mine}
        held = [r for s in streets for r in _records_of(work, kind).all(s, withdrawn=True)]
        versions = {r.id: r.version for r in held}
        keys = {natural_key(r): r.id for r in held}
        found += [
            c
            for c in mine
            if versions.get(c.record.id, "") != c.record.version
            or keys.get(natural_key(c.record), c.record.id) != c.record.id
        ]
    gone = {c.record.id for c in found if isinstance(c.record, Site) and not c.record.version}
    ids = {c.record.id for c in found}
    found += [
        c
        for c in changes
        if c.record.id not in ids and {getattr(c.record, "site", ""), getattr(c.record, "point", "")} & gone
    ]
    return sorted(found, key=lambda c: (c.sheet, c.row))


__all__ = [
    "READERS",
    "accept_audits",
    "accept_import",
    "accept_register",
    "accept_responses",
    "read_audits",
    "read_register",
    "read_responses",
]
