"""入户调查: one household after the other, one question a screen; nobody's name, telephone or door is asked or kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.drafts import InterviewDraft, interview_form, interview_of, read_interview, shown_moment, text_of
from auditor.errors import Refused, Unavailable
from auditor.record import new_id, stamp
from auditor.slots import Slot
from auditor.standard import Question, Standard
from auditor.store import Store
from auditor.survey import Outcome, Response, Round
from auditor.use_cases.planning import close_round
from auditor.use_cases.recording import record_response
from auditor.wording import _, named, ngettext, number
from ui import theme
from ui.buttons import KeyCap
from ui.context import Context
from ui.drafting import DraftKeeper, DraftOffer
from ui.interview import Interview
from ui.interview_screens import last_screen, nothing_to_visit, question_screen, source_screen, whom_to_ask
from ui.marks import Mark, MarkWord
from ui.messages import Message
from ui.page import Page
from ui.panes import Pane
from ui.questions import ask
from ui.round_form import RoundForm
from ui.round_pane import RoundPane, household_word, outcome_word
from ui.street_choice import StreetChoice
from ui.survey_reading import Evening, read_evening, read_visit

SIDE = 300
OUTCOMES = {
    "F5": Outcome.NON_CONTACT,
    "F6": Outcome.REFUSAL,
    "F7": Outcome.PARTIAL,
    "F8": Outcome.VACANT,
    "F9": Outcome.NOT_RESIDENTIAL,
}


def save_visit(store: Store, response: Response, standard: Standard) -> Response:
    """Record it; its moment is never later than the database's clock, which may have been set back meanwhile."""
    with store.reading() as work:
        now = stamp(work.now())
    return record_response(store, replace(response, observed_at=min(response.observed_at, now)), standard)


