"""Re-check samples (复核抽查): how many are drawn, which, and what the second answers show (DESIGN 10)."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, sqrt
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record
from auditor.tails import none_drawn, share_up, smallest


class Subject(StrEnum):
    """What is looked at a second time."""

    SITE = "site"  # sites scored conforming, by a second audit
    INTERVIEW = "interview"  # interviews that count, by asking the household again


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One unit to be re-checked: its place in the draw, and who gave the first answers."""

    place: int
    first_by: str  # names, as the first record gives them


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck(Record):
    """A sample, or a list asked for by a flag, frozen when it is made. The seed is printed: anyone can draw it again.

    `drawn` by unit id: a site, or the response that counts. `population` and `list_hash` (SHA-256 of the sorted ids,
    each followed by a newline) freeze the list it was drawn from. A list asked for has `flag`, and no seed and bound.
    """

    KIND: ClassVar[str] = "recheck"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("subject", "standard", "drawn_at", "seed", "population", "list_hash", "drawn", "flag"),
    )
    subject: Subject
    standard: str
    drawn_on: date
    drawn_at: str  # answers observed before are the first ones
    inspector: str  # who gives the second answers
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    seed: str = ""
    population: int = 0
    list_hash: str = ""
    flag: str = ""  # the kind of flag that asked for it
    flag_id: str = ""

    @property
    def order(self) -> list[str]:
        """The units in the order drawn."""
        return sorted(self.drawn, key=lambda unit: (self.drawn[unit].place, unit))

    def problems(self) -> list[Problem]:
        """A second inspector who gave none of the first answers; a seed with what it was drawn from."""
        found = [Problem(n, "empty") for n in ("inspector", "standard") if not getattr(self, n).strip()]
        if not self.drawn:
            found.append(Problem("drawn", "nothing_to_recheck"))
        own = sum(self.inspector in names_of(d.first_by) for d in self.drawn.values())
        if own:
            found.append(Problem("inspector", "rechecks_own", {"value": self.inspector, "n": own}))
        if bool(self.seed) == bool(self.flag) or (self.seed and not (self.population and self.list_hash)):
            found.append(Problem("seed", "empty"))
        return found


def names_of(text: str) -> set[str]:
    """The people that a record names, however they are set apart."""
    for mark in "，,;；/\n":
        text = text.replace(mark, "、")
    return {name.strip() for name in text.split("、") if name.strip()}


# -- the draw --------------------------------------------------------------------------------------------------------


def fewest_failing(population: int, most_failing: Fraction) -> int:
    """The smallest number of failing units that is not fewer than that share: ceil(share × population), at least 1."""
    return max(1, ceil(most_failing * population))


def sample_size(population: int, most_failing: Fraction, confidence: Fraction) -> int:
    """The smallest sample in which no failing unit shows that fewer than `most_failing` fail, with that confidence.

    Exact, without replacement: P(no failing one drawn | ceil(share × N) fail) <= 1 - confidence. 31 of 50, 45 of 100,
    49 of 208 for 5 % and 95 %. 0 for an empty list; of a few units all.
    """
    if population <= 0:
        return 0
    bad = fewest_failing(population, most_failing)

    def shows(drawn: int) -> bool:
        ways, all_ways = none_drawn(population, bad, drawn)
        return ways <= (1 - confidence) * all_ways

    return smallest(1, population, shows)


def highest_failing(population: int, drawn: int, failing: int, confidence: Fraction) -> int:
    """The greatest number of failing units under which at most `failing` among `drawn` is not rarer than
    1 - confidence: the one-sided upper bound of the whole list, exact. The whole list if nothing was drawn."""
    if drawn <= 0:
        return population

    def too_rare(bad: int) -> bool:
        ways, all_ways = none_drawn(population, bad, drawn, failing)
        return ways <= (1 - confidence) * all_ways

    most = population - drawn + failing  # what was seen to be in order is in order
    first = smallest(failing, most + 1, too_rare)
    return min(most, first - 1)


def draw_units(seed: str, units: Iterable[str], size: int) -> list[str]:
    """The first `size` units by HMAC-SHA-256(seed, unit id): the order of two never depends on the others."""
    key = bytes.fromhex(seed)
    return sorted(units, key=lambda unit: (hmac.new(key, unit.encode(), hashlib.sha256).hexdigest(), unit))[:size]


