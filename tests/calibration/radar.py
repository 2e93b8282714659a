"""The radar's calibration: `python -m tests.calibration.radar [CAMPAIGNS]` writes its tables anew.

False alarms are counted in clean campaigns at seven item rates, found fakes where one kind is planted in each.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from auditor.false_alarms import ALARMS, AUDITS, FOUND, INTERVIEWS, PHOTOS, PLACE, UNITS
from auditor.flags import FlagKind
from auditor.quality import find_flags
from tests.calibration.campaigns import make_campaign
from tests.calibration.fakes import PLANTS

RATES = (0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995)
CAMPAIGNS = 120  # of each rate; about two minutes in all


def count_alarms(rate: float, seeds: Iterable[object]) -> tuple[Counter[FlagKind], Counter[FlagKind], Counter[str]]:
    """Flags by kind, records flagged by kind, and what was looked at, in clean campaigns of one item rate."""
    flags: Counter[FlagKind] = Counter()
    records: Counter[FlagKind] = Counter()
    seen: Counter[str] = Counter()
    for seed in seeds:
        radar = find_flags(make_campaign(seed, rate).material())
        flags.update(f.kind for f in radar.flags)
        for flag in radar.flags:
            records[flag.kind] += len(flag.records)
        seen.update({INTERVIEWS: radar.interviews, AUDITS: radar.audits, PHOTOS: radar.photos})
    return flags, records, seen


def count_found(name: str, rate: float, seeds: Iterable[object]) -> int:
    """In how many campaigns a planted fake of this kind was found: by a flag of its kind on one of the fake records."""
    plant, kinds = PLANTS[name]
    found = 0
    for seed in seeds:
        campaign = make_campaign(seed, rate)
        fakes = plant(campaign, random.Random(f"{name}/{seed}/{rate}"))
        radar = find_flags(campaign.material())
        found += any(f.kind in kinds and fakes & set(f.records) for f in radar.flags)
    return found


def main(arguments: Sequence[str]) -> int:
    """Write both tables."""
    campaigns = int(arguments[0]) if arguments else CAMPAIGNS
    PLACE.mkdir(exist_ok=True)
    alarms = []
    for rate in RATES:
        flags, records, seen = count_alarms(rate, range(campaigns))
        for kind in FlagKind:
            unit = UNITS.get(kind, INTERVIEWS)
            alarms.append((kind.value, rate, campaigns, unit, seen[unit], flags[kind], records[kind]))
        print(rate, dict(seen), dict(flags), file=sys.stderr)
    _write(PLACE / ALARMS, ("kind", "item_rate", "campaigns", "unit", "units", "flags", "records_flagged"), alarms)
    planted = []
    for name in PLANTS:
        for rate in RATES:
            found = count_found(name, rate, range(campaigns // 5))
            planted.append((name, rate, campaigns // 5, found))
        print(name, [row[3] for row in planted[-len(RATES) :]], "of", campaigns // 5, file=sys.stderr)
    _write(PLACE / FOUND, ("planted", "item_rate", "campaigns", "found"), planted)
    return 0


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
