"""What stands of a record, computed from the set of its lines and from nothing else (DESIGN 5)."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import and_, or_

from auditor.record import Body, Line, Value, bytes_of

RULES = 1  # number of this computation: an index made by another number is rebuilt


class State(StrEnum):
    """Whether a record's standing body may be counted, and if not, why."""

    SETTLED = "settled"
    CONFLICT = "conflict"  # several sayings stand in one field, or the merged body breaks its kind's rules
    INCOMPLETE = "incomplete"  # a parent's line has not arrived
    BROKEN = "broken"  # the one standing body breaks its kind's rules


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: the body (in a conflict: the fields that agree), the heads, and the sayings of each conflict."""

    version: str
    heads: tuple[str, ...]
    state: State
    body: Body
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # field -> names of the lines that say
    tips: tuple[str, ...] = ()  # the newest lines that are not silent: the heads, mostly


def version_of(heads: Iterable[str]) -> str:
    """The head's name, or the SHA-256 of the sorted heads where there are several."""
    names = sorted(heads)
    return names[0] if len(names) == 1 else hashlib.sha256("\n".join(names).encode()).hexdigest()


def standing(
    lines: Iterable[Line],
    *,
    group: Callable[[str], str] = lambda name: name,
    sound: Callable[[Body], bool] = lambda _: True,
    silent: Collection[str] = (),
    forgotten: Collection[str] = (),
) -> Standing:
    """What stands after these lines of one record (at least one; any order; any may be missing).

    `group` names the field that a body key belongs to (fields that mean one thing are one field); `sound` says
    whether a body keeps its kind's rules. `silent` names lines that say nothing, whatever they name as parents: whoever
    wrote on top of them saw what stood before (auditor/trust.py). `forgotten` names lines that spoke and were heard:
    what stands by their word goes back to what stood before, and what others said on top of them stays
    (auditor/taking_back.py). Pure: equal sets of lines give equal answers.
    """
    known = {line.name: line for line in lines}
    parents = {name: [p for p in line.parents if p in known] for name, line in known.items()}
    heads = sorted(set(known) - {p for ps in parents.values() for p in ps})
    order = _parents_first(parents)
    bit = {name: 1 << place for place, name in enumerate(order)}  # sets of lines as numbers: a long history is small

    above: dict[str, int] = {}  # every ancestor of a line
    says: dict[str, dict[str, frozenset[str]]] = {}  # line -> field -> the sayings that stand there
    parts = {name: _by_field(line.body, group) for name, line in known.items()}
    fields = {key for of in parts.values() for key in of} | {"withdrawn"}
    bytes_told: dict[tuple[str, str], bytes] = {}

    def told(name: str, key: str) -> bytes:
        found = bytes_told.get((name, key))
        if found is None:
            found = bytes_told[name, key] = bytes_of(parts[name].get(key, {}))
        return found

    def last(names: Iterable[str], key: str) -> frozenset[str]:
        return newest(frozenset().union(*(says[n][key] for n in names)))

    def newest(found: Collection[str]) -> frozenset[str]:
        followed = reduce(or_, (above[t] for t in found), 0)
        return frozenset(s for s in found if not bit[s] & followed)

    for name in order:
        mine = parents[name]
        above[name] = reduce(or_, (above[p] | bit[p] for p in mine), 0)
        before = {key: last(mine, key) for key in fields}
        if name in silent:
            says[name] = before
            continue
        anew = not mine or {told(s, "withdrawn") for s in before["withdrawn"]} != {told(name, "withdrawn")}
        says[name] = {
            key: before[key]
            if not anew and {told(s, key) for s in before[key]} == {told(name, key)}
            else frozenset({name})
            for key in fields
        }

    tips = sorted(newest([name for name in known if name not in silent]))
    incomplete = any(p not in known for tip in tips for p in known[tip].parents)  # writing on top mends it

    def remembered(key: str) -> frozenset[str]:
        left = last(tips, key)
        found: frozenset[str] = frozenset()
        while left:
            found |= {s for s in left if s not in forgotten}
            left = frozenset().union(*(last(parents[s], key) for s in left if s in forgotten))
        return newest(found)

    stands = {key: remembered(key) if forgotten else last(tips, key) for key in fields}
    several = {key: sayings for key, sayings in stands.items() if len(sayings) > 1}
    conflicts = {
        key: tuple(sorted(sayings)) for key, sayings in several.items() if len({told(s, key) for s in sayings}) > 1
    }
    body: dict[str, Value] = {}
    for key, sayings in stands.items():
        if sayings and key not in conflicts:
            body.update(parts[min(sayings)].get(key, {}))
    if not conflicts and len(tips) > 1 and not sound(body):
        shared = reduce(and_, (above[t] | bit[t] for t in tips))
        conflicts = {
            key: tuple(sorted({s for t in tips for s in says[t][key]}))
            for key in stands
            if any(not bit[s] & shared for t in tips for s in says[t][key])
        }
    if conflicts:
        state = State.CONFLICT
    elif incomplete:
        state = State.INCOMPLETE
    else:
        state = State.SETTLED if sound(body) else State.BROKEN
    return Standing(version_of(heads), tuple(heads), state, body, conflicts, tuple(tips))


def _by_field(body: Body, group: Callable[[str], str]) -> dict[str, dict[str, Value]]:
    """A body's keys and values, by the field that each belongs to."""
    found: dict[str, dict[str, Value]] = {}
    for key, value in body.items():
        found.setdefault(group(key), {})[key] = value
    return found


def _parents_first(parents: Mapping[str, list[str]]) -> list[str]:
    """Names such that every known parent comes before its child; without recursion, as histories may be long."""
    waiting = {name: len(ps) for name, ps in parents.items()}
    children: dict[str, list[str]] = {name: [] for name in parents}
    for name, ps in parents.items():
        for parent in ps:
            children[parent].append(name)
    ready = sorted(name for name, count in waiting.items() if count == 0)
    order = []
    while ready:
        name = ready.pop()
        order.append(name)
        for child in children[name]:
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    return order
