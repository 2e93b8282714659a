"""The rules by which rows of site audits become records: the rows of one visit are one audit, imported once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.cells import folded
from auditor.checklist import finding_problems, graded
from auditor.form_reading import Row, Sheet
from auditor.forms import NOT_GRADED, OCCURRENCES
from auditor.intake import Harvest
from auditor.record import fixed_id, stamp
from auditor.site import Point, Site
from auditor.standard import Item, Standard
from auditor.telling import Tell, quiet, told

CHINA = timezone(timedelta(hours=8))  # no summer time
NOON = time(12, 0)
_TEXTS = ("note", "approval", "notice", "certificates")
_Findings = tuple[dict[str, dict[str, Finding]], dict[tuple[str, str], int]]  # with the row each comes from


@dataclass(slots=True)
class HeldAudits:
    """What rows may refer to, and the audits there are, by site."""

    communities: Mapping[str, str]  # code -> street
    sites: Mapping[str, list[Site]]  # code
    points: Mapping[tuple[str, str], list[Point]]  # (site id, code)
    audits: Mapping[tuple[str, str, str], Audit]  # (site id, moment to the second, inspectors)
    settled: Callable[[str], bool]
    now: datetime


def observed_at(row: Row, now: datetime) -> str:
    """The stamp of a row's date and time in China (no time: 12:00); "" and a problem where that is yet to come."""
    day: date = row.values["day"]
    moment = datetime.combine(day, row.values.get("time") or NOON, CHINA)
    if moment > now:
        today = day == now.astimezone(CHINA).date()
        code = "time_needed" if today and not row.values.get("time") else "in_future"
        row.sheet.refuse(row, "time" if code == "time_needed" else "day", code)
        return ""
    return stamp(moment.astimezone(UTC))


def find_site(row: Row, sites: Mapping[str, list[Site]], communities: Mapping[str, str], column: str) -> Site | None:
    """The active site of a code, in the street of the row's community if it names one; a problem if there is none."""
    community = row.text("community")
    if community and community not in communities:
        row.sheet.refuse(row, "community", "community_unknown")
        return None
    found = [s for s in sites.get(row.text(column), []) if not s.withdrawn and not s.same_as]
    if community:
        found = [s for s in found if s.street == communities[community]]
    if len(found) != 1:
        streets = {s.street for s in found}
        code = "site_unknown" if not found else "site_ambiguous" if len(streets) > 1 else "code_twice_held"
        row.sheet.refuse(row, column, code, n=len(found))
        return None
    return found[0]


def plan_audits(sheet: Sheet, held: HeldAudits, standard: Standard, tell: Tell = quiet) -> Harvest:
    """What the rows change. Rows of the same site, moment and inspectors are one visit; if one is bad, all are.
    `tell` hears how many visits were judged."""
    visits: dict[tuple[str, str, str], list[tuple[Row, Site]]] = {}
    for row in sheet.rows:
        if not row.is_good():
            continue
        site = find_site(row, held.sites, held.communities, "site")
        at = observed_at(row, held.now)
        if site and at:
            visits.setdefault((site.id, at, row.text("inspectors")), []).append((row, site))
    harvest = Harvest()
    for (_, at, _), rows in told(visits.items(), tell, len(visits)):
        _plan_visit(rows, at, held, standard, harvest)
    return harvest


def _plan_visit(rows: list[tuple[Row, Site]], at: str, held: HeldAudits, standard: Standard, harvest: Harvest) -> None:
    first, site = rows[0]
    findings: dict[str, dict[str, Finding]] = {}
    from_row: dict[tuple[str, str], int] = {}
    for row, _ in rows:
        if unit := _unit_of(row, site, held):
            _read_answers(row, site, unit, standard, (findings, from_row))
        for name in ("visit", *_TEXTS):
            if row.text(name) and row.text(name) != _first(rows, name):
                row.sheet.refuse(row, name, "rows_differ", other=first.number)
    if not all(row.is_good() for row, _ in rows):
        _leave_out(rows)
        return
    said = {name: _first(rows, name) for name in _TEXTS}
    visit = Visit(_first(rows, "visit") or Visit.PUBLIC)
    inspectors = first.text("inspectors")
    old = held.audits.get((site.id, at[:19], inspectors))
    if old:
        kept = {name: value for name, value in said.items() if name in first.values}
        visit = visit if _first(rows, "visit") else old.visit
        made = replace(old, findings=_merged(old.findings, findings), visit=visit, **kept)
    else:
        made = Audit(
            id=fixed_id("audit-row", "\n".join((site.id, at, inspectors))),
            street=site.street,
            site=site.id,
            observed_at=at,
            inspectors=inspectors,
            standard=standard.name,
            visit=visit,
            findings=findings,
            source="table",
            **said,
        )
    for problem in made.problems():
        column = problem.field if any(c.id == problem.field for c in first.sheet.form.columns) else ""
        first.sheet.refuse(first, column, problem.code, **problem.facts)
    if old and old != made and not held.settled(old.id):
        first.sheet.refuse(first, "", "in_conflict")
    if not first.is_good():
        _leave_out(rows)
        return
    harvest.put(first, made, old)


