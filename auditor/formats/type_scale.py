"""The sizes, weights and colours of the printed documents: PRINT.md 2 and 5 as values."""

from typing import NamedTuple

from auditor.formats.faces import Family
from auditor.formats.setting import Align, Type


class Colour(NamedTuple):
    """An sRGB colour, each part from 0 to 1."""

    red: float
    green: float
    blue: float


BLACK = Colour(0, 0, 0)
WHITE = Colour(1, 1, 1)
INK_GREEN = Colour(0x2F / 255, 0x5D / 255, 0x50 / 255)
TINT = Colour(0x8F / 255, 0xB0 / 255, 0xA4 / 255)
LINE_GREY = Colour(0x9A / 255, 0x9A / 255, 0x9A / 255)
PALE = Colour(0xF1 / 255, 0xF3 / 255, 0xF1 / 255)

TITLE = Type(Family.SONG, 24, 10, bold=True, tracking=0.22, align=Align.CENTRED)
ABOVE_TITLE = Type(Family.SONG, 14, 7.5, tracking=0.12, align=Align.CENTRED)
SLIP_PLACE = Type(Family.SONG, 29, 13.6, bold=True)
SLIP_SUBJECT = Type(Family.SONG, 20, 9.35, bold=True)
SECTION = Type(Family.SONG, 16, 7.5, bold=True, tracking=0.04)
SUBHEADING = Type(Family.SONG, 12, 7.5, bold=True)
VERDICT = Type(Family.SONG, 14, 7.5, bold=True, tracking=0.06)
BODY = Type(Family.SONG, 12, 7.5, indent=2, align=Align.JUSTIFIED)
REPORT_BODY = Type(Family.SONG, 10.5, 6.25, indent=2, align=Align.JUSTIFIED)
SONG_12 = Type(Family.SONG, 12, 7.5)
SONG_10 = Type(Family.SONG, 10.5, 6.25)
SEAL_HINT = Type(Family.SONG, 9, 5, align=Align.CENTRED)
NAME = Type(Family.HEI, 10.5, 5, bold=True)
TEXT = Type(Family.HEI, 9, 5)
TEXT_BOLD = Type(Family.HEI, 9, 5, bold=True)
NOTE = Type(Family.HEI, 9, 5, align=Align.JUSTIFIED)
TIGHT_NOTE = Type(Family.HEI, 8, 4.2, align=Align.JUSTIFIED)
GROUP = Type(Family.HEI, 8.5, 5, bold=True)
SMALL = Type(Family.HEI, 7.5, 3.75)
SMALL_BOLD = Type(Family.HEI, 7.5, 3.75, bold=True)
DEFINITION = Type(Family.HEI, 8, 4.2)
SHORT_CODE = Type(Family.HEI, 10.5, 5, bold=True, tracking=0.05)
DEMO = Type(Family.HEI, 10.5, 5, bold=True, tracking=0.1)
HEXADECIMAL = Type(Family.HEI, 6.5, 3.75)
