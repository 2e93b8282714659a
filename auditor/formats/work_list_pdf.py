"""The work list (工作单): one day one list, boxes to tick, households counted and never identified (PRINT.md)."""

from datetime import datetime, time, timedelta, timezone
from itertools import groupby

from auditor.day_plans import DayPlan
from auditor.formats.archive import finish
from auditor.formats.faces import Family
from auditor.formats.marks import draw_blank, draw_tick_box
from auditor.formats.score_words import print_date
from auditor.formats.setting import Align, Setting, Type, set_paragraph, width_of
from auditor.formats.sheet import DEMO_WORDS, PROGRAM, Page, Sheet, middle_baseline
from auditor.formats.work_list_rows import SiteBlock, blocks_of, desk_lines
from auditor.gaps import Act
from auditor.standard import Standard
from auditor.telling import Tell, quiet
from auditor.wording import speaking
from auditor.work_list import WorkList

CHINA = timezone(timedelta(hours=8))
A_LIST = Page(left=20.0, right=12.0, top=12.0, bottom=12.0)
BOX, ITEM, LEAST_LINES, GROUP_ROW = 5.5, 8.5, 2, 7.25
BOX_COLUMN, NAME_COLUMN, ITEM_COLUMN, TICK_COLUMN = 9.0, 64.0, 50.0, 12.0
HEADS = ("符合", "不符", "未见")
MOST_BOXES = 20  # interviews of one community as boxes; more are counted on a blank
FOOT = "纸上不写居民姓名、电话和门牌号。当天录入电脑后，本单可以销毁。"
DOORS = "具体户在电脑上看，不印在纸上"
_TITLE = Type(Family.HEI, 20, 10, bold=True, tracking=0.12)
_DAY = Type(Family.HEI, 11, 5)
_LABEL = Type(Family.HEI, 10, 5)
_HEAD = Type(Family.HEI, 10, 5, bold=True)
_NAME = Type(Family.HEI, 12, 5.5, bold=True)
_ITEM = Type(Family.HEI, 11, 5)
_SMALL = Type(Family.HEI, 9.5, 4.6)
_SMALL_BOLD = Type(Family.HEI, 9.5, 4.6, bold=True)
_FOOT = Type(Family.HEI, 9, 5)
_FOOT_BOLD = Type(Family.HEI, 9, 5, bold=True)
_WEEKDAYS = "一二三四五六日"


def write_work_list(found: WorkList, standard: Standard, tell: Tell = quiet) -> bytes:
    """A list for each day, as one PDF; the same value gives the same bytes. `tell(days, all)` may raise Cancelled."""
    title = f"{found.missing.name}　工作单"
    sheet = _ListSheet(title, demo=found.demonstration)
    with speaking("zh"):  # paper is Chinese whatever the window speaks
        for number, day in enumerate(found.days):
            tell(number, len(found.days))
            _List(sheet, found, day, standard).draw()
        if not found.days:
            sheet.begin()
            sheet.text(A_LIST.left, 21.0, title, _TITLE)
            sheet.text(A_LIST.left, 35.0, "没有缺的：五项标准都达标。", _ITEM)
    created = datetime.combine(found.missing.on, time(), CHINA)
    return finish(sheet.close(), title=title, author="", created=created, attachment=None)


class _ListSheet(Sheet):
    """Sheets whose pages are numbered list by list."""

    def __init__(self, title: str, *, demo: bool) -> None:
        super().__init__(title=title, demo=demo, page=A_LIST)
        self.lists: list[int] = []  # the first page of each list

    def begin(self) -> None:
        """Begin a list, at its first page."""
        self.open_page()
        self.lists.append(self.number)

    def _draw_demo_box(self, top: float) -> None:  # noqa: ARG002 - beside the title, whatever the margin
        super()._draw_demo_box(15.2)

    def _draw_foot(self, number: int, total: int) -> None:
        page = self.page
        self.text(page.left, 285.0, FOOT, _FOOT)
        self.text(page.end, 285.0, DEMO_WORDS if self.demo else PROGRAM, _FOOT_BOLD, Align.RIGHT)
        first = max(n for n in self.lists if n <= number)
        after = min((n for n in self.lists if n > number), default=total + 1)
        self.text(page.end, 31.0, f"第{number - first + 1}页　共{after - first}页", _LABEL, Align.RIGHT)


