"""A page that shows one street: it follows the window's choice, and asks for another when it is looked at."""

from PySide6.QtGui import QShowEvent

from ui.context import Context
from ui.page import Page
from ui.street_choice import StreetChoice


class StreetPage(Page):
    """`read` asks for the street the window looks at, and notes in `_asked` which that was."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.street = StreetChoice(context)
        self._asked = ""  # the street last asked for
        context.where.changed.connect(self._follow)

    def read(self) -> None:
        """Ask for the street the window looks at."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Ask anew; before a street is known the window's first choice will ask."""
        self.street.refresh()
        if self.context.where.street:
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._asked and self._asked != self.context.where.street:
            self.read()

    def _follow(self, _street: str) -> None:
        if self.isVisible() or not self._asked:
            self.read()
