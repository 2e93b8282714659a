"""What is kept of a picture file: upright, small enough, the time and no position; what is covered is gone."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw  # noqa: TID253

from auditor.errors import Unavailable
from auditor.formats.photograph import LONGEST, SMALL, cover, develop, read_moment, shrink
from auditor.photo import difference
from tests.photographs import drawn, file_of, opened, phone_file


def exif_tags(raw: bytes) -> dict[int, dict[int, bytes]]:
    """Every tag of a JPEG's EXIF, by the directory's own tag (0 the first), read by hand from the TIFF in APP1."""
    assert raw[:2] == b"\xff\xd8"
    at = 2
    found: dict[int, dict[int, bytes]] = {}
    while raw[at + 1] != 0xDA:
        marker, size = raw[at + 1], struct.unpack(">H", raw[at + 2 : at + 4])[0]
        if marker == 0xE1 and raw[at + 4 : at + 10] == b"Exif\0\0":
            tiff = raw[at + 10 : at + 2 + size]
            order = "<" if tiff[:2] == b"II" else ">"
            waiting = [(0, struct.unpack(order + "I", tiff[4:8])[0])]
            while waiting:
                name, start = waiting.pop()
                count = struct.unpack(order + "H", tiff[start : start + 2])[0]
                tags = found.setdefault(name, {})
                for i in range(count):
                    entry = tiff[start + 2 + 12 * i : start + 14 + 12 * i]
                    tag, _kind, length, where = struct.unpack(order + "HHII", entry)
                    tags[tag] = tiff[where : where + length] if length > 4 else entry[8:]
                    if tag in (0x8769, 0x8825, 0x014A):
                        waiting.append((tag, where))
        assert marker != 0xFE, "a comment"
        at += 2 + size
    return found


def test_of_its_exif_only_the_time_is_kept_as_read_by_hand() -> None:
    made = develop(phone_file(), "a.jpg")
    tags = exif_tags(made.kept)
    assert set(tags) == {0, 0x8769}
    assert set(tags[0]) == {0x8769}
    assert tags[0x8769][0x9003] == b"2026:11:20 10:38:00\0"
    assert set(tags[0x8769]) == {0x9003, 0x9011}
    assert made.taken_at == "2026-11-20T02:38:00.000Z"
    for trace in (b"Maker", b"Phone", b"39.0867", b"unique id", b"GPS"):
        assert trace not in made.kept
        assert trace not in made.small
    assert exif_tags(made.small) == {}


def test_a_file_without_time_says_none() -> None:
    assert develop(phone_file(taken=""), "a.jpg").taken_at == ""
    assert read_moment(phone_file(taken="")) == ""
    assert read_moment(b"no picture") == ""
    assert read_moment(phone_file()) == "2026-11-20T02:38:00.000Z"


@pytest.mark.parametrize("turned", range(1, 9))
def test_it_stands_upright_however_the_camera_was_held(turned: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # FLIP_LEFT_RIGHT … the turn that the orientation undoes
    upright = drawn((640, 400))
    lying = upright if turned == 1 else upright.transpose(Image.Transpose(undo[turned]))
    kept = opened(develop(file_of(lying, turned=turned), "a.jpg").kept)
    assert kept.size == (640, 400)
    red, green, _blue = kept.getpixel((20, 20))  # type: ignore[misc]  # of an RGB picture
    assert red > 180
    assert green < 90


@pytest.mark.parametrize("size", [(6000, 4000), (3000, 6000), (2048, 10), (2049, 2049), (100, 80), (1, 1)])
def test_the_long_side_is_2048_at_most_and_nothing_grows(size: tuple[int, int]) -> None:
    made = develop(phone_file(size), "a.jpg")
    kept = opened(made.kept)
    assert max(kept.size) == min(LONGEST, max(size))
    assert abs(kept.width / kept.height - size[0] / size[1]) < 0.01 * size[0] / size[1] + 0.1
    assert max(opened(made.small).size) <= SMALL


def test_a_picture_with_alpha_stands_on_white_and_other_modes_are_read() -> None:
    clear = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    assert opened(develop(file_of(clear, "PNG"), "a.png").kept).getpixel((25, 25)) == (255, 255, 255)
    for mode in ("L", "P", "1", "LA", "I;16", "CMYK"):
        kind = "TIFF" if mode == "CMYK" else "PNG"
        out = BytesIO()
        Image.new(mode, (50, 50)).save(out, kind)
        assert opened(develop(out.getvalue(), "a").kept).mode == "RGB"


def test_the_same_file_gives_the_same_bytes_and_its_likeness_stays() -> None:
    raw = phone_file((3000, 2000))
    one, other = develop(raw, "a.jpg"), develop(raw, "b.jpg")
    assert one == other
    assert difference(one.likeness, develop(one.kept, "c.jpg").likeness) <= 2


def bomb(wide: int, high: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    parts = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo_unreadable"),
        (b"not a picture at all", "photo_unreadable"),
        (phone_file()[:4000], "photo_broken"),
        (bomb(100_000, 100_000), "photo_too_large"),
        (bomb(12_000, 12_000), "photo_too_large"),
        (bomb(9_000, 9_000), "photo_too_large"),
        (bomb(300, 300), "photo_broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, "photo_heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 99, "photo_heic"),
    ],
    ids=["empty", "text", "broken off", "bomb", "large bomb", "just a bomb", "hollow", "heic", "heif"],
)
def test_what_cannot_be_read_is_told_with_its_name(raw: bytes, code: str) -> None:
    with pytest.raises(Unavailable) as told:
        develop(raw, "DCIM/IMG_7.jpg")
    assert (told.value.code, told.value.facts["path"]) == (code, "DCIM/IMG_7.jpg")


def test_what_is_covered_is_gone_and_the_rest_stays() -> None:
    picture = drawn((800, 600))
    ImageDraw.Draw(picture).text((310, 210), "津A·12345", fill="black", font_size=40)
    before = develop(file_of(picture), "a.jpg")
    boxes = [(300, 200, 520, 270)]
    one, other = cover(before.kept, boxes, before.taken_at), cover(before.kept, boxes, before.taken_at)
    was, now = opened(before.kept), opened(one.kept)
    assert now.size == was.size
    assert exif_tags(one.kept)[0x8769][0x9003] == b"2026:11:20 10:38:00\0"
    assert opened(one.kept).tobytes() != opened(other.kept).tobytes()  # its cells are chance, not the picture
    outside = ImageChops.difference(was, now)
    ImageDraw.Draw(outside).rectangle((292, 192, 528, 278), fill=0)  # JPEG blocks that the box touches
    assert max(high for _low, high in outside.getextrema()) <= 12  # type: ignore[misc]  # three bands
    inside, covered = was.crop((304, 204, 516, 266)), (cover(before.kept, boxes, before.taken_at) for _n in range(25))
    alike = [correlation(inside, opened(c.kept).crop((304, 204, 516, 266))) for c in covered]
    assert sum(alike) / len(alike) < 0.3  # few cells: one covering in fifteen is like the picture by chance


def correlation(one: Image.Image, other: Image.Image) -> float:
    """Of two pictures' grey values, without sign."""
    a, b = list(one.convert("L").tobytes()), list(other.convert("L").tobytes())
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = (sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)) ** 0.5
    return abs(both / spread) if spread else 0.0


