"""The manual as it lies in resources/manual: chapters in their order, what they say, and where words stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor import wording
from auditor.wording import _

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "manual"

# Chapters of one part stand together; a chapter of a page has the id of the page.
PARTS: dict[str, tuple[str, ...]] = {
    "start": ("first_day",),
    "pages": (
        "overview",
        "missing",
        "audit",
        "survey",
        "corrections",
        "register",
        "score",
        "progress",
        "recheck",
        "conflicts",
        "standard",
        "diary",
        "sync",
        "documents",
        "settings",
        "help",
    ),
    "why": ("numbers", "photographs", "loop"),
    "trouble": ("trouble", "copies"),
    "look up": ("words", "keys"),
}
EXCERPT = 28  # characters of a find before and after the words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, without marks of Markdown; the first section is the chapter's own head."""

    heading: str
    said: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file: its Markdown, its title and its sections."""

    id: str
    title: str
    markdown: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: chapter, number of the section, and the words round it."""

    chapter: str
    section: int
    title: str
    heading: str
    excerpt: str


def part_name(part: str) -> str:
    """What a part of the contents is called."""
    return {
        "start": _("开始"),
        "pages": _("各页"),
        "why": _("道理"),
        "trouble": _("出了事"),
        "look up": _("备查"),
    }[part]


def chapters() -> tuple[Chapter, ...]:
    """Every chapter in the language spoken now, in the order of the contents."""
    return _read(wording.language())


def chapter(name: str) -> Chapter:
    """The chapter of this id; KeyError when there is none."""
    return {c.id: c for c in chapters()}[name]


@cache
def _read(language: str) -> tuple[Chapter, ...]:
    names = (name for part in PARTS.values() for name in part)
    return tuple(_parse(n, (FOLDER / language / f"{n}.md").read_text(encoding="utf-8")) for n in names)


def _parse(name: str, markdown: str) -> Chapter:
    pieces = re.split(r"^#{1,3} (.+)$", markdown, flags=re.MULTILINE)
    sections = tuple(Section(plain(h), plain(said)) for h, said in zip(pieces[1::2], pieces[2::2], strict=True))
    return Chapter(name, sections[0].heading, markdown, sections)


def plain(markdown: str) -> str:
    """The words alone: no pictures, no addresses of links, no marks."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^[\s|:-]*-{3,}[\s|:-]*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*(?:[-*]|\d+\.) ", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", re.sub(r"[`*|]", " ", text)).strip()


def find(words: str) -> tuple[Place, ...]:
    """The sections that hold the words, upper and lower case alike; every section for none."""
    return tuple(_find(words.strip().casefold()))


def _find(wanted: str) -> Iterator[Place]:
    for one in chapters():
        for i, section in enumerate(one.sections):
            at = section.said.casefold().find(wanted)
            if at >= 0 or wanted in section.heading.casefold():
                yield Place(one.id, i, one.title, section.heading, _round(section.said, at, len(wanted)))


def _round(said: str, at: int, length: int) -> str:
    start, end = max(0, at - EXCERPT), max(0, at) + length + EXCERPT
    return ("…" if start else "") + said[start:end] + ("…" if end < len(said) else "")
