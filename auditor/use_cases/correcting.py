"""Following corrections (整改) from the failed item to 销号: every step says who, when, why; none changes a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.audit import Answer, Audit, Finding
from auditor.correction import Correction, Stage
from auditor.correction_rules import (
    closing_reason,
    correction_of,
    day_problems,
    opening_problems,
    passing_audit,
    recipient_on,
)
from auditor.corrections import due_after
from auditor.errors import Problem, Refused, refuse_if
from auditor.record import china_date, new_id, stamp
from auditor.standard import Standard
from auditor.standards import standard_named
from auditor.store import Store, Work
from auditor.visit_rules import audit_problems

WAITING = (Stage.OPEN, Stage.FIXED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What looking again came to: the audit that holds the answers (None where no item of a checklist was looked at),
    the corrections as they stand now, and those that follow a failure."""

    audit: Audit | None
    corrections: tuple[Correction, ...]
    following: tuple[Correction, ...]


def open_correction(store: Store, made: Correction) -> Correction:
    """Open one. Refused: site or point not registered, a day to come, the same item waiting already."""
    with store.writing() as work:
        refuse_if(opening_problems(work, made))
        return work.corrections.save(made)


def open_on_audit(
    store: Store, audit: str, days: Mapping[tuple[str, str], int], standard: Standard
) -> list[Correction]:
    """Open corrections of failed items of an audit that is saved: calendar days by unit and item."""
    with store.writing() as work:
        held = work.audits.get(audit)
        items = {i.id: i for i in standard.items}
        made = [correction_of(work, held, unit, items[item], n) for (unit, item), n in days.items()]
        for one in made:
            refuse_if(opening_problems(work, one))
        return work.corrections.save_all(made)


def change_deadline(store: Store, correction: str, due_on: date, reason: str) -> Correction:
    """Another deadline, with the reason; the first stays in the history. Refused once somebody has looked again."""
    with store.writing() as work:
        held = _waiting(work, correction)
        if not reason.strip():
            raise Refused(Problem("reason", "empty"))
        return work.corrections.save(replace(held, due_on=due_on, due_reason=reason.strip()))


def report_fixed(store: Store, correction: str, on: date | None = None, note: str = "") -> Correction:
    """Whoever answers for the site says that it is put right (已改); nobody has looked yet."""
    with store.writing() as work:
        held = _waiting(work, correction)
        if held.stage is not Stage.OPEN:
            raise Refused(Problem("fixed_on", "step_taken"))
        day = on or work.today()
        refuse_if(day_problems(work, "fixed_on", day))
        return work.corrections.save(replace(held, fixed_on=day, fixed_note=note.strip()))


def recheck(
    store: Store, looks: Mapping[str, Finding], standard: Standard, *, inspectors: str, days: int, fresh: str = ""
) -> Looked:
    """Look again (复查) at some corrections of one site, now: the answers become an audit of exactly these items.

    Audit and corrections are saved together, so that a score follows from evidence alone. What passes waits to be
    closed; what fails ends here, and another with a deadline `days` calendar days from now follows it. `fresh`: the
    id of the audit, where it is known before (photographs name it). ValueError: no plain answer; two sites.
    """
    if any(f.answer not in (Answer.PASS, Answer.FAIL) for f in looks.values()):
        raise ValueError("a re-check says whether it conforms")
    with store.writing() as work:
        held = [_waiting(work, c) for c in looks]
        if len({c.site for c in held}) != 1:
            raise ValueError("a re-check is of one site")
        audit = _audit_of(work, held, looks, standard)
        if audit is not None:
            audit = work.audits.save(replace(audit, id=fresh or audit.id, inspectors=inspectors.strip()))
        today = work.today()
        done = [
            replace(
                c,
                rechecked_on=today,
                recheck=audit.id if audit is not None and c.item else "",
                passed=looks[c.id].answer is Answer.PASS,
                recheck_note=looks[c.id].note.strip(),
            )
            for c in held
        ]
        following = [_following(work, c, audit, days) for c in done if not c.passed]
        saved = work.corrections.save_all([*done, *following])
        return Looked(audit=audit, corrections=tuple(saved[: len(done)]), following=tuple(saved[len(done) :]))


def _audit_of(work: Work, held: Sequence[Correction], looks: Mapping[str, Finding], standard: Standard) -> Audit | None:
    """The audit of exactly the items looked at; by the standard in force, or by that of the finding where it asks an
    item no more."""
    of_items = [c for c in held if c.item]
    if not of_items:
        return None
    known = {i.id for i in standard.items}
    found_by = next((work.audits.find(c.audit) for c in of_items if c.item not in known and c.audit), None)
    rules = standard_named(work, found_by.standard) if found_by is not None else standard
    findings: dict[str, dict[str, Finding]] = {}
    for c in of_items:
        findings.setdefault(c.unit, {})[c.item] = looks[c.id]
    audit = Audit(
        id=new_id(),
        street=held[0].street,
        site=held[0].site,
        observed_at=stamp(work.now()),
        inspectors="",
        standard=rules.name,
        findings=findings,
        source="screen",
    )
    refuse_if(audit_problems(work, audit, rules))
    return audit


def _following(work: Work, failed: Correction, audit: Audit | None, days: int) -> Correction:
    today = work.today()
    return Correction(
        id=new_id(),
        street=failed.street,
        site=failed.site,
        unit=failed.unit,
        item=failed.item,
        audit=audit.id if audit is not None and failed.item else "",
        found=failed.recheck_note or failed.found,
        asked=failed.asked,
        recipient=recipient_on(work.assignments.all(failed.street), failed.site, today) or failed.recipient,
        opened_on=today,
        due_on=due_after(today, days),
        follows=failed.id,
    )


def accept_audit(store: Store, correction: str, audit: str) -> Correction:
    """Take an ordinary audit in which the same item conforms for the re-check, because a person says so.

    Refused: the audit shows no such thing, or a later one does not agree.
    """
    with store.writing() as work:
        held = _waiting(work, correction)
        shown = passing_audit(work.audits.of_site(held.site), held, work.audits.unsettled(held.street))
        if shown is None or shown.id != audit:
            raise Refused(Problem("recheck", "audit_shows_nothing"))
        day = china_date(shown.observed_at)
        return work.corrections.save(replace(held, rechecked_on=day, recheck=shown.id, passed=True))


def close_corrections(store: Store, corrections: Sequence[str], note: str = "") -> list[Correction]:
    """Close (销号) what was re-checked and conforms. Refused: not re-checked; a person who may not."""
    with store.writing() as work:
        if reason := closing_reason(work):
            raise Refused(Problem("closed_on", reason))
        held = [work.corrections.get(c) for c in corrections]
        refuse_if(Problem("closed_on", "closed_unchecked") for c in held if c.stage is not Stage.RECHECKED)
        today = work.today()
        return work.corrections.save_all([replace(c, closed_on=today, closed_note=note.strip()) for c in held])


def withdraw_correction(store: Store, correction: str, reason: str) -> Correction:
    """Withdraw one that was opened by mistake, with the reason; it stays in the history."""
    if not reason.strip():
        raise Refused(Problem("reason", "empty"))
    with store.writing() as work:
        held = work.corrections.get(correction)
        if held.is_done:
            raise Refused(Problem("withdrawn", "step_taken"))
        return work.corrections.save(replace(held, withdrawn=reason.strip()))


def _waiting(work: Work, correction: str) -> Correction:
    held = work.corrections.get(correction)
    if held.withdrawn or held.stage not in WAITING:
        raise Refused(Problem("id", "step_taken"))
    return held
