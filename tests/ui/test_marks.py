"""Marks differ by shape, bins say their state, icons follow the theme."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui import theme
from ui.icon_shapes import SHAPES, path_of
from ui.marks import CATEGORIES, BinState, Mark, MarkWord, icon, paint_bin, paint_mark, unit_word, verdict_word


def canvas() -> QImage:
    """White paper of 40 × 40."""
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    return image


def black_mark(mark: Mark) -> QImage:
    """The mark printed in one ink."""
    image = canvas()
    painter = QPainter(image)
    paint_mark(painter, QRectF(4, 4, 32, 32), mark, QColor("black"))
    painter.end()
    return image


def differing(a: QImage, b: QImage) -> int:
    """How many pixels are clearly different in grey."""
    pixels = ((x, y) for x in range(a.width()) for y in range(a.height()))
    return sum(abs(a.pixelColor(x, y).lightness() - b.pixelColor(x, y).lightness()) > 100 for x, y in pixels)


@pytest.mark.parametrize(("one", "other"), list(combinations(Mark, 2)))
def test_marks_in_one_ink_can_be_told_apart(one: Mark, other: Mark) -> None:
    assert differing(black_mark(one), black_mark(other)) > 60


def test_units_and_verdicts_have_different_words() -> None:
    for mark in (Mark.CONFORMING, Mark.NONCONFORMING, Mark.UNKNOWN):
        assert unit_word(mark) != verdict_word(mark)
    with pytest.raises(KeyError):
        verdict_word(Mark.NOT_APPLICABLE)


def test_states_of_a_bin_can_be_told_apart_and_none_is_nothing() -> None:
    drawn: dict[BinState, QImage] = {}
    states: tuple[BinState, ...] = ("present", "missing", "unknown", "none")
    for state in states:
        drawn[state] = canvas()
        painter = QPainter(drawn[state])
        paint_bin(painter, QRectF(4, 4, 32, 32), "food", state)
        painter.end()
    assert drawn["none"] == canvas()
    for one, other in combinations(states, 2):
        assert differing(drawn[one], drawn[other]) > 60


def test_category_colours_are_used_for_present_bins_only() -> None:
    for category in CATEGORIES:
        image = canvas()
        painter = QPainter(image)
        paint_bin(painter, QRectF(0, 0, 40, 40), category, "present")
        painter.end()
        assert image.pixelColor(20, 30) == theme.current().of(category)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_icon_stays_on_its_grid_and_draws_something(name: str) -> None:
    path = path_of(name)
    assert not path.isEmpty()
    assert QRectF(1, 1, 22, 22).contains(path.boundingRect())


def test_an_icon_takes_the_colours_of_the_theme_of_the_moment() -> None:
    drawn = icon("plus", "accent")
    before = drawn.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    theme.use("dark")
    after = drawn.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    assert before == theme.PALETTES["light"].accent
    assert after == theme.PALETTES["dark"].accent
    grey = drawn.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage().pixelColor(12, 12)
    assert grey == theme.PALETTES["dark"].ink3


def test_an_icon_that_is_not_drawn_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_a_mark_says_its_word_to_those_who_cannot_see_it(qtbot: QtBot) -> None:
    widget = MarkWord(Mark.CONFORMING, "达标")
    qtbot.addWidget(widget)
    widget.show_mark(Mark.UNKNOWN, "未定")
    assert widget.accessibleName() == "未定"
    assert widget.sizeHint().width() > 30