class _List:
    """One day's list being drawn; `y` is where the next row begins."""

    def __init__(self, sheet: _ListSheet, found: WorkList, day: DayPlan, standard: Standard) -> None:
        self.sheet, self.found, self.day = sheet, found, day
        self.blocks = blocks_of(day.lines, found, standard)
        self.desk = desk_lines(day.lines, found, standard)
        self.asked = [n for n in day.lines if n.act is Act.INTERVIEW]
        self.y = 0.0
        self.room = 279.0  # the last line a row may reach

    def draw(self) -> None:
        """The head, the sites by community, then the desk, then the interviews."""
        self.sheet.begin()
        self._head()
        number = 0
        for community, group in groupby(self.blocks, key=lambda b: b.community):
            blocks = list(group)
            for place, block in enumerate(blocks):
                number += 1
                room = self._height(block) + (GROUP_ROW if place == 0 else 0)
                if self.y + room > self.room:
                    self._turn()
                    self._group(f"{community}（续）" if place else community)
                elif place == 0:
                    self._group(community)
                self._site(number, block)
        self._desk()
        self._interviews()
        self._missing()

    def _head(self) -> None:
        sheet, page, found = self.sheet, self.sheet.page, self.found
        wide = sheet.text(page.left, 21.0, "工作单", _TITLE)
        on = self.day.on
        told = f"{found.missing.name}　{print_date(on)}　星期{_WEEKDAYS[on.weekday()]}"
        sheet.text(page.left + wide + 9, 21.0, told, _DAY)
        asked = sum(n.interviews for n in self.asked)
        hours, half = divmod(round(self.day.minutes / 30), 2)
        took = f"约{hours}{'.5' if half else ''}小时" if hours or half else "不到半小时"
        visits = f"点位{len(self.blocks)}处" if self.blocks else ""
        counts = "　".join(x for x in (visits, f"入户{asked}户" if asked else "", took) if x)
        after = page.left + sheet.text(page.left, 31.0, counts, _LABEL)
        start = after + 10 + sheet.text(after + 10, 31.0, "检查员", _LABEL) + 4
        draw_blank(sheet, start, 31.0, 40.0)
        self.y = 35.0
        if self.blocks:
            self._table_head()

    def _table_head(self) -> None:
        sheet, page = self.sheet, self.sheet.page
        sheet.rule(page.left, self.y, page.block, 1.0)
        baseline = middle_baseline(self.y, ITEM, _HEAD)
        sheet.text(page.left + BOX_COLUMN, baseline, "点位", _HEAD)
        sheet.text(page.left + BOX_COLUMN + NAME_COLUMN, baseline, "看什么", _HEAD)
        for place, head in enumerate(HEADS):
            sheet.text(self._tick(place) + BOX / 2, baseline, head, _HEAD, Align.CENTRED)
        sheet.text(self._tick(2) + TICK_COLUMN, baseline, "备注", _HEAD)
        self.y += ITEM
        sheet.rule(page.left, self.y, page.block, 0.5)

    def _tick(self, place: int) -> float:
        left = self.sheet.page.left + BOX_COLUMN + NAME_COLUMN + ITEM_COLUMN
        return left + place * TICK_COLUMN + (TICK_COLUMN - BOX) / 2

    def _turn(self) -> None:
        """On to the next page of this list."""
        self.sheet.open_page()
        self._head()

    def _group(self, name: str) -> None:
        sheet, page = self.sheet, self.sheet.page
        sheet.text(page.left, middle_baseline(self.y, GROUP_ROW, _HEAD), name, _HEAD)
        self.y += GROUP_ROW
        sheet.rule(page.left, self.y, page.block, 0.5)

    def _set_name(self, number: int, block: SiteBlock) -> Setting:
        """The name down to 10 pt, then wrapped; never cut."""
        text, room = f"{number}　{block.name}", NAME_COLUMN - 3
        size = next((s for s in (12.0, 11.0, 10.0) if width_of(text, _NAME.but(size=s)) <= room), 10.0)
        return set_paragraph(text, _NAME.but(size=size), room)

    def _items(self, block: SiteBlock) -> list[Setting]:
        return [set_paragraph(item, _ITEM, ITEM_COLUMN - 1.5) for item in block.items]

    def _height(self, block: SiteBlock) -> float:
        items = sum(max(ITEM, ITEM + (len(i.lines) - 1) * _ITEM.leading) for i in self._items(block))
        name = self._set_name(0, block)
        below = self._set_below(block)
        return float(max(items, LEAST_LINES * ITEM, 4.5 + name.height + below.height + 1.5))

    def _set_below(self, block: SiteBlock) -> Setting:
        """The address, beside it the reason where both fit on a line."""
        room = NAME_COLUMN - 4 - width_of(block.reason, _SMALL_BOLD)
        if width_of(block.address, _SMALL) <= room - 2:
            return set_paragraph(block.address, _SMALL, NAME_COLUMN - 3)
        return set_paragraph(f"{block.address}\n ", _SMALL, NAME_COLUMN - 3)

    def _site(self, number: int, block: SiteBlock) -> None:
        sheet, page = self.sheet, self.sheet.page
        left, top, height = page.left, self.y, self._height(block)
        draw_tick_box(sheet, left, top + 1.5, BOX, 1.0)
        baseline = sheet.draw(left + BOX_COLUMN, top + 5.9, self._set_name(number, block))
        below = self._set_below(block)
        end = sheet.draw(left + BOX_COLUMN, baseline + 0.6, below)
        reason = left + BOX_COLUMN + NAME_COLUMN - 4
        sheet.text(reason, end - below.leading, block.reason, _SMALL_BOLD, Align.RIGHT)
        self._ticks(block, top)
        self.y = top + height
        sheet.rule(left, self.y, page.block, 0.5)

    def _ticks(self, block: SiteBlock, y: float) -> None:
        sheet, left = self.sheet, self.sheet.page.left + BOX_COLUMN + NAME_COLUMN
        for place, item in enumerate(self._items(block)):
            height = ITEM + (len(item.lines) - 1) * _ITEM.leading
            if place:
                sheet.rule(left, y, ITEM_COLUMN + 3 * TICK_COLUMN, 0.35)
            sheet.draw(left, middle_baseline(y, ITEM, _ITEM), item)
            for tick in range(3):
                draw_tick_box(sheet, self._tick(tick), y + (height - BOX) / 2, BOX, 1.0)
            y += height

    def _desk(self) -> None:
        """What is put right at the computer: a box and a line each."""
        if not self.desk:
            return
        sheet, page = self.sheet, self.sheet.page
        rows = [set_paragraph(text, _LABEL, page.block - BOX_COLUMN) for text in self.desk]
        self._section("在电脑上办", "", rows[0].height + 3.5)
        for row in rows:
            height = row.height + 3.5
            if self.y + height > self.room:
                self._turn()
            draw_tick_box(sheet, page.left, self.y + 1.2, BOX, 1.0)
            sheet.draw(page.left + BOX_COLUMN, self.y + 5.4, row)
            self.y += height

    def _section(self, title: str, note: str, first: float) -> None:
        """A heading that is never the last on a page."""
        if self.y + 13.0 + first > self.room:
            self._turn()
        sheet, page = self.sheet, self.sheet.page
        sheet.rule(page.left, self.y, page.block, 1.0)
        wide = sheet.text(page.left, self.y + 6.4, title, _HEAD)
        sheet.text(page.left + wide + 8, self.y + 6.4, note, _FOOT)
        self.y += 9.0

    def _interviews(self) -> None:
        """How many households of which community, a box each; which they are is not on paper."""
        if not self.asked:
            return
        sheet, page = self.sheet, self.sheet.page
        self._section("入户（夜间、周末优先）", DOORS, 10.0)
        x = page.left
        names = self.found.facts.communities
        for line in self.asked:
            text = f"{names.get(line.community, line.community)}　{line.interviews}户"
            boxes = line.interviews if line.interviews <= MOST_BOXES else 0
            wide = width_of(text, _LABEL) + 5 + (boxes * 7.4 if boxes else 38.0)
            if x > page.left and x + wide > page.end:
                x, self.y = page.left, self.y + 9.0
            if self.y + 9.0 > self.room:
                self._turn()
                x = page.left
            start = x + sheet.text(x, self.y + 5.4, text, _LABEL) + 5
            for place in range(boxes):
                draw_tick_box(sheet, start + place * 7.4, self.y + 1.0, BOX, 1.0)
            if not boxes:
                draw_blank(sheet, start + sheet.text(start, self.y + 5.4, "答成", _LABEL) + 2, self.y + 5.4, 20.0)
            x += wide + 10
        self.y += 10.0

    def _missing(self) -> None:
        """Characters no font draws stand as □; say which."""
        sheet = self.sheet
        if not sheet.missing:
            return
        if self.y + 8 > self.room:
            self._turn()
        codes = "、".join(f"U+{code:04X}" for code in sorted(sheet.missing))
        sheet.paragraph(sheet.page.left, self.y + 5, sheet.page.block, f"注　有字没有字形，以□代替：{codes}。", _FOOT)
        sheet.missing = set()
        self.y += 8
