"""The right of the conflicts page for what is only told: a code or a household twice, a line that says nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.conflict_matters import Waiting
from auditor.conflict_wording import moment_text, unheard_text
from auditor.doubled import TwoInterviews
from auditor.duplicates import Pair
from auditor.gap_wording import criterion_word
from auditor.reasons import outcome_word
from auditor.record import Line
from auditor.survey import Mode
from auditor.wording import _, listed, ngettext, number
from ui.buttons import Button
from ui.duplicates_pane import DUPLICATES
from ui.panes import Pane, Scroll, Text


class DoubledPane(Pane):
    """Says what is so and leads to where it is put right; nothing is done here."""

    go = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_("记了两次"), flush=True)
        self._scroll = Scroll(QWidget())
        self.body.addWidget(self._scroll, 1)
        self._foot = QHBoxLayout()
        self.add_foot().addLayout(self._foot)
        self._foot.addStretch(1)
        self.buttons: list[Button] = []

    def show_pair(self, pair: Pair) -> None:
        """Two sites with one code: one place, or one of them needs another code."""
        self.show_title(_("编号重复"), "", pair.left.code)
        told = [
            _("两台电脑各登记了一个点位，编号一样。两个都留着，都计数；编号不会自己改。"),
            _("是同一处：并列比较，以一个为准；两份记录都还在，随时能分开。"),
            _("不是同一处：到台账给其中一个换编号。"),
        ]
        lines = [
            _("{code} {name}：{households}").format(
                code=s.code,
                name=s.name,
                households=ngettext("{n} 户", "{n} 户", s.households).format(n=number(s.households)),
            )
            for s in (pair.left, pair.right)
        ]
        self._show(lines, told)
        left, right = pair.left, pair.right
        self._offer(_("并列比较"), "register", DUPLICATES, primary=True)
        self._offer(_("看{name}").format(name=left.name), "register", left.id)
        self._offer(_("看{name}").format(name=right.name), "register", right.id)

    def show_interviews(self, two: TwoInterviews, waiting: Waiting) -> None:
        """The interviews of one household, and which one counts, with the rule that says so."""
        first = two.visits[0]
        place = waiting.words.get(first.community, first.community)
        self.show_title(_("同一户访了两次"), "", f"{two.round.name} · {place}")
        lines = []
        for visit in two.visits:
            counts = listed((criterion_word(rate) for rate, id_ in two.counts.items() if id_ == visit.id), "、")
            what = _("计入{rates}").format(rates=counts) if counts else _("不计入")
            who = f"{moment_text(visit.observed_at)} · {visit.interviewer} · {outcome_word(visit.outcome)}"
            lines.append(_("{who}：{what}").format(who=who, what=what))
        rule = {
            Mode.SAMPLE: _("抽样里，先答的那一次计入；后来的留作比较，不计分。"),
            Mode.CENSUS: _("逐户里，最近答的那一次计入；教过再问本来就是工作。"),
        }[two.round.mode]
        self._show(lines, [rule, _("两次都留着，怎么也不会计两次，所以不用人定。")])
        self._offer(_("看这个轮次"), "survey", two.round.id, primary=True)

    def show_unheard(self, line: Line, waiting: Waiting) -> None:
        """A line that says nothing: who wrote it, and what is so."""
        what, said = unheard_text(line, waiting.own, waiting.words)
        self.show_title(_("说了不算"), "", what)
        told = [
            _("审核和决定的人、标准、工作站、区里的文书，只有区里说了算。这一行留着，什么也没有改。"),
            _("要改，在区里的电脑上改。不认识写它的电脑，到同步页查工作站，必要时停用它的密钥。"),
        ]
        self._show([said], told)
        self._offer(_("看工作站"), "sync", None, primary=True)

    def _show(self, lines: list[str], told: list[str]) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        for line in lines:
            column.addWidget(Text(line, "body", bold=True, wrap=True))
        for sentence in told:
            column.addWidget(Text(sentence, "body", "ink2", wrap=True))
        column.addStretch(1)
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        for button in self.buttons:
            self._foot.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []

    def _offer(self, word: str, page: str, subject: object, *, primary: bool = False) -> None:
        button = Button(word, "primary" if primary else "plain")
        button.clicked.connect(lambda _c=False: self.go.emit(page, subject))
        self._foot.insertWidget(len(self.buttons), button)
        self.buttons.append(button)
