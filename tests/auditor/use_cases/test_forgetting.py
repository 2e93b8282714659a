"""A round's key goes when nobody needs it any more: here, where a line says so, and in copies that are too old."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.copies import copies
from auditor.errors import Refused
from auditor.record import Line
from auditor.slots import released_slots, secret_name
from auditor.survey import Mode, Round
from auditor.use_cases import backing_up, forgetting, planning, recording
from db import SqlStore, open_store
from tests.auditor.use_cases.test_recording import visit
from tests.making import NOW, STREET, TODAY, fill_street, standard

OBJECTION = timedelta(days=standard().survey.objection_days)


def closed_round(store: SqlStore) -> Round:
    fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=40))
    return planning.close_round(store, opened.id, TODAY - OBJECTION)


def code(told: pytest.ExceptionInfo[Refused]) -> str:
    return told.value.problems[0].code


def test_a_key_is_destroyed_only_when_the_round_is_closed_and_nobody_may_object(store: SqlStore) -> None:
    made = closed_round(store)
    with pytest.raises(Refused) as told:
        forgetting.destroy_key(store, made.id, TODAY - timedelta(days=1))
    assert code(told) == "key_still_needed"
    gone = forgetting.destroy_key(store, made.id, TODAY)
    assert gone.key_destroyed_on == TODAY
    with store.reading() as work:
        assert work.secret(secret_name(made)) is None
        assert released_slots(work, gone, next(iter(gone.strata))) is None
    with pytest.raises(Refused) as told:
        forgetting.destroy_key(store, made.id, TODAY)
    assert code(told) == "key_destroyed"
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    with pytest.raises(Refused) as told:
        forgetting.destroy_key(store, opened.id, TODAY)
    assert code(told) == "key_of_open_round"


def test_another_database_that_learns_of_it_destroys_its_own(store: SqlStore, tmp_path: Path) -> None:
    made = closed_round(store)
    other = open_store(str(tmp_path / "other.sqlite3"), lambda: NOW)
    with store.reading() as work:
        key = work.secret(secret_name(made))
        lines = [Line.read(raw) for raw in work.journal.raw(work.journal.names([made.id]))]
    with other.writing() as work:
        work.journal.receive(lines, "p1")
        work.set_secret(secret_name(made), key)
    assert forgetting.forget_keys(other, TODAY) == 0
    forgetting.destroy_key(store, made.id, TODAY)
    with store.reading() as work:
        lines = [Line.read(raw) for raw in work.journal.raw(work.journal.names([made.id]))]
    with other.writing() as work:
        work.journal.receive(lines, "p2")
    assert forgetting.forget_keys(other, TODAY) == 1
    with other.reading() as work:
        assert work.secret(secret_name(made)) is None
    other.close()


def test_a_copy_that_holds_a_destroyed_key_is_kept_no_longer_than_90_days(tmp_path: Path) -> None:
    moment = [NOW]
    store = open_store(str(tmp_path / "a.sqlite3"), lambda: moment[0])
    made = closed_round(store)
    before, after = tmp_path / "before.sqlite3", tmp_path / "after.sqlite3"
    backing_up.back_up(store, str(before))
    forgetting.destroy_key(store, made.id, TODAY)
    moment[0] = NOW + timedelta(days=1)
    backing_up.back_up(store, str(after))
    with store.reading() as work:
        assert copies(work) == {
            str(before): TODAY.isoformat(),
            str(after): (TODAY + timedelta(days=1)).isoformat(),
        }
    forgetting.forget_keys(store, TODAY + timedelta(days=90))
    assert before.exists()
    forgetting.forget_keys(store, TODAY + timedelta(days=91))
    assert not before.exists()
    assert after.exists()  # it never held the key
    store.close()


def test_a_household_that_withdraws_keeps_no_answers(store: SqlStore) -> None:
    fill_street(store, 6)
    opened = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    community = next(iter(opened.strata))
    with store.reading() as work:
        slot = (released_slots(work, opened, community) or [])[0]
    made = recording.record_response(store, visit(opened.id, slot.slot, community), standard())
    held = recording.withdraw(store, "response", made.id, "本户要求撤回")
    assert held == replace(held, answers={}, seconds=0)  # type: ignore[call-arg]  # a response
    with store.reading() as work:
        assert work.responses.of_round(opened.id) == []
