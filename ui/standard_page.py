"""标准: the standard in force, to be read clause by clause with its examples worked out; and what if by another."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from auditor.standard import CRITERIA, Standard, criterion_name
from auditor.standard_differences import share_text
from auditor.standard_record import AdoptionPlan
from auditor.store import Store
from auditor.use_cases import adopting
from auditor.wording import _, named, ngettext
from ui import theme
from ui.context import Context
from ui.fields import Choice
from ui.messages import Message
from ui.page import Page
from ui.panes import Pane, Scroll, Text
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.saving import ask_where, saved_message
from ui.score_export import table_kinds
from ui.standard_compare import ComparePart, write_comparison
from ui.standard_parts import (
    Section,
    bases_section,
    checklist_section,
    clause_section,
    places_section,
    questions_section,
    survey_section,
)
from ui.standard_reading import View, read_view
from ui.standard_words import standard_word

SIDE, NARROW_SIDE, NARROW_BELOW = 292, 232, 980  # px at 100 % type
COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One line of the list at the left."""

    id: str
    name: str
    note: str


def adopt_file(store: Store, path: Path) -> AdoptionPlan:
    """Bring a standard in from its file; Refused by file, line and reason."""
    plan = adopting.rehearse_standard(store, path)
    adopting.adopt_standard(store, plan)
    return plan


def chapters(standard: Standard) -> list[Chapter]:
    """What can be read of a standard."""
    found = [
        Chapter(name, criterion_name(rule), share_text(rule.threshold)) for name, rule in standard.criteria.items()
    ]
    return [
        *found,
        Chapter("items", _("检查清单"), str(len(standard.items))),
        Chapter("questions", _("问卷与判定"), str(len(standard.questions))),
        Chapter("survey", _("调查与把握"), ""),
        Chapter("places", _("场所类型"), str(len(standard.place_types))),
        Chapter("bases", _("说明与依据"), str(len(standard.bases))),
        Chapter(COMPARE, _("换一份标准会怎样"), ""),
    ]


