"""The network in the simulation: the real inbox on this computer, several stations at once, lines that break."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.carrier_line import Patience
from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Unavailable
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.exchanging_network import SENDING, exchange
from auditor.use_cases.packing import Packed, pack
from auditor.use_cases.unpacking import Unpacked, unpack
from tests.exchanging import Office
from tests.inboxes import HOST, TIGHT
from tests.simulation.broken_line import BrokenLine, Failure
from tests.simulation.transports import Weather, arrived, written
from ui.inbox_commands import announce_at, server_of
from ui.inbox_server import InboxServer

AT_ONCE = 4  # stations that are at the inbox together
PATIENT = Patience(connect=10, stall=30, first=0.02, longest=0.2, tries=60, receipt=120)
IMPATIENT = replace(PATIENT, tries=4)  # where nobody will get through any more
_LISTED = 100_000  # deliveries


@dataclass
class _Round:
    """What one station saw of its round."""

    station: Office
    seen: Counter[str] = field(default_factory=Counter)
    others: bool = False


class Network:
    """`ui/inbox*.py` over the bureau's database; what is counted of a round, its own thread counts."""

    name = "network"

    def __init__(self, home: Office) -> None:
        self.seen: Counter[str] = Counter()
        self._home, self._port = home, 0
        self._turn = threading.Lock()
        self._trouble: list[Exception] = []
        with self._listening() as server:
            announce_at(home.store, server)  # stations learn from the bureau's packages by what it is known

    def meet(self, stations: list[Office], weather: Weather) -> list[Office]:
        """All of them, some at once; those that hold lines of others which the bureau lacks."""
        failures = [weather.failure(Failure.drawn) for _ in stations]
        before = max((d.number for d in self._deliveries()), default=0)
        with self._listening() as server, ThreadPoolExecutor(AT_ONCE, "station") as pool:
            rounds = list(pool.map(lambda one, failure: self._round(server, one, failure), stations, failures))
        for one in rounds:
            self.seen += one.seen
        for made in self._deliveries():
            if made.number > before:
                self._count(made)
        return [one.station for one in rounds if one.others]

    def _deliveries(self) -> list[Delivery]:
        with self._home.store.reading() as work:
            return work.deliveries.all(_LISTED)

    def _count(self, made: Delivery) -> None:
        """What the bureau wrote and took in."""
        if made.way is Way.OUT:
            self.seen.update({"packages": 1, "bytes": made.size, "lines sent": made.lines})
        else:
            assert made.state is Fate.APPLIED, made
            self.seen.update({"taken in": 1, "lines taken in": made.new})

    @contextmanager
    def _listening(self) -> Iterator[InboxServer]:
        server = server_of(self._home.store)
        server._bounds = TIGHT
        server.broken = self._trouble.append
        _host, self._port = server.start(HOST, self._port)
        try:
            yield server
        finally:
            server.stop()
        assert not self._trouble, self._trouble

    def _go_and_come(self, server: InboxServer) -> None:
        with self._turn:
            server.stop()
            server.start(HOST, self._port)

    def _round(self, server: InboxServer, station: Office, failure: Failure | None) -> _Round:
        of = _Round(station)
        of.seen["rounds"] += 1
        if any(_sending(station).glob("*.sap")):
            of.seen["went on with what an earlier round left"] += 1
        if failure is None:
            self._go(of, f"https://{HOST}:{self._port}", None)
            return of
        with BrokenLine(self._port, failure, lambda: self._go_and_come(server)) as line:
            self._go(of, line.address, line)
            if line.happened:
                of.seen[failure.what] += 1
        return of

    def _go(self, of: _Round, address: str, line: BrokenLine | None) -> None:
        def packing(*given: Any, **how: Any) -> Packed:
            made = pack(*given, **how)
            written(of.seen, made)
            if line:
                line.expect(made.delivery.size)
            return made

        def unpacking(store: Store, path: Path, tell: Tell) -> Unpacked:
            came = unpack(store, path, tell)
            arrived(of.seen, came)
            return came

        patience = IMPATIENT if line and line.failure.for_good else PATIENT
        try:
            found = exchange(of.station.store, address, packing, unpacking, patience=patience)
        except Unavailable as trouble:
            if trouble.code not in ("inbox_unreachable", "inbox_later"):  # what a dead line or a closing inbox says
                raise
            away = isinstance(trouble.__cause__, ConnectionRefusedError)  # at the first word, which is said only once
            of.seen["inbox away" if away else "not got through"] += 1
            return
        assert found.told == (), found.told
        of.others = found.others > 0


def _sending(station: Office) -> Path:
    return station.store.package_folder() / SENDING
