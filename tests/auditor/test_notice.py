"""A notice carries what was told, under a number that runs by street, prefix and year."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.notice import Notice, NoticeLine, NoticePhoto, doubled_numbers, next_running
from auditor.record import body_of, canonical, value_of
from tests.making import STREET, TODAY


def notice(name: str = "n", **changes: Any) -> Notice:
    values: dict[str, object] = {
        "id": name,
        "street": STREET,
        "prefix": "某代字",
        "year": 2026,
        "running": 1,
        "site": "s",
        "site_name": "长江里一区",
        "street_name": "万兴街道",
        "recipient": "某物业",
        "issuer": "某街道办事处",
        "inspected_on": date(2026, 11, 12),
        "issued_on": date(2026, 11, 13),
        "lines": {
            "b": NoticeLine(place=2, where="整个点位", found="y", due_on=TODAY),
            "c": NoticeLine(place=1, where="1号投放点", found="x", asked="z", due_on=TODAY),
        },
        "photos": {"0" * 64: NoticePhoto(place=1, caption="1号投放点", taken_on=date(2026, 11, 12))},
        **changes,
    }
    return Notice(**values)  # type: ignore[arg-type]  # by name


def test_a_notice_is_kept_whole_and_its_lines_stand_in_their_places() -> None:
    made = notice()
    canonical(body_of(made))
    assert value_of(Notice, body_of(made), id="n", street=STREET) == made
    assert made.number == "某代字〔2026〕1号"
    assert [c for c, _line in made.in_place()] == ["c", "b"]
    assert made.problems() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": " "}, "empty"),
        ({"prefix": ""}, "empty"),
        ({"running": 0}, "count_range"),
        ({"lines": {}}, "notice_of_nothing"),
        ({"issued_on": date(2026, 11, 11)}, "step_before"),
    ],
)
def test_a_notice_without_what_it_needs_is_refused(changes: dict[str, Any], code: str) -> None:
    assert [p.code for p in notice(**changes).problems()] == [code]


def test_a_recipient_nobody_registered_stays_empty() -> None:
    assert notice(recipient="").problems() == []


def test_numbers_run_by_street_prefix_and_year_and_a_withdrawn_one_keeps_its() -> None:
    held = [
        notice("a", running=3),
        notice("b", running=7, withdrawn="写错了"),
        notice("c", running=9, year=2025),
        notice("d", running=12, prefix="别的"),
        notice("e", running=15, street="120104001000"),
    ]
    assert next_running(held, STREET, "某代字", 2026) == 8
    assert next_running([], STREET, "某代字", 2026) == 1


def test_numbers_given_twice_are_listed_and_stay() -> None:
    left, right = notice("a", running=3), notice("b", running=3)
    other = replace(right, id="c", street="120104001000")
    assert doubled_numbers([right, left, notice("d", running=4), other]) == [[left, right]]
