"""The five criteria at a glance: bar, counts, what is proven, verdict, where it falls short; one scale for all bars."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from auditor.standard import CATEGORIES, PLACEMENT, Criterion, Standard
from auditor.survey import Mode
from auditor.verdict import HOUSEHOLDS, CriterionScore, StreetScore, Tally, Verdict
from auditor.wording import _, listed, named, number, percent
from ui import theme
from ui.bars import ThreePartBar
from ui.marks import Mark, MarkWord, verdict_word
from ui.panes import Elided, Hairline, Text

MARKS = {Verdict.MET: Mark.CONFORMING, Verdict.NOT_MET: Mark.NONCONFORMING, Verdict.UNDETERMINED: Mark.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grid: a criterion or a part of placement."""

    criterion: str
    name: str
    unit: str
    tally: Tally
    proven: str
    verdict: Verdict
    short: str


def rows_of(score: StreetScore, standard: Standard) -> list[Row]:
    """The lines of a score, placement by its parts."""
    rows: list[Row] = []
    for criterion in score.criteria.values():
        rule = standard.criteria[criterion.id]
        name = named(rule.name, rule.name_en)
        if criterion.id == PLACEMENT and criterion.parts:
            for part_id, part in criterion.parts.items():
                unit = _("居民户") if part_id == HOUSEHOLDS else _("非居住点位")
                rows.append(
                    Row(criterion.id, name, unit, part.tally, percent(part.percent), part.verdict, _short(part.tally))
                )
                name = ""
        else:
            proven = percent(criterion.percent) if criterion.tally.total else "–"
            if criterion.mode == Mode.SAMPLE.value:
                proven = "≥ " + proven
            rows.append(
                Row(
                    criterion.id,
                    name,
                    _unit(criterion, rule),
                    criterion.tally,
                    proven,
                    criterion.verdict,
                    _told(criterion),
                )
            )
    return rows


def _unit(criterion: CriterionScore, rule: Criterion) -> str:
    if criterion.sample is not None:
        word = _("抽样 {n} 户") if criterion.mode == Mode.SAMPLE.value else _("逐户 {n} 户")
        return word.format(n=number(criterion.tally.total))
    return named(rule.unit, rule.unit_en)


def _told(criterion: CriterionScore) -> str:
    sample = criterion.sample
    if criterion.mode == "none":
        return _("还没有调查")
    if sample is None:
        text = _short(criterion.tally)
        if criterion.id == CATEGORIES and criterion.not_required:
            other = _("另有 {n} 处不要求").format(n=number(criterion.not_required))
            return listed([text, other], "；")
        return text
    failed = criterion.tally.nonconforming
    if failed:
        return _("{n} 户不符合").format(n=number(failed))
    answered = _("已答 {n} 户全符合").format(n=number(sample.completes)) if sample.completes else _("还没有人作答")
    if sample.open:
        return _("{answered}，还有 {k} 户").format(answered=answered, k=number(sample.open))
    return _("{answered}，未作答 {r} 户").format(answered=answered, r=number(sample.refused))


def _short(tally: Tally) -> str:
    if not tally.total:
        return _("没有登记")
    parts = []
    if tally.nonconforming:
        parts.append(_("不符合 {n}").format(n=number(tally.nonconforming)))
    if tally.unknown:
        parts.append(_("未知 {n}").format(n=number(tally.unknown)))
    return listed(parts) or _("全部符合")


class CriterionName(QAbstractButton):
    """The name of a criterion; pressing it opens its evidence."""

    def __init__(self, name: str) -> None:
        super().__init__(text=name)
        self.setAccessibleName(name)
        self.setToolTip(_("打开评分"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("section"))
        return QSize(metrics.horizontalAdvance(self.text()) + 8, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("section"))
        painter.setPen(tokens.accent if self.underMouse() or self.isDown() else tokens.ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self.text())
        if self.hasFocus():
            painter.setPen(QPen(tokens.focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class CriteriaGrid(QWidget):
    """Drawn from a score. Each criterion leads to its evidence."""

    opened = Signal(str)  # the criterion's id

    def __init__(self, standard: Standard) -> None:
        super().__init__()
        self.standard = standard
        self.setAccessibleName(_("五项标准项"))
        self.names = {c.id: CriterionName(named(c.name, c.name_en)) for c in standard.criteria.values()}
        for criterion, name in self.names.items():
            name.setParent(self)
            name.hide()
            name.clicked.connect(partial(self.opened.emit, criterion))
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(4, 0, 4, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(3)
        self.grid.setColumnStretch(2, 4)
        self.grid.setColumnStretch(8, 5)

    def show_score(self, score: StreetScore) -> None:
        """Show one street's score."""
        while self.grid.count():
            old = self.grid.takeAt(0).widget()
            if old not in self.names.values():  # these keep the keyboard, and their place in the order of Tab
                old.hide()
                old.deleteLater()
        heads = (
            _("标准项"),
            _("计数单位"),
            _("符合 · 不符合 · 未知"),
            _("符合"),
            _("不符合"),
            _("未知"),
            _("已证明"),
            _("结论"),
            _("差在哪里"),
        )
        for column, head in enumerate(heads):
            text = (Text if column in (0, 6, 7) else Elided)(head, "note", "ink2")
            if 3 <= column <= 6:
                text.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.grid.addWidget(text, 0, column)
        line = 1
        for row in rows_of(score, self.standard):
            if row.name:
                self.grid.addWidget(Hairline(), line, 0, 1, 9)
                line += 1
            self._add(line, row)
            line += 1

    def _add(self, line: int, row: Row) -> None:
        if row.name:
            self.grid.addWidget(self.names[row.criterion], line, 0)
            self.names[row.criterion].show()
        self.grid.addWidget(Elided(row.unit, "note", "ink2"), line, 1)
        bar = ThreePartBar(row.tally.conforming, row.tally.nonconforming, row.tally.unknown)
        bar.setAccessibleName(f"{row.name} {row.unit}")
        self.grid.addWidget(bar, line, 2)
        for column, count in ((3, row.tally.conforming), (4, row.tally.nonconforming), (5, row.tally.unknown)):
            tone: theme.Token = "ink3" if not count else ("bad" if column == 4 else "ink")
            text = Text(number(count), "body", tone, bold=column == 4 and count > 0)
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(text, line, column)
        proven = Text(row.proven, "body", bold=True)
        proven.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(proven, line, 6)
        mark = MARKS[row.verdict]
        self.grid.addWidget(MarkWord(mark, verdict_word(mark), "body", bold=mark is not Mark.CONFORMING), line, 7)
        self.grid.addWidget(Text(row.short, "note", "ink2", wrap=True), line, 8)
