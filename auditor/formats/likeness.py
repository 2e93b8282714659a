"""What a picture file says of itself: hash of its bytes, a likeness that survives saving again, and the camera's time.

The likeness is the pattern (above or below their middle) of the 63 lowest frequencies of the picture's cosine transform
(pHash): it stays nearly the same when a picture is scaled, saved again or made brighter, and differs in about half its
bits for another picture.
"""

import hashlib
from datetime import datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from math import cos, pi
from typing import Any

from auditor.errors import Unavailable
from auditor.record import stamp

SIDE, LOW = 32, 8
LEAST_CONTRAST = 1.0  # mean amplitude of the low frequencies below which a picture is blank
EXIF, TAKEN, OFFSET = 0x8769, 0x9003, 0x9011
CHINA_TIME = timezone(timedelta(hours=8))


def look_at(raw: bytes, name: str = "") -> tuple[str, str, str]:
    """SHA-256, likeness and moment taken ("" where it shows or says none) of a picture file's bytes.

    Unavailable("not_a_picture") if no picture can be read from them.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(raw)) as picture:
            taken, like = taken_at(picture), likeness_of(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unavailable("not_a_picture", path=name, said=str(error)) from error
    return hashlib.sha256(raw).hexdigest(), like, taken


def likeness_of(picture: Any) -> str:
    """The likeness of an upright PIL picture, 16 hex digits; "" for one without contrast."""
    from PIL import Image

    grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return _likeness(list(grey.tobytes()))


def _likeness(grey: list[int]) -> str:
    """16 hex digits of a picture of 32 x 32 grey values, row by row; "" for one without contrast."""
    waves = _waves()
    rows = [
        [sum(w * v for w, v in zip(wave, grey[y * SIDE : (y + 1) * SIDE], strict=True)) for wave in waves]
        for y in range(SIDE)
    ]
    low = [sum(waves[v][y] * rows[y][u] for y in range(SIDE)) / SIDE for v in range(LOW) for u in range(LOW)]
    fine = low[1:]  # the first is the mean brightness
    if sum(map(abs, fine)) / len(fine) < LEAST_CONTRAST:
        return ""
    middle = sorted(fine)[len(fine) // 2]
    bits = 0
    for value in fine:
        bits = bits << 1 | (value > middle)
    return f"{bits:016x}"


@cache
def _waves() -> list[list[float]]:
    return [[cos(pi * u * (2 * x + 1) / (2 * SIDE)) for x in range(SIDE)] for u in range(LOW)]


def taken_at(picture: Any) -> str:
    """The camera's moment; China time where the file names no other; "" where it says none that can be read."""
    said = picture.getexif().get_ifd(EXIF)
    try:
        moment = datetime.strptime(str(said.get(TAKEN, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return ""
    try:
        zone = datetime.strptime(str(said.get(OFFSET, "")).strip("\0 "), "%z").tzinfo
    except ValueError:
        zone = CHINA_TIME  # says none, or one that cannot be read
    return stamp(moment.replace(tzinfo=zone))
