"""The drawn signs of the documents: marks of state, bars, boxes to tick, the seal's space, the QR code, the roots."""

from collections.abc import Sequence
from enum import Enum
from itertools import groupby

from auditor.formats.faces import load_faces
from auditor.formats.setting import POINTS_A_MM, Align, Glyph, Line, Run, Text, Type, set_paragraph, width_of
from auditor.formats.sheet import Sheet, middle_baseline
from auditor.formats.type_scale import (
    HEXADECIMAL,
    LINE_GREY,
    SEAL_HINT,
    SMALL_BOLD,
    SONG_10,
    SONG_12,
    TEXT,
    TINT,
    VERDICT,
    WHITE,
)

BAR_WIDTH, BAR_HEIGHT, LEAST_PART = 95.0, 5.0, 0.9
SEAL_SIDE = 44.0
QR_SIDE = 30.0
_TICK, _SEAL_TEXT_WIDTH = 4.0, 42.0
_HEX_PITCH, _GROUP = 1.3, 8
_RING_SIGN = Type(TEXT.family, 6.5, 3.0, bold=True)


class Mark(Enum):
    """The state of a unit as a sign that survives a photocopier."""

    CONFORMING = "符合"
    NONCONFORMING = "不符合"
    UNKNOWN = "未知"
    NOT_REQUIRED = "不要求设置"


class Part(Enum):
    """How a part of a bar is filled."""

    PROVEN = "tint"
    OPEN = "hatch"
    FAILING = "solid"


def draw_mark(sheet: Sheet, x: float, y: float, mark: Mark) -> None:
    """Draw a mark with its middle at x, y."""
    match mark:
        case Mark.CONFORMING:
            draw_dot(sheet, x, y, 1.4)
        case Mark.NONCONFORMING:
            side = 2.6
            sheet.fill([(x - side / 2, y - side / 2, side, side)])
            arm = 0.75
            sheet.stroke([(x - arm, y - arm), (x + arm, y + arm)], 1.0, WHITE)
            sheet.stroke([(x - arm, y + arm), (x + arm, y - arm)], 1.0, WHITE)
        case Mark.UNKNOWN:
            _draw_circle(sheet, x, y, 2.8, points=0.6)
            sheet.text(x, middle_baseline(y, 0, _RING_SIGN), "?", _RING_SIGN, Align.CENTRED)
        case Mark.NOT_REQUIRED:
            sheet.rule(x - 1.0, y, 2.0, 0.7)


def draw_dot(sheet: Sheet, x: float, y: float, diameter: float) -> None:
    """A black disc with its middle at x, y."""
    canvas, page = sheet.canvas, sheet.page
    canvas.circle(x * POINTS_A_MM, (page.height - y) * POINTS_A_MM, diameter / 2 * POINTS_A_MM, stroke=0, fill=1)


def _draw_circle(sheet: Sheet, x: float, y: float, diameter: float, *, points: float) -> None:
    canvas, page = sheet.canvas, sheet.page
    canvas.setLineWidth(points)
    canvas.setStrokeColorRGB(0, 0, 0)
    canvas.setDash([])
    canvas.circle(x * POINTS_A_MM, (page.height - y) * POINTS_A_MM, diameter / 2 * POINTS_A_MM, stroke=1, fill=0)


def draw_legend(sheet: Sheet, x: float, y: float, marks: Sequence[Mark] = tuple(Mark)) -> None:
    """The marks with their words, on the baseline y."""
    kind = TEXT.but(size=8.0)
    for mark in marks:
        draw_mark(sheet, x + 1.4, y - 0.37 * kind.size / POINTS_A_MM, mark)
        x += 4.2
        x += sheet.text(x, y, mark.value, kind) + 5.0


def split_bar(counts: Sequence[int], width: float = BAR_WIDTH, least: float = LEAST_PART) -> list[float]:
    """The lengths of the parts of a bar, in the given order: in proportion, but none that is not zero under `least`.

    What the small parts gain the large ones lose, in proportion. All zero gives all zero.
    """
    total = sum(counts)
    if not total:
        return [0.0] * len(counts)
    lengths = [count / total * width for count in counts]
    small = {index for index, count in enumerate(counts) if count and lengths[index] < least}
    while small:
        rest = width - least * len(small)
        share = sum(count for index, count in enumerate(counts) if index not in small)
        lengths = [least if index in small else count / share * rest for index, count in enumerate(counts)]
        more = {index for index, count in enumerate(counts) if count and lengths[index] < least} - small
        if not more:
            break
        small |= more
    return lengths


def draw_bar(sheet: Sheet, x: float, y: float, parts: Sequence[tuple[Part, int]], width: float = BAR_WIDTH) -> None:
    """A bar with its upper left corner at x, y; its parts as counts, in this order. An empty bar is an outline."""
    at = x
    for (part, _), length in zip(parts, split_bar([count for _, count in parts], width), strict=True):
        draw_part(sheet, (at, y, length, BAR_HEIGHT), part)
        at += length
    sheet.frame(x, y, width, BAR_HEIGHT, points=0.5)


