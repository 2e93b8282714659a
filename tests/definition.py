"""What stands of a record, sentence by sentence as DESIGN 5 says it, for small histories: the judge of history.py.

Nothing here is taken from the program but the bytes of a value. It is slow, as a sentence is.
"""

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from itertools import combinations

from auditor.record import Body, Line, canonical


class Defined:
    """A record's lines, read aloud: `above`, `says` and `said_last` are the definition, the rest follows from it."""

    def __init__(
        self,
        lines: Iterable[Line],
        group: Callable[[str], str],
        sound: Callable[[Body], bool] = lambda _: True,
        silent: Collection[str] = (),
    ) -> None:
        self.known = {x.name: x for x in lines}
        self.group, self.sound, self.silent = group, sound, silent
        self.fields = {group(k) for x in self.known.values() for k in x.body} | {"withdrawn"}
        self._above: dict[str, set[str]] = {}
        self._says: dict[tuple[str, str], bool] = {}

    def value(self, n: str, f: str) -> bytes:
        """A line's value in a field."""
        return canonical({k: v for k, v in self.known[n].body.items() if self.group(k) == f})

    # -- the definition -----------------------------------------------------------------------------------------------

    def above(self, n: str) -> set[str]:
        """Every known line that this one follows."""
        if n not in self._above:
            near = {p for p in self.known[n].parents if p in self.known}
            self._above[n] = near.union(*(self.above(p) for p in near))
        return self._above[n]

    def says(self, n: str, f: str) -> bool:
        """Its value differs from what its parents say together, or they disagree, or there are none; or it sets or
        lifts `withdrawn`, which says every field. A silent line says nothing."""
        if n in self.silent:
            return False
        if (n, f) not in self._says:
            together = {self.value(s, f) for s in self.said_last(self.above(n), f)}
            self._says[n, f] = together != {self.value(n, f)} or (f != "withdrawn" and self.says(n, "withdrawn"))
        return self._says[n, f]

    def said_last(self, among: Iterable[str], f: str) -> set[str]:
        """Every saying that no saying further down follows."""
        sayings = {n for n in among if self.says(n, f)}
        return {s for s in sayings if not any(s in self.above(t) for t in sayings)}

    # -- what follows from it -----------------------------------------------------------------------------------------

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Lines that no other line names as parent."""
        return tuple(sorted(n for n in self.known if not any(n in x.parents for x in self.known.values())))

    @cached_property
    def gaps(self) -> set[str]:
        """Lines whose parent is missing."""
        return {n for n, x in self.known.items() if not self.known.keys() >= set(x.parents)}

    @cached_property
    def tips(self) -> tuple[str, ...]:
        """The newest lines that are not silent: without silent ones the heads."""
        speaking = set(self.known) - set(self.silent)
        return tuple(sorted(n for n in speaking if not any(n in self.above(t) for t in speaking)))

    @property
    def incomplete(self) -> bool:
        """The parent of one of the newest is missing; further up somebody has written on top of it."""
        return bool(self.gaps & set(self.tips))

    @cached_property
    def stands(self) -> dict[str, set[str]]:
        """By field the sayings that stand."""
        return {f: self.said_last(self.known, f) for f in self.fields}

    def dispute(self, sayings: Iterable[str], f: str) -> bool:
        """Whether they say several values."""
        return len({self.value(s, f) for s in sayings}) > 1

    @cached_property
    def disputes(self) -> dict[str, tuple[str, ...]]:
        """By field the sayings that differ."""
        return {f: tuple(sorted(s)) for f, s in self.stands.items() if self.dispute(s, f)}

    @cached_property
    def body(self) -> Body:
        """The fields that nobody disputes."""
        agreed = {f: self.known[min(s)].body for f, s in self.stands.items() if s and f not in self.disputes}
        return {k: v for f, body in agreed.items() for k, v in body.items() if self.group(k) == f}

    @property
    def parted(self) -> set[str]:
        """The fields that were said since the heads parted."""
        shared = set.intersection(*({h} | self.above(h) for h in self.tips))
        return {f for f in self.fields if any(self.says(n, f) for n in set(self.known) - shared)}

    @cached_property
    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """The disputes; where there is none and a body of several heads breaks its kind's rules, what each head says
        in every field said since they parted."""
        if self.disputes or len(self.tips) == 1 or self.sound(self.body):
            return self.disputes
        sides = [{h} | self.above(h) for h in self.tips]
        return {f: tuple(sorted({s for side in sides for s in self.said_last(side, f)})) for f in self.parted}

    @property
    def state(self) -> str:
        """Whether it may be counted, and if not, why."""
        if self.conflicts:
            return "conflict"
        return "incomplete" if self.incomplete else "settled" if self.sound(self.body) else "broken"


def features(d: Defined) -> set[str]:
    """What a history holds, for counting: a test that never meets a crossing says nothing of crossings."""
    beside = [(a, b) for a, b in combinations(d.known, 2) if a not in d.above(b) and b not in d.above(a)]
    settled = {n: [f for f in d.fields if d.dispute(d.said_last(d.above(n), f), f)] for n in d.known}
    withdraws = {n: "withdrawn" in x.body for n, x in d.known.items()}
    found = {n: {withdraws[s] for s in d.said_last(d.above(n), "withdrawn")} for n in d.known}
    held = {
        "three heads": len(d.heads) > 2,
        "a gap": d.incomplete,
        "a gap that somebody wrote upon": bool(d.gaps - set(d.heads)),
        "a conflict": bool(d.disputes),
        "a conflict by broken rules": bool(d.conflicts) and not d.disputes,
        "merged without conflict": len(d.heads) > 1 and not d.conflicts,
        "a conflict settled": any(settled.values()),
        "a conflict settled twice differently": any(
            d.above(a) == d.above(b) and any(d.value(a, f) != d.value(b, f) for f in settled[a]) for a, b in beside
        ),
        "a crossing": any(len(set(d.known[a].parents) & set(d.known[b].parents)) > 1 for a, b in beside),
        "a withdrawal": any(withdraws[n] and True not in found[n] for n in d.known),
        "a withdrawal lifted": any(not withdraws[n] and True in found[n] for n in d.known),
        "a withdrawal against an edit": any(
            f != "withdrawn" and {withdraws[s] for s in sayings} == {True, False} for f, sayings in d.conflicts.items()
        ),
        "the same said twice": any(len(s) > 1 and f not in d.conflicts for f, s in d.stands.items()),
        "a group in conflict": any(
            d.group(k) != k and d.group(k) in d.conflicts for x in d.known.values() for k in x.body
        ),
    }
    return {name for name in FEATURES if held[name]}


FEATURES = (
    "three heads",
    "a gap",
    "a gap that somebody wrote upon",
    "a conflict",
    "a conflict by broken rules",
    "merged without conflict",
    "a conflict settled",
    "a conflict settled twice differently",
    "a crossing",
    "a withdrawal",
    "a withdrawal lifted",
    "a withdrawal against an edit",
    "the same said twice",
    "a group in conflict",
)
