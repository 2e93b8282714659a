"""What an import would do, as a value: new, changed, unchanged and missing records, problems by row; and its result."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from auditor.audit import Audit
from auditor.form_reading import Row, RowProblem, Sheet
from auditor.forms import Kind
from auditor.record import Record, Value, body_of, same
from auditor.site import Assignment, Link, Point, Site
from auditor.survey import Response
from auditor.wording import listed

R = TypeVar("R", bound=Record)

ORDER: tuple[type[Record], ...] = (Site, Point, Assignment, Link, Audit, Response)  # what others refer to first


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that would change, as text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One record that would be written, with the row it comes from. `fields` is empty for a new one."""

    sheet: str
    row: int
    record: Record
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A record of the database that the file does not have. It is listed only; an import never deletes."""

    kind: str
    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A rehearsed import. `lines` is the journal's count when it was rehearsed, `sha256` that of the file."""

    FORM: ClassVar[str] = ""

    file: str
    sha256: str
    lines: int
    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[Missing, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()
    rows: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each: rows, new, changed, unchanged, missing, problems, warnings."""
        return {
            "rows": self.rows,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "problems": len(self.problems),
            "warnings": len(self.warnings),
        }

    def count_of(self, kind: type[Record]) -> int:
        """New and changed records of one kind."""
        return sum(type(c.record) is kind for c in (*self.new, *self.changed))


class RegisterPlan(ImportPlan):
    """A rehearsed import of a register."""

    __slots__ = ()
    FORM = "register"


class AuditsPlan(ImportPlan):
    """A rehearsed import of site audits."""

    __slots__ = ()
    FORM = "audits"


class ResponsesPlan(ImportPlan):
    """A rehearsed import of interviews."""

    __slots__ = ()
    FORM = "responses"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import wrote. `outdated`: rows left out because somebody saved their record since the rehearsal."""

    new: int
    changed: int
    unchanged: int
    left_out: int  # rows with problems
    outdated: tuple[Change, ...] = ()


@dataclass(slots=True)
class Harvest:
    """Where the rules put what they find while they go through the rows; `plan_parts` freezes it."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[Missing] = field(default_factory=list)

    def put(self, row: Row, record: Record, held: Record | None) -> None:
        """Keep what a row makes of a record: new, changed with its fields, or unchanged."""
        if held is None:
            self.new.append(Change(row.sheet.name, row.number, record))
        elif changes := changes_between(held, record):
            self.changed.append(Change(row.sheet.name, row.number, record, changes))
        else:
            self.unchanged += 1


def changed(held: R, fields: Mapping[str, Any]) -> R:
    """The record with these fields; itself where they say nothing new."""
    return held if all(getattr(held, n) == v for n, v in fields.items()) else replace(held, **fields)


def changes_between(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """The fields in which two versions of a record differ; compared by their canonical bytes."""
    if old is new or old == new:
        return ()
    before, after = body_of(old), body_of(new)
    return tuple(
        FieldChange(name, _text(before.get(name, "")), _text(after.get(name, "")))
        for name in sorted({*before, *after})
        if not same(before.get(name, ""), after.get(name, ""))
    )


def _text(value: Value) -> str:
    if isinstance(value, dict):
        return " ".join(f"{k}={_text(v)}" for k, v in sorted(value.items()))
    return str(value)


def natural_key(record: Record) -> tuple[str, ...]:
    """By what a record is recognised in a file: nobody may have made another one of it since the rehearsal."""
    match record:
        case Site():
            return ("site", record.street, record.code)
        case Point():
            return ("point", record.site, record.code)
        case Assignment():
            return ("assignment", record.site, record.organisation, str(record.since))
        case Link():
            return ("link", record.site, record.point, str(record.since))
    return (record.KIND, record.id)


def refuse_twice(sheet: Sheet, key: tuple[str, ...]) -> None:
    """Refuse all rows of a sheet that have the same key, by column ids; each names the rows it stands in."""

    def key_of(row: Row) -> tuple[str, ...]:
        return tuple(str(row.values.get(name) or "") for name in key)

    counts = Counter(key_of(row) for row in sheet.rows)
    twice = {k for k, n in counts.items() if n > 1 and any(k)}
    if not twice:
        return
    rows: dict[tuple[str, ...], list[int]] = {}
    for row in sheet.rows:
        if (k := key_of(row)) in twice:
            rows.setdefault(k, []).append(row.number)
    column = next(
        (
            c
            for c in reversed(key)
            if c in sheet.heads and sheet.form.column(c).kind is not Kind.DAY and c != "alternative"
        ),
        key[0],
    )
    for row in sheet.rows:
        if (k := key_of(row)) in twice:
            row.sheet.refuse(row, column, "duplicate", rows=listed(map(str, rows[k][:10]), "、"))


def gathered(sheets: Iterable[Sheet], problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    """All problems, in order of sheet and row."""
    order = {s.name: i for i, s in enumerate(sheets)}
    every = [*problems, *(p for s in sheets for p in s.problems)]
    return tuple(sorted(every, key=lambda p: (order.get(p.sheet, -1), p.row)))
