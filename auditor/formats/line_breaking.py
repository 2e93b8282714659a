"""Where a paragraph is parted into lines: as much as fits on each, by the tables, and no line of one character."""

from typing import NamedTuple

from auditor.formats.kinsoku import CLOSING, MARKS, NOT_AT_END, NOT_AT_START, OPENING, Kind, kind_of


class Atom(NamedTuple):
    """A character as the setter sees it; all lengths in em."""

    char: str
    face: str
    drawn: str
    em: float
    shift: float
    gap: float  # air before it, when it does not begin a line
    stretches: bool  # whether justification may open the gap before it


def squeezed_start(atom: Atom) -> float:
    """What an opening mark gives up at the start of a line, in em."""
    return 0.5 if atom.char in OPENING and atom.char != "〔" and atom.em > 0.9 else 0.0


def squeezed_end(atom: Atom) -> float:
    """What a closing mark gives up at the end of a line, in em."""
    return 0.5 if atom.char in CLOSING and atom.char != "〕" and atom.em > 0.9 else 0.0


def find_lines(atoms: list[Atom], breaks: list[bool], limit: float, indent: float) -> list[tuple[int, int]]:
    """The lines as spans of atoms: as much as fits on each, one glyph down rather than one hanging out."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(atoms):
        end = _end_of_line(atoms, breaks, start, limit - (indent if start == 0 else 0.0), indented=start == 0 < indent)
        spans.append((start, end))
        start = end
    if not atoms:
        return [(0, 0)]
    if len(spans) > 1:
        _keep_company(atoms, breaks, spans, limit)
    return spans


def _end_of_line(atoms: list[Atom], breaks: list[bool], start: int, room: float, *, indented: bool) -> int:
    width = 0.0 if indented else -squeezed_start(atoms[start])
    good = possible = start
    for index in range(start, len(atoms)):
        atom = atoms[index]
        width += atom.em + (atom.gap if index > start else 0.0)
        if not atom.char.isspace() and width - squeezed_end(atom) > room + 1e-6:
            # A squeezed mark may still have stood at the end: the test above has looked at that.
            break
        possible = index + 1
        if index + 1 == len(atoms) or breaks[index + 1]:
            good = index + 1
    if good > start:
        return good
    for index in range(possible, start, -1):  # a word wider than the measure: between any two, but by the tables
        if index < len(atoms) and atoms[index].char not in NOT_AT_START and atoms[index - 1].char not in NOT_AT_END:
            return index
    return max(possible, start + 1)


def _keep_company(atoms: list[Atom], breaks: list[bool], spans: list[tuple[int, int]], limit: float) -> None:
    """Let no paragraph end in a line of one character: one more comes down to it."""
    (start, end), (_, stop) = spans[-2:]
    if sum(atom.char not in MARKS and not atom.char.isspace() for atom in atoms[end:stop]) > 1:
        return
    if stop - end == 1 and kind_of(atoms[end].char) is Kind.LATIN:
        return
    for index in range(end - 1, start + 4, -1):
        if breaks[index]:
            if _end_of_line(atoms, breaks, index, limit, indented=False) == stop:
                spans[-2:] = [(start, index), (index, stop)]
            return
