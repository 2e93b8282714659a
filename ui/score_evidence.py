"""The right column of the score page: the units that decide with their evidence, or the rounds beside a rate."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.coverage import UnitResult
from auditor.division import spoken_name
from auditor.standard import Standard
from auditor.use_cases.scoring import Scored
from auditor.verdict import CriterionScore, State
from auditor.wording import _, number
from ui import theme
from ui.context import Context
from ui.fields import Tick
from ui.layouts import DetailRoom, empty_layout
from ui.panes import Button, Elided, EmptyState, Hairline, Pane, Scroll, Text
from ui.record_table import Listing
from ui.score_lists import UnitList
from ui.score_rounds import round_rows
from ui.score_rows import (
    CommunityRow,
    UnitRow,
    evidence_facts,
    expired,
    read_inspectors,
    where_to_mend,
)


class EvidencePane(Pane):
    """Failing and unknown units of a community; the chosen one shows what its evidence says and where it is mended."""

    go = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__(_("点位"), flush=True)
        self.context = context
        self._rows: list[UnitRow] = []
        self._scored: Scored | None = None
        self._all_conform = EmptyState("check", _("这里没有缺的"), _("每一个都符合。"))
        self.units = UnitList()
        self.units.chosen.connect(self._show_unit)
        self.units.opened.connect(self._mend)
        self.listing: Listing[UnitRow] = Listing(self.units, self._all_conform)
        self.body.addWidget(self.listing, 1)
        self.detail = QWidget()
        self.detail_room = DetailRoom(self.detail)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.detail_room)
        self._build_detail()
        foot = self.add_foot()
        self.conforming = Tick("")
        self.conforming.toggled.connect(lambda _on: self._show_rows())
        foot.addWidget(self.conforming)
        foot.addStretch(1)

    def _build_detail(self) -> None:
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(6)
        self.place = Elided("", "section")
        self.reason = Text("", "body", wrap=True)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(10)
        self.facts.setVerticalSpacing(2)
        self.facts.setColumnStretch(1, 1)
        self.by: Text | None = None
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.mend = Button("", key="Enter")
        self.look = Button("", "quiet")
        self.mend.clicked.connect(lambda: self._mend(self.units.chosen_record()))
        self.look.clicked.connect(self._look)
        buttons.addWidget(self.mend)
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        inner.addWidget(self.place)
        inner.addWidget(self.reason)
        inner.addLayout(self.facts)
        inner.addLayout(buttons)
        column.addLayout(inner)
        self.detail_room.hide()

    def show_units(self, name: str, rows: list[UnitRow], scored: Scored) -> None:
        """Show the units of a line."""
        self._rows, self._scored = rows, scored
        failing = sum(r.unit.state is State.NONCONFORMING for r in rows)
        unknown = sum(r.unit.state is State.UNKNOWN for r in rows)
        note = _("不符合 {a} · 未知 {b}").format(a=number(failing), b=number(unknown))
        self.show_title(name, "", note)
        well = len(rows) - failing - unknown
        self.conforming.setText(_("也列符合的 {n} 个").format(n=number(well)))
        self.conforming.setEnabled(well > 0)
        self.conforming.updateGeometry()
        self._show_rows()

    def choose(self, unit: UnitResult) -> None:
        """Put the bar on a unit."""
        row = next((r for r in self._rows if r.unit == unit), None)
        row = row or next((r for r in self._rows if r.unit.site == unit.site), None)
        if row is not None:
            self.units.choose(row)

    def _show_rows(self) -> None:
        everything = self.conforming.isChecked()
        rows = [r for r in self._rows if everything or r.unit.state is not State.CONFORMING]
        self.units.show_records(rows)
        if self.units.chosen_record() is None and rows:
            self.units.choose(rows[0])
        else:
            self._show_unit(self.units.chosen_record())

    def _show_unit(self, row: UnitRow | None) -> None:
        self.detail_room.setVisible(row is not None)
        if row is None or self._scored is None:
            return
        self.place.setText(row.place)
        self.reason.setText(row.reason)
        self.reason.setVisible(bool(row.reason))
        empty_layout(self.facts)
        self.by = None
        told = evidence_facts(row.unit, self._scored.facts, self.context.standard)
        late = expired(row.unit, self.context.standard, self._scored.score.on)
        for i, (word, text) in enumerate(told):
            last = i == len(told) - 1
            self.facts.addWidget(Text(word, "note"), i, 0, Qt.AlignmentFlag.AlignTop)
            shown = Elided(text if not (late and last) else _("{day}，过期").format(day=text), "note", "ink")
            if late and last:
                shown.show_tone("warn")
            self.facts.addWidget(shown, i, 1)
            if word == _("检查"):
                self.by = shown
        if row.unit.evidence is not None:
            work = partial(read_inspectors, self.context.store, row.unit.evidence)
            self.context.tasks.run(work, partial(self._show_inspectors, row.id))
        page = where_to_mend(row.unit)
        words = {"audit": _("去现场检查"), "register": _("去台账")}
        self.mend.show_text(words[page], "Enter")
        self.look.show_text(words["register" if page == "audit" else "audit"])
        self.detail.setAccessibleName(f"{row.place} {row.reason}")
        self.detail_room.updateGeometry()

    def _show_inspectors(self, row: str, names: str) -> None:
        chosen = self.units.chosen_record()
        if chosen is not None and chosen.id == row and self.by is not None and names:
            self.by.setText(f"{self.by.text()} {names}")

    def _mend(self, row: UnitRow | None) -> None:
        if row is not None:
            self.go.emit(where_to_mend(row.unit), row.unit.site)

    def _look(self) -> None:
        row = self.units.chosen_record()
        if row is not None:
            self.go.emit("register" if where_to_mend(row.unit) == "audit" else "audit", row.unit.site)


class RoundsPane(Pane):
    """The rounds of a street beside a rate: which one counts, and what each amounts to."""

    def __init__(self) -> None:
        super().__init__(_("轮次"), flush=True)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self.room = Scroll(inner)
        self.room.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Up and Down must reach what is below
        self.room.setAccessibleName(_("轮次"))
        self.body.addWidget(self.room)

    def first_field(self) -> QWidget:
        """What takes the keyboard."""
        return self.room

    def show_rounds(
        self, criterion: CriterionScore, scored: Scored, standard: Standard, row: CommunityRow | None
    ) -> None:
        """Show all rounds, of the whole street or of one community."""
        empty_layout(self._column)
        rounds = round_rows(criterion, scored, standard, row.community if row else "")
        self.show_title(_("轮次"), "", row.name if row else spoken_name(scored.score.street, scored.score.name))
        if not rounds:
            self._column.addWidget(EmptyState("interview", _("还没有调查轮次"), _("在入户调查页开一个轮次。")))
        for one in rounds:
            self._column.addWidget(Elided(one.name, "section"))
            self._column.addWidget(Text(one.why, "note", "ok" if one.counts else "ink3", wrap=True))
            grid = QGridLayout()
            holder = QWidget()
            holder.setLayout(grid)
            grid.setContentsMargins(0, 0, 0, 8)
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(2)
            grid.setColumnMinimumWidth(0, theme.height(60))
            grid.setColumnStretch(1, 1)
            for i, (word, text) in enumerate(one.figures):
                grid.addWidget(Text(word, "note"), i, 0)
                grid.addWidget(Elided(text, "note", "ink"), i, 1)
            self._column.addWidget(holder)
        self._column.addStretch(1)
