"""Settling: an unsettled record as its lines have it, and a person's word on top of all of them, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor.conflict import Conflict, settled_body
from auditor.conflict_matters import words_of
from auditor.dispute import Dispute, dispute_id
from auditor.errors import Outdated, Problem, Refused, refuse_if
from auditor.history import State
from auditor.kinds import KINDS
from auditor.record import Body, Record, value_of
from auditor.site_rules import problems_after
from auditor.standard import Standard
from auditor.store import Store, Version, Work


@dataclass(frozen=True, slots=True)
class Told:
    """One record with its sayings, what its ids are called, who cares for it, and why it was settled before (versions
    of its dispute that gave a reason, oldest first)."""

    conflict: Conflict
    words: Mapping[str, str]
    own: str  # this station
    today: date
    dispute: Dispute | None
    earlier: tuple[Version, ...]


def read_conflict(store: Store, record: str, standard: Standard) -> Told:
    """A record as its lines have it, settled or not; Refused if it is not held."""
    with store.reading() as work:
        conflict = _held(work, record)
        reasons: dict[str, Version] = {}
        for version in work.disputes.history(dispute_id(record)):
            if version.body.get("reason"):
                reasons.setdefault(str(version.body.get("settled")), version)
        return Told(
            conflict=conflict,
            words=words_of(work, [conflict], standard),
            own=work.setting("station"),
            today=work.today(),
            dispute=_dispute(work, conflict),
            earlier=tuple(reasons.values()),
        )


def _held(work: Work, record: str) -> Conflict:
    found = work.conflicts([record])
    if not found:
        raise Refused(Problem("id", "no_such_record", {"kind": "", "value": record}))
    return found[0]


def _dispute(work: Work, of: Conflict) -> Dispute | None:
    return next(iter(work.disputes.some([dispute_id(of.record)])), None)


def settle(
    store: Store,
    record: str,
    version: str,
    choices: Mapping[str, str],
    standard: Standard,
    *,
    reason: str,
    anew: Mapping[str, Body] | None = None,
) -> Record:
    """Write a person's word on top of all heads of a record: of each contested field the saying of the line chosen, or
    the field written anew (by its name, all its keys). The reason is kept in the record's dispute.

    Refused without a reason, with a field left open, or where the rules of the kind or the register say no; Outdated if
    another line came since `version` was read.
    """
    with store.writing() as work:
        of = _held(work, record)
        if of.version != version:
            raise Outdated(Problem("version", "outdated", {"kind": of.kind}))
        if of.state is State.SETTLED:
            raise Refused(Problem("version", "settled_already", {"value": record}))
        if not reason.strip():
            raise Refused(Problem("reason", "empty"))
        body = settled_body(of, choices, anew or {})
        saved = work.records_of(of.kind).settle(_value(of, body))
        # of what others said beside it nothing is asked here; a code that another site has is reported, not refused
        decided = {key for f in of.fields for key in f.keys} | {
            key for values in (anew or {}).values() for key in values
        }
        wrong = problems_after(work, [saved], standard)
        refuse_if(p for p in wrong if p.field in decided and p.code != "code_taken")
        _save(work, of, {"reason": reason.strip(), "settled": saved.version})
        return saved


def _value(of: Conflict, body: Body) -> Record:
    kind = KINDS.get(of.kind)
    if kind is None:
        raise Refused(Problem("kind", "record_kind_unknown", {"value": of.kind}))
    try:
        return value_of(kind, body, id=of.record, version=of.version, street=of.street)
    except ValueError as error:
        raise Refused(Problem("", "body_unreadable", {"value": str(error)})) from error


def assign(store: Store, record: str, *, owner: str, due: date | None) -> Dispute:
    """Say who is to settle a record (a person's id; "" for nobody) and by when. Refused: no such record or person."""
    with store.writing() as work:
        of = _held(work, record)
        if owner:
            work.people.get(owner)
        return _save(work, of, {"owner": owner, "due": due})


def _save(work: Work, of: Conflict, said: Mapping[str, object]) -> Dispute:
    held = _dispute(work, of)
    if held is None:
        known = work.versions([dispute_id(of.record)])  # held, and so broken that it has no value
        version = known.get(dispute_id(of.record), "")
        held = Dispute(id=dispute_id(of.record), version=version, record=of.record, of_kind=of.kind, street=of.street)
    # mypy cannot see which of the fields a mapping names; `assign` and `settle` above are all who call this
    changed = replace(held, record=of.record, of_kind=of.kind, street=of.street, withdrawn="", **said)  # type: ignore[arg-type]
    return work.disputes.settle(changed)
