"""What stands after the lines of a golden package, as its JSON holds it."""

from collections.abc import Iterable
from typing import Any

from auditor.history import standing
from auditor.kinds import group_of, sound
from auditor.record import Body, Line


def standing_of(lines: Iterable[Line]) -> dict[str, dict[str, Any]]:
    """By record: kind, version, heads, state, the body that nobody disputes, and the sayings of each conflict."""
    records: dict[str, list[Line]] = {}
    for line in lines:
        records.setdefault(line.record, []).append(line)
    return {record: _stands(of) for record, of in records.items()}


def _stands(lines: list[Line]) -> dict[str, Any]:
    kind = lines[0].kind

    def keeps_rules(body: Body) -> bool:
        return sound(kind, body)

    found = standing(lines, group=group_of(kind), sound=keeps_rules)
    return {
        "kind": kind,
        "version": found.version,
        "heads": list(found.heads),
        "state": found.state.value,
        "body": dict(found.body),
        "conflicts": {field: list(sayings) for field, sayings in found.conflicts.items()},
    }
