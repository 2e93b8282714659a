"""Pinyin initials (拼音首字母) of names, for searching by three letters."""

import re
from functools import lru_cache
from itertools import product

MOST_READINGS = 16  # a name with more is searched by the first reading of its later characters
_RUNS = re.compile(
    r"[\x00-\x7f]+|[^\x00-\x7f]+"
)  # digits and letters settle no reading: the runs between them are kept


@lru_cache(maxsize=200_000)
def initials(name: str) -> str:
    """Every spelling of a name's initials, joined by spaces: `12-18 号楼` gives `1218hl 1218xl`; lower case.

    A character with several readings gives each of them where its word does not settle it, so that nobody has to know
    which the program took. Letters and digits stay, signs and spaces go. A new version of pypinyin may read otherwise:
    the index keeps these spellings, so its number (`db/store.py`) is raised with it.
    """
    choices: list[tuple[str, ...]] = []
    count = 1
    for found in (letters for run in _RUNS.findall(name) for letters in _readings(run)):
        kept = found if count * len(found) <= MOST_READINGS else found[:1]
        count *= len(kept)
        choices.append(kept)
    return " ".join("".join(parts) for parts in product(*choices))


@lru_cache(maxsize=50_000)
def _readings(run: str) -> tuple[tuple[str, ...], ...]:
    """The initials that each character of a run may have; ASCII is one piece without its signs."""
    if run.isascii():
        kept = "".join(filter(str.isalnum, run)).casefold()
        return ((kept,),) if kept else ()
    from pypinyin import Style, pinyin

    found = []
    for readings in pinyin(run, style=Style.FIRST_LETTER, heteronym=True, strict=False):
        spelled = {"".join(filter(str.isalnum, letters)).casefold() for letters in readings} - {""}
        if spelled:
            found.append(tuple(sorted(spelled)))
    return tuple(found)
