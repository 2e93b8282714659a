"""The out-box of a shared folder (送件): when a new package is worth writing, and which of the own files may go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.delivery import Delivery, Way
from auditor.holding import Holding, Key
from auditor.identity import is_bureau
from auditor.package import Have, Manifest, Part, is_hash
from auditor.store import Work

MOST_WANTED = 20_000  # photographs asked for in one manifest
LOOKED_BACK = 20_000  # deliveries
NOTHING = Part(0, "")


@dataclass(slots=True, kw_only=True)
class Side:
    """One other side: `theirs` is what it last said it holds, `streets` what concerns it (None: all). `only` is the
    station whose lines alone are sent to it ("" for all). `have` is what is held here of that, and `agreed` of how many
    of these lines, in order of arrival, it is certain that the other side holds them. `heard` is the number of the
    delivery by which it was heard last."""

    station: str
    theirs: Have | None
    wants: frozenset[str] = frozenset()
    streets: frozenset[str] | None = None
    only: str = ""
    heard: int = 0
    have: dict[Key, Part] = field(default_factory=dict)
    agreed: dict[Key, int] = field(default_factory=dict)

    def concerns(self, key: Key) -> bool:
        """Whether lines of this street and station are told to it."""
        return self.streets is None or key[0] in self.streets or key[1] == self.station

    def _sent(self, have: Mapping[Key, Part]) -> Iterable[tuple[Key, Part]]:
        return ((key, part) for key, part in have.items() if not self.only or key[1] == self.only)

    @property
    def lacks(self) -> bool:
        """Whether it lacks a line."""
        return any(self.agreed[key] < part.count for key, part in self._sent(self.have))

    @property
    def holds_more(self) -> bool:
        """Whether it said that it holds more lines of some street and station than are held here."""
        theirs = self.theirs or {}
        return any(part.count > self.have.get(key, NOTHING).count for key, part in theirs.items() if self.concerns(key))

    def has(self, one: "OwnFile") -> bool:
        """Whether it holds every line that a package for it was made of, and asks for none of its photographs."""
        lines = all(self.agreed.get(key, 0) >= part.count for key, part in self._sent(one.manifest.have))
        return lines and not one.photos & self.wants


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A package of this side that lies in the folder."""

    number: int  # of its delivery: the greater the later
    name: str
    manifest: Manifest

    @property
    def photos(self) -> frozenset[str]:
        """The photographs it carries."""
        return frozenset(m.sha256 for m in self.manifest.members if m.name.startswith("photos/"))


def compare(held: Iterable[tuple[Key, Holding]], sides: Sequence[Side]) -> None:
    """Put what is held here beside what every side said it holds; whoever said the same is compared once."""
    for key, holding in held:
        known: dict[Part | None, int] = {}
        for side in sides:
            if side.concerns(key):
                said = side.theirs.get(key) if side.theirs is not None else None
                if said not in known:
                    known[said] = holding.agreed(said)
                side.have[key], side.agreed[key] = holding.part, known[said]


def on_the_way(side: Side, lying: Sequence[OwnFile]) -> frozenset[str]:
    """The photographs in the folder that the other side may not have seen yet: what it asked for although it had been
    handed it before its last word is to be handed to it again."""
    return frozenset(sha for one in lying for sha in one.photos if one.number > side.heard or sha not in side.wants)


def is_worth_writing(
    side: Side, newest: OwnFile | None, lying: Sequence[OwnFile], *, wants: Sequence[str], held: frozenset[str]
) -> bool:
    """Whether a new package tells this side anything that the newest one written for it does not.

    That is: lines or receipts; photographs wanted here, or asked for there and `held` here; lines it still lacks,
    where it spoke since or the newest package does not lie in the folder any more; that it holds more than is held
    here, which was lost (a copy was put back) and will be sent; or, in place of a package with photographs that it
    has, a small one. Two sides that have nothing new write nothing, whatever they hear.
    """
    if newest is None or dict(newest.manifest.have) != side.have or tuple(newest.manifest.wants) != tuple(wants):
        return True
    spoke = newest.number < side.heard
    lies = any(one.number == newest.number for one in lying)
    if (side.lacks and (spoke or not lies)) or (side.holds_more and spoke):
        return True
    return bool((side.wants & held) - on_the_way(side, lying)) or (lies and bool(newest.photos) and side.has(newest))


