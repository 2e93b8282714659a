"""How a site stood at a moment, with all that hangs on it: computed from the lines written until then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from auditor.history import standing
from auditor.kinds import group_of, sound
from auditor.record import Body, Line, stamp

NOW = "9"  # later than every stamp
PARTS = ("assignment", "point", "link")


@dataclass(frozen=True, slots=True)
class Past:
    """A site and its parts as they stood: bodies by kind and record, withdrawn ones left out. `site` is empty before
    it was registered; what was in dispute then is absent from the body and named in `disputed`."""

    site: Body
    parts: Mapping[str, Mapping[str, Body]]
    disputed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # record -> fields


def end_of_day(day: date) -> str:
    """The first stamp after a day in China."""
    return stamp(datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(hours=8))


def past(lines: Iterable[Line], until: str) -> Past:
    """What stood just after the last line of `until` or before; lines carry the moment their writer's clock showed."""
    written: dict[str, list[Line]] = {}
    for line in lines:
        if line.at <= until:
            written.setdefault(line.record, []).append(line)
    site: Body = {}
    parts: dict[str, dict[str, Body]] = {kind: {} for kind in PARTS}
    disputed = {}
    for record, held in sorted(written.items()):
        kind = min(line.kind for line in held)
        found = standing(held, group=group_of(kind), sound=lambda body, kind=kind: sound(kind, body))  # type: ignore[misc]
        if found.conflicts:
            disputed[record] = tuple(sorted(found.conflicts))
        if kind == "site":
            site = found.body
        elif kind in parts and not found.body.get("withdrawn"):
            parts[kind][record] = found.body
    return Past(site, parts, disputed)


def differing(then: Body, now: Body) -> list[str]:
    """The keys whose values differ, in order."""
    return [key for key in sorted({*then, *now}) if then.get(key) != now.get(key)]


def with_fields(now: Body, then: Body, keys: Collection[str], kind: str) -> dict[str, object]:
    """A body with some fields as they stood then; fields that mean one thing go together."""
    group = group_of(kind)
    wanted = {group(key) for key in keys}
    kept = {key: value for key, value in now.items() if group(key) not in wanted}
    return {**kept, **{key: value for key, value in then.items() if group(key) in wanted}}
