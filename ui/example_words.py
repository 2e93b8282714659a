"""The facts of a worked example in words: an interview, a round, or a register with what was seen."""

from collections.abc import Mapping
from typing import Any

from auditor.audit import Answer
from auditor.reasons import answer_name, category_name
from auditor.site import Category
from auditor.standard import Standard
from auditor.wording import _, listed, named, ngettext, number

Facts = Mapping[str, Any]


def facts_lines(facts: Facts, standard: Standard) -> list[str]:
    """The facts line by line; what this program has no word for stands under its own key, so nothing is hidden."""
    if "answers" in facts:
        return [_answers(facts["answers"], standard)]
    if "communities" in facts:
        return _round(facts)
    return [line for site in facts.get("sites", ()) for line in _site(site, standard)] or [_("没有点位")]


def _answers(answers: Facts, standard: Standard) -> str:
    told = []
    for question in standard.questions:
        if question.id in answers:
            texts = {o.id: named(o.text, o.text_en) for o in question.options}
            chosen = str(answers[question.id])
            short = named(question.short, question.short_en)
            told.append(_("{whole}：{told}").format(whole=short, told=texts.get(chosen, chosen)))
    return listed(told, "；")


def _round(facts: Facts) -> list[str]:
    modes = {"census": _("逐户"), "sample": _("抽样")}
    head = [modes.get(str(facts.get("mode")), str(facts.get("mode", "")))]
    if facts.get("closed"):
        head.append(_("已结束"))
    if facts.get("method") == "scan":
        head.append(_("扫码"))
    if "age" in facts:
        head.append(_("{n} 天前").format(n=facts["age"]))
    words = {
        "planned": _("计划 {n} 户"),
        "registered": _("现登记 {n} 户"),
        "pass": _("通过 {n} 户"),
        "fail": _("不通过 {n} 户"),
        "fail_then_pass": _("先不通过、再问通过 {n} 户"),
        "refused": _("拒访 {n} 户"),
        "vacant": _("确认空置 {n} 户"),
        "partial": _("中途停止 {n} 户"),
        "partial_failed": _("中途停止、已不能通过 {n} 户"),
        "away": _("没人在家 {n} 户"),
    }
    lines = [" · ".join(head)]
    for community in facts["communities"]:
        rest = [(key, value) for key, value in community.items() if key != "households"]
        told = [words[key].format(n=number(int(value))) if key in words else f"{key} {value}" for key, value in rest]
        households = int(community.get("households", 0))
        whole = ngettext("{n} 户", "{n} 户", households).format(n=number(households))
        lines.append(_("{whole}：{told}").format(whole=whole, told=listed(told)))
    return lines


def _site(site: Facts, standard: Standard) -> list[str]:
    place = standard.place_types.get(str(site.get("type")))
    parts = [named(place.name, place.name_en) if place else str(site.get("type", ""))]
    if site.get("households"):
        households = int(site["households"])
        parts.append(ngettext("{n} 户", "{n} 户", households).format(n=number(households)))
    if site.get("assigned") is False:
        parts.append(_("没有落实责任单位"))
    if "notice" in site:
        parts.append(_("公示 {answer}").format(answer=_answer(site["notice"])))
    if "notice_age" in site:
        parts.append(_("{n} 天前看的").format(n=site["notice_age"]))
    if site.get("no_point_found"):
        parts.append(_("现场查明没有投放点"))
    if site.get("unsettled"):
        parts.append(_("记录有冲突"))
    lines = [listed(parts)]
    return lines + [_point(point) for point in site.get("points", ())]


def _point(point: Facts) -> str:
    parts = []
    if "serves" in point:
        parts.append(_("服务 {n} 户").format(n=number(int(point["serves"]))))
    if point.get("in_use") is False:
        parts.append(_("当日停用"))
    if "age" in point:
        parts.append(_("{n} 天前看的").format(n=point["age"]))
    parts += [f"{category_name(c.value)} {_answer(point[c.value])}" for c in Category if c.value in point]
    return _("投放点 {code}：{told}").format(code=point.get("id", ""), told=listed(parts))


def _answer(answer: object) -> str:
    if answer == "contradictory":
        return _("两个答案不一样")
    return answer_name(Answer(str(answer)))
