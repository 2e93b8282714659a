"""Packages in words: what became of one, what came back that was lost, what waits and why."""

from collections.abc import Callable, Mapping

from auditor.delivery import Fate, Way
from auditor.errors import Problem
from auditor.refusals import problem_text
from auditor.taking_back import Left
from auditor.wording import _, ngettext, number


def way_word(way: Way) -> str:
    """Which way a package went."""
    words: Mapping[Way, Callable[[], str]] = {
        Way.OUT: lambda: _("送出"),
        Way.IN: lambda: _("收到"),
        Way.UNDO: lambda: _("撤销"),
    }
    return words[way]()


def fate_word(fate: Fate) -> str:
    """What became of a package."""
    words: Mapping[Fate, Callable[[], str]] = {
        Fate.WRITTEN: lambda: _("已装包"),
        Fate.APPLIED: lambda: _("已并入"),
        Fate.WAITING: lambda: _("待放行"),
        Fate.RELEASED: lambda: _("已放行"),
        Fate.TURNED_AWAY: lambda: _("不收"),
        Fate.NEWER: lambda: _("要先更新程序"),
        Fate.UNDONE: lambda: _("已撤销"),
    }
    return words[fate]()


def waiting_text(fate: Fate, reason: str, *, name: str, station: str, schema: int) -> str:
    """Why a package that came was not taken in, and the way out; "" for one that was."""
    told = {"name": name or _("未命名"), "station": station[:8], "schema": schema}
    if fate is Fate.NEWER:
        return problem_text(Problem("file", "package_lines_newer", told))
    if fate is Fate.TURNED_AWAY:
        return _("区里已定不收（{reason}）。").format(reason=reason)
    return problem_text(Problem("file", reason, told)) if fate is Fate.WAITING else ""


def own_text(own: int) -> str:
    """That lines of this very station came back; "" where none did."""
    if not own:
        return ""
    told = ngettext(
        "本机自己写过、这里却没有的 {n} 行补回来了：数据库换成过备份，或有两台电脑用同一份数据库。什么都没有丢。",
        "本机自己写过、这里却没有的 {n} 行补回来了：数据库换成过备份，或有两台电脑用同一份数据库。什么都没有丢。",
        own,
    )
    return told.format(n=number(own))


def recovered_text(recovered: int) -> str:
    """What the bureau reads of a station that was sent lines of its own; "" where there is nothing to say."""
    if not recovered:
        return ""
    told = ngettext(
        "补回过自己的 {n} 行：换成过备份，或两台电脑同用",
        "补回过自己的 {n} 行：换成过备份，或两台电脑同用",
        recovered,
    )
    return told.format(n=number(recovered))


def taken_text(new: int, photos: int, *, again: bool) -> str:
    """What a package brought."""
    if again and not new and not photos:
        return _("已经并入过，没有新的。")
    return _("并入新记录 {n} 行，照片 {photos} 张。").format(n=number(new), photos=number(photos))


def left_word(left: Left) -> str:
    """Why a record stays as it is though its package was taken back."""
    words: Mapping[Left, Callable[[], str]] = {
        Left.IN_CONFLICT: lambda: _("别人的说法还互相冲突，先处理冲突"),
        Left.NOTHING_BEFORE: lambda: _("它之前的样子还没有到"),
        Left.BREAKS_RULES: lambda: _("撤回去就不合规则"),
        Left.TOO_LONG: lambda: _("写回去的一行太长，放不下"),
    }
    return words[left]()
