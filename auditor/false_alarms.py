"""How often each flag is raised on honest work and planted fakes are found, as simulated: a table that ships."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.flags import FlagKind
from auditor.wording import RESOURCES

PLACE = RESOURCES / "radar"
ALARMS, FOUND = "false_alarms.csv", "planted.csv"
INTERVIEWS, AUDITS, PHOTOS = "interviews", "audits", "photos"
UNITS = {
    FlagKind.JOURNEY: AUDITS,
    FlagKind.SAME_PHOTO: PHOTOS,
    FlagKind.PHOTO_TIME: PHOTOS,
}  # what each kind is counted against; the others against interviews


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarms:
    """Flags of one kind raised in clean simulated campaigns, over all item rates: so many in so many units."""

    kind: FlagKind
    unit: str  # interviews, audits or photos
    units: int
    flags: int

    @property
    def per_100_000(self) -> int:
        """Flags in 100,000 units, rounded up."""
        return -(-self.flags * 100_000 // self.units) if self.units else 0


@cache
def false_alarms(folder: Path = PLACE) -> dict[FlagKind, FalseAlarms]:
    """The false alarms of each kind, from the table that the calibration wrote."""
    with (folder / ALARMS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for kind in FlagKind:
        mine = [r for r in rows if r["kind"] == kind.value]
        found[kind] = FalseAlarms(
            kind=kind,
            unit=UNITS.get(kind, INTERVIEWS),
            units=sum(int(r["units"]) for r in mine),
            flags=sum(int(r["flags"]) for r in mine),
        )
    return found
