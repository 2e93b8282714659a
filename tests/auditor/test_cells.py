"""Cells: read exactly or refused."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cells import (
    Formula,
    Unreadable,
    degrees_text,
    read_choice,
    read_code,
    read_count,
    read_day,
    read_degrees,
    read_flag,
    read_text,
    read_time,
    shown,
)

DAYS = st.dates(date(1960, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings: list[Any] = [
        day,
        datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC),
        f"{day.year}-{day.month}-{day.day}",
        f"{day:%Y/%m/%d}",
        f" {day.year}年{day.month}月{day.day}日 ",
        f"{day:%Y.%m.%d}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day:%Y-%m-%d} 00:00:00",
        serial,
        float(serial),
        str(serial),
    ]
    assert {read_day(s) for s in spellings} == {day}


@pytest.mark.parametrize("cell", ["2023/13/40", "2023-02-29", "20231301", 20231301, "0023-01-01", date(1900, 1, 1)])
def test_a_day_that_is_none_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable) as told:
        read_day(cell)
    assert told.value.code == "day_impossible"


@pytest.mark.parametrize("cell", ["5/1/2023", "去年", "12", 3.5, True, time(1), "2023-05"])
def test_a_day_that_could_be_several_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable) as told:
        read_day(cell)
    assert told.value.code == "day_unreadable"


@given(st.integers(0, 999_999_999_999_999))
def test_a_number_is_its_digits_as_a_code(number: int) -> None:
    if number < 2**53 and number < 10**15:
        assert read_code(float(number)) == read_code(number) == str(number)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("０６-001 ", "06-001"),
        ("120104006001.0", "120104006001"),
        ("007", "007"),
        ("3E12", "3E12"),
        ("1.0", "1.0"),
        (None, ""),
    ],
)
def test_a_code_is_kept_in_one_form(cell: Any, code: str) -> None:
    assert read_code(cell) == code


@pytest.mark.parametrize("cell", [1e17, -1, "1.20104E+11", "5E+11"])
def test_a_code_of_which_digits_are_lost_is_refused(cell: Any) -> None:
    with pytest.raises(Unreadable) as told:
        read_code(cell)
    assert told.value.code == "code_lost"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_is_never_normalised(text: str) -> None:
    assert read_text(text) == text.strip()


def test_text_with_a_nul_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_text("a\0b")


@pytest.mark.parametrize(
    ("cell", "count"), [("", 0), (None, 0), ("４１２", 412), ("1,200", 1200), (7.0, 7), ("7.0", 7)]
)
def test_a_whole_number_is_read(cell: Any, count: int) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-1, "count_negative"),
        ("−1", "count_negative"),
        (1.5, "count_fraction"),
        ("0.5", "count_fraction"),
        ("many", "count_not_number"),
        ("nan", "count_not_number"),
        (float("inf"), "count_not_number"),
        (True, "count_not_number"),
        (10**6, "count_too_large"),
        (Formula("=1"), "formula"),
        (date(2026, 1, 1), "count_not_number"),
    ],
)
def test_what_is_no_whole_number_is_refused(cell: Any, code: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_count(cell)
    assert told.value.code == code


@given(st.times().map(lambda t: t.replace(microsecond=0)))
def test_a_time_is_the_same_in_every_spelling(moment: time) -> None:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    spellings: list[Any] = [
        moment,
        timedelta(seconds=seconds),
        seconds / 86_400,
        f"{moment:%H:%M:%S}",
        f"{moment:%H：%M：%S}",
        f"{moment.hour}时{moment.minute}分{moment.second}秒",
    ]
    assert {read_time(s) for s in spellings} == {moment}


def test_flags_and_choices_are_read_in_their_spellings() -> None:
    assert [read_flag(x) for x in ("是", "Yes", 1, True, "√")] == [True] * 5
    assert [read_flag(x) for x in ("否", "", None, 0.0, False)] == [False] * 5
    assert read_choice(2.0, {"2": "fail"}) == "fail"
    with pytest.raises(Unreadable):
        read_flag("也许")


def test_a_long_cell_is_shown_short() -> None:
    assert len(shown("长" * 100)) == 60
    assert shown(datetime(2026, 5, 1, tzinfo=UTC)).startswith("2026-05-01")


@given(st.integers(-90_000_000, 90_000_000))
def test_degrees_come_back_as_they_were_written(value: int) -> None:
    text = degrees_text(value)
    assert len(text.partition(".")[2]) == 6
    assert read_degrees(text, 90) == value
    assert read_degrees(float(text), 90) == value


@pytest.mark.parametrize(
    ("cell", "millionths"),
    [
        ("39.1", 39_100_000),
        (39, 39_000_000),
        (" ３９．５° ", 39_500_000),
        ("−0.000001", -1),
        ("39.10851249", 39_108_512),
    ],
)
def test_degrees_are_understood_as_people_write_them(cell: Any, millionths: int) -> None:
    assert read_degrees(cell, 90) == millionths


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("39°06'30\"", "degrees_unreadable"),
        ("39,1", "degrees_unreadable"),
        ("N39.1", "degrees_unreadable"),
        (float("nan"), "degrees_unreadable"),
        (True, "degrees_unreadable"),
        (Formula("=A1"), "formula"),
        ("117.165204", "degrees_beyond"),
        ("90.000001", "degrees_beyond"),
    ],
)
def test_degrees_that_could_be_something_else_are_refused(cell: Any, code: str) -> None:
    with pytest.raises(Unreadable) as told:
        read_degrees(cell, 90)
    assert told.value.code == code


def test_no_degrees_are_none() -> None:
    assert read_degrees(None, 90) is None
    assert read_degrees(" ", 90) is None
    assert degrees_text(None) == ""
