"""Exchange by the network (联网同步): one round at the bureau's inbox; what goes is confirmed, what comes is taken in.

A package stays in the folder `sending` until the bureau has said what became of it, so that a round that was broken
off goes on where it was; nothing of it is needed to pack anew.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from auditor.carrier import Carrier
from auditor.carrier_line import PATIENT, Patience
from auditor.delivery import Fate, Way
from auditor.errors import Problem, Refused, Unavailable
from auditor.exchanged import Exchanged, Pack, Taken, Unpack
from auditor.identity import PUBLIC, is_bureau, signer
from auditor.inbox import Receipt, Stage
from auditor.inbox_pin import certificate_at, fingerprint_in, place_in
from auditor.inbox_place import inbox_place
from auditor.out_box import compare, is_worth_writing, newest_of, sent_to, sides_of, wanted_photos
from auditor.refusals import problem_text
from auditor.store import Store
from auditor.telling import Tell, part, quiet

MOST_BYTES = 256 * 2**20  # of photographs in the package; those that are left go one by one, where they are asked for
MOST_LACKING = 200  # photographs the bureau has not either; then no further one is asked for in this round
SENDING, FETCHED = "sending", "fetched.sap"


def exchange(
    store: Store,
    address: str,
    pack: Pack,
    unpack: Unpack,
    *,
    certificate: str = "",
    sealed: bool = False,
    patience: Patience = PATIENT,
    tell: Tell = quiet,
) -> Exchanged:
    """One round at `https://host:port`, whose certificate has the SHA-256 `certificate` ("": what the bureau's station
    record says). What the bureau says of a package it did not take in stands in `told`.

    Refused: at the bureau itself, an address that is none, a certificate nobody knows, a station whose key ended.
    Unavailable: nobody there, or a server with another certificate, which is told nothing. Stopped or broken off, what
    was handed in and taken in stays so.
    """
    place_in(address)
    with store.reading() as work:
        if is_bureau(work):
            raise Refused(Problem("db", "inbox_itself"))
        known = fingerprint_in(certificate) if certificate else inbox_place(work).certificate
        key, sign = bytes.fromhex(work.setting(PUBLIC)), signer(work)
    if not known:
        raise Refused(Problem("certificate", "certificate_unknown", {"address": address}))
    tell(0, 10)
    shown = certificate_at(address, known, patience.connect)
    with Carrier(address, shown, key, sign, patience) as carrier:
        turn = _Turn(store, carrier, address, sealed=sealed)
        turn.go(pack, unpack, tell)
    tell(10, 10)
    return turn.found


class _Turn:
    """One round while it goes."""

    def __init__(self, store: Store, carrier: Carrier, address: str, *, sealed: bool) -> None:
        self.found = Exchanged()
        self._store, self._carrier, self._address, self._sealed = store, carrier, address, sealed
        self._folder = store.package_folder() / SENDING

    def go(self, pack: Pack, unpack: Unpack, tell: Tell) -> None:
        """What lies here from a round that was broken off goes first. Where some of that has ended the bureau is heard
        before anything is packed, so that nothing is packed twice."""
        ended = self._finish(part(tell, 0, 1, 10))
        if ended and not self._bring(unpack, part(tell, 1, 2, 10)):
            return
        made = None if ended is None else self._pack(pack, part(tell, 2, 3, 10))
        if made is not None:
            self._send(made, part(tell, 3, 5, 10))
        if made is None and ended:
            heard = True
        else:
            heard = self._bring(unpack, part(tell, 5, 8, 10))
        if heard and ended is not None:
            self._send_lacking(pack, part(tell, 8, 9, 10))
            self._photos(part(tell, 9, 10, 10))

    # -- there --------------------------------------------------------------------------------------------------------

    def _finish(self, tell: Tell) -> int | None:
        """How many packages that lay here have ended; None where one waits on, for nothing goes past it."""
        self._folder.mkdir(exist_ok=True)
        ended = 0
        for path in sorted(self._folder.iterdir()):
            if not path.name.endswith((".sap", ".sap.age")):
                path.unlink(missing_ok=True)  # the program died while writing it
            elif not self._send(path, tell):
                return None
            else:
                ended += 1
        return ended

    def _pack(self, pack: Pack, tell: Tell) -> Path | None:
        names = frozenset(self._store.photo_files.names())
        with self._store.reading() as work:
            (side,) = sides_of(work)
            compare(work.journal.holdings(), [side])
            newest = newest_of(work, sent_to(work, [side])[side.station])
            wants = wanted_photos(work.photos.arrivals(), names)
        if not is_worth_writing(side, newest, (), wants=wants, held=frozenset()):
            return None
        made = pack(
            self._store,
            self._folder,
            receiver="",
            sealed=self._sealed and bool(side.station),  # an introduction is read by whoever is asked to let it in
            most_bytes=MOST_BYTES,
            leave=side.wants,  # they go one by one
            tell=tell,
        )
        self.found = replace(self.found, others=made.others)
        return next(p for p in self._folder.iterdir() if p.name.endswith((".sap", ".sap.age")))

    def _send_lacking(self, pack: Pack, tell: Tell) -> None:
        """Send what the machine there turns out to lack by its answer. What was packed before was packed by the last
        word of the bureau; where two machines run as one bureau that was perhaps the other's, and if a station met
        them in turn, neither would ever get everything."""
        with self._store.reading() as work:
            (side,) = sides_of(work)
            compare(work.journal.holdings(), [side])
        made = self._pack(pack, part(tell, 0, 1, 2)) if side.lacks and not self.found.told else None
        if made is not None:
            self._send(made, part(tell, 1, 2, 2))

    def _send(self, path: Path, tell: Tell) -> bool:
        """Whether it has ended: one that waits stays here, so that it is asked for again and nothing is sent twice."""
        sent = self._carrier.send(path, part(tell, 0, 9, 10))
        receipt = self._carrier.wait(sent.sha256, part(tell, 9, 10, 10))
        if sent.sent:
            self.found = replace(self.found, written=self.found.written + 1)
        if receipt.state is not Stage.APPLIED or receipt.code:
            self._say(_said_of(receipt, self._address))
        if receipt.state in (Stage.SPOOLED, Stage.QUARANTINED):
            return False
        with suppress(OSError):  # it is sent again then, which changes nothing
            path.unlink()
            with self._store.writing() as work:
                for one in work.deliveries.all():
                    if one.way is Way.OUT and one.file == str(path):
                        work.deliveries.change(one.number, file="")
        return True

    def _say(self, problem: Problem) -> None:
        self.found = replace(self.found, told=(*self.found.told, problem_text(problem)))

    # -- back ---------------------------------------------------------------------------------------------------------

    def _bring(self, unpack: Unpack, tell: Tell) -> bool:
        """The bureau's package; before it one that was fetched and not taken in. False where the bureau is not to be
        heard: this station does not know it, or is not known there."""
        path = self._store.package_folder() / FETCHED
        if path.exists():
            with suppress(Refused):  # of that one nothing is said: the next comes in its place
                self._take(path, unpack, quiet)
            path.unlink(missing_ok=True)
        try:
            if not self._carrier.fetch(path, part(tell, 0, 1, 2)):
                return True
        except Refused as error:
            if error.problems[0].field != "inbox_stranger":
                raise
            if not self.found.told:
                self._say(error.problems[0])
            return False
        try:
            self._take(path, unpack, part(tell, 1, 2, 2))
        except Refused as error:
            problem = error.problems[0]
            if problem.code == "not_enrolled":  # it stays: it is the package to be enrolled with
                self._say(Problem("file", "starter_fetched", {"path": str(path)}))
                return False
            self._say(Problem(problem.field, problem.code, {"file": path.name, **problem.facts}))
        path.unlink(missing_ok=True)
        return True

    def _take(self, path: Path, unpack: Unpack, tell: Tell) -> None:
        taken: Taken = unpack(self._store, path, tell)
        if taken.delivery.state is Fate.NEWER:
            made = taken.manifest
            facts = {"station": made.station[:8], "name": made.name, "schema": made.most_schema}
            self._say(Problem("file", "package_lines_newer", facts))
            return
        found = self.found
        self.found = replace(
            found,
            taken=found.taken + (not taken.again),
            new=found.new + taken.new,
            own=found.own + taken.own,
            photos=found.photos + taken.photos,
        )

    # -- photographs --------------------------------------------------------------------------------------------------

    def _photos(self, tell: Tell) -> None:
        """Those the bureau asks for, if they are here; then those that lack here, if it has them."""
        with self._store.reading() as work:
            heard = work.deliveries.heard(work.bureau) if work.bureau else None
            gone, arrivals = work.photos.gone(), work.photos.arrivals()
        if heard is None:
            return
        files = self._store.photo_files
        asked = [sha for sha in heard.wants if files.holds(sha) and sha not in gone]
        aside = self._folder / "photo"
        for number, sha in enumerate(asked):
            try:
                held = files.read(sha)
            except Unavailable as error:  # this one went bad on the disk: it is told, and the others go
                self._say(Problem("file", error.code, error.facts))
                continue
            try:
                _write(aside, held)
                self._carrier.send_photo(aside, sha, part(tell, number, number + 1, 2 * len(asked)))
            except Refused as error:  # covered or erased there since
                if error.problems[0].field != "photo_not_wanted":
                    raise
            finally:
                aside.unlink(missing_ok=True)
        wanted = [sha for sha in wanted_photos(arrivals, files.names()) if sha not in gone]
        lacking = 0
        for number, sha in enumerate(wanted):
            raw = self._carrier.fetch_photo(sha, _steady(tell, len(wanted) + number, 2 * len(wanted)))
            if raw is not None:
                files.keep(raw)
                self.found = replace(self.found, photos=self.found.photos + 1)
            elif (lacking := lacking + 1) == MOST_LACKING:
                break


def _write(path: Path, raw: bytes) -> None:
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error


def _steady(tell: Tell, done: int, total: int) -> Callable[[int, int], None]:
    tell(done, total)
    return lambda _done, _total: tell(done, total)


def _said_of(receipt: Receipt, address: str) -> Problem:
    if receipt.state is Stage.SPOOLED:
        return Problem("file", "inbox_in_turn", {"address": address})
    return Problem("file", "inbox_said", {"address": address, "said": receipt.sentence})
