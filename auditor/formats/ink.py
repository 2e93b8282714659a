"""How a set line becomes the operators of a PDF page: every glyph at its place, the text whole for copying."""

from typing import TYPE_CHECKING

from auditor.formats.faces import load_faces
from auditor.formats.setting import Line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def text_operators(canvas: "Canvas", line: Line, left: float, bottom: float) -> str:
    """The PDF operators of a line: one text object, each glyph moved to its place inside TJ arrays.

    reportlab has no public way to place glyphs one by one without an operator for each; this keeps the text whole for
    copying and the file small.
    """
    document = canvas._doc  # type: ignore[attr-defined]  # reportlab has no public way
    escape = canvas._escape  # type: ignore[attr-defined]  # reportlab has no public way
    size = line.size
    faces = load_faces()
    out = [f"BT 1 0 0 1 {left:.3f} {bottom:.3f} Tm"]
    font, hidden = "", False
    pen = 0.0
    array: list[str] = []
    waiting = b""

    def flush() -> None:
        nonlocal waiting
        if waiting:
            array.append(f"({escape(waiting)})")
            waiting = b""

    def show() -> None:
        flush()
        if array:
            out.append(f"[{''.join(array)}] TJ")
            array.clear()

    for glyph in line.glyphs:
        face = faces.fonts[glyph.face]
        ((subset, code),) = face.splitString(glyph.char, document)
        name = face.getSubsetInternalName(subset, document)
        if name != font:
            show()
            out.append(f"{name} {size:g} Tf")
            font = name
        if glyph.hidden != hidden:
            show()
            hidden = glyph.hidden
            out.append(f"{3 if hidden else 0} Tr")
        move = (pen - glyph.x) * 1000 / size
        if abs(move) >= 0.05:
            flush()
            array.append(f"{move:.1f}")
            pen = glyph.x
        waiting += code
        pen += faces.widths[glyph.face][ord(glyph.char)] * size / 1000
    show()
    out.append("0 Tr ET" if hidden else "ET")
    return " ".join(out)
