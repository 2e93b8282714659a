"""Finding by what a person types: code, name, address, organisation, initials; one text a thing is looked for in."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
RANKS = 6  # exact code, start of the code, start of the name, anywhere in words, start of the initials, inside them


def folded(text: str) -> str:
    """A text as it is compared: NFKC, no case, no white space. `１２－１８ 号楼` and `12-18号楼` are one."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def key_of(code: str, name: str, *others: str, initials: str = "") -> str:
    """What a thing is looked for in. Parts are parted by what `folded` never leaves in a text, so that none is found
    across two of them: code, then name, then others (address, organisation), then each spelling of the initials."""
    words = "\r".join([f"{folded(code)}\n{folded(name)}", *(folded(other) for other in others if other)])
    return words + "\f" + "".join(f"\t{spelling}" for spelling in initials.split())


def with_word(key: str, word: str) -> str:
    """A key with one more thing to be found by (the organisation, which is another record than the site)."""
    words, _end, spellings = key.partition("\f")
    return f"{words}\r{folded(word)}\f{spellings}" if word else key


def rank(text: str, key: str) -> int:
    """How well a folded text fits a key: 0 is best; RANKS where it does not fit."""
    if text not in key:
        return RANKS
    if key.startswith(text):
        return 0 if key.startswith(text + "\n") else 1
    if "\n" + text in key:
        return 2
    if text in key.partition("\f")[0]:
        return 3
    return 4 if "\t" + text in key else 5


def found(things: Sequence[T], text: str, key: Callable[[T], str]) -> list[T]:
    """The things that a typed text fits, best first, else in the order given; all for an empty text."""
    wanted = folded(text)
    if not wanted:
        return list(things)
    ranked: list[list[T]] = [[] for _ in range(RANKS)]
    for thing in things:
        held = key(thing)
        if wanted in held:
            ranked[rank(wanted, held)].append(thing)
    return [thing for part in ranked for thing in part]


def places_found(places: Iterable[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    """Streets and communities (code, name) that a typed text fits, by code, name and initials; best first."""
    from auditor.pinyin import initials

    return found(list(places), text, lambda place: key_of(*place, initials=initials(place[1])))
