"""The chart of the live goal: what it draws, where its axis is cut, and that nothing loads it before it is shown."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from auditor import wording
from auditor.progress import Month, last_day, pace_of
from tests.child import LIMIT
from ui import theme
from ui.charts import ProgressChart, floor_of, month_number, pace_text, series_of


def months(*sites: int, total: int = 100) -> list[Month]:
    """Month ends from October 2025 on with so many conforming sites; households one in ten better."""
    made = []
    for i, n in enumerate(sites):
        year, month = divmod(2025 * 12 + 9 + i, 12)
        made.append(
            Month(
                on=last_day(year, month + 1),
                sites=n,
                sites_total=total,
                households=min(1000, n * 11),
                households_total=1000,
            )
        )
    return made


@pytest.mark.parametrize(
    ("lowest", "floor"), [(0.0, 0), (31.9, 0), (32.0, 20), (45.0, 20), (72.2, 60), (94.3, 80), (100.0, 80)]
)
def test_the_axis_is_cut_below_everything_drawn_so_that_four_even_lines_stand_above(lowest: float, floor: int) -> None:
    assert floor_of(lowest) == floor
    assert (100 - floor) % 4 == 0


def test_the_two_series_differ_in_shape_and_colour_and_say_their_last_value() -> None:
    sites, homes = series_of(months(61, 62))
    assert sites.symbol != homes.symbol
    assert sites.token != homes.token
    assert sites.word == "点位 62.0 %"
    assert homes.word == "居民户 68.2 %"
    assert [x for x, _y in sites.points] == [month_number(date(2025, 10, 31)), month_number(date(2025, 11, 30))]


def test_a_month_without_anything_registered_has_no_point() -> None:
    assert series_of(months(0, total=0))[0].symbol == "s"
    assert series_of([]) == ()


@pytest.mark.parametrize(("pace", "told"), [(110, "+1.10"), (-5, "−0.05"), (0, "+0.00"), (91, "+0.91")])
def test_a_pace_is_signed_with_two_decimals(pace: int, told: str) -> None:
    assert pace_text(pace) == told


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(
    "sites",
    [(10, 20, 30), (99, 100, 100), (90, 80, 70, 5), (50,), (0, 0, 0, 0), tuple(range(30, 55))],
)
def test_it_draws_any_course_in_every_theme_without_a_warning(name: str, sites: tuple[int, ...], qtbot: QtBot) -> None:
    theme.use(name)
    chart = ProgressChart()
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    with qtbot.waitExposed(chart):
        chart.show()
    found = months(*sites)
    chart.show_months(found, pace_of(found))
    chart.resize(500, 200)
    QApplication.processEvents()
    picture = chart.grab().toImage()
    ground = theme.current().surface.rgb()
    assert any(picture.pixel(x, y) != ground for x in range(60, 480, 3) for y in range(10, 160, 3))
    assert "点位" in chart.accessibleName()


COURSES = {
    "rising": (52, 55, 58, 61, 64, 68, 72, 76, 79, 83, 87, 90),
    "slow": tuple(range(30, 55)),
    "steep": (10, 40, 70),
    "falling": (90, 88, 85, 80),
    "flat": (50, 50, 50, 50),
    "near": (95, 96, 97, 98),
    "low": (2, 3, 4, 5),
    "one": (50,),
}


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("course", COURSES)
def test_no_words_stand_over_others_or_beyond_its_edge(course: str, language: str, qtbot: QtBot) -> None:
    import pyqtgraph as pg

    wording.use(language)
    chart = ProgressChart()
    qtbot.addWidget(chart)
    chart.resize(629, 270)  # as at 1366 x 768
    with qtbot.waitExposed(chart):
        chart.show()
    found = months(*COURSES[course])
    chart.show_months(found, pace_of(found))
    chart.grab()
    chart.resize(630, 270)  # words find their places when the field is laid out a second time, as in the page
    QApplication.processEvents()
    chart.grab()
    plot = chart.findChild(pg.PlotWidget)
    assert plot is not None
    words = [
        (item.toPlainText(), item.textItem.sceneBoundingRect())
        for item in plot.getPlotItem().items
        if isinstance(item, pg.TextItem)
    ]
    assert len(words) >= 4
    for i, (text, box) in enumerate(words):
        assert -2 < box.left() < box.right() < plot.width() + 2, f"{text} is cut"
        for other, there in words[:i]:
            shared = box.intersected(there)  # boxes have a margin of about four pixels round their letters
            assert shared.width() <= 4 or shared.height() <= 6, f"{text} stands over {other}"


def test_it_follows_the_theme_and_never_takes_the_keyboard(qtbot: QtBot) -> None:
    chart = ProgressChart()
    qtbot.addWidget(chart)
    chart.resize(600, 260)
    with qtbot.waitExposed(chart):
        chart.show()
    found = months(40, 50, 60)
    chart.show_months(found, pace_of(found))
    theme.use("dark")
    QApplication.processEvents()
    assert chart.grab().toImage().pixel(590, 5) == theme.PALETTES["dark"].surface.rgb()
    takers = [w for w in [chart, *chart.findChildren(QWidget)] if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert takers == []


def test_nothing_is_plotted_before_the_page_is_shown() -> None:
    words = "import sys, ui.progress_page; sys.exit('pyqtgraph' in sys.modules or 'numpy' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", words], cwd=root, check=False, timeout=LIMIT).returncode == 0
