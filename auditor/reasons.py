"""Why a unit does not conform or is not known, as a sentence a person can act on."""

from auditor.audit import Answer
from auditor.coverage import UnitResult
from auditor.facts import StreetFacts
from auditor.record import china_date
from auditor.standard import Standard
from auditor.survey import Outcome
from auditor.wording import _, named, ngettext, number


def category_name(category: str) -> str:
    """The category's name in the language spoken."""
    return {
        "food": _("厨余垃圾"),
        "recyclable": _("可回收物"),
        "hazardous": _("有害垃圾"),
        "residual": _("其他垃圾"),
    }[category]


def answer_name(answer: Answer) -> str:
    """The answer's name in the language spoken."""
    return {
        Answer.PASS: _("符合"),
        Answer.FAIL: _("不符合"),
        Answer.NOT_APPLICABLE: _("不适用"),
        Answer.NOT_SEEN: _("未看到"),
    }[answer]


def outcome_word(outcome: Outcome) -> str:
    """What a visit came to."""
    return {
        Outcome.COMPLETE: _("答完"),
        Outcome.PARTIAL: _("中途停止"),
        Outcome.REFUSAL: _("拒访"),
        Outcome.NON_CONTACT: _("没人在家"),
        Outcome.VACANT: _("确认空置"),
        Outcome.NOT_RESIDENTIAL: _("不是住户"),
    }[outcome]


def reason_text(unit: UnitResult, facts: StreetFacts, standard: Standard) -> str:
    """The sentence for a unit's reason, with the point and the date it concerns; "" for a conforming unit."""
    point = facts.points.get(unit.point)
    where = _("{code} 号点").format(code=point.code) if point else ""
    if unit.reason.startswith("missing_"):
        category = category_name(unit.reason.removeprefix("missing_"))
        text = _("缺{category}容器，或不能用、标志不对").format(category=category)
    elif unit.reason == "point_overloaded":
        served = sum(link.households for link in facts.links if link.point == unit.point)
        text = _("服务 {n} 户，超过 {most} 户").format(n=served, most=standard.ratio)
    elif unit.reason == "expired" and unit.evidence:
        text = _("证据 {day}，已过期").format(day=china_date(unit.evidence.observed_at).isoformat())
    else:
        text = _texts().get(unit.reason, unit.reason)
    item = next((named(i.name, i.name_en) for i in standard.items if i.id == unit.item), "")
    if unit.reason in ("never_seen", "expired", "contradictory") and item and point:
        text = _("{text}（{item}）").format(text=text, item=item)
    return _("{where}：{text}").format(where=where, text=text) if where and text else text


def _texts() -> dict[str, str]:
    return {
        "": "",
        "no_organisation": _("没有落实责任单位"),
        "notice_missing": _("没有见到公示牌"),
        "never_seen": _("从未看过"),
        "contradictory": _("同一时刻两个答案不一样"),
        "unsettled": _("记录有冲突或不完整，等人处理"),
        "not_in_pair": _("厨余、其他没有成组"),
        "no_point": _("没有投放点"),
        "no_link": _("没有登记由哪个投放点服务"),
        "point_unknown": _("登记的投放点找不到"),
        "point_not_in_use": _("投放点当日不在用"),
        "too_far": _("最远的楼门超出规定半径"),
        "over_linked": _("各投放点登记的户数合计多于本点位户数"),
        "place_type_unknown": _("标准里没有这个场所类型"),
    }


def broken_text(count: int) -> str:
    """What a check says of records that break their kind's rules; "" for none."""
    told = ngettext(
        "{n} 份记录不合本类规则：原样留在日志里，没有计入任何评分。",
        "{n} 份记录不合本类规则：原样留在日志里，没有计入任何评分。",
        count,
    )
    return told.format(n=number(count)) if count else ""
