"""What an item of the checklist may be answered with, by its method: the digit, the word, and the finding it makes."""

from dataclasses import dataclass
from typing import Literal

from auditor.audit import Answer, Finding
from auditor.checklist import Marks, graded, marks_of
from auditor.standard import Item
from auditor.wording import _, marks_text, named, ngettext
from ui.answers import MARKS, ORDER, answer_word
from ui.marks import Mark

Asks = Literal["", "count", "words"]
REST = (Answer.NOT_APPLICABLE, Answer.NOT_SEEN)


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to press. `asks`: what has to be typed before there is a finding."""

    digit: int
    word: str
    mark: Mark
    finding: Finding
    asks: Asks = ""


def replies_to(item: Item) -> tuple[Reply, ...]:
    """In order of their digits; 1 is always the best there is."""
    if item.method == "bands":
        found = [
            Reply(
                n,
                _("{band} {marks} 分").format(band=named(b.name, b.name_en), marks=marks_text(b.marks)),
                MARKS[f.answer],
                f,
            )
            for n, b in enumerate(item.bands, 1)
            for f in (graded(item, b.id),)
        ]
        return (*found, *(_plain(n, a) for n, a in enumerate(REST, len(found) + 1)))
    if item.method == "written":
        words = Reply(1, _("写评语"), Mark.CONFORMING, Finding(answer=Answer.PASS), "words")
        return (words, *(_plain(n, a) for n, a in enumerate(REST, 3)))
    plain = tuple(_plain(n, a) for n, a in enumerate(ORDER, 1))
    if item.method != "deduct":
        return plain
    fails = Reply(2, _("不符合，几处？"), Mark.NONCONFORMING, Finding(answer=Answer.FAIL), "count")
    return (plain[0], fails, *plain[2:])


def _plain(digit: int, answer: Answer) -> Reply:
    return Reply(digit, answer_word(answer), MARKS[answer], Finding(answer=answer))


def method_words(item: Item) -> str:
    """How the item is scored, in a line; "" where it is simply there or not, without marks."""
    full = marks_text(item.marks)
    if item.method == "deduct":
        told = _("扣分：满分 {full}，每处扣 {each}").format(full=full, each=marks_text(item.each))
        return told + (_("，最低 {floor}").format(floor=marks_text(item.floor)) if item.floor else "")
    if item.method == "bands":
        return _("分档：满分 {full}").format(full=full)
    if item.method == "written":
        return _("书面评定：写评语，不给分")
    return _("全有全无：{full} 分").format(full=full) if item.marks else ""


def finding_word(item: Item, finding: Finding | None) -> str:
    """What an item got, in a word or two that fit the column 本次."""
    if finding is None or finding.answer in REST or item.method == "all_or_nothing":
        return answer_word(finding.answer if finding else None)
    if item.method == "written":
        return _("已评")
    marks = marks_of(item, finding)
    if item.method == "deduct":
        n = finding.occurrences or 0
        return ngettext("{n} 处", "{n} 处", n).format(n=n) if n else answer_word(finding.answer)
    return _("{got} / {full} 分").format(got=marks_text(marks.got), full=marks_text(item.marks))


def finding_text(item: Item, finding: Finding) -> str:
    """What an item got, whole: with its grade and its marks."""
    word, marks = finding_word(item, finding), marks_of(item, finding)
    band = next((named(b.name, b.name_en) for b in item.bands if b.id == finding.band), "")
    got = _("得 {got} / {full} 分").format(got=marks_text(marks.got), full=marks_text(marks.of)) if marks.of else ""
    return " · ".join(part for part in (band or word, got) if part)


def marks_line(marks: Marks) -> str:
    """Marks as a line: got of how many."""
    return _("得分 {got} / {full}").format(got=marks_text(marks.got), full=marks_text(marks.of))


def open_marks_line(marks: Marks) -> str:
    """How many marks were neither given nor lost; "" for none."""
    return _("未答或未看到的 {open} 分不计").format(open=marks_text(marks.open)) if marks.open else ""
