"""Bringing corrections out: as a table with its control sheet, or as the plain document of `corrections --json`."""

import json
from pathlib import Path

from auditor.correction_matters import Followed, Matter, read_matters
from auditor.correction_wording import stage_name
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import Column, Kind
from auditor.listing import Export, Listing, Shown
from auditor.plain_corrections import plain_corrections
from auditor.standard import Standard
from auditor.store import Store
from auditor.wording import _

COLUMNS = (
    Column("id", "记录号", "Record", Kind.CODE),
    Column("street", "街道代码", "Street code", Kind.CODE),
    Column("community", "社区代码", "Community code", Kind.CODE),
    Column("site", "点位编号", "Site code", Kind.CODE),
    Column("site_name", "点位", "Site", Kind.TEXT),
    Column("where", "位置", "Where", Kind.TEXT),
    Column("item", "检查项", "Item", Kind.TEXT),
    Column("found", "所见", "Found", Kind.TEXT),
    Column("asked", "要求", "Asked", Kind.TEXT),
    Column("recipient", "交给", "Recipient", Kind.TEXT),
    Column("stage", "阶段", "Stage", Kind.TEXT),
    Column("opened_on", "开整改", "Opened", Kind.DAY),
    Column("due_on", "期限", "Deadline", Kind.DAY),
    Column("days_over", "逾期天数", "Days overdue", Kind.COUNT),
    Column("fixed_on", "已改", "Fixed", Kind.DAY),
    Column("rechecked_on", "复查", "Re-checked", Kind.DAY),
    Column("closed_on", "销号", "Closed", Kind.DAY),
    Column("notice", "通知单", "Notice", Kind.TEXT),
    Column("follows", "接着", "Follows", Kind.CODE),
)


def export_corrections(store: Store, out: Path, standard: Standard, street: str) -> int:
    """Write a street's corrections by the ending of `out` (xlsx, csv, json); how many.

    Refused for any other ending; Unavailable where the place cannot be written.
    """
    with store.reading() as work:
        found = read_matters(work, standard, street)
        demonstration, root = bool(work.demonstrations.all()), work.journal.root()
    if out.suffix.lower() == ".json":
        text = json.dumps(plain_corrections(found), ensure_ascii=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
        return len(found.matters)
    rows = [tuple(_row(m, found).get(c.id) for c in COLUMNS) for m in found.matters]
    filters = {_("街道"): street, _("当日"): found.today.isoformat(), _("数据根"): root}
    listing = Listing("corrections", _("整改"), COLUMNS, rows)
    write_tables(out, Export(_("整改"), (listing,), filters, demonstration=demonstration))
    return len(rows)


def _row(matter: Matter, found: Followed) -> dict[str, Shown]:
    made = matter.correction
    notice = found.notices.get(made.notice)
    dates = {name: getattr(made, name) for name in ("opened_on", "due_on", "fixed_on", "rechecked_on", "closed_on")}
    return {
        "id": made.id,
        "street": made.street,
        "community": matter.community,
        "site": matter.code,
        "site_name": matter.name,
        "where": matter.where,
        "item": matter.item_name,
        "found": made.found,
        "asked": made.asked,
        "recipient": made.recipient,
        "stage": stage_name(made.stage),
        "days_over": made.days_over(found.today),
        "notice": notice.number if notice else "",
        "follows": made.follows,
        **dates,
    }
