"""The smallest set of points that serves every household, by HiGHS: nothing in here knows what a site is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from auditor.telling import Tell, quiet

SECONDS = 10.0  # a street (DESIGN 4)
_STAY, _MOVE = 0, 2  # a household that moves costs more than one that stays; to another site, or unseen: one more each


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What may serve households: a point that stands (`new` false), or new points at a site, any number.

    `order` ranks the answer (site code, point code, id). `costs`: a repair or a new point, which is to be avoided; else
    it is good already. `capacity` in households (of each new one), None without bound. `reach`: the homes it may serve.
    """

    id: str
    home: str
    order: tuple[str, ...]
    reach: frozenset[str]
    capacity: int | None
    costs: bool = False
    new: bool = False
    unseen: bool = False  # nobody would look at it otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The question: households by home, what may serve them, who serves whom now, and sets of which one must be good.

    `held` counts households by (home, target); what is not held anywhere has no point yet.
    """

    homes: Mapping[str, int]
    targets: Sequence[Target]
    held: Mapping[tuple[str, str], int] = field(default_factory=dict)
    covers: Sequence[frozenset[str]] = ()  # ids of targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The answer: how many of each costly target are opened, and who serves whom then.

    `at_least` is the proven lower bound of repairs and new points; it equals their number unless time ran out.
    """

    opened: Mapping[str, int]
    shares: Mapping[tuple[str, str], int]
    at_least: int

    @property
    def count(self) -> int:
        """Repairs and new points."""
        return sum(self.opened.values())


def place_points(asked: Places, seconds: float = SECONDS, tell: Tell = quiet) -> Placed:
    """Fewest repairs and new points together, then fewest new points, then the earliest targets in order.

    Homes that no target joins are solved apart. Every home must be in reach of a new point, so there is an answer.
    `tell(done, total)` between the parts may raise Cancelled. Past `seconds` the best found is given.
    """
    until = monotonic() + seconds
    opened: dict[str, int] = {}
    shares: dict[tuple[str, str], int] = {}
    at_least = 0
    parts = list(_parts(asked))
    for number, part in enumerate(parts):
        tell(number, len(parts))
        if _is_served(part):
            shares.update({key: n for key, n in part.held.items() if n})
            continue
        found = _Model(part, until).answer()
        opened.update(found.opened)
        shares.update(found.shares)
        at_least += found.at_least
    return Placed(opened=opened, shares=shares, at_least=at_least)


def _parts(asked: Places) -> Iterable[Places]:
    """The question cut where no target joins two homes and no cover joins two targets, in order."""
    lead: dict[str, str] = {}

    def root(name: str) -> str:
        while lead.setdefault(name, name) != name:
            name = lead[name]
        return name

    for target in asked.targets:
        for home in target.reach:
            lead[root(f"h{home}")] = root(f"t{target.id}")
        root(f"t{target.id}")
    for cover in asked.covers:
        first, *others = sorted(cover)
        for other in others:
            lead[root(f"t{other}")] = root(f"t{first}")
    groups: dict[str, list[Target]] = {}
    for target in sorted(asked.targets, key=lambda t: (t.order, t.id)):
        groups.setdefault(root(f"t{target.id}"), []).append(target)
    for name, targets in groups.items():
        homes = {h: asked.homes[h] for h in sorted(asked.homes) if root(f"h{h}") == name}
        ids = {t.id for t in targets}
        yield Places(
            homes=homes,
            targets=targets,
            held={key: n for key, n in sorted(asked.held.items()) if key[0] in homes and key[1] in ids},
            covers=[c for c in asked.covers if c <= ids and c],
        )


def _is_served(part: Places) -> bool:
    """Whether all is well as it stands."""
    good = {t.id: t.capacity for t in part.targets if not t.costs}
    served, load = dict.fromkeys(part.homes, 0), dict.fromkeys(good, 0)
    for (home, target), n in part.held.items():
        if n and target not in good:
            return False
        if n:
            served[home] += n
            load[target] += n
    fits = all(capacity is None or load[t] <= capacity for t, capacity in good.items())
    return fits and served == dict(part.homes) and all(cover & good.keys() for cover in part.covers)


