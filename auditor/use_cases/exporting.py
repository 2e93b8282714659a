"""Bringing tables out: forms to fill, register, audits, responses, and scores and progress as already computed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, timezone
from pathlib import Path

from auditor.audit import SITE, Answer, Audit
from auditor.cells import degrees_text
from auditor.comparison import Comparison
from auditor.errors import Unavailable
from auditor.formats.register_xlsx import write_form
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import (
    NOT_GRADED,
    OCCURRENCES,
    Column,
    Form,
    Kind,
    SheetForm,
    audits_form,
    forms,
    register_form,
    responses_form,
)
from auditor.listing import Export, Listing, Shown
from auditor.progress import Month, Progress
from auditor.record import china_date, moment_of
from auditor.site import Assignment, Category, Link, Point, Site, in_force
from auditor.standard import Standard, criterion_name
from auditor.standard_differences import clause_word
from auditor.store import Store, Work
from auditor.verdict import PartScore, StreetScore, Tally
from auditor.wording import _, listed, named, tenths, tenths_text

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


def export_register(store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None) -> Export:
    """Write the register, of one street if named; importing the file again changes nothing. With a day only what was
    in force on it: sites, points, links and assignments, each by its own period."""
    with store.reading() as work:
        export = _register(work, standard, street, on)
    write_tables(out, export)
    return export


def export_audits(store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None) -> Export:
    """Write all site audits, with a day those observed by then, a row for each site and point of a visit."""
    with store.reading() as work:
        listing = _audits(work, standard, street, on)
        export = _export(work, audits_form(standard).sheets[0].name, (listing,), street, on)
    write_tables(out, export)
    return export


def export_responses(store: Store, out: Path, standard: Standard, street: str = "", on: date | None = None) -> Export:
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
            rows.append(_row(columns, values))
        export = _export(work, sheet.name, (Listing(sheet.id, sheet.name, columns, rows),), street, on)
    write_tables(out, export)
    return export


def export_score(scores: Sequence[StreetScore], out: Path, standard: Standard) -> Export:
    """Write scores as computed: a row for each street, criterion and part, and one for each community."""
    columns = (
        Column("street", "街道代码", "Street code", Kind.CODE),
        Column("street_name", "街道", "Street", Kind.TEXT),
        Column("community", "社区代码", "Community code", Kind.CODE),
        Column("criterion", "标准项", "Criterion", Kind.TEXT),
        Column("part", "部分", "Part", Kind.TEXT),
        Column("verdict", "结论", "Verdict", Kind.TEXT),
        Column("percent", "已证明（%）", "Proven (%)", Kind.TEXT),
        Column("conforming", "符合", "Conforming", Kind.COUNT),
        Column("nonconforming", "不符合", "Nonconforming", Kind.COUNT),
        Column("unknown", "未知", "Unknown", Kind.COUNT),
        Column("total", "总数", "Total", Kind.COUNT),
        Column("mode", "方式", "Mode", Kind.TEXT),
        Column("lower_bound", "下限", "Lower bound", Kind.TEXT),
        Column("response_rate", "应答率", "Response rate", Kind.TEXT),
        Column("index", "指数", "Index", Kind.TEXT),
    )
    rows: list[Sequence[Shown]] = []
    for score in scores:
        head = {"street": score.street, "street_name": score.name}
        rows.append(
            _row(columns, {**head, "criterion": _("街道"), "verdict": _verdict(score.verdict), "index": score.index})
        )
        for name, c in score.criteria.items():
            title = criterion_name(standard.criteria[name])
            sample = c.sample
            values: dict[str, Shown] = {
                **head,
                "criterion": title,
                "verdict": _verdict(c.verdict),
                "percent": c.percent,
                **_tally(c.tally),
                "mode": c.mode,
                "lower_bound": sample.lower_bound if sample else "",
                "response_rate": sample.response_rate if sample else "",
            }
            rows.append(_row(columns, values))
            rows += [_row(columns, {**head, "criterion": title, "part": k, **_part(p)}) for k, p in c.parts.items()]
            for code, of_community in c.communities.items():
                place = {**head, "community": code, "criterion": title}
                rows.append(_row(columns, {**place, **_part(of_community)}))
                rows += [_row(columns, {**place, "part": k, **_part(p)}) for k, p in of_community.parts.items()]
    filters = {_("标准"): standard.name}
    if scores:
        filters |= {_("当日"): scores[0].on.isoformat(), _("已知"): scores[0].known.isoformat()}
        filters |= {f"{_('数据根')} {s.name}": s.root for s in scores}
    export = Export(_("评分"), (Listing("score", _("评分"), columns, rows),), filters)
    write_tables(out, export)
    return export


def export_comparison(found: Comparison, out: Path) -> Export:
    """Write what another standard would turn: a row for each street and each criterion that changes; the clauses."""
    street = (
        Column("street", "街道代码", "Street code", Kind.CODE),
        Column("street_name", "街道", "Street", Kind.TEXT),
        Column("criterion", "标准项", "Criterion", Kind.TEXT),
    )
    sides = (Column("before", found.before.name, "", Kind.TEXT), Column("after", found.after.name, "", Kind.TEXT))
    shares = (
        Column("percent_before", "原已证明（%）", "Proven before (%)", Kind.TEXT),
        Column("percent_after", "现已证明（%）", "Proven after (%)", Kind.TEXT),
    )
    columns = (*street, *sides, *shares, Column("clauses", "条款", "Clauses", Kind.TEXT))
    rows: list[Sequence[Shown]] = []
    for one in found.streets:
        head = {"street": one.before.street, "street_name": one.before.name}
        verdicts = {"before": _verdict(one.before.verdict), "after": _verdict(one.after.verdict)}
        rows.append(_row(columns, {**head, "criterion": _("街道"), **verdicts}))
        for change in one.changes:
            values: dict[str, Shown] = {
                "criterion": criterion_name(found.before.criteria[change.criterion]),
                "before": _verdict(change.before.verdict),
                "after": _verdict(change.after.verdict),
                "percent_before": change.before.percent,
                "percent_after": change.after.percent,
                "clauses": listed((clause_word(d.clause) for d in change.deciding), "、"),
            }
            rows.append(_row(columns, {**head, **values}))
    wide = (street[2], Column("clause", "条款", "Clause", Kind.TEXT), *sides)
    clauses = [
        (criterion_name(found.before.criteria[d.criterion]), clause_word(d.clause), d.before, d.after)
        for d in found.differences
    ]
    listings = (Listing("streets", _("街道"), columns, rows), Listing("clauses", _("条款"), wide, clauses))
    standards = f"{found.before.name} → {found.after.name}"
    roots = {_("数据根"): found.streets[0].before.root} if found.streets else {}
    export = Export(_("换一份标准"), listings, {_("标准"): standards, _("当日"): found.on.isoformat(), **roots})
    write_tables(out, export)
    return export


def export_progress(progress: Progress, out: Path) -> Export:
    """Write both goals as computed: months of the district and its streets, communities, and the closed goal."""
    place = (
        Column("street", "街道代码", "Street code", Kind.CODE),
        Column("street_name", "街道", "Street", Kind.TEXT),
        Column("community", "社区代码", "Community code", Kind.CODE),
    )
    figures = (
        Column("on", "月末", "Month end", Kind.DAY),
        Column("sites", "符合的点位", "Conforming sites", Kind.COUNT),
        Column("sites_total", "点位", "Sites", Kind.COUNT),
        Column("sites_percent", "点位（%）", "Sites (%)", Kind.TEXT),
        Column("households", "符合的户", "Conforming households", Kind.COUNT),
        Column("households_total", "户数", "Households", Kind.COUNT),
        Column("households_percent", "户（%）", "Households (%)", Kind.TEXT),
    )
    columns = (*place[:2], *figures)
    months = [_row(columns, {"street_name": _("全区"), **_month(m)}) for m in progress.months]
    for s in progress.streets:
        months += [_row(columns, {"street": s.code, "street_name": s.name, **_month(m)}) for m in s.months]
    wide = (*place, *figures)
    communities = [
        _row(wide, {"street": s.code, "street_name": s.name, "community": code, **_month(m)})
        for s in progress.streets
        for code, m in s.communities.items()
    ]
    goal = progress.goal_2025
    goal_columns = (
        Column("verdict", "结论", "Verdict", Kind.TEXT),
        Column("completed", "已完成", "Completed", Kind.COUNT),
        Column("not_completed", "未完成", "Not completed", Kind.COUNT),
        Column("without_record", "没有记录", "Without record", Kind.COUNT),
    )
    closed = [(_verdict(goal.verdict), goal.completed, goal.not_completed, goal.without_record)]
    listings = (
        Listing("goal_2025", _("2025 目标"), goal_columns, closed),
        Listing("months", _("逐月"), columns, months),
        Listing("communities", _("社区"), wide, communities),
    )
    filters = {_("当日"): progress.on.isoformat(), _("已知"): progress.known.isoformat(), _("数据根"): progress.root}
    export = Export(_("进度"), listings, {**filters, _("区划版本"): progress.edition})
    write_tables(out, export)
    return export


# -- rows -------------------------------------------------------------------------------------------------------------


def _row(columns: Sequence[Column], values: Mapping[str, Shown]) -> tuple[Shown, ...]:
    """Values by column id in order of the columns; choices under the names they are imported by."""
    return tuple(_shown(c, values.get(c.id)) for c in columns)


def _shown(column: Column, value: Shown) -> Shown:
    if column.choices and value:
        return next((c.shown for c in column.choices if c.id == value), value)
    return value


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
    return Listing(sheet.id, sheet.name, sheet.columns, [_row(sheet.columns, r) for r in rows])


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
            rows.append(_row(sheet.columns, _audit_row(audit, unit, sites, points) | _answers(audit, unit, standard)))
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


def _verdict(verdict: str) -> str:
    return {"MET": _("达标"), "NOT_MET": _("未达标"), "UNDETERMINED": _("未定")}[str(verdict)]


def _tally(tally: Tally) -> dict[str, Shown]:
    return {
        "conforming": tally.conforming,
        "nonconforming": tally.nonconforming,
        "unknown": tally.unknown,
        "total": tally.total,
    }


def _part(part: PartScore) -> dict[str, Shown]:
    return {"verdict": _verdict(part.verdict), "percent": part.percent, **_tally(part.tally)}


def _month(m: Month) -> dict[str, Shown]:
    return {
        "on": m.on,
        "sites": m.sites,
        "sites_total": m.sites_total,
        "sites_percent": tenths_text(tenths(m.sites, m.sites_total)),
        "households": m.households,
        "households_total": m.households_total,
        "households_percent": tenths_text(tenths(m.households, m.households_total)),
    }
