"""Looking over a street: one value for the first page, the streets there are to look at, and how it once was."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date

from auditor.division import Street
from auditor.overview import Overview, expiring_of, overdue_of
from auditor.progress import goal_2025, month_of
from auditor.score import score_street
from auditor.standard import Standard
from auditor.store import Store


def as_known(store: Store, known: date | None) -> AbstractContextManager[Store]:
    """The database as it was known on a day; without one as it is."""
    return nullcontext(store) if known is None else store.as_known(known)


def streets_with_sites(store: Store) -> list[Street]:
    """Streets that have a register, in order of code; all streets where none has."""
    with store.reading() as work:
        streets = sorted(work.streets.all(), key=lambda s: s.code)
        registered = [s for s in streets if work.sites.counts(s.code)]
    return registered or streets


def home_street(store: Store) -> str:
    """The street this database works for; for the bureau the first that has a register; "" if there is none."""
    with store.reading() as work:
        own = work.setting("street")
    if own:
        return own
    streets = streets_with_sites(store)
    return streets[0].code if streets else ""


def look_over(store: Store, street: str, standard: Standard) -> Overview:
    """A street today; Refused if it is not registered."""
    with store.reading() as work:
        today = work.today()
        facts = work.facts(street, today, standard)
        score, found = score_street(facts, standard, today, known=today, root=work.journal.root())
        units = tuple(found)
        late = overdue_of(work.corrections.all(street), {}, today)
        sites = {o.correction.site: work.sites.find(o.correction.site) for o in late}
        places = {key: f"{s.code} {s.name}" for key, s in sites.items() if s is not None}
        return Overview(
            score=score,
            facts=facts,
            units=units,
            overdue=tuple(replace(o, place=places.get(o.correction.site, "")) for o in late),
            expiring=expiring_of(units, standard, today),
            goal_2025=goal_2025(facts.communities, work.completions.all(street)),
            now=month_of(today, units),
            drafts=len(work.drafts()),
        )
