"""A correction from the failed item to its closing, on a real store: nothing is closed unseen, no score moves by it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.correction import Correction, Stage
from auditor.correction_rules import passing_audit
from auditor.errors import Refused
from auditor.people import Person, Role
from auditor.record import new_id, stamp
from auditor.score import score_street
from auditor.site import Point, Site
from auditor.store import Store
from auditor.use_cases import correcting
from auditor.use_cases.recording import record_audit
from db import SqlStore
from tests.making import NOW, STREET, TODAY, Clock, audit_of, communities, fresh_store, in_order, site, standard, street

PASS, FAIL = Finding(answer=Answer.PASS), Finding(answer=Answer.FAIL)


def item_of(role: str) -> str:
    return standard().item_of(role)


HAZARDOUS = item_of("present:hazardous")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[SqlStore]:
    """A street with one quarter in order, but for its container for hazardous waste, seen missing yesterday."""
    with fresh_store(clock=clock) as made:
        with made.writing() as work:
            work.streets.save(street())
            work.communities.save_all(communities())
            one = work.sites.save(site("06-001"))
            assignment, point, link, audit = in_order(one)
            work.assignments.save(assignment)
            work.points.save(point)
            work.links.save(link)
            work.audits.save(audit)
        yield made


def parts(store: Store) -> tuple[Site, Point]:
    with store.reading() as work:
        return work.sites.all(STREET)[0], work.points.all(STREET)[0]


def fail(store: Store, *, note: str = "", days: int = 7) -> tuple[Audit, Correction]:
    """An audit in which the container is missing, with the correction opened on it."""
    one, point = parts(store)
    audit = replace(
        audit_of(one, [point], days_ago=1),
        findings={point.id: {HAZARDOUS: Finding(answer=Answer.FAIL, note=note)}},
    )
    saved = record_audit(store, audit, standard(), {point.id: {HAZARDOUS: days}})
    with store.reading() as work:
        (made,) = [c for c in work.corrections.all(STREET) if c.audit == saved.id]
    return saved, made


def categories(store: Store) -> tuple[int, int, int]:
    """The tally of the criterion that the container settles."""
    with store.reading() as work:
        facts = work.facts(STREET, TODAY, standard())
    score, _units = score_street(facts, standard(), TODAY, known=TODAY, root="")
    tally = score.criteria["categories"].tally
    return tally.conforming, tally.nonconforming, tally.unknown


def stage(store: Store, correction: str) -> Stage:
    with store.reading() as work:
        return work.corrections.get(correction).stage


def look(store: Store, correction: str, finding: Finding, days: int = 7) -> correcting.Looked:
    return correcting.recheck(store, {correction: finding}, standard(), inspectors="李梅", days=days)


def test_an_audit_and_its_corrections_are_saved_together_with_words_recipient_and_deadline(store: SqlStore) -> None:
    audit, made = fail(store, note="红桶不见了")
    assert (made.unit, made.item, made.audit) == (parts(store)[1].id, HAZARDOUS, audit.id)
    assert made.found == "红桶不见了"
    assert made.asked.startswith("做到：")
    assert made.recipient == "某物业"
    assert made.opened_on == TODAY  # the audit was yesterday's, and typed in today
    assert made.due_on == made.opened_on + timedelta(days=7)


def test_neither_is_saved_where_the_audit_is_refused(store: SqlStore) -> None:
    one, point = parts(store)
    wrong = replace(
        audit_of(one, [point]), findings={point.id: {HAZARDOUS: FAIL}}, observed_at=stamp(NOW + timedelta(days=2))
    )
    with pytest.raises(Refused):
        record_audit(store, wrong, standard(), {point.id: {HAZARDOUS: 7}})
    with store.reading() as work:
        assert work.corrections.all() == []


def test_a_correction_is_opened_of_what_failed_and_only_once(store: SqlStore) -> None:
    one, point = parts(store)
    fail(store)
    again = replace(audit_of(one, [point], days_ago=0), findings={point.id: {HAZARDOUS: FAIL, "clean": PASS}})
    record_audit(store, again, standard(), {point.id: {HAZARDOUS: 3, "clean": 3}})
    with store.reading() as work:
        (only,) = work.corrections.all(STREET)
    with pytest.raises(Refused, match="correction_waits"):
        correcting.open_correction(store, replace(only, id=new_id(), version=""))


def test_no_correction_alone_changes_a_score_and_a_re_check_does_by_its_audit(store: SqlStore) -> None:
    assert categories(store) == (1, 0, 0)
    _audit, made = fail(store)
    failing = categories(store)
    assert failing == (0, 1, 0)
    correcting.change_deadline(store, made.id, TODAY + timedelta(days=20), "订货要三周")
    fixed = correcting.report_fixed(store, made.id, note="已补")
    assert fixed.stage is Stage.FIXED
    assert categories(store) == failing
    looked = look(store, made.id, PASS)
    assert looked.audit is not None
    assert looked.audit.findings == {made.unit: {HAZARDOUS: PASS}}
    assert (looked.audit.source, looked.audit.standard, looked.audit.inspectors) == ("screen", standard().name, "李梅")
    assert categories(store) == (1, 0, 0)
    (closed,) = correcting.close_corrections(store, [made.id], "办结")
    assert closed.stage is Stage.CLOSED
    assert categories(store) == (1, 0, 0)


def test_what_fails_again_ends_and_another_follows_with_a_new_deadline(store: SqlStore) -> None:
    _audit, made = fail(store)
    looked = look(store, made.id, Finding(answer=Answer.FAIL, note="还没有"), days=3)
    (ended,), (following,) = looked.corrections, looked.following
    assert ended.stage is Stage.REOPENED
    assert (following.follows, following.due_on) == (made.id, TODAY + timedelta(days=3))
    assert (following.found, following.asked) == ("还没有", made.asked)
    assert looked.audit is not None
    assert following.audit == looked.audit.id
    assert categories(store) == (0, 1, 0)
    with pytest.raises(Refused, match="step_taken"):
        look(store, made.id, PASS)


def test_nothing_is_closed_before_it_was_looked_at_again(store: SqlStore) -> None:
    _audit, made = fail(store)
    for _step in range(2):
        with pytest.raises(Refused, match="closed_unchecked"):
            correcting.close_corrections(store, [made.id])
        if stage(store, made.id) is Stage.OPEN:
            correcting.report_fixed(store, made.id)


def test_closing_is_the_offices_where_the_database_knows_one(store: SqlStore) -> None:
    _audit, made = fail(store)
    look(store, made.id, PASS)
    with store.writing() as work:
        office = work.people.save(Person(id=new_id(), name="张主任", role=Role.OFFICE))
        inspector = work.people.save(Person(id=new_id(), name="周敏"))
        work.set_setting("person", inspector.id)
    with pytest.raises(Refused, match="closing_needs_office"):
        correcting.close_corrections(store, [made.id])
    with store.writing() as work:
        work.set_setting("person", office.id)
    assert correcting.close_corrections(store, [made.id])[0].stage is Stage.CLOSED


def test_a_mistaken_one_is_withdrawn_with_the_reason_and_another_may_be_opened(store: SqlStore) -> None:
    audit, made = fail(store)
    with pytest.raises(Refused, match="empty"):
        correcting.withdraw_correction(store, made.id, " ")
    correcting.withdraw_correction(store, made.id, "看错了投放点")
    with store.reading() as work:
        assert work.corrections.all(STREET) == []
    (again,) = correcting.open_on_audit(store, audit.id, {(made.unit, made.item): 15}, standard())
    assert again.due_on == again.opened_on + timedelta(days=15)


@pytest.mark.parametrize(
    ("due", "reason", "code"),
    [(30, " ", "empty"), (-30, "早些", "due_before_opened")],
)
def test_a_deadline_is_changed_with_a_reason_and_not_before_the_opening(
    store: SqlStore, due: int, reason: str, code: str
) -> None:
    _audit, made = fail(store)
    with pytest.raises(Refused, match=code):
        correcting.change_deadline(store, made.id, TODAY + timedelta(days=due), reason)


def test_a_step_of_tomorrow_is_refused(store: SqlStore) -> None:
    _audit, made = fail(store)
    with pytest.raises(Refused, match="in_the_future"):
        correcting.report_fixed(store, made.id, TODAY + timedelta(days=1))


def test_a_later_audit_that_conforms_is_offered_and_taken_only_by_a_person(store: SqlStore, clock: Clock) -> None:
    one, point = parts(store)
    found, made = fail(store)
    clock.now += timedelta(days=3)
    later = replace(audit_of(one, [point]), observed_at=stamp(clock.now))
    record_audit(store, later, standard())
    assert stage(store, made.id) is Stage.OPEN
    with store.reading() as work:
        audits = work.audits.of_site(one.id)
        assert passing_audit(audits, made) == work.audits.get(later.id)
        assert passing_audit([a for a in audits if a.id != later.id], made) is None  # what was seen before counts not
        assert passing_audit(audits, replace(made, fixed_on=TODAY + timedelta(days=9))) is None
        assert passing_audit(audits, replace(made, item="", audit="")) is None
    with pytest.raises(Refused, match="audit_shows_nothing"):
        correcting.accept_audit(store, made.id, found.id)
    taken = correcting.accept_audit(store, made.id, later.id)
    assert (taken.stage, taken.recheck) == (Stage.RECHECKED, later.id)
    assert taken.rechecked_on == TODAY + timedelta(days=3)


def test_a_later_audit_is_not_offered_where_a_still_later_one_fails(store: SqlStore) -> None:
    one, point = parts(store)
    _audit, made = fail(store)
    passing = replace(audit_of(one, [point]), observed_at=stamp(NOW - timedelta(hours=2)))
    failing = replace(passing, id=new_id(), findings={point.id: {HAZARDOUS: FAIL}}, observed_at=stamp(NOW))
    with store.writing() as work:
        work.audits.save_all([passing, failing])
        assert passing_audit(work.audits.of_site(one.id), made) is None


def test_what_no_checklist_asks_is_looked_at_again_without_an_audit(store: SqlStore) -> None:
    one, _point = parts(store)
    free = Correction(
        id=new_id(),
        street=STREET,
        site=one.id,
        unit=SITE,
        found="门口堆了装修垃圾",
        asked="清走",
        opened_on=TODAY,
        due_on=TODAY,
    )
    correcting.open_correction(store, free)
    looked = look(store, free.id, PASS)
    assert looked.audit is None
    assert looked.corrections[0].stage is Stage.RECHECKED


@pytest.mark.parametrize("changes", [{"site": "nobody"}, {"unit": "nowhere"}, {"opened_on": TODAY + timedelta(days=1)}])
def test_what_names_nothing_or_is_dated_ahead_is_refused(store: SqlStore, changes: dict[str, object]) -> None:
    one, _point = parts(store)
    values: dict[str, object] = {
        "id": new_id(),
        "street": STREET,
        "site": one.id,
        "found": "x",
        "opened_on": TODAY,
        "due_on": TODAY + timedelta(days=9),
        **changes,
    }
    with pytest.raises(Refused):
        correcting.open_correction(store, Correction(**values))  # type: ignore[arg-type]  # by name
