"""Recounting what was done: the journal's own lines from one day to another, with names, and what is left today."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from auditor.copies import last_copy
from auditor.diary import (
    Diary,
    DueCorrection,
    Entry,
    Left,
    OpenRound,
    Unfinished,
    entries_of,
    waits_for,
)
from auditor.drafts import CHINA
from auditor.errors import Problem, Refused
from auditor.receipts import reach_of
from auditor.record import Line, stamp
from auditor.round_standing import OPEN, field_work
from auditor.site import in_force
from auditor.standard import COVERAGES, Standard
from auditor.store import Store, Work
from auditor.survey import PROBABILITY
from auditor.telling import Tell, quiet


def recount(
    store: Store,
    standard: Standard,
    since: date | None = None,
    until: date | None = None,
    *,
    person: str = "",
    street: str = "",
    tell: Tell = quiet,
) -> Diary:
    """The diary of the days from `since` to `until` (today without them), of one person or of all; what is left is of
    today and of a street (the database's own without one). Refused for days to come or in the wrong order."""
    with store.reading() as work:
        today = work.today()
        until = until or since or today
        since = since or until
        if until > today or since > today:
            facts = {"value": max(since, until).isoformat(), "now": today.isoformat()}
            raise Refused(Problem("until" if until > today else "since", "in_the_future", facts))
        if since > until:
            raise Refused(Problem("since", "since_after_until", {"since": since, "until": until}))
        arrivals = work.journal.written(_moment(since), _moment(until + timedelta(days=1)), tell)
        arrivals.sort(key=lambda a: (a.at, a.number))
        wanted = {name for a in arrivals for name in a.line.parents}
        parents = {line.name: line.body for line in map(Line.read, work.journal.raw(wanted))}
        entries = entries_of(arrivals, parents)
        street = street or work.setting("street")
        found = Diary(
            since=since,
            until=until,
            today=today,
            person=person,
            entries=tuple(e for e in entries if not person or e.arrival.line.person == person),
            left=_left(work, street, standard, today) if street else Left(drafts=_drafts(work)),
            at_bureau=not work.setting("street"),
            copy=last_copy(work),
            reach=reach_of(work),
            people={p.id: p.name for p in work.people.all(withdrawn=True)},
            places=_places(work, entries),
            recorded=(),
            street=street,
            street_name=next((s.name for s in work.streets.all() if s.code == street), ""),
            demonstration=bool(work.demonstrations.all()),
        )
    recorded = {e.arrival.line.person for e in entries}
    return replace(found, recorded=tuple(sorted(recorded, key=lambda p: (found.people.get(p, p), p))))


def _moment(day: date) -> str:
    """The first moment of a day in China."""
    return stamp(datetime.combine(day, time(), UTC) - CHINA)


def _places(work: Work, entries: Iterable[Entry]) -> dict[str, str]:
    """The names of sites, rounds and communities that the entries speak of, by id or code."""
    sites: set[str] = set()
    rounds: set[str] = set()
    points: set[str] = set()
    communities: set[str] = set()
    for entry in entries:
        body = entry.body
        if entry.kind == "site":
            sites.add(entry.arrival.line.record)
        if entry.kind == "round":
            rounds.add(entry.arrival.line.record)
        sites.update(s for s in (body.get("site"),) if isinstance(s, str))
        rounds.update(r for r in (body.get("round"),) if isinstance(r, str))
        points.update(p for p in (body.get("point"),) if isinstance(p, str))
        communities.update(c for c in (body.get("community"),) if isinstance(c, str))
    found = {c.code: c.name for c in work.communities.all() if c.code in communities}
    held = [work.sites.find(s) for s in sorted(sites)]
    found |= {s.id: f"{s.code} {s.name}" for s in held if s is not None}
    found |= {r.id: r.name for r in map(work.rounds.find, sorted(rounds)) if r is not None}
    found |= {p.id: p.code for p in map(work.points.find, sorted(points)) if p is not None}
    return found


# -- what is left ------------------------------------------------------------------------------------------------------


def _left(work: Work, street: str, standard: Standard, today: date) -> Left:
    usable = {s.id for s in work.sites.all(street) if in_force(s.since, s.until, today) and not s.same_as}
    age = min(standard.criteria[c].evidence_max_age_days for c in COVERAGES)
    last = [row.last_audit for row in work.sites.search("", street=street) if row.id in usable]
    seen = [date.fromisoformat(day) for day in last if day]
    return Left(
        drafts=_drafts(work),
        never=len(last) - len(seen),
        expired=sum((today - day).days > age for day in seen),
        rounds=tuple(_open_rounds(work, street, standard, today)),
        corrections=tuple(_corrections(work, street, today)),
    )


def _drafts(work: Work) -> tuple[Unfinished, ...]:
    found = []
    for draft in work.drafts():
        kind, record = [*draft.form.split(":"), ""][:2]  # `assignment:<site>:<assignment>`
        about = ""
        if kind == "response":
            held = work.rounds.find(record)
            about = held.name if held else ""
        else:
            site = work.sites.find(record)
            about = f"{site.code} {site.name}" if site else ""
        found.append(Unfinished(form=draft.form, at=draft.at, about=about))
    return tuple(found)


def _open_rounds(work: Work, street: str, standard: Standard, today: date) -> Iterable[OpenRound]:
    facts = work.facts(street, today, standard)
    for fact in facts.rounds:
        if fact.method in PROBABILITY and (fact.ended_on is None or fact.ended_on > today):
            left = field_work(fact, standard.survey.attempts).dispositions[OPEN]
            if left:
                yield OpenRound(id=fact.id, name=fact.name, open=left)


def _corrections(work: Work, street: str, today: date) -> list[DueCorrection]:
    found = []
    for correction in work.corrections.all(street):
        if waits_for(correction, today):
            site = work.sites.find(correction.site)
            place = f"{site.code} {site.name}" if site else ""
            found.append(DueCorrection(correction=correction, place=place, days=correction.days_over(today)))
    return sorted(found, key=lambda d: (d.correction.due_on, d.place, d.correction.id))
