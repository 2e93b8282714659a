"""Backup and restore on the terminal, as a person calls them."""

from pathlib import Path

import pytest

import main
from db import open_store
from tests.making import site


def run(*arguments: object) -> int:
    return main.main([str(a) for a in arguments])


def test_a_copy_is_restored_by_one_command_and_says_where_the_other_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, copy = tmp_path / "a.sqlite3", tmp_path / "copy.sqlite3"
    main.open_store(str(place)).close()
    assert run("--db", place, "backup", copy) == 0
    store = open_store(str(place))
    with store.writing() as work:
        work.sites.save(site())
    store.close()
    capsys.readouterr()
    assert run("--db", place, "restore", copy) == 0
    said = capsys.readouterr().out
    (kept,) = tmp_path.glob("a-before-*.sqlite3")
    assert str(kept) in said
    assert "其中 1 行备份里没有" in said
    store = open_store(str(place))
    with store.reading() as work:
        assert work.sites.all() == []
    store.close()


def test_a_damaged_database_is_restored_and_a_file_of_words_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, copy = tmp_path / "a.sqlite3", tmp_path / "copy.sqlite3"
    main.open_store(str(place)).close()
    assert run("--db", place, "backup", copy) == 0
    place.write_bytes(b"torn" * 5000)
    assert run("--db", place, "check") == 1
    words = tmp_path / "words.txt"
    words.write_text("words " * 500, encoding="utf-8")
    assert run("--db", place, "restore", words) == 1
    assert str(words) in capsys.readouterr().err
    assert place.read_bytes() == b"torn" * 5000
    assert run("--db", place, "restore", copy) == 0
    assert run("--db", place, "check") == 0
