"""A small district through six weeks with many failures, by every transport: nothing is lost, and all ends alike."""

from pathlib import Path

from tests.simulation.broken_line import FAILURES
from tests.simulation.district import Plan, simulate
from tests.simulation.transports import FATES


def test_a_small_district_comes_together(tmp_path: Path) -> None:
    plan = Plan(stations=6, weeks=6, streets=1, failing=0.3, changing=0.2, put_back=0.2, copied=2, seed=9)
    seen = simulate(tmp_path, plan)
    befell = {"conflicts settled", "put back at the bureau", "put back at a station", "one station on two laptops"}
    assert {what for what in befell if not seen[""][what]} == set()
    for way in ("stick", "folder", "network"):  # how much of what depends on who is at the inbox first
        assert seen[way]["packages"] > 5
        assert seen[way]["taken in"]
    assert sum(seen["stick"][fate] for fate in FATES) > 2
    assert sum(seen["network"][failure] for failure in FAILURES)
    assert sum(figures["own lines came back"] for figures in seen.values())
