"""Sites closed or withdrawn since a street's last document, and what they were then: printed, so that nobody chooses
the denominator unseen (DESIGN 1)."""

from datetime import date

from auditor.coverage import judge_units
from auditor.progress import site_states
from auditor.site import in_force
from auditor.standard import Standard
from auditor.store import Work
from auditor.verdict import State


def closed_since(work: Work, street: str, standard: Standard, on: date) -> dict[str, State]:
    """Sites that the street's document before this one could count and that are closed or withdrawn now, with what
    they would have been on that document's day had nobody closed them: nobody chooses the denominator unseen."""
    before = [c for c in work.certificates.all(street) if c.score.on <= on]
    if not before:
        return {}
    last = max(before, key=lambda c: (c.issued_on, c.running))
    issued_at = work.certificates.history(last.id)[-1].at
    now = {s.id for s in work.facts(street, on, standard, rounds=False).sites}
    gone = frozenset(
        s.id
        for s in work.sites.all(street, withdrawn=True)
        if s.id not in now and not s.same_as and _was_active(work, s.id, issued_at, last.score.on)
    )
    if not gone:
        return {}
    then = work.facts(street, last.score.on, standard, rounds=False, reopened=gone)
    states = site_states(judge_units(then, standard, last.score.on))
    return {site: states.get(site, State.UNKNOWN) for site in sorted(gone)}


def _was_active(work: Work, site: str, by: str, on: date) -> bool:
    """Whether a site was active on a day according to its newest line written by a moment."""
    known = [v for v in work.sites.history(site) if v.at <= by]
    if not known:
        return False
    body = known[-1].body
    since, until = (date.fromisoformat(str(body[k])) if k in body else None for k in ("since", "until"))
    return not body.get("withdrawn") and in_force(since, until, on)
