"""Whatever befalls a round at the inbox, it befalls it in the simulation, and the next round makes it good."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.exchanging import district
from tests.making import site
from tests.simulation.alike import names_in
from tests.simulation.broken_line import ANSWER, CUT, DEAD, GONE, SILENCE, Failure
from tests.simulation.network import Network
from tests.simulation.transports import Weather


@dataclass
class Certain(Weather):
    """Always the same."""

    failed: Failure | None = None

    def failure(self, _drawn: Callable[[random.Random], Failure]) -> Failure | None:  # type: ignore[override]
        """It."""
        return self.failed


@pytest.mark.parametrize(
    ("what", "through", "left"),
    [(CUT, True, False), (DEAD, False, True), (GONE, True, False), (ANSWER, True, False), (SILENCE, False, True)],
)
def test_a_round_that_failed_is_gone_on_with(tmp_path: Path, what: str, through: bool, left: bool) -> None:
    with district(tmp_path, 1) as (home, (station,)):
        network = Network(home)
        station.unpack(home.pack(station))  # it hears by what the inbox is known
        with station.store.writing() as work:
            for n in range(16):  # more than the server holds unread: that is gone with the line
                note = random.Random(n).randbytes(28_000).hex()
                saved = work.sites.save(replace(site(f"06-{n:03}"), note=note)).version
        weather = Certain(random.Random(1), 1, Failure(what, 0.5))
        network.meet([station], weather)
        assert network.seen[what] == 1
        assert network.seen["not got through"] == (not through)
        assert (saved in names_in(home)) == (what != DEAD)
        parts = [f.stat().st_size for f in (home.store.package_folder() / "inbox" / "partial").rglob("*-*")]
        assert bool(parts and parts[0]) == (what == DEAD)  # in the middle of its upload
        weather.failed = None
        network.meet([station], weather)
        assert network.seen["went on with what an earlier round left"] == left
        assert saved in names_in(home) == names_in(station)