def test_two_pictures_with_one_mean_are_covered_alike() -> None:
    """What lies below a box could be either: nothing but its mean colour goes into the cells."""
    chance = {"left": Image.new("RGB", (64, 64)), "right": Image.new("RGB", (64, 64))}
    for side, picture in chance.items():
        box = (0, 0, 31, 63) if side == "left" else (32, 0, 63, 63)
        ImageDraw.Draw(picture).rectangle(box, fill="white")
    for picture in chance.values():
        out = BytesIO()
        picture.save(out, "JPEG", quality=95)
        now = opened(cover(out.getvalue(), [(0, 0, 64, 64)], "").kept).convert("L")
        levels = now.tobytes()
        assert 85 <= min(levels) <= max(levels) <= 170


@pytest.mark.parametrize("box", [(-50, -50, 40, 40), (600, 440, 900, 900), (10, 10, 10, 40), (700, 500, 800, 600)])
def test_a_box_reaching_beyond_the_picture_is_cut(box: tuple[int, int, int, int]) -> None:
    assert opened(cover(develop(phone_file(), "a.jpg").kept, [box], "").kept).size == (640, 480)


def test_the_small_picture_is_made_again_from_what_is_kept() -> None:
    made = develop(phone_file((3000, 2000)), "a.jpg")
    again = opened(shrink(made.kept))
    assert again.size == opened(made.small).size == (SMALL, SMALL * 2 // 3)
