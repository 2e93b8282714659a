"""The chart of the live goal, by pyqtgraph: measured months, the pace they run at, the pace that is needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditor.progress import GOAL, Month, Pace
from auditor.wording import _, percent, tenths, tenths_text
from ui import theme

if TYPE_CHECKING:
    import pyqtgraph

_FLOORS = (80, 60, 40, 20, 0)  # where the axis may be cut so that four even lines stand above it
FOOT = 12  # percent points: room for the words at the foot of the field


@dataclass(frozen=True, slots=True)
class Series:
    """A measured line: (months since year 0, percent) with its word, colour and the shape of its markers."""

    points: tuple[tuple[float, float], ...]
    word: str
    token: theme.Token
    symbol: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The field drawn in: months and percents at its edges, and how much of each a line of words takes."""

    floor: int
    start: int
    end: int
    now: int
    line: float  # percent points
    beside: float  # months
    month: float  # months to a pixel

    @property
    def low(self) -> float:
        """Where a line of words may hang and still stand above those at the foot, in percent."""
        return self.floor + 2.6 * self.line


def month_number(day: date) -> int:
    """Months since year 0, so that months are evenly spaced."""
    return day.year * 12 + day.month - 1


def floor_of(lowest: float) -> int:
    """Where the axis begins: the highest of 0, 20, 40, 60, 80 with room for words below everything drawn."""
    return next((f for f in _FLOORS if f + FOOT <= lowest), 0)


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
        theme.follow(self.dress)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._plot: pyqtgraph.PlotWidget | None = None
        self._months: tuple[Month, ...] = ()
        self._pace: Pace | None = None
        theme.after_change(self._draw)

    def dress(self) -> None:
        """Room for its lines of words."""
        self.setMinimumHeight(round(180 * theme.scale()))

    def show_months(self, months: Sequence[Month], pace: Pace) -> None:
        """Show a street's months or everybody's."""
        self._months, self._pace = tuple(months), pace
        self._draw()

    def _make(self) -> "pyqtgraph.PlotWidget":
        import pyqtgraph as pg

        pg.setConfigOptions(antialias=True, useOpenGL=False)
        plot = pg.PlotWidget()
        for inside in (plot, *plot.findChildren(QWidget)):
            inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        self.destroyed.connect(plot.getPlotItem().ctrlMenu.deleteLater)  # never shown, made all the same, and nobody's
        plot.getViewBox().setDefaultPadding(0)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=0, tickTextOffset=8, autoExpandTextSpace=True)
        self._column.addWidget(plot)
        return plot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()  # labels keep their distance in pixels

    def _draw(self) -> None:
        if not self._months or self._pace is None:
            return
        if self._plot is None:
            self._plot = self._make()
        plot = self._plot
        plot.clear()
        plot.setBackground(theme.current().surface)
        drawn = series_of(self._months)
        frame = self._frame(min((y for s in drawn for _x, y in s.points), default=0.0))
        self._scale(plot, frame)
        self._rule(plot, frame)
        if drawn:
            self._project(plot, drawn[0].points[-1], frame)
        for series in drawn:
            self._trace(plot, series)
        self._name_ends(plot, drawn, frame)
        self.setAccessibleName(self._told(drawn))

    def _frame(self, lowest: float) -> Frame:
        metrics = QFontMetrics(theme.font("note"))
        line = metrics.height() + 3
        beside = metrics.horizontalAdvance(_goal_word()) + 8
        wide = max(100.0, self.width() - metrics.horizontalAdvance("100 %") - 24)
        high = max(60.0, self.height() - 2 * metrics.height())
        start, end = month_number(self._months[0].on), GOAL[0] * 12 + GOAL[1] - 1
        floor = floor_of(lowest)
        return Frame(
            floor=floor,
            start=start,
            end=end,
            now=month_number(self._months[-1].on),
            line=line * (100 - floor) / max(1.0, high - line),
            beside=beside * (end - start + 1) / max(1.0, wide - beside),
            month=(end - start + 1) / max(1.0, wide - beside),
        )

    # -- parts of the drawing ---------------------------------------------------------------------------------------

    def _scale(self, plot: Any, frame: Frame) -> None:
        tokens = theme.current()
        plot.setRange(
            xRange=(frame.start - 0.5, frame.end + frame.beside), yRange=(frame.floor, 100 + frame.line), padding=0
        )
        step = (100 - frame.floor) // 4
        plot.getAxis("left").setTicks([[(y, percent(str(y))) for y in range(frame.floor, 101, step)]])
        years = [(y * 12 + 11, _("{year} 年底").format(year=y)) for y in range(frame.start // 12, GOAL[0] + 1)]
        plot.getAxis("bottom").setTicks([years if len(years) <= 7 else years[::-2][::-1]])
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setTickFont(theme.font("note"))
            axis.setTextPen(tokens.ink2)
            axis.setPen(QPen(tokens.edge, 1) if side == "bottom" else QPen(Qt.PenStyle.NoPen))
            axis.setTickPen(QPen(Qt.PenStyle.NoPen))

    def _rule(self, plot: Any, frame: Frame) -> None:
        """Four lines, the month it is about, and where the axis is cut."""
        tokens = theme.current()
        step = (100 - frame.floor) // 4
        for y in range(frame.floor + step, 101, step):
            plot.plot([frame.start - 0.5, frame.end], [y, y], pen=self._pen(tokens.line, 1))
        plot.plot([frame.now, frame.now], [frame.floor, 100], pen=self._pen(tokens.edge, 1, Qt.PenStyle.DotLine))
        month = self._months[-1].on
        words = _("{year} 年 {month} 月底").format(year=month.year, month=month.month)
        self._write(plot, words, (frame.now, frame.floor), "ink2", anchor=(-0.05, 1.05))
        self._write(plot, _goal_word(), (frame.end, 100), "ink2", anchor=(0, 0.5))
        if frame.floor:
            words = _("纵轴从 {n} % 起").format(n=frame.floor)
            self._write(plot, words, (frame.end, frame.floor), "ink3", anchor=(1, 1.05))

    def _project(self, plot: Any, last: tuple[float, float], frame: Frame) -> None:
        """From the last month on: what is needed, dashed grey, and what the pace so far comes to, dotted accent."""
        assert self._pace is not None
        tokens, (x, y), achieved = theme.current(), last, self._pace.achieved
        if y >= 100 or frame.end <= x:
            return
        faster = achieved is not None and achieved >= self._pace.needed
        plot.plot([x, frame.end], [y, 100], pen=self._pen(tokens.ink3, 1.4, Qt.PenStyle.DashLine))
        words = _("需要：每月 {pace}").format(pace=pace_text(self._pace.needed))
        at = (x + (frame.end - x) * 0.6, y + (100 - y) * 0.6)
        self._write(plot, words, at, "ink2", anchor=(0, 0) if faster or 100 - y < 2 * frame.line else (1, 1))
        if achieved is None:
            return
        to, reached = _run(x, y, achieved / 100, frame)
        plot.plot([x, to], [y, reached], pen=self._pen(tokens.accent, 1.6, Qt.PenStyle.DotLine))
        words = _("按近 {n} 个月：每月 {pace}").format(n=self._pace.months - 1, pace=pace_text(achieved))
        wide = (QFontMetrics(theme.font("note")).horizontalAdvance(words) + 12) * frame.month
        most = frame.end + frame.beside - wide  # further right it would be cut
        if reached >= 100:  # above the field there is always room
            self._write(plot, words, (min(max(to, frame.now + 1), most), 100), "accent", anchor=(0, 1))
        else:
            at = (min(x + (to - x) * 0.62, most), max(y + (reached - y) * 0.62, frame.low))
            self._write(plot, words, at, "accent", anchor=(0, -0.05))

    def _trace(self, plot: Any, series: Series) -> None:
        tokens = theme.current()
        colour = tokens.of(series.token)
        xs, ys = [p[0] for p in series.points], [p[1] for p in series.points]
        plot.plot(xs, ys, pen=self._pen(colour, 2))
        marked = [i for i in range(len(xs)) if i % 3 == (len(xs) - 1) % 3]
        plot.plot(
            [xs[i] for i in marked],
            [ys[i] for i in marked],
            pen=None,
            symbol=series.symbol,
            symbolSize=8 * theme.scale(),
            symbolBrush=colour,
            symbolPen=self._pen(tokens.surface, 1),
        )

    def _name_ends(self, plot: Any, drawn: tuple[Series, ...], frame: Frame) -> None:
        """Each line is named at its end: the upper one above it if there is room, else below at the right, in order."""
        upper_first = sorted(drawn, key=lambda s: s.points[-1][1], reverse=True)
        if len(drawn) > 1 and _is_free(upper_first, upper_first[0], frame):
            above = upper_first.pop(0)
            self._write(plot, above.word, above.points[-1], above.token, anchor=(1.04, 1.1), bold=True)
        tops: list[float] = []
        for series in upper_first:
            tops.append(min(series.points[-1][1], tops[-1] - frame.line if tops else 200.0))
        lift = max(0.0, frame.low - tops[-1]) if tops else 0.0  # the month is named at the foot
        for series, top in zip(upper_first, tops, strict=True):
            at = (series.points[-1][0], top + lift)
            self._write(plot, series.word, at, series.token, anchor=(-0.08, -0.05), bold=True)

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

        ground = QColor(theme.current().surface)
        ground.setAlpha(215)  # a line behind the words stays to be seen
        item = pg.TextItem(words, color=theme.current().of(token), anchor=anchor, fill=ground)
        item.setFont(theme.font("note", bold))
        item.setPos(*at)
        plot.addItem(item)

    def _pen(self, colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        pen = QPen(colour, width * self.devicePixelRatioF(), style)  # cosmetic pens count pixels of the device
        pen.setCosmetic(True)
        return pen

    def _told(self, drawn: tuple[Series, ...]) -> str:
        first, last = self._months[0].on, self._months[-1].on
        words = _("{first} 到 {last}，每月最后一天").format(first=f"{first:%Y-%m}", last=f"{last:%Y-%m}")
        return " · ".join([words, *(s.word for s in drawn)])


def _goal_word() -> str:
    return _("目标 {share}").format(share="100 %")


def _is_free(drawn: Sequence[Series], series: Series, frame: Frame) -> bool:
    """Whether a word fits above the end of a line: below the top, right of the field's edge, and over no line."""
    x, y = series.points[-1]
    wide = QFontMetrics(theme.font("note", bold=True)).horizontalAdvance(series.word) * frame.month + 1
    near = [p for s in drawn for p in s.points[:-1] if x - wide <= p[0]]
    inside = y + frame.line <= 100 and x - wide >= min(s.points[0][0] for s in drawn)
    return inside and all(not y - frame.line * 0.2 < at < y + frame.line * 1.4 for _x, at in near)


def _run(x: float, y: float, rate: float, frame: Frame) -> tuple[float, float]:
    """Where a line of so many points a month leaves the field: at 100 %, at its foot, or at the goal's month."""
    edge = 100.0 if rate > 0 else float(frame.floor)
    to = x + (edge - y) / rate if rate else math.inf
    if to <= frame.end:
        return to, edge  # exactly: computed back it may be a hair below
    return float(frame.end), y + rate * (frame.end - x)
