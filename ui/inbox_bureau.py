"""The bureau behind the inbox: its database, asked through the same use cases as the window and the terminal.

The database knows packages by their own names; which file held which is noted beside the inbox, so that a file that is
sent again is known without reading it. What became of it is always asked of the database: one that was restored from
an older copy lacks the package, says so, and is sent it again.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor.delivery import Delivery, Fate, Way
from auditor.errors import Unavailable
from auditor.identity import known_station
from auditor.inbox import Receipt, Stage, Standing
from auditor.photo import Photo
from auditor.store import Store, Work
from auditor.telling import Tell
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import unpack
from auditor.wording import explain

MOST_OF_PHOTOS = 256 * 2**20  # bytes of photographs in one answer; the next brings more
MOST_NOTED = 20_000

_STAGE: Mapping[Fate, tuple[Stage, str]] = {
    Fate.APPLIED: (Stage.APPLIED, ""),
    Fate.RELEASED: (Stage.APPLIED, ""),
    Fate.UNDONE: (Stage.APPLIED, "inbox_undone"),
    Fate.WAITING: (Stage.QUARANTINED, "inbox_waits"),
    Fate.TURNED_AWAY: (Stage.REFUSED, "inbox_turned_away"),
    Fate.NEWER: (Stage.REFUSED, "inbox_newer"),
}


@dataclass(frozen=True, slots=True)
class StoreBureau:
    """A bureau's database as the inbox asks it; in `folder` it notes which file held which package."""

    store: Store
    folder: Path

    def standing(self, station: str) -> Standing:
        """By the record of the station; the bureau's own is known."""
        with self.store.reading() as work:
            known = known_station(work, station)
            own = station in work.bureaux
        if known is not None and known.revoked:
            return Standing.REVOKED
        return Standing.KNOWN if known is not None or own else Standing.UNKNOWN

    def take_in(self, package: Path, tell: Tell) -> Receipt:
        """Unpack it, and note its name. Whatever `unpack` raises goes on up."""
        taken = unpack(self.store, package, tell)
        counts = {"photos": taken.photos, "photos_missing": taken.photos_missing}
        if taken.delivery.state is not Fate.NEWER:  # that one may be taken in when the program is updated
            self._note(package.stem, taken.delivery.package, counts)
        return _receipt(taken.delivery, counts)

    def receipt(self, sha256: str) -> Receipt | None:
        """What the database says of the package that was in this file."""
        try:
            noted = json.loads((self.folder / sha256).read_bytes())
            package, counts = str(noted["package"]), {str(k): int(v) for k, v in noted["counts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        with self.store.reading() as work:
            found = [d for d in work.deliveries.of_package(package) if d.way is Way.IN]
        return _receipt(found[0], counts) if found else None

    def answer(self, station: str, to: Path) -> bool:
        """Pack what the station lacks; with nothing new it is the receipt of what the bureau holds."""
        made = pack(self.store, to, receiver=station, most_bytes=MOST_OF_PHOTOS)
        with self.store.writing() as work:  # where it lies for a day is no place for people
            work.deliveries.change(made.delivery.number, file="")
        return True

    def wants_photo(self, sha256: str) -> bool:
        """Whether a record shows it and its file is not here."""
        if self.store.photo_files.holds(sha256):
            return False
        with self.store.reading() as work:
            return bool(_showing(work, sha256))

    def keep_photo(self, raw: bytes) -> None:
        """Keep it under its SHA-256."""
        self.store.photo_files.keep(raw)

    def photo(self, station: str, sha256: str) -> bytes | None:
        """The bytes of a photograph of the station's street; of any street for a station of the whole district."""
        with self.store.reading() as work:
            known = known_station(work, station)
            streets = {photo.street for photo in _showing(work, sha256)}
        if known is None or known.revoked or not streets or (known.office and known.office not in streets):
            return None
        try:
            return self.store.photo_files.read(sha256)
        except Unavailable:
            return None

    def _note(self, sha256: str, package: str, counts: Mapping[str, int]) -> None:
        """Beside the inbox; where it cannot be written the file is merely sent again one day."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside = self.folder / f"{sha256}.part"
            aside.write_text(json.dumps({"package": package, "counts": counts}))
            os.replace(aside, self.folder / sha256)
            noted = sorted(self.folder.iterdir(), key=lambda f: f.stat().st_mtime)
            for old in noted[: max(0, len(noted) - MOST_NOTED)]:
                old.unlink()


def _showing(work: Work, sha256: str) -> list[Photo]:
    """The photographs whose bytes these are, as they stand: neither withdrawn, erased nor covered since."""
    return [p for p in work.photos.naming([sha256]) if p.sha256 == sha256 and not p.erased and not p.withdrawn]


def _receipt(made: Delivery, counts: Mapping[str, int]) -> Receipt:
    stage, code = _STAGE.get(made.state, (Stage.REFUSED, "inbox_turned_away"))
    sentence = explain(Unavailable(code)) if code else ""
    return Receipt(state=stage, code=code, sentence=sentence, counts={"lines": made.lines, "new": made.new, **counts})
