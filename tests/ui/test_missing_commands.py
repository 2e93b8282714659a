"""`missing` on the terminal: the lines in words, one JSON document, files by their ending, and its refusals."""

import json
from pathlib import Path

import pytest

from db import open_store
from tests.making import STREET, Clock, fill_street, site
from ui import cli


def run(*arguments: str) -> int:
    return cli.run(cli.parse(arguments, "unused"), open_store)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A street in order but for one site nobody has seen, as of the real day of this clock."""
    path = str(tmp_path / "a.sqlite3")
    store = open_store(path, Clock())
    with store.writing() as work:
        work.set_setting("station", "5" * 32)
        work.set_setting("person", "inspector")
    fill_street(store, 3)
    with store.writing() as work:
        work.sites.save(site("06-099", households=40))
    store.close()
    return path


def test_the_lines_are_told_by_community(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--db", place, "missing", "--street", STREET, "--on", "2026-11-22") == 0
    told = capsys.readouterr().out
    assert told.startswith("学府街道  2026-11-22  4 件\n")
    for words in ("整个街道\n  新开轮次", "落实责任单位  06-099", "新设投放点  06-099", "现场检查  06-099", "30 分"):
        assert words in told, words


def test_the_json_is_one_document_with_days_of_so_many_hours(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = ("--db", place, "missing", "--street", STREET, "--on", "2026-11-22", "--json")
    assert run(*call, "--planned", "2028-01-01", "--hours", "1") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["count"], found["planned"], found["points"]) == (
        4,
        "2028-01-01",
        {"repairs": 0, "new": 1, "at_least": 1},
    )
    assert len(found["days"]) == 2
    assert len(found["coming"]) == 3


def test_it_is_exported_by_its_ending_and_needs_a_street(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ending in ("xlsx", "csv", "json", "pdf"):
        out = tmp_path / f"list.{ending}"
        call = ("--db", place, "export", "missing", "--street", STREET, "--on", "2026-11-22")
        assert run(*call, "--out", str(out)) == 0
        assert out.stat().st_size > 100
    assert run("--db", place, "export", "missing", "--out", str(tmp_path / "b.pdf")) == 1
    assert "街道还没有填" in capsys.readouterr().err
    assert run("--db", place, "missing", "--street", "120104099000") == 1
    assert run("--db", place, "missing", "--street", STREET, "--on", "2999-01-01") == 1


def test_a_day_has_from_one_to_twelve_hours(place: str) -> None:
    with pytest.raises(SystemExit) as told:
        run("--db", place, "missing", "--street", STREET, "--hours", "0")
    assert told.value.code == 2
