"""What the register's detail shows of one site: its records, its points as seen, and who changed what when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor.audit import Answer
from auditor.coverage import UnitResult
from auditor.facts import StreetFacts
from auditor.field_words import change_word
from auditor.history import State as Settled
from auditor.past import differing
from auditor.reasons import reason_text
from auditor.record import china_date
from auditor.site import Assignment, Category, Link, Point, Site, in_force
from auditor.standard import PLACEMENT, RESPONSIBILITY, Standard
from auditor.store import Store, Version, Work
from auditor.verdict import State, weakest
from auditor.wording import _, listed, named, ngettext
from ui.register_rows import Bins, Register, judge_street, point_bins

SHOWN_CHANGES = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history: a moment (UTC stamp), who, and what, as a person reads it."""

    at: str
    person: str
    what: str


@dataclass(frozen=True, slots=True)
class SitePoint:
    """A point linked to the site, with its link, what was seen there, its state and why."""

    point: Point
    link: Link | None
    bins: Bins
    state: State
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteView:
    """Everything the detail pane shows. `reasons` concern the site itself: (state, sentence)."""

    site: Site
    place: str
    community: str
    residential: bool
    assignment: Assignment | None
    notice: tuple[Answer | None, str]
    points: tuple[SitePoint, ...]
    reasons: tuple[tuple[State, str], ...]
    changes: tuple[Change, ...]
    photos: int = 0
    state: Settled = Settled.SETTLED
    leads: str = ""  # code and name of the site it counts for, where it was joined


@dataclass(frozen=True, slots=True)
class Parts:
    """The records that hang on a site."""

    assignments: list[Assignment]
    points: list[Point]
    links: list[Link]


def read_site(store: Store, site_id: str, register: Register, standard: Standard) -> SiteView:
    """One site whole, beside the register it was chosen in; Refused if there is no such site."""
    with store.reading() as work:
        site = work.sites.get(site_id)
        parts = parts_of(work, site_id)
        assignments = [a for a in parts.assignments if not a.withdrawn]
        links = [k for k in parts.links if not k.withdrawn]
        linked = {k.point for k in links}
        photos = sum(not p.erased for p in work.photos.of_site(site_id))
        points = [p for p in parts.points if not p.withdrawn and (p.site == site_id or p.id in linked)]
        changes = _changes(work, site, parts, standard)
        judged = register.judged.get(site.street)
        if judged is None:
            judged = register.judged[site.street] = judge_street(work, site.street, standard)
        state = work.sites.state(site_id)
        leads = next((f"{s.code} {s.name}" for s in work.sites.some([site.same_as] if site.same_as else [])), "")
    current = [a for a in assignments if in_force(a.since, a.until, register.today)]
    current.sort(key=lambda a: (a.since or date.min, a.id))
    place = standard.place_types.get(site.place_type)
    facts = judged.facts
    mine = [u for u in judged.units if u.site == site_id]
    return SiteView(
        site=site,
        place=named(place.name, place.name_en) if place else site.place_type,
        community=facts.communities.get(site.community, site.community),
        residential=place is None or place.residential,
        assignment=current[-1] if current else None,
        notice=_notice(site_id, facts, standard),
        points=tuple(_point(p, links, mine, (facts, standard, register.today)) for p in sorted(points, key=_by_code)),
        reasons=tuple(
            (u.state, reason_text(u, facts, standard))
            for u in mine
            if u.state is not State.CONFORMING and not u.point and u.reason
        ),
        changes=changes,
        photos=photos,
        state=state or Settled.SETTLED,
        leads=leads,
    )


def _by_code(point: Point) -> tuple[str, str]:
    return point.code, point.id


def parts_of(work: Work, site: str) -> Parts:
    """What hangs on a site, withdrawn or not."""
    ids = work.sites.parts(site)
    return Parts(
        assignments=work.assignments.some(ids["assignment"]),
        points=work.points.some(ids["point"]),
        links=[k for k in work.links.some(ids["link"]) if k.site == site],
    )


def _notice(site: str, facts: StreetFacts, standard: Standard) -> tuple[Answer | None, str]:
    found = facts.evidence.get((site, standard.item_of("notice")))
    return (found.answer, china_date(found.observed_at).isoformat()) if found else (None, "")


