"""The three-part bar shows what is there, however little, and says its counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ui import theme
from ui.bars import GAP, LEAST, GoalBar, ThreePartBar, WorkBar, paint_goal, paint_three_parts, part_widths

counts = st.integers(0, 300_000)


@given(counts, counts, counts, st.floats(40, 900))
def test_parts_fill_the_bar_and_none_that_exists_is_lost(a: int, b: int, c: int, width: float) -> None:
    widths = part_widths((a, b, c), width)
    shown = [n for n in (a, b, c) if n]
    for n, wide in zip((a, b, c), widths, strict=True):
        assert wide == 0 if n == 0 else wide >= LEAST - 1e-6
    if shown:
        assert sum(widths) == pytest.approx(width - GAP * (len(shown) - 1))


def test_a_single_failure_among_25000_is_seven_pixels_wide() -> None:
    assert part_widths((25_000, 1, 0), 340) == (331.0, 7.0, 0.0)


def test_nothing_registered_has_no_parts() -> None:
    assert part_widths((0, 0, 0), 340) == (0.0, 0.0, 0.0)


def bar_image(a: int, b: int, c: int) -> QImage:
    """A bar of 200 × 12 with room for its triangle."""
    image = QImage(200, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_three_parts(painter, QRectF(0, 8, 200, 12), a, b, c)
    painter.end()
    return image


def test_conforming_is_solid_and_the_failing_part_has_a_triangle_above() -> None:
    image, tokens = bar_image(50, 50, 0), theme.current()
    assert {image.pixelColor(x, 14).name() for x in range(5, 95)} == {tokens.ok.name()}
    assert image.pixelColor(150, 4) == tokens.bad
    assert len({image.pixelColor(x, 14).name() for x in range(105, 195)}) > 1, "stripes"
    assert bar_image(50, 0, 50).pixelColor(150, 4) == Qt.GlobalColor.white, "no triangle over what is unknown"


def test_unknown_is_hatched() -> None:
    image = bar_image(0, 0, 10)
    assert len({image.pixelColor(x, 14).name() for x in range(20, 60)}) > 2


def test_a_goal_bar_is_full_only_at_its_goal() -> None:
    def filled(share: float) -> int:
        image = QImage(100, 12, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_goal(painter, QRectF(0, 0, 100, 12), share)
        painter.end()
        return sum(image.pixelColor(x, 6) == theme.current().accent for x in range(100))

    assert filled(0) == 0
    assert 45 < filled(0.5) < 55
    assert filled(1.0) >= 97
    assert filled(7.0) == filled(1.0)


def test_bars_say_what_they_show(qtbot: QtBot) -> None:
    bar, goal, work = ThreePartBar(23_412, 0, 768), GoalBar(0.9996), WorkBar()
    for widget in (bar, goal, work):
        qtbot.addWidget(widget)
    work.show_progress(31_044, 50_000)
    assert bar.accessibleName() == "符合 23,412 · 不符合 0 · 未知 768"
    assert goal.accessibleName() == "99.9 %", "cut, never rounded"
    assert work.accessibleName() == "31,044 / 50,000"
    for widget in (bar, goal, work):
        widget.resize(200, widget.sizeHint().height())
        assert not widget.grab().isNull()
