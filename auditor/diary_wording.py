"""The diary in words: what was done, where, with what result, by whom, and where the record is now."""

from collections.abc import Mapping
from datetime import date

from auditor.audit import Answer
from auditor.correction import Correction, Stage
from auditor.diary import Deed, Diary, Entry, Totals
from auditor.drafts import shown_moment
from auditor.reasons import answer_name, outcome_word
from auditor.standard import Standard
from auditor.survey import Outcome
from auditor.whereabouts import Place, is_copied, place_of
from auditor.wording import _, listed, named, ngettext, number, pgettext

_OLD_NEW = 24  # characters of a value in a line


def deed_word(deed: Deed) -> str:
    """What somebody did, in two to five characters."""
    return {
        Deed.AUDIT: _("现场检查"),
        Deed.VISIT: pgettext("做什么", "入户"),
        Deed.OPENED: _("开整改"),
        Deed.FIXED: _("记整改已改"),
        Deed.RECHECKED: _("复查整改"),
        Deed.CLOSED: _("销号"),
        Deed.PHOTO: _("拍照"),
        Deed.ERASED: _("删照片"),
        Deed.REGISTERED: _("登记台账"),
        Deed.REGISTER: _("改台账"),
        Deed.ROUND: _("调查轮次"),
        Deed.DRAWN: _("抽复核"),
        Deed.ISSUED: _("签发文件"),
        Deed.COMPLETION: _("2025 记录"),
        Deed.CHANGED: _("更正"),
        Deed.WITHDRAWN: _("撤回"),
        Deed.SETTLED: _("处理冲突"),
        Deed.OTHER: _("其他记录"),
    }[deed]


def kind_word(kind: str) -> str:
    """What sort of record it is."""
    return {
        "audit": _("现场检查"),
        "response": _("一次访问"),
        "correction": pgettext("一个", "整改"),
        "photo": _("照片"),
        "notice": _("整改通知单"),
        "site": pgettext("一个", "点位"),
        "assignment": _("责任单位"),
        "point": _("投放点"),
        "link": _("对应户数"),
        "round": _("调查轮次"),
        "recheck": _("复核"),
        "certificate": _("证明文件"),
        "completion": _("2025 记录"),
        "person": _("人员"),
        "street": _("街道"),
        "community": _("社区"),
        "standard": _("标准"),
        "demonstration": _("演示数据"),
        "dispute": _("冲突的处理"),
        "station": pgettext("一台", "工作站"),
    }.get(kind, kind)


def where_text(entry: Entry, diary: Diary) -> str:
    """Where: a site by code and name, a round with the community; never a household."""
    body, names = entry.body, diary.places
    if entry.kind == "response":
        parts = [names.get(str(body.get("round")), ""), names.get(str(body.get("community")), "")]
        return " · ".join(p for p in parts if p)
    if entry.kind in ("site", "round"):
        own = names.get(entry.arrival.line.record, "")
        return own or " ".join(str(body.get(k, "")) for k in ("code", "name")).strip()
    if entry.kind == "completion":
        return names.get(str(body.get("community")), str(body.get("community", "")))
    site = names.get(str(body.get("site")), "")
    point = names.get(str(body.get("point")), "") if entry.kind == "link" else ""
    if entry.kind == "point":
        point = str(body.get("code", ""))
    told = _("{code} 号点").format(code=point) if point else ""
    return " · ".join(p for p in (site, told) if p) or str(body.get("name", ""))


