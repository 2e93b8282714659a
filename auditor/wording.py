"""Words: translation, and numbers as they are shown. Chinese is the source language."""

import gettext as _gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from auditor.errors import Refused, Unavailable

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
LANGUAGES = ("zh", "en")

_chosen = "zh"
_here: ContextVar[str] = ContextVar("language", default="")  # of one thread, for a while


def use(language: str) -> None:
    """Speak `zh` or `en` from now on, in window, print and terminal; ValueError for any other."""
    global _chosen  # noqa: PLW0603 - one language a process, as gettext itself has it
    if language not in LANGUAGES:
        raise ValueError(language)
    _chosen = language


def language() -> str:
    """The language spoken now, `zh` or `en`."""
    return _here.get() or _chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language within this block and thread: documents are Chinese whatever the window speaks."""
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


@cache
def _catalogue(name: str) -> _gettext.NullTranslations:
    if name == "zh":
        return _gettext.NullTranslations()
    return _gettext.translation("auditor", RESOURCES / "locale", languages=[name])


def _(text: str) -> str:
    """The text in the language spoken; Chinese texts are their own keys."""
    return _catalogue(language()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """As `_`, where English tells one from many; both Chinese texts are usually the same."""
    return _catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """As `_`, where one Chinese word has two English ones."""
    return _catalogue(language()).pgettext(context, text)


def named(zh: str, en: str) -> str:
    """The name of something that carries both languages itself (items, place types); Chinese where English is empty."""
    return en if language() == "en" and en else zh


# -- numbers --------------------------------------------------------------------------------------------------------


def tenths(part: int, whole: int) -> int:
    """part/whole in tenths of a percent, cut, never rounded: 9996 of 10000 is 999. 0 for a whole of 0."""
    return part * 1000 // whole if whole else 0


def tenths_text(value: int) -> str:
    """Tenths of a percent as contracts print them: 999 is `99.9`."""
    return f"{value // 10}.{value % 10}"


def decimals(value: Fraction, places: int = 4) -> str:
    """A bound in 0..1 with fixed decimals, cut downwards."""
    scaled = value.numerator * 10**places // value.denominator
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def marks_text(tenths_of_marks: int) -> str:
    """Marks kept in tenths as people write them: 435 is `43.5`, 100 is `10`."""
    whole, tenth = divmod(tenths_of_marks, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def decimals_up(value: Fraction, places: int = 4) -> str:
    """An upper bound in 0..1 with fixed decimals, cut upwards; never above 1."""
    scaled = min(10**places, -(-value.numerator * 10**places // value.denominator))
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def percent(text: str) -> str:
    """`99.9` as a person reads it: `99.9 %`; `100.0` becomes `100 %`."""
    return ("100" if text == "100.0" else text) + " %"


def bound_percent(text: str) -> str:
    """A bound `0.9503` as `95.0 %`, cut downwards."""
    return percent(tenths_text(int(Fraction(text) * 1000))) if text else ""


def number(value: int) -> str:
    """Thousands with commas, a true minus sign."""
    return f"{value:,}".replace("-", "−")


def day(value: date | None) -> str:
    """A date as tables show it, `2026-11-22`; an en dash for none."""
    return value.isoformat() if value else "–"


def explain(error: Refused | Unavailable) -> str:
    """What a person is told of a refusal or a trouble."""
    from auditor import refusals

    return refusals.explain(error)


def listed(parts: Iterable[str], mark: str = "，") -> str:
    """Parts in a row, set apart by the mark of the language: ，、； in Chinese, comma or semicolon in English."""
    apart = mark if language() == "zh" else {"，": ", ", "、": ", ", "；": "; "}[mark]
    return apart.join(parts)
