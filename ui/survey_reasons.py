"""Why a key of the interview page may not be pressed now, in words; empty when it may."""

from auditor.survey import Outcome
from auditor.wording import _, ngettext
from ui.visit_saving import VisitSaving


class SurveyReasons:
    """Reads the interview under way, the round, and the visit recorded last."""

    def __init__(self, visits: VisitSaving) -> None:
        self.running, self.current, self.visits = visits.running, visits.current, visits

    def not_asking(self) -> str:
        """For answers and saving."""
        if self.running.saving:
            return _("正在保存")
        return "" if self.running.draft is not None and self.running.slot is not None else _("没有要访的户")

    def not_ending(self, outcome: Outcome) -> str:
        """For an outcome that is no whole interview: one that was begun is broken off, and nothing else."""
        if why := self.not_asking():
            return why
        answered, draft = self.running.answered, self.running.draft
        if outcome is Outcome.PARTIAL:
            return "" if answered else _("一题都没有答")
        told = ngettext("已经答了 {n} 题：记中途停止（F7）", "已经答了 {n} 题：记中途停止（F7）", answered)
        return told.format(n=answered) if answered and not (draft and draft.version) else ""

    def not_putting_off(self) -> str:
        """For 换一户."""
        if why := self.not_asking():
            return why
        draft, evening = self.running.draft, self.current.evening
        if draft is not None and (draft.answers or draft.version):
            return _("这一户已经开始，先记结果")
        return "" if evening is not None and len(evening.slots) > 1 else _("这个社区只剩这一户")

    def not_changing_last(self) -> str:
        """For 改上一户."""
        if not self.visits.last:
            return _("还没有记过")
        return _("先记完这一户") if self.running.answered else ""

    def not_closing(self) -> str:
        """For 结束轮次."""
        return "" if self.current.is_open else _("没有开着的轮次")
