"""What the commands do beside the contract: setting up, naming people, making the demonstration."""

from pathlib import Path

import pytest

from auditor.use_cases import keeping
from db import open_store
from ui import cli, commands


def run(*arguments: str) -> int:
    """One command line."""
    return cli.run(cli.parse(arguments, "unused"), open_store)


def test_the_first_command_sets_a_new_database_up_in_the_name_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "a.sqlite3")
    file = tmp_path / "register.csv"
    file.write_text("社区代码,点位编号,名称,场所类型,户数\n120104006001,06-001,小区,学校,\n", encoding="utf-8")
    assert run("--db", place, "--person", "王㛃", "import", "register", str(file)) == 0
    assert place in capsys.readouterr().err
    assert run("--db", place, "--person", "赵𫖯", "check") == 0
    assert capsys.readouterr().err == ""
    store = open_store(place)
    person = keeping.current_person(store)
    assert person is not None
    assert person.name == "赵𫖯"
    with store.reading() as work:
        assert sorted(p.name for p in work.people.all()) == ["王㛃", "赵𫖯"]
    store.close()


def test_a_demonstration_is_made_once_in_a_folder_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "--out", str(tmp_path)) == 0
    place = tmp_path / commands.DEMO_FILE
    assert str(place) in capsys.readouterr().out
    assert run("demo", "--out", str(tmp_path)) == 1
    store = open_store(str(place))
    assert keeping.is_demonstration(store)
    store.close()


def test_a_database_that_is_none_or_in_use_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "letter.txt"
    wrong.write_text("dear reader " * 100)
    assert run("--db", str(wrong), "check") == 1
    assert str(wrong) in capsys.readouterr().err
    assert wrong.read_text().startswith("dear reader")
    mistyped = tmp_path / "mistyped.sqlite3"
    assert run("--db", str(mistyped), "check") == 1
    assert str(mistyped) in capsys.readouterr().err
    assert not mistyped.exists()
