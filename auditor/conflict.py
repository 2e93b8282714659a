"""An unsettled record as a person settles it: what each field's sayings are, what they follow, what is missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.errors import Problem, Refused
from auditor.history import Standing, State
from auditor.kinds import KINDS, group_of
from auditor.record import Body, Line, same, value_of

Stand = Callable[[Iterable[Line]], Standing]  # what stands after some lines of one record


@dataclass(frozen=True, slots=True)
class Saying:
    """One line that says a field: who, when, at which station, and the keys of the field as it has them."""

    line: str
    person: str
    station: str
    at: str
    values: Body


@dataclass(frozen=True, slots=True)
class Contested:
    """One field (keys that mean one thing) with its sayings, oldest first, and what stood before they parted; without
    a base there was nothing common, or that was in dispute as well."""

    name: str
    keys: tuple[str, ...]
    sayings: tuple[Saying, ...]
    base: Body | None
    base_at: str = ""

    def saying(self, line: str) -> Saying | None:
        """What a line says of it."""
        return next((s for s in self.sayings if s.line == line), None)


@dataclass(frozen=True, slots=True)
class Side:
    """One newest line that speaks: who wrote it, and which line says each contested field there (none where it still
    stands on the base)."""

    line: str
    person: str
    station: str
    at: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A record that may not be counted. `agreed` is what stands undisputed, `shown` what listings show meanwhile."""

    record: str
    kind: str
    street: str
    state: State
    version: str
    at: str  # of the newest head
    fields: tuple[Contested, ...]
    sides: tuple[Side, ...]
    agreed: Body
    shown: Body
    missing: tuple[str, ...] = ()  # names of lines that have not arrived
    since: str = ""  # when the first line that waits for one was written
    problems: tuple[Problem, ...] = field(default=())  # of a broken record

    def contested(self, name: str) -> Contested | None:
        """A contested field by name."""
        return next((f for f in self.fields if f.name == name), None)


def conflict_of(lines: Iterable[Line], stand: Stand) -> Conflict:
    """A record as it stands after these lines (at least one): a pure function of their set, settled or not."""
    held = {line.name: line for line in lines}
    found = stand(held.values())
    heads = [held[name] for name in found.tips or found.heads]  # a line that says nothing is no side
    newest = max(heads, key=lambda x: (x.at, x.name))
    conflicts = _with_withdrawal(found, heads)
    above = {
        name: _above(name, held) for name in {*(h.name for h in heads), *(s for f in conflicts.values() for s in f)}
    }
    group = group_of(newest.kind)
    order = _order(newest.kind)
    keys = sorted(found.body, key=lambda k: (order.get(k, len(order)), k))
    agreed = {key: found.body[key] for key in keys if group(key) not in conflicts}
    shown = dict(agreed)
    for name, sayings in conflicts.items():
        if name != "withdrawn":  # in dispute it is not withdrawn
            shown.update({k: v for k, v in held[sayings[0]].body.items() if group(k) == name})
    waiting = [line for line in heads if any(p not in held for p in line.parents)]
    fields = [_contested(name, sayings, held, above, stand) for name, sayings in conflicts.items()]
    return Conflict(
        record=newest.record,
        kind=newest.kind,
        street=newest.street,
        state=found.state,
        version=found.version,
        at=newest.at,
        fields=tuple(sorted(fields, key=lambda f: (order.get(f.keys[0], len(order)), f.name))),
        sides=tuple(
            Side(h.name, h.person, h.station, h.at, _says(h.name, conflicts, above))
            for h in sorted(heads, key=lambda x: (x.at, x.name))
        ),
        agreed=agreed,
        shown=shown,
        missing=tuple(sorted({p for line in waiting for p in line.parents if p not in held})),
        since=min((line.at for line in waiting), default=""),
        problems=tuple(_problems(newest.kind, found.body)) if found.state is State.BROKEN else (),
    )


