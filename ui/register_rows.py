"""What the register shows of a street: one value a site, from the listing and the facts of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.audit import Answer
from auditor.coverage import UnitResult, judge_units
from auditor.facts import SiteFact, StreetFacts
from auditor.history import State as Settled
from auditor.reasons import reason_text
from auditor.record import china_date
from auditor.site import Category
from auditor.standard import CATEGORIES, Standard
from auditor.store import SiteListing, Store, Work
from auditor.verdict import State
from auditor.wording import named, ngettext, number
from ui.marks import BinState, Mark

MARK_OF = {
    State.CONFORMING: Mark.CONFORMING,
    State.NONCONFORMING: Mark.NONCONFORMING,
    State.UNKNOWN: Mark.UNKNOWN,
}
Bins = tuple[BinState, ...]  # in the order of Category


@dataclass(frozen=True, slots=True)
class RegisteredSite:
    """One row. `state` is None where the category rule does not judge it: nothing required, or not in use today."""

    id: str
    code: str
    name: str
    street: str
    community: str
    place_type: str
    place: str
    households: int | None
    bins: Bins
    in_use: bool
    state: State | None
    reason: str
    last_audit: str
    expired: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A street of the tree with its communities (code, name) and the sites not withdrawn in each."""

    code: str
    name: str
    communities: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """Sites of the whole street."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one street as shown: the tree, the sites, and what they are judged by."""

    street: str
    branches: tuple[Branch, ...]
    sites: tuple[RegisteredSite, ...]
    facts: StreetFacts | None
    units: tuple[UnitResult, ...]
    today: date

    @property
    def branch(self) -> Branch:
        """The street itself; StopIteration where the list of streets is empty."""
        return next(b for b in self.branches if b.code == self.street)

    @staticmethod
    def unused(sites: Iterable[RegisteredSite]) -> str:
        """How many of them are listed but not scored today, in words; "" for none."""
        count = sum(not site.in_use for site in sites)
        return ngettext("{n} 个不在用", "{n} 个不在用", count).format(n=number(count)) if count else ""


def short_name(community: str) -> str:
    """学湖里社区居委会 as lists say it: 学湖里."""
    for end in ("社区居委会", "居民委员会", "居委会", "社区"):
        if community.endswith(end) and len(community) > len(end):
            return community.removesuffix(end)
    return community


def read_register(store: Store, street: str, standard: Standard) -> Register:
    """Everything the page shows of a street; `street` "" is this database's own, or the first that has sites."""
    with store.reading() as work:
        own, today = work.setting("street"), work.today()
        branches = _branches(work, own)
        known = {branch.code for branch in branches}
        if street not in known:
            street = next((b.code for b in branches if b.code == own or (not own and b.count)), "")
            street = street or (branches[0].code if branches else "")
        if not street:
            return Register("", branches, (), None, (), today)
        listing = work.sites.search(street=street)
        facts = work.facts(street, today, standard, rounds=False)
    units = tuple(judge_units(facts, standard, today))
    return Register(street, branches, tuple(_rows(listing, facts, units, standard, today)), facts, units, today)


def _branches(work: Work, own: str) -> tuple[Branch, ...]:
    counts = work.sites.counts()
    communities: dict[str, list[tuple[str, str]]] = {}
    for community in work.communities.all():
        communities.setdefault(community.street, []).append((community.code, community.name))
    made = []
    for street in sorted(work.streets.all(), key=lambda s: (s.code != own, s.code)):
        inside = tuple(sorted(communities.get(street.code, ())))
        mine = {code: counts.get(code, 0) for code, _name in inside}
        if street.code == own or not own or any(mine.values()):
            made.append(Branch(street.code, named(street.name, street.name_en), inside, mine))
    return tuple(made)


def _rows(
    listing: Iterable[SiteListing], facts: StreetFacts, units: Iterable[UnitResult], standard: Standard, today: date
) -> Iterable[RegisteredSite]:
    judged = {unit.site: unit for unit in units if unit.criterion == CATEGORIES}
    active = {site.id: site for site in facts.sites}
    points: dict[str, list[str]] = {}
    for link in facts.links:
        points.setdefault(link.site, []).append(link.point)
    oldest = standard.criteria[CATEGORIES].evidence_max_age_days
    for row in listing:
        place = standard.place_types.get(row.place_type)
        unit, fact = judged.get(row.id), active.get(row.id)
        last = row.last_audit
        yield RegisteredSite(
            id=row.id,
            code=row.code,
            name=row.name,
            street=row.street,
            community=row.community,
            place_type=row.place_type,
            place=named(place.name, place.name_en) if place else row.place_type,
            households=row.households if place is None or place.residential else None,
            bins=_site_bins(fact, points.get(row.id, ()), facts, standard, today) if fact else ("none",) * 4,
            in_use=fact is not None,
            state=unit.state if unit else None,
            reason=reason_text(unit, facts, standard) if unit else "",
            last_audit=last,
            expired=bool(last) and (today - date.fromisoformat(last)).days > oldest,
            settled=row.state is Settled.SETTLED,
        )


def answer_at(unit: str, item: str, facts: StreetFacts, oldest: int, today: date) -> Answer | None:
    """The answer that is valid today at a unit (a point's or site's id); None where there is none."""
    found = facts.evidence.get((unit, item))
    if found is None or (today - china_date(found.observed_at)).days > oldest:
        return None
    return found.answer


def seen_bin(answers: Iterable[Answer | None], *, needed: bool) -> BinState:
    """What one shape says of a category over some points: present anywhere, else missing or unknown if it is needed."""
    told = list(answers)
    if Answer.PASS in told:
        return "present"
    if not needed:
        return "none"
    return "missing" if told and all(answer is Answer.FAIL for answer in told) else "unknown"


def _site_bins(site: SiteFact, points: Iterable[str], facts: StreetFacts, standard: Standard, today: date) -> Bins:
    place = standard.place_types.get(site.place_type)
    required = place.required if place else ()
    used = [p for p in points if p in facts.points and facts.points[p].in_use]
    return point_bins(used, required, facts, standard, today)


def point_bins(
    points: Iterable[str], needed: Iterable[Category], facts: StreetFacts, standard: Standard, today: date
) -> Bins:
    """The four shapes over some points, by their newest valid evidence."""
    oldest, used, asked = standard.criteria[CATEGORIES].evidence_max_age_days, tuple(points), frozenset(needed)
    result = []
    for category in Category:
        item = standard.item_of(f"present:{category.value}")
        answers = [answer_at(point, item, facts, oldest, today) for point in used]
        result.append(seen_bin(answers, needed=category in asked))
    return tuple(result)
