"""Corrections in words: stages, what presses, deadlines, and each step of their history."""

from datetime import date

from auditor.correction import Correction, Stage
from auditor.correction_history import Did, Step
from auditor.corrections import Reminder
from auditor.wording import _, ngettext, pgettext


def stage_name(stage: Stage) -> str:
    """How far, in a word or two."""
    return {
        Stage.OPEN: _("待整改"),
        Stage.FIXED: pgettext("整改", "已改"),
        Stage.RECHECKED: _("复查符合"),
        Stage.CLOSED: _("已销号"),
        Stage.REOPENED: _("复查不符合"),
    }[stage]


def preset_name(days: int) -> str:
    """A deadline as it is offered."""
    return ngettext("{n} 天", "{n} 天", days).format(n=days) if days else _("立行立改")


def reminder_text(correction: Correction, on: date, reminder: Reminder | None) -> str:
    """What presses, or how long there still is; "" where nobody waits."""
    days = (correction.due_on - on).days
    match reminder:
        case Reminder.UNSETTLED:
            return _("有冲突")
        case Reminder.OVERDUE:
            return over_text(-days)
        case Reminder.UNLOOKED:
            since = (on - (correction.fixed_on or on)).days
            return ngettext("{n} 天没复查", "{n} 天没复查", since).format(n=since)
        case Reminder.UNCLOSED:
            return _("待销号")
    if correction.stage is not Stage.OPEN:
        return _("待复查") if correction.stage is Stage.FIXED else ""
    return ngettext("还有 {n} 天", "还有 {n} 天", days).format(n=days) if days else _("今天到期")


def over_text(days: int) -> str:
    """逾期 6 天."""
    return ngettext("逾期 {n} 天", "逾期 {n} 天", days).format(n=days)


def step_text(step: Step) -> str:
    """One step of the history, without who and when."""
    told = {
        Did.OPENED: _("开整改，期限 {due}"),
        Did.DEADLINE: _("期限改为 {due}"),
        Did.FIXED: _("报已改（{day}）"),
        Did.PASSED: _("复查符合（{day}）"),
        Did.FAILED: _("复查不符合（{day}），另开一条"),
        Did.CLOSED: _("销号"),
        Did.NOTICE: _("写进通知单"),
        Did.WITHDRAWN: _("撤回"),
        Did.BACK: _("撤回了前一步"),
        Did.CHANGED: _("改了内容"),
    }[step.did]
    return told.format(due=step.due or "–", day=step.day or "–")
