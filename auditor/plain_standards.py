"""Standards as plain JSON values: what was brought in, and what if another one scored."""

from auditor.comparison import Comparison
from auditor.plain import Plain
from auditor.standard_record import AdoptionPlan


def plain_adoption(plan: AdoptionPlan, *, written: bool) -> Plain:
    """A standard brought in, or rehearsed."""
    standard = plan.standard
    return {
        "standard": standard.id,
        "number": standard.number,
        "in_force_from": standard.in_force_from.isoformat(),
        "sha256": standard.hash,
        "examples": len(standard.examples),
        "supersedes": plan.supersedes.number if plan.supersedes is not None and not plan.held else None,
        "held": plan.held,
        "written": written,
    }


def plain_comparison(found: Comparison) -> Plain:
    """What if: every street under both standards, and every clause that differs."""
    return {
        "on": found.on.isoformat(),
        "before": {"standard": found.before.id, "number": found.before.number},
        "after": {"standard": found.after.id, "number": found.after.number},
        "differences": [
            {"criterion": d.criterion, "clause": d.clause, "before": d.before, "after": d.after}
            for d in found.differences
        ],
        "streets": [
            {
                "street": street.before.street,
                "name": street.before.name,
                "before": street.before.verdict.value,
                "after": street.after.verdict.value,
                "flips": street.flips,
                "criteria": [
                    {
                        "id": change.criterion,
                        "before": change.before.verdict.value,
                        "after": change.after.verdict.value,
                        "percent_before": change.before.percent,
                        "percent_after": change.after.percent,
                        "deciding": [d.clause for d in change.deciding],
                        "alone": change.alone,
                    }
                    for change in street.changes
                ],
            }
            for street in found.streets
        ],
    }