class _Model:
    """One part as a mixed-integer programme: how many of each costly target, and how many households go where."""

    def __init__(self, part: Places, until: float) -> None:
        from highspy import Highs

        self.part, self.until = part, until
        self.costly = [t for t in part.targets if t.costs]
        self.highs = Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
            self.highs.setOptionValue(option, value)
        self.opened = {t.id: self._column(self._most(t), whole=True) for t in self.costly}
        self.stays: dict[tuple[str, str], int] = {}
        self.moves: dict[tuple[str, str], int] = {}
        for target in part.targets:
            for home in sorted(target.reach & part.homes.keys()):
                held = min(part.held.get((home, target.id), 0), part.homes[home])
                if held:
                    self.stays[home, target.id] = self._column(held)
                self.moves[home, target.id] = self._column(part.homes[home])
        self._rows()

    def _most(self, target: Target) -> int:
        if not target.new:
            return 1
        reached = sum(self.part.homes[h] for h in target.reach if h in self.part.homes)
        return max(1, -(-reached // target.capacity) if target.capacity else 1)

    def _column(self, most: float, *, whole: bool = False) -> int:
        from highspy import HighsVarType

        place = self.highs.getNumCol()
        self.highs.addVar(0, most)
        if whole:
            self.highs.changeColIntegrality(place, HighsVarType.kInteger)
        return int(place)

    def _row(self, least: float, most: float, terms: Sequence[tuple[int, float]]) -> None:
        self.highs.addRow(least, most, len(terms), [c for c, _ in terms], [v for _, v in terms])

    def _rows(self) -> None:
        part, inf = self.part, self.highs.inf
        flows = (self.stays, self.moves)
        for home, households in part.homes.items():
            terms = [(c, 1.0) for flow in flows for (h, _), c in flow.items() if h == home]
            self._row(households, households, terms)
        for target in part.targets:
            mine = [((h, t), c) for flow in flows for (h, t), c in flow.items() if t == target.id]
            if target.costs and target.capacity is None:
                for (home, _), column in mine:
                    self._row(-inf, 0, [(column, 1.0), (self.opened[target.id], -float(part.homes[home]))])
            elif target.costs and mine:
                terms = [(c, 1.0) for _, c in mine]
                self._row(-inf, 0, [*terms, (self.opened[target.id], -float(target.capacity or 0))])
            elif target.capacity is not None and mine:
                self._row(-inf, target.capacity, [(c, 1.0) for _, c in mine])
        for cover in part.covers:
            if all(t in self.opened for t in cover):
                self._row(1, inf, [(self.opened[t], 1.0) for t in sorted(cover)])

    # -- solving ------------------------------------------------------------------------------------------------------

    def answer(self) -> Placed:
        """In stages: how many, how many of them new, which in order, and last who goes where."""
        all_of = dict.fromkeys(self.opened.values(), 1.0)
        new = {self.opened[t.id]: 1.0 for t in self.costly if t.new}
        found, at_least = self._solve(all_of)
        proven = found is not None and at_least == sum(found)
        opened = found if found is not None else self._everything()
        if proven:
            self._row(-self.highs.inf, sum(opened), list(all_of.items()))
            opened = self._fewest(new, opened)
            opened = self._earliest(opened)
        for column, count in zip(self.opened.values(), opened, strict=True):
            self.highs.changeColBounds(column, count, count)
        shares = self._shares()
        return Placed(opened=self._used(opened, shares), shares=shares, at_least=at_least)

    def _used(self, opened: list[int], shares: Mapping[tuple[str, str], int]) -> dict[str, int]:
        """What is opened and used: where time ran out more may have been opened than anybody goes to."""
        found = {}
        for target, count in zip(self.costly, opened, strict=True):
            load = sum(n for (_, t), n in shares.items() if t == target.id)
            least = -(-load // target.capacity) if target.capacity else int(load > 0)
            covers = any(target.id in cover for cover in self.part.covers)
            if used := min(count, max(least, int(covers))):
                found[target.id] = used
        return found

    def _solve(self, costs: Mapping[int, float]) -> tuple[list[int] | None, int]:
        """The best found for the least of these costs, and the proven bound; None if time ran out before any."""
        from highspy import HighsModelStatus, HighsStatus

        highs = self.highs
        for column in self.opened.values():
            highs.changeColCost(column, costs.get(column, 0.0))
        left = self.until - monotonic()
        highs.setOptionValue("time_limit", highs.getRunTime() + max(0.05, left))
        if highs.run() == HighsStatus.kError:
            raise RuntimeError(f"HiGHS refused the model: {highs.modelStatusToString(highs.getModelStatus())}")
        at_least = -int(-(highs.getInfo().mip_dual_bound - 1e-6) // 1) if self.opened else 0
        if highs.getModelStatus() == HighsModelStatus.kOptimal or highs.getSolution().value_valid:
            values = highs.getSolution().col_value
            return [round(values[c]) for c in self.opened.values()], max(0, at_least)
        return None, max(0, at_least)

    def _fewest(self, new: Mapping[int, float], opened: list[int]) -> list[int]:
        """Among the smallest sets one with the fewest new points."""
        found, _ = self._solve(new)
        if found is None:
            return opened
        place = {c: i for i, c in enumerate(self.opened.values())}
        if new:
            self._row(-self.highs.inf, sum(found[place[c]] for c in new), list(new.items()))
        return found

    def _earliest(self, opened: list[int]) -> list[int]:
        """Among those the one that opens most at the first target, then at the second, and so on."""
        total = sum(opened)
        for place, (target, column) in enumerate(zip(self.costly, self.opened.values(), strict=True)):
            if monotonic() > self.until:
                break
            if sum(opened[:place]) < total and opened[place] < self._most(target):
                found, _ = self._solve({column: -1.0})
                opened = found if found is not None and sum(found) == total else opened
            self.highs.changeColBounds(column, opened[place], opened[place])
        return opened

    def _everything(self) -> list[int]:
        """What surely serves everybody: all that can be opened."""
        return [self._most(t) for t in self.costly]

    def _shares(self) -> dict[tuple[str, str], int]:
        """Who goes where so that the fewest move: a transport problem, whose corners are whole numbers."""
        from highspy import HighsModelStatus

        highs, by = self.highs, {t.id: t for t in self.part.targets}
        for column in self.opened.values():
            highs.changeColCost(column, 0.0)
        for column in self.stays.values():
            highs.changeColCost(column, _STAY)
        for (home, target), column in self.moves.items():
            highs.changeColCost(column, _MOVE + (by[target].home != home) + by[target].unseen)
        highs.setOptionValue("time_limit", highs.inf)
        highs.run()
        if highs.getModelStatus() != HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS found no transport: {highs.modelStatusToString(highs.getModelStatus())}")
        values = highs.getSolution().col_value
        shares: dict[tuple[str, str], int] = {}
        for flow in (self.stays, self.moves):
            for key, column in flow.items():
                n = round(values[column])
                if n:
                    shares[key] = shares.get(key, 0) + n
        return shares
