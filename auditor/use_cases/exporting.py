"""Bringing lists out: forms to fill, the register, audits and responses as they are held."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, timezone
from pathlib import Path

from auditor.audit import SITE, Answer, Audit
from auditor.cells import degrees_text
from auditor.errors import Unavailable
from auditor.formats.register_xlsx import write_form
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import (
    NOT_GRADED,
    OCCURRENCES,
    Form,
    SheetForm,
    audits_form,
    forms,
    register_form,
    responses_form,
)
from auditor.listing import Export, Listing, Shown, row_of
from auditor.record import china_date, moment_of
from auditor.site import Assignment, Category, Link, Point, Site, in_force
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.telling import Tell, quiet
from auditor.wording import _, named

_CHINA = timezone(timedelta(hours=8))


def export_templates(out: Path, standard: Standard) -> list[Path]:
    """Write the three forms to the folder `out`; their paths. Unavailable where it cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for form in forms(standard):
            path = out / f"{form.id}.xlsx"
            write_form(path, form)
            written.append(path)
    except OSError as error:
        raise Unavailable("place_unwritable", path=str(out), said=error.strerror or "") from error
    return written


def export_register(
    store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None, *, tell: Tell = quiet
) -> Export:
    """Write the register, of one street if named; importing the file again changes nothing. With a day only what was
    in force on it: sites, points, links and assignments, each by its own period."""
    with store.reading() as work:
        export = _register(work, standard, street, on)
    write_tables(out, export, tell)
    return export


def export_audits(
    store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None, *, tell: Tell = quiet
) -> Export:
    """Write all site audits, with a day those observed by then, a row for each site and point of a visit."""
    with store.reading() as work:
        listing = _audits(work, standard, street, on)
        export = _export(work, audits_form(standard).sheets[0].name, (listing,), street, on)
    write_tables(out, export, tell)
    return export


def export_responses(
    store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None, *, tell: Tell = quiet
) -> Export:
    """Write all interviews, with a day those observed by then, named by slot: nothing in the file leads to a door."""
    with store.reading() as work:
        rounds = {r.id: r.name for r in work.rounds.all(street, withdrawn=True)}
        sheet = responses_form(standard).sheets[0]
        columns = tuple(c for c in sheet.columns if c.id not in ("site", "k"))
        rows: list[Sequence[Shown]] = []
        held = (r for r in work.responses.all(street) if _seen_by(r.observed_at, on))
        for r in sorted(held, key=lambda r: (r.round, r.observed_at, r.id)):
            moment = moment_of(r.observed_at).astimezone(_CHINA)
            values: dict[str, Shown] = {
                "round": rounds.get(r.round, r.round),
                "community": r.community,
                "slot": r.slot,
                "day": moment.date(),
                "time": moment.time().replace(microsecond=0),
                "interviewer": r.interviewer,
                "outcome": r.outcome.value,
                "seconds": r.seconds,
                "basis": r.basis.value if r.basis else "",
                **r.answers,
            }
            rows.append(row_of(columns, values))
        export = _export(work, sheet.name, (Listing(sheet.id, sheet.name, columns, rows),), street, on)
    write_tables(out, export, tell)
    return export


# -- rows -------------------------------------------------------------------------------------------------------------


def _export(work: Work, title: str, listings: tuple[Listing, ...], street: str, on: date | None) -> Export:
    filters = {_("街道"): street or _("全部")} | ({_("当日"): on.isoformat()} if on else {})
    filters |= {_("已知"): work.today().isoformat(), _("数据根"): work.journal.root()}
    return Export(title, listings, filters, demonstration=bool(work.demonstrations.all()))


def _seen_by(observed_at: str, on: date | None) -> bool:
    return on is None or china_date(observed_at) <= on


def _stood_on(held: Site | Point | Link | Assignment, on: date | None) -> bool:
    return on is None or in_force(held.since, held.until, on)


def _sheet(form: Form, name: str, rows: list[dict[str, Shown]]) -> Listing:
    sheet: SheetForm = next(s for s in form.sheets if s.id == name)
    return Listing(sheet.id, sheet.name, sheet.columns, [row_of(sheet.columns, r) for r in rows])


