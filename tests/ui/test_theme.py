"""Tokens keep the contrasts the design promises, and a change of theme reaches everything at once."""

import gc
import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.panes import Text

TEXT = [
    ("ink", "surface"),
    ("ink", "window"),
    ("ink2", "sunken"),
    ("ink3", "surface"),
    ("ink3", "sunken"),
    ("ink3", "soft"),
    ("accent", "surface"),
    ("onaccent", "accent"),
    ("ok", "surface"),
    ("ok", "soft"),
    ("ok", "oksoft"),
    ("bad", "surface"),
    ("bad", "badsoft"),
    ("bad", "soft"),
    ("unk", "soft"),
    ("warn", "warnsoft"),
    ("ink", "soft"),
    ("ink2", "row"),
    ("accent", "row"),
    ("surface", "bad"),
    ("ink", "oksoft"),
    ("ink2", "warnsoft"),
    ("ink2", "badsoft"),
]
SHAPES = [
    ("edge", "window"),
    ("edge", "surface"),
    ("hatch", "unksoft"),
    ("focus", "row"),
    ("focus", "surface"),
    ("focus", "window"),
    ("haz", "soft"),
    ("resi", "surface"),
    ("food", "surface"),
    ("recy", "surface"),
    ("haz", "surface"),
    ("food", "soft"),
    ("recy", "soft"),
]
PRINTED = [  # the table of LOOK.md section 2, light
    ("ink", "surface", 16.7),
    ("ink", "window", 15.2),
    ("ink2", "sunken", 7.3),
    ("ink3", "sunken", 4.9),
    ("ok", "soft", 5.2),
    ("bad", "badsoft", 5.4),
    ("warn", "warnsoft", 6.2),
    ("edge", "window", 3.7),
    ("haz", "soft", 4.0),
    ("resi", "surface", 11.4),
]


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2.x."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(a: QColor, b: QColor) -> float:
    """Contrast ratio of WCAG 2.x, 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("above", "below"), TEXT)
def test_text_can_be_read_on_its_ground(name: str, above: theme.Token, below: theme.Token) -> None:
    palette = theme.PALETTES[name]
    assert contrast(palette.of(above), palette.of(below)) >= (7.0 if name == "sun" else 4.5)


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("above", "below"), SHAPES)
def test_shapes_and_borders_can_be_seen_on_their_ground(name: str, above: theme.Token, below: theme.Token) -> None:
    palette = theme.PALETTES[name]
    assert contrast(palette.of(above), palette.of(below)) >= 3.0


@pytest.mark.parametrize(("above", "below", "printed"), PRINTED)
def test_the_contrasts_are_those_the_design_prints(above: theme.Token, below: theme.Token, printed: float) -> None:
    light = theme.PALETTES["light"]
    assert contrast(light.of(above), light.of(below)) == pytest.approx(printed, abs=0.06)


def test_all_palettes_have_the_same_tokens_and_all_are_colours() -> None:
    for palette in theme.PALETTES.values():
        for token in fields(palette):
            if token.name != "name":
                assert getattr(palette, token.name).isValid(), (palette.name, token.name)


def test_no_widget_holds_a_colour_of_its_own() -> None:
    folder = Path(theme.__file__).parent
    for file in folder.rglob("*.py"):
        assert not re.search(r"#[0-9A-Fa-f]{6}\b", file.read_text(encoding="utf-8")), file.name
    assert not re.search(r"#[0-9A-Fa-f]{6}\b", (theme.FOLDER / "window.qss").read_text(encoding="utf-8"))


def test_the_stylesheet_never_sizes_type_in_pixels() -> None:
    assert not re.search(r"font(-size)?:[^;]*px", theme.stylesheet())


class Follower(QWidget):
    """Counts how often it was dressed; it holds itself, as pages do by their parts."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.told, self.me = told, self
        theme.follow(self.dress)

    def dress(self) -> None:
        self.told.append(theme.current().name)


def test_a_change_of_theme_is_told_and_reaches_palette_and_stylesheet(qtbot: QtBot, qapp: QApplication) -> None:
    told: list[str] = []
    qtbot.addWidget(Follower(told))
    theme.use("dark")
    assert told == ["light", "dark"]
    assert qapp.palette().window().color() == theme.PALETTES["dark"].window
    assert theme.PALETTES["dark"].accent.name() in qapp.styleSheet()


def test_a_widget_that_is_gone_is_not_dressed_and_not_remembered(qapp: QApplication) -> None:  # noqa: ARG001
    gc.collect()
    before, told = len(theme._followers), list[str]()
    for _n in range(3):
        Follower(told).deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.use("dark")
    assert told == ["light"] * 3
    gc.collect()
    assert len(theme._followers) == before


def test_larger_type_reaches_labels_that_are_already_shown(qtbot: QtBot) -> None:
    label = Text("龙兴里小区", "note")
    qtbot.addWidget(label)
    label.show()
    before = label.fontMetrics().height()
    theme.use("light", 1.5)
    assert label.fontMetrics().height() >= round(before * 1.4)


def test_an_unknown_theme_is_refused_and_a_size_out_of_range_is_brought_back() -> None:
    with pytest.raises(ValueError):
        theme.use("sepia")
    theme.use("light", 9)
    assert theme.scale() == 1.5


def test_rows_of_28_become_40_at_150_percent() -> None:
    assert theme.height(28) == 28
    theme.use("light", 1.5)
    assert theme.height(28) == 40


def test_digits_of_both_weights_are_as_wide_as_each_other(qapp: QApplication) -> None:  # noqa: ARG001
    for bold in (False, True):
        metrics = QFontMetrics(theme.font("body", bold))
        assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_a_role_sets_face_weight_and_points(qtbot: QtBot) -> None:
    label = QLabel("台账")
    label.setProperty("role", "page")
    qtbot.addWidget(label)
    label.show()
    assert label.font().family() == "Noto Serif SC"
    assert label.font().bold()
    assert label.font().pointSizeF() == pytest.approx(16)
