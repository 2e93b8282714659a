"""Bringing out the diary: its lines and what is left as tables with a control sheet, as JSON, or on paper."""

import json
from pathlib import Path

from auditor.diary import Diary
from auditor.diary_wording import (
    deed_word,
    detail_text,
    kind_word,
    left_rows,
    person_text,
    place_word,
    time_text,
    where_text,
)
from auditor.formats.tables_xlsx import write_tables
from auditor.forms import Column, Kind
from auditor.listing import Export, Listing, Shown
from auditor.plain_diary import plain_diary
from auditor.standard import Standard
from auditor.telling import Tell, quiet
from auditor.wording import _

DONE = (
    Column("day", "日期", "Day", Kind.DAY),
    Column("time", "时间", "Time", Kind.TEXT),
    Column("deed", "做了什么", "What", Kind.TEXT),
    Column("kind", "记录", "Record", Kind.TEXT),
    Column("where", "在哪里", "Where", Kind.TEXT),
    Column("detail", "结果", "Result", Kind.TEXT),
    Column("observed_on", "看到或访问的日期", "Observed on", Kind.DAY),
    Column("person", "谁", "Who", Kind.TEXT),
    Column("place", "记录在哪", "Record is", Kind.TEXT),
    Column("line", "日志行", "Journal line", Kind.CODE),
)
TOTALS = (
    Column("deed", "做了什么", "What", Kind.TEXT),
    Column("n", "件数", "Count", Kind.COUNT),
)
LEFT = (
    Column("what", "还剩什么", "Left", Kind.TEXT),
    Column("where", "在哪里", "Where", Kind.TEXT),
    Column("detail", "说明", "About", Kind.TEXT),
)


def export_diary(diary: Diary, out: Path, standard: Standard, tell: Tell = quiet) -> None:
    """Write the diary by the ending of `out`: xlsx, csv, json or pdf.

    Refused for any other ending; Unavailable where the place cannot be written; Cancelled leaves no file.
    """
    match out.suffix.lower():
        case ".pdf":
            from auditor.formats.diary_pdf import write_diary

            out.write_bytes(write_diary(diary, standard, tell))
        case ".json":
            text = json.dumps(plain_diary(diary, standard), ensure_ascii=False, indent=1)
            out.write_text(text + "\n", encoding="utf-8")
        case _:
            write_tables(out, tables_of(diary, standard))


def tables_of(diary: Diary, standard: Standard) -> Export:
    """Its lines, its totals, and what is left today."""
    done: list[tuple[Shown, ...]] = [
        (
            e.on,
            time_text(e, with_day=False),
            deed_word(e.deed),
            kind_word(e.kind),
            where_text(e, diary),
            detail_text(e, standard),
            e.observed_on,
            person_text(e, diary),
            place_word(e, diary),
            e.arrival.line.name,
        )
        for e in diary.entries
    ]
    totals: list[tuple[Shown, ...]] = [(deed_word(d), n) for d, n in diary.totals.deeds.items()]
    filters = {
        _("从"): diary.since.isoformat(),
        _("到"): diary.until.isoformat(),
        _("谁"): diary.people.get(diary.person, "") or _("本库全部的人"),
    }
    listings = (
        Listing("done", _("做了什么"), DONE, done),
        Listing("totals", _("合计"), TOTALS, totals),
        Listing("left", _("还剩什么"), LEFT, list(left_rows(diary))),
    )
    return Export(_("工作日记"), listings, filters, demonstration=diary.demonstration)
