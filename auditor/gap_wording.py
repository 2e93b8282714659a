"""The lines of what is missing in words: what to do, where and until when it is good, for which criteria, and why."""

from collections.abc import Iterable

from auditor.correction_wording import over_text
from auditor.day_plans import PACE_DAYS, Pace
from auditor.facts import StreetFacts
from auditor.gaps import Act, Coming, Look, Missing, Move, Needed
from auditor.reasons import category_name
from auditor.standard import AWARENESS, CATEGORIES, PARTICIPATION, PLACEMENT, RATES, RESPONSIBILITY, Standard
from auditor.wording import _, listed, named, ngettext, number, pgettext


def act_name(act: Act) -> str:
    """What a person does, in two to five characters."""
    return {
        Act.REGISTER: _("登记台账"),
        Act.SETTLE: _("处理冲突"),
        Act.CORRECT: _("更正台账"),
        Act.ASSIGN: _("落实责任单位"),
        Act.LINK: _("对应户数"),
        Act.NEW_POINT: _("新设投放点"),
        Act.MEND: _("补好投放点"),
        Act.VISIT: _("现场检查"),
        Act.NEW_ROUND: _("新开轮次"),
        Act.SUPPLEMENT: _("补抽"),
        Act.INTERVIEW: pgettext("做什么", "入户"),
    }[act]


def criterion_word(criterion: str) -> str:
    """A criterion in two characters, for lines."""
    return {
        RESPONSIBILITY: pgettext("标准项", "责任"),
        CATEGORIES: pgettext("标准项", "类别"),
        PLACEMENT: pgettext("标准项", "投放"),
        AWARENESS: pgettext("标准项", "知晓"),
        PARTICIPATION: pgettext("标准项", "参与"),
    }[criterion]


def criteria_text(line: Needed) -> str:
    """The criteria a line serves in short, with the households that come to conform: `类别 · 投放 58 户`."""
    short = {
        RESPONSIBILITY: pgettext("标准项，短", "责任"),
        CATEGORIES: pgettext("标准项，短", "类别"),
        PLACEMENT: pgettext("标准项，短", "投放"),
        AWARENESS: pgettext("标准项，短", "知晓"),
        PARTICIPATION: pgettext("标准项，短", "参与"),
    }
    words = [short[c] for c in line.criteria]
    if PLACEMENT in line.criteria and line.households:
        place = line.criteria.index(PLACEMENT)
        words[place] = _("{criterion} {n} 户").format(criterion=words[place], n=number(line.households))
    return " · ".join(words)


def place_text(line: Needed, facts: StreetFacts) -> str:
    """The site's code and name; "" where a line concerns a community or the street."""
    site = next((s for s in facts.sites if s.id == line.site), None)
    return f"{site.code} {site.name}" if site else ""


def what_text(line: Needed, facts: StreetFacts, standard: Standard) -> str:
    """What is to be done there and until it is how, in one line."""
    match line.act:
        case Act.VISIT:
            return _visit_text(line, facts, standard)
        case Act.MEND:
            return _colon(point_text(line.point, facts), mend_text(line.looks, standard))
        case Act.NEW_POINT:
            return _new_text(line)
        case Act.LINK:
            return listed((_move_text(m, facts) for m in line.moves), "；")
        case Act.SETTLE:
            return _settle_text(line, facts)
        case Act.CORRECT:
            place = standard.place_types.get(line.place_type)
            word = named(place.name, place.name_en) if place else ""
            return _("标准里没有这个场所类型，先按「{place}」列").format(place=word)
        case Act.INTERVIEW:
            n = line.interviews
            if "census" in line.reasons:
                told = ngettext("再要 {n} 户答成且符合，逐户", "再要 {n} 户答成且符合，逐户", n)
            else:
                told = ngettext("再要 {n} 户答成，按抽样顺序", "再要 {n} 户答成，按抽样顺序", n)
            return told.format(n=number(n))
    return reason_word(line.reasons[0])


def _colon(where: str, what: str) -> str:
    return _("{where}：{what}").format(where=where, what=what) if where and what else where or what


