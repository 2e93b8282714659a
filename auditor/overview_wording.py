"""The first page in sentences: what separates the street from its goal, and how long that takes; true or not said."""

from auditor.day_plans import PACE_DAYS
from auditor.gap_wording import duration_text, reason_word
from auditor.gaps import Act, count_short
from auditor.overview import Overview
from auditor.verdict import Verdict
from auditor.wording import _, listed, ngettext, number
from auditor.work_list import WorkList

OPEN_ENDED = (Act.NEW_ROUND, Act.SUPPLEMENT, Act.REGISTER)  # what follows them is not known before they are done


def promise_text(found: WorkList) -> str:
    """What doing the list comes to: 「做完 35 件事，五项全部达标」 and how long it takes, where that is true.

    Of a round still to be opened nobody knows how many households it will ask, so then nothing is promised.
    """
    missing = found.missing
    if not found.facts.sites:
        return _("还没有登记点位，没有可评的。先从表格导入台账。")
    if not missing.needed:
        met = found.score.verdict is Verdict.MET
        return _("五项全部达标，今天没有缺的。") if met else _("差距清单上没有能办的事，见评分页。")
    n = missing.count
    took = _pace(found)
    opening = [line for line in missing.needed if line.act in OPEN_ENDED]
    if not opening:
        told = ngettext(
            "做完差距清单里的 {n} 件事，五项全部达标；{took}。", "做完差距清单里的 {n} 件事，五项全部达标；{took}。", n
        )
        return told.format(n=number(n), took=took)
    why = listed(dict.fromkeys(reason_word(line.reasons[0]) for line in opening if line.reasons), "；")
    if any(line.act is Act.REGISTER for line in opening):
        told = ngettext(
            "差距清单里有 {n} 件事：{why}，登记以后才知道还缺多少。",
            "差距清单里有 {n} 件事：{why}，登记以后才知道还缺多少。",
            n,
        )
    elif any(line.act is Act.NEW_ROUND for line in opening):
        told = ngettext(
            "差距清单里有 {n} 件事：{why}，要开新一轮，开了才知道还访多少户。",
            "差距清单里有 {n} 件事：{why}，要开新一轮，开了才知道还访多少户。",
            n,
        )
    else:
        told = ngettext(
            "差距清单里有 {n} 件事：{why}，补抽以后才知道还访多少户。",
            "差距清单里有 {n} 件事：{why}，补抽以后才知道还访多少户。",
            n,
        )
    return told.format(n=number(n), why=why)


def _pace(found: WorkList) -> str:
    took = duration_text(found.total_minutes)
    if found.pace.visit_gaps or found.pace.interview_gaps:
        return _("按过去 {days} 天的速度约 {took}").format(days=PACE_DAYS, took=took)
    return _("记录还少，按默认用时估约 {took}").format(took=took)


def notes_of(found: Overview) -> list[str]:
    """What is not counted, or not finished, and why that matters."""
    parts = []
    if n := found.score.doubtful:
        parts.append(ngettext("{n} 份记录日期存疑，没有计入。", "{n} 份记录日期存疑，没有计入。", n).format(n=n))
    if n := found.score.residential_without_households:
        parts.append(ngettext("{n} 个居民点位没有登记户数。", "{n} 个居民点位没有登记户数。", n).format(n=n))
    if n := found.drafts:
        parts.append(ngettext("{n} 张表没有保存完。", "{n} 张表没有保存完。", n).format(n=n))
    return parts


def work_text(mended: int, looked: int, asked: int) -> str:
    """`补 1 · 看 3 · 访 4`, what there is of it."""
    words = [
        text.format(n=number(n))
        for text, n in ((_("补 {n}"), mended), (_("看 {n}"), looked), (_("访 {n}"), asked))
        if n
    ]
    return " · ".join(words)


def short_text(found: WorkList) -> str:
    """The same of the whole list."""
    return work_text(*count_short(found.missing.needed))
