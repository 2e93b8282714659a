"""What the visits to one household amount to, and what rounds and responses are refused for."""

from dataclasses import replace
from datetime import date
from typing import Any

from auditor.survey import Basis, Mode, Outcome, Response, Round, Stratum, key_hash, slot_name
from auditor.visits import Passing, SlotVisit, slot_state

ROUND = Round(
    id="r", name="一", mode=Mode.SAMPLE, standard="s 1", key_hash="0" * 64, frozen_on=date(2026, 11, 1),
    frame={"c": {"s": 5}}, strata={"c": Stratum(population=5, planned=2)},
)  # fmt: skip
ANSWER = Response(
    id="1", round="r", community="c", outcome=Outcome.COMPLETE, observed_at="2026-11-20T10:00:00.000Z",
    interviewer="王", slot="x", answers={"k1": "yes"},
)  # fmt: skip


def codes(record: Any) -> list[str]:
    return [p.code for p in record.problems()]


def test_a_rounds_frame_adds_up() -> None:
    assert codes(ROUND) == []
    assert (ROUND.population, ROUND.planned) == (5, 2)
    assert codes(replace(ROUND, frame={"c": {"s": 6}})) == ["frame_sum"]
    assert codes(replace(ROUND, strata={"c": Stratum(population=5, planned=6)})) == ["planned_range"]
    assert codes(replace(ROUND, closed_on=date(2026, 10, 31))) == ["ends_before_start"]


def test_only_who_answered_leaves_answers_and_a_vacancy_needs_its_basis() -> None:
    assert codes(ANSWER) == []
    assert codes(replace(ANSWER, answers={})) == ["nothing_answered"]
    assert codes(replace(ANSWER, outcome=Outcome.REFUSAL)) == ["answers_without_interview"]
    assert codes(replace(ANSWER, outcome=Outcome.VACANT, answers={})) == ["vacancy_needs_basis"]
    assert codes(replace(ANSWER, outcome=Outcome.VACANT, answers={}, basis=Basis.MANAGER)) == []
    assert codes(replace(ANSWER, seconds=-1)) == ["negative"]


def visit(at: str, outcome: Outcome = Outcome.COMPLETE, says: Passing = Passing.OPEN, **more: Any) -> SlotVisit:
    at = f"2026-11-{at}:00.000Z"
    values = {"id": "i", "slot": "x", "community": "c", "basis": outcome is Outcome.VACANT, **more}
    return SlotVisit(observed_at=at, outcome=outcome, passing={"a": says}, **values)


def test_in_a_sample_the_first_answer_counts_in_a_census_the_latest() -> None:
    visits = [visit("20T02:00", says=Passing.NO), visit("21T02:00", says=Passing.YES), visit("22T02:00")]
    assert slot_state(visits, Mode.SAMPLE, 3).passing["a"] is Passing.NO
    assert slot_state(visits[::-1], Mode.CENSUS, 3).passing["a"] is Passing.YES


def test_of_equal_moments_the_smaller_id_counts_in_both() -> None:
    visits = [visit("20T02:00", says=Passing.NO, id="b"), visit("20T02:00", says=Passing.YES, id="a")]
    for mode in Mode:
        assert slot_state(visits, mode, 3).passing["a"] is Passing.YES


def test_an_answer_in_dispute_is_unknown_and_no_interview() -> None:
    visits = [visit("20T02:00", says=Passing.YES, settled=False), visit("21T02:00", says=Passing.YES)]
    assert slot_state(visits, Mode.SAMPLE, 3).passing["a"] is Passing.OPEN
    assert not slot_state(visits[:1], Mode.CENSUS, 3).complete


def test_a_slot_is_final_after_an_interview_or_three_days_with_an_evening_or_a_weekend() -> None:
    away = Outcome.NON_CONTACT
    days = [visit(f"{d}T02:00", away) for d in (17, 18, 19)]  # Tuesday to Thursday, ten in the morning
    assert not slot_state(days, Mode.SAMPLE, 3).final
    assert slot_state([*days[:2], visit("19T10:00", away)], Mode.SAMPLE, 3).final  # 18:00 in China
    assert slot_state([*days[:2], visit("21T02:00", away)], Mode.SAMPLE, 3).final  # a Saturday
    assert not slot_state([visit(f"21T0{h}:00", away) for h in (1, 2, 3)], Mode.SAMPLE, 3).final  # one day
    assert not slot_state([*days[:2], visit("19T09:59", away)], Mode.SAMPLE, 3).final  # 17:59 in China
    assert slot_state([visit("17T02:00")], Mode.SAMPLE, 3).final


def test_a_vacancy_counts_when_two_days_and_a_source_say_so() -> None:
    empty = [visit("17T02:00", Outcome.VACANT), visit("18T02:00", Outcome.VACANT)]
    assert slot_state(empty, Mode.SAMPLE, 3).ineligible
    assert not slot_state(empty[:1] * 2, Mode.SAMPLE, 3).ineligible
    assert not slot_state([replace(v, basis=False) for v in empty], Mode.SAMPLE, 3).ineligible
    assert not slot_state([*empty, visit("19T02:00")], Mode.SAMPLE, 3).ineligible


def test_a_key_is_named_by_its_hash_and_names_its_slots() -> None:
    assert key_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert len({slot_name(bytes([b]), "s", k) for b in range(3) for k in range(1, 4)}) == 9
