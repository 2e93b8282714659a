"""Invented picture files for tests: bins on a ground, with the EXIF that a phone writes, position included."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageOps  # noqa: TID253

POSITION = {1: "N", 2: (39.0, 5.0, 12.34), 3: "E", 4: (117.0, 10.0, 56.78), 29: "2026:11:20"}


def drawn(size: tuple[int, int] = (640, 480), seed: int = 0) -> Image.Image:
    """Bins on a ground; another picture for another seed. The upper left corner is red, so that one can tell it."""
    wide, high = size
    picture = Image.new("RGB", size, (150, 160 + seed * 7 % 60, 175))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, high * 2 // 3, wide, high), fill=(120, 125, 110))
    for place in range(2 + seed % 3):
        left = wide * (1 + 2 * place + seed % 2) // 9
        draw.rectangle((left, high // 3, left + wide // 7, high * 3 // 4), fill=(40 + seed * 31 % 160, 90, 60 * place))
    draw.rectangle((0, 0, wide // 8, high // 8), fill=(220, 20, 20))
    return picture


def file_of(picture: Image.Image, kind: str = "JPEG", *, turned: int = 1, taken: str = "2026:11:20 10:38:00") -> bytes:
    """A file as a phone writes it: time, position, maker, a preview, a comment; `turned` is its EXIF orientation."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = turned, "Maker", "Phone 7"
    if taken:
        exif.get_ifd(0x8769).update({0x9003: taken, 0x9011: "+08:00", 0x927C: b"maker's own", 0xA420: "unique id"})
    exif.get_ifd(0x8825).update(POSITION)
    out = BytesIO()
    beside: dict[str, Any] = {"exif": exif}
    if kind == "JPEG":
        beside |= {"quality": 92, "comment": b"39.0867 N 117.1824 E"}
    picture.save(out, kind, **beside)
    return out.getvalue()


def phone_file(size: tuple[int, int] = (640, 480), seed: int = 0, **how: Any) -> bytes:
    """A JPEG of a phone."""
    return file_of(drawn(size, seed), **how)


def opened(raw: bytes) -> Image.Image:
    """The picture in some bytes, unpacked and upright."""
    with Image.open(BytesIO(raw)) as picture:
        picture.load()
        return ImageOps.exif_transpose(picture)
