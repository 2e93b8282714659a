"""What waits for a person as plain JSON values: `conflicts --json` (keys are kept for ever)."""

from typing import Any

from auditor.conflict import Conflict, Contested
from auditor.conflict_matters import Matter, Waiting
from auditor.history import State

Plain = dict[str, Any]


def plain_waiting(waiting: Waiting) -> Plain:
    """The whole list: `total` records, of which `records` are shown; bodies as records hold them."""
    return {
        "street": waiting.street,
        "on": waiting.today.isoformat(),
        "total": waiting.total,
        "counts": {s.value: waiting.counts.get(s, 0) for s in (State.CONFLICT, State.INCOMPLETE, State.BROKEN)},
        "overdue": waiting.overdue,
        "records": [_matter(m) for m in waiting.matters],
        "codes": [
            {"street": p.left.street, "code": p.left.code, "sites": [p.left.id, p.right.id]} for p in waiting.codes
        ],
        "interviews": [
            {"round": t.round.id, "name": t.round.name, "visits": [v.id for v in t.visits], "counts": dict(t.counts)}
            for t in waiting.interviews
        ],
        "unheard": [
            {"kind": x.kind, "record": x.record, "street": x.street, **_who(x.name, x.person, x.station, x.at)}
            for x in waiting.unheard
        ],
    }


def _matter(matter: Matter) -> Plain:
    of: Conflict = matter.conflict
    return {
        "record": of.record,
        "kind": of.kind,
        "street": of.street,
        "title": matter.title,
        "state": of.state.value,
        "version": of.version,
        "owner": matter.owner_name,
        "due": matter.due.isoformat() if matter.due else None,
        "overdue": matter.overdue,
        "fields": [_field(f) for f in of.fields],
        "sides": [_who(s.line, s.person, s.station, s.at) for s in of.sides],
        "missing": list(of.missing),
        "since": of.since or None,
        "problems": [{"field": p.field, "code": p.code} for p in of.problems],
    }


def _field(of: Contested) -> Plain:
    return {
        "field": of.name,
        "sayings": [{**_who(s.line, s.person, s.station, s.at), "values": dict(s.values)} for s in of.sayings],
        "base": dict(of.base) if of.base is not None else None,
    }


def _who(line: str, person: str, station: str, at: str) -> Plain:
    return {"line": line, "person": person, "station": station, "at": at}
