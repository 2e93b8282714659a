"""Cells of a table as people fill them: codes Excel made numbers, dates in five spellings; read exactly or refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from auditor.site import MOST_HOUSEHOLDS

Cell = str | int | float | bool | date | time | timedelta | None  # a datetime is a date

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+00:00(?::00(?:\.0+)?)?)?\Z")
_DAY8 = re.compile(r"(\d{4})(\d\d)(\d\d)\Z")
_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?)?秒?\Z")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+\Z")  # with its sign: 3E12 may be a building
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?\Z")
_SERIAL_START = date(1899, 12, 30)  # what a spreadsheet counts its days from
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "x"})
_NO = frozenset({"", "否", "n", "no", "false", "0", "×", "-"})


class Formula(str):
    """The text of a formula, with its `=`: it is never computed, and no number or date is read from it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as read: its rows that hold anything, with their numbers in the file (from 1), and merged ranges."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merged: tuple[str, ...] = ()


class Unreadable(ValueError):
    """A cell that cannot be read as what its column asks for; `code` names the sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def shown(cell: Cell) -> str:
    """A cell as a person would recognise it in a sentence, at most 60 characters."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        text = cell.isoformat(sep=" ", timespec="minutes").removesuffix(" 00:00")
    elif isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        text = str(int(cell))
    else:
        text = str(cell).strip()
    return text if len(text) <= 60 else text[:59] + "…"


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """A head or choice as it is compared: NFKC, no white space, no case, no star for "required"."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().strip("*")


def read_text(cell: Cell) -> str:
    """Text as typed, never normalised; only white space around it goes. Unreadable if it holds U+0000."""
    if isinstance(cell, str):
        if "\0" in cell:
            raise Unreadable("not_text")
        return str(cell).strip()
    return "" if cell is None else shown(cell)


def read_code(cell: Cell) -> str:
    """A code in the form it is kept (NFKC). A whole number is its digits: 120104006001.0 is `120104006001`.

    Unreadable for what Excel turned into a date (`code_is_date`) or rounded (`code_lost`).
    """
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", read_text(cell)).strip()
        if _SCIENTIFIC.match(text):
            raise Unreadable("code_lost")
        whole = text.removesuffix(".0")
        return whole if whole.isdigit() and len(whole) >= 6 else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        raise Unreadable("not_text")
    if isinstance(cell, (date, time, timedelta)):
        raise Unreadable("code_is_date")
    if abs(cell) >= 1e15 or cell < 0:
        raise Unreadable("code_lost")
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def read_count(cell: Cell, most: int = MOST_HOUSEHOLDS) -> int:
    """A whole number from 0 to `most`; an empty cell is 0."""
    if isinstance(cell, Formula):
        raise Unreadable("formula")
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip().replace(",", "").replace("−", "-")
        if not text:
            return 0
        try:
            cell = int(text) if text.lstrip("-").isdecimal() else float(text)
        except ValueError:
            raise Unreadable("count_not_number") from None
    if cell is None:
        return 0
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not isfinite(cell):
        raise Unreadable("count_not_number")
    if cell < 0:
        raise Unreadable("count_negative")
    if isinstance(cell, float) and not cell.is_integer():
        raise Unreadable("count_fraction")
    if cell > most:
        raise Unreadable("count_too_large", most=most)
    return int(cell)


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable("day_impossible") from None
    if not 1950 <= year <= 2100:
        raise Unreadable("day_impossible")
    return found


def read_day(cell: Cell) -> date | None:
    """A calendar day: a real date, `2023-5-1`, `2023/05/01`, `2023年5月1日`, `20230501` or a spreadsheet's serial.

    Day or month first (`5/1/2023`) cannot be told apart and is Unreadable.
    """
    if isinstance(cell, datetime):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, Formula):
        raise Unreadable("formula")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if int(cell) in _SERIALS:
            return _SERIAL_START + timedelta(days=int(cell))
        cell = str(int(cell)) if float(cell).is_integer() else str(cell)
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise Unreadable("day_unreadable")
    return _day_of_text(unicodedata.normalize("NFKC", cell).strip())


@lru_cache(maxsize=5000)
def _day_of_text(text: str) -> date | None:
    if not text:
        return None
    if match := _DAY.match(text) or _DAY8.match(text):
        return _day(*(int(x) for x in match.groups()))
    if text.isdecimal() and int(text) in _SERIALS:
        return _SERIAL_START + timedelta(days=int(text))
    raise Unreadable("day_unreadable")


def read_time(cell: Cell) -> time | None:
    """A time of day to the second: a real time, `14:05`, `14:05:30`, `14时05分`, or a fraction of a day."""
    if isinstance(cell, Formula):
        raise Unreadable("formula")
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell < 1:
        minutes, seconds = divmod(min(round(cell * 86_400), 86_399), 60)
        return time(minutes // 60, minutes % 60, seconds)
    if cell is None:
        return None
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    if not text:
        return None
    match = _TIME.match(text)
    if not match:
        raise Unreadable("time_unreadable")
    hour, minute, second = (int(x or 0) for x in match.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unreadable("time_unreadable") from None


def read_degrees(cell: Cell, most: int) -> int | None:
    """Decimal degrees as millionths, `39.108512` is 39108512; None for an empty cell. More decimals are rounded.

    Unreadable for degrees and minutes, a decimal comma, or what is beyond `most` degrees.
    """
    if isinstance(cell, Formula):
        raise Unreadable("formula")
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Unreadable("degrees_unreadable")
    plain = format(Decimal(repr(cell)), "f") if isinstance(cell, float) and isfinite(cell) else str(cell)
    text = unicodedata.normalize("NFKC", plain).strip().replace("−", "-").removesuffix("°").strip()
    if not _DEGREES.match(text):
        raise Unreadable("degrees_unreadable")
    value = int(Decimal(text).scaleb(6).to_integral_value())
    if abs(value) > most * 1_000_000:
        raise Unreadable("degrees_beyond", most=most)
    return value


def degrees_text(value: int | None) -> str:
    """Millionths of a degree as decimal degrees with six decimals; "" for none."""
    if value is None:
        return ""
    whole, rest = divmod(abs(value), 1_000_000)
    return f"{'-' if value < 0 else ''}{whole}.{rest:06}"


def read_flag(cell: Cell) -> bool:
    """是 or 否 in the usual spellings; an empty cell is 否."""
    text = folded(shown(cell)) if not isinstance(cell, bool) else str(cell).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Unreadable("flag_unreadable")


def read_choice(cell: Cell, choices: Mapping[str, str]) -> str:
    """The id a cell chooses; `choices` maps folded spellings to ids. "" for an empty cell."""
    text = folded(shown(cell))
    if not text:
        return ""
    if text not in choices:
        raise Unreadable("choice_unknown")
    return choices[text]
