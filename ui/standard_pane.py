"""The standard in force, to be read: each clause with its threshold, its legal bases and its worked examples."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.standard import CRITERIA, Basis, Criterion, Example, Standard, criterion_name
from auditor.wording import _, listed, named, percent, tenths_text
from ui.buttons import Button
from ui.example_words import facts_lines
from ui.panes import Hairline, Pane, Text


def tag_word(tag: str) -> str:
    """How sure we are of a source, in words."""
    return {
        "S": _("读过原文"),
        "S2": _("见于转载"),
        "M+": _("记得，把握大"),
        "M~": _("记得，把握中"),
        "M-": _("记得，把握小"),
        "U": _("没有核实"),
        "P": _("本程序约定"),
    }.get(tag, tag)


def outcome_word(verdict: str) -> str:
    """What an example comes to, whether a verdict or a unit's state."""
    return {
        "MET": _("达标"),
        "NOT_MET": _("未达标"),
        "UNDETERMINED": _("未定"),
        "conforming": _("符合"),
        "nonconforming": _("不符合"),
        "unknown": _("未知"),
        "yes": _("通过"),
        "no": _("不通过"),
        "open": _("还没答完"),
    }.get(verdict, verdict)


class _Clause(QFrame):
    """One criterion: name and threshold stand open, definition, bases and examples below."""

    def __init__(self, criterion: Criterion, standard: Standard) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Text(criterion_name(criterion), "section"))
        tenths = criterion.threshold.numerator * 1000 // criterion.threshold.denominator
        least = _("至少 {percent}，按{unit}计").format(
            percent=percent(tenths_text(tenths)), unit=named(criterion.unit, criterion.unit_en)
        )
        head.addWidget(Text(least, "note", "ink2"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(Text(named(criterion.definition, criterion.definition_en), wrap=True))
        told = _("证据 {days} 天内有效 · 来自{source} · {tag}").format(
            days=criterion.evidence_max_age_days,
            source=named(criterion.source, criterion.source_en),
            tag=tag_word(criterion.tag),
        )
        column.addWidget(Text(told, "note", wrap=True))
        titles = {b.id: b for b in standard.bases}
        based = listed((_basis_short(titles[b]) for b in criterion.bases if b in titles), "；")
        if based:
            column.addWidget(Text(_("依据：{bases}").format(bases=based), "note", wrap=True))
        self._examples = [e for e in standard.examples if e.criterion == criterion.id]
        if self._examples:
            self._add_examples(column, standard)

    def _add_examples(self, column: QVBoxLayout, standard: Standard) -> None:
        self.more = Button("", "quiet", small=True)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_examples)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._box = QWidget()
        lines = QVBoxLayout(self._box)
        lines.setContentsMargins(12, 0, 0, 0)
        lines.setSpacing(4)
        for example in self._examples:
            lines.addWidget(_example(example, standard))
        column.addWidget(self._box)
        self._show_examples(False)

    def _show_examples(self, shown: bool) -> None:
        word = _("收起算例") if shown else _("看算例 {n}").format(n=len(self._examples))
        self.more.show_text(word)
        self._box.setVisible(shown)


def _example(example: Example, standard: Standard) -> QWidget:
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    counts = _("符合 {a} · 不符合 {b} · 未知 {c}").format(a=example.counts[0], b=example.counts[1], c=example.counts[2])
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Text(named(example.name, example.name_en), "body", bold=True, wrap=True), 1)
    head.addWidget(Text(f"→ {outcome_word(example.verdict)}"), 0, Qt.AlignmentFlag.AlignTop)
    lines.addLayout(head)
    lines.addWidget(Text(counts, "note", "ink2", wrap=True))
    facts = Text("\n".join(facts_lines(example.facts, standard)), "note", wrap=True)
    facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    lines.addWidget(facts)
    return box


def _basis_short(basis: Basis) -> str:
    return " ".join(part for part in (f"《{basis.title}》", basis.number, basis.article) if part)


class StandardPane(Pane):
    """The standard whole."""

    def __init__(self, standard: Standard) -> None:
        number = _("第 {n} 号").format(n=standard.number)
        super().__init__(_("标准"), note=f"{standard.id} · {number}")
        title = Text(named(standard.title, standard.title_en), "thing", wrap=True)
        self.body.addWidget(title)
        told = _("下面的定义、门槛和判法都是标准的数据；通知只列了五项名称，没有定义。")
        self.body.addWidget(Text(told, "note", "ink2", wrap=True))
        self.clauses: list[_Clause] = []
        for name in CRITERIA:
            self.body.addWidget(Hairline())
            clause = _Clause(standard.criteria[name], standard)
            self.clauses.append(clause)
            self.body.addWidget(clause)
        self.body.addWidget(Hairline())
        self.body.addWidget(Text(_("法律和技术依据"), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for i, basis in enumerate(standard.bases):
            words = " · ".join(part for part in (_basis_short(basis), basis.version, basis.note) if part)
            grid.addWidget(Text(words, "note", "ink2", wrap=True), i, 0)
            grid.addWidget(Text(tag_word(basis.tag), "note"), i, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        self.body.addStretch(1)
