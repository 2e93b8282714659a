"""The head of the middle column: one criterion with verdict, counts, range, bar, definition and where it comes from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.standard import RATES, Standard, criterion_name
from auditor.survey import Mode
from auditor.verdict import CriterionScore
from auditor.wording import _, bound_percent, named, number
from ui.bars import ThreePartBar
from ui.layouts import empty_layout
from ui.marks import Mark, MarkWord, verdict_word
from ui.panes import Elided, Text
from ui.score_rounds import sample_text
from ui.score_rows import VERDICT_MARKS, basis_text, part_lines, range_text


class CriterionSummary(QWidget):
    """Drawn from a criterion's score."""

    def __init__(self, standard: Standard) -> None:
        super().__init__()
        self.standard = standard
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.name = Text("", "thing")
        self.verdict = MarkWord(Mark.UNKNOWN, "", "section")
        self.source = Elided("", "note")
        head.addWidget(self.name)
        head.addWidget(self.verdict)
        head.addStretch(1)
        head.addWidget(self.source)
        column.addLayout(head)
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(12)
        self.lines.setVerticalSpacing(2)
        self.lines.setColumnStretch(1, 1)
        column.addLayout(self.lines)
        self.told = Text("", "note", "ink2", wrap=True)
        column.addWidget(self.told)
        self.power = Text("", "note", "ink2", wrap=True)
        column.addWidget(self.power)
        self.power.hide()
        self.definition = Text("", "note", "ink2", wrap=True)
        self.short = Elided("", "note", "ink2")
        self.basis = Elided("", "note")
        column.addWidget(self.definition)
        column.addWidget(self.short)
        self.short.hide()
        column.addWidget(self.basis)

    def show_criterion(self, score: CriterionScore, power: str = "") -> None:
        """Show one criterion of a street; `power` is what a sample of its size would have missed."""
        rule = self.standard.criteria[score.id]
        mark = VERDICT_MARKS[score.verdict]
        self.name.setText(criterion_name(rule))
        self.verdict.show_mark(mark, verdict_word(mark))
        self.source.setText(_("来源：{source}").format(source=named(rule.source, rule.source_en)))
        self._show_lines(score)
        told = " · ".join(_notes(score, self.standard))
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.power.setText(_("检出能力：{told}。").format(told=power))
        self.power.setVisible(bool(power))
        self.definition.setText(_("定义：{text}").format(text=named(rule.definition, rule.definition_en)))
        self.short.setText(_("定义：{text}").format(text=named(rule.short, rule.short_en)))
        self.short.setAccessibleDescription(self.definition.text())
        self.basis.setText(basis_text(rule, self.standard))

    def show_brief(self, *, brief: bool) -> None:
        """Where the window is low, the definition in one line, so that the communities keep their room."""
        self.definition.setVisible(not brief)
        self.short.setVisible(brief)

    def _show_lines(self, score: CriterionScore) -> None:
        empty_layout(self.lines)
        for i, line in enumerate(part_lines(score)):
            t = line.tally
            row = QHBoxLayout()
            words = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(12)
            words.setLayout(row)
            if line.unit:
                row.addWidget(Text(line.unit, "note", "ink2"))
            counts = _("符合 {a} / {b}").format(a=number(t.conforming), b=number(t.total))
            row.addWidget(Text(counts, "section"))
            row.addWidget(Text(_("已证明 {share}").format(share=line.proven), "body"))
            row.addStretch(1)
            if score.mode not in (Mode.SAMPLE.value, "none"):
                row.addWidget(Text(range_text(t), "note", "ink2", wrap=True))
            self.lines.addWidget(words, 2 * i, 0, 1, 2)
            bar = ThreePartBar(t.conforming, t.nonconforming, t.unknown, high=14)
            self.lines.addWidget(bar, 2 * i + 1, 0, 1, 2, Qt.AlignmentFlag.AlignTop)


def _notes(score: CriterionScore, standard: Standard) -> list[str]:
    """What must stand beside the number: refusals of a survey, the bound, self-checks, what is not asked."""
    notes = []
    sample = score.sample
    if score.id in RATES and sample is None:
        notes.append(_("还没有调查。未知从不计入符合"))
    if sample is not None:
        answered = _("已答 {n} 户，未作答 {r} 户，未完 {o} 户，应答率 {rate}")
        notes.append(
            answered.format(
                n=number(sample.completes),
                r=number(sample.refused),
                o=number(sample.open),
                rate=bound_percent(sample.response_rate),
            )
        )
        if shown := sample_text(score, standard):
            notes.append(shown)
        if sample.gaps:
            notes.append(_("{n} 户在抽样框以外，按未知计").format(n=number(sample.gaps)))
    if score.not_required:
        notes.append(_("另有 {n} 个点位按场所类型不要求，不计").format(n=number(score.not_required)))
    if score.self_checked:
        notes.append(_("符合的里面有 {n} 个只凭单位自查").format(n=number(score.self_checked)))
    return notes
