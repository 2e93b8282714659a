"""What a sample can show, a line for each true rate: the chance that it passes (its operating characteristic)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from auditor.chances import Chances
from auditor.standard import Standard, criterion_name
from auditor.wording import _, bound_percent
from ui import theme
from ui.bars import paint_goal
from ui.record_model import Column, Group
from ui.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class ChanceRow:
    """A true rate, and in how many of a hundred such samples it would pass."""

    id: str
    rate: Fraction
    chance: str

    @property
    def told(self) -> str:
        """The chance, cut; what is not nothing is not called 0."""
        return bound_percent(self.chance) if Fraction(self.chance) >= Fraction(1, 1000) else _("不到 0.1 %")


def whole_percent(share: Fraction) -> str:
    """A share of a standard: `95 %`, with a decimal only where it has one."""
    percent = share * 100
    return f"{percent.numerator} %" if percent.denominator == 1 else bound_percent(str(share))


def passing_word(standard: Standard, rate: str) -> str:
    """What passing means: all conform, or the threshold is reached."""
    threshold = standard.criteria[rate].threshold
    return _("全部符合") if threshold == 1 else _("达到 {share}").format(share=whole_percent(threshold))


def chances_sentence(chances: Chances, standard: Standard, rate: str) -> str:
    """The first and the third of the true rates in words, for where there is no room for a table."""
    told = [
        _("真实比例 {rate} 时，{passing}的机会 {chance}").format(
            rate=whole_percent(true),
            passing=passing_word(standard, rate),
            chance=ChanceRow("", true, chance).told,
        )
        for true, chance in list(chances)[:3:2]
    ]
    return "；".join(told)


class ChancesTable(RecordTable[ChanceRow]):
    """Rows by true rate; where the two rates differ, each stands under its name."""

    def __init__(self) -> None:
        columns: list[Column[ChanceRow]] = [
            Column("rate", _("真实比例"), lambda r: whole_percent(r.rate), width=9),
            Column("bar", "", lambda r: r.told, width=6, paint=_paint, stretch=True),
            Column("chance", _("通过的机会"), lambda r: r.told, align="right", width=10, bold=True),
        ]
        super().__init__(columns, _("通过的机会"), dense=True, sortable=False)

    def show_chances(self, found: Mapping[str, Chances], standard: Standard) -> None:
        """Show the chances by rate; nothing where everybody is asked."""
        alike: dict[tuple[tuple[Fraction, str], ...], list[str]] = {}
        for rate, chances in found.items():
            if chances:
                alike.setdefault(tuple(chances), []).append(rate)
        rows: list[ChanceRow | Group] = []
        for chances, rates in alike.items():
            if len(alike) > 1:
                words = [f"{criterion_name(standard.criteria[r])} · {passing_word(standard, r)}" for r in rates]
                rows.append(Group({"rate": " · ".join(words)}))
            rows += [ChanceRow(f"{rates[0]} {true}", true, chance) for true, chance in chances]
        self.show_records(rows)


def _paint(painter: QPainter, rect: QRect, row: ChanceRow) -> None:
    high = round(8 * theme.scale())
    box = QRectF(rect.left(), rect.center().y() - high / 2 + 0.5, rect.width(), high)
    paint_goal(painter, box, float(Fraction(row.chance)))
