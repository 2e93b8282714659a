"""Which round and community is worked on, asked anew from the store: what came last, and the moment by its clock."""

from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, Signal

from ui.context import Context
from ui.survey_reading import Evening, read_evening


class CurrentEvening(QObject):
    """The round and the community as asked for, and the evening that was read for them."""

    came = Signal(object)  # Evening: the answer to what was asked last

    def __init__(self, parent: QObject, context: Context) -> None:
        super().__init__(parent)
        self.context = context
        self.evening: Evening | None = None
        self.round, self.community = "", ""  # "" lets the reading choose
        self.opening = False  # a new round is being thought over: its form is shown
        self._read_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a round is worked on that takes visits."""
        evening = self.evening
        return bool(evening and evening.round and not evening.has_ended) and not self.opening

    def now(self) -> datetime:
        """The moment by the database's clock, moved on by this computer's."""
        assert self.evening is not None
        return self.evening.now + timedelta(seconds=monotonic() - self._read_at)

    def choose(self, round_id: str, community: str = "") -> None:
        """Another round or community is wanted from now on."""
        self.round, self.community = round_id, community

    def read(self) -> None:
        """Ask for the evening of the window's street."""
        street = self.context.where.street
        if street:
            work = partial(read_evening, self.context.store, self.context.standard, street, self.round, self.community)
            self.context.tasks.run(work, partial(self._take, self.community))

    def _take(self, asked: str, evening: Evening) -> None:
        if evening.street != self.context.where.street:
            return
        if self.round and evening.round is not None and evening.round.id != self.round:
            return  # another was picked meanwhile; its own answer follows
        if asked and self.community and asked != self.community:
            return  # so it is with a community
        self.evening, self._read_at = evening, monotonic()
        if evening.round is not None:
            self.round, self.community = evening.round.id, evening.community
        self.came.emit(evening)
