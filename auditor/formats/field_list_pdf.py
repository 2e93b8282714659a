"""The field list (入户名单) on paper: a work list for each interviewer, with room for what every visit came to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from auditor.field_list import FieldList, Household, Tried
from auditor.formats.archive import finish
from auditor.formats.faces import Family
from auditor.formats.marks import draw_tick_box
from auditor.formats.score_words import print_count, print_date
from auditor.formats.setting import Align, Type, set_paragraph
from auditor.formats.sheet import Page, Sheet
from auditor.formats.type_scale import TEXT, TEXT_BOLD
from auditor.survey import Method, Outcome

TITLE = "入户名单"
FOOT = "纸上不写居民姓名、电话和门牌号。录入电脑后，本单销毁。"
CODES = {
    Outcome.COMPLETE: ("答", "答完"),
    Outcome.PARTIAL: ("停", "中途停止"),
    Outcome.REFUSAL: ("拒", "拒访"),
    Outcome.NON_CONTACT: ("无", "没人在家"),
    Outcome.VACANT: ("空", "空置"),
    Outcome.NOT_RESIDENTIAL: ("非", "不是住户"),
}
_CHINA = timezone(timedelta(hours=8))
_PAGE = Page(left=20.0, right=12.0, top=12.0, bottom=12.0)
_HEAD = Type(Family.HEI, 20, 10, bold=True, tracking=0.1)
_NAME = Type(Family.HEI, 12, 5.5, bold=True)
_SMALL_NAME = Type(Family.HEI, 10, 4.6, bold=True)
_ITEM = Type(Family.HEI, 11, 5)
_PLACE = Type(Family.HEI, 9.5, 5)
_SITE_LEFT, _SITE, _K, _TRIES = 9.0, 48.0, 22.0, 99.0
_LEGEND = Type(Family.HEI, 9, 4.6)
_ROW, _GROUP, _TOP, _LAST = 13.75, 6.25, 60.0, 276.0
_MOST_TRIES = 4  # more boxes than this do not fit a pen


@dataclass(frozen=True, slots=True)
class _Line:
    """A household on a page, or (without one) the head of its community."""

    words: str
    household: Household | None = None

    @property
    def height(self) -> float:
        return _ROW if self.household else _GROUP


def draw_field_list(found: FieldList) -> bytes:
    """The lists of all interviewers as one PDF, each beginning on a new page; the same list gives the same bytes."""
    sheet = Sheet(title=f"{found.street_name}　{TITLE}", foot=FOOT, demo=found.demonstration, page=_PAGE)
    for interviewer, share in found.shares.items():
        pages = list(_pages(found, share))
        for number, lines in enumerate(pages, 1):
            sheet.open_page()
            _draw_head(sheet, found, interviewer, (len(share), number, len(pages)))
            _draw_lines(sheet, found, lines)
    created = datetime.combine(found.on, time(), _CHINA)
    return finish(sheet.close(), title=f"{found.street_name}　{TITLE}", author="", created=created, attachment=None)


def _pages(found: FieldList, share: tuple[Household, ...]) -> Iterator[list[_Line]]:
    """Lines by page: a community's head is repeated where it goes on, and never stands last."""
    lines: list[_Line] = []
    used, community = 0.0, ""
    room = _LAST - _TOP
    for household in share:
        name = found.communities.get(household.community, household.community)
        fresh = household.community != community
        needed = _ROW + (_GROUP if fresh or not lines else 0.0)
        if lines and used + needed > room:
            yield lines
            lines, used = [], 0.0
        if fresh or not lines:
            count = sum(h.community == household.community for h in share)
            again = not fresh
            lines.append(_Line(f"{name}（续）" if again else f"{name}　{count}户"))
            used += _GROUP
        community = household.community
        lines.append(_Line("", household))
        used += _ROW
    if lines or not share:
        yield lines


