"""Standards on the terminal: a file brought in, the street scored by it, and what another would turn."""

import json
from pathlib import Path

import pytest

from db import open_store
from tests.auditor.standard_files import second
from ui import cli


def run(*arguments: str) -> int:
    """One command line."""
    return cli.run(cli.parse(arguments, "unused"), open_store)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    assert run("demo", "--out", str(folder)) == 0
    return str(folder / "demo.sqlite3")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """The one JSON document of a command."""
    capsys.readouterr()
    assert run(*arguments) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_a_standard_is_rehearsed_adopted_and_scored_by(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ours.toml"
    file.write_bytes(second(since="2099-01-01"))
    plan = said(capsys, "--db", place, "import", "standard", str(file), "--dry-run", "--json")
    assert (plan["standard"], plan["number"], plan["supersedes"], plan["written"]) == ("nankai-2023", 2, 1, False)
    assert said(capsys, "--db", place, "import", "standard", str(file), "--json")["written"] is True
    again = said(capsys, "--db", place, "import", "standard", str(file), "--json")
    assert (again["held"], again["written"]) == (True, False)
    assert said(capsys, "--db", place, "score", "--json")["standard"] == {"id": "nankai-2023", "number": 1}
    found = said(capsys, "--db", place, "score", "--standard", "nankai-2023:2", "--json")
    assert found["standard"] == {"id": "nankai-2023", "number": 2}
    assert run("--db", place, "score", "--standard", "nankai-2023:9") == 1
    assert "nankai-2023 9" in capsys.readouterr().err


def test_a_wrong_standard_is_refused_on_the_terminal_with_file_and_line(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ours.toml"
    file.write_bytes(second(("threshold = [1, 1]", "threshold = [5, 4]"), number=3))
    assert run("--db", place, "import", "standard", str(file)) == 1
    told = capsys.readouterr().err
    line = next(n for n, text in enumerate(file.read_text("utf-8").split("\n"), 1) if "[5, 4]" in text)
    assert f"ours.toml 第 {line} 行" in told


def test_what_if_tells_streets_and_clauses(tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "--db", place, "what-if", "--standard", "zhonglou-2022", "--json")
    assert found["before"] == {"standard": "nankai-2023", "number": 1}
    assert found["after"] == {"standard": "zhonglou-2022", "number": 1}
    differing = found["differences"]
    assert isinstance(differing, list)
    assert {(d["criterion"], d["clause"]) for d in differing} == {
        ("awareness", "threshold"),
        ("participation", "threshold"),
    }
    assert run("--db", place, "what-if", "--standard", "zhonglou-2022") == 0
    assert "zhonglou-2022 1" in capsys.readouterr().out
    out = tmp_path / "what.xlsx"
    assert run("--db", place, "what-if", "--standard", "zhonglou-2022", "--out", str(out)) == 0
    assert out.is_file()


def test_what_if_as_known_today_is_what_if(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--db", place, "what-if", "--standard", "zhonglou-2022", "--json")
    plain = said(capsys, *asked)
    assert said(capsys, *asked, "--known", str(plain["on"])) == plain