def _with_withdrawal(found: Standing, heads: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """The fields in conflict; where one side withdrew the record and another went on editing it, a person says whether
    it is withdrawn, though nobody says the contrary in so many words."""
    conflicts = dict(found.conflicts)
    if conflicts and len({str(h.body.get("withdrawn", "")) for h in heads}) > 1:
        conflicts["withdrawn"] = tuple(h.name for h in heads)
    return conflicts


def _above(name: str, held: Mapping[str, Line]) -> frozenset[str]:
    """Every known ancestor of a line; without recursion, as histories may be long."""
    seen: set[str] = set()
    waiting = [p for p in held[name].parents if p in held]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += [p for p in held[at].parents if p in held]
    return frozenset(seen)


def _says(head: str, conflicts: Mapping[str, Sequence[str]], above: Mapping[str, frozenset[str]]) -> dict[str, str]:
    found = {}
    for name, sayings in conflicts.items():
        mine = [s for s in sayings if s == head or s in above[head]]
        last = [s for s in mine if not any(s in above[t] for t in mine)]
        if last:
            found[name] = min(last)
    return found


def _contested(
    name: str, sayings: Sequence[str], held: Mapping[str, Line], above: Mapping[str, frozenset[str]], stand: Stand
) -> Contested:
    lines = sorted((held[s] for s in sayings), key=lambda x: (x.at, x.name))
    group = group_of(lines[0].kind)
    values = {x.name: {k: v for k, v in x.body.items() if group(k) == name} for x in lines}
    base: Body | None = None
    base_at = ""
    if before := frozenset.intersection(*(above[s] for s in sayings)):
        stood = stand([held[n] for n in before])
        if name not in stood.conflicts:
            base = {k: v for k, v in stood.body.items() if group(k) == name}
            base_at = max(held[h].at for h in stood.heads)
    order = _order(lines[0].kind)
    keys = {k for v in values.values() for k in v} | set(base or ()) or {name}
    return Contested(
        name=name,
        keys=tuple(sorted(keys, key=lambda k: (order.get(k, len(order)), k))),
        sayings=tuple(Saying(x.name, x.person, x.station, x.at, values[x.name]) for x in lines),
        base=base,
        base_at=base_at,
    )


def _order(kind: str) -> dict[str, int]:
    """The place of each field in its kind; `withdrawn` last."""
    record = KINDS.get(kind)
    names = [n for n in record.__dataclass_fields__ if n != "withdrawn"] if record else []
    return {name: place for place, name in enumerate([*names, "withdrawn"])}


def _problems(kind: str, body: Body) -> list[Problem]:
    record = KINDS.get(kind)
    if record is None:
        return []
    try:
        return value_of(record, body, id="x").problems()
    except ValueError:
        return [Problem("", "body_unreadable")]


def settled_body(of: Conflict, choices: Mapping[str, str], anew: Mapping[str, Body]) -> dict[str, object]:
    """The record as a person settles it: what agreed, the saying chosen of each contested field (by its line), or the
    keys of a field written anew. Refused: a contested field left open, a line that does not say it, another field of a
    conflict touched. Of a record that is incomplete or broken any field may be written anew."""
    problems = [Problem(n, "not_contested") for n in choices if of.contested(n) is None]
    if of.fields:
        problems += [Problem(n, "not_contested") for n in anew if of.contested(n) is None]
    group = group_of(of.kind)
    body = {key: value for key, value in of.agreed.items() if group(key) not in anew}
    for contested in of.fields:
        if contested.name in anew:
            continue
        saying = contested.saying(choices.get(contested.name, ""))
        if saying is None:
            code = "no_such_saying" if contested.name in choices else "undecided"
            problems.append(Problem(contested.name, code, {"value": choices.get(contested.name, "")[:12]}))
        else:
            body.update(saying.values)
    for name, values in anew.items():
        problems += [Problem(key, "not_contested") for key in values if group(key) != name]
        body.update({key: value for key, value in values.items() if value is not None and value not in ("", {})})
    if problems:
        raise Refused(*problems)
    return body


def taken_whole(of: Conflict, line: str) -> dict[str, str]:
    """The choices that take one side: by its head or by a line that says something there. Refused where that line
    says nothing, or the side leaves a field open."""
    side = next((s for s in of.sides if s.line == line or line in s.says.values()), None)
    if side is None:
        raise Refused(Problem("take", "no_such_saying", {"value": line[:12]}))
    open_ = [f.name for f in of.fields if f.name not in side.says]
    if open_:
        raise Refused(*(Problem(name, "undecided", {"value": ""}) for name in open_))
    return dict(side.says)


def differs(contested: Contested, key: str) -> bool:
    """Whether a key of a contested field is not the same in all its sayings."""
    first = contested.sayings[0].values
    return any(not same(first.get(key, ""), s.values.get(key, "")) for s in contested.sayings[1:])
