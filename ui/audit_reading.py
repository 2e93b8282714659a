"""What the audit page shows, read in one go on the worker: the day's sites, and one site with its checklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from auditor.audit import SITE, Answer, Audit, Visit
from auditor.clock import ClockDoubt, clock_doubt
from auditor.corrections import SETTING, USUAL_DAYS, is_open, usual_days
from auditor.division import Community
from auditor.drafts import AuditDraft
from auditor.outing import Outing, carry_over, outing_key, read_outing
from auditor.photo import PhotoPlace
from auditor.pinyin import initials
from auditor.rechecked import waiting_for
from auditor.site import Point, Site, in_force
from auditor.standard import COVERAGES, Item, Standard
from auditor.standards import standard_named
from auditor.store import Draft, SiteListing, Store, Work
from auditor.wording import _, listed, named
from ui.marks import Mark
from ui.photo_items import ShownItem

Group = Literal["never", "expired", "valid"]
GROUPS: tuple[Group, ...] = ("never", "expired", "valid")


@dataclass(frozen=True, slots=True)
class PlanSite:
    """One site of the plan: how fresh its evidence is, and what was seen there today."""

    id: str
    code: str
    name: str
    community: str
    group: Group
    today: Mark
    drafted: bool
    initials: str = ""  # of its name in pinyin


@dataclass(frozen=True, slots=True)
class Plan:
    """The sites of a street in the order they are due; `drafts` by site id."""

    street: str
    street_name: str
    communities: tuple[Community, ...]
    sites: tuple[PlanSite, ...]
    drafts: Mapping[str, Draft]
    person: str
    today: date
    outing: Outing  # of today; where its day is another, what was left then


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the checklist and its items, in walking order."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one unit: the site itself, or one of its points."""

    unit: str
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SiteCase:
    """One site to be audited: its checklist, its audits (newest first), what was typed and not saved."""

    site: Site
    community: str
    place: str
    standard: Standard
    sections: tuple[Section, ...]
    audits: tuple[Audit, ...]
    draft: Draft | None
    now: datetime
    blind: bool = False  # the person here is to re-check it: earlier answers are not shown
    organisation: str = ""  # who answers for the site today
    administrative: tuple[str, ...] = ()  # ids of this year's administrative inspections of it, as recorded here
    clock: ClockDoubt | None = None  # what the computer says the date is may be wrong
    waiting: Mapping[tuple[str, str], date] = field(default_factory=dict)  # deadlines of corrections, by unit and item
    days: int = USUAL_DAYS  # the deadline of a correction that is offered first

    def items(self) -> list[tuple[str, Item]]:
        """Every question in walking order, with its unit."""
        return [(s.unit, item) for s in self.sections for part in s.parts for item in part.items]


def current_name(work: Work) -> str:
    """The name of the person who records at this database now."""
    person = work.people.find(work.setting("person"))
    return person.name if person is not None else ""


def read_plan(store: Store, standard: Standard, street: str) -> Plan:
    """The street's sites: never seen first, then those whose evidence has expired, then the others; by code."""
    with store.reading() as work:
        name = next((named(s.name, s.name_en) for s in work.streets.all() if s.code == street), "")
        today = work.today()
        drafts = {d.form.removeprefix("audit:"): d for d in work.drafts() if d.form.startswith("audit:")}
        usable = {s.id for s in work.sites.all(street) if in_force(s.since, s.until, today) and not s.same_as}
        seen = _seen(work.audits.on_day(street, today))
        age = min(standard.criteria[c].evidence_max_age_days for c in COVERAGES)
        listed = work.sites.search("", street=street)
        rows = [
            PlanSite(
                r.id,
                r.code,
                r.name,
                r.community,
                _group(r, today, age),
                seen.get(r.id, Mark.NOT_ANSWERED),
                r.id in drafts,
                initials(r.name),
            )
            for r in listed
            if r.id in usable
        ]
        rows.sort(key=lambda r: (GROUPS.index(r.group), r.code))
        communities = tuple(sorted(work.communities.all(street), key=lambda c: c.code))
        outing = carry_over(
            read_outing(work.setting(outing_key(street)), today), today, {r.id: r.last_audit for r in listed}
        )
        outing = replace(outing, sites=tuple(s for s in outing.sites if s in usable))
        return Plan(street, name, communities, tuple(rows), drafts, current_name(work), today, outing)


def _group(row: SiteListing, today: date, age: int) -> Group:
    if not row.last_audit:
        return "never"
    # one seen today was due when the day began; it stays where it was, and `today` says that it is done
    return "expired" if (today - date.fromisoformat(row.last_audit)).days > age else "valid"


def _seen(audits: Sequence[Audit]) -> dict[str, Mark]:
    """What the newest of these audits of each site came to."""
    found: dict[str, Mark] = {}
    for audit in audits:
        if audit.site not in found:
            failed = any(f.answer is Answer.FAIL for items in audit.findings.values() for f in items.values())
            found[audit.site] = Mark.NONCONFORMING if failed else Mark.CONFORMING
    return found


