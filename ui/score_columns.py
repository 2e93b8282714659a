"""The left and middle columns of the score page: the five of a street, and one of them by community."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout

from auditor.division import spoken_name
from auditor.standard import Standard
from auditor.use_cases.scoring import Scored
from auditor.verdict import CriterionScore, Verdict
from auditor.wording import _, day, number
from ui.marks import Mark, MarkWord, verdict_word
from ui.panes import EmptyState, Pane, Text
from ui.record_model import Group
from ui.record_table import Listing, RecordTable
from ui.score_lists import CriterionList, community_table
from ui.score_rounds import power_text
from ui.score_rows import VERDICT_MARKS, CommunityRow, community_rows, is_rate, part_word
from ui.score_summary import CriterionSummary


class StreetColumn(Pane):
    """The five criteria; at the foot the overall verdict, the index, the journal's root and both dates."""

    def __init__(self, standard: Standard) -> None:
        super().__init__(_("五项"), flush=True)
        self.criteria = CriterionList(standard)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "section")
        self.index = Text("", "index")
        self.root = Text("", "note", wrap=True)
        self.body.addWidget(self.criteria, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(4)
        for word, widget in ((_("总结论"), self.verdict), (_("综合指数"), self.index)):
            line = QHBoxLayout()
            line.addWidget(Text(word, "note", "ink2"))
            line.addStretch(1)
            line.addWidget(widget)
            foot.addLayout(line)
        foot.addWidget(self.root)
        self.add_foot().addLayout(foot)

    def show_street(self, found: Scored) -> bool:
        """Show a street. Whether the criterion chosen stayed as it was; else the list has told of another."""
        score = found.score
        mark = VERDICT_MARKS[score.verdict]
        self.verdict.show_mark(mark, verdict_word(mark))
        self.index.setText(score.index)
        self.root.setText(_root_text(found))
        self.root.setToolTip(score.root)
        self.show_title(_("五项"), "", spoken_name(score.street, score.name))
        chosen = self.criteria.chosen_record()
        self.criteria.show_records(list(score.criteria.values()))
        if chosen is None:
            self.criteria.choose(_first_to_see(found))
            return False
        return self.criteria.chosen_record() == chosen


class CriterionColumn(Pane):
    """One criterion: its summary, and a line for each community."""

    chosen = Signal(object)  # CommunityRow or None
    opened = Signal(object)

    def __init__(self, standard: Standard) -> None:
        super().__init__(flush=True)
        self.standard = standard
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.summary = CriterionSummary(standard)
        self.body.addWidget(self.summary)
        self.registered = community_table(survey=False)
        self.surveyed = community_table(survey=True)
        self.turn = QStackedWidget()
        nothing = _("这一项在各社区都没有可数的")
        for table, how in (
            (self.registered, _("登记点位以后，各社区列在这里。")),
            (self.surveyed, _("开一个轮次，各社区列在这里。")),
        ):
            listing: Listing[CommunityRow] = Listing(table, EmptyState("info", nothing, how))
            self.turn.addWidget(listing)
            table.chosen.connect(self.chosen)
            table.opened.connect(self.opened)
        self.body.addWidget(self.turn, 1)

    @property
    def table(self) -> RecordTable[CommunityRow]:
        """The table that is shown."""
        return self.surveyed if self.turn.currentIndex() else self.registered

    def show_criterion(self, criterion: CriterionScore, found: Scored) -> None:
        """Show one criterion; the community chosen stays, else the worst is chosen. `chosen` always comes."""
        self.summary.show_criterion(criterion, power_text(criterion, found.facts, self.standard))
        self.turn.setCurrentIndex(int(is_rate(criterion.id)))
        rows = community_rows(criterion, found.facts, self.standard.criteria[criterion.id])
        lines: list[CommunityRow | Group] = list(rows)
        parts = list(dict.fromkeys(r.part for r in rows))
        if len(parts) > 1:
            lines = []
            for part in parts:
                lines += [Group({"name": part_word(part)}), *(r for r in rows if r.part == part)]
        self.table.show_records(lines)
        kept = self.table.chosen_record()
        if kept is None and rows:
            self.table.choose(max(rows, key=lambda r: (r.tally.nonconforming > 0, r.tally.unknown > 0)))
        else:
            self.chosen.emit(kept)  # the facts beside it may have changed

    def choose(self, community: str, part: str) -> None:
        """Put the bar on a community, and on its part where there are two."""
        for row in self.table.records.records():
            if row.community == community and row.part in ("", part):
                self.table.choose(row)
                return


def _first_to_see(found: Scored) -> CriterionScore:
    """The first criterion that is not met, else the first undetermined, else the first."""
    criteria = list(found.score.criteria.values())
    order = [Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET]
    return min(criteria, key=lambda c: order.index(c.verdict))


def _root_text(found: Scored) -> str:
    score = found.score
    text = _("凭证根 {a} {b} … · 两个日期：当日 {on}，已知 {known}").format(
        a=score.root[:4], b=score.root[4:8], on=day(score.on), known=day(score.known)
    )
    notes = [text]
    if score.doubtful:
        notes.append(_("{n} 份记录日期存疑，没有计入").format(n=number(score.doubtful)))
    if score.residential_without_households:
        notes.append(_("{n} 个居民点位没有登记户数").format(n=number(score.residential_without_households)))
    return "\n".join(notes)
