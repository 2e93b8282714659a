"""The composition root: terminal or window by the call, the person's own place by default."""

import subprocess
import sys
from pathlib import Path

import pytest

import main
from tests.child import LIMIT

ROOT = Path(__file__).resolve().parent.parent


def test_the_default_place_is_the_persons_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert Path(main.default_place()).is_relative_to(tmp_path)
    store = main.open_store(main.default_place())
    assert Path(main.default_place()).exists()
    store.close()


def test_a_command_is_carried_out_by_the_program_as_a_person_calls_it(tmp_path: Path) -> None:
    main.open_store(str(tmp_path / "a.sqlite3")).close()
    done = subprocess.run(
        [sys.executable, "main.py", "--db", str(tmp_path / "a.sqlite3"), "check", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        timeout=LIMIT,
    )
    assert '"faults": []' in done.stdout


def test_one_database_has_one_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "a.sqlite3")
    holding = main.open_store(place)
    assert main.main(["--db", place, "check"]) == 1
    assert place in capsys.readouterr().err
    holding.close()
    assert main.main(["--db", place, "check"]) == 0
