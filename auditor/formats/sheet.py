"""The sheet of paper: a document in millimetres from the top left corner, with its head, foot and demonstration box."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from auditor.formats.faces import load_faces
from auditor.formats.ink import text_operators
from auditor.formats.setting import (
    DASH_HEIGHT_EM,
    DASH_THICK_EM,
    POINTS_A_MM,
    Align,
    Line,
    Run,
    Setting,
    Text,
    Type,
    set_line,
    set_paragraph,
    width_of,
)
from auditor.formats.type_scale import BLACK, DEMO, INK_GREEN, LINE_GREY, SMALL, TEXT, Colour

if TYPE_CHECKING:
    pass

STEP = 2.5
PROGRAM = "示范街评估"
DEMO_WORDS = "演示数据"
DEMO_FOOT = "演示数据，不作任何证明用途"
_HEAD_BASELINE, _FOOT_RULE, _FOOT_BASELINE = 21.0, 279.5, 284.0
_DEMO_TOP, _DEMO_HEIGHT, _DEMO_PADDING = 16.6, 6.2, 2.8


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins in mm (PRINT.md 1)."""

    width: float = 210.0
    height: float = 297.0
    left: float = 28.0
    right: float = 26.0
    top: float = 30.0
    bottom: float = 27.0

    @property
    def block(self) -> float:
        """The width of the text block."""
        return self.width - self.left - self.right

    @property
    def end(self) -> float:
        """The right edge of the text block."""
        return self.width - self.right

    @property
    def foot(self) -> float:
        """The lower edge of the text block."""
        return self.height - self.bottom


PORTRAIT = Page()