def _point(
    point: Point, links: list[Link], mine: list[UnitResult], ground: tuple[StreetFacts, Standard, date]
) -> SitePoint:
    facts, standard, today = ground
    link = next((k for k in links if k.point == point.id and in_force(k.since, k.until, today)), None)
    if point.id not in facts.points:
        return SitePoint(point, link, ("none",) * 4, State.UNKNOWN, ())
    needed = _needed(point, facts, standard)
    bins = point_bins([point.id], needed, facts, standard, today)
    units = [u for u in mine if u.point == point.id and u.reason]
    states = [u.state for u in mine if u.point == point.id and u.criterion == PLACEMENT]
    if not states:
        told = {"missing": State.NONCONFORMING, "unknown": State.UNKNOWN}
        states = [told.get(b, State.CONFORMING) for b in bins] if "none" not in set(bins) or needed else [State.UNKNOWN]
    states += [u.state for u in units if u.criterion != RESPONSIBILITY]
    reasons = dict.fromkeys(
        reason_text(u if u.reason == "point_overloaded" else replace(u, point=""), facts, standard) for u in units
    )
    return SitePoint(point, link, bins, weakest(states), tuple(reasons))


def _needed(point: Point, facts: StreetFacts, standard: Standard) -> frozenset[Category]:
    """What a point is expected to have: what is registered there, and food with residual where it serves households."""
    here = [k for k in facts.links if k.point == point.id]
    types = {s.id: standard.place_types.get(s.place_type) for s in facts.sites}
    found = {Category(name) for name in point.containers}
    if any(k.households for k in here):
        return frozenset(found | {Category.FOOD, Category.RESIDUAL})
    return frozenset(found.union(*(t.required for k in here if (t := types.get(k.site)))))


# -- history --------------------------------------------------------------------------------------------------------


def _changes(work: Work, site: Site, parts: Parts, standard: Standard) -> tuple[Change, ...]:
    names = {p.id: p.name for p in work.people.all()}
    communities = {c.code: c.name for c in work.communities.all(site.street)}
    joined = [s for s in (site.same_as,) if s]
    words = {
        "place_type": {t.id: named(t.name, t.name_en) for t in standard.place_types.values()},
        "community": communities,
        "same_as": {s.id: f"{s.code} {s.name}" for s in work.sites.some(joined)},
    }
    found = list(describe(work.sites.history(site.id), _("登记点位"), names, words))
    for assignment in parts.assignments:
        found += describe(work.assignments.history(assignment.id), _("责任单位"), names, words, about="organisation")
    for point in parts.points:
        told = _("投放点 {code}").format(code=point.code)
        found += describe(work.points.history(point.id), told, names, words)
    for link in parts.links:
        found += describe(work.links.history(link.id), _("服务户数"), names, words, about="households")
    found += [
        Change(audit.observed_at, audit.inspectors, _audit_word(audit.findings.values()))
        for audit in work.audits.of_site(site.id)
    ]
    return tuple(joined_by_day(found)[:SHOWN_CHANGES])


def joined_by_day(changes: Iterable[Change]) -> list[Change]:
    """Newest day first; what one person did on one day stands in one entry, in the order it was done."""
    days: dict[tuple[date, str], list[Change]] = {}
    for change in sorted(changes, key=lambda c: c.at):
        days.setdefault((china_date(change.at), change.person), []).append(change)
    told = [
        Change(made[-1].at, made[0].person, listed((dict.fromkeys(c.what for c in made)), "；"))
        for made in days.values()
    ]
    return sorted(told, key=lambda c: c.at, reverse=True)


def _audit_word(findings: Iterable[Mapping[str, object]]) -> str:
    bad = sum(getattr(f, "answer", None) is Answer.FAIL for unit in findings for f in unit.values())
    if not bad:
        return _("现场检查")
    return ngettext("现场检查，{n} 项不符合", "现场检查，{n} 项不符合", bad).format(n=bad)


def describe(
    versions: list[Version],
    first: str,
    names: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    *,
    about: str = "",
) -> Iterable[Change]:
    """A record's lines as changes: the first says what was made (with its `about`), the others what differs."""
    before: Mapping[str, object] = {}
    for i, version in enumerate(versions):
        body = version.body
        if i == 0:
            what = " ".join(str(part) for part in (first, body.get(about, "") if about else "") if part != "")
        elif "withdrawn" in body and "withdrawn" not in before:
            what = _("{what}撤回：{reason}").format(what=first, reason=body["withdrawn"])
        else:
            what = listed(
                (change_word(key, before.get(key), body.get(key), words) for key in differing(before, body)), "；"
            )
            what = (
                _("{first}：{what}").format(first=first, what=what) if about == "" and first != _("登记点位") else what
            )
        if what:
            yield Change(version.at, names.get(version.person, version.person), what)
        before = body
