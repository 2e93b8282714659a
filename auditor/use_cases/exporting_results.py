"""Bringing results out as computed: scores, what another standard would change, and progress."""

from collections.abc import Sequence
from pathlib import Path

from auditor.comparison import Comparison
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import (
    Column,
    Kind,
)
from auditor.listing import Export, Listing, Shown, row_of
from auditor.progress import Month, Progress
from auditor.standard import Standard, criterion_name
from auditor.standard_differences import clause_word
from auditor.verdict import PartScore, StreetScore, Tally
from auditor.wording import _, listed, tenths, tenths_text


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
            row_of(columns, {**head, "criterion": _("街道"), "verdict": _verdict(score.verdict), "index": score.index})
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
            rows.append(row_of(columns, values))
            rows += [row_of(columns, {**head, "criterion": title, "part": k, **_part(p)}) for k, p in c.parts.items()]
            for code, of_community in c.communities.items():
                place = {**head, "community": code, "criterion": title}
                rows.append(row_of(columns, {**place, **_part(of_community)}))
                rows += [row_of(columns, {**place, "part": k, **_part(p)}) for k, p in of_community.parts.items()]
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
        rows.append(row_of(columns, {**head, "criterion": _("街道"), **verdicts}))
        for change in one.changes:
            values: dict[str, Shown] = {
                "criterion": criterion_name(found.before.criteria[change.criterion]),
                "before": _verdict(change.before.verdict),
                "after": _verdict(change.after.verdict),
                "percent_before": change.before.percent,
                "percent_after": change.after.percent,
                "clauses": listed((clause_word(d.clause) for d in change.deciding), "、"),
            }
            rows.append(row_of(columns, {**head, **values}))
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
    months = [row_of(columns, {"street_name": _("全区"), **_month(m)}) for m in progress.months]
    for s in progress.streets:
        months += [row_of(columns, {"street": s.code, "street_name": s.name, **_month(m)}) for m in s.months]
    wide = (*place, *figures)
    communities = [
        row_of(wide, {"street": s.code, "street_name": s.name, "community": code, **_month(m)})
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
