"""What `quality --json` and `recheck --json` print: plain values under keys that the README documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.false_alarms import false_alarms
from auditor.flags import Flag, Radar
from auditor.quality_wording import evidence_text, false_alarm_text, kind_name, rule_text, silence_text
from auditor.recheck import RecheckResult, kappa
from auditor.recheck_wording import agreement_text, bound_text, kappa_text, progress_text
from auditor.wording import tenths_text

Plain = dict[str, Any]


def plain_radar(radars: Sequence[Radar]) -> Plain:
    """`quality --json`: flags by street, and how often each kind is raised on honest work."""
    kinds = sorted({f.kind for radar in radars for f in radar.flags}, key=lambda k: k.value)
    alarms = false_alarms()
    return {
        "streets": [
            {
                "street": radar.street,
                "interviews": radar.interviews,
                "audits": radar.audits,
                "photos": radar.photos,
                "flags": [_flag(flag) for flag in radar.flags],
                "cannot_tell": [
                    {"kind": s.kind.value, "subject": s.subject, **s.evidence, "text": silence_text(s)}
                    for s in radar.silences
                ],
            }
            for radar in radars
        ],
        "kinds": {
            kind.value: {
                "name": kind_name(kind),
                "rule": rule_text(kind),
                "false_alarms": {
                    "unit": alarms[kind].unit,
                    "units": alarms[kind].units,
                    "flags": alarms[kind].flags,
                    "text": false_alarm_text(alarms[kind]),
                },
            }
            for kind in kinds
        },
    }


def _flag(flag: Flag) -> Plain:
    return {
        "id": flag.id,
        "kind": flag.kind.value,
        "person": flag.person or None,
        "at": flag.at,
        "records": list(flag.records),
        "sites": list(flag.sites),
        "evidence": dict(flag.evidence),
        "text": evidence_text(flag),
    }


def plain_rechecks(results: Sequence[RecheckResult], places: Mapping[str, Mapping[str, tuple[str, str]]]) -> Plain:
    """`recheck --json`: every re-check of a street with its draw, its second visits and what they show."""
    return {"rechecks": [_recheck(result, places.get(result.recheck.id, {})) for result in results]}


def _recheck(result: RecheckResult, places: Mapping[str, tuple[str, str]]) -> Plain:
    made, pairs = result.recheck, result.pairs
    found = kappa(pairs)
    upper = result.upper_tenths
    return {
        "id": made.id,
        "street": made.street,
        "subject": made.subject.value,
        "drawn_on": made.drawn_on.isoformat(),
        "inspector": made.inspector,
        "seed": made.seed or None,
        "list_hash": made.list_hash or None,
        "flag": made.flag or None,
        "population": made.population,
        "drawn": result.drawn,
        "done": result.done,
        "failed": result.failed,
        "open": result.open,
        "upper_bound": None if upper is None else tenths_text(upper),
        "shows_limit": result.shows_limit,
        "agreement": {"agreed": pairs.agreed, "total": pairs.total},
        "kappa": None
        if found is None
        else {"value": f"{found.value:.4f}", "low": f"{found.low:.4f}", "high": f"{found.high:.4f}"},
        "text": [t for t in (progress_text(result), bound_text(result), agreement_text(pairs), kappa_text(pairs)) if t],
        "units": [
            {
                "unit": s.unit,
                "code": places.get(s.unit, ("", ""))[0] or None,
                "record": s.record or None,
                "failed": s.failed if s.done else None,
            }
            for s in result.seconds
        ],
    }
