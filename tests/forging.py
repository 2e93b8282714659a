"""Packages made by somebody who holds a station's key and a program of his own: every hash and signature is right."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.formats.package_zip import MANIFEST, SIGNATURE
from auditor.identity import NAME, PUBLIC, STATION_KEY
from auditor.package import Manifest, Member
from auditor.people import sign
from auditor.record import Line, Record, body_of, new_id
from tests.exchanging import Office
from tests.making import STREET

AT = "2026-11-22T01:00:00.000Z"


def line_of(office: Office, record: Record, **changes: object) -> bytes:
    """A line as this station would write it, with other parts."""
    values: dict[str, Any] = {
        "kind": record.KIND,
        "record": record.id,
        "parents": (),
        "station": office.station,
        "person": "p",
        "at": AT,
        "offset": 480,
        "street": record.street or STREET,
        "schema": 1,
        "body": body_of(record),
    }
    return Line(**{**values, **changes}).raw


def blank(office: Office, **changes: object) -> Manifest:
    """What a package of this station says of itself before anything is in it."""
    with office.store.reading() as work:
        station, key, name = work.setting("station"), work.setting(PUBLIC), work.setting(NAME)
    values: dict[str, Any] = {"id": new_id(), "station": station, "key": key, "to": "", "made": AT, "lines": 0}
    return Manifest(**{**values, "name": name, **changes})


def member(name: str, raw: bytes) -> Member:
    """As a manifest names it."""
    return Member(name, len(raw), hashlib.sha256(raw).hexdigest())


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of these with the right hash in its comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, raw in members:
            book.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
        book.comment = b"0" * 64
    raw = out.getvalue()[:-64]
    return raw + hashlib.sha256(raw).hexdigest().encode()


def forge(
    office: Office,
    inner: Sequence[bytes] = (),
    *,
    others: Mapping[str, bytes] | None = None,
    said: Sequence[Member] = (),
    **changes: object,
) -> Path:
    """A package of this station with these lines and further members, signed by it. `said`: what the manifest says of
    members in place of what is in them; `changes` are of the manifest."""
    inside: dict[str, bytes] = {"lines/00000.jsonl": b"".join(x + b"\n" for x in inner)} if inner else {}
    inside.update(others or {})
    told = {m.name: m for m in [*(member(n, raw) for n, raw in inside.items()), *said]}
    values: dict[str, Any] = {"lines": len(inner), "members": tuple(told.values()), **changes}
    made = replace(blank(office), **values)
    return signed(office, made, list(inside.items()))


def signed(office: Office, made: Manifest, members: Sequence[tuple[str, bytes]]) -> Path:
    """A package of this manifest and these members, whatever they are."""
    with office.store.reading() as work:
        key = work.secret(STATION_KEY)
    assert key is not None
    raw = made.encode()
    path = office.folder / f"forged-{new_id()}.sap"
    path.write_bytes(zipped([*members, (MANIFEST, raw), (SIGNATURE, sign(key, raw).hex().encode())]))
    return path
