"""The window is killed while somebody types; started again it offers the same question, a second older at most."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.killing import kill_often


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked; Windows kills by another call")
@pytest.mark.parametrize("page", ["audit", "survey"])
def test_a_window_killed_while_typing_offers_the_same_question_again(tmp_path: Path, page: str, capsys: Any) -> None:
    seen = kill_often(page, tmp_path, kills=2, seed=12)
    with capsys.disabled():
        print(f"\n{page}:", dict(seen))
    assert seen["the same question again"]
