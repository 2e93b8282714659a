"""The diary on paper: the totals, every line by day with its time, what is left; no resident, no door (PRINT.md)."""

from datetime import datetime, time, timedelta, timezone
from itertools import groupby

from auditor.diary import Diary
from auditor.diary_wording import deed_word, detail_text, left_rows, person_text, time_text, totals_lines, where_text
from auditor.formats.archive import finish
from auditor.formats.ruled_table import Column, Group, Row, Table, break_rows, draw_table
from auditor.formats.score_words import print_date, print_tidily
from auditor.formats.sheet import DEMO_WORDS, PROGRAM, Sheet, on_grid
from auditor.formats.type_scale import NOTE, SECTION, SUBHEADING, TEXT, TITLE
from auditor.standard import Standard
from auditor.telling import Tell, quiet
from auditor.wording import speaking

CHINA = timezone(timedelta(hours=8))
_TITLE_BASE, _FIRST, _LATER = 45.0, 62.5, 32.5
_FOOT_NOTE = "按记录到达本机的时间排列。户按轮次和社区列，不写门牌。"


def write_diary(diary: Diary, standard: Standard, tell: Tell = quiet) -> bytes:
    """The diary as PDF; the same value gives the same bytes. `tell(lines, all)` may raise Cancelled."""
    sheet = Sheet(
        title="工作日记",
        head=_about(diary),
        foot=DEMO_WORDS if diary.demonstration else PROGRAM,
        demo=diary.demonstration,
    )
    with speaking("zh"):  # paper is Chinese whatever the window speaks
        sheet.open_page()
        page = sheet.page
        sheet.text(page.left + page.block / 2, _TITLE_BASE, "工作日记", TITLE, TITLE.align)
        sheet.double_rule(_TITLE_BASE + 5)
        y = _totals(sheet, diary, _FIRST)
        y = _left(sheet, diary, y)
        _lines(sheet, diary, standard, y, tell)
        _missing(sheet)
    created = datetime.combine(diary.until, time(), CHINA)
    return finish(sheet.close(), title="工作日记", author="", created=created, attachment=None)


def _about(diary: Diary) -> str:
    days = print_date(diary.since) if diary.is_one_day else f"{print_date(diary.since)}至{print_date(diary.until)}"
    who = diary.people.get(diary.person, "") if diary.person else "本库全部的人"
    return "　".join(part for part in (diary.street_name, who, days) if part)


def _totals(sheet: Sheet, diary: Diary, y: float) -> float:
    """One line each; the paper says what every count is made of."""
    sheet.text(sheet.page.left, y, "一、做了什么", SECTION)
    y += 8.75
    lines = totals_lines(diary.totals)
    for word, count, made in lines:
        told = f"{count}：{made}。" if made else f"{count}。"
        y = sheet.note(y, word, print_tidily(told), NOTE, indent=26.0)
    if not lines:
        y = sheet.paragraph(sheet.page.left, y, sheet.page.block, "这段时间没有记录。", TEXT)
    return on_grid(y + 7.5)


def _left(sheet: Sheet, diary: Diary, y: float) -> float:
    """What is left on the day it is printed; only where it is printed of today."""
    if diary.until != diary.today:
        return y
    rows = left_rows(diary)
    sheet.text(sheet.page.left, y, "二、还剩什么", SECTION)
    y += 6.25
    if not rows:
        return on_grid(sheet.paragraph(sheet.page.left, y + 2.5, sheet.page.block, "没有剩下的。", TEXT) + 7.5)
    table = Table(
        (Column(38, "还剩什么"), Column(66, "在哪里"), Column(52, "说明")),
        tuple(Row(row) for row in rows),
    )
    return _draw(sheet, table, y, "二、还剩什么（续）") + 12.5


def _lines(sheet: Sheet, diary: Diary, standard: Standard, y: float, tell: Tell) -> None:
    number = "三" if diary.until == diary.today else "二"
    if not diary.entries:
        return
    if y + 40 > sheet.page.foot:
        sheet.open_page()
        y = 35.0
    sheet.text(sheet.page.left, y, f"{number}、逐条", SECTION)
    rows: list[Row | Group] = []
    everybody = not diary.person
    for day, entries in groupby(diary.entries, key=lambda e: e.on):
        mine = list(entries)
        if not diary.is_one_day:
            rows.append(Group(print_date(day), f"{len(mine)}条"))
        for entry in mine:
            tell(len(rows), len(diary.entries))
            cells = [
                time_text(entry, with_day=False),
                deed_word(entry.deed),
                where_text(entry, diary),
                print_tidily(detail_text(entry, standard)),
            ]
            rows.append(Row(tuple([*cells, person_text(entry, diary)] if everybody else cells)))
    wide = (13.0, 20.0, 49.0, 57.0, 17.0) if everybody else (13.0, 20.0, 55.0, 68.0)
    heads = ("时间", "做了什么", "在哪里", "结果", "谁")
    table = Table(tuple(Column(w, head) for w, head in zip(wide, heads, strict=False)), tuple(rows))
    y = _draw(sheet, table, y + 6.25, f"{number}、逐条（续）")
    if y + 7.5 <= sheet.page.foot:
        sheet.text(sheet.page.left, y + 5, _FOOT_NOTE, NOTE)


def _draw(sheet: Sheet, table: Table, y: float, again: str) -> float:
    """The table over as many pages as it takes; the y of its last rule."""
    page = sheet.page
    for place, span in enumerate(break_rows(table, page.foot - y, page.foot - _LATER - 6.25)):
        if place:
            sheet.open_page()
            sheet.text(page.left, _LATER, again, SUBHEADING)
            y = _LATER + 6.25
        if len(span):
            y = draw_table(sheet, page.left, y, table, span)
    return y


def _missing(sheet: Sheet) -> None:
    """Characters no font draws stand as □; say which, on a page of their own."""
    if sheet.missing:
        codes = "、".join(f"U+{code:04X}" for code in sorted(sheet.missing))
        sheet.open_page()
        sheet.paragraph(sheet.page.left, 35.0, sheet.page.block, f"注　有字没有字形，以□代替：{codes}。", TEXT)
