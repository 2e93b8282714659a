"""A small district through six weeks with many failures, by every transport: nothing is lost, and all ends alike."""

from pathlib import Path

from tests.simulation.broken_line import FAILURES
from tests.simulation.district import Plan, simulate


def test_a_small_district_comes_together(tmp_path: Path) -> None:
    plan = Plan(stations=9, weeks=6, streets=1, failing=0.3, changing=0.2, put_back=0.2, copied=2)
    seen = simulate(tmp_path, plan)
    must = {
        "": {"conflicts settled", "put back at the bureau", "put back at a station", "one station on two laptops"},
        "stick": {"lost", "cut", "doubled", "late", "an old one again", "refused"},
        "folder": {"packages", "taken in"},
        "network": {"packages", "taken in", "not got through", "went on with what an earlier round left"},
    }
    lacking = {(way, what) for way, whats in must.items() for what in whats if not seen[way][what]}
    assert lacking == set()
    assert sum(figures["own lines came back"] for figures in seen.values())
    assert sum(seen["network"][failure] for failure in FAILURES) > 1