def draw_part(sheet: Sheet, area: tuple[float, float, float, float], part: Part) -> None:
    """One filled area (x, y, width, height): tint, solid, or hatched at 45° every millimetre by clipping."""
    x, y, width, height = area
    if width <= 0:
        return
    match part:
        case Part.PROVEN:
            sheet.fill([area], TINT)
        case Part.FAILING:
            sheet.fill([area])
        case Part.OPEN:
            canvas = sheet.canvas
            canvas.saveState()
            path = canvas.beginPath()
            bottom = (sheet.page.height - y - height) * POINTS_A_MM
            path.rect(x * POINTS_A_MM, bottom, width * POINTS_A_MM, height * POINTS_A_MM)
            canvas.clipPath(path, stroke=0, fill=0)
            # 1 mm between the lines is 1.414 mm along the edge.
            for step in range(int((width + height) / 2**0.5) + 2):
                foot = x - height + step * 2**0.5
                sheet.stroke([(foot, y + height), (foot + height, y)], 0.4)
            canvas.restoreState()
            sheet.rule(x, y + height, width, 0.5)


def draw_tick_box(sheet: Sheet, x: float, y: float, side: float = 4.5, points: float = 0.8) -> None:
    """An empty box to tick, a shape and no character: no Noto SC holds U+2610."""
    sheet.frame(x, y, side, side, points=points)


def draw_verdict(sheet: Sheet, y: float, verdict: Text, counts: Text, right: Text = "") -> None:
    """The verdict box, the same for every verdict: words at the left, counts beside them or at the right."""
    page, height = sheet.page, 12.5
    sheet.frame(page.left, y, page.block, height, points=0.8)
    label = TEXT.but(size=10.5)
    baseline = middle_baseline(y, height, VERDICT)
    sheet.text(page.left + 4, baseline, "总体结论", label)
    end = page.left + 26 + sheet.text(page.left + 26, baseline, verdict, VERDICT)
    if right:
        sheet.text(end + 8, baseline, counts, TEXT)
    sheet.text(page.end - 4, baseline, right or counts, TEXT, Align.RIGHT)


def draw_seal_space(sheet: Sheet, y: float, issuer: str, day: str, *, side: float = SEAL_SIDE) -> None:
    """The square for a real seal, flush right from y: corner ticks, the hint, the issuer and the day at its foot."""
    left, right, foot = sheet.page.end - side, sheet.page.end, y + side
    for x, towards in ((left, _TICK), (right, -_TICK)):
        sheet.stroke([(x + towards, y), (x, y), (x, y + _TICK)], 0.4, LINE_GREY)
        sheet.stroke([(x + towards, foot), (x, foot), (x, foot - _TICK)], 0.4, LINE_GREY)
    middle = (left + right) / 2
    sheet.text(middle, y + side * 0.4, "（印章）", SEAL_HINT, Align.CENTRED)
    lines, kind = _fit_issuer(issuer)
    for number, line in enumerate(lines, 1):
        sheet.text(middle, foot - 11.5 - (len(lines) - number) * kind.leading, line, kind, Align.CENTRED)
    sheet.text(middle, foot - 4, day, SONG_12, Align.CENTRED)


def _fit_issuer(issuer: str) -> tuple[list[str], Type]:
    """One line at 12 pt, else two lines broken after the district's name, else 10.5 pt; never smaller."""
    for kind in (SONG_12, SONG_10):
        if width_of(issuer, kind) <= _SEAL_TEXT_WIDTH:
            return [issuer], kind
        district = issuer.find("区") + 1
        pieces = [issuer[:district], issuer[district:]]
        if all(piece and width_of(piece, kind) <= _SEAL_TEXT_WIDTH for piece in pieces):
            return pieces, kind
    return [line.text for line in set_paragraph(issuer, SONG_10, _SEAL_TEXT_WIDTH).lines], SONG_10


def draw_qr(sheet: Sheet, x: float, y: float, content: str, side: float = QR_SIDE) -> None:
    """A QR code 4-M in alphanumeric mode (upper case, at most 90 characters), its dark modules merged by rows.

    The quiet zone of four modules is kept by what stands around it, not drawn.
    """
    import segno

    code = segno.make(content, version=4, error="m", mode="alphanumeric", boost_error=False)
    module = side / len(code.matrix)
    areas = []
    for row, line in enumerate(code.matrix):
        at = 0
        for dark, group in groupby(line):
            count = len(list(group))
            if dark:
                areas.append((x + at * module, y + row * module, count * module, module))
            at += count
    sheet.fill(areas)


def draw_root(sheet: Sheet, y: float, label: str, root: str, *, bold_head: bool = False) -> None:
    """A root of 64 hexadecimal digits in eight groups, digit by digit at a fixed pitch, its label before it."""
    left = sheet.page.left
    sheet.text(left, y, label, SMALL_BOLD)
    faces = load_faces()
    glyphs = []
    for index, digit in enumerate(root):
        face = "HeiBold" if bold_head and index < _GROUP else "Hei"
        place = (index + index // _GROUP) * _HEX_PITCH * POINTS_A_MM
        em = faces.widths[face][ord(digit)] / 1000
        glyphs.append(Glyph(face, digit, place + (_HEX_PITCH * POINTS_A_MM - em * HEXADECIMAL.size) / 2))
        if index % _GROUP == _GROUP - 1:
            glyphs.append(Glyph("Hei", " ", place + _HEX_PITCH * POINTS_A_MM))
    sheet.line(left + 12, y, Line(tuple(glyphs), (), HEXADECIMAL.size, 0.0, root))


def draw_blank(sheet: Sheet, x: float, y: float, length: float) -> None:
    """A rule to write on, for the baseline y."""
    sheet.rule(x, y + 0.8, length, 0.35)


def bold(text: str) -> Run:
    """A run in bold."""
    return Run(text, bold=True)
