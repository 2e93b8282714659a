"""What the register shows: a street judged site by site, or any number of sites as a lean list, page by page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from auditor.audit import Answer
from auditor.coverage import UnitResult, judge_units
from auditor.facts import SiteFact, StreetFacts
from auditor.history import State as Settled
from auditor.reasons import reason_text
from auditor.record import china_date
from auditor.site import Category
from auditor.standard import CATEGORIES, Standard
from auditor.store import Only, SiteListing, Sought, Store, Work
from auditor.verdict import State
from auditor.wording import _, named, ngettext, number
from ui.marks import BinState, Mark

MARK_OF = {
    State.CONFORMING: Mark.CONFORMING,
    State.NONCONFORMING: Mark.NONCONFORMING,
    State.UNKNOWN: Mark.UNKNOWN,
}
Bins = tuple[BinState, ...]  # in the order of Category
ALL = "all"  # the place above the streets
WHOLE_AT_MOST = 3000  # sites of a street that are judged one by one for the list; more are listed lean
PAGE = 300  # rows of a lean list that are read at once
UNCOUNTED = -1  # how many fit a search is counted after its first page is shown


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
    organisation: str = ""
    with_point: bool = True
    withdrawn: bool = False
    same_as: str = ""
    key: str = ""  # what a search looks in
    judged: bool = True  # False in a lean list: nobody looked at its verdict


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
class Judged:
    """A street's facts of the day and what the coverage rules say of its sites."""

    facts: StreetFacts
    units: tuple[UnitResult, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one street as shown: the tree, the sites, and what they are judged by. A lean one holds the
    first rows of `total` alone; `judged` keeps what was judged meanwhile, by street."""

    street: str
    branches: tuple[Branch, ...]
    sites: tuple[RegisteredSite, ...]
    today: date
    judged: dict[str, Judged]
    total: int = 0
    lean: bool = False
    sought: Sought = field(default_factory=Sought)  # what a lean one was asked
    own: str = ""  # the street of this database; "" at the bureau

    def communities(self, street: str) -> tuple[tuple[str, str], ...]:
        """The communities of a street, by code and name."""
        return next((b.communities for b in self.branches if b.code == street), ())

    def count_of(self, street: str) -> int:
        """How many sites a street has."""
        return next((b.count for b in self.branches if b.code == street), 0)

    @property
    def branch(self) -> Branch:
        """The street itself, or all of them as one; StopIteration where the list of streets is empty."""
        if self.street == ALL:
            return all_of(self.branches)
        return next(b for b in self.branches if b.code == self.street)

    def place_name(self, code: str) -> str:
        """The name of a street or community by its code, as short as lists say it."""
        for branch in self.branches:
            if branch.code == code:
                return branch.name
            if code in branch.counts:
                return short_name(dict(branch.communities)[code])
        return code

    @staticmethod
    def unused(sites: Iterable[RegisteredSite]) -> str:
        """How many of them are listed but not scored today, in words; "" for none."""
        count = sum(site.judged and not site.in_use for site in sites)
        return ngettext("{n} 个不在用", "{n} 个不在用", count).format(n=number(count)) if count else ""


def all_of(branches: Iterable[Branch]) -> Branch:
    """All streets as one, without communities of its own."""
    return Branch(ALL, _("全区"), (), {code: n for b in branches for code, n in b.counts.items()})


def short_name(community: str) -> str:
    """学湖里社区居委会 as lists say it: 学湖里."""
    for end in ("社区居委会", "居民委员会", "居委会", "社区"):
        if community.endswith(end) and len(community) > len(end):
            return community.removesuffix(end)
    return community


def read_register(store: Store, street: str, standard: Standard, sought: Sought | None = None) -> Register:
    """Everything the page shows of a street; `street` "" is this database's own, or the first that has sites.

    All streets together, and a street with very many sites, give the first page of what is sought, unjudged.
    """
    with store.reading() as work:
        own, today = work.setting("street"), work.today()
        branches = _branches(work, own)
        known = {branch.code for branch in branches} | ({ALL} if len(branches) > 1 else set())
        if street not in known:
            street = next((b.code for b in branches if b.code == own or (not own and b.count)), "")
            street = street or (branches[0].code if branches else "")
        if not street:
            return Register("", branches, (), today, {}, own=own)
        shown = Register(street, branches, (), today, {}, own=own)
        if street == ALL or shown.branch.count > WHOLE_AT_MOST:
            return _lean(work, shown, standard, sought or Sought())
        listing = work.sites.seek(Sought(street=street, only=sought.only & {Only.WITHDRAWN} if sought else frozenset()))
        judged = judge_street(work, street, standard)
    rows = tuple(_rows(listing, judged, standard, today))
    return replace(shown, sites=rows, total=len(rows), judged={street: judged})


def judge_street(work: Work, street: str, standard: Standard) -> Judged:
    """A street as it is judged today."""
    facts = work.facts(street, work.today(), standard, rounds=False)
    return Judged(facts, tuple(judge_units(facts, standard, work.today())))


def _lean(work: Work, shown: Register, standard: Standard, sought: Sought) -> Register:
    street = "" if shown.street == ALL else shown.street
    rows, total = _page(work, replace(sought, street=street, limit=PAGE, after=0), standard)
    return replace(shown, sites=rows, total=total, lean=True, sought=sought)


def read_page(store: Store, sought: Sought, standard: Standard) -> tuple[tuple[RegisteredSite, ...], int]:
    """One page of a lean list, and how many rows there are; UNCOUNTED where a search has more than one page."""
    with store.reading() as work:
        return _page(work, sought, standard)


def count_sites(store: Store, sought: Sought, standard: Standard) -> int:
    """How many rows a lean list has."""
    with store.reading() as work:
        return work.sites.count(_dated(sought, work.today(), standard))


def _dated(sought: Sought, today: date, standard: Standard) -> Sought:
    oldest = standard.criteria[CATEGORIES].evidence_max_age_days
    return replace(sought, seen_from=(today - timedelta(days=oldest)).isoformat())


def _page(work: Work, sought: Sought, standard: Standard) -> tuple[tuple[RegisteredSite, ...], int]:
    today = work.today()
    oldest = standard.criteria[CATEGORIES].evidence_max_age_days
    sought = _dated(sought, today, standard)
    listing = work.sites.seek(sought)
    total = sought.after + len(listing)
    if len(listing) == sought.limit:
        total = UNCOUNTED if sought.text else work.sites.count(sought)
    return tuple(_row(row, standard, today, oldest) for row in listing), total


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


def _row(row: SiteListing, standard: Standard, today: date, oldest: int) -> RegisteredSite:
    """A row as it is listed, not judged."""
    place = standard.place_types.get(row.place_type)
    last = row.last_audit
    return RegisteredSite(
        id=row.id,
        code=row.code,
        name=row.name,
        street=row.street,
        community=row.community,
        place_type=row.place_type,
        place=named(place.name, place.name_en) if place else row.place_type,
        households=row.households if place is None or place.residential else None,
        bins=("none",) * 4,
        in_use=True,
        state=None,
        reason="",
        last_audit=last,
        expired=bool(last) and (today - date.fromisoformat(last)).days > oldest,
        settled=row.state is Settled.SETTLED,
        organisation=row.organisation,
        with_point=row.with_point,
        withdrawn=row.withdrawn,
        same_as=row.same_as,
        key=row.key,
        judged=False,
    )


def _rows(listing: Iterable[SiteListing], judged: Judged, standard: Standard, today: date) -> Iterable[RegisteredSite]:
    facts = judged.facts
    verdicts = {unit.site: unit for unit in judged.units if unit.criterion == CATEGORIES}
    active = {site.id: site for site in facts.sites}
    points: dict[str, list[str]] = {}
    for link in facts.links:
        points.setdefault(link.site, []).append(link.point)
    oldest = standard.criteria[CATEGORIES].evidence_max_age_days
    for row in listing:
        unit, fact = verdicts.get(row.id), active.get(row.id)
        yield replace(
            _row(row, standard, today, oldest),
            bins=_site_bins(fact, points.get(row.id, ()), facts, standard, today) if fact else ("none",) * 4,
            in_use=fact is not None,
            state=unit.state if unit else None,
            reason=reason_text(unit, facts, standard) if unit else "",
            judged=True,
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
