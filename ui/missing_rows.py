"""The rows of the list of what is missing: what to do with its icon, where, for which criteria, how long, and go."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from auditor.gap_wording import (
    act_name,
    coming_text,
    criteria_text,
    criterion_word,
    duration_text,
    item_text,
    place_text,
    reason_word,
    what_text,
)
from auditor.gaps import Act, Coming, Needed, by_community, count_short
from auditor.overview_wording import work_text
from auditor.standard import COVERAGES, Standard
from auditor.wording import _, listed, ngettext, number
from auditor.work_list import WorkList
from ui import theme
from ui.layouts import digits_for
from ui.marks import paint_icon
from ui.record_model import Column, Group
from ui.score_lists import write
from ui.score_rows import short_community

ICONS = {
    Act.REGISTER: "register",
    Act.SETTLE: "undo",
    Act.CORRECT: "register",
    Act.ASSIGN: "person",
    Act.LINK: "register",
    Act.NEW_POINT: "plus",
    Act.MEND: "correction",
    Act.VISIT: "audit",
    Act.NEW_ROUND: "interview",
    Act.SUPPLEMENT: "interview",
    Act.INTERVIEW: "interview",
}
SIDE = 15  # px of an icon


def goal_of(line: Needed) -> tuple[str, object]:
    """The page where a line is put right, and at what."""
    if line.act in (Act.VISIT, Act.MEND):
        return "audit", line.site
    if line.act is Act.SETTLE:
        return "conflicts", line.record or None
    if line.act is Act.INTERVIEW:
        return "survey", (line.record, line.community)
    if line.act in (Act.NEW_ROUND, Act.SUPPLEMENT) or line.kind in ("round", "response"):
        return "survey", line.record or None
    return "register", line.site or None


def goal_word(line: Needed) -> str:
    """What the way there is called."""
    return {"audit": _("开始"), "survey": _("去问"), "conflicts": _("去定")}.get(goal_of(line)[0], _("台账"))


def rows_by_community(found: WorkList) -> list[Needed | Group]:
    """Lines under their communities, with counts and time."""
    rows: list[Needed | Group] = []
    communities = found.facts.communities
    for code, lines in by_community(found.missing.needed, sorted(communities)).items():
        name = short_community(communities.get(code, code)) if code else _("整个街道")
        rows.append(_group(name, lines, sum(found.minutes(n) for n in lines)))
        rows += lines
    return rows


def rows_by_day(found: WorkList) -> list[Needed | Group]:
    """Lines under the days they make."""
    rows: list[Needed | Group] = []
    for day in found.days:
        name = _("第 {n} 天 · {day}").format(n=day.number, day=f"{day.on:%m-%d}")
        rows.append(_group(name, day.lines, day.minutes))
        rows += day.lines
    return rows


def _group(name: str, lines: Sequence[Needed], minutes: int) -> Group:
    return Group({"act": name, "criteria": work_text(*count_short(lines)), "minutes": duration_text(minutes)})


def columns(
    found: Callable[[], WorkList | None],
    standard: Standard,
    picked: Callable[[Needed], bool],
    by_day: Callable[[], bool],
) -> list[Column[Needed]]:
    """The five columns of the list that is shown; `by_day`: its communities have no rows of their own."""

    def paint_act(painter: QPainter, rect: QRect, line: Needed) -> None:
        side = round(SIDE * theme.scale())
        box = QRectF(rect.left() + 4, rect.center().y() - side / 2, side, side)
        chosen = picked(line)
        ink = theme.current().of("accent" if chosen else "ink2")
        paint_icon(painter, box, "check" if chosen else ICONS[line.act], ink)
        write(painter, rect.adjusted(side + 14, 0, 8, 0), act_name(line.act), "body", "ink", bold=chosen)

    def act(line: Needed) -> str:
        return listed([act_name(line.act), _("已选")]) if picked(line) else act_name(line.act)

    def where(line: Needed) -> str:
        shown = found()
        if shown is None:
            return ""
        place, what = place_text(line, shown.facts), what_text(line, shown.facts, standard)
        if by_day() and not place and line.community:
            place = short_community(shown.facts.communities.get(line.community, line.community))
        return f"{place}  {what}" if place else what

    def details(line: Needed) -> str:
        items = list(dict.fromkeys(item_text(k.item, standard) for k in line.looks))
        told = [where(line), listed((reason_word(r) for r in line.reasons), "、")]
        if items:
            told.append(_("要看：{items}").format(items=listed(items, "、")))
        return "\n".join(told)

    def whole(line: Needed) -> str:
        words = [criterion_word(c) for c in line.criteria]
        if line.households:
            words.append(ngettext("{n} 户", "{n} 户", line.households).format(n=number(line.households)))
        return listed(words, "、")

    def minutes(line: Needed) -> str:
        shown = found()
        return duration_text(shown.minutes(line)) if shown else ""

    fullest = criteria_text(Needed(act=Act.VISIT, criteria=COVERAGES, households=888))
    wide, digit = (QFontMetrics(theme.font("body")).horizontalAdvance(text) for text in (fullest, "0"))
    acts = digits_for([act_name(a) for a in Act]) + 4
    return [
        Column("act", _("社区 / 做什么"), act, paint=paint_act, width=acts),
        Column("where", _("在哪里、做到什么"), where, tooltip=details, width=20, stretch=True),
        Column(
            "criteria",
            _("服务的标准项"),
            criteria_text,
            width=-(-wide // digit),
            elide=True,
            tooltip=whole,
        ),
        Column("minutes", _("估计用时"), minutes, align="right", width=digits_for([duration_text(599)])),
        Column("go", "", goal_word, tone=lambda _line: "accent", width=digits_for([_("开始"), _("台账"), _("去问")])),
    ]


def paint_coming(found: Callable[[], WorkList | None]) -> Callable[[QPainter, QRect, Coming], None]:
    """Two lines: the site, and below what was seen when; at the right the last valid day."""

    def paint(painter: QPainter, rect: QRect, coming: Coming) -> None:
        side, tokens = round(16 * theme.scale()), theme.current()
        box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        late = bool(coming.correction)
        paint_icon(painter, box, "correction" if late else "warning", tokens.of("bad" if late else "warn"))
        day = _ends(coming, found())
        wide = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(day) + 8
        half = rect.height() // 2
        upper = QRect(rect.left() + side + 10, rect.top() + 3, rect.width() - side - 10 - wide, half)
        write(painter, upper, place_of(coming, found()), "body", "ink")
        write(painter, upper.translated(0, half - 5), coming_text(coming), "note", "ink2")
        write(painter, rect, day, "body", "bad" if late else "warn", bold=True, right=True)

    return paint


def _ends(coming: Coming, found: WorkList | None) -> str:
    """The last valid day, without the year where it is this one."""
    this_year = found is not None and coming.ends.year == found.missing.on.year
    return f"{coming.ends:%m-%d}" if this_year else coming.ends.isoformat()


def place_of(coming: Coming, found: WorkList | None) -> str:
    """The site's code and name; the survey for a round."""
    if coming.round:
        return _("入户调查")
    site = next((s for s in found.facts.sites if s.id == coming.site), None) if found else None
    return f"{site.code} {site.name}" if site else ""


def coming_told(found: Callable[[], WorkList | None]) -> Callable[[Coming], str]:
    """The same for a screen reader, and where it is cut."""

    def told(coming: Coming) -> str:
        ends = _("{day} 到期").format(day=coming.ends.isoformat())
        return listed([place_of(coming, found()), coming_text(coming), ends])

    return told
