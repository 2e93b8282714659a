"""Exchange over the network (网上交换): a station's package goes to the bureau's inbox, and the bureau's comes back.

What was broken off is gone on with the next time.
"""

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from auditor.carrier import Carrier
from auditor.carrier_line import PATIENT, Patience
from auditor.delivery import Fate, Way
from auditor.errors import Problem, Refused, Unavailable
from auditor.exchanged import Exchanged, Pack, Unpack
from auditor.identity import PUBLIC, is_bureau, known_station, signer
from auditor.inbox import ENDED, Receipt, Stage
from auditor.inbox_key import fingerprint_of
from auditor.out_box import compare, is_worth_writing, newest_of, sent_to, sides_of, wanted_photos
from auditor.refusals import problem_text
from auditor.store import Store
from auditor.telling import Tell, part, quiet

MOST_BYTES = 256 * 2**20  # of photographs in one package; the next brings more
PINNED = "inbox_pinned"  # setting: the certificate (PEM) of the inbox at an address, as `PINNED ADDRESS`

Fetch = Callable[[tuple[str, int]], str]


def served_certificate(place: tuple[str, int]) -> str:
    """The certificate that is shown at a host and port, PEM; proved by nothing. OSError where nobody answers."""
    return ssl.get_server_certificate(place, timeout=20)


