"""Beside the diary: what the shown lines add up to, what is left today with the way to it, where the records are."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from auditor.diary import Diary, Totals
from auditor.diary_wording import draft_word, totals_lines, waiting_text
from auditor.whereabouts import Whereabouts
from auditor.wording import _, ngettext, number
from ui.copies_pane import moment_text
from ui.diary_rows import draft_goal
from ui.fact_rows import Fact, FactSection
from ui.layouts import empty_layout
from ui.panes import Hairline, Pane, Scroll, Text

MOST = 5  # corrections in a row; of more it is said how many


class DiarySide(Pane):
    """Three parts below each other; it scrolls where the window is low."""

    go = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(flush=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        made = QWidget()
        around = QVBoxLayout(made)
        around.setContentsMargins(12, 8, 12, 8)
        around.setSpacing(4)
        around.addWidget(Text(_("合计"), "section"))
        self._totals = QGridLayout()
        self._totals.setHorizontalSpacing(8)
        self._totals.setVerticalSpacing(2)
        self._totals.setColumnStretch(0, 1)
        around.addLayout(self._totals)
        column.addWidget(made)
        self.left = FactSection(_("今天还剩什么"), _("差距清单"), partial(self.go.emit, "missing", None))
        self.where = FactSection(_("记录在哪里"), _("设置"), partial(self.go.emit, "settings", None))
        for section in (self.left, self.where):
            column.addWidget(Hairline())
            column.addWidget(section)
        column.addStretch(1)
        self.body.addWidget(Scroll(inner))

    def show_totals(self, totals: Totals) -> None:
        """What the lines that are shown add up to."""
        empty_layout(self._totals)
        for line, (word, count, made) in enumerate(totals_lines(totals)):
            self._totals.addWidget(Text(word, "body"), 2 * line, 0)
            shown = Text(count, "body", bold=True)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._totals.addWidget(shown, 2 * line, 1)
            if made:
                self._totals.addWidget(Text(made, "note", "ink2", wrap=True), 2 * line + 1, 0, 1, 2)
        if not totals.entries:
            self._totals.addWidget(Text(_("没有列出的记录。"), "note", "ink2"), 0, 0)

    def show_left(self, found: Diary) -> None:
        """What is left of today, each with the way to it."""
        left, facts = found.left, []
        for draft in left.drafts:
            goal = partial(self.go.emit, *draft_goal(draft.form))
            facts.append(
                Fact("note", _("没有保存完"), draft.about or draft_word(draft.form), _("接着填"), goal, "warn")
            )
        for word, n in ((_("从未看过的点位"), left.never), (_("证据过期的点位"), left.expired)):
            if n:
                count = ngettext("{n} 处", "{n} 处", n).format(n=number(n))
                facts.append(Fact("audit", word, found.street_name, count, partial(self.go.emit, "audit", None)))
        for r in left.rounds:
            count = ngettext("{n} 户", "{n} 户", r.open).format(n=number(r.open))
            facts.append(Fact("interview", _("还要访的户"), r.name, count, partial(self.go.emit, "survey", r.id)))
        for due in left.corrections[:MOST]:
            goal = partial(self.go.emit, "corrections", due.correction.id)
            told = waiting_text(due.correction, due.days, found.today)
            facts.append(Fact("correction", due.place, due.correction.found, told, goal, "bad" if due.days else "ink"))
        if (more := len(left.corrections) - MOST) > 0:
            count = ngettext("{n} 项", "{n} 项", more).format(n=number(more))
            facts.append(Fact("correction", _("另有整改"), "", count, partial(self.go.emit, "corrections", None)))
        none = _("没有剩下的：表都保存了，点位都看过，户都访了，整改没有到期的。")
        self.left.show_facts("", found.street_name, facts, none if found.street else _("还没有选街道。"))

    def show_where(self, found: Whereabouts) -> None:
        """Where the records of this database are."""
        facts = []
        if not found.at_bureau:
            sync = partial(self.go.emit, "sync", None)
            count = ngettext("{n} 份", "{n} 份", found.here).format(n=number(found.here))
            note = _("还没有装包") if found.here else _("区里都已收到") if found.heard and not found.waiting else ""
            facts.append(Fact("laptop", _("在本机"), note, count, sync))
            if packed := found.waiting - found.here:
                count = ngettext("{n} 份", "{n} 份", packed).format(n=number(packed))
                facts.append(Fact("folder", _("在数据包里"), _("区里还没有确认收到"), count, sync, "warn"))
        if found.copy is not None:
            since = ngettext("以后 {n} 份", "以后 {n} 份", found.uncopied).format(n=number(found.uncopied))
            count = since if found.uncopied else _("全部在内")
            goal = partial(self.go.emit, "settings", None)
            facts.append(Fact("folder", _("备份 {at}").format(at=moment_text(found.copy.at)), "", count, goal))
        else:
            goal = partial(self.go.emit, "settings", None)
            facts.append(Fact("folder", _("备份"), "", _("还没有备份过"), goal, "warn"))
        self.where.show_facts("", "", facts, "")
