"""What the corrections page shows beside its list, read on the worker: one whole, and what a new one may be of."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.audit import SITE, Answer
from auditor.correction import Correction
from auditor.correction_history import Step, steps_of
from auditor.correction_matters import Matter, unit_words
from auditor.correction_rules import recipient_on
from auditor.notice import Notice
from auditor.site import Site, in_force
from auditor.standard import Item, Standard
from auditor.store import Store
from auditor.wording import _


@dataclass(frozen=True, slots=True)
class Told:
    """One correction whole: its steps with the names of those who took them, and the chain it stands in."""

    matter: Matter
    steps: tuple[tuple[Step, str], ...]
    before: Correction | None  # whose re-check failed
    after: Correction | None  # that follows it
    notice: Notice | None


def read_told(store: Store, matter: Matter) -> Told:
    """One correction with its history."""
    made = matter.correction
    with store.reading() as work:
        people = {p.id: p.name for p in work.people.all(withdrawn=True)}
        steps = tuple((step, people.get(step.person, "")) for step in steps_of(work.corrections.history(made.id)))
        before = work.corrections.find(made.follows) if made.follows else None
        after = next((c for c in work.corrections.all(made.street) if c.follows == made.id), None)
        notice = work.notices.find(made.notice) if made.notice else None
    return Told(matter, steps, before, after, notice)


@dataclass(frozen=True, slots=True)
class SiteChoices:
    """A site at which a correction may be opened: its units, and the items asked at each."""

    site: Site
    units: tuple[tuple[str, str], ...]  # id, words
    items: Mapping[str, tuple[Item, ...]]  # by unit
    failed: Mapping[tuple[str, str], tuple[str, str]]  # (unit, item) -> audit that found it, its note
    organisation: str


def read_choices(store: Store, standard: Standard, street: str, site: str) -> SiteChoices | None:
    """What can be chosen at a site, by its id or code; None where there is none."""
    with store.reading() as work:
        today = work.today()
        held = work.sites.find(site) or next((s for s in work.sites.all(street) if s.code == site), None)
        if held is None:
            return None
        points = [p for p in work.points.all(held.street) if p.site == held.id and in_force(p.since, p.until, today)]
        points.sort(key=lambda p: (len(p.code), p.code))
        by_id = {p.id: p for p in points}
        units = [(SITE, _("整个点位")), *((p.id, unit_words(p.id, by_id)) for p in points)]
        failed: dict[tuple[str, str], tuple[str, str]] = {}
        seen: set[tuple[str, str]] = set()
        for audit in work.audits.of_site(held.id):  # newest first
            for unit, findings in audit.findings.items():
                for item, finding in findings.items():
                    if (unit, item) not in seen and finding.answer in (Answer.PASS, Answer.FAIL):
                        seen.add((unit, item))
                        if finding.answer is Answer.FAIL:
                            failed[unit, item] = audit.id, finding.note
        at_point = standard.checklist(held.place_type, "point")
        return SiteChoices(
            site=held,
            units=tuple(units),
            items={u: standard.checklist(held.place_type, "site") if u == SITE else at_point for u, _w in units},
            failed=failed,
            organisation=recipient_on(work.assignments.all(held.street), held.id, today),
        )