def point_text(point: str, facts: StreetFacts) -> str:
    """A point by its code: `1 号点`; one that is to be made has none yet."""
    held = facts.points.get(point)
    return _("{code} 号点").format(code=held.code) if held else _("新点") if point.startswith("new:") else _("投放点")


def item_text(item: str, standard: Standard) -> str:
    """An item of the checklist: a category in short, else its name."""
    found = next((i for i in standard.items if i.id == item), None)
    if found is None:
        return item
    if found.role.startswith("present:"):
        return category_name(found.role.removeprefix("present:"))
    return named(found.name, found.name_en)


def mend_text(looks: Iterable[Look], standard: Standard) -> str:
    """What is to be mended at a point: the containers, or its place."""
    radius = standard.item_of("radius")
    items = [look.item for look in looks]
    told = [_("补{items}").format(items=listed((item_text(i, standard) for i in items if i != radius), "、"))]
    told = told if any(i != radius for i in items) else []
    return listed(told + ([_("移到规定半径以内")] if radius in items else []))


def _visit_text(line: Needed, facts: StreetFacts, standard: Standard) -> str:
    """Which points, and why; what is to be seen stands in the details."""
    points = list(dict.fromkeys(k.unit for k in line.looks if k.unit != line.site))
    notice = any(k.unit == line.site for k in line.looks)
    if points and not notice:
        where = listed((point_text(p, facts) for p in points[:2]), "、")
        if len(points) > 2:
            where = ngettext("{n} 个投放点", "{n} 个投放点", len(points)).format(n=len(points))
    elif notice and not points:
        where = item_text(standard.item_of("notice"), standard)
    else:
        where = ""
    return _colon(where, listed((reason_word(r) for r in line.reasons), "、"))


def _new_text(line: Needed) -> str:
    n = line.households
    if not n:
        return _colon(_("新设或补登 1 处"), reason_word(line.reasons[0]))
    served = _("服务 {n} 户").format(n=number(n))
    return listed([_("新设或补登 1 处"), served, reason_word(line.reasons[0])])


def _move_text(move: Move, facts: StreetFacts) -> str:
    source, target = point_text(move.source, facts), point_text(move.target, facts)
    n = number(move.households)
    if not move.target:
        return ngettext("{source}减去 {n} 户", "{source}减去 {n} 户", move.households).format(source=source, n=n)
    if not move.households:
        return _("登记由{target}服务").format(target=target)
    if not move.source:
        told = ngettext("{n} 户登记到{target}", "{n} 户登记到{target}", move.households)
        return told.format(n=n, target=target)
    told = ngettext("{n} 户从{source}改到{target}", "{n} 户从{source}改到{target}", move.households)
    return told.format(n=n, source=source, target=target)


def _settle_text(line: Needed, facts: StreetFacts) -> str:
    what = {
        "site": pgettext("一个", "点位"),
        "assignment": _("责任单位"),
        "point": point_text(line.point, facts),
        "link": _("{point}户数").format(point=point_text(line.point, facts)),
        "round": _("调查轮次"),
        "response": _("一次访问"),
    }[line.kind]
    return _colon(what, reason_word("unsettled"))


def reason_word(reason: str) -> str:
    """Why a line is there, in a few words."""
    return {
        "never_seen": _("从未看过"),
        "expired": _("证据过期"),
        "contradictory": _("同时两个答案"),
        "failing": _("上次不符合"),
        "unsettled": _("记录有冲突"),
        "no_organisation": _("没有落实责任单位"),
        "place_type_unknown": _("标准里没有这个场所类型"),
        "no_link": _("没有登记由哪个投放点服务"),
        "no_point": _("看过，没有投放点"),
        "no_room": _("现有投放点容不下"),
        "over_linked": _("登记户数合计过多"),
        "point_relieved": _("原投放点过载或不符合"),
        "point_not_in_use": _("原投放点不在用"),
        "point_unknown": _("登记的投放点找不到"),
        "no_round": _("还没有有效的调查轮次"),
        "ended": _("轮次已结束，没有达标"),
        "failed": _("抽样里有一户不符合，这一轮不能达标"),
        "response_rate": _("应答率到不了最低要求"),
        "bound": _("全部答成也到不了下限"),
        "decided": _("已全部答完，没有达标"),
        "outside": _("有登记的居民户不在抽样框里"),
        "nothing_registered": _("这个街道还没有登记点位"),
        "no_households": _("没有登记居民户，调查无从开始"),
        "nothing_required": _("没有一个点位在这一项的范围里"),
        "sample": _("抽样未答完"),
        "census": _("逐户未答完"),
    }[reason]


