"""Pinyin initials (拼音首字母) of names, for searching by three letters."""

from functools import lru_cache
from itertools import product

MOST_READINGS = 16  # a name with more is searched by the first reading of its later characters


@lru_cache(maxsize=200_000)
def initials(name: str) -> str:
    """Every spelling of a name's initials, joined by spaces: `12-18 号楼` gives `1218hl 1218xl`; lower case.

    A character with several readings gives each of them where its word does not settle it, so that nobody has to know
    which the program took. Letters and digits stay, signs and spaces go.
    """
    from pypinyin import Style, pinyin

    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True, strict=False)
    choices, count = [], 1
    for letters in readings:
        found = sorted({kept for x in letters if (kept := "".join(filter(str.isalnum, x)).casefold())})
        if count * len(found) > MOST_READINGS:
            found = found[:1]
        if found:
            count *= len(found)
            choices.append(found)
    return " ".join("".join(parts) for parts in product(*choices))
