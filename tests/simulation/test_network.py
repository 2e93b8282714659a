"""Whatever befalls a round at the inbox, it befalls it in the simulation, and the next round makes it good."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.exchanging import district
from tests.making import site
from tests.simulation.alike import names_in
from tests.simulation.broken_line import ANSWER, CUT, DEAD, GONE, SILENCE, Failure
from tests.simulation.network import Network
from tests.simulation.transports import Weather

FAILURES = (  # what befalls the line, whether the round gets through, and whether a package is left to go on with
    (CUT, True, False),
    (DEAD, False, True),
    (GONE, True, False),
    (ANSWER, True, False),
    (SILENCE, False, True),
)


@dataclass
class Certain(Weather):
    """Always the same."""

    failed: Failure | None = None

    def failure(self, _drawn: Callable[[random.Random], Failure]) -> Failure | None:  # type: ignore[override]  # failures of the line alone
        """It."""
        return self.failed


def test_a_round_that_failed_is_gone_on_with(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (home, (station,)):
        network = Network(home)
        station.unpack(home.pack(station))  # it hears by what the inbox is known
        weather = Certain(random.Random(1), 1)
        for number, (what, through, left) in enumerate(FAILURES):
            with station.store.writing() as work:
                for n in range(16):  # more than the server holds unread: that is gone with the line
                    note = random.Random(f"{number} {n}").randbytes(28_000).hex() if what == DEAD else ""
                    saved = work.sites.save(replace(site(f"{number:02}-{n:03}"), note=note)).version
            network.seen.clear()
            weather.failed = Failure(what, 0.5)
            network.meet([station], weather)
            assert network.seen[what] == 1
            assert network.seen["not got through"] == (not through), what
            assert (saved in names_in(home)) == (what != DEAD), what
            parts = [f.stat().st_size for f in (home.store.package_folder() / "inbox" / "partial").rglob("*-*")]
            assert bool(parts and parts[0]) == (what == DEAD), what  # in the middle of its upload
            weather.failed = None
            network.meet([station], weather)
            assert network.seen["went on with what an earlier round left"] == left, what
            assert saved in names_in(home) == names_in(station), what
