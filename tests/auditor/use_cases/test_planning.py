"""Planning: a plan is frozen, its key stays outside the journal, and replacements open in drawn order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.errors import Refused
from auditor.record import new_id, stamp
from auditor.slots import released_slots, secret_name
from auditor.survey import Mode, Outcome, key_hash
from auditor.use_cases import planning, recording
from db import SqlStore
from tests.auditor.use_cases.test_recording import visit
from tests.making import NOW, STREET, TODAY, answers, fill_street, site, standard


def test_the_key_of_a_round_is_a_secret_and_the_line_holds_only_its_hash(store: SqlStore) -> None:
    fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with store.reading() as work:
        key = work.secret(secret_name(opened))
        assert key is not None
        assert key_hash(key) == opened.key_hash
        raw = work.journal.raw(work.journal.names([opened.id]))[0]
        assert key.hex().encode() not in raw
    assert 50 < opened.planned < 70
    assert opened.population == 600


def test_a_frozen_plan_does_not_change_when_the_register_does(store: SqlStore) -> None:
    sites = fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with store.reading() as work:
        before = {c: [s.slot for s in released_slots(work, opened, c) or []] for c in opened.strata}
    recording.save_site(store, site("06-900"), standard())
    recording.save_site(store, replace(sites[0], community="120104006002", code="06-901", name="改名"), standard())
    recording.save_site(store, replace(sites[1], households=120), standard())
    recording.withdraw(store, "site", sites[2].id, "登记重复")
    with store.reading() as work:
        held = work.rounds.get(opened.id)
        assert held == opened
        assert {c: [s.slot for s in released_slots(work, held, c) or []] for c in held.strata} == before


def test_a_replacement_opens_only_for_a_slot_that_is_final_without_an_interview(store: SqlStore) -> None:
    fill_street(store, 3)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=9))
    (community,) = opened.strata
    planned = opened.strata[community].planned
    with store.reading() as work:
        first = (released_slots(work, opened, community) or [])[0].slot

    def refuse(days_ago: int) -> int:
        at = stamp(NOW - timedelta(days=days_ago) + timedelta(hours=10 if days_ago else 0))  # 20:00 in China
        recording.record_response(
            store,
            visit(opened.id, first, community, outcome=Outcome.REFUSAL, answers={}, observed_at=at),
            standard(),
        )
        with store.reading() as work:
            return len(released_slots(work, opened, community) or [])

    assert refuse(3) == planned
    assert refuse(2) == planned
    assert refuse(1) == planned + 1


def test_no_round_opens_beside_an_open_one_nor_soon_after_one_that_failed(store: SqlStore) -> None:
    fill_street(store, 3)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with pytest.raises(Refused) as told:
        planning.open_round(store, STREET, Mode.CENSUS, standard(), on=TODAY)
    assert told.value.problems[0].code == "round_open"
    (community,) = opened.strata
    with store.reading() as work:
        first = (released_slots(work, opened, community) or [])[0].slot
    recording.record_response(store, visit(opened.id, first, community, answers=answers(knows=False)), standard())
    with pytest.raises(Refused) as told:
        planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    assert told.value.problems[0].code == "round_gap"
    later = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY + timedelta(days=60))
    assert later.key_hash != opened.key_hash
    with pytest.raises(Refused):
        planning.close_round(store, planning.close_round(store, opened.id, TODAY).id, TODAY)


def test_a_street_without_households_has_no_round_and_a_small_one_is_asked_whole(store: SqlStore) -> None:
    fill_street(store, 1)
    with store.reading() as work:
        assert planning.preview_round(work, STREET, Mode.SAMPLE, standard(), TODAY).mode is Mode.SAMPLE
        with pytest.raises(Refused):
            planning.preview_round(work, "120104001000", Mode.SAMPLE, standard(), TODAY)
        (only,) = work.sites.all(STREET)
    with store.writing() as work:
        link = next(k for k in work.links.all(STREET) if k.site == only.id)
        work.links.save(replace(link, households=4))
        work.sites.save(replace(only, households=4))
    with store.reading() as work:
        assert planning.preview_round(work, STREET, Mode.SAMPLE, standard(), TODAY).mode is Mode.CENSUS
    with pytest.raises(Refused):
        planning.close_round(store, new_id(), TODAY)
