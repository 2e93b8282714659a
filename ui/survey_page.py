"""入户调查: one household after the other, one question a screen; nobody's name, telephone or door is asked or kept."""

from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.drafts import InterviewDraft
from auditor.errors import Refused, Unavailable
from auditor.record import china_date, stamp
from auditor.slots import Slot
from auditor.survey import Outcome, Round
from auditor.wording import _, ngettext, number
from ui import theme
from ui.answering import Answering
from ui.asking_pane import AskingPane
from ui.context import Context
from ui.current_evening import CurrentEvening
from ui.drafting import DraftKeeper
from ui.household_turn import HouseholdTurn
from ui.interview_screens import nothing_to_visit
from ui.messages import Message
from ui.page import Page
from ui.panes import Pane
from ui.round_pane import RoundPane
from ui.round_turn import RoundTurn
from ui.running_interview import RunningInterview
from ui.street_choice import StreetChoice
from ui.survey_keys import SurveyKeys
from ui.survey_reading import CommunityCount, Evening
from ui.visit_saving import VisitSaving

SIDE = 300
WIDE = 1150  # px of the page from which its header has room for three actions


class SurveyPage(Page):
    """The interviews of one street's rounds."""

    id = "survey"
    icon = "interview"
    group = "do"
    kinds = frozenset({"round", "response", "site", "community"})

    @classmethod
    def name(cls) -> str:
        """入户调查."""
        return _("入户调查")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._placed = False
        self._exhausted: set[tuple[str, str]] = set()  # (day, community): nobody left there to visit
        self.running = RunningInterview()
        self.keeper = DraftKeeper(self, context.tasks, context.store)
        self.current = CurrentEvening(self, context)
        self.answering = Answering(self, self.running, self.keeper, self.current.now)
        self.visits = VisitSaving(self, self.answering, self.current)
        self.turn = HouseholdTurn(self, self.answering, self.current)
        self.survey_keys = SurveyKeys(
            self.actions_here, self.turn, self.visits, choose=self._choose, onward=self._go_onward
        )
        self.rounds = RoundTurn(self, self.turn)
        self._build()
        self._connect()
        theme.follow(self.dress)
        self._show()

    @property
    def evening(self) -> Evening | None:
        """The round as it was read last."""
        return self.current.evening

    @property
    def slot(self) -> Slot | None:
        """The household on the screen."""
        return self.running.slot

    @property
    def draft(self) -> InterviewDraft | None:
        """Its interview so far."""
        return self.running.draft

    # -- making -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        self.asking = AskingPane(self.turn, self.survey_keys.outcomes)
        self.interview = self.asking.interview
        self.nothing = Pane(flush=True)
        self.stack = QStackedWidget()
        for widget in (self.asking, self.rounds.form, self.nothing, self.rounds.overview, self.rounds.search):
            self.stack.addWidget(widget)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row.addWidget(self.stack, 1)
        self.beside = QWidget()
        right = QVBoxLayout(self.beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(8)
        self.street = StreetChoice(self.context)
        self.side = RoundPane()
        right.addWidget(self.street)
        right.addWidget(self.side, 1)
        self.streets = [self.street]
        for pane in (self.rounds.overview, self.rounds.form):
            self.streets.append(StreetChoice(self.context))
            pane.head.addWidget(self.streets[-1])
        row.addWidget(self.beside)

    def _connect(self) -> None:
        self.answering.changed.connect(self._show_answers)
        self.answering.ended.connect(self.visits.record)
        self.turn.changed.connect(self._show)
        self.rounds.changed.connect(self._show)
        self.rounds.failed.connect(self._tell)
        self.rounds.said.connect(self.say)
        self.visits.turned.connect(self.actions_here.refresh)
        self.visits.saved.connect(self._go_on)
        self.visits.refused.connect(self._refuse)
        self.visits.reopened.connect(self._reopen)
        self.visits.failed.connect(self._tell)
        for speaker in (self.answering, self.turn, self.visits):
            speaker.said.connect(self.say)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.failed.connect(self._say_not_kept)
        self.keeper.recovered.connect(self._say_recovered)
        self.current.came.connect(self._take)
        self.side.round_picked.connect(self.pick_round)
        self.side.community_picked.connect(self.pick_community)
        self.side.interviewer_typed.connect(self.answering.name_interviewer)
        self.context.where.changed.connect(self._change_street)

    def dress(self) -> None:
        """The side pane grows with the type, half as fast: the question needs the room more."""
        self.side.setFixedWidth(round(SIDE * (1 + (theme.scale() - 1) / 2)))

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """The round, its size, the community, which household of today."""
        evening = self.evening
        if evening is None or evening.round is None:
            return evening.street_name if evening else ""
        if self.rounds.looking or self.current.opening:
            return evening.street_name
        planned = sum(c.planned for c in evening.counts)
        size = ngettext("计划 {n} 户", "计划 {n} 户", planned).format(n=number(planned))
        community = next((c.name for c in evening.counts if c.id == evening.community), "")
        today = _("今天第 {n} 户").format(n=number(evening.today + 1)) if self.slot else ""
        if not evening.is_drawn:
            size, today = _("不抽户"), _("今天第 {n} 人").format(n=number(evening.today + 1)) if self.slot else ""
        return " · ".join(w for w in (evening.round.name, size, community, today) if w)

    def header_actions(self) -> list[QAction]:
        """Another household, the visit before, all rounds; or the way to a new round and back."""
        looking, any_round = self.rounds.looking, bool(self.evening and self.evening.rounds)
        if self.current.is_open and not looking:
            if self.width() < round(WIDE * theme.scale()):
                return [self.rounds.look_key]  # the others have keys, and stand in the list of commands
            return [self.survey_keys.again, self.survey_keys.other, self.rounds.look_key]
        found = [] if self.current.opening else [self.rounds.open_key]
        if any_round:
            found.append(self.rounds.back_key if looking or self.current.opening else self.rounds.look_key)
        return found

    def keys(self) -> list[tuple[str, str]]:
        """Answering and going back; among the rounds, which one."""
        if self.rounds.looking:
            return [("↑ ↓", _("换一轮"))]
        if self.current.opening:
            return []
        return [("1–9", _("作答")), ("Backspace", _("上一题"))]

    def first_field(self) -> QWidget | None:
        """The question, so that the first digit answers; the form while a round is opened."""
        if self.rounds.looking:
            return self.rounds.search.site if self.rounds.searching else self.rounds.overview.table
        return self.rounds.form.method if self.current.opening else self.interview

    # -- which round, which community -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew for the round; the household on the screen stays."""
        for choice in self.streets:
            choice.refresh()
        self.current.read()
        self.rounds.read()

    def _change_street(self, _street: str) -> None:
        looking = self.rounds.looking
        if self.evening is not None:
            self.visits.last = ""
            self._work_on("")
        self.current.read()
        if looking:
            self.rounds.look()

    def _work_on(self, round_id: str) -> None:
        self.turn.leave()
        self.turn.passed = []
        self.rounds.stop_looking()
        self.current.choose(round_id)

    def open(self, subject: object) -> None:
        """A round, or its id, or (id, community code)."""
        if isinstance(subject, tuple):
            self._work_on(str(subject[0]))
            self.current.choose(str(subject[0]), str(subject[1]))
            self.current.read()
            return
        wanted = subject.id if isinstance(subject, Round) else subject
        if isinstance(wanted, str) and wanted:
            self.pick_round(wanted)

    def pick_round(self, round_id: str) -> None:
        """Work on another round, or look at a closed one."""
        self._work_on(round_id)
        self.current.read()

    def pick_community(self, community: str) -> None:
        """Go on in another community; an interview under way is ended first."""
        if community == self.current.community:
            return
        if self.running.answered:
            self.say.emit(Message("warn", _("这一户已经开始，先记结果"), _("记完再换社区。")))
            if self.evening is not None:
                self.side.show_evening(self.evening)
            return
        self.turn.leave()
        self.current.choose(self.current.round, community)
        self.current.read()

    def _take(self, evening: Evening) -> None:
        self.running.questions = evening.standard.questions
        self.running.interviewer = self.running.interviewer or evening.person
        if evening.round is None and not self.current.opening:
            self.rounds.prepare()
        there = self.draft is not None and self.slot is not None and self.draft.round == self.current.round
        if not there and not self.rounds.looking:
            self.turn.begin()
        self.side.show_evening(evening)
        self._show()
        if not self._placed and self.isVisible():
            self._placed = True  # the first time only: later it would take the keyboard from where it is
            wanted = self.first_field()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.side.setVisible(bool(self.evening and self.evening.rounds))
        self.beside.setVisible(not self.rounds.looking and not self.current.opening)
        self.side.show_slot(self.slot)
        if self.side.interviewer.text() != self.running.interviewer and not self.side.interviewer.hasFocus():
            self.side.interviewer.show_text(self.running.interviewer)
        if self.rounds.looking:
            self.stack.setCurrentWidget(self.rounds.search if self.rounds.searching else self.rounds.overview)
        elif self.current.opening:
            self.stack.setCurrentWidget(self.rounds.form)
        elif self.draft is None or self.slot is None:
            self._show_nothing()
        else:
            self._show_question()
            self.stack.setCurrentWidget(self.asking)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _show_question(self) -> None:
        self.asking.show_question(self.survey_keys.not_ending(Outcome.REFUSAL) if self.running.answered else "")

    def _show_answers(self) -> None:
        self.asking.offer.hide()
        self._show_question()
        self.actions_here.refresh()

    def _show_nothing(self) -> None:
        old = self.nothing.body.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        following = self._next_community()
        onward = self.survey_keys.onward
        if following is not None:
            onward.setText(_("去 {name} 接着访").format(name=following.name))
        self.actions_here.refresh()  # a button that may not be pressed yet takes no keyboard
        keys = self.rounds.open_key, self.rounds.look_key
        why = nothing_to_visit(self.evening, *keys, onward if following is not None else None)
        self.nothing.body.addWidget(why)
        self.stack.setCurrentWidget(self.nothing)
        button = why.findChild(QAbstractButton)
        if button is not None and self.isVisible() and not self.side.isAncestorOf(self.focusWidget() or self):
            button.setFocus(Qt.FocusReason.OtherFocusReason)  # the next step is one key

    def _say_recovered(self) -> None:
        self.say.emit(Message("ok", _("刚答的都写下了"), about="draft"))

    def _next_community(self) -> CommunityCount | None:
        """The community after this one that lacks interviews and was not found empty today; None for none."""
        evening = self.evening
        if evening is None or not self.current.is_open or not evening.has_key:
            return None
        today = china_date(stamp(evening.now)).isoformat()
        self._exhausted.add((today, evening.community))
        at = next((n for n, c in enumerate(evening.counts) if c.id == evening.community), 0)
        others = [*evening.counts[at + 1 :], *evening.counts[:at]]
        return next((c for c in others if c.lacking and (today, c.id) not in self._exhausted), None)

    def _go_onward(self) -> None:
        following = self._next_community()
        if following is not None:
            self.interview.setFocus(Qt.FocusReason.OtherFocusReason)
            self.pick_community(following.id)

    def _show_saved(self, text: str) -> None:
        self.asking.show_saved(text)
        self.saved_text.emit(text)

    def _say_kept(self, at: datetime) -> None:
        self._show_saved(_("每答一题都已保存 {at}").format(at=f"{at:%H:%M:%S}"))

    def _say_not_kept(self, error: Exception) -> None:
        self._show_saved("")
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("刚答的没有写下来"), wording.explain(error), about="draft"))

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", wording.explain(error)))

    # -- one household ----------------------------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        self.asking.choose(place)

    def _go_on(self) -> None:
        self._show_saved(_("已保存 {at} · 在本机").format(at=f"{datetime.now():%H:%M:%S}"))
        self.interview.setFocus(Qt.FocusReason.OtherFocusReason)
        self.current.read()

    def _refuse(self, error: Exception) -> None:
        self._show()
        if isinstance(error, Unavailable):
            fact = _("没有保存，答案都在这里")
            self.say.emit(Message("bad", fact, wording.explain(error), about="saving"))
            return
        if isinstance(error, Refused) and any(p.field == "interviewer" for p in error.problems):
            self.side.interviewer.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(error)

    def _reopen(self) -> None:
        self.interview.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    # -- events -----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Ctrl Z changes the household recorded last while there is one; else it is the program's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_again(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_again(event):
            self.survey_keys.again.trigger()
            return
        super().keyPressEvent(event)

    def _is_again(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and self.survey_keys.again.isEnabled()

    # -- leaving ----------------------------------------------------------------------------------------------------

    def unwritten(self) -> str:
        """What could not be written and would be lost if the window closed now."""
        self.keeper.settle()
        return self.header_about() if self.keeper.is_unwritten else ""

    def may_leave(self) -> bool:
        """Always: what was answered is written before another page is shown."""
        self.running.stop_clock()
        self.keeper.settle()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self.running.stop_clock()
        self.keeper.flush()
        super().hideEvent(event)
