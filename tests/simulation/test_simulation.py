"""A small district through six weeks with many failures: nothing is lost, and all ends alike."""

from pathlib import Path

from tests.simulation.district import Plan, simulate


def test_a_small_district_comes_together(tmp_path: Path) -> None:
    seen = simulate(tmp_path, Plan(stations=8, weeks=6, streets=1, failing=0.3, put_back=0.02, copied=2))
    must = {"lost", "cut", "doubled", "late", "an old one again", "refused", "own lines came back", "conflicts settled"}
    must |= {"put back at the bureau", "put back at a station", "one station on two laptops"}
    assert {what for what in must if not seen.get(what)} == set()
