"""Results as plain JSON values: the terminal's contract (DESIGN 12). Keys are kept for ever; percents are cut."""

from collections.abc import Sequence
from typing import Any

from auditor.certificate import Verification
from auditor.chances import all_chances
from auditor.intake import ImportPlan, ImportResult
from auditor.photo_care import PhotoCheck
from auditor.progress import Month, Pace, Progress
from auditor.row_wording import problem_text
from auditor.slots import Slot
from auditor.standard import Standard
from auditor.store import Check
from auditor.survey import Mode, Round
from auditor.verdict import CriterionScore, PartScore, SampleResult, StreetScore
from auditor.wording import decimals

Plain = dict[str, Any]


def plain_scores(scores: Sequence[StreetScore], standard: Standard) -> Plain:
    """`score --json`: one document for all streets, with both dates and the journal's root beside the standard."""
    first = scores[0] if scores else None
    return {
        "standard": {"id": standard.id, "number": standard.number},
        "on": first.on.isoformat() if first else None,
        "known": first.known.isoformat() if first else None,
        "root": first.root if first else None,
        "streets": [plain_street(score, standard) for score in scores],
    }


def plain_street(score: StreetScore, standard: Standard) -> Plain:
    """One street of `score --json`."""
    return {
        "code": score.street,
        "name": score.name,
        "verdict": score.verdict.value,
        "index": score.index,
        "criteria": [_criterion(c, standard) for c in score.criteria.values()],
        "doubtful": score.doubtful,
    }


def _criterion(c: CriterionScore, standard: Standard) -> Plain:
    found: Plain = {
        "id": c.id,
        **_part(c),
        "mode": c.mode,
        "sample": _sample(c.sample) if c.mode == Mode.SAMPLE.value and c.sample else None,
        "lower_bound": (c.sample.lower_bound or None) if c.sample else None,
        "definition": standard.criteria[c.id].definition,
    }
    if c.parts:
        found["parts"] = {name: _part(part) for name, part in c.parts.items()}
    if c.not_required:
        found["not_required"] = c.not_required
    if c.lacking:
        found["lacking"] = dict(c.lacking)
    if c.lacking_any:
        found["lacking_any"] = c.lacking_any
    if c.lost:
        found["lost"] = c.lost
    found["communities"] = {code: _part(part) for code, part in c.communities.items()}
    return found


def _part(part: PartScore | CriterionScore) -> Plain:
    t = part.tally
    return {
        "conforming": t.conforming,
        "nonconforming": t.nonconforming,
        "unknown": t.unknown,
        "total": t.total,
        "percent": part.percent,
        "verdict": part.verdict.value,
    }


def _sample(s: SampleResult) -> Plain:
    """A sample's figures, bounds one-sided; null where nobody answered, and where no design effect is assumed."""
    return {
        "round": s.name,
        "design": s.design,
        "population": s.population,
        "planned": s.planned,
        "completes": s.completes,
        "response_rate": s.response_rate,
        "estimate": s.estimate or None,
        "upper_bound": s.upper_bound or None,
        "deff": s.deff or None,
        "interval": [s.interval_from, s.interval_to] if s.interval_from else None,
        "deff_found": s.deff_found or None,
    }


def plain_round(round_: Round, standard: Standard, slots: Sequence[Slot] = ()) -> Plain:
    """`plan --json`: size and allocation, what is drawn together, and the chance to pass by true rate (none where
    everybody is asked); slots by site and count, never by door."""
    parts = round_.parts
    return {
        "round": round_.name or None,
        "street": round_.street,
        "mode": round_.mode.value,
        "design": "two_stage" if any(p.clusters for p in parts) else "one_stage",
        "standard": round_.standard,
        "frozen_on": round_.frozen_on.isoformat(),
        "population": round_.population,
        "planned": round_.planned,
        "communities": {
            c: {"population": s.population, "planned": s.planned} for c, s in sorted(round_.strata.items())
        },
        "parts": [
            {"community": p.community, "part": p.number, "population": p.population, "planned": p.planned}
            for p in parts
        ],
        "chances": {
            rate: [{"rate": decimals(true), "chance": chance} for true, chance in found]
            for rate, found in all_chances(parts, standard).items()
        },
        "slots": [{"community": s.community, "site": s.site_code, "k": s.k, "slot": s.slot} for s in slots],
    }


def plain_import(plan: ImportPlan, result: ImportResult | None) -> Plain:
    """`import --json`: what a table would change, what was written (null: nothing), and every row that is wrong."""
    return {
        **plan.counts,
        "written": {"new": result.new, "changed": result.changed} if result else None,
        "wrong": [
            {
                "sheet": p.sheet,
                "row": p.row,
                "column": p.column,
                "value": p.value,
                "code": p.code,
                "text": problem_text(p),
            }
            for p in plan.problems
        ],
        "missing_codes": [m.code for m in plan.missing],
    }


def plain_progress(progress: Progress) -> Plain:
    """`progress --json`: the closed goal, the live one, and every street by month."""
    goal = progress.goal_2025
    return {
        "on": progress.on.isoformat(),
        "known": progress.known.isoformat(),
        "root": progress.root,
        "edition": progress.edition,
        "goal_2025": {
            "verdict": goal.verdict.value,
            "completed": goal.completed,
            "not_completed": goal.not_completed,
            "without_record": goal.without_record,
            "total": goal.total,
            "changes": dict(goal.changes),
        },
        "goal_2030": {"months": [_month(m) for m in progress.months], "pace": _pace(progress.pace)},
        "streets": [
            {
                "code": s.code,
                "name": s.name,
                "months": [_month(m) for m in s.months],
                "pace": _pace(s.pace),
                "communities": {code: _month(m) for code, m in s.communities.items()},
            }
            for s in progress.streets
        ],
    }


def _month(m: Month) -> Plain:
    return {
        "on": m.on.isoformat(),
        "sites": m.sites,
        "sites_total": m.sites_total,
        "households": m.households,
        "households_total": m.households_total,
    }


def _pace(p: Pace) -> Plain:
    """Paces in hundredths of a percent point a month; null where it is too early to say."""
    return {
        "achieved": p.achieved,
        "needed": p.needed,
        "months": p.months,
        "arrives": p.arrives.isoformat() if p.arrives else None,
    }


def plain_verification(found: Verification) -> Plain:
    """`verify --json`: true or false, the first fault, and what the document says of itself."""
    made = found.certificate
    return {
        "true": found.true,
        "fault": {"code": found.fault.code, **found.fault.facts} if found.fault else None,
        "number": made.number,
        "short_code": made.short_code,
        "kind": made.kind.value,
        "street": made.street,
        "name": made.score.name,
        "verdict": made.score.verdict.value,
        "on": made.score.on.isoformat(),
        "issued_on": made.issued_on.isoformat(),
        "issuer": made.issuer,
        "demonstration": made.demonstration,
        "evidence_root": made.evidence_root,
    }


def plain_check(check: Check, photos: PhotoCheck) -> Plain:
    """`check --json`."""
    return {
        "lines": check.lines,
        "records": check.records,
        "root": check.root,
        "faults": list(check.faults),
        "broken": check.broken,
        "photos": {
            "named": photos.photos,
            "missing": list(photos.missing),
            "altered": list(photos.altered),
            "unnamed": photos.unnamed,
        },
    }
