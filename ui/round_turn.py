"""Which part of the survey page is shown: the interview, the form of a new round, all rounds, a household that asks."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from auditor.survey import Round
from auditor.wording import _
from ui.household_search import HouseholdSearch
from ui.household_turn import HouseholdTurn
from ui.messages import Message
from ui.page import Page
from ui.round_care import RoundCare
from ui.round_form import RoundForm
from ui.rounds_reading import Rounds, read_rounds


class RoundTurn(QObject):
    """Declares its actions on the page, and holds the form of a new round, the overview and the search."""

    changed = Signal()  # another part is to be shown
    said = Signal(object)  # Message
    failed = Signal(object)  # Refused or Unavailable

    def __init__(self, page: Page, turn: HouseholdTurn) -> None:
        super().__init__(page)
        self._page, self._turn, self._current = page, turn, turn.current
        self.looking = False  # at all rounds
        self.searching = False  # for a household that asks
        declare = page.actions_here.declare
        self.open_key = declare("survey.open", _("开轮次"), self.open)
        self.freeze_key = declare("survey.freeze", _("抽户并冻结"), self._freeze)
        self.look_key = declare("survey.rounds", _("看轮次"), self.look)
        self.back_key = declare("survey.back", _("回到访问"), self.back)
        self.care = RoundCare(page, turn.leave)
        self.overview = self.care.overview
        self.care.done.connect(self._done)
        self.care.searched.connect(self._search)
        self.form = RoundForm(page.context, self.freeze_key)
        self.form.frozen.connect(self._frozen)
        self.search = HouseholdSearch(page, declare("survey.found", _("回到轮次"), self.look))
        for speaker in (self.care, self.search):
            speaker.said.connect(self.said)
            speaker.failed.connect(self.failed)
        self.form.refused.connect(self.failed)

    def prepare(self) -> None:
        """A new round is being thought over: show in its form what it would be."""
        self._current.opening, self.looking, self.searching = True, False, False
        self.form.preview()

    def open(self) -> None:
        """Show what a new round would be."""
        self._turn.leave()
        self.prepare()
        self.changed.emit()
        self.form.method.setFocus(Qt.FocusReason.OtherFocusReason)

    def _freeze(self) -> None:
        self.form.freeze()

    def _frozen(self, made: Round) -> None:
        self._current.opening = False
        self._current.choose(made.id)
        self.said.emit(Message("ok", _("已开轮次「{name}」").format(name=made.name), _("名单已冻结，在本机")))
        self._current.read()

    # -- all rounds -------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Show all rounds; what was answered at a door is written first."""
        self._turn.leave()
        self._current.opening, self.looking, self.searching = False, True, False
        self.read()
        self.changed.emit()
        self.overview.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Ask for the rounds of the window's street."""
        context = self._page.context
        if self.looking and context.where.street:
            work = partial(read_rounds, context.store, context.standard, context.where.street)
            context.tasks.run(work, self._take)

    def _take(self, found: Rounds) -> None:
        if found.street != self._page.context.where.street:
            return
        first = self.overview.shown is None or self.overview.shown.street != found.street
        self.overview.show_rounds(found)
        if first and self._current.round:
            self.overview.choose(self._current.round)
        self._page.actions_here.refresh()
        self.changed.emit()

    def back(self) -> None:
        """Go on with the interviews, of the round under the bar."""
        card = self.care.card
        if self.looking and card is not None:
            self._current.choose(card.id)
        self.stop_looking()
        self._current.read()
        self.changed.emit()

    def stop_looking(self) -> None:
        """The interviews, or the form, are shown again."""
        self._current.opening, self.looking, self.searching = False, False, False

    def _done(self) -> None:
        self.read()
        self._current.read()

    def _search(self, round_: Round) -> None:
        self.looking, self.searching = True, True
        self.search.ask_of(round_)
        self.changed.emit()
