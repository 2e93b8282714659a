"""总览: do we pass, which of the five not and by how much, what to do first, what is late or runs out."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from auditor.division import spoken_name
from auditor.gap_wording import duration_text, pace_details
from auditor.overview import Overview, count_verdicts
from auditor.overview_wording import notes_of, promise_text
from auditor.use_cases import listing_missing, looking
from auditor.use_cases.locating import locate
from auditor.verdict import Verdict
from auditor.whereabouts import Whereabouts
from auditor.wording import _, day, listed, ngettext, number
from auditor.work_list import WorkList
from ui import theme
from ui.buttons import ActionButton
from ui.context import Context
from ui.copies_pane import moment_text
from ui.criteria_grid import CriteriaGrid
from ui.fact_rows import Fact, FactSection
from ui.marks import Mark, MarkWord, verdict_word
from ui.overview_goals import GoalsPane
from ui.overview_work import CommunityWork, columns, work_of
from ui.page import Page
from ui.panes import EmptyState, Hairline, Pane, Scroll, Text
from ui.record_table import Listing, RecordTable
from ui.saving import ask_where, saved_message
from ui.score_export import print_street
from ui.street_choice import StreetChoice

MARKS = {Verdict.MET: Mark.CONFORMING, Verdict.NOT_MET: Mark.NONCONFORMING, Verdict.UNDETERMINED: Mark.UNKNOWN}
LEAST = 150  # logical pixels at 100 % that the lists keep
MOST = 3  # facts of one section; of more it is said how many


class OverviewPage(Page):
    """One street today."""

    id = "overview"
    icon = "overview"
    group = "look"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "round", "response", "completion", "correction"})

    @classmethod
    def name(cls) -> str:
        """总览."""
        return _("总览")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Overview | None = None
        self._found: WorkList | None = None
        self.street = StreetChoice(context)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "verdict")
        self.fact = Text("", "body", wrap=True)
        self.how = Text("", "note", "ink2", wrap=True)
        self.index = Text("", "index")
        self.grid = CriteriaGrid(context.standard)
        self.grid.opened.connect(partial(self.go.emit, "score"))
        self.work: RecordTable[CommunityWork] = RecordTable(columns(), _("今天缺什么，按社区"))
        self.work.opened.connect(lambda row: self.go.emit("missing", row.leads_to))
        declare = self.actions_here.declare
        self.print: QAction = declare(
            "overview.print", _("打印街道报告"), self._print, icon="print", shortcut="Ctrl+P", when=self._why_not_print
        )
        self.go_missing = declare("overview.missing", _("打开差距清单"), partial(self.go.emit, "missing", None))
        self.go_missing.setProperty("primary", True)
        self.go_register = declare("overview.register", _("去台账导入"), partial(self.go.emit, "register", None))
        self.overdue = FactSection(_("整改逾期"), _("整改"), partial(self.go.emit, "corrections", None))
        self.expiring = FactSection(_("证据将到期"), _("差距清单"), partial(self.go.emit, "missing", None))
        self.reach = FactSection(_("还未到区里"), _("工作日记"), partial(self.go.emit, "diary", None))
        self.goals = GoalsPane(context)
        self.goals.link.clicked.connect(lambda _checked=False: self.go.emit("progress", self.context.where.street))
        self._build()
        theme.follow(self.dress)
        context.where.changed.connect(self._follow)

    def _why_not_print(self) -> str:
        return "" if self._shown is not None and self._shown.score.sites else _("还没有可印的")

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 0, 24, 8)
        column.setSpacing(8)
        criteria = Pane()
        criteria.body.setContentsMargins(12, 6, 12, 8)
        criteria.body.addWidget(self.grid)
        column.addWidget(criteria)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._work_pane(), 5)
        row.addWidget(self._facts_pane(), 3)
        column.addLayout(row, 1)
        column.addWidget(self.goals)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        head = self._head()  # verdict and way on never scroll away
        head.setContentsMargins(24, 10, 24, 0)
        outer.addLayout(head)
        outer.addWidget(Scroll(inner))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.verdict)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.fact)
        told.addWidget(self.how)
        head.addLayout(told, 1)
        index = QVBoxLayout()
        index.setSpacing(0)
        word = Text(_("综合指数"), "note", "ink2")
        for text in (word, self.index):
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            index.addWidget(text)
        head.addLayout(index)
        head.addWidget(self.street)
        head.addWidget(ActionButton(self.go_missing, "primary"))
        return head

    def _work_pane(self) -> Pane:
        pane = Pane(_("今天缺什么"), flush=True)
        self.work_pane = pane
        self.listing: Listing[CommunityWork] = Listing(self.work, self._empty())
        self.listing.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        pane.body.addWidget(self.listing)
        return pane

    def _facts_pane(self) -> Pane:
        pane, inner = Pane(flush=True), QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for place, section in enumerate((self.overdue, self.expiring, self.reach)):
            if place:
                column.addWidget(Hairline())
            column.addWidget(section)
        column.addStretch(1)
        scroll = Scroll(inner)  # it scrolls before verdict and bars do
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        pane.body.addWidget(scroll)
        self.facts_pane = pane
        return pane

    def dress(self) -> None:
        """The lists give way first, but not altogether."""
        for pane in (self.work_pane, self.facts_pane):
            pane.setMinimumHeight(theme.height(LEAST))
        self.listing.setMinimumHeight(theme.height(LEAST - 40))

    def _empty(self) -> EmptyState:
        if self._shown is not None and not self._shown.score.sites:
            return EmptyState("register", _("还没有登记点位"), _("从表格导入台账，或在台账页新建。"), self.go_register)
        if self._found is None:
            return EmptyState("clock", _("正在列"), "")
        if self._found.score.verdict is Verdict.MET:
            return EmptyState("check", _("今天没有缺的"), _("五项标准都达标。"))
        return EmptyState("info", _("清单上没有能办的事"), _("哪里未达标或未定，见评分页。"))

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the street chosen."""
        self.street.refresh()
        if self.context.where.street:
            self._follow(self.context.where.street)

    def _follow(self, street: str) -> None:
        work = partial(looking.look_over, self.context.store, street, self.context.standard)
        self.context.tasks.run(work, self.show_overview)

    def _ask_rest(self, street: str) -> None:
        """What takes longer, after what the page is read for first."""
        self.context.tasks.run(partial(locate, self.context.store), self.show_reach)
        lacking = partial(listing_missing.find_missing, self.context.store, street, self.context.standard)
        self.context.tasks.run(lacking, self.show_work)

    def header_about(self) -> str:
        """Street, counts, day."""
        if self._shown is None:
            return ""
        score = self._shown.score
        return _("{street} · {communities} 个社区 · {sites} 个点位 · 评分日 {day}").format(
            street=spoken_name(score.street, score.name),
            communities=number(len(self._shown.facts.communities)),
            sites=number(score.sites),
            day=day(score.on),
        )

    def header_actions(self) -> list[QAction]:
        """The report on paper; the way to the list stands beside the verdict."""
        return [self.print]

    def first_field(self) -> QWidget | None:
        """The way to what is to be done."""
        return self.work if self.work.records.count else None

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_overview(self, found: Overview) -> None:
        """Show one street; its list and its months follow."""
        if found.score.street != self.context.where.street:
            return  # another one was chosen meanwhile
        if self._shown is None or self._shown.score.street != found.score.street:
            self._found = None
        self._shown = found
        score = found.score
        mark = MARKS[score.verdict]
        self.verdict.show_mark(mark, verdict_word(mark))
        counts = count_verdicts(score)
        self.fact.setText(
            _("五项中 {met} 项达标、{failed} 项未达标、{open} 项未定。").format(
                met=counts.get("MET", 0), failed=counts.get("NOT_MET", 0), open=counts.get("UNDETERMINED", 0)
            )
        )
        self.index.setText(score.index)
        self.grid.show_score(score)
        self._show_how()
        if self._found is None:
            self.work_pane.show_title(_("今天缺什么"))
            self.work.show_records([])
            self.listing.show_empty(self._empty())
        self._show_overdue(found)
        self._show_expiring(found)
        self.goals.show_goals(found)
        self.actions_here.refresh()
        self.header_changed.emit()
        self._ask_rest(score.street)

    def show_work(self, found: WorkList) -> None:
        """Show what is missing today, by community."""
        if self._shown is None or found.score.street != self._shown.score.street:
            return
        self._found = found
        missing = found.missing
        count = ngettext("{n} 件事", "{n} 件事", missing.count).format(n=number(missing.count)) if missing.count else ""
        note = _("约 {time}").format(time=duration_text(found.total_minutes)) if missing.count else ""
        self.work_pane.show_title(_("今天缺什么"), count, note)
        self.work_pane.note.setToolTip(pace_details(found.pace) if missing.count else "")
        self.listing.show_empty(self._empty())
        self.work.show_records(work_of(found, self.context.standard) if found.facts.sites else [])
        self._show_how()
        self.counted.emit("missing", missing.count)
        self.goals.follow(self._shown)

    def show_reach(self, found: Whereabouts) -> None:
        """Show what has not left this computer: to the bureau, and into a copy."""
        facts = []
        if found.waiting:
            count = _records(found.waiting)
            facts.append(Fact("laptop", _("本机新记录"), _("区里还没有确认收到"), count, self._go("diary")))
        if self._shown is not None and self._shown.drafts:
            n = self._shown.drafts
            count = ngettext("{n} 张", "{n} 张", n).format(n=number(n))
            facts.append(Fact("note", _("没有保存完的表"), _("接着填"), count, self._go("diary"), "warn"))
        if found.copy is not None:
            since = (
                ngettext("以后 {n} 份", "以后 {n} 份", found.uncopied).format(n=number(found.uncopied))
                if found.uncopied
                else _("全部在内")
            )
            at = _("备份 {at}").format(at=moment_text(found.copy.at))
            facts.append(Fact("folder", at, "", since if found.uncopied else _("全部在内"), self._go("settings")))
        self.reach.title.setText(_("本机") if found.at_bureau else _("还未到区里"))
        total = _records(found.waiting) if found.waiting else ""
        self.reach.show_facts(total, "", facts, _("本机没有新记录。") if not found.at_bureau else _("还没有备份过。"))

    def _show_how(self) -> None:
        if self._shown is None:
            return
        first = promise_text(self._found) if self._found else _("未知从不计入符合，也从不移出总数。")
        self.how.setText(" ".join([first, *notes_of(self._shown)]))

    def _show_overdue(self, found: Overview) -> None:
        facts = [
            Fact(
                "clock",
                late.place,
                late.correction.found,
                ngettext("逾期 {n} 天", "逾期 {n} 天", late.days).format(n=number(late.days)),
                self._go("corrections", late.correction.id),
                "bad",
            )
            for late in found.overdue[:MOST]
        ]
        n = len(found.overdue)
        count = ngettext("{n} 项", "{n} 项", n).format(n=number(n)) if n else ""
        note = _rest(n)
        self.overdue.show_facts(count, note, facts, _("没有逾期的整改。"), "bad")
        self.counted.emit("corrections", n)

    def _show_expiring(self, found: Overview) -> None:
        sites = {s.id: s.name for s in found.facts.sites}
        facts = [
            Fact(
                "warning",
                _("{day} 前").format(day=_short_day(one.on, found.score.on)),
                listed((sites.get(s, "") for s in one.sites), "、"),
                ngettext("{n} 处", "{n} 处", len(one.sites)).format(n=number(len(one.sites))),
                self._go("audit", one.sites[0]),
                "warn",
            )
            for one in found.expiring[: MOST - 1]
        ]
        n = sum(len(e.sites) for e in found.expiring)
        count = ngettext("{n} 处", "{n} 处", n).format(n=number(n)) if n else ""
        note = _("60 天内") if n else ""
        self.expiring.show_facts(count, note, facts, _("60 天内没有到期的证据。"), "warn")

    def _go(self, page: str, subject: object = None) -> "partial[None]":
        return partial(self.go.emit, page, subject)

    # -- paper ------------------------------------------------------------------------------------------------------

    def _print(self) -> None:
        if self._shown is None:
            return
        score = self._shown.score
        path = ask_where(
            self,
            _("打印街道报告"),
            _("{street}评估报告 {day}").format(street=score.name, day=score.on),
            [("PDF", "pdf")],
        )
        if path is not None:
            of = (score.street, score.on, None)
            work = partial(print_street, self.context.store, of, self.context.standard, path)
            self.context.tasks.run_long(_("正在排街道报告"), work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))


def _records(n: int) -> str:
    return ngettext("{n} 份", "{n} 份", n).format(n=number(n))


def _rest(n: int) -> str:
    return _("只列最久的 {n} 件").format(n=MOST) if n > MOST else ""


def _short_day(on: date, today: date) -> str:
    return f"{on:%m-%d}" if on.year == today.year else on.isoformat()
