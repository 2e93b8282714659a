"""Whose turn it is: the unsaved interview first, then who was not put off; what is given up can be taken back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from auditor.drafts import InterviewDraft, interview_form, read_interview, shown_moment
from auditor.slots import Slot
from auditor.wording import _, ngettext
from ui.answering import Answering
from ui.current_evening import CurrentEvening
from ui.drafting import DraftOffer
from ui.messages import Message
from ui.round_pane import household_word
from ui.survey_reading import Evening


class HouseholdTurn(QObject):
    """Puts one household after the other on the screen, and takes it off."""

    changed = Signal()  # another household, or none, or the same with nothing answered
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, answering: Answering, current: CurrentEvening) -> None:
        super().__init__(parent)
        self.answering, self.current = answering, current
        self.running, self.keeper = answering.running, answering.keeper
        self.offer = DraftOffer()
        self.offer.given_up.connect(self.give_up)
        self.passed: list[str] = []  # slots put off with 换一户, this evening

    def begin(self) -> None:
        """The next household: the one of the unsaved interview, else the first that was not put off."""
        evening = self.current.evening
        self.running.leave()
        self.offer.hide()
        if evening is None or evening.round is None or evening.has_ended or not evening.slots:
            return
        waiting = [s for s in evening.slots if s.slot not in self.passed]
        if not waiting:
            self.passed, waiting = [], list(evening.slots)
        self.running.visit(waiting[0], self.running.blank(self.current.round, waiting[0]))
        if evening.draft is not None:
            self._restore(evening)

    def _restore(self, evening: Evening) -> None:
        assert evening.draft is not None
        try:
            kept = read_interview(evening.draft.body)
        except ValueError:
            self.said.emit(
                Message("bad", _("上次没有保存完的内容读不出来"), _("它还在数据库里，没有删。这里从头开始。"))
            )
            return
        found = next((s for s in evening.slots if (s.slot, s.community) == (kept.slot, kept.community)), None)
        if found is None:
            return  # of another community: it is offered when that one is chosen
        self.running.visit(found, kept)
        self.running.worth_keeping = True
        day, time = shown_moment(evening.draft.at)
        fact = _("上次没有保存完：{site} {household}").format(site=found.site_name, household=household_word(found))
        count = len(kept.answers)
        told = ngettext("{day} {time} 停在这一题，已答 {n} 题", "{day} {time} 停在这一题，已答 {n} 题", count)
        self.offer.offer(fact, told.format(day=day, time=time, n=count))

    def leave(self) -> None:
        """Take the household off the screen; what was answered there is written."""
        self.running.stop_clock()
        self.keeper.flush()
        self.running.leave()
        self.offer.hide()

    def put_off(self) -> None:
        """Another household of this community now; this one comes back at the end."""
        if self.running.slot is not None:
            self.passed.append(self.running.slot.slot)
            self.begin()
            self.changed.emit()

    def give_up(self) -> None:
        """Throw away what was answered at this household; it can be taken back as long as the message stands."""
        running, draft, slot = self.running, self.running.draft, self.running.slot
        if draft is None or slot is None:
            return
        running.stop_clock()
        self.keeper.clear(interview_form(draft.round))
        running.visit(slot, running.blank(self.current.round, slot))
        self.offer.hide()
        self.changed.emit()
        count = len(draft.answers)
        told = ngettext("已放弃，{n} 题答案没有留下", "已放弃，{n} 题答案没有留下", count).format(n=count)
        back = partial(self._take_back, draft, slot)
        self.said.emit(Message("ok", told, slot.site_name, _("还是接着做"), back))

    def _take_back(self, draft: InterviewDraft, slot: Slot) -> None:
        if draft.round == self.current.round and not self.running.answered:
            self.running.visit(slot, draft)
            self.answering.keep()
            self.changed.emit()
