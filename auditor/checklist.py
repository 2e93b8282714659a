"""Marks of a checklist by its four methods 全有全无, 扣分, 分档, 书面评定: recorded and reported, never judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.errors import Problem
from auditor.standard import Item, Standard

MOST_OCCURRENCES = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks in tenths: `got` out of `of`, and `open`, the full marks of what was not answered or not seen."""

    got: int = 0
    of: int = 0
    open: int = 0

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(got=self.got + other.got, of=self.of + other.of, open=self.open + other.open)


def marks_of(item: Item, finding: Finding | None) -> Marks:
    """What a finding gets. Nothing counts where the item gives no marks or does not apply."""
    if not item.marks or (finding is not None and finding.answer is Answer.NOT_APPLICABLE and item.not_applicable):
        return Marks()
    got = _got(item, finding) if finding is not None else None
    return Marks(open=item.marks) if got is None else Marks(got=got, of=item.marks)


def _got(item: Item, finding: Finding) -> int | None:
    """Tenths; None where the finding does not say (not seen; a failure without its occurrences or grade)."""
    if finding.answer is Answer.PASS and not finding.band:
        return item.marks
    if finding.answer not in (Answer.PASS, Answer.FAIL):
        return None
    if item.method == "bands":
        return next((band.marks for band in item.bands if band.id == finding.band), None)
    if item.method == "deduct":
        return max(item.floor, item.marks - finding.occurrences * item.each) if finding.occurrences else None
    return 0 if finding.answer is Answer.FAIL else item.marks


def counted(occurrences: int, note: str = "") -> Finding:
    """The finding of an item that loses marks by occurrence: none is full marks, and conforms."""
    if not occurrences:
        return Finding(answer=Answer.PASS, note=note)
    return Finding(answer=Answer.FAIL, occurrences=occurrences, note=note)


def graded(item: Item, band: str, note: str = "") -> Finding:
    """The finding of an item scored by bands: the best conforms."""
    best = item.bands[0].id == band
    return Finding(answer=Answer.PASS if best else Answer.FAIL, band=band, note=note)


def finding_problems(item: Item, finding: Finding) -> list[Problem]:
    """What the item's method asks for and the finding lacks, or says and the method does not ask."""
    told = {"item": item.name}
    said, band = finding.answer in (Answer.PASS, Answer.FAIL), finding.band
    found = []
    if item.method == "deduct" and finding.answer is Answer.FAIL:
        if not 1 <= (finding.occurrences or 0) <= MOST_OCCURRENCES:
            found.append(Problem("findings", "item_occurrences", {**told, "most": MOST_OCCURRENCES}))
    elif finding.occurrences is not None:
        found.append(Problem("findings", "item_not_asked_so", told))
    if item.method == "bands" and said:
        if band not in {b.id for b in item.bands} | ({""} if finding.answer is Answer.PASS else set()):
            found.append(Problem("findings", "item_band", told))
        elif band and graded(item, band).answer is not finding.answer:
            found.append(Problem("findings", "item_not_asked_so", told))
    elif band:
        found.append(Problem("findings", "item_not_asked_so", told))
    if item.method == "written" and (finding.answer is Answer.FAIL or (said and not finding.note.strip())):
        found.append(Problem("findings", "item_words", told))
    return found


def marks_by_part(
    asked: Iterable[tuple[str, Item]], findings: Mapping[str, Mapping[str, Finding]]
) -> dict[tuple[str, str], Marks]:
    """Marks under each heading (Chinese, English) in walking order, of what is asked at which unit; headings under
    which nothing gives marks are left out."""
    found: dict[tuple[str, str], Marks] = {}
    for unit, item in asked:
        if item.marks:
            part = (item.part, item.part_en)
            found[part] = found.get(part, Marks()) + marks_of(item, findings.get(unit, {}).get(item.id))
    return found


def marks_of_audit(audit: Audit, standard: Standard, place_type: str) -> dict[tuple[str, str], Marks]:
    """Marks of an audit by heading, at the site and at each point that it answers for."""
    points = sorted(unit for unit in audit.findings if unit != SITE)
    of_point = standard.checklist(place_type, "point")
    asked = [(SITE, item) for item in standard.checklist(place_type, "site")]
    asked += [(unit, item) for unit in points for item in of_point]
    order = {item.id: n for n, item in enumerate(standard.items)}
    return marks_by_part(sorted(asked, key=lambda pair: order[pair[1].id]), audit.findings)


def total_marks(parts: Mapping[tuple[str, str], Marks]) -> Marks:
    """Marks in all."""
    return sum(parts.values(), Marks())
