"""The radar in words: what each kind of flag is called, its rule, its evidence, and how often it is raised wrongly."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from auditor.false_alarms import AUDITS, PHOTOS, FalseAlarms
from auditor.flags import Flag, FlagKind, Silence
from auditor.quality_audits import FASTEST_KMH
from auditor.quality_interviews import FASTEST
from auditor.record import moment_of
from auditor.wording import _, listed, ngettext, number, pgettext, tenths_text


def kind_name(kind: FlagKind) -> str:
    """What a kind of flag is called."""
    return {
        FlagKind.TOO_FAST: _("访问太快"),
        FlagKind.COPIED: _("答案照抄"),
        FlagKind.UNVARIED: _("答案没有变化"),
        FlagKind.PACKED: _("几分钟里一连多户"),
        FlagKind.SITTING: _("一次补录、间隔相等"),
        FlagKind.VACANT: _("空置偏多"),
        FlagKind.SAME_PHOTO: _("照片重复"),
        FlagKind.PHOTO_TIME: _("照片时间不符"),
        FlagKind.JOURNEY: _("路上来不及"),
        FlagKind.CLOCK: _("时钟不准"),
    }[kind]


def rule_text(kind: FlagKind) -> str:
    """The rule of a kind, in one sentence."""
    return {
        FlagKind.TOO_FAST: _("用时少于把题目念一遍（每秒 {n} 字）加每题 1 秒回答。").format(n=FASTEST),
        FlagKind.COPIED: _(
            "同一人的几份答案完全相同，其中至少两题与众人不同；按本轮各题的答案频率，碰巧如此的机会不到千分之二。"
        ),
        FlagKind.UNVARIED: _("一个人的访问几乎份份相同，而本轮其他人都不这样；碰巧如此的机会不到千分之二。"),
        FlagKind.PACKED: _("同一人连着五户以上，每户开始时上一户还不可能问完、走到。"),
        FlagKind.SITTING: _("看过半小时以后一次连着录入，而各户时刻的间隔比实地走访能有的更整齐。"),
        FlagKind.VACANT: _("一个人报的空置比同轮其他人多，连小区之间的差别也解释不了。"),
        FlagKind.SAME_PHOTO: _("两张照片的图像指纹相差不超过 4 位，却属于两个点位或两天。"),
        FlagKind.PHOTO_TIME: _("照片自带的拍摄时间与检查时间相差超过两小时。"),
        FlagKind.JOURNEY: _("同一人先后两处的距离，除去 300 米，要比每小时 {n} 公里更快才赶得到。").format(
            n=FASTEST_KMH
        ),
        FlagKind.CLOCK: _("时间前后矛盾，相差 5 分钟以上。"),
    }[kind]


def evidence_text(flag: Flag) -> str:
    """What a flag rests on, with its numbers."""
    e = {k: number(v) if isinstance(v, int) else v for k, v in flag.evidence.items()}
    say: Mapping[FlagKind, Callable[[], str]] = {
        FlagKind.TOO_FAST: lambda: _("{round}：{of} 份里 {n} 份只用了 {shortest}–{longest} 秒，念完至少要 {least} 秒"),
        FlagKind.COPIED: lambda: _(
            "{round}：{of} 份里 {n} 份一字不差，其中 {unusual} 题与众人不同；碰巧的机会不到 {odds}"
        ),
        FlagKind.UNVARIED: lambda: _("{round}：{of} 份里 {n} 份完全相同，其他人最多 {others}；碰巧的机会不到 {odds}"),
        FlagKind.PACKED: lambda: _("{round}，{day}：{minutes} 分钟里开始了 {n} 户，至少要 {least} 分钟"),
        FlagKind.SITTING: lambda: _(
            "{day} 的 {n} 条在 {minutes} 分钟里录入，晚了 {late} 分钟；每隔约 {every} 分钟一条，碰巧的机会不到 {odds}"
        ),
        FlagKind.VACANT: lambda: _("{round}：{of} 户里 {n} 户报空置，其他人合计 {others}；碰巧的机会不到 {odds}"),
        FlagKind.SAME_PHOTO: lambda: _("{n} 张是同一画面（相差 {bits} 位）：点位 {codes}，日期 {dates}"),
        FlagKind.PHOTO_TIME: lambda: _("点位 {code}：照片 {taken} 拍，检查记的是 {seen}，差 {hours} 小时"),
        FlagKind.JOURNEY: lambda: _(
            "{day}：{from} 到 {to} 约 {metres} 米，中间只有 {minutes} 分钟，至少要 {needed} 分钟"
        ),
        FlagKind.CLOCK: lambda: _clock_text(str(flag.evidence.get("cause", ""))),
    }
    if "others" in e:
        e["others"] = tenths_text(int(flag.evidence["others"])) + " %"
    e["odds"] = _odds(str(flag.evidence.get("chance", "1")))
    for moment in ("taken", "seen"):
        if moment in e:
            e[moment] = _local(str(flag.evidence[moment]))
    e["codes"] = listed(str(e.get("codes", "")).split(), "、")
    e["dates"] = listed(str(e.get("dates", "")).split(), "、") or "–"
    return say[flag.kind]().format(**e)


def _clock_text(cause: str) -> str:
    return {
        "before_parent": _("{day} 起 {n} 条记录写在它所改的那一版之前，最多早 {minutes} 分钟"),
        "before_written": _("{day} 起 {n} 条记录还没有写就已经收到，最多早 {minutes} 分钟"),
        "backwards": _("{day} 起 {n} 条记录的时间比同一人先前写的还早，最多早 {minutes} 分钟"),
        "seen_after_written": _("{day} 起 {n} 条记录写下时还没有看到，最多差 {minutes} 分钟"),
        "before_frozen": _("{day} 起 {n} 份访问在本轮封存之前就已问过，最多早 {minutes} 分钟"),
    }[cause]


def _odds(chance: str) -> str:
    """One in so many, with words for large numbers."""
    count = int(chance)
    if count >= 100_000_000:
        return _("一亿分之一")
    return _("{n} 分之一").format(n=number(count))


def _local(at: str) -> str:
    return f"{moment_of(at) + timedelta(hours=8):%Y-%m-%d %H:%M}"


def false_alarm_text(alarms: FalseAlarms) -> str:
    """How often a kind is raised on honest work, from the simulated campaigns."""
    if not alarms.units:
        return _("误报率还没有模拟过")
    unit = {AUDITS: _("次检查"), PHOTOS: _("张照片")}.get(alarms.unit, _("份访问"))
    if not alarms.flags:
        return _("误报：{n} {unit}（模拟、清白）中 0 次").format(n=number(alarms.units), unit=unit)
    told = ngettext(
        "误报：{n} {unit}（模拟、清白）中 {flags} 次，每十万 {rate} 次",
        "误报：{n} {unit}（模拟、清白）中 {flags} 次，每十万 {rate} 次",
        alarms.flags,
    )
    return told.format(n=number(alarms.units), unit=unit, flags=number(alarms.flags), rate=number(alarms.per_100_000))


def silence_text(silence: Silence) -> str:
    """Where a rule cannot tell, and on what it rests then."""
    alike, of = int(silence.evidence["alike"]), int(silence.evidence["of"])
    return _("{round}：{of} 份里本来就有 {alike} 份答案相同，照抄看不出来，只看用时。").format(
        round=silence.subject, of=number(of), alike=number(alike)
    )


def whose(flag: Flag) -> str:
    """Whose records a flag is about; a dash where they name nobody."""
    return flag.person or "–"


def page_words() -> str:
    """What every list of flags says above it."""
    return pgettext("雷达", "提示只请人复核：不改评分，不给人排名。清白的工作也会有提示。")