def list_hash(units: Iterable[str]) -> str:
    """SHA-256 over the sorted ids, each followed by a newline."""
    return hashlib.sha256("".join(f"{unit}\n" for unit in sorted(units)).encode()).hexdigest()


# -- what it shows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """First against second answers of the same questions: how often both conform, both fail, or they differ."""

    both: int = 0  # conforming twice
    first_only: int = 0  # conforming, then failing
    second_only: int = 0  # failing, then conforming
    neither: int = 0

    @property
    def total(self) -> int:
        """Pairs of answers."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def agreed(self) -> int:
        """Pairs of equal answers."""
        return self.both + self.neither

    @property
    def is_kappa_defined(self) -> bool:
        """Whether both values occur on both sides."""
        first = (self.both + self.first_only, self.second_only + self.neither)
        second = (self.both + self.second_only, self.first_only + self.neither)
        return all(first) and all(second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Cohen's κ with its 95 % interval from the asymptotic standard error (Fleiss, Cohen, Everitt 1969)."""

    value: float
    error: float
    low: float
    high: float


def kappa(pairs: Agreement) -> Kappa | None:
    """Cohen's κ; None where it is not defined. Pairs are taken as independent, which flatters the interval."""
    if not pairs.is_kappa_defined:
        return None
    n = pairs.total
    cells = {
        (0, 0): pairs.both / n,
        (0, 1): pairs.first_only / n,
        (1, 0): pairs.second_only / n,
        (1, 1): pairs.neither / n,
    }
    rows = [cells[i, 0] + cells[i, 1] for i in (0, 1)]
    columns = [cells[0, j] + cells[1, j] for j in (0, 1)]
    seen = cells[0, 0] + cells[1, 1]
    expected = sum(r * c for r, c in zip(rows, columns, strict=True))
    value = (seen - expected) / (1 - expected)
    a = sum(cells[i, i] * ((1 - expected) - (rows[i] + columns[i]) * (1 - seen)) ** 2 for i in (0, 1))
    b = (1 - seen) ** 2 * sum(cells[i, j] * (columns[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0)))
    c = (seen * expected - 2 * expected + seen) ** 2
    error = sqrt(max(0.0, a + b - c) / n) / (1 - expected) ** 2
    return Kappa(value=value, error=error, low=max(-1.0, value - 1.96 * error), high=min(1.0, value + 1.96 * error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What the second visit to one unit came to. `failed`: it does not conform by the second answers."""

    unit: str
    record: str  # the second audit or response; "" while it is open
    failed: bool = False
    pairs: Agreement = field(default_factory=Agreement)

    @property
    def done(self) -> bool:
        """Whether somebody went."""
        return bool(self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckResult:
    """What a re-check shows so far: counts, agreement, and with how many failing the whole list is compatible."""

    recheck: Recheck
    seconds: tuple[Second, ...]
    limit: Fraction  # of the standard: fewer than this share may fail
    confidence: Fraction

    @property
    def drawn(self) -> int:
        """Units drawn."""
        return len(self.seconds)

    @property
    def done(self) -> int:
        """Units visited a second time."""
        return sum(s.done for s in self.seconds)

    @property
    def failed(self) -> int:
        """Units that do not conform by their second answers."""
        return sum(s.failed for s in self.seconds)

    @property
    def open(self) -> int:
        """Units nobody has visited yet."""
        return self.drawn - self.done

    @property
    def most_failing(self) -> int | None:
        """The upper bound of failing units in the whole list; units still open count as failing, so that leaving out
        the awkward ones never helps. None for a list that was not drawn, or before the first visit."""
        if not self.recheck.seed or not self.done:
            return None
        return highest_failing(self.recheck.population, self.drawn, self.failed + self.open, self.confidence)

    @property
    def upper_tenths(self) -> int | None:
        """That bound as a share of the list, in tenths of a percent, rounded up."""
        most = self.most_failing
        return None if most is None else share_up(most, self.recheck.population)

    @property
    def shows_limit(self) -> bool:
        """Whether it shows "fewer than the limit fail"."""
        most = self.most_failing
        return most is not None and most < self.limit * self.recheck.population

    @property
    def pairs(self) -> Agreement:
        """All pairs of answers."""
        parts = [s.pairs for s in self.seconds if s.done]
        return Agreement(
            **{n: sum(getattr(p, n) for p in parts) for n in ("both", "first_only", "second_only", "neither")}
        )
