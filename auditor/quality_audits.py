"""The radar on site audits and their photographs: impossible journeys, one photograph twice, a camera's time."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from auditor.audit import Audit, Visit
from auditor.flags import Flag, FlagKind, Material, seconds_between
from auditor.photo import Photo, difference
from auditor.record import china_date
from auditor.site import Site

FASTEST_KMH = 60  # from one site to the next through the city
MARGIN_M = 300  # coordinates are hints: half a large quarter at each end
MINUTE_S = 60  # moments that end in :00 were written to the minute
SAME_BITS = 4  # likenesses that differ in so many of 63 bits are of one picture
CAMERA_S = 2 * 3600  # a photograph is taken while the audit is made
EARTH_M = 6_371_000
_NAMES = re.compile(r"[、，,;；/\s]+")


def flag_audits(material: Material) -> Iterator[Flag]:
    """Every flag on audits and photographs."""
    yield from _journeys(material)
    yield from _same_photos(material)
    yield from _photo_times(material)


def metres(one: Site, other: Site) -> float | None:
    """The distance of two sites along the earth (haversine); None where either has no coordinates."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    lat1, lon1 = radians((one.latitude or 0) / 1e6), radians((one.longitude or 0) / 1e6)
    lat2, lon2 = radians((other.latitude or 0) / 1e6), radians((other.longitude or 0) / 1e6)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))


def inspectors_of(audit: Audit) -> list[str]:
    """The names an audit gives, each once, as written."""
    return list(dict.fromkeys(name for name in _NAMES.split(audit.inspectors) if name))


def _journeys(material: Material) -> Iterator[Flag]:
    """Two audits one after the other of one inspector, so far apart that no car gets there in the time between."""
    by_person: dict[str, list[Audit]] = {}
    for audit in material.audits:
        if audit.visit is not Visit.SELF_CHECK and audit.site in material.sites:
            for name in inspectors_of(audit):
                by_person.setdefault(name, []).append(audit)
    told: set[tuple[str, str]] = set()
    for person, mine in sorted(by_person.items()):
        ordered = sorted(mine, key=lambda a: (a.observed_at, a.id))
        for one, other in pairwise(ordered):
            if (one.id, other.id) in told:
                continue  # two inspectors on one journey
            far = metres(material.sites[one.site], material.sites[other.site])
            seconds = seconds_between(one.observed_at, other.observed_at)
            if far is None or far <= MARGIN_M:
                continue
            needed = (far - MARGIN_M) / (FASTEST_KMH / 3.6)
            rounded = all(a.observed_at[17:19] == "00" for a in (one, other))
            if needed <= seconds + (MINUTE_S if rounded else 0):
                continue
            told.add((one.id, other.id))
            yield Flag(
                kind=FlagKind.JOURNEY,
                street=material.street,
                records=(one.id, other.id),
                sites=(one.site, other.site),
                person=person,
                at=one.observed_at,
                evidence={
                    "day": china_date(one.observed_at).isoformat(),
                    "from": material.sites[one.site].code,
                    "to": material.sites[other.site].code,
                    "metres": int(far) // 10 * 10,
                    "minutes": int(seconds) // 60,
                    "needed": -(-int(needed) // 60),
                },
            )


def _same_photos(material: Material) -> Iterator[Flag]:
    """Photographs that are one picture, of two sites or of two days."""
    moments = {a.id: a.observed_at for a in material.audits}
    shown = [p for p in material.photos if not p.erased and (p.likeness or p.sha256)]
    days = {p.id: china_date(moments[p.audit]).isoformat() if p.audit in moments else "" for p in shown}
    for group in _same(sorted(shown, key=lambda p: (moments.get(p.audit, ""), p.id))):
        sites = tuple(sorted({p.site for p in group}))
        dates = sorted({days[p.id] for p in group} - {""})
        if len(sites) < 2 and len(dates) < 2:
            continue
        yield Flag(
            kind=FlagKind.SAME_PHOTO,
            street=material.street,
            records=tuple(p.id for p in group),
            sites=sites,
            person=_inspectors(group, material),
            at=min((moments[p.audit] for p in group if p.audit in moments), default=""),
            evidence={
                "n": len(group),
                "sites": len(sites),
                "days": len(dates),
                "codes": " ".join(sorted(material.sites[s].code for s in sites if s in material.sites)),
                "dates": " ".join(dates),
                "bits": max(_apart(a, b) for a, b in pairwise(group)),
            },
        )


def _apart(one: Photo, other: Photo) -> int:
    if one.sha256 == other.sha256:
        return 0
    return difference(one.likeness, other.likeness) if one.likeness and other.likeness else 64


def _same(photos: Sequence[Photo]) -> Iterator[list[Photo]]:
    """Groups of photographs each of which is the same picture as an earlier one of its group.

    Likenesses are looked up by parts: two that differ in at most four bits agree in at least one of five parts.
    """
    leader: dict[str, str] = {}
    seen: dict[tuple[int, str], list[Photo]] = {}
    groups: dict[str, list[Photo]] = {}
    for photo in photos:
        keys = [*enumerate(_parts(photo.likeness)), (-1, photo.sha256)]
        like = next((p for k in keys for p in seen.get(k, ()) if _apart(p, photo) <= SAME_BITS), None)
        leader[photo.id] = leader[like.id] if like is not None else photo.id
        groups.setdefault(leader[photo.id], []).append(photo)
        for key in keys:
            seen.setdefault(key, []).append(photo)
    return (group for group in groups.values() if len(group) > 1)


def _parts(likeness: str) -> list[str]:
    """64 bits in five parts of 12 or 13 bits."""
    if not likeness:
        return []
    bits = f"{int(likeness, 16):064b}"
    return [bits[i * 64 // (SAME_BITS + 1) : (i + 1) * 64 // (SAME_BITS + 1)] for i in range(SAME_BITS + 1)]


def _inspectors(photos: Sequence[Photo], material: Material) -> str:
    by_id = {a.id: a.inspectors for a in material.audits}
    named = {by_id[p.audit] for p in photos if p.audit in by_id}
    return named.pop() if len(named) == 1 else ""


def _photo_times(material: Material) -> Iterator[Flag]:
    """A camera's moment more than two hours from its audit's."""
    audits = {a.id: a for a in material.audits}
    for photo in material.photos:
        audit = audits.get(photo.audit)
        if audit is None or not photo.taken_at or photo.erased:
            continue
        apart = seconds_between(photo.taken_at, audit.observed_at)
        if abs(apart) <= CAMERA_S:
            continue
        yield Flag(
            kind=FlagKind.PHOTO_TIME,
            street=material.street,
            records=(photo.id,),
            sites=(photo.site,),
            person=audit.inspectors,
            at=audit.observed_at,
            evidence={
                "cause": "before" if apart > 0 else "after",
                "hours": int(abs(apart)) // 3600,
                "taken": photo.taken_at,
                "seen": audit.observed_at,
                "code": material.sites[photo.site].code if photo.site in material.sites else "",
            },
        )