def end_round(store: Store, round_id: str) -> Round:
    """Close a round as of today by the database's clock."""
    with store.reading() as work:
        today = work.today()
    return close_round(store, round_id, today)


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
        self.evening: Evening | None = None
        self.slot: Slot | None = None
        self.draft: InterviewDraft | None = None
        self._round, self._community = "", ""  # as asked for; "" lets the reading choose
        self._opening = False  # the form of a new round is shown
        self._passed: list[str] = []  # slots put off with 换一户, this evening
        self._last = ""  # the visit recorded last, which may be changed
        self._interviewer = ""
        self._running = 0.0  # since when the clock runs; 0 while it stands
        self._read_at = 0.0
        self._saving = False
        self._placed = False
        self._worth = False  # a draft of this household was kept
        self.keeper = DraftKeeper(self, context.tasks, context.store)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.failed.connect(self._say_not_kept)
        context.tasks.broken.connect(self._stop_saving)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._show_clock)
        self._declare()
        self._build()
        context.where.changed.connect(self._change_street)

    # -- making -----------------------------------------------------------------------------------------------------

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.digits = [
            declare(
                f"survey.{n}", _("答 {n}").format(n=n), partial(self.choose, n - 1), shortcut=str(n), when=self._why_not
            )
            for n in range(1, 10)
        ]
        for action in self.digits:
            action.setAutoRepeat(False)  # a key held down answers one question, never several
        self.outcomes: dict[str, QAction] = {}
        for key, outcome in OUTCOMES.items():
            action = declare(
                f"survey.{outcome}", outcome_word(outcome), partial(self.end_with, outcome), shortcut=key,
                when=partial(self._why_not_outcome, outcome),
            )  # fmt: skip
            action.setAutoRepeat(False)
            self.outcomes[key] = action
        self.save_key = declare(
            "survey.save", _("保存，到下一户"), self.save, shortcut="Ctrl+Return", when=self._why_not
        )
        self.save_key.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.save_key.setAutoRepeat(False)
        self.other_key = declare("survey.other", _("换一户"), self.put_off, shortcut="Ctrl+J", when=self._why_not_other)
        self.again_key = declare(
            "survey.again", _("改上一户"), self.change_last, shortcut="Ctrl+Z", when=self._why_not_again
        )
        self.open_key = declare("survey.open", _("开轮次"), self.show_form)
        self.freeze_key = declare("survey.freeze", _("抽户并冻结"), self._freeze)
        self.close_key = declare("survey.close", _("结束轮次"), self.close_round, when=self._why_not_close)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        self.interview = Interview()
        self.interview.chosen.connect(self._press)
        self.interview.back.connect(self.go_back)
        self.interview.onward.connect(partial(self.step, 1))
        self.interview.entered.connect(self.save_if_answered)
        self.interview.jumped.connect(self.go_to)
        self.offer = DraftOffer()
        self.offer.continued.connect(self.interview.setFocus)
        self.offer.given_up.connect(self.give_up)
        asking = QWidget()
        column = QVBoxLayout(asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.question_pane = Pane(flush=True)
        self.question_pane.body.addWidget(self.offer)
        self.question_pane.body.addWidget(self.interview, 1)
        column.addWidget(self.question_pane, 1)
        column.addWidget(self._build_outcomes())
        self.round_form = RoundForm(self.context, self.freeze_key)
        self.round_form.frozen.connect(self._frozen)
        self.round_form.refused.connect(self._tell)
        self.nothing = Pane(flush=True)
        self.stack = QStackedWidget()
        for widget in (asking, self.round_form, self.nothing):
            self.stack.addWidget(widget)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.asking = asking
        row.addWidget(self.stack, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        self.street = StreetChoice(self.context)
        self.side = RoundPane()
        self.side.round_picked.connect(self.pick_round)
        self.side.community_picked.connect(self.pick_community)
        self.side.interviewer_typed.connect(self._type_interviewer)
        right.addWidget(self.street)
        right.addWidget(self.side, 1)
        row.addLayout(right)
        theme.follow(self.dress)
        self._show()

    def dress(self) -> None:
        """The side pane grows with the type, half as fast: the question needs the room more."""
        self.side.setFixedWidth(round(SIDE * (1 + (theme.scale() - 1) / 2)))

    def _build_outcomes(self) -> Pane:
        pane = Pane(_("没有答成？记结果"), "", whom_to_ask())
        pane.body.setContentsMargins(12, 6, 12, 8)
        self.saved = MarkWord(Mark.CONFORMING, "", "note")
        self.saved.hide()
        pane.head.addWidget(self.saved)
        self.outcome_pane = pane
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for key, action in self.outcomes.items():
            keys.addWidget(KeyCap(key, action.text(), action))
            keys.addStretch(1)
        pane.body.addLayout(keys)
        return pane

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """The round, its size, the community, which household of today."""
        evening = self.evening
        if evening is None or evening.round is None:
            return evening.street_name if evening else ""
        planned = sum(c.planned for c in evening.counts)
        size = ngettext("计划 {n} 户", "计划 {n} 户", planned).format(n=number(planned))
        community = next((c.name for c in evening.counts if c.id == evening.community), "")
        today = _("今天第 {n} 户").format(n=number(evening.today + 1)) if self.slot else ""
        return " · ".join(w for w in (evening.round.name, size, community, today) if w)

    def header_actions(self) -> list[QAction]:
        """Another household; the visit before; the round itself."""
        if self._is_open():
            return [self.again_key, self.other_key, self.close_key]
        return [] if self._opening else [self.open_key]

    def keys(self) -> list[tuple[str, str]]:
        """Answering and going back."""
        return [("1–9", _("作答")), ("Backspace", _("上一题"))]

    def first_field(self) -> QWidget | None:
        """The question, so that the first digit answers; the form while a round is opened."""
        return self.round_form.mode if self._opening else self.interview

    def _is_open(self) -> bool:
        evening = self.evening
        return bool(evening and evening.round and evening.round.closed_on is None) and not self._opening

    def _why_not(self) -> str:
        if self._saving:
            return _("正在保存")
        return "" if self.draft is not None and self.slot is not None else _("没有要访的户")

    def _why_not_outcome(self, outcome: Outcome) -> str:
        if why := self._why_not():
            return why
        answered = len(self.draft.answers) if self.draft is not None else 0
        if outcome is Outcome.PARTIAL:
            return "" if answered else _("一题都没有答")
        told = ngettext("已经答了 {n} 题：记中途停止（F7）", "已经答了 {n} 题：记中途停止（F7）", answered)
        return told.format(n=answered) if answered and not (self.draft and self.draft.version) else ""

    def _why_not_other(self) -> str:
        if why := self._why_not():
            return why
        if self.draft is not None and (self.draft.answers or self.draft.version):
            return _("这一户已经开始，先记结果")
        return "" if self.evening is not None and len(self.evening.slots) > 1 else _("这个社区只剩这一户")

    def _why_not_again(self) -> str:
        if not self._last:
            return _("还没有记过")
        return _("先记完这一户") if self.draft is not None and self.draft.answers else ""

    def _why_not_close(self) -> str:
        return "" if self._is_open() else _("没有开着的轮次")

    # -- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew for the round; the household on the screen stays."""
        self.street.refresh()
        self._read()

    def _change_street(self, _street: str) -> None:
        if self.evening is not None:
            self._leave_household()
            self._round = self._community = ""
            self._opening, self._last, self._passed = False, "", []
        self._read()

    def _leave_household(self) -> None:
        self._stop_clock()
        self.keeper.flush()
        self.slot, self.draft = None, None
        self.offer.hide()

    def _read(self) -> None:
        street = self.context.where.street
        if street:
            work = partial(
                read_evening, self.context.store, self.context.standard, street, self._round, self._community
            )
            self.context.tasks.run(work, self._take)

    def _take(self, evening: Evening) -> None:
        if evening.street != self.context.where.street:
            return
        if self._round and evening.round is not None and evening.round.id != self._round:
            return  # another was picked meanwhile; its own answer follows
        self.evening, self._read_at = evening, monotonic()
        if evening.round is not None:
            self._round, self._community = evening.round.id, evening.community
        self._interviewer = self._interviewer or evening.person
        if evening.round is None and not self._opening:
            self._opening = True
            self.round_form.preview()
        if self.draft is None or self.slot is None or self.draft.round != self._round:
            self._begin()
        self.side.setVisible(bool(evening.rounds))
        self.side.show_evening(evening)
        self._show()
        if not self._placed and self.isVisible():
            self._placed = True  # the first time only: later it would take the keyboard from where it is
            wanted = self.first_field()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, subject: object) -> None:
        """A round, or its id."""
        wanted = subject.id if isinstance(subject, Round) else subject
        if isinstance(wanted, str) and wanted:
            self.pick_round(wanted)

    def pick_round(self, round_id: str) -> None:
        """Work on another round, or look at a closed one."""
        self._leave_household()
        self._round, self._community, self._opening, self._passed = round_id, "", False, []
        self._read()

    def pick_community(self, community: str) -> None:
        """Go on in another community; an interview under way is ended first."""
        if community == self._community:
            return
        if self.draft is not None and self.draft.answers:
            self.say.emit(Message("warn", _("这一户已经开始，先记结果"), _("记完再换社区。")))
            if self.evening is not None:
                self.side.show_evening(self.evening)
            return
        self._leave_household()
        self._community = community
        self._read()

    def _begin(self) -> None:
        """The next household: the one of the unsaved interview, else the first that was not put off."""
        evening = self.evening
        self.slot, self.draft = None, None
        self.offer.hide()
        if evening is None or evening.round is None or evening.round.closed_on is not None or not evening.slots:
            return
        waiting = [s for s in evening.slots if s.slot not in self._passed]
        if not waiting:
            self._passed, waiting = [], list(evening.slots)
        self.slot = waiting[0]
        self.draft = self._blank(self.slot)
        if evening.draft is not None:
            self._restore(evening)

    def _blank(self, slot: Slot) -> InterviewDraft:
        questions = self.evening.standard.questions if self.evening is not None else ()
        return InterviewDraft(
            round=self._round,
            community=slot.community,
            slot=slot.slot,
            response=new_id(),
            question=questions[0].id if questions else "",
            interviewer=self._interviewer,
        )

    def _restore(self, evening: Evening) -> None:
        assert evening.draft is not None
        try:
            kept = read_interview(evening.draft.body)
        except ValueError:
            self.say.emit(
                Message("bad", _("上次没有保存完的内容读不出来"), _("它还在数据库里，没有删。这里从头开始。"))
            )
            return
        found = next((s for s in evening.slots if s.slot == kept.slot), None)
        if found is None:
            return  # of another community: it is offered when that one is chosen
        self.slot, self.draft, self._worth = found, kept, True
        day, time = shown_moment(evening.draft.at)
        fact = _("上次没有保存完：{site} {household}").format(site=found.site_name, household=household_word(found))
        count = len(kept.answers)
        told = ngettext("{day} {time} 停在这一题，已答 {n} 题", "{day} {time} 停在这一题，已答 {n} 题", count)
        self.offer.offer(fact, told.format(day=day, time=time, n=count))

    def _now(self) -> datetime:
        """The moment by the database's clock, moved on by this computer's."""
        assert self.evening is not None
        return self.evening.now + timedelta(seconds=monotonic() - self._read_at)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _questions(self) -> tuple[Question, ...]:
        return self.evening.standard.questions if self.evening is not None else ()

    def _place(self) -> int:
        """Which question is on the screen; as many as there are when all are answered."""
        questions = self._questions()
        wanted = self.draft.question if self.draft is not None else ""
        return next((i for i, q in enumerate(questions) if q.id == wanted), len(questions))

    def _show(self) -> None:
        self.side.show_slot(self.slot)
        if self.side.interviewer.text() != self._interviewer and not self.side.interviewer.hasFocus():
            self.side.interviewer.show_text(self._interviewer)
        if self._opening:
            self.stack.setCurrentWidget(self.round_form)
        elif self.draft is None or self.slot is None:
            self._show_nothing()
            self.stack.setCurrentWidget(self.nothing)
        else:
            self._show_question()
            self.stack.setCurrentWidget(self.asking)
        self.actions_here.refresh()
        self.header_changed.emit()

    def _show_question(self) -> None:
        draft, questions = self.draft, self._questions()
        if draft is None:
            return
        place = self._place()
        if draft.outcome:
            self.interview.show_screen(source_screen(Outcome(draft.outcome)))
        elif place < len(questions):
            self.interview.show_screen(question_screen(questions, place, draft))
        else:
            self.interview.show_screen(last_screen(questions, draft))
        shown = -1 if draft.outcome else place
        words = [named(q.short, q.short_en) for q in questions]
        self.interview.steps.show_steps(words, [q.id in draft.answers for q in questions], shown)
        begun = self._why_not_outcome(Outcome.REFUSAL) if draft.answers else ""
        self.outcome_pane.show_title(_("没有答成？记结果"), "", begun or whom_to_ask())
        self._show_clock()

    def _show_nothing(self) -> None:
        old = self.nothing.body.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        self.nothing.body.addWidget(nothing_to_visit(self.evening, self.open_key))

    def _show_clock(self) -> None:
        seconds = self._seconds()
        running = bool(self._running)
        told = _("用时 {m}:{s:02}").format(m=seconds // 60, s=seconds % 60) if seconds or running else ""
        self.interview.clock.setText(told)

    # -- the clock --------------------------------------------------------------------------------------------------

    def _seconds(self) -> int:
        """Seconds this interview has taken so far; pauses away from the page are not counted."""
        if self.draft is None:
            return 0
        return self.draft.seconds + (int(monotonic() - self._running) if self._running else 0)

    def _start_clock(self) -> None:
        if not self._running:
            self._running = monotonic()
            self._second.start()

    def _stop_clock(self) -> None:
        if self.draft is not None and self._running:
            self.draft = replace(self.draft, seconds=self._seconds())
        self._running = 0.0
        self._second.stop()

    # -- answering --------------------------------------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Digit place + 1: answer the question on the screen and go on."""
        draft = self.draft
        if draft is None or self._saving or not 0 <= place < len(self.interview.buttons):
            return
        choice = self.interview.buttons[place].choice
        if draft.outcome:
            self._record(Outcome(draft.outcome), choice.id)
            return
        at = self._place()
        questions = self._questions()
        if at >= len(questions):
            return  # the last screen is saved with Enter: a digit too many must not end an interview
        if not draft.started_at:
            draft = replace(draft, started_at=stamp(self._now()))
        self.draft = replace(
            draft,
            answers={**draft.answers, questions[at].id: choice.id},
            question=questions[at + 1].id if at + 1 < len(questions) else "",
        )
        self._start_clock()
        self.interview.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._keep()

    def _press(self, place: int) -> None:
        """A button under the mouse: an answer, or on the last screen the one that saves."""
        draft = self.draft
        if draft is not None and not draft.outcome and self._place() >= len(self._questions()):
            self.save()
        else:
            self.choose(place)

    def go_back(self) -> None:
        """Backspace: to the question before; its answer stands until another is given."""
        draft = self.draft
        if draft is None or self._saving:
            return
        if draft.outcome:
            self.draft = replace(draft, outcome="")
            self._keep()
        else:
            self.step(-1)

    def step(self, by: int) -> None:
        """To an earlier or later question, without answering."""
        self.go_to(self._place() + by)

    def go_to(self, place: int) -> None:
        """To a question by its place; past the last one stands the screen that saves."""
        questions = self._questions()
        if self.draft is None or self._saving or not 0 <= place <= len(questions):
            return
        wanted = questions[place].id if place < len(questions) else ""
        self.draft = replace(self.draft, question=wanted, outcome="")
        self._keep()

    def end_with(self, outcome: Outcome) -> None:
        """F5 to F9: there was no whole interview. Vacant and not residential ask who says so."""
        if self.draft is None or self._saving:
            return
        if outcome in (Outcome.VACANT, Outcome.NOT_RESIDENTIAL):
            self.draft = replace(self.draft, outcome=outcome.value)
            self.interview.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._keep()
        else:
            self._record(outcome)

    def save_if_answered(self) -> None:
        """Enter: saves on the last screen, and nowhere else."""
        if self.draft is not None and not self.draft.outcome and self._place() == len(self._questions()):
            self.save()

    def save(self) -> None:
        """Save the interview; with a question unanswered, go there instead."""
        draft = self.draft
        if draft is None or self._saving:
            return
        missing = next((i for i, q in enumerate(self._questions()) if q.id not in draft.answers), None)
        if missing is not None:
            self.go_to(missing)
            self.say.emit(Message("warn", _("这一题还没答"), _("答完才能保存；答不下去就记中途停止（F7）。")))
            return
        self._record(Outcome.COMPLETE)

    def _keep(self) -> None:
        if self.draft is None or self._saving:
            return
        self.offer.hide()
        if self._running:
            self.draft = replace(self.draft, seconds=self._seconds())
            self._running = monotonic()
        worth = self.draft.answers or self.draft.outcome or self.draft.version
        form = interview_form(self.draft.round)
        if worth:
            self.keeper.change(form, partial(text_of, self.draft))
        elif self._worth:
            self.keeper.clear(form)
        self._worth = bool(worth)
        self._show_question()
        self.actions_here.refresh()

    def _type_interviewer(self, name: str) -> None:
        self._interviewer = name
        if self.draft is not None:
            self.draft = replace(self.draft, interviewer=name)
            self._keep()

    def give_up(self) -> None:
        """Throw away what was answered at this household; it can be taken back as long as the message stands."""
        draft, slot = self.draft, self.slot
        if draft is None or slot is None:
            return
        self._stop_clock()
        self.keeper.clear(interview_form(draft.round))
        self.draft = self._blank(slot)
        self.offer.hide()
        self._show()
        count = len(draft.answers)
        told = ngettext("已放弃，{n} 题答案没有留下", "已放弃，{n} 题答案没有留下", count).format(n=count)
        self.say.emit(Message("ok", told, slot.site_name, _("还是接着做"), partial(self._take_back, draft, slot)))

    def _take_back(self, draft: InterviewDraft, slot: Slot) -> None:
        if draft.round == self._round and not (self.draft and self.draft.answers):
            self.draft, self.slot = draft, slot
            self._keep()
            self._show()

    def put_off(self) -> None:
        """Another household of this community now; this one comes back at the end."""
        if self.slot is not None:
            self._passed.append(self.slot.slot)
            self._begin()
            self._show()

    # -- saving -----------------------------------------------------------------------------------------------------

    def _record(self, outcome: Outcome, basis: str = "") -> None:
        draft, evening, slot = self.draft, self.evening, self.slot
        if draft is None or evening is None or slot is None:
            return
        self._stop_clock()
        draft = self.draft = replace(self.draft or draft, interviewer=self._interviewer)
        self.keeper.flush()  # whatever happens to the saving, the answers are written
        self._saving = True
        self.actions_here.refresh()
        response = draft.record(evening.street, outcome, draft.started_at or stamp(self._now()), basis)
        work = partial(save_visit, self.context.store, response, evening.standard)
        self.context.tasks.run(work, partial(self._recorded, slot), self._refused)

    def _recorded(self, slot: Slot, response: Response) -> None:
        self._saving = False
        self._last = response.id
        self._show_saved(_("已保存 {at} · 在本机").format(at=f"{datetime.now():%H:%M:%S}"))
        fact = _("已记：{what}").format(what=outcome_word(response.outcome))
        note = f"{slot.site_name} {household_word(slot)}"
        self.say.emit(Message("ok", fact, note, _("改"), self.change_last, "Ctrl Z"))
        self.slot, self.draft = None, None
        self.interview.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()

    def _stop_saving(self, _error: object = None) -> None:
        self._saving = False
        self.actions_here.refresh()

    def _refused(self, error: Exception) -> None:
        self._stop_saving()
        if self.draft is not None:
            self.keeper.change(interview_form(self.draft.round), partial(text_of, self.draft))
        self._show()
        if isinstance(error, Refused) and any(p.field == "interviewer" for p in error.problems):
            self.side.interviewer.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(error)

    def change_last(self) -> None:
        """Open the visit recorded last; saving again makes its further version."""
        if self._last and not (self.draft is not None and self.draft.answers):
            self.context.tasks.run(partial(read_visit, self.context.store, self._last), self._reopen, self._tell)

    def _reopen(self, found: tuple[Response, Slot | None]) -> None:
        response, slot = found
        if slot is None or response.round != self._round:
            return
        questions = self._questions()
        self.slot = slot
        self.draft = replace(interview_of(response), question=questions[0].id if questions else "")
        self.interview.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def _say_kept(self, at: datetime) -> None:
        self._show_saved(_("每答一题都已保存 {at}").format(at=f"{at:%H:%M:%S}"))

    def _say_not_kept(self, error: Exception) -> None:
        self._show_saved("")
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("刚答的没有写下来"), wording.explain(error)))

    def _show_saved(self, text: str) -> None:
        self.saved.show_mark(Mark.CONFORMING, text)
        self.saved.setVisible(bool(text))
        self.saved_text.emit(text)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", wording.explain(error)))

    # -- rounds -----------------------------------------------------------------------------------------------------

    def show_form(self) -> None:
        """Show what a new round would be."""
        self._leave_household()
        self._opening = True
        self.round_form.preview()
        self._show()
        self.round_form.mode.setFocus(Qt.FocusReason.OtherFocusReason)

    def _freeze(self) -> None:
        self.round_form.freeze()

    def _frozen(self, made: Round) -> None:
        self._opening = False
        self._round, self._community = made.id, ""
        self.say.emit(Message("ok", _("已开轮次「{name}」").format(name=made.name), _("名单已冻结，在本机")))
        self._read()

    def close_round(self) -> None:
        """End the round, after a question: no further visit is taken."""
        evening = self.evening
        if evening is None or evening.round is None:
            return
        lacking = evening.lacking
        told = ngettext("还差 {n} 户没答。", "还差 {n} 户没答。", lacking).format(n=number(lacking)) if lacking else ""
        told += _("结束后不再收访问，没答的算未知。")
        title = _("结束轮次「{name}」？").format(name=evening.round.name)
        if ask(self, title, told, verb=_("结束轮次"), stay=_("不结束")) is not None:
            self._leave_household()
            work = partial(end_round, self.context.store, evening.round.id)
            self.context.tasks.run(work, lambda _round: self._read(), self._tell)

    # -- leaving ----------------------------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Always: what was answered is written before another page is shown."""
        self._stop_clock()
        self.keeper.settle()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause()
        super().hideEvent(event)

    def _pause(self) -> None:
        self._stop_clock()
        self.keeper.flush()