def _first(rows: list[tuple[Row, Site]], name: str) -> str:
    """What the first row that says it says in a column."""
    return next((r.text(name) for r, _ in rows if r.text(name)), "")


def _leave_out(rows: list[tuple[Row, Site]]) -> None:
    bad = next(row for row, _ in rows if not row.is_good())
    for row, _ in rows:
        if row.is_good():
            row.sheet.refuse(row, "site", "refers_to_refused", visit=bad.number)


def _merged(
    old: Mapping[str, Mapping[str, Finding]], new: Mapping[str, Mapping[str, Finding]]
) -> dict[str, Mapping[str, Finding]]:
    """The units of the file replace those held; a note stays where the answer stays."""
    merged: dict[str, Mapping[str, Finding]] = dict(old)
    for unit, items in new.items():
        before = old.get(unit, {})
        merged[unit] = {
            item: replace(finding, note=finding.note or before[item].note)
            if item in before and before[item].answer is finding.answer
            else finding
            for item, finding in items.items()
        }
    return merged


def _unit_of(row: Row, site: Site, held: HeldAudits) -> str:
    """The point a row is about, or the site; "" and a problem where there is no such point."""
    code = row.text("point")
    if not code:
        return SITE
    at = find_site(row, held.sites, held.communities, "point_site") if row.text("point_site") else site
    if at is None:
        return ""
    found = [p for p in held.points.get((at.id, code), []) if not p.withdrawn]
    if not found:
        row.sheet.refuse(row, "point", "point_unknown", site=at.code)
        return ""
    return min(p.id for p in found)


def _finding(row: Row, item: Item, said: str) -> Finding:
    """What the cells of an item say, by its method."""
    if item.method == "written":
        not_said = next((c.id for c in NOT_GRADED if folded(said) in (c.id, folded(c.zh), folded(c.en))), "")
        return Finding(answer=Answer(not_said)) if not_said else Finding(answer=Answer.PASS, note=said)
    if item.method == "bands" and said in {b.id for b in item.bands}:
        return graded(item, said)
    occurrences = row.values.get(item.id + OCCURRENCES) if item.method == "deduct" else None
    return Finding(answer=Answer(said), occurrences=int(occurrences) if occurrences else None)


def _read_answers(row: Row, site: Site, unit: str, standard: Standard, found: _Findings) -> None:
    findings, from_row = found
    asked = {i.id for level in ("site", "point") for i in standard.checklist(site.place_type, level)}
    answered = False
    for item in standard.items:
        said = row.text(item.id)
        if not said:
            continue
        answered = True
        finding = _finding(row, item, said)
        if item.id not in asked:
            if finding.answer is not Answer.NOT_APPLICABLE:
                row.sheet.refuse(row, item.id, "item_not_asked")
            continue
        if item.level == "point" and unit == SITE:
            row.sheet.refuse(row, item.id, "point_needed")
            continue
        where = SITE if item.level == "site" else unit
        held = findings.setdefault(where, {}).get(item.id)
        for problem in finding_problems(item, finding):
            row.sheet.refuse(row, item.id, problem.code, **problem.facts)
        if held and held != finding:
            row.sheet.refuse(row, item.id, "rows_differ", other=from_row[(where, item.id)])
            continue
        findings[where][item.id] = finding
        from_row.setdefault((where, item.id), row.number)
    if not answered:
        row.sheet.refuse(row, "", "nothing_answered")