def read_case(store: Store, standard: Standard, site_id: str, of_standard: str = "") -> SiteCase:
    """A site with its checklist by `standard`, or by the one an older audit names (`nankai-2023 1`)."""
    with store.reading() as work:
        rules = standard if of_standard in ("", standard.name) else standard_named(work, of_standard)
        site = work.sites.get(site_id)
        today = work.today()
        me = current_name(work)
        recheck = waiting_for(work, site.id, site.street, [me])
        points = [
            p
            for p in work.points.all(site.street)
            if p.site == site.id and in_force(p.since, p.until, today) and not p.same_as
        ]
        organisation, of_same = answering_for(work, site, today)
        inspected = work.audits.since(of_same, date(today.year, 1, 1))
        place = rules.place_types.get(site.place_type)
        names = {c.code: c.name for c in work.communities.all(site.street)}
        return SiteCase(
            site=site,
            community=names.get(site.community, site.community),
            place=named(place.name, place.name_en) if place else site.place_type,
            standard=rules,
            sections=sections_of(rules, site, points),
            audits=() if recheck else tuple(work.audits.of_site(site.id)),
            draft=next((d for d in work.drafts() if d.form == f"audit:{site.id}"), None),
            now=work.now(),
            blind=recheck is not None,
            organisation=organisation,
            administrative=tuple(a.id for a in inspected if a.visit is Visit.ADMINISTRATIVE),
            clock=clock_doubt(work),
            waiting=_waiting(work, site),
            days=usual_days(work.setting(SETTING)),
        )


def _waiting(work: Work, site: Site) -> dict[tuple[str, str], date]:
    """The deadlines of a site's corrections that somebody waits for, by unit and item."""
    unsettled = work.corrections.unsettled(site.street)
    held = (c for c in work.corrections.all(site.street) if c.site == site.id and c.item and is_open(c, unsettled))
    return {(c.unit, c.item): c.due_on for c in held}


def answering_for(work: Work, site: Site, today: date) -> tuple[str, set[str]]:
    """The organisation that answers for a site today, and every site of its street it answers for: inspections are
    counted by enterprise. Without one, the site alone."""
    held = [a for a in work.assignments.all(site.street) if in_force(a.since, a.until, today)]
    name = next((a.organisation.strip() for a in held if a.site == site.id), "")
    return name, {site.id} | {a.site for a in held if name and a.organisation.strip() == name}


def sections_of(standard: Standard, site: Site, points: Sequence[Point]) -> tuple[Section, ...]:
    """The items in walking order: the site's own, then those of each of its points, then what the standard asks of the
    site after the points (papers and people), each under the standard's headings."""
    place = {item.id: n for n, item in enumerate(standard.items)}
    own = _parts(standard.checklist(site.place_type, "site"))
    asked = _parts(standard.checklist(site.place_type, "point")) if points else ()
    turn = max((place[part.items[0].id] for part in asked), default=len(place))
    name = f"{site.code} {site.name}"
    found = [Section(SITE, name, tuple(part for part in own if place[part.items[0].id] < turn))]
    for point in sorted(points, key=lambda p: (len(p.code), p.code)):
        words = _("投放点 {code}").format(code=point.code) + (f" · {point.name}" if point.name else "")
        found.append(Section(point.id, words, asked))
    found.append(Section(SITE, name, tuple(part for part in own if place[part.items[0].id] >= turn)))
    return tuple(section for section in found if section.parts)


def _parts(items: Sequence[Item]) -> tuple[Part, ...]:
    parts: dict[str, list[Item]] = {}
    for item in items:
        parts.setdefault(named(item.part, item.part_en), []).append(item)
    return tuple(Part(name, tuple(inner)) for name, inner in parts.items())


def read_both(
    store: Store, standard: Standard, street: str, site_id: str, of_standard: str
) -> tuple[Plan, SiteCase | None]:
    """Plan and case together, for one refresh of the page; no case where no site is chosen."""
    plan = read_plan(store, standard, street)
    return plan, read_case(store, standard, site_id, of_standard) if site_id else None


def photo_place(case: SiteCase | None, draft: AuditDraft | None) -> PhotoPlace | None:
    """Where photographs taken now belong: to the audit that is being written down, which may not be saved yet."""
    if case is None or draft is None:
        return None
    return PhotoPlace(street=case.site.street, site=case.site.id, audit=draft.audit)


def shown_items(case: SiteCase | None) -> list[ShownItem]:
    """What a photograph of this site may be said to show: its items, numbered as the checklist numbers them."""
    return [
        ShownItem(unit, item.id, f"{n} {named(item.name, item.name_en)}", _("第 {n} 项").format(n=n))
        for n, (unit, item) in enumerate(case.items() if case is not None else [], 1)
    ]


def failed_items(audit: Audit, standard: Standard) -> list[tuple[str, str]]:
    """What failed at an audit: names of the items (each once) and their notes, in walking order."""
    names = {i.id: named(i.name, i.name_en) for i in standard.items}
    found: dict[str, list[str]] = {}
    for items in audit.findings.values():
        for item, finding in items.items():
            if finding.answer is Answer.FAIL:
                notes = found.setdefault(item, [])
                if finding.note:
                    notes.append(finding.note)
    order = {i.id: n for n, i in enumerate(standard.items)}
    return [
        (names.get(item, item), listed(notes, "；"))
        for item, notes in sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
    ]
