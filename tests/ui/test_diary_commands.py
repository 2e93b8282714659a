"""The diary on the terminal: words, one JSON document, files."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from db import open_store
from tests.diaries import live
from tests.making import NOW, TODAY, Clock, fresh_store
from ui import cli


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A station with two lively days."""
    clock = Clock()
    with fresh_store(str(tmp_path / "a.sqlite3"), clock) as store:
        from auditor.people import Person

        with store.writing() as work:
            work.people.save(Person(id="inspector", name="王㛃"))
        live(store, clock)
    return str(tmp_path / "a.sqlite3")


def run(place: str, *arguments: object) -> int:
    options = cli.parse(["--db", place, "diary", *map(str, arguments)], "unused")
    return cli.run(options, lambda where: open_store(where, Clock(NOW + timedelta(hours=1))))


def test_a_day_is_told_with_totals_lines_and_what_is_left(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--on", TODAY - timedelta(days=1)) == 0
    told = capsys.readouterr().out
    assert "2026-11-21 到 2026-11-21  本库全部的人  16 条" in told
    assert "入户  7 户次  答完 4 · 拒访 1 · 没人在家 1 · 确认空置 1" in told
    assert "还剩什么" in told
    assert run(place) == 0  # today
    assert "开整改  3 项" in capsys.readouterr().out


def test_json_is_one_document_whose_totals_are_those_of_its_list(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--on", TODAY - timedelta(days=2), "--until", TODAY, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"since", "until", "person", "totals", "entries", "left"}
    assert document["totals"]["entries"] == len(document["entries"]) == sum(document["totals"]["deeds"].values())
    assert run(place, "--on", TODAY, "--by", "王㛃", "--json") == 0
    mine = json.loads(capsys.readouterr().out)
    assert mine["person"] == "王㛃"
    assert {e["person"] for e in mine["entries"]} <= {"王㛃"}


def test_it_is_written_as_a_file_and_what_cannot_be_is_said(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "diary.pdf"
    assert run(place, "--out", out) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert run(place, "--by", "没有这个人") == 1
    assert "没有名叫 没有这个人 的人" in capsys.readouterr().err
    assert run(place, "--on", TODAY, "--until", TODAY - timedelta(days=1)) == 1
    assert "开始晚于结束" in capsys.readouterr().err
    assert run(place, "--on", "2030-01-01") == 1
