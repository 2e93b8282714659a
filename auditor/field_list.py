"""The field list (入户名单): which households each interviewer visits next, whole communities and sites together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.survey import Method, Mode, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An earlier visit: day and time of day in China, what it came to, whether in the evening or at a weekend."""

    day: date
    time: str
    outcome: Outcome
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A drawn household by count in its site; never a name, a telephone or a door."""

    community: str
    site: str  # code
    name: str  # of the site
    k: int
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldList:
    """The open households of a round, divided among interviewers."""

    street: str
    street_name: str
    round: str  # name
    mode: Mode
    method: Method
    on: date
    until: date  # the last day on which the round takes visits
    attempts: int
    communities: Mapping[str, str]  # code -> name
    shares: Mapping[str, tuple[Household, ...]]  # interviewer -> households in the order of walking
    demonstration: bool

    @property
    def count(self) -> int:
        """Households on all lists."""
        return sum(len(share) for share in self.shares.values())


def walking(household: Household) -> tuple[str, str, int]:
    """In which order one walks: community, site, count."""
    return household.community, household.site, household.k


def divide(households: Sequence[Household], interviewers: Sequence[str]) -> dict[str, tuple[Household, ...]]:
    """Share households out, about the same number each. A site is never parted, a community only where the lists would
    else differ by more than a tenth of a fair share.

    Whole communities go, the largest first, to whoever has least; then whole sites from the longest list to the
    shortest as long as that brings them nearer. Ties go by code and by the order of the interviewers, so that the same
    households are always divided alike, in whatever order they come.
    """
    sites: dict[str, dict[str, int]] = {}
    for h in households:
        mine = sites.setdefault(h.community, {})
        mine[h.site] = mine.get(h.site, 0) + 1
    loads = dict.fromkeys(interviewers, 0)
    holder: dict[tuple[str, str], str] = {}
    for community, of in sorted(sites.items(), key=lambda c: (-sum(c[1].values()), c[0])):
        least = min(interviewers, key=lambda i: loads[i])  # the first of several
        loads[least] += sum(of.values())
        holder |= {(community, site): least for site in of}
    may_differ = max(1, len(households) // len(interviewers) // 10)
    while True:
        longest, shortest = max(interviewers, key=lambda i: loads[i]), min(interviewers, key=lambda i: loads[i])
        apart = loads[longest] - loads[shortest]
        movable = [
            (abs(apart - 2 * n), community, site, n)
            for community, of in sites.items()
            for site, n in of.items()
            if holder[community, site] == longest and n < apart
        ]
        if apart <= may_differ or not movable:
            break
        _, community, site, n = min(movable)
        holder[community, site] = shortest
        loads[longest] -= n
        loads[shortest] += n
    return {
        name: tuple(sorted((h for h in households if holder[h.community, h.site] == name), key=walking))
        for name in interviewers
    }
