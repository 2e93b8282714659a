"""Bringing out what is missing: as tables with a control sheet, as JSON, or as the work list on paper."""

import json
from collections.abc import Mapping
from pathlib import Path

from auditor.formats.tables_xlsx import write_tables
from auditor.forms import Column, Kind
from auditor.gap_plain import plain_missing
from auditor.gap_wording import act_name, coming_text, criterion_word, item_text, what_text
from auditor.gaps import Coming, Needed
from auditor.listing import Export, Listing, Shown
from auditor.standard import Standard
from auditor.telling import Tell, quiet
from auditor.wording import _, listed
from auditor.work_list import WorkList

NEEDED = (
    Column("day", "第几天", "Day", Kind.COUNT),
    Column("community", "社区代码", "Community code", Kind.CODE),
    Column("community_name", "社区", "Community", Kind.TEXT),
    Column("act", "做什么", "Action", Kind.TEXT),
    Column("site", "点位编号", "Site code", Kind.CODE),
    Column("site_name", "点位", "Site", Kind.TEXT),
    Column("point", "投放点", "Point", Kind.CODE),
    Column("what", "做到什么", "Until", Kind.TEXT),
    Column("items", "检查项", "Items", Kind.TEXT),
    Column("criteria", "服务的标准项", "Criteria", Kind.TEXT),
    Column("households", "惠及户数", "Households", Kind.COUNT),
    Column("interviews", "访问户数", "Interviews", Kind.COUNT),
    Column("minutes", "估计分钟", "Minutes", Kind.COUNT),
)
COMING = (
    Column("ends", "到期", "Ends", Kind.DAY),
    Column("community", "社区代码", "Community code", Kind.CODE),
    Column("site", "点位编号", "Site code", Kind.CODE),
    Column("site_name", "点位", "Site", Kind.TEXT),
    Column("what", "说明", "About", Kind.TEXT),
    Column("criteria", "服务的标准项", "Criteria", Kind.TEXT),
)


def export_missing(found: WorkList, out: Path, standard: Standard, tell: Tell = quiet) -> None:
    """Write the list by the ending of `out`: xlsx, csv, json, or pdf (the work list, one day a list).

    Refused for any other ending; Unavailable where the place cannot be written; Cancelled leaves no file.
    """
    match out.suffix.lower():
        case ".pdf":
            from auditor.formats.work_list_pdf import write_work_list

            out.write_bytes(write_work_list(found, standard, tell))
        case ".json":
            text = json.dumps(plain_missing(found, standard), ensure_ascii=False, indent=1)
            out.write_text(text + "\n", encoding="utf-8")
        case _:
            write_tables(out, tables_of(found, standard))


def tables_of(found: WorkList, standard: Standard) -> Export:
    """Both parts of the list as tables; interviews that are divided over days are a row each day."""
    missing = found.missing
    needed = [_row(NEEDED, _needed(found, standard, day.number, n)) for day in found.days for n in day.lines]
    coming = [_row(COMING, _coming(found, c)) for c in missing.coming]
    filters = {
        _("街道"): missing.street,
        _("标准"): missing.standard,
        _("当日"): missing.on.isoformat(),
        _("计划申报"): missing.planned.isoformat(),
    }
    listings = (
        Listing("needed", _("必须做"), NEEDED, needed),
        Listing("coming", _("将到来"), COMING, coming),
    )
    return Export(_("差距清单"), listings, filters, demonstration=found.demonstration)


def _row(columns: tuple[Column, ...], values: Mapping[str, Shown]) -> tuple[Shown, ...]:
    return tuple(values.get(c.id) for c in columns)


def _needed(found: WorkList, standard: Standard, day: int, line: Needed) -> dict[str, Shown]:
    facts = found.facts
    site = next((s for s in facts.sites if s.id == line.site), None)
    held = facts.points.get(line.point)
    items = dict.fromkeys(item_text(k.item, standard) for k in line.looks)
    return {
        "day": day,
        "community": line.community,
        "community_name": facts.communities.get(line.community, ""),
        "act": act_name(line.act),
        "site": site.code if site else "",
        "site_name": site.name if site else "",
        "point": held.code if held else "",
        "what": what_text(line, facts, standard),
        "items": listed(items, "、"),
        "criteria": listed((criterion_word(c) for c in line.criteria), "、"),
        "households": line.households,
        "interviews": line.interviews,
        "minutes": found.minutes(line),
    }


def _coming(found: WorkList, coming: Coming) -> dict[str, Shown]:
    site = next((s for s in found.facts.sites if s.id == coming.site), None)
    return {
        "ends": coming.ends,
        "community": coming.community,
        "site": site.code if site else "",
        "site_name": site.name if site else "",
        "what": coming_text(coming),
        "criteria": listed((criterion_word(c) for c in coming.criteria), "、"),
    }
