"""Which sites of a register may be one place entered twice: found by code, name, address and organisation."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Literal

from auditor.finding import folded
from auditor.site import joined
from auditor.store import SiteListing

Why = Literal["code", "name", "near"]
APART = "apart"  # the setting of this database that remembers what is not the same
NEAR = 0.75  # of the characters in common, once digits are equal
DISTINGUISHING = frozenset("东南西北中前后左右上下内外新旧老大小高低一二三四五六七八九十甲乙丙丁期号栋座abcdefgh")
MOST_TOGETHER = 100  # names of one community that share an address or organisation; more say nothing
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sites and what makes them look alike; `left` has the smaller code."""

    left: SiteListing
    right: SiteListing
    why: Why

    @property
    def key(self) -> str:
        """The pair by its ids, in one order."""
        return " ".join(sorted((self.left.id, self.right.id)))


def plain_name(name: str) -> str:
    """A name as it is compared: NFKC, no case, no white space, no signs."""
    return "".join(c for c in folded(name) if unicodedata.category(c)[0] in "LN")


def near(left: str, right: str) -> bool:
    """Whether two plain names differ by little, and not by what tells places apart: building 12 is not building 18,
    the east quarter not the west one."""
    if not left or not right or _NUMBERS.findall(left) != _NUMBERS.findall(right):
        return False
    match = SequenceMatcher(None, left, right, autojunk=False)
    if match.quick_ratio() < NEAR or match.ratio() < NEAR:
        return False
    other = "".join(left[a:b] + right[c:d] for tag, a, b, c, d in match.get_opcodes() if tag != "equal")
    return not set(other) & DISTINGUISHING


def pairs(sites: Iterable[SiteListing], apart: frozenset[str] = frozenset()) -> list[Pair]:
    """Pairs that may be one place, in order of code; those joined already or known to be `apart` are left out."""
    held = [s for s in sites if not s.withdrawn]
    found: dict[str, Pair] = {}

    def offer(group: Sequence[SiteListing], why: Why) -> None:
        for a, b in combinations(group, 2):
            left, right = sorted((a, b), key=lambda s: (s.code, s.id))
            pair = Pair(left, right, why)
            alike = why != "near" or near(plain_name(left.name), plain_name(right.name))
            if alike and pair.key not in apart and not {left.same_as, right.same_as} & {left.id, right.id}:
                found.setdefault(pair.key, pair)

    for group in _groups(held, lambda s: (s.street, folded(s.code))):
        offer(group, "code")
    for group in _groups(held, lambda s: (s.community, plain_name(s.name))):
        offer(group, "name")
    for group in _groups(held, lambda s: (s.community, folded(s.address) if s.address else "")):
        offer(group, "near")
    for group in _groups(held, lambda s: (s.community, folded(s.organisation) if s.organisation else "")):
        offer(group, "near")
    return sorted(found.values(), key=lambda p: (p.left.street, p.left.code, p.right.code, p.key))


def _groups(sites: Iterable[SiteListing], key: Callable[[SiteListing], tuple[str, str]]) -> list[list[SiteListing]]:
    grouped: dict[tuple[str, str], list[SiteListing]] = {}
    for site in sites:
        grouped.setdefault(key(site), []).append(site)
    return [group for (_, said), group in grouped.items() if said and 1 < len(group) <= MOST_TOGETHER]


def circles(same_as: Mapping[str, str]) -> list[list[str]]:
    """Ids that lead in a circle, each circle once, its smallest id first: that is where it ends (DESIGN 5)."""
    found = []
    for first in sorted({end for end in joined(same_as).values() if same_as.get(end)}):  # an end that leads on
        ring = [first]
        while (following := same_as[ring[-1]]) != first:
            ring.append(following)
        found.append(ring)
    return found
