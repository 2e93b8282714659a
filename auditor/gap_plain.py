"""What is missing as a plain document, for `missing --json` and its export; the keys are documented in the README."""

from collections.abc import Mapping

from auditor.day_plans import DayPlan
from auditor.gap_wording import what_text
from auditor.gaps import Coming, Look, Move, Needed
from auditor.plain import Plain
from auditor.record import china_date
from auditor.standard import Standard
from auditor.work_list import WorkList


def plain_missing(found: WorkList, standard: Standard) -> Plain:
    """The list, what is coming, the pace it was timed by, and the days it makes."""
    missing, pace = found.missing, found.pace
    return {
        "street": missing.street,
        "name": missing.name,
        "standard": missing.standard,
        "on": missing.on.isoformat(),
        "planned": missing.planned.isoformat(),
        "verdict": found.score.verdict.value,
        "count": missing.count,
        "minutes": found.total_minutes,
        "points": {"repairs": missing.repairs, "new": missing.new_points, "at_least": missing.at_least},
        "beside": dict(missing.beside),
        "choices": {key: {"least": c.least, "units": c.units} for key, c in missing.choices.items()},
        "needed": [_needed(n, found, standard) for n in missing.needed],
        "coming": [_coming(c, found) for c in missing.coming],
        "pace": {
            "visit": pace.visit,
            "visit_gaps": pace.visit_gaps,
            "interview": pace.interview,
            "interview_gaps": pace.interview_gaps,
        },
        "days": [_day(d) for d in found.days],
    }


def _day(day: DayPlan) -> Plain:
    """A day names its lines; `count` is how many interviews of a line fall on it, 1 for any other."""
    lines = [{"id": line.id, "count": line.count} for line in day.lines]
    return {"number": day.number, "on": day.on.isoformat(), "minutes": day.minutes, "lines": lines}


def _needed(line: Needed, found: WorkList, standard: Standard) -> Plain:
    sites, points = _codes(found)
    return {
        "id": line.id,
        "act": line.act.value,
        "text": what_text(line, found.facts, standard),
        "community": line.community,
        "site": sites.get(line.site, ""),
        "point": points.get(line.point, ""),
        "record": line.record,
        "kind": line.kind,
        "criteria": list(line.criteria),
        "reasons": list(line.reasons),
        "items": [_look(k, points) for k in line.looks],
        "moves": [_move(m, sites, points) for m in line.moves],
        "households": line.households,
        "interviews": line.interviews,
        "place_type": line.place_type,
        "minutes": found.minutes(line),
    }


def _codes(found: WorkList) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Sites and points by id as people call them; a point that is to be made is `new`."""
    sites = {s.id: s.code for s in found.facts.sites}
    points = {p.id: p.code for p in found.facts.points.values()}
    made = {n.point: "new" for n in found.missing.needed if n.point.startswith("new:")}
    return sites, {**points, **made}


def _look(look: Look, points: Mapping[str, str]) -> Plain:
    seen = china_date(look.observed_at).isoformat() if look.observed_at else None
    return {"point": points.get(look.unit, ""), "item": look.item, "reason": look.reason, "observed_on": seen}


def _move(move: Move, sites: Mapping[str, str], points: Mapping[str, str]) -> Plain:
    return {
        "site": sites.get(move.site, ""),
        "from": points.get(move.source, move.source),
        "to": points.get(move.target, move.target),
        "households": move.households,
    }


def _coming(coming: Coming, found: WorkList) -> Plain:
    sites, _points = _codes(found)
    return {
        "ends": coming.ends.isoformat(),
        "community": coming.community,
        "site": sites.get(coming.site, ""),
        "round": coming.round,
        "criteria": list(coming.criteria),
        "observed_on": coming.observed_on.isoformat() if coming.observed_on else None,
        "correction": coming.correction,
        "days_over": coming.days_over,
    }
