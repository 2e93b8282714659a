"""Planning: a plan is frozen, its key stays outside the journal, and replacements open in drawn order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from auditor.errors import Refused
from auditor.rates import registered_outside
from auditor.record import Line, new_id, stamp
from auditor.slots import released_slots, secret_name
from auditor.store import Work
from auditor.survey import Mode, Outcome, key_hash
from auditor.use_cases import planning, recording
from db import SqlStore
from tests.auditor.use_cases.test_recording import visit
from tests.making import NOW, STREET, TODAY, answers, fill_street, fresh_store, site, standard

KINDS = ("street", "community", "site")


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


def test_two_drawings_with_one_key_are_equal_on_sqlite_and_postgresql(store: SqlStore, postgresql: str) -> None:
    from tests.postgres import empty_database

    fill_street(store, 6)
    with store.reading() as work:
        raw = work.journal.raw(n for kind in KINDS for n in work.journal.names(_ids(work, kind)))
    empty_database(postgresql)
    drawn = []
    with fresh_store(postgresql) as other:
        with other.writing() as work:
            work.journal.receive([Line.read(x) for x in raw], "p")
        for place in (store, other):
            with patch("auditor.use_cases.planning.secrets.token_bytes", return_value=bytes(range(32))):
                opened = planning.open_round(place, STREET, Mode.SAMPLE, standard(), on=TODAY)
            with place.reading() as work:
                drawn.append(
                    (
                        opened.strata,
                        opened.frame,
                        {
                            c: [(s.slot, s.site, s.k) for s in released_slots(work, opened, c) or []]
                            for c in opened.strata
                        },
                    )
                )
    assert drawn[0] == drawn[1]
    assert sum(len(slots) for slots in drawn[0][2].values()) > 50


def _ids(work: Work, kind: str) -> list[str]:
    records: Any = {"street": work.streets, "community": work.communities, "site": work.sites}[kind]
    return [r.id for r in records.all()]


def test_households_that_came_later_are_drawn_as_a_supplement_and_the_plan_stays(store: SqlStore) -> None:
    sites = fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with pytest.raises(Refused) as told:
        planning.draw_supplement(store, opened.id, TODAY)
    assert told.value.problems[0].code == "nothing_outside"
    recording.save_site(store, site("06-900", households=3), standard())
    with pytest.raises(Refused) as told:
        planning.draw_supplement(store, opened.id, TODAY)
    assert told.value.problems[0].code == "supplement_too_small"
    recording.save_site(store, replace(sites[0], households=sites[0].households + 40), standard())
    with store.reading() as work:
        more = planning.households_outside(work, opened, standard(), TODAY)
        before = {c: released_slots(work, opened, c) or [] for c in opened.strata}
    assert sum(n for homes in more.values() for n in homes.values()) == 43
    made = planning.draw_supplement(store, opened.id, TODAY)
    assert (made.frame, made.strata) == (opened.frame, opened.strata)
    with store.reading() as work:
        after = {c: released_slots(work, made, c) or [] for c in made.strata}
        facts = work.facts(STREET, TODAY, standard())
    community = sites[0].community
    assert after[community][: len(before[community])] == before[community]
    added = after[community][len(before[community]) :]
    assert {s.part for s in added} == {"s1"}
    assert {s.site for s in added} <= set(more[community])
    assert all(s.k > sites[0].households for s in added if s.site == sites[0].id)
    (fact,) = facts.rounds
    assert registered_outside(facts, fact)[community] == 0
    done = recording.record_response(store, replace(visit(made.id, added[0].slot, community), part="s1"), standard())
    assert done.part == "s1"
    with pytest.raises(Refused):  # the part is what it was drawn in
        recording.record_response(store, visit(made.id, added[-1].slot, community), standard())
    with store.reading() as work:  # before its day the supplement was not there
        (yesterday,) = work.facts(STREET, TODAY, standard()).rounds
        assert [p.number for p in yesterday.parts] == [p.number for p in made.parts]


def test_a_round_closes_by_itself_when_its_field_period_is_over(store: SqlStore) -> None:
    fill_street(store, 3)
    period = standard().survey.field_period_days
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=period + 1))
    (community,) = opened.strata
    with store.reading() as work:
        first = (released_slots(work, opened, community) or [])[0].slot
        (fact,) = work.facts(STREET, TODAY, standard()).rounds
        assert fact.ended_on == opened.frozen_on + timedelta(days=period)
    with pytest.raises(Refused) as told:
        recording.record_response(store, visit(opened.id, first, community, observed_at=stamp(NOW)), standard())
    assert told.value.problems[0].code == "round_closed"
    planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)  # nothing stands in its way


def test_a_community_in_which_an_answer_could_be_led_back_is_named(store: SqlStore) -> None:
    lone = fill_street(store, 4)[3]
    with store.writing() as work:
        link = next(k for k in work.links.all(STREET) if k.site == lone.id)
        work.links.save(replace(link, households=1))
        work.sites.save(replace(lone, households=1))
    with store.reading() as work:
        made = planning.preview_round(work, STREET, Mode.SAMPLE, standard(), TODAY)
    assert planning.small_communities(made) == {lone.community: 1}
