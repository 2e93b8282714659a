"""Rounds at the terminal: list, supplement, end and key, with the sentences of the use cases where it may not be."""

from datetime import timedelta
from pathlib import Path

import pytest

from auditor.survey import Mode
from auditor.use_cases.planning import open_round
from db import SqlStore, open_store
from tests.auditor.formats.reading import page_texts
from tests.making import STREET, TODAY, Clock, fill_street, fresh_store, site, standard
from ui import cli

NAME = "秋季轮"


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A street with an open sample, in a file."""
    place = str(tmp_path / "street.db")
    with fresh_store(place, Clock()) as store:
        fill_street(store, 6)
        open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name=NAME)
    return place


def run(place: str, *arguments: str, days: int = 0) -> int:
    """One command line, so many days later."""
    clock = Clock()
    clock.now += timedelta(days=days)

    def opening(where: str) -> SqlStore:
        return open_store(where, clock)

    return cli.run(cli.parse(["--db", place, *arguments], "unused"), opening)


def test_the_list_of_the_newest_round_is_written_for_each_interviewer(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.pdf"
    assert run(place, "fieldlist", "--street", STREET, "--interviewers", "周敏，王㛃", "--out", str(out)) == 0
    told = capsys.readouterr().out
    assert "周敏：" in told
    assert str(out) in told
    assert len(page_texts(out.read_bytes())) >= 2
    assert (
        run(place, "fieldlist", "--street", STREET, "--round", "没有", "--interviewers", "周", "--out", str(out)) == 1
    )
    assert "没有" in capsys.readouterr().err


def test_a_supplement_is_drawn_for_what_came_later_and_for_nothing_else(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "supplement", "--street", STREET) == 1
    assert "没有要补抽的" in capsys.readouterr().err
    with fresh_store(place, Clock()) as store, store.writing() as work:
        work.sites.save(site("06-900", households=40))
    assert run(place, "supplement", "--street", STREET, "--round", NAME) == 0
    assert "多出 40 户" in capsys.readouterr().out


def test_a_round_is_closed_once_and_its_key_goes_when_nobody_may_object_any_more(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert run(place, "backup", str(copy)) == 0
    assert run(place, "destroy-key", "--street", STREET) == 1
    assert run(place, "close-round", "--street", STREET) == 0
    assert "2026-12-22" in capsys.readouterr().out
    assert run(place, "close-round", "--street", STREET) == 1
    assert run(place, "destroy-key", "--street", STREET, days=29) == 1
    assert "2026-12-22" in capsys.readouterr().err
    assert run(place, "destroy-key", "--street", STREET, days=30) == 0
    told = capsys.readouterr().out
    assert "已销毁" in told
    assert str(copy) in told