def summary_text(missing: Missing) -> str:
    """How many in the field, how many interviews, and how the set of points was found."""
    asked = sum(n.interviews for n in missing.needed if n.act is Act.INTERVIEW)
    fields = sum(n.act in (Act.VISIT, Act.MEND, Act.NEW_POINT) for n in missing.needed)
    desk = missing.count - asked - fields
    parts = []
    if fields:
        parts.append(ngettext("{n} 件在现场", "{n} 件在现场", fields).format(n=number(fields)))
    if asked:
        parts.append(ngettext("{n} 件入户", "{n} 件入户", asked).format(n=number(asked)))
    if desk:
        parts.append(ngettext("{n} 件在办公室", "{n} 件在办公室", desk).format(n=number(desk)))
    return _("其中 {parts}。").format(parts=listed(parts))


def method_text(missing: Missing) -> str:
    """In which order the list was made, and whether the set of points is proven the smallest."""
    told = _("先责任和类别，再用最少的投放点补投放覆盖")
    if missing.is_smallest:
        return _("{told}（已求得最少）。").format(told=told)
    points = missing.repairs + missing.new_points
    return _("{told}（求得 {n} 处，至少要 {least} 处）。").format(told=told, n=points, least=missing.at_least)


def choice_texts(missing: Missing) -> list[str]:
    """Below 100 %: any k of these m."""
    found = []
    for key, choice in missing.choices.items():
        criterion, _slash, part = key.partition("/")
        word = criterion_word(criterion)
        unit = pgettext("单位", "户") if part == "households" or criterion in RATES else _("处")
        told = _("{criterion}：{units} {unit}里任意 {least} {unit}就够").format(
            criterion=word, units=number(choice.units), least=number(choice.least), unit=unit
        )
        found.append(told)
    return found


def beside_text(missing: Missing) -> str:
    """What rounds that drew nobody show: looked after, not scored; "" where there is nothing."""
    if not missing.beside:
        return ""
    told = _("拦访、扫码里有 {n} 份答卷不符合，在 {communities} 个社区，只列出，不计入评分")
    return told.format(n=number(sum(missing.beside.values())), communities=len(missing.beside))


def coming_text(coming: Coming) -> str:
    """What was seen when, or what should have been put right, for one line of what is coming."""
    if coming.correction:
        return listed([over_text(coming.days_over), coming.found])
    if coming.round:
        return _("调查轮次「{name}」").format(name=coming.round)
    day = coming.observed_on.isoformat() if coming.observed_on else ""
    return _("上次检查 {day}").format(day=day)


def duration_text(minutes: int) -> str:
    """`20 分`, `1 时 50 分`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{m} 分").format(m=rest)
    return _("{h} 时 {m:02} 分").format(h=hours, m=rest) if rest else _("{h} 时").format(h=hours)


def pace_text(pace: Pace) -> str:
    """On what the minutes rest, in short."""
    if pace.visit_gaps or pace.interview_gaps:
        return _("估计用时 · 按本街道近 {days} 天的中位用时").format(days=PACE_DAYS)
    return _("估计用时 · 没有足够记录，按 {m} 分钟估").format(m=pace.visit)


def pace_details(pace: Pace) -> str:
    """The two paces with the records they rest on."""

    def rests(gaps: int) -> str:
        if not gaps:
            return _("没有足够记录，为默认值")
        return ngettext("{n} 次间隔的中位", "{n} 次间隔的中位", gaps).format(n=number(gaps))

    site = _("检查一处 {m} 分（{rests}）").format(m=pace.visit, rests=rests(pace.visit_gaps))
    home = _("访问一户 {m} 分（{rests}）").format(m=pace.interview, rests=rests(pace.interview_gaps))
    return f"{site}\n{home}"
