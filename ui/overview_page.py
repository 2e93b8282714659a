"""总览: do we pass, which of the five not and by how much, what to do first, what runs out, where the two goals are."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.division import spoken_name
from auditor.overview import Expiring, Overview, Shortfall, count_verdicts
from auditor.reasons import reason_text
from auditor.use_cases import listing_missing, looking
from auditor.verdict import Verdict
from auditor.wording import _, day, listed, ngettext, number, percent, tenths, tenths_text
from auditor.work_list import WorkList
from ui.bars import GoalBar
from ui.context import Context
from ui.criteria_grid import CriteriaGrid
from ui.marks import Mark, MarkWord, verdict_word
from ui.page import Page
from ui.panes import Elided, EmptyState, Hairline, Pane, Scroll, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.street_choice import StreetChoice

MARKS = {Verdict.MET: Mark.CONFORMING, Verdict.NOT_MET: Mark.NONCONFORMING, Verdict.UNDETERMINED: Mark.UNKNOWN}
MOST_EXPIRING = 6


class OverviewPage(Page):
    """One street today."""

    id = "overview"
    icon = "overview"
    group = "look"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "round", "response", "completion"})

    @classmethod
    def name(cls) -> str:
        """总览."""
        return _("总览")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Overview | None = None
        self.street = StreetChoice(context)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "verdict")
        self.fact = Text("", "body")
        self.how = Text("", "note", "ink2")
        self.index = Text("", "index")
        self.grid = CriteriaGrid(context.standard)
        self.short: RecordTable[Shortfall] = RecordTable(self._short_columns(), _("差在哪里，按社区"))
        self.short.opened.connect(self._open_shortfall)
        self.expiring = QVBoxLayout()
        self.closed = MarkWord(Mark.UNKNOWN, "", "body", bold=True)
        self.closed_note = Elided("", "note", "ink2")
        self.live = GoalBar()
        self.live_text = Text("", "body", bold=True)
        self.live_note = Elided("", "note", "ink2")
        self.go_score: QAction = self.actions_here.declare(
            "overview.score", _("打开评分"), partial(self.go.emit, "score", None)
        )
        self.go_missing = self.actions_here.declare(
            "overview.missing", _("差距清单"), partial(self.go.emit, "missing", None)
        )
        self.go_audit = self.actions_here.declare("overview.audit", _("去检查"), partial(self.go.emit, "audit", None))
        self.go_progress = self.actions_here.declare(
            "overview.progress", _("进度"), partial(self.go.emit, "progress", None)
        )
        self.go_register = self.actions_here.declare(
            "overview.register", _("去台账导入"), partial(self.go.emit, "register", None)
        )
        self._build()
        context.where.changed.connect(self._follow)

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 12, 24, 8)
        column.setSpacing(10)
        column.addLayout(self._head())
        criteria = Pane()
        criteria.body.addWidget(self.grid)
        column.addWidget(criteria)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._shortfalls(), 3)
        row.addWidget(self._expiring(), 2)
        column.addLayout(row, 1)
        column.addWidget(self._goals())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inner))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.verdict)
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addWidget(self.fact)
        told.addWidget(self.how)
        head.addLayout(told, 1)
        index = QVBoxLayout()
        index.setSpacing(0)
        word = Text(_("综合指数"), "note", "ink2")
        word.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.index.setAlignment(Qt.AlignmentFlag.AlignRight)
        index.addWidget(word)
        index.addWidget(self.index)
        head.addLayout(index)
        head.addWidget(self.street)
        return head

    def _shortfalls(self) -> Pane:
        pane = Pane(_("差在哪里"), flush=True)
        self.short_pane = pane
        pane.add_link(self.go_missing)
        pane.add_link(self.go_score)
        self.listing: Listing[Shortfall] = Listing(self.short, self._empty(registered=True))
        pane.body.addWidget(self.listing)
        return pane

    def _empty(self, *, registered: bool) -> EmptyState:
        if registered:
            return EmptyState("check", _("今天没有缺的"), _("登记的点位，三项覆盖都符合。"))
        return EmptyState("register", _("还没有登记点位"), _("从表格导入台账，或在台账页新建。"), self.go_register)

    def _expiring(self) -> Pane:
        pane = Pane(_("证据将到期"))
        self.expiring_pane = pane
        pane.add_link(self.go_audit)
        self.expiring.setSpacing(6)
        pane.body.addLayout(self.expiring)
        pane.body.addStretch(1)
        return pane

    def _goals(self) -> Pane:
        pane = Pane()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(Text(_("2025 目标（已封存）"), "note", "ink2"), 0, 0, 1, 2)
        grid.addWidget(self.closed, 1, 0)
        grid.addWidget(self.closed_note, 1, 2)
        grid.addWidget(Hairline(upright=True), 0, 3, 2, 1)
        grid.addWidget(Text(_("2030 目标（今天）"), "note", "ink2"), 0, 4, 1, 2)
        grid.addWidget(self.live_text, 1, 4)
        grid.addWidget(self.live, 1, 5)
        grid.addWidget(self.live_note, 1, 6)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(5, 2)
        grid.setColumnStretch(6, 2)
        pane.body.addLayout(grid)
        return pane

    def _short_columns(self) -> list[Column[Shortfall]]:
        return [
            Column("community", _("社区"), lambda s: s.name, width=22, elide=True),
            Column(
                "bad",
                _("不符合"),
                lambda s: s.nonconforming,
                align="right",
                width=7,
                tone=lambda s: "bad" if s.nonconforming else None,
            ),
            Column("unknown", _("未知"), lambda s: s.unknown, align="right", width=7),
            Column("first", _("先看哪一处"), self._first, width=30, stretch=True),
        ]

    def _first(self, shortfall: Shortfall) -> str:
        if self._shown is None:
            return ""
        site = next((s for s in self._shown.facts.sites if s.id == shortfall.first.site), None)
        reason = reason_text(shortfall.first, self._shown.facts, self.context.standard)
        return f"{site.code} {site.name}  {reason}" if site else reason

    # -- asking and showing -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the street chosen."""
        self.street.refresh()
        if self.context.where.street:
            self._follow(self.context.where.street)

    def _follow(self, street: str) -> None:
        work = partial(looking.look_over, self.context.store, street, self.context.standard)
        self.context.tasks.run(work, self.show_overview)
        lacking = partial(listing_missing.find_missing, self.context.store, street, self.context.standard)
        self.context.tasks.run(lacking, self._show_count)

    def _show_count(self, found: WorkList) -> None:
        self.counted.emit("missing", found.missing.count)

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

    def show_overview(self, found: Overview) -> None:
        """Show one street."""
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
        self.how.setText(self._how(found))
        self.index.setText(score.index)
        self.grid.show_score(score)
        short = found.shortfalls
        failing, unknown = sum(s.nonconforming for s in short), sum(s.unknown for s in short)
        note = _("不符合 {a} 处 · 未知 {b} 处").format(a=number(failing), b=number(unknown)) if short else ""
        self.short_pane.show_title(_("差在哪里"), "", note)
        self.listing.show_empty(self._empty(registered=score.sites > 0))
        self.short.show_records(list(short))
        self._show_expiring(found)
        self._show_goals(found)
        self.header_changed.emit()

    def _how(self, found: Overview) -> str:
        parts = []
        if found.score.doubtful:
            n = found.score.doubtful
            parts.append(ngettext("{n} 份记录日期存疑，没有计入。", "{n} 份记录日期存疑，没有计入。", n).format(n=n))
        if found.score.residential_without_households:
            n = found.score.residential_without_households
            parts.append(ngettext("{n} 个居民点位没有登记户数。", "{n} 个居民点位没有登记户数。", n).format(n=n))
        if found.drafts:
            n = found.drafts
            parts.append(ngettext("{n} 张表没有保存完。", "{n} 张表没有保存完。", n).format(n=n))
        return " ".join(parts) or _("未知从不计入符合，也从不移出总数。")

    def _show_expiring(self, found: Overview) -> None:
        while self.expiring.count():
            old = self.expiring.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        total = sum(len(e.sites) for e in found.expiring)
        count = ngettext("{n} 处", "{n} 处", total).format(n=number(total)) if total else ""
        self.expiring_pane.show_title(_("证据将到期"), count, _("60 天内") if total else "")
        if not total:
            self.expiring.addWidget(Text(_("60 天内没有到期的证据。"), "note", "ink2"))
        for one in found.expiring[:MOST_EXPIRING]:
            self.expiring.addWidget(self._expiring_row(one, found))
        if len(found.expiring) > MOST_EXPIRING:
            rest = sum(len(e.sites) for e in found.expiring[MOST_EXPIRING:])
            self.expiring.addWidget(Text(_("另有 {n} 处").format(n=number(rest)), "note", "ink2"))

    def _expiring_row(self, one: Expiring, found: Overview) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Text(_("{day} 前").format(day=f"{one.on:%m-%d}"), "body"))
        names = [s.name for s in found.facts.sites if s.id in one.sites]
        line.addWidget(Elided(listed(names, "、"), "note", "ink2"), 1)
        count = Text(ngettext("{n} 处", "{n} 处", len(one.sites)).format(n=len(one.sites)), "body", "warn", bold=True)
        line.addWidget(count)
        return row

    def _show_goals(self, found: Overview) -> None:
        goal = found.goal_2025
        mark = MARKS[goal.verdict]
        self.closed.show_mark(mark, closed_word(goal.verdict))
        self.closed_note.setText(
            _("{n} 个社区：完成 {a}，未完成 {b}，无凭证 {c}").format(
                n=goal.total, a=goal.completed, b=goal.not_completed, c=goal.without_record
            )
        )
        now = found.now
        share = tenths(now.sites, now.sites_total)
        self.live_text.setText(percent(tenths_text(share)) if now.sites_total else "–")
        self.live.show_share(share / 1000)
        self.live_note.setText(
            _("三项覆盖都符合 {a} / {b} 个点位").format(a=number(now.sites), b=number(now.sites_total))
        )

    def _open_shortfall(self, shortfall: Shortfall) -> None:
        self.go.emit("score", shortfall.first)


def closed_word(verdict: Verdict) -> str:
    """The closed goal: 达标, 未达标, 未能证明."""
    return {Verdict.MET: _("达标"), Verdict.NOT_MET: _("未达标"), Verdict.UNDETERMINED: _("未能证明")}[verdict]