def pin(store: Store, address: str, said: str = "", fetch: Fetch = served_certificate) -> bytes:
    """The certificate (PEM) of the inbox at `https://host:port`, kept for the next time.

    `said` is its file or its fingerprint as the bureau printed it; without it the one kept before, or the one whose
    fingerprint the bureau's own record names. Refused where nobody said which certificate is the right one.
    Unavailable where nobody answers, or another one is shown.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/"):
        raise Refused(Problem("with", "no_inbox_address", {"value": address}))
    key = f"{PINNED} {parts.hostname}:{parts.port or 443}"
    with store.reading() as work:
        if is_bureau(work):
            raise Refused(Problem("with", "network_of_station"))
        held = work.setting(key)
        bureau = known_station(work, work.bureau) if work.bureau else None
    wanted = "".join(said.split()).replace(":", "").lower()
    if said and Path(said).is_file():
        found = Path(said).read_text(encoding="ascii", errors="replace")
        _fingerprint(found, said)
    elif not said and held:
        return held.encode()
    else:
        wanted = wanted or (bureau.certificate if bureau else "")
        if not wanted:
            raise Refused(Problem("certificate", "certificate_needed", {"value": address}))
        try:
            found = fetch((parts.hostname, parts.port or 443))
        except (OSError, ValueError) as error:
            raise Unavailable("inbox_unreachable", address=address, said=str(error)) from error
        if _fingerprint(found, address) != wanted:
            raise Unavailable("inbox_other", address=address)
    with store.writing() as work:
        work.set_setting(key, found)
    return found.encode()


def _fingerprint(text: str, name: str) -> str:
    try:
        return fingerprint_of(text.encode("ascii"))
    except ValueError as error:
        raise Refused(Problem("certificate", "no_certificate", {"value": name})) from error


def exchange(
    store: Store,
    address: str,
    certificate: bytes,
    pack: Pack,
    unpack: Unpack,
    *,
    sealed: bool = False,
    patience: Patience = PATIENT,
    tell: Tell = quiet,
) -> Exchanged:
    """Hand in what the bureau lacks, fetch what it has, and hand in the receipt. `certificate` is the inbox's own.

    Refused and Unavailable as the inbox or the line says; what was sent or fetched by then stays, and what was broken
    off is gone on with. A package that waits or is refused over there is told.
    """
    folder = store.package_folder() / "network"
    folder.mkdir(exist_ok=True)
    with store.reading() as work:
        if is_bureau(work):
            raise Refused(Problem("with", "network_of_station"))
        key, sign = bytes.fromhex(work.setting(PUBLIC)), signer(work)
    with Carrier(address, certificate, key, sign, patience) as carrier:
        way = _Way(store, folder, carrier, pack, unpack)
        way.hand_in(part(tell, 0, 4, 10), sealed=sealed)
        way.fetch(part(tell, 4, 8, 10))
        if way.found.new or way.found.photos:
            way.hand_in(part(tell, 8, 10, 10), sealed=sealed)
    tell(10, 10)
    return way.found


class _Way:
    """One round over one line."""

    def __init__(self, store: Store, folder: Path, carrier: Carrier, pack: Pack, unpack: Unpack) -> None:
        self.store, self.folder, self.carrier = store, folder, carrier
        self.pack, self.unpack = pack, unpack
        self.found = Exchanged()

    def hand_in(self, tell: Tell, *, sealed: bool) -> None:
        """What lies here from a broken round first: the rest of it is sent; then what is new."""
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        for path in sorted(p for p in out.iterdir() if not p.name.startswith(".")):
            self._deliver(path, tell)
        if not self._is_worth_it():
            return
        with self.store.reading() as work:
            sealed = sealed and bool(work.bureau)
        made = self.pack(
            self.store, out, receiver="", sealed=sealed, most_bytes=MOST_BYTES, leave=(), tell=part(tell, 0, 1, 2)
        )
        self.found = replace(self.found, written=self.found.written + 1, others=made.others)
        for path in (p for p in out.iterdir() if not p.name.startswith(".")):
            self._deliver(path, part(tell, 1, 2, 2))

    def _is_worth_it(self) -> bool:
        names = frozenset(self.store.photo_files.names())
        with self.store.reading() as work:
            (side,) = sides_of(work)
            compare(work.journal.held(), [side])
            newest = newest_of(work, sent_to(work, [side])[side.station])
            wants, held = wanted_photos(work.photos.arrivals(), names), names - work.photos.gone()
        return is_worth_writing(side, newest, [], wants=wants, held=held)

    def _deliver(self, path: Path, tell: Tell) -> None:
        sent = self.carrier.send(path, tell)
        receipt = self.carrier.wait(sent.sha256, tell)
        self._hear(receipt, path.name)
        if receipt.state in ENDED:
            path.unlink(missing_ok=True)
            with self.store.writing() as work:
                for one in work.deliveries.all(50):
                    if one.way is Way.OUT and one.file == str(path):
                        work.deliveries.change(one.number, file="")

    def _hear(self, receipt: Receipt, name: str) -> None:
        if receipt.state is Stage.APPLIED:
            return
        if receipt.state is Stage.SPOOLED:
            self._tell(Problem("file", "network_spooled", {"file": name}))
        else:
            self.found = replace(self.found, told=(*self.found.told, receipt.sentence or name))

    def fetch(self, tell: Tell) -> None:
        """The bureau's package; one that came whole the last time and was not taken in is taken in now. What a station
        may not have (nobody let it in yet) is told, for what it handed in is there all the same."""
        path = self.folder / "bureau.sap"
        try:
            if not path.exists() and not self.carrier.fetch(path, part(tell, 0, 1, 2)):
                return
            taken = self.unpack(self.store, path, part(tell, 1, 2, 2))
        except Refused as error:
            self._tell(*error.problems)
            path.unlink(missing_ok=True)  # the bureau writes another one
            return
        path.unlink(missing_ok=True)
        made, found = taken.manifest, self.found
        if taken.delivery.state is Fate.NEWER:
            facts = {"station": made.station[:8], "name": made.name, "schema": made.most_schema}
            self._tell(Problem("file", "package_lines_newer", facts))
            return
        self.found = replace(
            found, taken=found.taken + 1, new=taken.new, own=taken.own, photos=found.photos + taken.photos
        )

    def _tell(self, *problems: Problem) -> None:
        self.found = replace(self.found, told=(*self.found.told, *map(problem_text, problems)))