def _register(work: Work, standard: Standard, street: str, on: date | None) -> Export:
    today = on or work.today()
    form = register_form(standard)
    sites = sorted((s for s in work.sites.all(street) if _stood_on(s, on)), key=lambda s: (s.street, s.code, s.id))
    codes = {s.id: s.code for s in work.sites.all("", withdrawn=True)}
    points = {p.id: p for p in work.points.all("", withdrawn=True)}
    assignments: dict[str, list[Assignment]] = {}
    for a in (a for a in work.assignments.all(street) if _stood_on(a, on)):
        assignments.setdefault(a.site, []).append(a)
    site_rows: list[dict[str, Shown]] = []
    further: list[dict[str, Shown]] = []
    for s in sites:
        mine = sorted(
            assignments.get(s.id, []), key=lambda a: (in_force(a.since, a.until, today), str(a.since or ""), a.id)
        )
        site_rows.append({**_site(s), **(_assignment(mine[-1]) if mine else {})})
        further += [{"site": s.code, **_assignment(a)} for a in mine[:-1]]
    point_rows = [
        _point(p, codes) for p in points.values() if not p.withdrawn and street in ("", p.street) and _stood_on(p, on)
    ]
    link_rows: list[dict[str, Shown]] = [
        {
            "site": codes.get(x.site, x.site),
            "point_site": codes.get(points[x.point].site, "") if x.point in points else "",
            "point": points[x.point].code if x.point in points else x.point,
            "households": x.households,
            "alternative": x.alternative,
            "since": x.since,
            "until": x.until,
        }
        for x in work.links.all(street)
        if _stood_on(x, on)
    ]

    def in_order(rows: list[dict[str, Shown]], *names: str) -> list[dict[str, Shown]]:
        return sorted(rows, key=lambda r: tuple(str(r.get(n) or "") for n in names))

    listings = (
        _sheet(form, "sites", site_rows),
        _sheet(form, "points", in_order(point_rows, "site", "code")),
        _sheet(form, "links", in_order(link_rows, "site", "point_site", "point", "since")),
        _sheet(form, "assignments", further),
    )
    return _export(work, named(form.zh, form.en), listings, street, on)


def _site(s: Site) -> dict[str, Shown]:
    names = ("community", "code", "name", "place_type", "households", "address", "since", "until", "note")
    place = {"latitude": degrees_text(s.latitude), "longitude": degrees_text(s.longitude)}
    return {**{name: getattr(s, name) for name in names}, **place}


def _assignment(a: Assignment) -> dict[str, Shown]:
    return {
        "organisation": a.organisation,
        "officer": a.officer,
        "basis": a.basis,
        "assigned_since": a.since,
        "assigned_until": a.until,
    }


def _point(p: Point, codes: Mapping[str, str]) -> dict[str, Shown]:
    counts: dict[str, Shown] = {c.value: p.containers[c.value].count for c in Category if c.value in p.containers}
    return {
        "site": codes.get(p.site, p.site),
        "code": p.code,
        "name": p.name,
        "since": p.since,
        "until": p.until,
        **counts,
    }


def _audits(work: Work, standard: Standard, street: str, on: date | None) -> Listing:
    sheet = audits_form(standard).sheets[0]
    sites = {s.id: s for s in work.sites.all("", withdrawn=True)}
    points = {p.id: p for p in work.points.all("", withdrawn=True)}
    rows: list[Sequence[Shown]] = []
    held = (a for a in work.audits.all(street) if _seen_by(a.observed_at, on))
    for audit in sorted(held, key=lambda a: (a.observed_at, a.id)):
        for unit in sorted(audit.findings, key=lambda u: (u != SITE, points[u].code if u in points else u)):
            rows.append(row_of(sheet.columns, _audit_row(audit, unit, sites, points) | _answers(audit, unit, standard)))
    return Listing(sheet.id, sheet.name, sheet.columns, rows)


def _audit_row(audit: Audit, unit: str, sites: Mapping[str, Site], points: Mapping[str, Point]) -> dict[str, Shown]:
    moment = moment_of(audit.observed_at).astimezone(_CHINA)
    site, point = sites.get(audit.site), points.get(unit)
    at = sites.get(point.site) if point and point.site != audit.site else None
    return {
        "community": site.community if site else "",
        "site": site.code if site else audit.site,
        "point_site": at.code if at else "",
        "point": "" if unit == SITE else point.code if point else unit,
        "day": moment.date(),
        "time": moment.time().replace(microsecond=0),
        "inspectors": audit.inspectors,
        "visit": audit.visit.value,
        "note": audit.note,
        "approval": audit.approval,
        "notice": audit.notice,
        "certificates": audit.certificates,
    }


def _answers(audit: Audit, unit: str, standard: Standard) -> dict[str, Shown]:
    """What a unit's items got, as the table's columns take it back: answer, grade or words, and occurrences."""
    found: dict[str, Shown] = {}
    for item in standard.items:
        finding = audit.findings[unit].get(item.id)
        if finding is None:
            continue
        found[item.id] = finding.answer.value
        if item.method == "written":
            words = {c.id: c.shown for c in NOT_GRADED}
            found[item.id] = words.get(finding.answer.value, finding.note)
        elif item.method == "bands" and finding.answer in (Answer.PASS, Answer.FAIL):
            found[item.id] = finding.band or item.bands[0].id
        if finding.occurrences:
            found[item.id + OCCURRENCES] = finding.occurrences
    return found
