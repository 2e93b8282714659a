"""The radar on times: clocks behind or ahead, and batches typed in one sitting at invented, equal distances."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from auditor.audit import Audit
from auditor.flags import Flag, FlagKind, Material, Writing, seconds_between
from auditor.quality_interviews import rare
from auditor.record import china_date
from auditor.survey import Outcome, Response
from auditor.tails import chi_square_below

TOLERANCE_S = 300  # clocks of two machines differ; nothing is said below
SITTING_GAP_S = 300  # lines written at most so far apart are of one sitting
LATE_S = 1800  # written so long after it was seen
LONGEST_GAP_S = 3 * 3600  # between two visits of one outing
LEAST_GAPS = 5
HONEST_VARIATION = 0.3  # of the times between visits: standard deviation / mean; in the field it is 0.4 and more
DOUBT = 0.0001  # how often an honest sitting may be flagged


def flag_times(material: Material) -> Iterator[Flag]:
    """Every flag on clocks and sittings."""
    first = material.first_lines()
    yield from _clocks(material, first)
    yield from _sittings(material, first)


# -- sittings --------------------------------------------------------------------------------------------------------


def _sittings(material: Material, first: dict[str, Writing]) -> Iterator[Flag]:
    """Records of one person typed one after the other, long after they were seen, at equal distances."""
    complete = [r for r in material.responses if r.outcome is Outcome.COMPLETE]
    records: list[Response | Audit] = [*complete, *material.audits]
    seen = [(first[r.id], r) for r in records if r.id in first]
    late = [(w, r) for w, r in seen if seconds_between(r.observed_at, w.at) >= LATE_S]
    late.sort(key=lambda pair: (pair[0].station, pair[0].person, pair[0].kind, pair[0].at, pair[0].name))
    for _key, group in groupby(late, key=lambda pair: (pair[0].station, pair[0].person, pair[0].kind)):
        for sitting in _split(list(group)):
            yield from _equal(sitting, material)


def _split(pairs: Sequence[tuple[Writing, Response | Audit]]) -> Iterator[list[tuple[Writing, Response | Audit]]]:
    sitting = [pairs[0]]
    for pair in pairs[1:]:
        if seconds_between(sitting[-1][0].at, pair[0].at) > SITTING_GAP_S:
            yield sitting
            sitting = []
        sitting.append(pair)
    yield sitting


def _equal(sitting: Sequence[tuple[Writing, Response | Audit]], material: Material) -> Iterator[Flag]:
    """The outings of one sitting by person and day whose distances in time vary less than honest ones can."""
    ordered = sorted(sitting, key=lambda pair: (_who(pair[1]), pair[1].observed_at, pair[1].id))
    for (person, day), group in groupby(ordered, key=lambda pair: (_who(pair[1]), china_date(pair[1].observed_at))):
        outing = list(group)
        times = [r.observed_at for _w, r in outing]
        gaps = [seconds_between(a, b) for a, b in pairwise(times)]
        gaps = [g for g in gaps if g <= LONGEST_GAP_S]
        mean = sum(gaps) / len(gaps) if gaps else 0.0
        if len(gaps) < LEAST_GAPS or mean < 2 * _rounding(times):
            continue
        spread = sum((g - mean) ** 2 for g in gaps)
        chance = chi_square_below(spread / (mean * HONEST_VARIATION) ** 2, len(gaps) - 1)
        if chance > DOUBT:
            continue
        written = sorted(w.at for w, _r in outing)
        yield Flag(
            kind=FlagKind.SITTING,
            street=material.street,
            records=tuple(r.id for _w, r in outing),
            sites=tuple(sorted({r.site for _w, r in outing if isinstance(r, Audit)})),
            person=person,
            at=times[0],
            evidence={
                "day": day.isoformat(),
                "n": len(outing),
                "every": round(mean / 60),
                "minutes": -(-int(seconds_between(written[0], written[-1])) // 60),
                "late": int(seconds_between(times[-1], written[0])) // 60,
                "chance": rare(chance),
            },
        )


def _rounding(times: Sequence[str]) -> int:
    """To how many seconds these moments are rounded, at least one: equal distances of one step are no sign."""
    seconds = [int(t[14:16]) * 60 + int(t[17:19]) for t in times]
    return next(step for step in (300, 60, 1) if all(s % step == 0 for s in seconds))


def _who(record: Response | Audit) -> str:
    return record.inspectors if isinstance(record, Audit) else record.interviewer


# -- clocks ----------------------------------------------------------------------------------------------------------


def _clocks(material: Material, first: dict[str, Writing]) -> Iterator[Flag]:
    """One flag for each way in which a station's clock is found wrong, with all records that show it."""
    found: dict[tuple[str, str, str], list[tuple[Writing, float]]] = {}

    def note(cause: str, line: Writing, seconds: float) -> None:
        found.setdefault((cause, line.station, line.person), []).append((line, seconds))

    lines = {line.name: line for line in material.writings}
    for line in material.writings:
        for parent in line.parents:
            if parent in lines and (behind := seconds_between(line.at, lines[parent].at)) > TOLERANCE_S:
                note("before_parent", line, behind)
        if (ahead := seconds_between(line.arrived, line.at)) > TOLERANCE_S:
            note("before_written", line, ahead)
    for line, back in _backwards(material.writings):
        note("backwards", line, back)
    records: list[Response | Audit] = [*material.responses, *material.audits]
    for record in records:
        made = first.get(record.id)
        if made is not None and (ahead := seconds_between(made.at, record.observed_at)) > TOLERANCE_S:
            note("seen_after_written", made, ahead)
    for response in material.responses:
        made, round_ = first.get(response.id), material.rounds.get(response.round)
        if made is not None and round_ is not None and china_date(response.observed_at) < round_.frozen_on:
            days = (round_.frozen_on - china_date(response.observed_at)).days
            note("before_frozen", made, days * 86_400)
    for (cause, _station, person), shown in sorted(found.items()):
        yield _clock_flag(cause, person, shown, material)


def _backwards(writings: Sequence[Writing]) -> Iterator[tuple[Writing, float]]:
    """Lines written here that are dated before one that the same person wrote earlier, kind by kind."""
    latest: dict[tuple[str, str, str], str] = {}
    for line in sorted(writings, key=lambda w: w.arrival):
        if line.package:
            continue
        key = (line.station, line.person, line.kind)
        before = latest.get(key, line.at)
        if (back := seconds_between(line.at, before)) > TOLERANCE_S:
            yield line, back
        latest[key] = max(before, line.at)


def _clock_flag(cause: str, person: str, shown: Sequence[tuple[Writing, float]], material: Material) -> Flag:
    sites = {a.id: a.site for a in material.audits}
    shown = sorted(shown, key=lambda pair: (pair[0].at, pair[0].name))
    records = tuple(dict.fromkeys(line.record for line, _s in shown))
    return Flag(
        kind=FlagKind.CLOCK,
        street=material.street,
        records=records,
        sites=tuple(sorted({sites[r] for r in records if r in sites})),
        person=material.names.get(person, ""),
        at=min(line.at for line, _s in shown),
        evidence={
            "cause": cause,
            "n": len(records),
            "minutes": int(max(seconds for _l, seconds in shown)) // 60,
            "day": china_date(min(line.at for line, _s in shown)).isoformat(),
        },
    )
