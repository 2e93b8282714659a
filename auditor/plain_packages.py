"""Packages and stations as plain documents, for `--json`; the keys are in the README."""

from collections.abc import Collection, Mapping

from auditor.arriving import Named, Preview
from auditor.delivery import Delivery
from auditor.exchanged import Exchanged
from auditor.package import Manifest
from auditor.plain import Plain
from auditor.station import Station, mark_of
from auditor.taking_back import Left


def plain_packed(file: str, manifest: Manifest, *, size: int, others: int) -> Plain:
    """`pack --json`: what went into a package."""
    return {
        "file": file,
        "package": manifest.id,
        "to": manifest.to or None,
        "lines": manifest.lines,
        "photos": sum(m.name.startswith("photos/") for m in manifest.members),
        "photos_left": manifest.photos_left,
        "bytes": size,
        "others": others,
    }


def plain_unpacked(delivery: Delivery, manifest: Manifest, counts: Mapping[str, int], *, again: bool) -> Plain:
    """`unpack --json`, `release --json`: what became of a package; `counts` are `new`, `own`, `photos`,
    `photos_missing`."""
    return {
        "package": manifest.id,
        "number": delivery.number,
        "station": manifest.station,
        "name": manifest.name,
        "state": delivery.state.value,
        "reason": delivery.reason or None,
        "lines": manifest.lines,
        **counts,
        "photos_left": manifest.photos_left,
        "again": again,
    }


def plain_preview(found: Preview) -> Plain:
    """`rehearse --json`: what taking a package in would do."""
    changed: dict[str, dict[str, int]] = {}
    for (kind, field), n in sorted(found.changed.items()):
        changed.setdefault(kind, {})[field] = n
    return {
        "lines": found.lines,
        "fresh": found.fresh,
        "own": found.own,
        "new": dict(sorted(found.new.items())),
        "changed": changed,
        "records_changed": found.records_changed,
        "conflicting": [_named(n) for n in found.conflicting],
        "incomplete": [_named(n) for n in found.incomplete],
        "doubled": [_named(n) for n in found.doubled],
        "unheard": [_named(n) for n in found.unheard],
        "photos_missing": found.photos_missing,
        "flips": [
            {
                "street": f.street,
                "name": f.name,
                "criterion": f.criterion,
                "before": f.before.value,
                "after": f.after.value,
            }
            for f in found.flips
        ],
    }


def _named(one: Named) -> Plain:
    return {"kind": one.kind, "record": one.record, "street": one.street, "title": one.title, "told": one.told}


def plain_taken_back(
    delivery: Delivery, *, back: int, withdrawn: int, since: Collection[str], left: Mapping[str, Left]
) -> Plain:
    """`undo --json`: `package` is the undoing's own id, by which it is undone again."""
    return {
        "package": delivery.package,
        "of": delivery.reason,
        "back": back,
        "withdrawn": withdrawn,
        "since": sorted(since),
        "left": [{"record": record, "why": why.value} for record, why in sorted(left.items())],
    }


def plain_delivery(one: Delivery, name: str) -> Plain:
    """One of `deliveries --json`."""
    return {
        "number": one.number,
        "package": one.package,
        "way": one.way.value,
        "station": one.station or None,
        "name": name,
        "made": one.made,
        "at": one.at,
        "state": one.state.value,
        "reason": one.reason or None,
        "lines": one.lines,
        "new": one.new,
        "bytes": one.size,
    }


def plain_station(station: Station, *, heard: str, recovered: int, waiting: int) -> Plain:
    """One of `stations --json`."""
    return {
        "station": station.station,
        "mark": mark_of(station.station),
        "name": station.name,
        "street": station.office or None,
        "bureau": station.bureau,
        "revoked": station.revoked or None,
        "seals": bool(station.recipient),
        "heard": heard or None,
        "recovered": recovered,
        "waiting": waiting,
    }


def plain_exchanged(found: Exchanged) -> Plain:
    """`sync --json`: what one round did."""
    return {
        "taken": found.taken,
        "new": found.new,
        "own": found.own,
        "photos": found.photos,
        "waiting": found.waiting,
        "written": found.written,
        "removed": found.removed,
        "pending": found.pending,
        "elsewhere": found.elsewhere,
        "others": found.others,
        "told": list(found.told),
    }
