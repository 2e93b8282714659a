"""The lists of the score page: the five criteria with their bars, communities, units; rows of one to three lines."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent

from auditor.standard import PLACEMENT, Standard
from auditor.verdict import CriterionScore, Tally, tenths_of
from auditor.wording import _, language, named, ngettext, number
from ui import theme
from ui.bars import counts_text, paint_three_parts
from ui.layouts import digits_for
from ui.marks import paint_mark, unit_word, verdict_word
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.score_rows import STATE_MARKS, VERDICT_MARKS, CommunityRow, UnitRow, proven_text, short_community, size_text

R = TypeVar("R")
WIDEST = 22  # digits of a verdict beside which a bar still has room
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TallRows(RecordTable[R]):
    """A list without heads whose rows are several lines high and painted as one cell.

    With `fit`, so many rows are made to stand without scrolling where that leaves each of them `least` high.
    """

    fit, least = 0, 0

    def __init__(
        self,
        name: str,
        high: int,
        paint: Callable[[QPainter, QRect, R], None],
        told: Callable[[R], str],
    ) -> None:
        self._high = high
        super().__init__([Column("row", "", told, paint=paint, tooltip=told, stretch=True)], name, sortable=False)
        self.horizontalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def row_height(self) -> int:
        """As many lines as it was made for, less where all rows are to stand at once."""
        whole = round(self._high * theme.scale())
        if not self.fit:
            return whole
        return max(round(self.least * theme.scale()), min(whole, self.viewport().height() // self.fit))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fit:
            self.dress()


def write(
    painter: QPainter,
    box: QRect,
    text: str,
    role: theme.Role,
    token: theme.Token,
    *,
    bold: bool | None = None,
    right: bool = False,
) -> int:
    """One line of words, cut where there is no room; how wide they are."""
    font = theme.font(role, bold)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(theme.current().of(token))
    painter.drawText(box, (_RIGHT if right else _LEFT) | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


class CriterionList(TallRows[CriterionScore]):
    """The five, each with mark, name, what is proven, bar and how much was counted."""

    fit, least = 5, 56

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        super().__init__(_("五项"), 76, self._paint, self._told)

    def _name(self, score: CriterionScore) -> str:
        rule = self.standard.criteria[score.id]
        return named(rule.name, rule.name_en)

    def _told(self, score: CriterionScore) -> str:
        t = score.tally
        return " · ".join(
            (
                self._name(score),
                verdict_word(VERDICT_MARKS[score.verdict]),
                proven_text(score, score.mode),
                counts_text(t.conforming, t.nonconforming, t.unknown),
                size_text(score, self.standard),
            )
        )

    def _paint(self, painter: QPainter, rect: QRect, score: CriterionScore) -> None:
        scale = theme.scale()
        line, thick, low = round(24 * scale), round(9 * scale), round(18 * scale)
        air = max(0, rect.height() - line - thick - low) // 4
        first = QRect(rect.left(), rect.top() + air, rect.width(), line)
        side = round(16 * scale)
        mark = VERDICT_MARKS[score.verdict]
        paint_mark(painter, QRectF(first.left(), first.center().y() - side / 2 + 1, side, side), mark)
        wide = write(painter, first, proven_text(score, score.mode), "section", "ink", right=True)
        name = first.adjusted(side + 8, 0, -wide - 8, 0)
        write(painter, name, self._name(score), "section", "ink")
        tally = _shown_tally(score)
        bar = QRectF(rect.left(), first.bottom() + 1 + air, rect.width(), thick)
        paint_three_parts(painter, bar, tally.conforming, tally.nonconforming, tally.unknown)
        note = QRect(rect.left(), round(bar.bottom()) + air, rect.width(), low)
        write(painter, note, size_text(score, self.standard), "note", "ink2")


def _shown_tally(score: CriterionScore) -> Tally:
    """The bar of placement is the part that proves less."""
    if score.id == PLACEMENT and score.parts:
        return min(score.parts.values(), key=lambda p: tenths_of(p.percent)).tally
    return score.tally


class UnitList(TallRows[UnitRow]):
    """Units of one community: mark, place, and the sentence that decides."""

    def __init__(self) -> None:
        super().__init__(_("点位"), 50, self._paint, self._told)

    def _told(self, row: UnitRow) -> str:
        word = unit_word(STATE_MARKS[row.unit.state])
        return " · ".join(w for w in (row.place, word, _households(row), row.reason) if w)

    def _paint(self, painter: QPainter, rect: QRect, row: UnitRow) -> None:
        scale = theme.scale()
        line = round(20 * scale)
        side = round(15 * scale)
        first = QRect(rect.left(), rect.top() + round(4 * scale), rect.width(), line)
        mark = STATE_MARKS[row.unit.state]
        paint_mark(painter, QRectF(first.left(), first.center().y() - side / 2 + 1, side, side), mark)
        count = _households(row)
        wide = write(painter, first, count, "note", "ink2", right=True) if count else 0
        inset = side + 8
        write(painter, first.adjusted(inset, 0, -wide - 6 if wide else 0, 0), row.place, "body", "ink", bold=True)
        second = QRect(rect.left() + inset, first.bottom(), rect.width() - inset, line)
        write(painter, second, row.reason or unit_word(mark), "note", "ink2")


def _households(row: UnitRow) -> str:
    houses = ngettext("{n} 户", "{n} 户", row.households)
    return houses.format(n=number(row.households)) if row.households else ""


def community_table(*, survey: bool) -> RecordTable[CommunityRow]:
    """The communities of a criterion: bar, counts, what is proven, verdict; of a survey the verdict is a sentence."""

    def paint_bar(painter: QPainter, rect: QRect, row: CommunityRow) -> None:
        high = 9 * theme.scale()
        bar = QRectF(rect.left(), rect.center().y() - high / 2 + 1, rect.width(), high)
        paint_three_parts(painter, bar, row.tally.conforming, row.tally.nonconforming, row.tally.unknown)

    verdicts = [verdict_word(mark) for mark in VERDICT_MARKS.values()] + ([_too_small()] if survey else [])
    wide = digits_for(verdicts)
    columns: list[Column[CommunityRow]] = [
        Column(
            "name",
            _("社区"),
            lambda r: short_community(r.name),
            sort=lambda r: r.id,
            width=8,
            stretch=True,
            tooltip=lambda r: r.name,
        ),
        Column(
            "bar",
            _("占比") if survey else _("符合 · 不符合 · 未知"),
            lambda r: counts_text(r.tally.conforming, r.tally.nonconforming, r.tally.unknown),
            sort=lambda r: r.tally.nonconforming * 1_000_000 + r.tally.unknown,
            width=8 if survey else 14 if language() == "zh" else 7,  # English verdicts are longer
            paint=paint_bar,
        ),
        Column(
            "counts",
            _("符合 / 总数"),
            lambda r: f"{number(r.tally.conforming)} / {number(r.tally.total)}",
            sort=lambda r: r.tally.total,
            align="right",
            width=8 if survey else 11,
        ),
        Column(
            "proven",
            _("已证明"),
            lambda r: r.proven,
            sort=lambda r: tenths_of(r.tally.percent),
            align="right",
            width=8,
        ),
        Column(
            "verdict",
            _("结论"),
            _verdict_text,
            sort=lambda r: r.verdict.value,
            mark=lambda r: VERDICT_MARKS[r.verdict],
            width=wide,
        ),
    ]
    if wide > WIDEST:  # a sentence so long leaves no room for the bar of three or four households
        columns = [c for c in columns if c.key != "bar"]
    return RecordTable(columns, _("各社区"))


def _verdict_text(row: CommunityRow) -> str:
    return _too_small() if row.too_small else verdict_word(VERDICT_MARKS[row.verdict])


def _too_small() -> str:
    return _("样本太小，不作结论")
