"""A household that asks is found while the key lives, keeps no answers once withdrawn, and is found no more after."""

from datetime import timedelta

import pytest

from auditor.errors import Refused
from auditor.record import body_of
from auditor.slots import released_slots
from auditor.survey import Mode, Outcome, Response, Round
from auditor.use_cases import forgetting, planning, recording
from auditor.use_cases.objecting import find_household
from db import SqlStore
from tests.auditor.use_cases.test_recording import codes, visit
from tests.making import STREET, TODAY, fill_street, standard


@pytest.fixture
def asked(store: SqlStore) -> tuple[Round, str, int]:
    """A round with one interview, and where it was."""
    fill_street(store, 3)
    made = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=9))
    with store.reading() as work:
        first = (released_slots(work, made, "120104006001") or [])[0]
    recording.record_response(store, visit(made.id, first.slot, "120104006001"), standard())
    return made, first.site_code, first.k


def test_a_household_is_found_by_site_and_count_and_withdrawn_it_keeps_no_answers(
    store: SqlStore, asked: tuple[Round, str, int]
) -> None:
    made, site, k = asked
    found = find_household(store, made.id, f" {site} ", k)
    (mine,) = found.visits
    assert (mine.outcome, bool(mine.answers)) == (Outcome.COMPLETE, True)
    recording.withdraw(store, "response", mine.id, "住户要求")
    assert find_household(store, made.id, site, k).visits == ()
    with store.reading() as work:
        (kept,) = work.responses.all(STREET, withdrawn=True)
    assert isinstance(kept, Response)
    assert (kept.outcome, dict(kept.answers), kept.seconds) == (Outcome.REFUSAL, {}, 0)
    assert "answers" not in body_of(kept)


def test_a_household_without_a_visit_is_found_with_none(store: SqlStore, asked: tuple[Round, str, int]) -> None:
    made, site, k = asked
    other = k + 1 if k < 100 else k - 1
    assert find_household(store, made.id, site, other).visits == ()


def test_what_is_not_in_the_round_is_said(store: SqlStore, asked: tuple[Round, str, int]) -> None:
    made, site, _ = asked
    for place, k, code in (
        ("06-999", 1, "site_not_asked"),
        (site, 0, "household_range"),
        (site, 101, "household_range"),
    ):
        with pytest.raises(Refused) as told:
            find_household(store, made.id, place, k)
        assert codes(told.value) == [code]


def test_once_the_key_is_destroyed_nobody_is_found(store: SqlStore, asked: tuple[Round, str, int]) -> None:
    made, site, k = asked
    closed = planning.close_round(store, made.id, TODAY)
    with store.reading() as work:
        first = forgetting.key_may_go(work, closed)
    assert first is not None
    forgetting.destroy_key(store, made.id, first)
    with pytest.raises(Refused) as told:
        find_household(store, made.id, site, k)
    assert codes(told.value) == ["household_forgotten"]
