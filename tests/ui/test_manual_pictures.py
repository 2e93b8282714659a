"""The shipped pictures of the manual show the pages as they are: a moved pane is seen, noise is not."""

from pathlib import Path

import numpy as np  # noqa: TID253 - pictures are compared as numbers
import pytest
from PIL import Image, ImageFilter  # noqa: TID253 - a test may load what it is about
from PySide6.QtWidgets import QApplication

from auditor import wording
from tests import manual_pictures
from tests.manual_pictures import COMMAND, PICTURES, SHEETS

BLOCK = 8  # px: glyphs are smoothed away, places are not
LEVELS = 14  # of 255, from which a block counts as another
MOST_BLOCKS = 12  # of 16,320: less than a word of four letters


def differing(shown: Image.Image, shipped: Image.Image) -> int:
    """In how many blocks two pictures differ."""
    if shown.size != shipped.size:
        return shown.width * shown.height
    size = (shown.width // BLOCK, shown.height // BLOCK)
    a, b = (np.asarray(p.convert("L").resize(size, Image.Resampling.BOX), np.int16) for p in (shown, shipped))
    return int((abs(a - b) > LEVELS).sum())


def told(language: str, name: str, blocks: int) -> str:
    return f"{language}/{name}.png is not what the page looks like now ({blocks} blocks differ). Run: {COMMAND}"


@pytest.fixture(scope="module", params=wording.LANGUAGES)
def taken(request: pytest.FixtureRequest, qapp: QApplication) -> tuple[str, dict[str, Image.Image]]:  # noqa: ARG001
    """The pictures of one language, made now."""
    return request.param, manual_pictures.take(request.param)


def test_every_shipped_picture_shows_the_page_as_it_is(taken: tuple[str, dict[str, Image.Image]]) -> None:
    language, pictures = taken
    shipped = {f.stem for f in (PICTURES / language).glob("*.png")}
    assert shipped == set(pictures), f"Run: {COMMAND}"
    faults = []
    for name, picture in pictures.items():
        with Image.open(PICTURES / language / f"{name}.png") as file:
            blocks = differing(picture, file)
        if blocks > MOST_BLOCKS:
            faults.append(told(language, name, blocks))
    assert not faults, "\n".join(faults)


@pytest.fixture
def audit() -> Image.Image:
    with Image.open(PICTURES / "zh" / "audit.png") as file:
        return file.convert("RGB")


def test_a_pane_moved_by_eight_pixels_is_seen(audit: Image.Image) -> None:
    moved = audit.copy()
    moved.paste(audit.crop((1087, 60, 1350, 700)), (1079, 60))
    assert differing(moved, audit) > 10 * MOST_BLOCKS


def test_a_button_with_another_word_is_seen(audit: Image.Image) -> None:
    changed = audit.copy()
    changed.paste(audit.crop((1120, 640, 1300, 660)).transpose(Image.Transpose.FLIP_LEFT_RIGHT), (1120, 640))
    assert differing(changed, audit) > MOST_BLOCKS


def test_a_mark_of_another_verdict_is_seen(audit: Image.Image) -> None:
    changed = audit.copy()
    for top in (160, 240, 320):
        changed.paste(audit.crop((450, 232, 520, 256)), (450, top))
    assert differing(changed, audit) > MOST_BLOCKS


def test_the_smoothing_of_letters_is_not_seen(audit: Image.Image) -> None:
    softer = audit.filter(ImageFilter.GaussianBlur(0.6))
    assert softer != audit
    assert differing(softer, audit) <= MOST_BLOCKS
    grained = np.asarray(audit, np.int16) + np.random.default_rng(1).integers(-12, 13, (768, 1366, 3))
    assert differing(Image.fromarray(grained.clip(0, 255).astype(np.uint8)), audit) <= MOST_BLOCKS


def test_the_pictures_are_small() -> None:
    manual = sum(f.stat().st_size for f in PICTURES.rglob("*.png"))
    assert manual < 3_000_000
    for language in wording.LANGUAGES:
        sheet = SHEETS / f"contact-{language}.png"
        assert sheet.stat().st_size < 700_000
        with Image.open(sheet) as drawn:
            assert drawn.width == manual_pictures.SHEET_WIDTH


def test_the_readme_shows_the_sheet_of_its_language() -> None:
    root = Path(__file__).resolve().parents[2]
    assert "resources/pictures/contact-en.png" in (root / "README.md").read_text(encoding="utf-8")
    assert "resources/pictures/contact-zh.png" in (root / "README.zh.md").read_text(encoding="utf-8")
