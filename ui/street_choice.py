"""The choice of street, the same on every page that shows one."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditor.division import Street
from auditor.use_cases import looking
from auditor.wording import _, named
from ui.context import Context
from ui.fields import Choice


class StreetChoice(QWidget):
    """Streets with a register; hidden where there is only one. Choosing moves the whole window there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.choice = Choice(_("街道"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choice)
        self.choice.activated.connect(self._choose)
        context.where.changed.connect(self._follow)
        self.hide()

    def refresh(self) -> None:
        """Ask which streets there are; the first time also which one this database works for."""
        store = self.context.store
        self.context.tasks.run(partial(looking.streets_with_sites, store), self._show)
        if not self.context.where.street:
            self.context.tasks.run(partial(looking.home_street, store), self.context.where.choose)

    def _show(self, streets: list[Street]) -> None:
        # the field says that these are streets; "Subdistrict" twelve times would only cut their names
        self.choice.show_options([(named(s.name, s.name_en).removesuffix(" Subdistrict"), s.code) for s in streets])
        self.choice.choose(self.context.where.street)
        self.setVisible(len(streets) > 1)

    def _choose(self) -> None:
        self.context.where.choose(str(self.choice.value()))

    def _follow(self, street: str) -> None:
        self.choice.choose(street)