def detail_text(entry: Entry, standard: Standard) -> str:
    """With what result: counts of an audit, the outcome of a visit, what was found, what became another."""
    body = entry.body
    match entry.deed:
        case Deed.AUDIT:
            told = answers_text(entry.answers)
        case Deed.VISIT:
            told = outcome_word(entry.outcome) if entry.outcome else ""
        case Deed.OPENED:
            told = listed([str(body.get("found", "")), _("期限 {day}").format(day=body.get("due_on", ""))])
        case Deed.FIXED:
            told = str(body.get("fixed_note", ""))
        case Deed.RECHECKED:
            told = _("符合") if body.get("passed") else _("不符合")
        case Deed.CLOSED:
            told = str(body.get("closed_note", ""))
        case Deed.PHOTO:
            told = str(body.get("caption", "")) or _item(str(body.get("item", "")), standard)
        case Deed.WITHDRAWN:
            told = _of_kind(entry)
        case Deed.CHANGED | Deed.REGISTER | Deed.SETTLED | Deed.ROUND | Deed.COMPLETION:
            told = _changes(entry)
        case _:
            told = listed([kind_word(entry.kind), *_reasons(entry)], "，")
    told = "" if told == deed_word(entry.deed) else told
    return " · ".join(part for part in (told, _seen_on(entry)) if part)


def _reasons(entry: Entry) -> list[str]:
    """Why a conflict was settled so, where that is what was written."""
    if entry.kind != "dispute" or entry.body.get("settled") == entry.before.get("settled"):
        return []
    return [str(entry.body.get("reason", ""))]


def _of_kind(entry: Entry) -> str:
    told = _("{kind}：{reason}")
    return told.format(kind=kind_word(entry.kind), reason=entry.body.get("withdrawn", ""))


def answers_text(answers: Mapping[Answer, int]) -> str:
    """`符合 18 · 不符合 2`, what there is of it."""
    return " · ".join(f"{answer_name(a)} {number(answers[a])}" for a in Answer if answers.get(a))


def _item(item: str, standard: Standard) -> str:
    found = next((i for i in standard.items if i.id == item), None)
    return named(found.name, found.name_en) if found else ""


def _seen_on(entry: Entry) -> str:
    """When it was seen, where that is not the day of the diary."""
    seen = entry.observed_on
    if seen is None or seen == entry.on:
        return ""
    told = {"response": _("访问于 {day}"), "photo": _("拍于 {day}")}.get(entry.kind, _("检查于 {day}"))
    return told.format(day=seen.isoformat())


def _changes(entry: Entry) -> str:
    """Which fields are another now, with old and new value where they are short."""
    body, before = entry.body, entry.before
    if not entry.arrival.line.parents:
        return _("开轮") if entry.kind == "round" else kind_word(entry.kind)
    told = []
    for key in sorted({*body, *before}):
        old, new = before.get(key), body.get(key)
        if old == new:
            continue
        word = field_word(key)
        if key not in _SAID or isinstance(old, dict) or isinstance(new, dict):
            told.append(word)
        else:
            told.append(_("{field} {old} → {new}").format(field=word, old=_short(old), new=_short(new)))
    return listed([kind_word(entry.kind), *dict.fromkeys(told)], "，")


_SAID = frozenset({"code", "name", "place_type", "households", "address", "organisation", "officer", "since"}) | {
    *("until", "inspectors", "outcome", "due_on", "found", "asked", "recipient", "closed_on", "caption")
}


