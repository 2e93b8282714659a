"""Names are found by the initials of their pinyin."""

import pytest

from auditor.pinyin import MOST_READINGS, initials


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("重庆道", "cqd"),
        ("光明路 12-18 号楼", "gml1218hl"),
        ("KFC（长江店）", "kfccjd"),
        ("", ""),
        ("·", ""),
    ],
)
def test_a_name_is_spelled_by_its_first_letters(name: str, wanted: str) -> None:
    assert wanted in initials(name).split(" ")


def test_a_character_of_two_readings_is_found_by_either() -> None:
    assert {"hhds", "xxds"} <= set(initials("行行大厦").split(" "))


def test_many_readings_do_not_grow_without_end() -> None:
    assert 1 < len(initials("行长大重乐" * 8).split(" ")) <= MOST_READINGS


def test_a_character_no_dictionary_knows_stays_itself() -> None:
    assert "\U0002c3acwxq" in initials("\U0002c3ac王小区").split(" ")
