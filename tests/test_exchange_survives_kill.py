"""`kill -9` at random moments of unpacking, packing, taking back, restoring, rebuilding: nothing is half, and doing it
again completes it."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.exchange_killing import Scene, kill_one_kind, scenes
from tests.killed_exchange import WORKS

KILLS = 2  # of each kind; a hundred in `python3 dev.py soak`


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    """The databases before each kind of work, made once."""
    return scenes(tmp_path_factory.mktemp("scenes"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked; Windows kills by another call")
@pytest.mark.parametrize("work", WORKS)
def test_it_survives(laid_out: dict[str, Scene], tmp_path: Path, work: str, capsys: Any) -> None:
    seen = kill_one_kind(laid_out[work], tmp_path, KILLS, seed=9)
    with capsys.disabled():
        print(f"\n{work}:", dict(seen))
    assert seen["killed"] >= 1
