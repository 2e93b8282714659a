"""Our Chinese setter: text in, lines of placed glyphs out, as PRINT.md 3 wants them; it draws nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from auditor.formats.faces import Family, is_drawn, load_faces
from auditor.formats.kinsoku import (
    BRACKET_EM,
    CLOSING,
    MARKS,
    OPENING,
    Kind,
    air_between,
    find_breaks,
    is_invisible,
    kind_of,
)
from auditor.formats.line_breaking import Atom, find_lines, squeezed_end, squeezed_start

POINTS_A_MM = 72 / 25.4
DASH = "—"
DASH_THICK_EM, DASH_HEIGHT_EM = 0.055, 0.36
# A line that would have to be opened wider than this at every gap is left short instead: a river reads worse.
_WIDEST_GAP_EM = 0.3


class Align(StrEnum):
    """How the lines of a paragraph stand in the measure."""

    JUSTIFIED = "justified"
    LEFT = "left"
    CENTRED = "centred"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Type:
    """How text is set: family, weight, size in points, leading in mm, tracking and first indent in em."""

    family: Family
    size: float
    leading: float
    bold: bool = False
    tracking: float = 0.0
    indent: float = 0.0
    align: Align = Align.LEFT

    def but(self, **changes: object) -> "Type":
        """The same type with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # replace() itself refuses other names


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text inside a paragraph: bold or not; `whole` never breaks (an id, a number with its 代字)."""

    text: str
    bold: bool = False
    whole: bool = False


Text = str | Run | Sequence[Run | str]


class Glyph(NamedTuple):
    """A character at its place: x in points from the left of the measure. A hidden one is there to be copied only."""

    face: str
    char: str
    x: float
    hidden: bool = False


class Dash(NamedTuple):
    """A drawn 破折号: from x, so long, both in points from the left of the measure."""

    x: float
    length: float


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its glyphs and dashes, the size in points, its width (indent included), and its text."""

    glyphs: tuple[Glyph, ...]
    dashes: tuple[Dash, ...]
    size: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A set paragraph: its lines, the leading in mm, and the code points that were printed as □, in order of code."""

    lines: tuple[Line, ...]
    leading: float
    missing: tuple[int, ...] = ()

    @property
    def height(self) -> float:
        """From the first baseline to one leading below the last, in mm."""
        return len(self.lines) * self.leading


def runs_of(text: Text) -> tuple[Run, ...]:
    """Any text as runs."""
    if isinstance(text, str):
        return (Run(text),)
    if isinstance(text, Run):
        return (text,)
    return tuple(run if isinstance(run, Run) else Run(run) for run in text)


def plain_text(text: Text) -> str:
    """The characters of any text, without weights."""
    return "".join(run.text for run in runs_of(text))


def set_paragraph(text: Text, kind: Type, measure: float) -> Setting:
    """Set a paragraph to a measure in mm. Nothing is lost, cut or squeezed; a line feed begins a new line.

    A line is never wider than the measure, unless the measure is narrower than one glyph. Where a word without a
    break is wider than the measure it is broken between any two characters.
    """
    return _set_paragraph(runs_of(text), kind, measure * POINTS_A_MM)


def set_line(text: Text, kind: Type) -> Setting:
    """Set text on one line, however long, from the left."""
    return _set_paragraph(runs_of(text), kind.but(align=Align.LEFT, indent=0.0), float("inf"))


def width_of(text: Text, kind: Type) -> float:
    """The width of the text on one line, in mm."""
    return max((line.width for line in set_line(text, kind).lines), default=0.0) / POINTS_A_MM


@lru_cache(maxsize=8192)
def _set_paragraph(runs: tuple[Run, ...], kind: Type, measure: float) -> Setting:
    limit = measure / kind.size
    lines: list[Line] = []
    missing: set[int] = set()
    for number, part in enumerate(_split_at_line_feeds(runs)):
        atoms, breaks = _atoms_of(part, kind, missing)
        indent = kind.indent if number == 0 else 0.0
        spans = find_lines(atoms, breaks, limit, indent)
        for start, end in spans:
            last = end == len(atoms)
            lines.append(_place(atoms[start:end], kind, limit, indent if start == 0 else 0.0, last=last))
    return Setting(tuple(lines), kind.leading, tuple(sorted(missing)))


def _split_at_line_feeds(runs: tuple[Run, ...]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                parts.append([])
            parts[-1].append(replace(run, text=text))
    return parts


def _atoms_of(runs: list[Run], kind: Type, missing: set[int]) -> tuple[list[Atom], list[bool]]:
    chars: list[tuple[str, bool]] = []
    whole: set[int] = set()
    for run in runs:
        start = len(chars)
        chars += [(_seen(char), run.bold or kind.bold) for char in run.text if not is_invisible(char)]
        if run.whole:
            whole.update(range(start + 1, len(chars)))
    text = "".join(char for char, _ in chars)
    faces = load_faces()
    atoms = []
    for index, (char, bold) in enumerate(chars):
        before = text[index - 1] if index else ""
        after = text[index + 1] if index + 1 < len(text) else ""
        drawn = faces.find(char, kind.family, bold)
        if not drawn.found:
            missing.add(ord(char))
        em, shift = _inked(char, drawn.em, before, after)
        gap = air_between(before, char) + kind.tracking if before else 0.0
        atoms.append(Atom(char, drawn.face, drawn.char, em, shift, gap, _stretches(before, char)))
    return atoms, find_breaks(text, frozenset(whole))


def _seen(char: str) -> str:
    """White space and control characters stand as a space (the ideographic space keeps its width)."""
    return char if char == "\u3000" or is_drawn(char) else " "


def _inked(char: str, em: float, before: str, after: str) -> tuple[float, float]:
    """Advance and shift in em of a character between its neighbours: marks lose the empty half beside other marks."""
    if char in "〔〕":
        return BRACKET_EM, BRACKET_EM - em if char == "〔" else 0.0
    if char == DASH:
        return 1.0, 0.0
    if char in CLOSING and after and after in MARKS and em > 0.9:
        return em - 0.5, 0.0
    if char in OPENING and before and before in OPENING and em > 0.9:
        return em - 0.5, -0.5
    return em, 0.0


def _stretches(before: str, char: str) -> bool:
    if not before or (before == char and char in "—…"):
        return False
    kinds = {kind_of(before), kind_of(char)}
    return kinds != {Kind.LATIN} and kind_of(char) is not Kind.JOINED


def _place(atoms: list[Atom], kind: Type, limit: float, indent: float, *, last: bool) -> Line:
    text = "".join(atom.char for atom in atoms)
    size = kind.size
    shown = len(text.rstrip())
    em = [atom.em for atom in atoms]
    shift = [atom.shift for atom in atoms]
    if shown:
        if not indent and (half := squeezed_start(atoms[0])):
            em[0] -= half
            shift[0] -= half
        if limit < float("inf"):
            em[shown - 1] -= squeezed_end(atoms[shown - 1])
    natural = sum(em[:shown]) + sum(atom.gap for atom in atoms[1:shown])
    opened = _opening(atoms[:shown], limit - indent - natural) if kind.align is Align.JUSTIFIED and not last else 0.0
    x = indent
    if limit < float("inf") and kind.align in (Align.CENTRED, Align.RIGHT):
        x = (limit - natural) * (0.5 if kind.align is Align.CENTRED else 1.0)
    glyphs = []
    dashes: list[Dash] = []
    for index, atom in enumerate(atoms):
        if index:
            x += atom.gap + (opened if atom.stretches and index < shown else 0.0)
        hidden = atom.char == DASH
        if hidden:
            if dashes and abs(dashes[-1].x + dashes[-1].length - x * size) < 1e-6:
                dashes[-1] = Dash(dashes[-1].x, dashes[-1].length + size)
            else:
                dashes.append(Dash(x * size, size))
        glyphs.append(Glyph(atom.face, atom.drawn, (x + shift[index]) * size, hidden))
        x += em[index]
    gaps = sum(atom.stretches for atom in atoms[1:shown])
    return Line(tuple(glyphs), tuple(dashes), size, (indent + natural + opened * gaps) * size, text)


def _opening(atoms: list[Atom], slack: float) -> float:
    """How far each gap of a justified line is opened, in em."""
    gaps = sum(atom.stretches for atom in atoms[1:])
    if not gaps or slack <= 0 or slack / gaps > _WIDEST_GAP_EM:
        return 0.0
    return slack / gaps
