"""A small district through six weeks with many failures: nothing is lost, and all ends alike."""

from pathlib import Path

from tests.simulation.district import Plan, simulate


def test_a_small_district_comes_together(tmp_path: Path) -> None:
    seen = simulate(tmp_path, Plan(stations=14, weeks=6, failing=0.3, put_back=0.1, copied=2))
    for what in ("lost", "cut", "doubled", "late", "an old one again", "refused", "own lines came back"):
        assert seen.get(what), what
    assert seen["put back at the bureau"]
    assert seen["put back at a station"]
    assert seen["conflicts settled"]