class Sheet:
    """A document being drawn. All lengths are mm, all y downwards from the upper edge, all text y are baselines.

    `missing` gathers the code points that had to be printed as □. `demo` puts the box on every page.
    """

    def __init__(self, *, title: str, head: Text = "", foot: Text = "", demo: bool, page: Page = PORTRAIT) -> None:
        from reportlab.pdfgen.canvas import Canvas

        load_faces()
        self.page = page
        self.head, self.foot, self.demo = head, foot, demo
        self.head_rule = False
        self.missing: set[int] = set()
        self.number = 0
        self._pages: list[dict[str, object]] = []
        self._out = BytesIO()
        self.canvas: Canvas = Canvas(
            self._out,
            pagesize=(page.width * POINTS_A_MM, page.height * POINTS_A_MM),
            pageCompression=1,
            invariant=1,  # its own dates would be of the clock; `archive.finish` writes those of the record
            initialFontName="Hei",  # type: ignore[arg-type]  # the stubs say float
            lang="zh-CN",
        )
        self.canvas.setTitle(title)

    # Pages

    def open_page(self, *, cover: bool = False) -> None:
        """Begin the next page: running head (not on a cover) and demonstration box. The foot comes with `close`."""
        self._keep_page()
        self.number += 1
        self.canvas.setLineCap(0)
        if not cover and self.head:
            self.text(self.page.left, _HEAD_BASELINE, self.head, TEXT)
        if not cover and self.head_rule:
            self.rule(self.page.left, 24.5, self.page.block, 0.5, LINE_GREY)
        if self.demo:
            self._draw_demo_box(self.page.top if cover else _DEMO_TOP)

    def close(self) -> bytes:
        """Draw the feet, now that the number of pages is known, and give the PDF as reportlab writes it."""
        self._keep_page()
        canvas = self.canvas
        for number, state in enumerate(self._pages, 1):
            canvas.__dict__.update(state)
            self._draw_foot(number, len(self._pages))
            canvas.showPage()
        canvas.save()
        return self._out.getvalue()

    def _draw_foot(self, number: int, total: int) -> None:
        """The foot of a page, when the number of pages is known."""
        self.rule(self.page.left, _FOOT_RULE, self.page.block, 0.35, LINE_GREY)
        self.text(self.page.left, _FOOT_BASELINE, self.foot, SMALL)
        self.text(self.page.end, _FOOT_BASELINE, f"第{number}页　共{total}页", SMALL, Align.RIGHT)

    def _keep_page(self) -> None:
        """Put the page aside as reportlab's own examples do, so that its foot can name the number of pages."""
        if self.number:
            self._pages.append(dict(self.canvas.__dict__))
            self.canvas._startPage()  # type: ignore[attr-defined]  # reportlab has no public way

    def _draw_demo_box(self, top: float) -> None:
        width = width_of(DEMO_WORDS, DEMO) + 2 * _DEMO_PADDING
        left = self.page.end - width
        self.frame(left, top, width, _DEMO_HEIGHT, points=0.9)
        self.text(left + _DEMO_PADDING, middle_baseline(top, _DEMO_HEIGHT, DEMO), DEMO_WORDS, DEMO)

    # Text

    def text(self, x: float, y: float, text: Text, kind: Type, align: Align = Align.LEFT) -> float:
        """Draw one line of text on the baseline y, x being its left edge, its right edge or its middle; its width."""
        setting = set_line(text, kind)
        width = max(line.width for line in setting.lines) / POINTS_A_MM
        left = {Align.RIGHT: x - width, Align.CENTRED: x - width / 2}.get(align, x)
        self.draw(left, y, setting)
        return width

    def paragraph(self, x: float, y: float, width: float, text: Text, kind: Type) -> float:
        """Draw a paragraph, its first baseline at y, and return the baseline that would follow its last line."""
        return self.draw(x, y, set_paragraph(text, kind, width))

    def draw(self, x: float, y: float, setting: Setting) -> float:
        """Draw a set paragraph, its first baseline at y; the baseline that would follow."""
        self.missing.update(setting.missing)
        for line in setting.lines:
            self.line(x, y, line)
            y += setting.leading
        return y

    def line(self, x: float, y: float, line: Line) -> None:
        """Draw one set line with its left edge at x and its baseline at y."""
        left, bottom = x * POINTS_A_MM, (self.page.height - y) * POINTS_A_MM
        if line.glyphs:
            operators = text_operators(self.canvas, line, left, bottom)
            self.canvas._code.append(operators)  # type: ignore[attr-defined]  # reportlab has no public way
        for dash in line.dashes:
            self.canvas.rect(
                left + dash.x,
                bottom + (DASH_HEIGHT_EM - DASH_THICK_EM / 2) * line.size,
                dash.length,
                DASH_THICK_EM * line.size,
                stroke=0,
                fill=1,
            )

    def note(self, y: float, label: str, text: Text, kind: Type, *, indent: float = 19.0) -> float:
        """Draw a note with its label in bold at the left; the baseline for the next, half a step of air added."""
        left = self.page.left
        self.text(left, y, Run(label, bold=True), kind)
        return self.paragraph(left + indent, y, self.page.block - indent, text, kind) + STEP / 2

    # Lines and areas

    def rule(self, x: float, y: float, length: float, points: float, colour: Colour = BLACK) -> None:
        """A horizontal rule from x, centred on y."""
        self.stroke([(x, y), (x + length, y)], points, colour)

    def stroke(
        self, places: Sequence[tuple[float, float]], points: float, colour: Colour = BLACK, dash: Sequence[float] = ()
    ) -> None:
        """A line through the places, so many points thick; `dash` in points."""
        canvas = self.canvas
        canvas.setLineWidth(points)
        canvas.setStrokeColorRGB(*colour)
        canvas.setDash(list(dash))
        path = canvas.beginPath()
        path.moveTo(*self._point(*places[0]))
        for place in places[1:]:
            path.lineTo(*self._point(*place))
        canvas.drawPath(path, stroke=1, fill=0)

    def frame(self, x: float, y: float, width: float, height: float, *, points: float, colour: Colour = BLACK) -> None:
        """A rectangle without filling; x, y is its upper left corner and the middle of its line."""
        canvas = self.canvas
        canvas.setLineWidth(points)
        canvas.setStrokeColorRGB(*colour)
        canvas.setDash([])
        left, top = self._point(x, y)
        canvas.rect(left, top - height * POINTS_A_MM, width * POINTS_A_MM, height * POINTS_A_MM, stroke=1, fill=0)

    def fill(self, areas: Sequence[tuple[float, float, float, float]], colour: Colour = BLACK) -> None:
        """Filled rectangles (x, y, width, height) in one path; text after them is black again."""
        canvas = self.canvas
        canvas.setFillColorRGB(*colour)
        path = canvas.beginPath()
        for x, y, width, height in areas:
            left, top = self._point(x, y)
            path.rect(left, top - height * POINTS_A_MM, width * POINTS_A_MM, height * POINTS_A_MM)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.setFillGray(0)

    def double_rule(self, y: float) -> None:
        """The 文武线 under a title: thick above, thin below, block width, ink green."""
        self.rule(self.page.left, y, self.page.block, 1.4, INK_GREEN)
        self.rule(self.page.left, y + 1.1, self.page.block, 0.4, INK_GREEN)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x * POINTS_A_MM, (self.page.height - y) * POINTS_A_MM


def middle_baseline(top: float, height: float, kind: Type) -> float:
    """The baseline that puts one line in the middle of a height: the Han box stands from -0.12 to 0.88 em."""
    return top + height / 2 + 0.375 * kind.size / POINTS_A_MM


def on_grid(y: float, step: float = STEP) -> float:
    """The next line of the grid at or below y."""
    whole = -int(-(y - PORTRAIT.top - 1e-6) // step)
    return PORTRAIT.top + whole * step
