"""A few lively days at a station for tests of the diary: audits, visits, corrections through all steps, edits."""

from dataclasses import replace
from datetime import timedelta

from auditor.audit import Answer, Finding
from auditor.correction import Correction
from auditor.photo import Photo
from auditor.record import Line, new_id, stamp
from auditor.slots import released_slots
from auditor.survey import Basis, Mode, Outcome, Response, Round
from auditor.use_cases import planning, recording
from db import SqlStore
from tests.making import NOW, STREET, TODAY, Clock, answers, audit_of, fill_street, standard

MINUTE = timedelta(minutes=1)
OUTCOMES = (
    *([Outcome.COMPLETE] * 4),
    Outcome.REFUSAL,
    Outcome.NON_CONTACT,
    Outcome.VACANT,
)


def live(store: SqlStore, clock: Clock) -> Round:
    """Two days before today the register; yesterday and today work by 王㛃, some by 李航; a package from elsewhere."""
    clock.now = NOW - timedelta(days=2)
    with store.writing() as work:
        work.set_setting("street", STREET)
    sites = fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=2))
    with store.reading() as work:
        points = {p.site: p for p in work.points.all(STREET)}
        slots = [s for c in sorted(opened.strata) for s in (released_slots(work, opened, c) or [])]
    clock.now = NOW - timedelta(days=1)
    for of in sites[:3]:
        clock.now += 7 * MINUTE
        made = replace(audit_of(of, [points[of.id]]), observed_at=stamp(clock.now - timedelta(days=3)))
        first = next(iter(made.findings[points[of.id].id]))
        worse = {**made.findings[points[of.id].id], first: Finding(answer=Answer.FAIL, note="缺")}
        made = recording.record_audit(
            store, replace(made, findings={**made.findings, points[of.id].id: worse}), standard()
        )
        with store.writing() as work:
            picture = Photo(
                id=new_id(), street=STREET, site=of.id, sha256=new_id().replace("-", "")[:32] * 2, audit=made.id
            )
            work.photos.save(picture)
        recording.record_audit(store, replace(made, note="门口已关"), standard())
    for slot, outcome in zip(slots, OUTCOMES, strict=False):
        clock.now += 3 * MINUTE
        recording.record_response(
            store,
            Response(
                id=new_id(),
                street=STREET,
                round=opened.id,
                community=slot.community,
                outcome=outcome,
                observed_at=stamp(clock.now),
                interviewer="王㛃",
                slot=slot.slot,
                part=slot.part,
                answers=answers() if outcome is Outcome.COMPLETE else {},
                seconds=80 if outcome is Outcome.COMPLETE else 0,
                basis=Basis.MANAGER if outcome is Outcome.VACANT else None,
            ),
            standard(),
        )
    clock.now = NOW - timedelta(hours=1)
    with store.writing() as work:
        work.set_setting("person", "other")
        for place, of in enumerate(sites[:3]):
            day = TODAY - timedelta(days=5)
            held = work.corrections.save(
                Correction(
                    id=new_id(),
                    street=STREET,
                    site=of.id,
                    found="缺容器",
                    opened_on=day,
                    due_on=day + timedelta(days=place),
                )
            )
            if place == 1:
                held = work.corrections.save(replace(held, fixed_on=TODAY))
            if place == 2:
                held = work.corrections.save(replace(held, fixed_on=TODAY, rechecked_on=TODAY, passed=True))
                work.corrections.save(replace(held, closed_on=TODAY))
        old = work.sites.get(sites[5].id)
        work.sites.save(replace(old, name="改过名的小区", households=90))
        work.set_draft(f"audit:{sites[4].id}", "{}")
        work.set_setting("person", "inspector")
        raw = work.journal.raw([sites[0].version])[0]
        work.journal.receive([replace_line(Line.read(raw))], "p1")
    clock.now = NOW
    return opened


def replace_line(line: Line) -> Line:
    """The same written at another station."""
    return replace(line, station="6" * 32, record=new_id(), person="far")
