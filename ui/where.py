"""Which street the window looks at: one choice for all pages."""

from PySide6.QtCore import QObject, Signal


class Where(QObject):
    """The street chosen, by code; "" until a page has learned which there are."""

    changed = Signal(str)

    def __init__(self, street: str = "") -> None:
        super().__init__()
        self.street = street

    def choose(self, street: str) -> None:
        """Look at another street from now on."""
        if street and street != self.street:
            self.street = street
            self.changed.emit(street)
