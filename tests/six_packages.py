"""Six stations that wrote about the same records without a network, each with its package; and any order of arrival."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auditor.formats.package_zip import OpenPackage, write_package
from auditor.kinds import group_of, sound
from auditor.package import Manifest, part_of
from auditor.people import station_of
from auditor.record import Line
from db import SqlStore
from tests.db.dumping import dump_within, tried
from tests.definition import Defined, features
from tests.strategies import RESPONSE_BODY, RESPONSE_FIELDS, SITE_BODY, SITE_FIELDS, history_of

KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 7)]

OF_SITES, OF_INTERVIEWS = ("site", SITE_BODY, SITE_FIELDS), ("response", RESPONSE_BODY, RESPONSE_FIELDS)


@dataclass(frozen=True, slots=True)
class Six:
    """The packages, all lines by record, and what those histories hold."""

    packages: tuple[Path, ...]
    records: dict[str, list[Line]]

    def features(self) -> set[str]:
        """Everything met in them."""
        return {found for lines in self.records.values() for found in features(self.defined(lines))}

    def defined(self, lines: list[Line]) -> Defined:
        """What stands of one record, by the definition."""
        kind = lines[0].kind
        return Defined(lines, group_of(kind), lambda body: sound(kind, body))


def six_packages(folder: Path, seed: int, *, sites: int = 7, interviews: int = 2) -> Six:
    """Write them: each holds the lines of its signer; every tenth line is nowhere."""
    rng = random.Random(seed)
    public = [key.public_key().public_bytes_raw() for key in KEYS]
    stations = [station_of(raw) for raw in public]
    records = {}
    for n in range(sites + interviews):
        record = f"018f0000-0000-7000-8000-{n:012}"
        base, fields, kind = (
            (SITE_BODY, SITE_FIELDS, "site") if n < sites else (RESPONSE_BODY, RESPONSE_FIELDS, "response")
        )
        lines = history_of(rng, rng.randint(4, 9), fields, base=base, kind=kind, record=record, stations=stations)
        records[record] = [x for x in lines if rng.random() < 0.9] or lines
    packages = []
    for key, raw, station in zip(KEYS, public, stations, strict=True):
        mine = [x for lines in records.values() for x in lines if x.station == station]
        rng.shuffle(mine)
        manifest = Manifest(
            id=f"019a0000-0000-7000-8000-{station[:12]}",
            station=station,
            key=raw.hex(),
            to="",
            made="2026-11-22T02:00:00.000Z",
            lines=len(mine),
            have={("120104006000", station): part_of([x.name for x in mine])},
        )
        packages.append(folder / f"{station[:8]}.sap")
        write_package(packages[-1], manifest, [x.raw for x in mine], [], key.sign)
    return Six(tuple(packages), records)


def lines_in(packages: Iterable[Path]) -> list[list[Line]]:
    """The lines of each package as read from its file, checked."""
    found = []
    for path in packages:
        with OpenPackage(path) as package:
            package.check()
            found.append(list(package.lines()))
    return found


def index_after(store: SqlStore, order: Iterable[list[Line]]) -> str:
    """Every row of the index after packages came in this order; nothing remains."""
    with tried(store) as work:
        for number, lines in enumerate(order):
            work.journal.receive(lines, f"package {number}")
        rows = dump_within(work)
    return repr(rows)
