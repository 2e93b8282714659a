"""An invented photograph for the demonstration: bins on a ground before a wall, and 演示 written over it."""

import random
from io import BytesIO
from typing import Any

from auditor.formats.faces import FOLDER
from auditor.formats.photograph import Developed, develop, with_moment

SIZE = (800, 600)
MARK = "演示"
BINS = ((62, 128, 48), (70, 70, 74), (38, 92, 152), (196, 48, 40))  # of no standard: shapes with four colours


def draw_photograph(seed: str, taken: str) -> Developed:
    """The photograph of a seed, as if it had been taken at a moment (UTC stamp); equal seeds give equal pictures."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    chance = random.Random(seed)
    picture = Image.new("RGB", SIZE, _near(chance, (176, 186, 194)))
    draw = ImageDraw.Draw(picture)
    wide, high = SIZE
    floor = chance.randint(high * 45 // 100, high * 70 // 100)
    for _house in range(chance.randint(1, 4)):
        left, broad = chance.randint(-100, wide - 100), chance.randint(160, 420)
        draw.rectangle((left, chance.randint(20, floor - 60), left + broad, floor), fill=_near(chance, (150, 142, 130)))
    draw.rectangle((0, floor, wide, high), fill=_near(chance, (118, 120, 112)))
    draw.polygon([(0, high), (chance.randint(0, wide), floor), (wide, high)], fill=_near(chance, (132, 134, 126)))
    left = chance.randint(20, 260)
    for _bin in range(chance.randint(2, 4)):
        broad, tall = chance.randint(90, 150), chance.randint(150, 260)
        top, colour = floor + chance.randint(-120, 0), chance.choice(BINS)
        draw.polygon(
            [(left, top), (left + broad, top), (left + broad * 9 // 10, top + tall), (left + broad // 10, top + tall)],
            fill=colour,
        )
        draw.rectangle((left - 8, top - 24, left + broad + 8, top), fill=tuple(level * 8 // 10 for level in colour))
        left += broad + chance.randint(10, 90)
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FOLDER / "NotoSansSC-Bold.ttf"), 44)
    draw.text((wide - 24, 20), MARK, font=font, fill="white", stroke_width=3, stroke_fill=(60, 60, 60), anchor="ra")
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return with_moment(develop(out.getvalue(), MARK), taken)


def _near(chance: random.Random, colour: tuple[int, int, int]) -> Any:
    shade = chance.randint(-45, 45)
    return tuple(min(255, max(0, level + shade + chance.randint(-8, 8))) for level in colour)
