"""Unsaved forms as values and as text: an audit or an interview goes on where it stopped, on the same question."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.record import moment_of, stamp
from auditor.survey import Basis, Outcome, Response

CHINA = timedelta(hours=8)
SCHEMA = 1

T = TypeVar("T", "AuditDraft", "InterviewDraft")
Marks = Mapping[str, Mapping[str, str]]  # unit, then item, to an answer or a note


def audit_form(site: str) -> str:
    """Under which name the draft of a site's audit is kept; `record_audit` clears it."""
    return f"audit:{site}"


def interview_form(round_id: str) -> str:
    """Under which name the draft of a round's interview is kept; `record_response` clears it."""
    return f"response:{round_id}"


def typed_moment(day: str, time: str) -> datetime:
    """The moment of a China date `2026-11-22` and time `10:42` (or `1042`, `10：42`); ValueError for anything else."""
    time = time.strip().replace("：", ":").replace("点", ":").rstrip("分:")
    if time.isdecimal() and len(time) in (3, 4):
        time = f"{time[:-2]}:{time[-2:]}"
    return datetime.strptime(f"{day.strip()} {time}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - CHINA


def shown_moment(at: str) -> tuple[str, str]:
    """A stamp as the two fields show it: day and minute in China; both empty for no stamp."""
    if not at:
        return "", ""
    local = moment_of(at) + CHINA
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraft:
    """An audit on its way, as typed; `unit` and `item` are the question the hand is on.

    `at` is the exact moment. It holds as long as `day` and `time`, which show its minute, are not typed over.
    """

    site: str
    audit: str  # the id it will be saved under
    version: str = ""  # of the audit that is being changed; "" for a new one
    standard: str
    unit: str = SITE
    item: str = ""
    answers: Marks = field(default_factory=dict)
    notes: Marks = field(default_factory=dict)
    occurrences: Marks = field(default_factory=dict)
    bands: Marks = field(default_factory=dict)
    corrections: Marks = field(default_factory=dict)  # calendar days to the deadline of a correction asked for
    visit: str = Visit.PUBLIC
    at: str = ""
    day: str = ""
    time: str = ""
    inspectors: str = ""
    note: str = ""
    approval: str = ""
    notice: str = ""
    certificates: str = ""
    source: str = "screen"

    def answer(self, unit: str, item: str) -> Answer | None:
        """What an item got so far."""
        held = self.answers.get(unit, {}).get(item)
        return Answer(held) if held else None

    def finding(self, unit: str, item: str) -> Finding | None:
        """What an item got so far, with its note."""
        answer = self.answer(unit, item)
        if answer is None:
            return None
        occurrences = self.occurrences.get(unit, {}).get(item, "")
        return Finding(
            answer=answer,
            note=self.note_of(unit, item).strip(),
            occurrences=int(occurrences) if occurrences else None,
            band=self.bands.get(unit, {}).get(item, ""),
        )

    def note_of(self, unit: str, item: str) -> str:
        """The note of an item."""
        return self.notes.get(unit, {}).get(item, "")

    def days_of(self, unit: str, item: str) -> int | None:
        """Calendar days to the deadline of the correction asked for on a failed item; None where none is."""
        held = self.corrections.get(unit, {}).get(item, "")
        return int(held) if held else None

    def asked_for(self) -> dict[str, dict[str, int]]:
        """Every correction asked for, as `record_audit` takes them."""
        return {unit: {i: int(days) for i, days in items.items()} for unit, items in self.corrections.items() if items}

    def with_correction(self, unit: str, item: str, days: int | None) -> "AuditDraft":
        """The same with a correction asked for on an item, or none any more."""
        held = "" if days is None else str(days)
        return replace(self, corrections=_with(self.corrections, unit, item, held))

    @property
    def answered(self) -> int:
        """How many items are answered."""
        return sum(len(items) for items in self.answers.values())

    def count(self, answer: Answer) -> int:
        """How many items got this answer."""
        return sum(held == answer for items in self.answers.values() for held in items.values())

    @property
    def is_begun(self) -> bool:
        """Whether anything was answered or noted that would be missed."""
        return bool(self.answered or any(self.notes.values()) or self.note.strip())

    def with_answer(self, unit: str, item: str, answer: Answer | None) -> "AuditDraft":
        """The same with one item answered, or its answer taken back."""
        return self.with_finding(unit, item, Finding(answer=answer) if answer else None)

    def with_finding(self, unit: str, item: str, finding: Finding | None) -> "AuditDraft":
        """The same with one item's answer, occurrences and grade, or all of them taken back; its note stays. What does
        not fail asks for no correction."""
        occurrences = finding.occurrences if finding is not None else None
        fails = finding is not None and finding.answer is Answer.FAIL
        kept = self if fails else self.with_correction(unit, item, None)
        return replace(
            kept,
            answers=_with(self.answers, unit, item, finding.answer.value if finding else ""),
            occurrences=_with(self.occurrences, unit, item, str(occurrences) if occurrences else ""),
            bands=_with(self.bands, unit, item, finding.band if finding else ""),
        )

    def with_note(self, unit: str, item: str, note: str) -> "AuditDraft":
        """The same with one item's note."""
        return replace(self, notes=_with(self.notes, unit, item, note))

    def loose_notes(self) -> list[tuple[str, str]]:
        """Items with a note and no answer: a finding cannot hold them."""
        return [
            (u, i) for u, items in self.notes.items() for i, n in items.items() if n.strip() and not self.answer(u, i)
        ]

    def observed_at(self) -> str:
        """The stamp to be saved: the exact moment, or the one typed; the typed words themselves where they are none."""
        if self.at and (self.day, self.time) == shown_moment(self.at):
            return self.at
        try:
            return stamp(typed_moment(self.day, self.time))
        except ValueError:
            return f"{self.day} {self.time}".strip()

    def findings(self) -> dict[str, dict[str, Finding]]:
        """What every answered item got, by unit."""
        return {
            unit: {i: f for i in items if (f := self.finding(unit, i)) is not None}
            for unit, items in self.answers.items()
            if items
        }

    def record(self, street: str) -> Audit:
        """The audit to be saved."""
        return Audit(
            id=self.audit,
            version=self.version,
            street=street,
            site=self.site,
            observed_at=self.observed_at(),
            inspectors=self.inspectors.strip(),
            standard=self.standard,
            visit=Visit(self.visit),
            findings=self.findings(),
            note=self.note.strip(),
            approval=self.approval.strip(),
            notice=self.notice.strip(),
            certificates=self.certificates.strip(),
            source=self.source,
        )


def draft_of(audit: Audit) -> AuditDraft:
    """The form of an audit that is to be changed: saving makes its next version."""
    day, time = shown_moment(audit.observed_at)
    return AuditDraft(
        site=audit.site,
        audit=audit.id,
        version=audit.version,
        standard=audit.standard,
        answers={u: {i: f.answer.value for i, f in items.items()} for u, items in audit.findings.items()},
        notes={u: {i: f.note for i, f in items.items() if f.note} for u, items in audit.findings.items()},
        occurrences={
            u: {i: str(f.occurrences) for i, f in items.items() if f.occurrences} for u, items in audit.findings.items()
        },
        bands={u: {i: f.band for i, f in items.items() if f.band} for u, items in audit.findings.items()},
        visit=audit.visit.value,
        at=audit.observed_at,
        day=day,
        time=time,
        inspectors=audit.inspectors,
        note=audit.note,
        approval=audit.approval,
        notice=audit.notice,
        certificates=audit.certificates,
        source=audit.source,
    )


def _with(marks: Marks, unit: str, item: str, value: str) -> Marks:
    inner = {i: v for i, v in marks.get(unit, {}).items() if i != item}
    if value:
        inner[item] = value
    return {**marks, unit: inner}


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewDraft:
    """An interview on its way. It holds no person and no door: the household is named by its slot alone.

    `outcome` is set while its source is asked for (vacant, not residential); `seconds` are those taken so far.
    """

    round: str
    community: str
    slot: str
    part: str = ""  # the supplement or cluster of the slot
    response: str  # the id it will be saved under
    version: str = ""
    question: str = ""  # the one on the screen; "" when all are answered
    answers: Mapping[str, str] = field(default_factory=dict)
    seconds: int = 0
    started_at: str = ""
    interviewer: str = ""
    outcome: str = ""

    def record(self, street: str, outcome: Outcome, observed_at: str, basis: Basis | None = None) -> Response:
        """The response to be saved; a visit that was no interview keeps no answers."""
        answering = outcome in (Outcome.COMPLETE, Outcome.PARTIAL)
        return Response(
            id=self.response,
            version=self.version,
            street=street,
            round=self.round,
            community=self.community,
            outcome=outcome,
            observed_at=observed_at,
            interviewer=self.interviewer.strip(),
            slot=self.slot,
            part=self.part,
            answers=dict(self.answers) if answering else {},
            seconds=self.seconds if answering else 0,
            basis=basis,
        )


def interview_of(response: Response) -> InterviewDraft:
    """The form of a response that its interviewer changes: saving makes its next version."""
    return InterviewDraft(
        round=response.round,
        community=response.community,
        slot=response.slot,
        part=response.part,
        response=response.id,
        version=response.version,
        answers=dict(response.answers),
        seconds=response.seconds,
        started_at=response.observed_at,
        interviewer=response.interviewer,
    )


def text_of(draft: AuditDraft | InterviewDraft) -> str:
    """The draft as text; reading it gives back an equal value."""
    body = {f.name: getattr(draft, f.name) for f in fields(draft)}
    return json.dumps({"schema": SCHEMA, "draft": body}, sort_keys=True, separators=(",", ":"))


def read_audit(text: str) -> AuditDraft:
    """The audit of a draft's text; ValueError if it is none (torn, or of another form)."""
    draft = _read(AuditDraft, text)
    Visit(draft.visit)
    for items in draft.answers.values():
        for answer in items.values():
            Answer(answer)
    for counts in (*draft.occurrences.values(), *draft.corrections.values()):
        for count in counts.values():
            int(count)
    return draft


def read_interview(text: str) -> InterviewDraft:
    """The interview of a draft's text; ValueError if it is none (torn, or of another form)."""
    draft = _read(InterviewDraft, text)
    if draft.outcome:
        Outcome(draft.outcome)
    return draft


def _read(kind: type[T], text: str) -> T:
    written = json.loads(text)
    if not isinstance(written, dict) or written.get("schema") != SCHEMA or not isinstance(written.get("draft"), dict):
        raise ValueError("no draft of this schema")
    body = written["draft"]
    try:
        blank = kind(**{name: body[name] for name in body})
    except TypeError as error:
        raise ValueError(str(error)) from error
    for f in fields(kind):
        value = getattr(blank, f.name)
        depth = {
            "answers": 2 if kind is AuditDraft else 1,
            "notes": 2,
            "occurrences": 2,
            "bands": 2,
            "corrections": 2,
        }.get(f.name, 0)
        good = type(value) is int if f.name == "seconds" else _is_text(value, depth)
        if not good:
            raise ValueError(f.name)
    return blank


def _is_text(value: object, depth: int) -> bool:
    if not depth:
        return isinstance(value, str)
    return isinstance(value, dict) and all(_is_text(inner, depth - 1) for inner in value.values())
