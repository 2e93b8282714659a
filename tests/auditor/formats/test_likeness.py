"""Likenesses of pictures: the same after saving again, scaling and brightening; different for different pictures."""

import random
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageEnhance  # noqa: TID253 - a test may load what it is about

from auditor.errors import Unavailable
from auditor.formats.likeness import look_at
from auditor.photo import difference
from auditor.quality_audits import SAME_BITS

PICTURES = 40


def draw(seed: int) -> Image.Image:
    """A street scene: ground, walls, bins, a sign; of the size of a telephone's picture, reduced."""
    chance = random.Random(f"picture/{seed}")
    picture = Image.new("RGB", (960, 720), tuple(chance.randint(120, 220) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    horizon = chance.randint(300, 520)
    pen.rectangle((0, horizon, 960, 720), fill=tuple(chance.randint(60, 130) for _ in range(3)))
    for _wall in range(chance.randint(2, 6)):
        x, wide, high = chance.randint(-100, 900), chance.randint(80, 400), chance.randint(80, horizon)
        pen.rectangle((x, horizon - high, x + wide, horizon), fill=tuple(chance.randint(20, 240) for _ in range(3)))
    for _bin in range(chance.randint(2, 5)):
        x, wide, high = chance.randint(0, 850), chance.randint(60, 160), chance.randint(100, 280)
        foot = chance.randint(horizon, 700)
        pen.rectangle((x, foot - high, x + wide, foot), fill=tuple(chance.randint(0, 200) for _ in range(3)))
    for _speck in range(300):
        x, y = chance.randint(0, 959), chance.randint(0, 719)
        pen.rectangle((x, y, x + 3, y + 3), fill=tuple(chance.randint(0, 255) for _ in range(3)))
    return picture


def saved(picture: Image.Image, quality: int = 92, **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def likeness(picture: Image.Image, quality: int = 92) -> str:
    return look_at(saved(picture, quality))[1]


def test_a_picture_saved_again_scaled_or_brightened_is_the_same() -> None:
    for seed in range(12):
        picture = draw(seed)
        first = likeness(picture)
        again = {
            "saved again": likeness(picture, 60),
            "half as large": likeness(picture.resize((480, 360))),
            "larger": likeness(picture.resize((1200, 900))),
            "brighter": likeness(ImageEnhance.Brightness(picture).enhance(1.15)),
            "darker": likeness(ImageEnhance.Brightness(picture).enhance(0.8)),
            "less contrast": likeness(ImageEnhance.Contrast(picture).enhance(0.85)),
        }
        assert {
            how: difference(first, other) for how, other in again.items() if difference(first, other) > SAME_BITS
        } == {}, seed


def test_different_pictures_differ_far_more() -> None:
    found = [likeness(draw(seed)) for seed in range(PICTURES)]
    apart = [difference(a, b) for i, a in enumerate(found) for b in found[:i]]
    assert min(apart) > 2 * SAME_BITS
    assert 24 <= sum(apart) / len(apart) <= 40


def test_a_blank_picture_has_no_likeness() -> None:
    assert likeness(Image.new("RGB", (300, 200), (30, 30, 30))) == ""


def test_the_cameras_moment_is_china_time_unless_it_says_otherwise() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:22 10:30:00"
    assert look_at(saved(draw(1), exif=exif))[2] == "2026-11-22T02:30:00.000Z"
    exif.get_ifd(0x8769)[0x9011] = "+01:00"
    assert datetime.fromisoformat(look_at(saved(draw(1), exif=exif))[2]) == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "yesterday", ""])
def test_a_camera_that_says_no_moment_gives_none(said: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = said
    assert look_at(saved(draw(1), exif=exif))[2] == ""


def test_a_picture_turned_by_its_camera_is_looked_at_upright() -> None:
    picture = draw(3)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    turned = look_at(saved(picture.rotate(90, expand=True), exif=exif))[1]
    assert difference(turned, likeness(picture)) <= SAME_BITS


@pytest.mark.parametrize("raw", [b"", b"no picture", saved(draw(1))[:200]])
def test_what_is_no_picture_is_told_by_name(raw: bytes) -> None:
    with pytest.raises(Unavailable) as told:
        look_at(raw, "a.jpg")
    assert told.value.code == "not_a_picture"
    assert told.value.facts["path"] == "a.jpg"