class StandardPage(Page):
    """One standard at a time: chosen at the top left, its chapters below, the open one at the right."""

    id = "standard"
    icon = "note"
    group = "know"
    kinds = frozenset({"standard", "site", "audit", "round", "response"})

    @classmethod
    def name(cls) -> str:
        """标准."""
        return _("标准")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: View | None = None
        self._wanted = ""  # the name of the standard looked at; "" for the one in force
        self._open = CRITERIA[0]
        self.compare = ComparePart(self.context.store, self.context.tasks)
        self.compare.say.connect(self.say)
        declare = self.actions_here.declare
        self.bring: QAction = declare("standard.import", _("导入标准"), self._import, icon="import")
        self.adopt: QAction = declare("standard.use", _("本库改用这份"), self._use, when=self._why_not_use)
        self.export: QAction = declare(
            "standard.export", _("导出对照"), self._export, icon="export", when=self._why_not_export
        )
        declare("standard.compare", _("换一份标准会怎样"), partial(self.open, COMPARE))
        self.compare.shown.connect(self.actions_here.refresh)
        self._build()
        theme.follow(self._arrange)

    def _build(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(12)
        self.side = Pane(_("看哪一份"), flush=True)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(6)
        self.which = Choice(_("看哪一份标准"))
        self.which.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.which.picked.connect(self._pick)
        self.state = Text("", "note", "ink2", wrap=True)
        top.addWidget(self.which)
        top.addWidget(self.state)
        self.side.body.addLayout(top)
        self.chapters: RecordTable[Chapter] = RecordTable(
            [
                Column("name", _("内容"), lambda c: c.name, stretch=True, elide=True, width=10),
                Column("note", "", lambda c: c.note, align="right", width=7),
            ],
            _("标准的内容"),
            sortable=False,
        )
        self.chapters.horizontalHeader().hide()
        self.chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chapters.chosen.connect(self._turn)
        self.side.body.addWidget(self.chapters, 1)
        across.addWidget(self.side)
        self.pane = Pane(_("标准"), flush=True)
        self.reading = Scroll(QWidget())
        self.reading.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.turn = QStackedWidget()
        self.turn.addWidget(self.reading)
        self.turn.addWidget(self.compare)
        self.pane.body.addWidget(self.turn, 1)
        across.addWidget(self.pane, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        scale = theme.scale()
        narrow = self.width() < NARROW_BELOW * scale
        self.side.setFixedWidth(round((NARROW_SIDE if narrow else SIDE) * scale))

    # -- header -----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Id, number, from when."""
        if self.view is None:
            return ""
        shown = self.view.standard
        told = _("{id} · 第 {n} 号 · {day} 起施行")
        return told.format(id=shown.id, n=shown.number, day=shown.in_force_from.isoformat())

    def header_actions(self) -> list[QAction]:
        """Import, use, and the export of a comparison where one stands."""
        return [self.bring, self.adopt, *([self.export] if self._open == COMPARE else [])]

    def keys(self) -> list[tuple[str, str]]:
        """How one reads."""
        return [("↑ ↓", _("换内容"))]

    def first_field(self) -> QWidget | None:
        """The chapters."""
        return self.chapters

    def _why_not_use(self) -> str:
        if self.view is None or self.view.standard.id == self.view.used.id:
            return _("本库用的就是它")
        return ""

    def _why_not_export(self) -> str:
        return "" if self.compare.found is not None else _("没有可比的")

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the standard looked at."""
        work = partial(read_view, self.context.store, self._wanted, self.context.where.street)
        self.context.tasks.run(work, self.show_view, self._lose)

    def _lose(self, error: Exception) -> None:
        self._wanted = ""  # the one looked at is gone
        self.context.tasks.refused.emit(error)

    def open(self, subject: object) -> None:
        """A criterion's id, another chapter's, or a standard's name."""
        if isinstance(subject, str) and " " in subject:
            self._pick(subject)
        elif isinstance(subject, str) and subject:
            self._open = subject
            self._choose()

    def _pick(self, name: object) -> None:
        self._wanted = str(name)
        self.refresh()

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Show a standard; the chapter that was open stays open."""
        self.view = view
        if view.used.name != self.context.standard.name:  # every page was made with the one before
            self.renewal_asked.emit()
            return
        shown = view.standard
        self.which.show_options([(standard_word(s), s.name) for s in view.standards])
        self.which.choose(shown.name)
        self.state.setText(self._state_of(shown))
        self.chapters.show_records(chapters(shown))
        self.compare.show_standards(shown, view.standards)
        self._choose()
        self.actions_here.refresh()
        self.header_changed.emit()

    def _state_of(self, shown: Standard) -> str:
        assert self.view is not None
        if shown.name == self.view.used.name:
            return _("本库按它评分。")
        if shown.comparison:
            return _("对照用，不据以签发文件。")
        if shown.id == self.view.used.id and shown.number < self.view.used.number:
            return _("已由第 {n} 号接替；在它之下做的调查仍按它判。").format(n=self.view.used.number)
        return _("本库不按它评分。")

    def _choose(self) -> None:
        wanted = next((c for c in self.chapters.records.records() if c.id == self._open), None)
        if wanted is not None:
            self.chapters.choose(wanted)
            self._turn(wanted)

    def _turn(self, chapter: Chapter | None) -> None:
        if chapter is None or self.view is None:
            return
        same = chapter.id == self._open and self.reading.widget().property("of") == self._mark(chapter)
        self._open = chapter.id
        self.turn.setCurrentIndex(int(chapter.id == COMPARE))
        if chapter.id == COMPARE:
            self.compare.look()
        title = named(self.view.standard.title, self.view.standard.title_en)
        self.pane.show_title(chapter.name, chapter.note if chapter.id in CRITERIA else "", title)
        if chapter.id != COMPARE and not same:
            section = self._section(chapter.id)
            section.setProperty("of", self._mark(chapter))
            self.reading.setWidget(section)
            section.setAutoFillBackground(False)  # the pane shows through
            self.reading.verticalScrollBar().setValue(0)
        self.header_changed.emit()

    def _mark(self, chapter: Chapter) -> str:
        assert self.view is not None
        return f"{chapter.id} {self.view.standard.hash} {id(self.view)}"

    def _section(self, chapter: str) -> Section:
        assert self.view is not None
        if chapter in CRITERIA:
            return clause_section(self.view, self.view.standard.criteria[chapter])
        return {
            "items": checklist_section,
            "questions": questions_section,
            "survey": survey_section,
            "places": places_section,
            "bases": bases_section,
        }[chapter](self.view)

    # -- doing ------------------------------------------------------------------------------------------------------

    def _import(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选标准文件"), "", _("标准 (*.toml)"))
        if path:
            self.bring_in(Path(path))

    def bring_in(self, path: Path) -> None:
        """Bring a standard in from its file, or say why not."""
        self.context.tasks.run(partial(adopt_file, self.context.store, path), self._tell_adopted)

    def _tell_adopted(self, plan: AdoptionPlan) -> None:
        name = plan.standard.name
        if plan.held:
            self.say.emit(Message("ok", _("标准 {name} 已经有了").format(name=name), _("一字不差，没有再写。")))
            return
        n = len(plan.standard.examples)
        told = ngettext("{n} 个算例都算对", "{n} 个算例都算对", n).format(n=n)
        self.say.emit(Message("ok", _("已导入标准 {name}").format(name=name), told))
        self._wanted = name
        self.refresh()

    def _use(self) -> None:
        if self.view is not None:
            work = partial(adopting.choose_standard, self.context.store, self.view.standard.id)
            self.context.tasks.run(work, lambda _standard: self.renewal_asked.emit())

    def _export(self) -> None:
        found = self.compare.found
        if found is None:
            return
        suggested = _("换标准 {before} {after}").format(before=found.before.name, after=found.after.name)
        path = ask_where(self, _("导出对照"), suggested, table_kinds())
        if path is not None:
            self.context.tasks.run(partial(write_comparison, found, path), self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))
