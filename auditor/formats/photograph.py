"""A picture file made into the photograph that is kept: upright, at most 2048 px, JPEG, of its EXIF only the time."""

import hashlib
import secrets
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from auditor.errors import Unavailable
from auditor.formats.likeness import CHINA_TIME, EXIF, OFFSET, TAKEN, likeness_of, taken_at
from auditor.photo import Box
from auditor.record import moment_of

LONGEST, SMALL = 2048, 360  # px of the long side: kept, and of the small picture beside it
MOST_PIXELS = 80_000_000  # a picture that would fill the memory is refused before it is unpacked
QUALITY, SMALL_QUALITY = 86, 80
CELLS = 6  # of the mosaic along the longer side of what is covered
JITTER = 28  # levels by which its cells differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """What is kept of a picture file. `original`: SHA-256 of that file; `taken_at`: a UTC stamp, "" for none said."""

    kept: bytes
    small: bytes
    original: str
    likeness: str
    taken_at: str


def develop(raw: bytes, name: str) -> Developed:
    """The photograph of a picture file's bytes; `name` is the file's, for what is told.

    Unavailable: no picture, HEIC, too large to be unpacked, or broken off.
    """
    from PIL import Image, ImageOps

    with _opened(raw, name, 2 * LONGEST) as picture:
        taken = taken_at(picture)
        if max(picture.size) > LONGEST:
            picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = _plain(ImageOps.exif_transpose(picture))
    return Developed(
        kept=_jpeg(upright, QUALITY, taken),
        small=_small(upright),
        original=hashlib.sha256(raw).hexdigest(),
        likeness=likeness_of(upright),
        taken_at=taken,
    )


def with_moment(made: Developed, taken: str) -> Developed:
    """The same photograph as if it had been taken at a moment (UTC stamp); for invented ones alone."""
    with _opened(made.kept, "") as picture:
        return replace(made, kept=_jpeg(_plain(picture), QUALITY, taken), taken_at=taken)


def read_moment(raw: bytes) -> str:
    """When a picture was taken, a UTC stamp; "" where the file says none, or is no picture that can be read."""
    try:
        with _opened(raw, "") as picture:
            return taken_at(picture)
    except Unavailable:
        return ""


def shrink(kept: bytes) -> bytes:
    """The small picture of a kept photograph, made anew."""
    with _opened(kept, "", SMALL) as picture:
        return _small(_plain(picture))


def cover(kept: bytes, boxes: Sequence[Box], taken: str) -> Developed:
    """A kept photograph with a mosaic over each box. What is below it cannot be brought back: the cells are the box's
    mean colour and chance. The time stays; boxes reaching beyond the picture are cut at its edges."""
    with _opened(kept, "") as picture:
        upright = _plain(picture)
    for box in boxes:
        _cover(upright, box)
    return Developed(
        kept=_jpeg(upright, QUALITY, taken),
        small=_small(upright),
        original="",
        likeness=likeness_of(upright),
        taken_at=taken,
    )


@contextmanager
def _opened(raw: bytes, name: str, least: int = 0) -> Iterator[Any]:
    """The picture in some bytes, opened and not unpacked; what goes wrong while it is used is told in words.

    A JPEG is unpacked at a half or less where `least` px of its long side are enough.
    """
    from PIL import Image, UnidentifiedImageError

    if raw[4:8] == b"ftyp" and raw[8:12] in (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"):
        raise Unavailable("photo_heic", path=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # asked below, of every picture
            picture = Image.open(BytesIO(raw))
    except Image.DecompressionBombError as error:
        raise Unavailable("photo_too_large", path=name) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unavailable("photo_unreadable", path=name) from error
    with picture:
        if least:
            picture.draft("RGB", (least, least))
        if picture.width * picture.height > MOST_PIXELS:
            raise Unavailable("photo_too_large", path=name)
        try:
            yield picture
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            raise Unavailable("photo_broken", path=name) from error


def _plain(picture: Any) -> Any:
    """In RGB on white, with nothing but its pixels."""
    from PIL import Image

    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        plain = Image.new("RGB", whole.size, "white")
        plain.paste(whole, mask=whole.getchannel("A"))
    else:
        plain = picture.convert("RGB")
        plain.load()
    plain.info = {}  # comment, profile, EXIF: what is not written below is not kept
    return plain


def _small(upright: Any) -> bytes:
    from PIL import Image

    small = upright.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _jpeg(small, SMALL_QUALITY, "")


def _jpeg(picture: Any, quality: int, taken: str) -> bytes:
    """A JPEG whose EXIF says when it was taken, in China time, and nothing else."""
    from PIL import Image

    out = BytesIO()
    if taken:
        exif, local = Image.Exif(), moment_of(taken).astimezone(CHINA_TIME)
        exif.get_ifd(EXIF).update({TAKEN: local.strftime("%Y:%m:%d %H:%M:%S"), OFFSET: _offset(local.utcoffset())})
        picture.save(out, "JPEG", quality=quality, exif=exif)
    else:
        picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _offset(offset: timedelta | None) -> str:
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _cover(picture: Any, box: Box) -> None:
    from PIL import Image, ImageStat

    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(picture.width, box[2]), min(picture.height, box[3])
    if right <= left or bottom <= top:
        return
    wide, high = right - left, bottom - top
    mean = ImageStat.Stat(picture.crop((left, top, right, bottom))).mean
    cells = Image.new("RGB", (max(1, round(CELLS * min(1, wide / high))), max(1, round(CELLS * min(1, high / wide)))))
    chance = secrets.SystemRandom()
    for x in range(cells.width):
        for y in range(cells.height):
            shade = chance.randint(-JITTER, JITTER)
            cells.putpixel((x, y), tuple(min(255, max(0, round(level) + shade)) for level in mean))
    picture.paste(cells.resize((wide, high), Image.Resampling.NEAREST), (left, top))
