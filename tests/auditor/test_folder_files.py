"""What is remembered of the files in an exchange folder: no file is read twice, none in trouble is given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.folder_files import (
    DONE,
    MOST,
    OTHERS,
    TROUBLE,
    Noted,
    is_candidate,
    own_leftovers,
    read_notes,
    trouble,
    write_notes,
)
from tests.making import NOW

MARK = (10, 5)
TORN = trouble(None, MARK, NOW, "package_damaged", {"file": "a.sap"}, whole=False)


def test_notes_come_back_as_they_were_written_and_of_another_folder_or_bureau_not_at_all() -> None:
    notes = {"a.sap": TORN, "b.sap": Noted(mark=MARK, what=DONE), "c.sap": Noted(mark=MARK, what=OTHERS)}
    text = write_notes("box", "b" * 32, notes)
    assert read_notes(text, "box", "b" * 32) == notes
    assert read_notes(text, "other", "b" * 32) == {}
    assert read_notes(text, "box", "") == {}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"for": 1}', '{"for": ["x", "", 1], "files": {"a": [1]}}'])
def test_a_note_that_cannot_be_read_is_no_note(text: str) -> None:
    assert read_notes(text, "x", "") == {}


def test_of_very_many_files_the_newest_are_remembered() -> None:
    notes = {f"{n}.sap": Noted(mark=(1, n), what=DONE) for n in range(MOST + 5)}
    kept = read_notes(write_notes("x", "", notes), "x", "")
    assert len(kept) == MOST
    assert "0.sap" not in kept
    assert f"{MOST + 4}.sap" in kept


def test_a_torn_file_is_tried_each_time_told_once_it_has_settled_and_then_tried_every_hour() -> None:
    later = NOW + timedelta(minutes=9)
    assert (TORN.is_due(MARK, later), TORN.is_told(later)) == (True, False)
    again = trouble(TORN, MARK, later, "package_damaged", {}, whole=False)
    assert again.since == TORN.since
    told = NOW + timedelta(minutes=10)
    assert again.is_told(told)
    assert not again.is_due(MARK, told)
    assert again.is_due(MARK, later + timedelta(hours=1))
    assert again.is_due((11, 5), told)


def test_a_file_that_grew_or_a_clock_that_went_back_begins_to_wait_anew() -> None:
    later = NOW + timedelta(minutes=30)
    assert not trouble(TORN, (11, 6), later, "package_damaged", {}, whole=False).is_told(later)
    before = NOW - timedelta(days=1)
    back = trouble(TORN, MARK, before, "package_damaged", {}, whole=False)
    assert not back.is_told(before)
    assert back.is_told(before + timedelta(minutes=10))
    assert replace(TORN, whole=True).is_due(MARK, before)


def test_a_refusal_of_a_whole_file_is_told_at_once_and_what_is_done_is_looked_at_no_more() -> None:
    assert trouble(None, MARK, NOW, "signature_wrong", {}, whole=True).is_told(NOW)
    for what in (DONE, OTHERS):
        assert not Noted(mark=MARK, what=what).is_due(MARK, NOW + timedelta(days=9))
    assert TORN.what == TROUBLE


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("5f-2026-11-22-1.sap", True),
        ("5f-2026-11-22-1 (1).sap", True),
        ("5f-2026-11-22-1.sap.age", True),
        ("5f(冲突副本 甲 2026-11-22).SAP", True),
        ("a.sap (conflicted copy)", True),
        (".5f-2026-11-22-1.sap.part", False),
        ("~$a.sap", False),
        ("a.sap.tmp", False),
        ("a.sap.crdownload", False),
        ("报表.xlsx", False),
    ],
)
def test_a_package_is_looked_for_under_any_name_it_may_have_got(name: str, may_be: bool) -> None:
    assert is_candidate(name) is may_be


def test_leftovers_are_this_stations_own() -> None:
    names = [".55555555-a.sap.part", ".66666666-a.sap.part", "55555555-a.sap"]
    assert own_leftovers(names, "5" * 32) == [names[0]]
