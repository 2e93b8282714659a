"""What a visit must keep beside its record's own rules: what it names exists, and it was not in the future."""

from auditor.audit import SITE, Audit
from auditor.checklist import finding_problems
from auditor.errors import Problem
from auditor.record import moment_of, stamp
from auditor.standard import Standard
from auditor.store import Work


def audit_problems(work: Work, audit: Audit, standard: Standard) -> list[Problem]:
    """What is wrong with an audit beside its own rules: site, points and items exist; it was not in the future."""
    found = []
    site = work.sites.find(audit.site)
    if site is None:
        return [Problem("site", "no_such_record", {"kind": "site", "value": audit.site})]
    if audit.street != site.street:
        found.append(Problem("street", "other_street", {"value": audit.street}))
    items = {i.id: i for i in standard.items}
    points = {p.id for p in work.points.all(site.street)}
    for unit, findings in audit.findings.items():
        if unit != SITE and unit not in points:
            found.append(Problem("findings", "no_such_record", {"kind": "point", "value": unit}))
        found += [Problem("findings", "item_unknown", {"value": i}) for i in findings if i not in items]
        found += [p for i, finding in findings.items() if i in items for p in finding_problems(items[i], finding)]
    return found + future_problems(work, audit.observed_at)


def future_problems(work: Work, at: str) -> list[Problem]:
    """Whether a stamp lies before the moment by this database's clock; nothing is seen before it is."""
    try:
        moment_of(at)
    except ValueError:
        return []  # the record's own rules say so
    now = work.now()
    return [Problem("observed_at", "in_the_future", {"value": at, "now": stamp(now)})] if at > stamp(now) else []
