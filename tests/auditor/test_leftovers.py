"""What a program that died left lying is cleared after an hour; what somebody may still be writing is not touched."""

import os
import time
from pathlib import Path

import pytest

from auditor.leftovers import UNTOUCHED, clear_leftovers, drop


def test_what_nobody_has_touched_for_an_hour_goes_and_nothing_else(tmp_path: Path) -> None:
    for name, age in {".a-1.part": 2, ".a-2.part": 0, ".b-1.part": 2, "a.sap": 2}.items():
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (time.time() - age * UNTOUCHED,) * 2)
    clear_leftovers(tmp_path, ".a-*.part")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a-2.part", ".b-1.part", "a.sap"]
    clear_leftovers(tmp_path / "nowhere", "*")


def test_what_cannot_be_removed_now_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "x"
    held.write_text("x")

    def busy(*_: object, **__: object) -> None:
        raise PermissionError("in use")

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", busy)
        drop(held)
    assert held.exists()
    drop(held)
    drop(held)
    assert not held.exists()
