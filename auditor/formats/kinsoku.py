"""Where a line of Chinese may break, and how much air stands between two characters (PRINT.md 3); no fonts here."""

import re
import unicodedata
from enum import Enum
from functools import cache

OPENING = frozenset("（〔《〈「『【“‘")
CLOSING = frozenset("，。、；：！？）〕》〉」』】”’")
OTHER_MARKS = frozenset("·—…")
MARKS = OPENING | CLOSING | OTHER_MARKS
# The ASCII brackets and stops join the tables of PRINT.md: user text holds them, and they offend in the same places.
NOT_AT_START = CLOSING | OTHER_MARKS | frozenset("%％,.;:!?)]}")
NOT_AT_END = OPENING | frozenset("([{")
NARROW_AIR = frozenset("年月日第号")
AIR_EM, NARROW_AIR_EM, BRACKET_EM = 0.14, 0.06, 0.62

# Spans that stay whole, as the text writes them: 61户, 0.9毫米, 11月22日, 第1号, 五（四）, 〔2026〕12号.
_WHOLE = re.compile(
    r"[0-9]{1,2}月[0-9]{1,2}日|[0-9]+时[0-9]+分|第[0-9]+"
    r"|[0-9][0-9,.]*(?:个月|个百分点|毫米|厘米|平方米|公里|公斤|小时|分钟|周岁|万户|万人|万元|[^\W\d_a-zA-Z])"
    r"|[一二三四五六七八九十]+（[一二三四五六七八九十]+）"
    r"|〔[0-9]{4}〕[0-9]+号?"
)
_LONGEST_PREFIX = 8  # Han characters of a 代字 that are kept with the 〔 after them


class Kind(Enum):
    """What a character is to the setter."""

    HAN = "han"
    LATIN = "latin"
    MARK = "mark"
    SPACE = "space"
    JOINED = "joined"  # combining: it belongs to the character before it
    OTHER = "other"


@cache
def kind_of(char: str) -> Kind:
    """The kind of one character."""
    category = unicodedata.category(char)
    if char in MARKS:
        return Kind.MARK
    if char.isspace():
        return Kind.SPACE
    if category[0] == "M":
        return Kind.JOINED
    if char >= "\U00020000":
        return Kind.HAN  # also what is newer than this Python's Unicode: planes 2 and 3 hold nothing else
    if unicodedata.east_asian_width(char) in "WF":
        return Kind.HAN if category[0] in "LN" else Kind.OTHER
    if category[0] in "LN" or char < "\u0180":
        return Kind.LATIN
    return Kind.OTHER


def air_between(left: str, right: str) -> float:
    """The air between two neighbours, in em: only between Han and Latin letters or figures, none beside a mark."""
    kinds = (kind_of(left), kind_of(right))
    if kinds == (Kind.HAN, Kind.LATIN):
        han, latin = left, right
    elif kinds == (Kind.LATIN, Kind.HAN):
        han, latin = right, left
    else:
        return 0.0
    if not (latin.isalnum() or latin in "%‰°+±"):
        return 0.0
    return NARROW_AIR_EM if han in NARROW_AIR else AIR_EM


def is_invisible(char: str) -> bool:
    """Whether the character has no picture and no width: joiners, marks of direction, variation selectors."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or unicodedata.category(char) == "Cf"


def find_breaks(text: str, whole: frozenset[int] = frozenset()) -> list[bool]:
    """For each index i of the text whether a line may begin there (index 0: no).

    `whole` holds indexes the caller forbids beside the rules: an id, or a document number with its 代字.
    """
    breaks = [False] * (len(text) + 1)
    last = ""  # the character before, white space left out
    for index, char in enumerate(text):
        kind = kind_of(char)
        if index and kind is not Kind.SPACE and kind is not Kind.JOINED:
            before = kind_of(text[index - 1])
            breaks[index] = (
                char not in NOT_AT_START
                and last not in NOT_AT_END
                and (before is Kind.SPACE or not (before in (Kind.LATIN, Kind.JOINED) and kind is Kind.LATIN))
            )
        if kind is not Kind.SPACE:
            last = char
    for index in whole:
        breaks[index] = False
    for start, end in _whole_spans(text):
        breaks[start + 1 : end] = [False] * (end - start - 1)
    return breaks


def _whole_spans(text: str) -> list[tuple[int, int]]:
    spans = []
    at = 0
    while match := _WHOLE.search(text, at):
        start, end = match.span()
        if text[start] == "〔":
            prefix = start
            while prefix and kind_of(text[prefix - 1]) is Kind.HAN:
                prefix -= 1
            # A 代字 is short; before it the sentence runs on, and only the last two characters surely belong to it.
            start = prefix if start - prefix <= _LONGEST_PREFIX else start - 2
        spans.append((start, end))
        at = match.start() + 1
    return spans
