"""The typefaces of print: which font draws a character, and what happens when none can."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor.formats.kinsoku import is_invisible

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FILES = {
    "Song": "NotoSerifSC-Regular.ttf",
    "SongBold": "NotoSerifSC-Bold.ttf",
    "Hei": "NotoSansSC-Regular.ttf",
    "HeiBold": "NotoSansSC-Bold.ttf",
    "HeiFull": "NotoSansSC-Full.ttf",
}
BOX = "□"


class Family(StrEnum):
    """The two families of PRINT.md 2: Song is read as text, Hei is looked up. There is no third."""

    SONG = "Song"
    HEI = "Hei"


class Drawn(NamedTuple):
    """How one character is drawn: the font's registered name, the character drawn (□ when none has it), its em."""

    face: str
    char: str
    em: float
    found: bool


@dataclass(frozen=True, slots=True)
class Faces:
    """The registered fonts, with the advance of every character they hold, in thousandths of an em."""

    fonts: dict[str, "TTFont"]
    widths: dict[str, dict[int, float]]
    known: dict[tuple[str, Family, bool], Drawn] = field(default_factory=dict, compare=False)

    def find(self, char: str, family: Family, bold: bool) -> Drawn:
        """The first font of the chain (Song or Hei, then the full Hei set, then □) that holds the character."""
        key = (char, family, bold)
        drawn = self.known.get(key)
        if drawn is None:
            drawn = self.known[key] = self._search(char, family, bold)
        return drawn

    def _search(self, char: str, family: Family, bold: bool) -> Drawn:
        own = f"{family}{'Bold' if bold else ''}"
        for glyph in dict.fromkeys((char, BOX)):
            for face in (own, "HeiFull"):
                em = self.widths[face].get(ord(glyph))
                if em is not None:
                    return Drawn(face, glyph, em / 1000, glyph == char)
        raise LookupError(f"no font draws {BOX}")


def missing_code_points(text: str, family: Family = Family.HEI) -> tuple[int, ...]:
    """The code points of the text that no font can draw, in order of code, each once: to be listed before issuing.

    White space, control characters and invisible format characters are never drawn and never missing.
    """
    faces = load_faces()
    visible = {char for char in text if is_drawn(char)}
    return tuple(sorted(ord(char) for char in visible if not faces.find(char, family, False).found))


def is_drawn(char: str) -> bool:
    """Whether a character should have a picture: it is no space, control character or invisible format character."""
    return not (char.isspace() or unicodedata.category(char) == "Cc" or is_invisible(char))


@cache
def load_faces() -> Faces:
    """Register the five fonts with reportlab, once in a process, and mend its table of characters (about 0.3 s)."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics, ttfonts

    rl_config.useA85 = 0  # plain compressed streams: a fifth smaller, and faster
    ttfonts.makeToUnicodeCMap = to_unicode_cmap
    fonts, widths = {}, {}
    for name, file in FILES.items():
        # asciiReadable would put 95 Latin glyphs into every document, used or not.
        font = ttfonts.TTFont(name, str(FOLDER / file), asciiReadable=False, shapable=False)
        pdfmetrics.registerFont(font)
        fonts[name] = font
        held = font.face.charToGlyph
        widths[name] = {code: width for code, width in font.face.charWidths.items() if code in held}
    return Faces(fonts, widths)


def to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """The PDF table from the codes of a font subset (index in `subset`) to Unicode, so that copying gives the text.

    reportlab 5.1.0 writes code points beyond U+FFFF as one number where UTF-16BE is wanted, and more than the 100
    lines a block may have (Adobe Technical Note 5411): then 𬱖 is drawn right and copied wrong. This takes its place.
    """
    pairs = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in enumerate(subset) if code
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({fontname})",
        f"/Ordering ({fontname})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