def _draw_head(sheet: Sheet, found: FieldList, interviewer: str, of: tuple[int, int, int]) -> None:
    page, (count, number, pages) = sheet.page, of
    width = sheet.text(page.left, 22.0, TITLE, _HEAD)
    how = "电话" if found.method is Method.TELEPHONE else "入户"
    about = f"{found.street_name}　{found.round}　{how}　到{print_date(found.until)}止"
    room = page.end - page.left - width - 8 - (30 if found.demonstration else 0)
    sheet.draw(page.left + width + 8, 22.0, set_paragraph(about, _ITEM, room))
    mine = f"访问人　{interviewer}　　{print_count(count)}户　　{print_date(found.on)}列"
    sheet.text(page.left, 32.0, mine, TEXT_BOLD.but(size=11.0))
    if pages > 1:
        sheet.text(page.end, 32.0, f"本人第{number}张，共{pages}张", TEXT, Align.RIGHT)
    codes = "　".join(f"{code}＝{words}" for code, words in CODES.values())
    y = sheet.paragraph(
        page.left, 38.0, page.block, f"每次写日期，圈结果：{codes}。空、非要问过物业、水电表或邻居。", _LEGEND
    )
    rules = f"“晚”：18时以后或周末，打勾；至多{found.attempts}次，日期不同，至少一次“晚”。"
    asked = "找14岁以上、下一个过生日的住户。第几户按台账登记的顺序数，不是门牌号。"
    sheet.paragraph(page.left, y, page.block, rules + asked, _LEGEND)
    y = _TOP - 6.0
    sheet.rule(page.left, y, page.block, 1.0)
    x = page.left + _SITE_LEFT
    for words in ("点位", "第几户"):
        sheet.text(x, y + 4.25, words, TEXT_BOLD)
        x += _SITE
    each = _TRIES / _boxes(found)
    for n in range(_boxes(found)):
        sheet.text(page.left + _SITE_LEFT + _SITE + _K + n * each, y + 4.25, f"第{n + 1}次", TEXT_BOLD)
    sheet.rule(page.left, _TOP, page.block, 0.5)


def _boxes(found: FieldList) -> int:
    return min(_MOST_TRIES, max(1, found.attempts))


def _draw_lines(sheet: Sheet, found: FieldList, lines: list[_Line]) -> None:
    page, y = sheet.page, _TOP
    for line in lines:
        if line.household is None:
            sheet.text(page.left, y + 4.6, line.words, TEXT_BOLD.but(size=10.5))
        else:
            _draw_household(sheet, y, line.household, _boxes(found))
        y += line.height
        sheet.rule(page.left, y, page.block, 0.5)


def _draw_household(sheet: Sheet, y: float, household: Household, boxes: int) -> None:
    left = sheet.page.left
    draw_tick_box(sheet, left, y + 2.25, 5.5, 1.0)
    x = left + _SITE_LEFT
    name = set_paragraph(household.name, _NAME, _SITE - 2)
    if len(name.lines) > 1:
        name = set_paragraph(household.name, _SMALL_NAME, _SITE - 2)
    sheet.draw(x, y + 5.75, name)
    below = y + 5.75 + name.leading * (len(name.lines) - 1) + 5.5
    sheet.text(x, min(below, y + _ROW - 1.5), household.site, _PLACE)
    sheet.text(x + _SITE, y + 6.0, f"第{print_count(household.k)}户", _NAME)
    each = _TRIES / boxes
    shown = household.tried[-(boxes - 1) :] if len(household.tried) >= boxes > 1 else household.tried[:boxes]
    if not any(t.late for t in household.tried) and len(household.tried) >= boxes - 1:
        sheet.text(x + _SITE, y + 10.75, "要晚间周末", _PLACE.but(size=9))
    for n in range(boxes):
        at = x + _SITE + _K + n * each
        if n < len(shown):
            _draw_tried(sheet, at, y, shown[n])
        else:
            _draw_to_try(sheet, at, y, each)


def _draw_tried(sheet: Sheet, x: float, y: float, tried: Tried) -> None:
    late = "　晚" if tried.late else ""
    sheet.text(x, y + 5.75, f"{tried.day.month}月{tried.day.day}日{late}", _PLACE)
    sheet.text(x, y + 10.75, CODES[tried.outcome][1], _PLACE)


def _draw_to_try(sheet: Sheet, x: float, y: float, width: float) -> None:
    """Day to write, a box for evening or weekend, the outcomes to be ringed."""
    for at, words in ((0.0, "月"), (9.5, "日")):
        sheet.rule(x + at, y + 6.5, 5.5, 0.35)
        sheet.text(x + at + 5.7, y + 5.75, words, TEXT)
    draw_tick_box(sheet, x + 20.0, y + 1.75, 4.5, 0.8)
    sheet.text(x + 25.0, y + 5.75, "晚", TEXT)
    step = (width - 4.0) / len(CODES)
    for n, (code, _) in enumerate(CODES.values()):
        sheet.text(x + n * step, y + 11.75, code, _ITEM)
