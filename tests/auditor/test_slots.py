"""Released slots: in drawn order, by site and count, and none where the key is gone."""

from auditor.slots import released_slots, secret_name
from auditor.survey import Mode
from auditor.use_cases import planning, recording
from db import SqlStore
from tests.auditor.use_cases.test_recording import visit
from tests.making import STREET, TODAY, fill_street, standard


def test_slots_are_within_their_sites_households_and_their_visits_are_counted(store: SqlStore) -> None:
    fill_street(store, 3)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    (community,) = opened.strata
    with store.reading() as work:
        slots = released_slots(work, opened, community)
    assert slots is not None
    assert len({s.slot for s in slots}) == len(slots) == opened.planned
    assert all(1 <= s.k <= opened.frame[community][s.site] for s in slots)
    assert [s.slot for s in slots] == sorted(s.slot for s in slots)
    recording.record_response(store, visit(opened.id, slots[1].slot, community), standard())
    with store.reading() as work:
        again = released_slots(work, opened, community)
    assert again is not None
    assert [(s.visits, s.complete, s.final) for s in again[:3]] == [
        (0, False, False),
        (1, True, True),
        (0, False, False),
    ]


def test_without_the_key_no_slot_can_be_listed(store: SqlStore) -> None:
    fill_street(store, 3)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with store.writing() as work:
        work.set_secret(secret_name(opened), None)
    with store.reading() as work:
        assert released_slots(work, opened, next(iter(opened.strata))) is None