def _short(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = str(value)
    return text if len(text) <= _OLD_NEW else text[: _OLD_NEW - 1] + "…"


def field_word(field: str) -> str:
    """A field of a record as forms name it."""
    words = {
        "code": _("编号"),
        "name": _("名称"),
        "community": _("社区"),
        "place_type": _("场所类型"),
        "households": _("户数"),
        "address": _("地址"),
        "organisation": _("责任单位"),
        "officer": _("联系人"),
        "since": _("启用"),
        "until": _("停用"),
        "containers": _("容器"),
        "latitude": _("纬度"),
        "longitude": _("经度"),
        "note": _("备注"),
        "findings": _("检查结果"),
        "observed_at": _("时间"),
        "inspectors": _("检查人"),
        "outcome": _("访问结果"),
        "answers": _("答案"),
        "interviewer": _("访问人"),
        "due_on": _("期限"),
        "found": _("发现"),
        "asked": _("要求"),
        "recipient": _("整改单位"),
        "closed_on": _("结束"),
        "caption": _("说明"),
        "same_as": _("合并到"),
    }
    return words.get(field) or _("其他内容")


def person_text(entry: Entry, diary: Diary) -> str:
    """Who wrote it."""
    return diary.people.get(entry.arrival.line.person, "") or _("没有登记的人")


def time_text(entry: Entry, *, with_day: bool) -> str:
    """When it came into this database, in China."""
    day, time = shown_moment(entry.arrival.at)
    return f"{day} {time}" if with_day else time


def place_word(entry: Entry, diary: Diary) -> str:
    """Where the record is."""
    place = place_of(entry.arrival.number, entry.arrival.line.street, diary.reach, at_bureau=diary.at_bureau)
    copied = is_copied(entry.arrival.number, diary.copy)
    if diary.at_bureau:
        return _("区里和备份") if copied else _("区里")
    if place is Place.BUREAU:
        return _("区里已收到")
    if place is Place.PACKAGE:
        return _("数据包和备份") if copied else _("在数据包里")
    return _("本机和备份") if copied else _("本机")


# -- totals ------------------------------------------------------------------------------------------------------------


def totals_lines(totals: Totals) -> list[tuple[str, str, str]]:
    """Word, count with its unit, and what it is made of; in the order of the deeds."""
    found = []
    for deed, n in totals.deeds.items():
        made = ""
        if deed is Deed.AUDIT:
            made = answers_text(totals.answers)
        elif deed is Deed.VISIT:
            made = outcomes_text(totals)
        found.append((deed_word(deed), _count(deed, n), made))
    return found


def outcomes_text(totals: Totals) -> str:
    """`答完 12 · 拒访 3`, what there is of it."""
    return " · ".join(f"{outcome_word(o)} {number(totals.outcomes[o])}" for o in Outcome if o in totals.outcomes)


def _count(deed: Deed, n: int) -> str:
    if deed is Deed.AUDIT:
        told = ngettext("{n} 处", "{n} 处", n)
    elif deed is Deed.VISIT:
        told = ngettext("{n} 户次", "{n} 户次", n)
    elif deed in (Deed.PHOTO, Deed.ERASED):
        told = ngettext("{n} 张", "{n} 张", n)
    else:
        told = ngettext("{n} 项", "{n} 项", n)
    return told.format(n=number(n))


# -- what is left ------------------------------------------------------------------------------------------------------


def draft_word(form: str) -> str:
    """What sort of form was not saved."""
    return kind_word(form.partition(":")[0])


def waiting_text(correction: Correction, days: int, on: date) -> str:
    """What is to be done about a correction."""
    if correction.stage is Stage.FIXED:
        return _("已改，等复查")
    if correction.stage is Stage.RECHECKED:
        return _("复查符合，等销号")
    if days:
        return ngettext("逾期 {n} 天", "逾期 {n} 天", days).format(n=number(days))
    left = (correction.due_on - on).days
    return ngettext("还有 {n} 天", "还有 {n} 天", left).format(n=number(left)) if left else _("今天到期")


def left_rows(diary: Diary) -> list[tuple[str, str, str]]:
    """What is left, where, and what about it: forms, sites, households, corrections."""
    left = diary.left
    rows = [(_("没有保存完的表"), d.about, draft_word(d.form)) for d in left.drafts]
    for word, n in ((_("从未看过的点位"), left.never), (_("证据过期的点位"), left.expired)):
        if n:
            rows.append((word, diary.street_name, ngettext("{n} 处", "{n} 处", n).format(n=number(n))))
    for r in left.rounds:
        rows.append((_("还要访的户"), r.name, ngettext("{n} 户", "{n} 户", r.open).format(n=number(r.open))))
    for d in left.corrections:
        told = waiting_text(d.correction, d.days, diary.today)
        rows.append((kind_word(d.correction.KIND), d.place, f"{d.correction.found} · {told}"))
    return rows
