"""The chart of the live goal, by pyqtgraph: measured months, the pace they run at, the pace that is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.progress import GOAL, Month, Pace
from auditor.wording import _, percent, tenths, tenths_text
from ui import theme

if TYPE_CHECKING:
    import pyqtgraph

_FLOORS = (80, 60, 20, 0)  # where the axis may be cut so that four even lines stand above it
_HEADROOM = 4.0


@dataclass(frozen=True, slots=True)
class Series:
    """A measured line: (months since year 0, percent) with its word, colour and the shape of its markers."""

    points: tuple[tuple[float, float], ...]
    word: str
    token: theme.Token
    symbol: str


def month_number(day: date) -> int:
    """Months since year 0, so that months are evenly spaced."""
    return day.year * 12 + day.month - 1


def floor_of(lowest: float) -> int:
    """Where the axis begins: the highest of 0, 20, 60, 80 that is below everything drawn."""
    return next(f for f in _FLOORS if f <= lowest)


def series_of(months: Sequence[Month]) -> tuple[Series, ...]:
    """Sites and households by month end; a month without anything registered has no point."""
    sites = tuple((month_number(m.on), 100 * m.sites / m.sites_total) for m in months if m.sites_total)
    homes = tuple((month_number(m.on), 100 * m.households / m.households_total) for m in months if m.households_total)
    last = months[-1] if months else None
    found = []
    if sites and last is not None:
        share = percent(tenths_text(tenths(last.sites, last.sites_total)))
        found.append(Series(sites, _("点位 {share}").format(share=share), "accent", "o"))
    if homes and last is not None:
        share = percent(tenths_text(tenths(last.households, last.households_total)))
        found.append(Series(homes, _("居民户 {share}").format(share=share), "ok", "s"))
    return tuple(found)


def pace_text(hundredths: int) -> str:
    """Hundredths of a percent point a month, signed: `+1.10`, `−0.05`."""
    sign = "−" if hundredths < 0 else "+"
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"


class ProgressChart(QWidget):
    """Drawn anew from its months, and whenever the theme changes. It says in words what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(160)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._plot: pyqtgraph.PlotWidget | None = None
        self._months: tuple[Month, ...] = ()
        self._pace: Pace | None = None
        theme.changed.connect(self._draw)

    def show_months(self, months: Sequence[Month], pace: Pace) -> None:
        """Show a street's months or everybody's."""
        self._months, self._pace = tuple(months), pace
        self._draw()

    def _make(self) -> "pyqtgraph.PlotWidget":
        import pyqtgraph as pg

        pg.setConfigOptions(antialias=True, useOpenGL=False)
        plot = pg.PlotWidget()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.getViewBox().setDefaultPadding(0)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=0, tickTextOffset=8, autoExpandTextSpace=True)
        self._column.addWidget(plot)
        return plot

    def _draw(self) -> None:
        if not self._months or self._pace is None:
            return
        if self._plot is None:
            self._plot = self._make()
        plot, tokens = self._plot, theme.current()
        plot.clear()
        plot.setBackground(tokens.surface)
        drawn = series_of(self._months)
        lowest = min((y for s in drawn for _x, y in s.points), default=0.0)
        floor = floor_of(lowest)
        start, end = month_number(self._months[0].on), GOAL[0] * 12 + GOAL[1] - 1
        now = month_number(self._months[-1].on)
        self._scale(plot, floor, (start, end))
        self._rule(plot, floor, now, (start, end))
        if drawn:
            self._project(plot, drawn[0].points[-1], floor, end)
        for series in drawn:
            self._trace(plot, series)
        self._name_ends(plot, drawn, floor)
        self.setAccessibleName(self._told(drawn))

    # -- parts of the drawing ---------------------------------------------------------------------------------------

    def _scale(self, plot: Any, floor: int, span: tuple[int, int]) -> None:
        tokens = theme.current()
        start, end = span
        room = (end - start) * 0.1
        plot.setRange(xRange=(start - 0.5, end + room), yRange=(floor, 100 + _HEADROOM), padding=0)
        step = (100 - floor) // 4
        ticks = [(y, percent(str(y))) for y in range(floor, 101, step)]
        plot.getAxis("left").setTicks([ticks])
        years = [(y * 12 + 11, _("{year} 年底").format(year=y)) for y in range(start // 12, GOAL[0] + 1)]
        if len(years) > 7:
            years = years[::-2][::-1]
        plot.getAxis("bottom").setTicks([years])
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setTickFont(theme.font("note"))
            axis.setTextPen(tokens.ink2)
            axis.setPen(QPen(tokens.edge, 1) if side == "bottom" else QPen(Qt.PenStyle.NoPen))

    def _rule(self, plot: Any, floor: int, now: int, span: tuple[int, int]) -> None:
        """Four lines, the month it is about, and where the axis is cut."""
        import pyqtgraph as pg

        tokens = theme.current()
        step = (100 - floor) // 4
        for y in range(floor + step, 101, step):
            plot.plot([span[0] - 0.5, span[1]], [y, y], pen=_pen(tokens.line, 1))
        plot.plot([now, now], [floor, 100], pen=_pen(tokens.edge, 1, Qt.PenStyle.DotLine))
        month = self._months[-1].on
        words = _("{year} 年 {month} 月底").format(year=month.year, month=month.month)
        self._write(plot, words, (now, floor), "ink2", anchor=(-0.05, 1.1))
        if floor:
            cut = pg.TextItem(_("纵轴从 {n} % 起").format(n=floor), color=tokens.ink3, anchor=(0, 1.1))
            cut.setFont(theme.font("note"))
            cut.setPos(span[0] - 0.5, floor)
            plot.addItem(cut)

    def _project(self, plot: Any, last: tuple[float, float], floor: int, end: int) -> None:
        assert self._pace is not None
        tokens, (x, y) = theme.current(), last
        if end > x and y < 100:
            plot.plot([x, end], [y, 100], pen=_pen(tokens.ink3, 1.4, Qt.PenStyle.DashLine))
            at = x + (end - x) * 0.68
            words = _("需要：每月 {pace}").format(pace=pace_text(self._pace.needed))
            self._write(plot, words, (at, y + (100 - y) * 0.68), "ink2", anchor=(0, -0.1))
            self._write(plot, _("目标 {share}").format(share="100 %"), (end, 100), "ink2", anchor=(0, 0.5))
        achieved = self._pace.achieved
        if achieved is None or y >= 100:
            return
        rate = achieved / 100
        to = end if rate <= 0 else min(float(end), x + (100 - y) / rate)
        reached = max(float(floor), min(100.0, y + rate * (to - x)))
        if rate < 0 and reached == floor:
            to = x + (floor - y) / rate
        plot.plot([x, to], [y, reached], pen=_pen(tokens.accent, 1.6, Qt.PenStyle.DotLine))
        share = 0.6
        above = rate * 100 > self._pace.needed
        words = _("按近 {n} 个月：每月 {pace}").format(n=self._pace.months - 1, pace=pace_text(achieved))
        at = (x + (to - x) * share, y + (reached - y) * share)
        self._write(plot, words, at, "accent", anchor=(1.03, 0.9) if above else (0, -0.1))

    def _trace(self, plot: Any, series: Series) -> None:
        tokens = theme.current()
        colour = tokens.of(series.token)
        xs, ys = [p[0] for p in series.points], [p[1] for p in series.points]
        plot.plot(xs, ys, pen=_pen(colour, 2))
        marked = [i for i in range(len(xs)) if i % 3 == (len(xs) - 1) % 3]
        plot.plot(
            [xs[i] for i in marked],
            [ys[i] for i in marked],
            pen=None,
            symbol=series.symbol,
            symbolSize=8 * theme.scale(),
            symbolBrush=colour,
            symbolPen=_pen(tokens.surface, 1),
        )

    def _name_ends(self, plot: Any, drawn: tuple[Series, ...], floor: int) -> None:
        """Each line is named at its end, the upper one above, the lower one below; never one over the other."""
        upper_first = sorted(drawn, key=lambda s: s.points[-1][1], reverse=True)
        for i, series in enumerate(upper_first):
            x, y = series.points[-1]
            low = i == 1 and y - floor > 8
            anchor = (-0.06, -0.15) if low else (1.04, 1.15)
            self._write(plot, series.word, (x, y), series.token, anchor=anchor, bold=True)

    def _write(
        self,
        plot: Any,
        words: str,
        at: tuple[float, float],
        token: theme.Token,
        *,
        anchor: tuple[float, float],
        bold: bool = False,
    ) -> None:
        import pyqtgraph as pg

        item = pg.TextItem(words, color=theme.current().of(token), anchor=anchor)
        item.setFont(theme.font("note", bold))
        item.setPos(*at)
        plot.addItem(item)

    def _told(self, drawn: tuple[Series, ...]) -> str:
        first, last = self._months[0].on, self._months[-1].on
        words = _("{first} 到 {last}，每月最后一天").format(first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
        return "；".join([words, *(s.word for s in drawn)])


def _pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen
