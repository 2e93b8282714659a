"""What a page is: a widget with a name, an icon, a place in the rail and what stands in the header above it."""

from typing import ClassVar, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.context import Context

Group = Literal["look", "do", "know", "hand over"]
GROUPS: tuple[Group, ...] = ("look", "do", "know", "hand over")


class Page(QWidget):
    """One page of the window. It asks the store through tasks, in `refresh`, and shows what came back."""

    id: ClassVar[str] = ""
    icon: ClassVar[str] = "info"
    group: ClassVar[Group] = "look"
    kinds: ClassVar[frozenset[str]] = frozenset()  # of records; news about others do not refresh the page

    header_changed = Signal()  # header_about, header_actions or the keys are different now
    go = Signal(str, object)  # open another page, at a subject (or None)
    say = Signal(object)  # a Message for the strip below the header
    saved_text = Signal(str)  # the page's own truth about saving, for the status line
    renewal_asked = Signal()  # the standard in force is another one: the window is to be made anew
    counted = Signal(str, int)  # the badge of a page of the rail, by its id

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.actions_here = Actions(self)
        self.setAccessibleName(self.name())

    @classmethod
    def name(cls) -> str:
        """The word in the rail and in the header."""
        raise NotImplementedError

    def header_about(self) -> str:
        """What the page is about: street, counts, day."""
        return ""

    def header_actions(self) -> list[QAction]:
        """At most three; the one with property `primary` true is drawn as the page's main button."""
        return []

    def keys(self) -> list[tuple[str, str]]:
        """Keys worth printing in the status line, as (key, word): at most three."""
        return []

    def refresh(self) -> None:
        """Ask anew for what is shown. Called on showing the page, and on news of its kinds while it is shown."""

    def open(self, subject: object) -> None:
        """Show a subject another page asked for (a street, a site …)."""

    def first_field(self) -> QWidget | None:
        """Where the keyboard is put when the page opens; None for its first widget that takes it.

        Not a focus proxy: that would take the widgets before it out of the order of Tab.
        """
        return None

    def unwritten(self) -> str:
        """What was typed here and could not be written, and would be lost if the window closed now; "" for nothing."""
        return ""

    def may_leave(self) -> bool:
        """Whether another page may be shown now; a page with an unsaved form asks or saves here."""
        return True