def may_go(side: Side, lying: Sequence[OwnFile]) -> list[OwnFile]:
    """Of the own files for this side those that nobody needs any more: it has all of them, or a later one holds all of
    them. The newest always stays: a side that was put back from a copy finds there what is held here."""
    newest = max((one.number for one in lying), default=0)
    return [
        one
        for one in lying
        if one.number != newest
        and not one.manifest.of_others
        and (side.has(one) or any(one.photos <= later.photos for later in lying if later.number > one.number))
    ]


def wanted_photos(arrivals: Sequence[tuple[int, str]], held: Iterable[str]) -> tuple[str, ...]:
    """The photographs that records show (`Photos.arrivals`) and whose files are not `held`: the newest, as many as one
    manifest asks for."""
    here = set(held)
    missing: dict[str, None] = {}
    for _arrival, sha in reversed(arrivals):
        if sha not in here and is_hash(sha):  # a broken record may name anything
            missing[sha] = None
            if len(missing) == MOST_WANTED:
                break
    return tuple(sorted(missing))


def sides_of(work: Work) -> list[Side]:
    """To whom packages are written: at a station the bureau, known yet or not; at the bureau every accepted station
    whose key counts."""
    mine = work.setting("station")
    if not is_bureau(work) and mine not in work.bureaux:
        return [_side(work, work.bureau, only=mine)]
    others = sorted((s for s in work.stations.all() if s.station != mine and not s.revoked), key=lambda s: s.station)
    return [_side(work, s.station, streets=frozenset({"", s.office}) if s.office else None) for s in others]


def _side(work: Work, station: str, *, only: str = "", streets: frozenset[str] | None = None) -> Side:
    heard = work.deliveries.heard(station) if station else None
    numbers = [d.number for d in work.deliveries.of_package(heard.id) if d.way is Way.IN] if heard else []
    return Side(
        station=station,
        theirs=heard.have if heard else None,
        wants=frozenset(heard.wants) if heard else frozenset(),
        streets=streets,
        only=only,
        heard=max(numbers, default=0),
    )


def sent_to(work: Work, sides: Sequence[Side]) -> dict[str, list[Delivery]]:
    """By other side the packages written for it, newest first. Before the bureau was known a station wrote for whoever
    may read it."""
    found: dict[str, list[Delivery]] = {side.station: [] for side in sides}
    own = next((side.station for side in sides if side.only), None)
    for one in work.deliveries.all(LOOKED_BACK):
        to = own if own is not None and not one.station else one.station
        if one.way is Way.OUT and to in found:
            found[to].append(one)
    return found


def newest_of(work: Work, sent: Sequence[Delivery]) -> OwnFile | None:
    """The newest of these packages; one with lines of others alone is no word of this side."""
    for one in sent:
        manifest = work.deliveries.manifest(one.number)
        if manifest is not None and not manifest.of_others:
            return OwnFile(number=one.number, name=Path(one.file).name, manifest=manifest)
    return None


def lying_of(work: Work, sent: Sequence[Delivery], sizes: Mapping[str, int]) -> list[OwnFile]:
    """Of these packages those that lie in a folder (name -> size) as they were written, newest first."""
    found = []
    for one in sent:
        name = Path(one.file).name
        manifest = work.deliveries.manifest(one.number) if one.file and sizes.get(name) == one.size else None
        if manifest is not None:
            found.append(OwnFile(number=one.number, name=name, manifest=manifest))
    return found
