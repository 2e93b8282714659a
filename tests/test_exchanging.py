"""Whatever befalls a bureau and its stations: nothing is lost, and once they meet all hold the same."""

from typing import Any

import pytest

from tests.exchanging_machine import MUST_HAPPEN, SEEN, hunt, told

RUNS, STEPS = 50, 40  # of each part; a thousand and more: `python3 dev.py soak`


@pytest.mark.parametrize("part", [1, 2])
def test_nothing_is_lost_and_all_hold_the_same_once_they_meet(part: int, capsys: Any) -> None:
    SEEN.clear()
    hunt(RUNS, STEPS, part)
    with capsys.disabled():
        print(f"\nexchanging: {SEEN['runs']} runs\n{told(SEEN)}")
    assert [name for name in MUST_HAPPEN if not SEEN[name]] == []
