"""What is missing (DESIGN 4), as values: the actions that together make every criterion MET, and what will come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.standard import COVERAGES


class Act(StrEnum):
    """What a person does; in the order in which a community's lines stand."""

    REGISTER = "register"  # 登记: there is nothing to count
    SETTLE = "settle"  # 处理冲突
    CORRECT = "correct"  # 更正台账: the place type is not of the standard
    ASSIGN = "assign"  # 落实责任单位
    LINK = "link"  # 对应户数: which point serves whom
    NEW_POINT = "new_point"  # 新设投放点
    MEND = "mend"  # 补好投放点
    VISIT = "visit"  # 现场检查
    NEW_ROUND = "new_round"  # 新开轮次
    SUPPLEMENT = "supplement"  # 补抽
    INTERVIEW = "interview"  # 入户


AT_THE_DESK = frozenset({Act.REGISTER, Act.SETTLE, Act.CORRECT, Act.ASSIGN, Act.LINK, Act.NEW_ROUND, Act.SUPPLEMENT})
ON_SITE = frozenset({Act.NEW_POINT, Act.MEND, Act.VISIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An item to be found good at a site or point; why it is not now: never_seen, expired, contradictory, failing."""

    unit: str
    item: str
    reason: str
    observed_at: str = ""  # of the evidence held


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """So many households of a site go from one point to another; "" is no point yet, and no point any more."""

    site: str
    source: str
    target: str
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One action. It names every criterion and item it serves; `reasons` are codes, the weightiest first.

    `record` is what is settled (`kind` says of which kind). `point` is the point, `new:…` for one to be made.
    `households` is how many come to conform in placement through it. `place_type`: the list assumes it.
    """

    act: Act
    criteria: tuple[str, ...]
    community: str = ""
    site: str = ""
    point: str = ""
    record: str = ""
    kind: str = ""
    reasons: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    moves: tuple[Move, ...] = ()
    households: int = 0
    interviews: int = 0
    place_type: str = ""

    @property
    def id(self) -> str:
        """The same for the same action, whenever the list is made."""
        return ":".join((self.act.value, self.site or self.community, self.record or self.point))

    @property
    def count(self) -> int:
        """How much it counts in the summary: each interview is one."""
        return self.interviews if self.act is Act.INTERVIEW else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Evidence that conforms today and ends before the planned application: its last valid day. No site: a round.

    With `correction` one that is overdue instead: `ends` was its deadline, `observed_on` the day it was opened.
    """

    ends: date
    criteria: tuple[str, ...]
    community: str = ""
    site: str = ""
    observed_on: date | None = None
    round: str = ""  # its name
    correction: str = ""
    found: str = ""  # what the correction is to put right
    days_over: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Below 100 %: any `least` of these `units` are enough."""

    least: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What separates a street from its goal on a day.

    `repairs` and `new_points` are for the households; `at_least` is the proven least of both together.
    `choices`, where the threshold is below 100 %, by criterion; placement by criterion and part, `placement/sites`.
    `beside`: failing answers of rounds that drew nobody, by community: to be looked after, and not scored.
    """

    street: str
    name: str
    standard: str
    on: date
    planned: date
    needed: tuple[Needed, ...]
    coming: tuple[Coming, ...]
    repairs: int = 0
    new_points: int = 0
    at_least: int = 0
    choices: Mapping[str, Choice] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Actions and interviews."""
        return sum(n.count for n in self.needed)

    @property
    def is_smallest(self) -> bool:
        """Whether the set of points is proven to be the smallest."""
        return self.repairs + self.new_points <= self.at_least


def by_community(needed: Sequence[Needed], communities: Sequence[str]) -> dict[str, list[Needed]]:
    """Lines by community in the street's order; what concerns the whole street ("") comes first."""
    order = {code: place for place, code in enumerate(("", *communities))}
    found: dict[str, list[Needed]] = {}
    for one in sorted(needed, key=lambda n: (order.get(n.community, len(order)), n.community)):
        found.setdefault(one.community, []).append(one)
    return found


def count_short(needed: Sequence[Needed]) -> tuple[int, int, int]:
    """补 · 看 · 访: what is mended or put right, looked at, asked."""
    looked = sum(n.act is Act.VISIT for n in needed)
    asked = sum(n.interviews for n in needed if n.act is Act.INTERVIEW)
    return sum(n.act not in (Act.VISIT, Act.INTERVIEW) for n in needed), looked, asked


def serves_coverage(one: Needed) -> bool:
    """Whether a line serves one of the three coverages."""
    return any(c in COVERAGES for c in one.criteria)
